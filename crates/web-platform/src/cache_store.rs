//! Texts in the browser's cache storage, which holds more than a few MB. It doesn't exist on pages
//! over plain HTTP, and a browser may deny access, so failures are silent.

use super::page::is_trusted_page;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, CacheStorage, Response};

/// A place for texts, each under an address of its own that is never asked for.
pub struct CacheStore(Cache);

impl CacheStore {
    /// Opens the cache with this name, creating it if needed; `None` if the browser has no caches.
    pub async fn open(name: &str) -> Option<Self> {
        let cache = JsFuture::from(storage()?.open(name)).await.ok()?;
        Some(Self(cache.dyn_into().ok()?))
    }

    /// The bytes of the text under an address.
    pub async fn get(&self, address: &str) -> Option<Vec<u8>> {
        let found = JsFuture::from(self.0.match_with_str(address)).await.ok()?;
        let response: Response = found.dyn_into().ok()?;
        let bytes = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
        Some(Uint8Array::new(&bytes).to_vec())
    }

    /// Puts a text there, in the place of an earlier one. Without room, it is not kept.
    pub async fn put(&self, address: &str, text: &str) {
        if let Ok(response) = Response::new_with_opt_str(Some(text)) {
            let _ = JsFuture::from(self.0.put_with_str(address, &response)).await;
        }
    }
}

/// Deletes a cache with everything in it.
pub async fn delete_cache(name: &str) {
    if let Some(storage) = storage() {
        let _: Result<JsValue, _> = JsFuture::from(storage.delete(name)).await;
    }
}

fn storage() -> Option<CacheStorage> {
    if !is_trusted_page() {
        return None;
    }
    web_sys::window()?.caches().ok()
}
