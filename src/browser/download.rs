//! Handing a file to the administrator.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Offers text, given in pieces, as a file to be saved.
pub fn download(name: &str, media_type: &str, pieces: &[String]) {
    // A browser without blobs or anchors could not have come this far.
    let _ = try_download(name, media_type, pieces);
}

fn try_download(name: &str, media_type: &str, pieces: &[String]) -> Result<(), JsValue> {
    let parts: Array = pieces.iter().map(JsValue::from).collect();
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window().and_then(|window| window.document());
    let document = document.ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The download holds on to what the URL named.
    Url::revoke_object_url(&url)
}
