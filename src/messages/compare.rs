//! Words for comparing two reports.

use media_usage::ChangeStatus;
use panel_core::url_query::NotComparable;

pub const COMPARE: &str = "Compare with a file…";
pub const COMPARE_WITH: &str = "Compare with";
pub const NOTHING: &str = "Nothing";
pub const PERIOD_BEFORE: &str = "The period before";
pub const YEAR_EARLIER: &str = "A year earlier";
pub const ANOTHER_PERIOD: &str = "Another period";
pub const COMPARE_FROM: &str = "Compare from";
pub const COMPARE_UNTIL: &str = "Compare until";
pub const UNBOUNDED: &str = "Set a beginning or an end.";
pub const COMPARED_LATER: &str =
    "Compared as soon as all users of the period that is asked for are loaded.";
pub const COMPARING_COSTS: &str =
    "This link includes a comparison, which takes a second request to the homeserver.";
pub const COMPARE_NOW: &str = "Compare now";
pub const COMPARING_STOPPED: &str = "Loading the report to compare with was stopped.";
pub const COMPARING: &str = "Comparing…";
pub const CHANGES: &str = "Changes";
pub const CHANGES_BY_USER: &str = "Changes by user";
pub const EARLIER: &str = "Earlier";
pub const LATER: &str = "Later";
pub const COMPARED_WITH: &str = "Compared with";
pub const THIS_PERIOD: &str = "This period";
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
pub const CHANGE_HINT: &str = "Bytes more than before";
pub const GROWTH: &str = "Growth";
pub const GROWTH_HINT: &str = "Change in per cent of what there was before";
pub const FILES_CHANGE_HINT: &str = "Files more than before";
pub const CLIMBED_HINT: &str = "Places by size climbed (▲) or fallen (▼)";
pub const NEW: &str = "new";
pub const IN_ALL: &str = "In all";
pub const GREW_MOST: &str = "Grew most:";
pub const NOBODY_GREW: &str = "Nobody grew.";
pub const OF_ALL_USERS: &str =
    "These are the changes of all users: the search doesn't narrow them.";
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
pub fn status(status: ChangeStatus) -> &'static str {
    match status {
        ChangeStatus::Added => "Added",
        ChangeStatus::Removed => "Gone",
        ChangeStatus::Grown => "Grown",
        ChangeStatus::Shrunk => "Shrunk",
        ChangeStatus::Unchanged => "Unchanged",
    }
}

/// What was and what is, and the change in per cent where there is one.
pub fn from_to(before: &str, after: &str, percent: Option<&str>) -> String {
    match percent {
        Some(percent) => format!("{before} → {after}, {percent}"),
        None => format!("{before} → {after}"),
    }
}

/// Which changes are on the page; the numbers are written out already.
pub fn changes_shown(first: &str, last: &str, of: &str) -> String {
    format!("{first}–{last} of {of}")
}

/// The report to compare with is on its way.
pub fn loading_to_compare(period: &str) -> String {
    format!("Loading the report to compare with: {period}…")
}

/// Why there is nothing to compare the period with.
pub fn incomparable(why: NotComparable) -> &'static str {
    match why {
        NotComparable::NoBeginning => {
            "The period has no beginning, so there is none before it. Choose a period, or another one to compare with."
        }
        NotComparable::NoSuchPeriod => {
            "There is no such period: it would end before 1970, or before it begins. Choose another one to compare with."
        }
    }
}

/// How many ranks a user has climbed or fallen: a sign to see, and words.
pub fn rank_change(ranks: i64, number: &str) -> (String, String) {
    match ranks {
        0 => (super::NONE.to_owned(), "same rank".to_owned()),
        1.. => (format!("▲ {number}"), format!("{number} up")),
        _ => (format!("▼ {number}"), format!("{number} down")),
    }
}

/// A period in a file's name; its bounds are written out already, empty on an open side.
pub fn between(from: &str, until: &str) -> String {
    match (from, until) {
        ("", "") => super::ALL_TIME.to_owned(),
        (from, "") => format!("since {from}"),
        ("", until) => format!("until {until}"),
        (from, until) => format!("{from} {until}"),
    }
}
