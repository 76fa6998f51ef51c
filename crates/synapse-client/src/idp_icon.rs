//! The sign of a provider of single sign-on.

use super::request::Request;
use panel_core::homeserver_input::BaseUrl;

/// The largest sign that is taken, in bytes.
const MAX_BYTES: usize = 200_000;

/// An image's bytes, and its media type.
pub struct Image {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// As `image/png`.
    pub media_type: String,
}

/// Fetches the image that an `mxc:` URI names, as everybody may whose homeserver names it before
/// anybody has signed in. `None` where it can't be had or is no image.
pub async fn fetch_idp_icon(base_url: &BaseUrl, mxc: &str) -> Option<Image> {
    let path = format!("/_matrix/media/v3/download/{}", media_path(mxc)?);
    let request = Request::get(base_url, path);
    let (media_type, bytes) = request.read_all(MAX_BYTES).await.ok()?;
    let is_image = media_type.starts_with("image/");
    is_image.then_some(Image { bytes, media_type })
}

/// Server and media ID of an `mxc:` URI, as they stand in a path.
fn media_path(mxc: &str) -> Option<&str> {
    let media = mxc.strip_prefix("mxc://")?;
    let (server, id) = media.split_once('/')?;
    let is_plain = |text: &str, more: &[u8]| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || more.contains(&byte);
        !text.is_empty() && text.bytes().all(plain)
    };
    (is_plain(server, b".-:[]") && is_plain(id, b"_-")).then_some(media)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn only_mxc_uris_become_paths() {
        assert_eq!(
            media_path("mxc://example.org:8448/aB_-1"),
            Some("example.org:8448/aB_-1")
        );
        for bad in [
            "https://a/b",
            "mxc://a",
            "mxc:///b",
            "mxc://a/b/c",
            "mxc://a/..",
            "mxc://a/b?c",
        ] {
            assert_eq!(media_path(bad), None, "{bad}");
        }
    }
}
