//! The browser's storage. Private windows and policies may refuse it: nothing here can fail loudly.

use web_sys::Storage;

/// Which storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// Of this tab, gone when it closes: the session.
    Tab,
    /// Of this browser: choices of taste. Never anything secret.
    Browser,
}

fn area(area: Area) -> Option<Storage> {
    let window = web_sys::window()?;
    match area {
        Area::Tab => window.session_storage(),
        Area::Browser => window.local_storage(),
    }
    .ok()
    .flatten()
}

/// Reads an entry.
pub fn load(from: Area, key: &str) -> Option<String> {
    area(from)?.get_item(key).ok().flatten()
}

/// Writes an entry; without a storage it is forgotten with the page.
pub fn store(to: Area, key: &str, value: &str) {
    if let Some(storage) = area(to) {
        // Full or refused: the choice then lasts as long as the page.
        let _ = storage.set_item(key, value);
    }
}

/// Removes an entry.
pub fn remove(from: Area, key: &str) {
    if let Some(storage) = area(from) {
        let _ = storage.remove_item(key);
    }
}
