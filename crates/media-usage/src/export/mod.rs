//! Users as files and texts for other programs, written a piece at a time, so that no export needs
//! the memory twice.

mod cell;
mod csv;
mod history;
mod json;
mod markdown;

pub use cell::is_invisible;
pub use csv::{changes_csv, csv, tsv};
pub use history::{HistoryRow, history_csv};
pub use json::{ExportInfo, json};
pub use markdown::{Align, markdown};

use crate::indexed_report::RankedUser;
use std::fmt;

/// Who a CSV is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CsvFormat {
    /// Programs: commas, decimal points, and user IDs as they are if they follow the grammar for new
    /// IDs.
    #[default]
    Plain,
    /// Excel in languages with decimal points: commas, after a byte-order mark. Excel takes a CSV
    /// without one for text in an old encoding.
    ExcelPoint,
    /// Excel in languages with decimal commas: semicolons, after a byte-order mark.
    ExcelComma,
}

impl CsvFormat {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Plain, Self::ExcelPoint, Self::ExcelComma];
}

/// The users to be written, in their order.
pub type Users<'a> = Box<dyn Iterator<Item = RankedUser<'a>> + 'a>;

/// Writes the next row; false when there is none.
type RowSource<'a> = Box<dyn FnMut(&mut String) -> bool + 'a>;

/// Bytes from which a piece is handed out: little enough to be made within a moment.
const CHUNK_BYTES: usize = 64 * 1024;

/// A text in the making: an iterator over its pieces. However large they are, together they are the
/// same text.
pub struct Chunks<'a> {
    /// What is written and not handed out yet.
    text: String,
    write_row: RowSource<'a>,
    /// What stands behind the rows; `None` once it is written.
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

    /// The same text with a byte-order mark in front where the format has one.
    fn with_byte_order_mark_for(mut self, format: CsvFormat) -> Self {
        if format != CsvFormat::Plain {
            self.text.insert(0, '\u{feff}');
        }
        self
    }

    /// The same text in pieces of about so many bytes.
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
            // The next piece will be about as long.
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

    /// The users of a table as if it were in the order of their ranks.
    pub(crate) fn users(table: &Table) -> Users<'_> {
        let mut cumulative_bytes = 0;
        Box::new((1..).zip(table.users()).map(move |(rank, user)| {
            cumulative_bytes += u128::from(user.media_length.unwrap_or(0));
            RankedUser {
                user,
                rank,
                cumulative_bytes,
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
            let csv = || csv(users(&table), 7, &bytes, CsvFormat::ExcelComma);
            let json = || json(Box::new(table.users()), 7, &info);
            for (whole, cut) in [(whole(csv()), cut(csv())), (whole(json()), cut(json()))] {
                prop_assert_eq!(whole.len(), 1);
                prop_assert_eq!(cut.concat(), &*whole[0]);
                prop_assert!(cut[..cut.len() - 1].iter().all(|piece| piece.len() >= size));
            }
        }
    }
}
