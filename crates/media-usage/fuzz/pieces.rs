//! An answer decoded in pieces.

use media_usage::{DecodeError, Decoder, PageMetadata, Table};

/// Decodes bytes in pieces as long as the cuts say, over and over; in one piece without cuts.
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

/// Decodes bytes in pieces and in one.
///
/// # Panics
/// When the users or the end differ. Which error it is may depend on the pieces: what is broken in
/// a user of which no more came is known only where its end was looked for.
pub fn same_in_any(bytes: &[u8], cuts: &[u8]) {
    let (table, end) = decode(bytes, cuts);
    let (whole_table, whole_end) = decode(bytes, &[]);
    assert_eq!(table, whole_table);
    assert_eq!(end.clone().ok(), whole_end.clone().ok());
    let not_json = Err(DecodeError::NotJson);
    assert_eq!(end == not_json, whole_end == not_json);
}
