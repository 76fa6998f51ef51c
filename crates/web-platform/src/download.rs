//! Bytes as things that the browser itself can show or save.

use js_sys::{Array, Uint8Array};
use media_usage::Yielder;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Offers text as a file to be saved. Each piece is handed to the browser, which may keep it
/// outside of the page's memory, before the next one is made.
pub async fn download(
    name: &str,
    media_type: &str,
    pieces: &mut dyn Iterator<Item = String>,
    yielder: &dyn Yielder,
) {
    let parts = Array::new();
    for piece in pieces {
        // A browser without blobs could not have come this far.
        if let Ok(part) = Blob::new_with_str_sequence(&Array::of1(&piece.into())) {
            parts.push(&part);
        }
        if let Some(due_yield) = yielder.due_yield() {
            due_yield.await;
        }
    }
    let _ = save(name, media_type, &parts);
}

/// Offers what consists of these parts as a file.
pub(super) fn save(name: &str, media_type: &str, parts: &Array) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let blob = Blob::new_with_blob_sequence_and_options(parts, &options)?;
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

/// A URL under which this page finds bytes.
pub fn object_url(bytes: &[u8], media_type: &str) -> Option<String> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    Url::create_object_url_with_blob(&blob).ok()
}
