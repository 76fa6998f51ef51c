//! Exports a history as CSV.

use super::cell::{CellFormat, RowWriter};
use super::csv::header;
use super::{Chunks, CsvFormat};
use crate::history::AddedMedia;

const COLUMNS: &[&str] = &[
    "from",
    "until",
    "from_ts",
    "until_ts",
    "media_length",
    "media_count",
    "users",
    "media_length_running",
    "coverage",
];

/// The last column, for users without a column of their own.
const OTHERS_COLUMN: &str = "others";

/// Media added within an interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// The interval's first moment, formatted for a calendar.
    pub from: String,
    /// Its last moment, formatted for a calendar.
    pub until: String,
    /// First moment, in ms since the epoch.
    pub from_ts: u64,
    /// Last moment, in ms since the epoch.
    pub until_ts: u64,
    /// The media added.
    pub added: AddedMedia,
    /// Total bytes at the end of the interval, if known.
    pub running_total: Option<u128>,
    /// How much of its day, week or month the interval covers: `whole`, `partial` or `running`.
    pub coverage: &'static str,
    /// Bytes added by each user in the header, then by all others.
    pub parts: Vec<u128>,
}

/// Writes a history as CSV, one line per interval after a header. `users` are the IDs of the users
/// with their own columns.
pub fn history_csv<'a>(
    users: &[&str],
    mut lines: Box<dyn Iterator<Item = HistoryRow> + 'a>,
    format: CsvFormat,
) -> Chunks<'a> {
    let cell_format = CellFormat::Csv(format);
    let write_row = move |out: &mut String| {
        lines.next().is_some_and(|row| {
            write(&row, RowWriter::new(cell_format, out));
            true
        })
    };
    let mut columns = COLUMNS.to_vec();
    columns.extend(users);
    if !users.is_empty() {
        columns.push(OTHERS_COLUMN);
    }
    let head = header(cell_format, &columns);
    Chunks::new(head, Box::new(write_row), String::new()).with_byte_order_mark_for(format)
}

fn write(window: &HistoryRow, mut row: RowWriter) {
    row.text(&window.from);
    row.text(&window.until);
    row.number(&window.from_ts);
    row.number(&window.until_ts);
    row.number(&window.added.bytes);
    row.number(&window.added.files);
    row.number(&window.added.users);
    match window.running_total {
        Some(bytes) => row.number(&bytes),
        None => row.text(""),
    }
    row.text(window.coverage);
    for bytes in &window.parts {
        row.number(bytes);
    }
    row.end();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_a_line() {
        let row = |running_total| HistoryRow {
            from: "2026-10-25T00:00:00+02:00".to_owned(),
            until: "2026-10-25T23:59:59.999+01:00".to_owned(),
            from_ts: 1_792_879_200_000,
            until_ts: 1_792_969_199_999,
            added: AddedMedia {
                bytes: 1 << 70,
                files: 3,
                users: 2,
            },
            running_total,
            coverage: "partial",
            parts: Vec::new(),
        };
        let lines = [row(Some(5)), row(None)];
        let text: String =
            history_csv(&[], Box::new(lines.into_iter()), CsvFormat::Plain).collect();
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(lines.len(), 4);
        assert_eq!(lines[0], COLUMNS.join(","));
        let begin = "2026-10-25T00:00:00+02:00,2026-10-25T23:59:59.999+01:00,1792879200000,1792969199999,1180591620717411303424,3,2,";
        assert_eq!(lines[1], format!("{begin}5,partial"));
        assert_eq!(lines[2], format!("{begin},partial"));
        let parts = HistoryRow {
            parts: vec![1, 2],
            ..row(None)
        };
        let text: String = history_csv(
            &["@a:b"],
            Box::new(std::iter::once(parts)),
            CsvFormat::Plain,
        )
        .collect();
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(lines[0], format!("{},@a:b,others", COLUMNS.join(",")));
        assert_eq!(lines[1], format!("{begin},partial,1,2"));
    }
}
