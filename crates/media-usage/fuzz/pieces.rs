//! Decodes a response in chunks.

use media_usage::{DecodeError, Decoder, PageMetadata, Table};

/// Decodes bytes in chunks whose lengths cycle through `cuts`, or in one chunk if `cuts` is empty.
pub fn decode(bytes: &[u8], cuts: &[u8]) -> (Table, Result<PageMetadata, DecodeError>) {
    let mut table = Table::default();
    let mut decoder = Decoder::default();
    let mut cuts = cuts.iter().cycle();
    let mut due_yield = bytes;
    while !due_yield.is_empty() {
        let length = cuts.next().map_or(due_yield.len(), |&cut| usize::from(cut) + 1);
        let (piece, after) = due_yield.split_at(length.min(due_yield.len()));
        if let Err(error) = decoder.push(piece, &mut table) {
            return (table, Err(error));
        }
        due_yield = after;
    }
    (table, decoder.finish())
}

/// Decodes bytes in chunks and in one piece.
///
/// # Panics
/// If the users or the outcome differ. The kind of error may depend on the chunks: a fault in a
/// truncated user is found only when its end is looked for.
pub fn same_in_any(bytes: &[u8], cuts: &[u8]) {
    let (table, end) = decode(bytes, cuts);
    let (whole_table, whole_end) = decode(bytes, &[]);
    assert_eq!(table, whole_table);
    assert_eq!(end.clone().ok(), whole_end.clone().ok());
    let not_json = Err(DecodeError::NotJson);
    assert_eq!(end == not_json, whole_end == not_json);
}
