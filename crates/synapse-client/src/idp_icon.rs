//! Icons of identity providers.

use super::request::Request;
use panel_core::homeserver_input::BaseUrl;

/// The largest icon that is accepted, in bytes.
const MAX_BYTES: usize = 200_000;

/// An image and its media type.
pub struct Image {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The media type, such as `image/png`.
    pub media_type: String,
}

/// Fetches the image of an `mxc:` URI. Identity provider icons need no sign-in. `None` if it can't
/// be loaded or isn't an image.
pub async fn fetch_idp_icon(base_url: &BaseUrl, mxc: &str) -> Option<Image> {
    let path = format!("/_matrix/media/v3/download/{}", media_path(mxc)?);
    let request = Request::get(base_url, path);
    let (media_type, bytes) = request.read_all(MAX_BYTES).await.ok()?;
    let is_image = media_type.starts_with("image/");
    is_image.then_some(Image { bytes, media_type })
}

/// The server name and media ID of an `mxc:` URI, as a path.
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
