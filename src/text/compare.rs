//! Words for comparing two reports.

use usage::Status;

pub const COMPARE: &str = "Compare with a file…";
pub const CHANGES: &str = "Changes";
pub const CHANGES_BY_USER: &str = "Changes by user";
pub const EARLIER: &str = "Earlier";
pub const LATER: &str = "Later";
pub const SWAP: &str = "Swap";
pub const SWAP_HINT: &str = "Take the earlier report for the later one";
pub const EXPORT_CHANGES: &str = "Export changes as CSV";
pub const CLOSE_COMPARISON: &str = "Close comparison";
pub const ON_SCREEN: &str = "the report on this page";
pub const SHOW: &str = "Show";
pub const ALL: &str = "All";
pub const BEFORE: &str = "Before";
pub const AFTER: &str = "After";
pub const CHANGE: &str = "Change";
pub const HAPPENED: &str = "What happened";
pub const PAGES_OF_CHANGES: &str = "Pages of changes";
pub const PREVIOUS_CHANGES: &str = "Previous changes";
pub const NEXT_CHANGES: &str = "Next changes";
pub const NO_CHANGES: &str = "No such change.";
pub const OTHER_HOMESERVERS: &str = "The reports are of different homeservers.";
pub const OTHER_PERIODS: &str = "The reports cover different periods.";
pub const NOT_ALL_USERS: &str =
    "Not every user is in both reports: who is new or gone may only be missing in one of them.";

/// What became of a user.
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Added => "Added",
        Status::Gone => "Gone",
        Status::Grown => "Grown",
        Status::Shrunk => "Shrunk",
        Status::Unchanged => "Unchanged",
    }
}

/// A change of a total.
pub fn from_to(before: &str, after: &str) -> String {
    format!("{before} → {after}")
}

/// Which changes are on the page; the numbers are written out already.
pub fn changes_shown(first: &str, last: &str, of: &str) -> String {
    format!("{first}–{last} of {of}")
}
