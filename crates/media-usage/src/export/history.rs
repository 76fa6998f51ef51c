//! A history as CSV.

use super::cell::{Dialect, Line};
use super::csv::header;
use super::{CsvFormat, Pieces};
use crate::history::Added;

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

/// The last column, of those who have none of their own.
const OTHERS: &str = "others";

/// What was added within a window of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryLine {
    /// The window's first moment, as a calendar writes it.
    pub from: String,
    /// Its last moment.
    pub until: String,
    /// The first moment in ms since the epoch.
    pub from_ts: u64,
    /// The last one.
    pub until_ts: u64,
    /// What was added.
    pub added: Added,
    /// Bytes that there were at its end, if that is known.
    pub running: Option<u128>,
    /// How much of its day, week or month the window covers: `whole`, `partial` or `running`.
    pub coverage: &'static str,
    /// The bytes that each of the users of the header added, and then all others.
    pub parts: Vec<u128>,
}

/// A history as CSV, a line for each window below a header. `users` are the IDs of those whose bytes
/// are in the last columns.
pub fn history_csv<'a>(
    users: &[&str],
    mut lines: Box<dyn Iterator<Item = HistoryLine> + 'a>,
    format: CsvFormat,
) -> Pieces<'a> {
    let dialect = Dialect::Csv(format);
    let write_row = move |out: &mut String| {
        lines.next().is_some_and(|line| {
            write(&line, Line::new(dialect, out));
            true
        })
    };
    let mut columns = COLUMNS.to_vec();
    columns.extend(users);
    if !users.is_empty() {
        columns.push(OTHERS);
    }
    let head = header(dialect, &columns);
    Pieces::new(head, Box::new(write_row), String::new()).marked_for(format)
}

fn write(window: &HistoryLine, mut line: Line) {
    line.text(&window.from);
    line.text(&window.until);
    line.number(&window.from_ts);
    line.number(&window.until_ts);
    line.number(&window.added.bytes);
    line.number(&window.added.files);
    line.number(&window.added.users);
    match window.running {
        Some(bytes) => line.number(&bytes),
        None => line.text(""),
    }
    line.text(window.coverage);
    for bytes in &window.parts {
        line.number(bytes);
    }
    line.end();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_a_line() {
        let line = |running| HistoryLine {
            from: "2026-10-25T00:00:00+02:00".to_owned(),
            until: "2026-10-25T23:59:59.999+01:00".to_owned(),
            from_ts: 1_792_879_200_000,
            until_ts: 1_792_969_199_999,
            added: Added {
                bytes: 1 << 70,
                files: 3,
                users: 2,
            },
            running,
            coverage: "partial",
            parts: Vec::new(),
        };
        let lines = [line(Some(5)), line(None)];
        let text: String =
            history_csv(&[], Box::new(lines.into_iter()), CsvFormat::Plain).collect();
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(lines.len(), 4);
        assert_eq!(lines[0], COLUMNS.join(","));
        let begin = "2026-10-25T00:00:00+02:00,2026-10-25T23:59:59.999+01:00,1792879200000,1792969199999,1180591620717411303424,3,2,";
        assert_eq!(lines[1], format!("{begin}5,partial"));
        assert_eq!(lines[2], format!("{begin},partial"));
        let parts = HistoryLine {
            parts: vec![1, 2],
            ..line(None)
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
