//! Exporting reports as files, and opening those files again.

use crate::state::report_source::OpenError;
use media_usage::{CsvFormat, DecodeError};
use messages::Explanation;

/// Which program a CSV file is for.
pub fn csv_format_name(format: CsvFormat) -> &'static str {
    match format {
        CsvFormat::Plain => messages::csv_plain(),
        CsvFormat::ExcelPoint => messages::csv_excel_point(),
        CsvFormat::ExcelComma => messages::csv_excel_comma(),
    }
}

/// A file has only the users that a search found.
pub fn only_some_users(term: &str) -> String {
    match term.trim() {
        "" => messages::only_some().to_owned(),
        term => messages::only_found(term),
    }
}

/// Why a file can't be opened.
pub fn cannot_open(file: &str, error: &OpenError) -> Explanation {
    match error {
        OpenError::Unreadable => messages::file_unreadable(file),
        OpenError::NotAReport(DecodeError::NotJson) => messages::file_not_json(file),
        OpenError::NotAReport(DecodeError::Truncated) => messages::file_truncated(file),
        OpenError::NotAReport(DecodeError::UnexpectedStructure(words)) => {
            messages::file_not_a_report(file, words)
        }
    }
}
