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

/// Why there is nothing to compare the period with.
pub fn incomparable(why: NotComparable) -> &'static str {
    match why {
        NotComparable::NoBeginning => messages::no_previous_period(),
        NotComparable::NoSuchPeriod => messages::no_such_period(),
    }
}
