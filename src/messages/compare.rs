//! Comparing two reports.

use media_usage::ChangeStatus;
use panel_core::url_query::NotComparable;

/// The name of a status. Periods are compared by uploads, so a user without uploads in the later one
/// isn't called removed: their media still exist.
pub fn status(status: ChangeStatus, are_periods: bool) -> &'static str {
    match status {
        ChangeStatus::Added if are_periods => messages::status_new(),
        ChangeStatus::Removed if are_periods => messages::status_no_uploads(),
        ChangeStatus::Grown if are_periods => messages::status_more(),
        ChangeStatus::Shrunk if are_periods => messages::status_less(),
        ChangeStatus::Unchanged if are_periods => messages::status_same(),
        ChangeStatus::Added => messages::status_added(),
        ChangeStatus::Removed => messages::status_removed(),
        ChangeStatus::Grown => messages::status_grown(),
        ChangeStatus::Shrunk => messages::status_shrunk(),
        ChangeStatus::Unchanged => messages::status_unchanged(),
    }
}

/// The earlier and the later figure, and the change in per cent if there is one.
pub fn from_to_change(before: &str, after: &str, percent: Option<&str>) -> String {
    match percent {
        Some(percent) => messages::from_to_percent(after, before, percent),
        None => messages::from_to(after, before),
    }
}

/// Why there is nothing to compare the period with.
pub fn incomparable(why: NotComparable) -> &'static str {
    match why {
        NotComparable::NoBeginning => messages::no_previous_period(),
        NotComparable::NoSuchPeriod => messages::no_such_period(),
    }
}

/// How many ranks a user has climbed or fallen: a sign to see, and words.
pub fn rank_change(ranks: i64, number: &str) -> (String, String) {
    match ranks {
        0 => (
            messages::none().to_owned(),
            messages::same_rank().to_owned(),
        ),
        1.. => (format!("▲ {number}"), messages::ranks_up(number)),
        _ => (format!("▼ {number}"), messages::ranks_down(number)),
    }
}

/// A period in a file's name; its bounds are formatted already, and empty on an open side.
pub fn period_in_file(from: &str, until: &str) -> String {
    match (from, until) {
        ("", "") => messages::all_time().to_owned(),
        (from, "") => messages::file_since(from),
        ("", until) => messages::file_until(until),
        (from, until) => messages::file_between(from, until),
    }
}
