//! The browser's storage. Private windows and policies may refuse it: nothing here can fail loudly.

/// Which storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// Of this tab, gone when it closes: the session.
    Session,
    /// Of this browser: preferences. Never anything secret.
    Local,
}

#[cfg(target_arch = "wasm32")]
fn area(area: Storage) -> Option<web_sys::Storage> {
    let window = web_sys::window()?;
    match area {
        Storage::Session => window.session_storage(),
        Storage::Local => window.local_storage(),
    }
    .ok()
    .flatten()
}

#[cfg(target_arch = "wasm32")]
/// Reads an entry.
pub fn load(from: Storage, key: &str) -> Option<String> {
    area(from)?.get_item(key).ok().flatten()
}

#[cfg(target_arch = "wasm32")]
/// Writes an entry; without a storage it is forgotten with the page.
pub fn store(to: Storage, key: &str, value: &str) {
    if let Some(storage) = area(to) {
        // Full or refused: the choice then lasts as long as the page.
        let _ = storage.set_item(key, value);
    }
}

#[cfg(target_arch = "wasm32")]
/// Removes an entry.
pub fn remove(from: Storage, key: &str) {
    if let Some(storage) = area(from) {
        let _ = storage.remove_item(key);
    }
}
