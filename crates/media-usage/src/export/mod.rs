//! Exports users for other programs in chunks, so that no export needs the memory twice.

mod cell;
mod csv;
mod history;
mod json;
mod markdown;

pub use cell::is_invisible;
pub use csv::{Sheet, csv, csv_columns, tsv};
pub use history::{HistoryRow, history_csv};
pub use json::{ExportInfo, json};
pub use markdown::{Align, markdown};

use crate::indexed_report::RankedUser;
use std::fmt;

/// The target program of a CSV.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CsvFormat {
    /// Programs: commas, decimal points, and user IDs unchanged if they follow the grammar for new
    /// IDs.
    #[default]
    Plain,
    /// Excel in languages with decimal points: commas, with a byte-order mark. Without one, Excel
    /// assumes a legacy encoding.
    ExcelPoint,
    /// Excel in languages with decimal commas: semicolons, with a byte-order mark.
    ExcelComma,
    /// Excel where lists have semicolons and decimals points, as in Switzerland.
    ExcelSemicolon,
}

impl CsvFormat {
    /// All formats.
    pub const ALL: [Self; 4] = [
        Self::Plain,
        Self::ExcelPoint,
        Self::ExcelComma,
        Self::ExcelSemicolon,
    ];
}

/// The users to export, in order.
pub type Users<'a> = Box<dyn Iterator<Item = RankedUser<'a>> + 'a>;

/// Writes the next row; returns false at the end.
type RowSource<'a> = Box<dyn FnMut(&mut String) -> bool + 'a>;

/// Size in bytes from which a chunk is returned: small enough to be produced quickly.
const CHUNK_BYTES: usize = 64 * 1024;

/// An iterator over the chunks of a text. The chunk size doesn't affect the text.
pub struct Chunks<'a> {
    /// Text written but not returned yet.
    text: String,
    write_row: RowSource<'a>,
    /// Text after the rows; `None` once it is written.
    tail: Option<String>,
    size: usize,
}

impl<'a> Chunks<'a> {
    fn new(head: String, write_row: RowSource<'a>, tail: String) -> Self {
        Self {
            text: head,
            write_row,
            tail: Some(tail),
            size: CHUNK_BYTES,
        }
    }

    /// Prepends a byte-order mark if the format has one.
    fn with_byte_order_mark_for(mut self, format: CsvFormat) -> Self {
        if format != CsvFormat::Plain {
            self.text.insert(0, '\u{feff}');
        }
        self
    }

    /// Sets the approximate chunk size in bytes.
    #[must_use]
    pub fn with_chunk_size(self, size: usize) -> Self {
        Self { size, ..self }
    }
}

impl Iterator for Chunks<'_> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        while self.text.len() < self.size
            && let Some(tail) = self.tail.take()
        {
            if (self.write_row)(&mut self.text) {
                self.tail = Some(tail);
            } else {
                self.text.push_str(&tail);
            }
        }
        (!self.text.is_empty()).then(|| {
            // The next chunk will be about as long.
            let next = String::with_capacity(self.text.len());
            std::mem::replace(&mut self.text, next)
        })
    }
}

impl fmt::Debug for Chunks<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Pieces").finish_non_exhaustive()
    }
}

#[cfg(test)]
pub(super) mod testing {
    use super::Users;
    use crate::Table;
    use crate::indexed_report::RankedUser;

    /// Returns the users of a table as if it were sorted by rank.
    pub(crate) fn users(table: &Table) -> Users<'_> {
        let mut cumulative_bytes = 0;
        Box::new((1..).zip(table.users()).map(move |(rank, user)| {
            cumulative_bytes += u128::from(user.media_length.unwrap_or(0));
            RankedUser {
                user,
                rank,
                cumulative_bytes,
                change: None,
            }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::testing::users;
    use super::*;
    use crate::table::testing::any_table;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pieces_of_any_size_make_the_same_text(table in any_table(30), size in 1..600_usize) {
            let info = ExportInfo::default();
            let bytes = |bytes| format!("{bytes} B");
            let whole = |pieces: Chunks| pieces.with_chunk_size(usize::MAX).collect::<Vec<_>>();
            let cut = |pieces: Chunks| pieces.with_chunk_size(size).collect::<Vec<_>>();
            let csv = || csv(users(&table), 7, &bytes, CsvFormat::ExcelComma, None);
            let json = || json(Box::new(table.users()), 7, &info);
            for (whole, cut) in [(whole(csv()), cut(csv())), (whole(json()), cut(json()))] {
                prop_assert_eq!(whole.len(), 1);
                prop_assert_eq!(cut.concat(), &*whole[0]);
                prop_assert!(cut[..cut.len() - 1].iter().all(|piece| piece.len() >= size));
            }
        }
    }
}
