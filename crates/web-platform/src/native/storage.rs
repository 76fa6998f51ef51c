//! Storage in memory.

use crate::Storage;
use std::cell::RefCell;
use std::collections::BTreeMap;

type Entries = BTreeMap<(bool, String), String>;

thread_local! {
    static ENTRIES: RefCell<Entries> = const { RefCell::new(BTreeMap::new()) };
}

fn key(storage: Storage, key: &str) -> (bool, String) {
    (storage == Storage::Session, key.to_owned())
}

/// Reads an entry.
pub fn load(from: Storage, name: &str) -> Option<String> {
    ENTRIES.with_borrow(|entries| entries.get(&key(from, name)).cloned())
}

/// Writes an entry.
pub fn store(to: Storage, name: &str, value: &str) {
    ENTRIES.with_borrow_mut(|entries| entries.insert(key(to, name), value.to_owned()));
}

/// Removes an entry.
pub fn remove(from: Storage, name: &str) {
    ENTRIES.with_borrow_mut(|entries| entries.remove(&key(from, name)));
}

pub(super) fn reset() {
    ENTRIES.with_borrow_mut(Entries::clear);
}
