//! Names that differ, and digests.

use sha2::{Digest, Sha256};
use std::cell::Cell;

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

/// A name that no other call gives, of as many digits as the browser's.
pub fn random_name() -> Option<String> {
    let count = COUNT.get() + 1;
    COUNT.set(count);
    Some(format!("{count:032x}"))
}

/// The SHA-256 digest of bytes.
pub async fn sha256(bytes: &[u8]) -> Option<Vec<u8>> {
    Some(Sha256::digest(bytes).to_vec())
}
