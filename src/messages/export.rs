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
        CsvFormat::ExcelSemicolon => messages::csv_excel_semicolon(),
    }
}

/// What people call a column of a CSV; the name for programs where it has no other.
pub fn csv_column(name: &'static str) -> &'static str {
    match name {
        "rank" => messages::rank(),
        "user_id" => messages::user_id(),
        "displayname" => messages::display_name(),
        "media_length" => messages::csv_bytes(),
        "size" => messages::size(),
        "media_count" => messages::files(),
        "average" => messages::csv_average(),
        "share" => messages::share(),
        "status" => messages::csv_status(),
        "media_length_before" => messages::csv_bytes_before(),
        "media_length_change" => messages::csv_bytes_change(),
        "media_length_growth" => messages::growth(),
        "media_count_before" => messages::csv_files_before(),
        "media_count_change" => messages::files_change(),
        "rank_before" => messages::csv_rank_before(),
        "ranks_climbed" => messages::rank_change(),
        name => name,
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
