//! Words for taking reports away as files, and for opening those files again.

use super::Explanation;
use crate::state::report_source::OpenError;
use media_usage::{CsvFormat, DecodeError};
use panel_core::format::isolate;

pub const EXPORT_CSV: &str = "Export CSV";
pub const EXPORT_JSON: &str = "Export JSON";
pub const MORE: &str = "More";
pub const MORE_HINT: &str = "More exports, and files to open";
pub const EVERYBODY: &str = "Not only those found";
pub const EVERYBODY_CSV: &str = "All users as CSV";
pub const EVERYBODY_JSON: &str = "All users as JSON";
pub const CSV_FORMAT: &str = "CSV format";
pub const THIS_PAGE: &str = "The users on this page";
pub const COPY_TSV: &str = "Copy for a spreadsheet";
pub const COPY_MARKDOWN: &str = "Copy as Markdown";
pub const FILES_KEPT: &str = "Reports kept as JSON";
pub const OPEN: &str = "Open a report…";
pub const OPEN_HINT: &str =
    "Shows a report that was exported as JSON. Nothing is sent anywhere, and nothing is kept.";
pub const CANNOT_DRAW: &str = "The browser can't draw the chart as a PNG.";
pub const DISPLAY_NAME: &str = "Display name";
pub const COPIED_PAGE: &str = "Copied the users on this page";
pub const OPENED_FILE: &str = "Opened file";
pub const BACK_TO_SIGN_IN: &str = "Back to sign-in";
pub const READ_ONLY: &str =
    "A file, as it was then: it can't be refreshed, and it is gone when the page is reloaded.";
pub const ORIGIN_UNKNOWN: &str =
    "The file doesn’t say where, when and for which period it was read";
pub const PERIOD_UNKNOWN: &str = "unknown";

/// Who a CSV is for.
pub fn csv_format(format: CsvFormat) -> &'static str {
    match format {
        CsvFormat::Plain => "Plain (commas, UTF-8)",
        CsvFormat::ExcelPoint => "For Excel: commas, as in 0.5",
        CsvFormat::ExcelComma => "For Excel: semicolons, as in 0,5",
    }
}

/// A file was made.
pub fn exported(users: &str, file: &str) -> String {
    format!("Exported {users} users to {file}")
}

/// Leads back from a file.
pub fn back_to(homeserver: &str) -> String {
    format!("Back to {}", isolate(homeserver))
}

/// Where and when a report was read, all written out already.
pub fn read_at(homeserver: &str, period: &str, loaded: &str) -> String {
    format!("{homeserver}, media created: {period}, loaded {loaded}")
}

/// When a file was made.
pub fn exported_at(at: &str) -> String {
    format!(", exported {at}")
}

/// A file has only the users that a search found.
pub fn only_found(term: &str) -> String {
    match term.trim() {
        "" => "Only some of the users were exported.".to_owned(),
        term => format!("Only the users whom a search for “{term}” found were exported."),
    }
}

/// Why a file can't be opened.
pub fn cannot_open(file: &str, error: &OpenError) -> Explanation {
    let (why, remedy) = match error {
        OpenError::Unreadable => (
            "The browser can't read it: it was moved, changed or may not be read.".to_owned(),
            "Choose it again.",
        ),
        OpenError::NotAReport(DecodeError::NotJson) => (
            "It isn't JSON.".to_owned(),
            "Choose a file that “Export JSON” made; a CSV can't be opened again.",
        ),
        OpenError::NotAReport(DecodeError::Truncated) => (
            "It ends before it is complete.".to_owned(),
            "Copy it again, or export the report anew.",
        ),
        OpenError::NotAReport(DecodeError::UnexpectedStructure(words)) => (
            format!("It is JSON, but no report of users' media ({words})."),
            "Choose a file that “Export JSON” made, or an answer of the statistics endpoint.",
        ),
    };
    Explanation {
        what: format!("{file} can't be opened."),
        why,
        remedy: remedy.to_owned(),
    }
}

/// A file was offered.
pub fn saved(name: &str) -> String {
    format!("Saved as {name}")
}
