//! Fuzzes arbitrary bytes in arbitrary chunks: decoding never panics, and gives the same result as
//! for a single chunk.
//!
//! `cargo +nightly fuzz run --fuzz-dir crates/media-usage/fuzz decoder_bytes`

#![no_main]

#[path = "../pieces.rs"]
mod pieces;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (Vec<u8>, &[u8])| {
    let (cuts, bytes) = input;
    pieces::same_in_any(bytes, &cuts);
});
