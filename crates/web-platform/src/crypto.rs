//! Secure random values and SHA-256.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Crypto;

/// A random name of 128 bits in hexadecimal. `None` without Web Crypto, which every browser with
/// WebAssembly has.
pub fn random_name() -> Option<String> {
    let mut bytes = [0; 16];
    crypto()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    let both = |byte: u8| [digit(byte >> 4), digit(byte & 15)];
    Some(bytes.into_iter().flat_map(both).collect())
}

/// The SHA-256 digest of bytes. `None` on pages over plain HTTP (but for those of the own machine),
/// which browsers don't let make one.
pub async fn sha256(bytes: &[u8]) -> Option<Vec<u8>> {
    let subtle = crypto()?.subtle();
    if !subtle.is_object() {
        return None;
    }
    let digest = subtle.digest_with_str_and_u8_array("SHA-256", bytes).ok()?;
    let digest: ArrayBuffer = JsFuture::from(digest).await.ok()?.dyn_into().ok()?;
    Some(Uint8Array::new(&digest).to_vec())
}

fn crypto() -> Option<Crypto> {
    web_sys::window()?.crypto().ok()
}
