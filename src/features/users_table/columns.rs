//! How the columns of users look: class, label and hint of each, and how their figures are written.

use crate::messages;
use crate::state::preferences::Preferences;
use media_usage::{Missing, OrderBy, Value};

/// The CSS class of a column's cells.
pub(crate) fn class(by: OrderBy) -> &'static str {
    match by {
        OrderBy::MediaLength => "size",
        OrderBy::MediaCount => "files",
        OrderBy::UserId | OrderBy::Displayname => "user",
        OrderBy::Average => "average",
        OrderBy::Share => "share",
        OrderBy::Rank => "rank",
        OrderBy::Cumulative => "cumulative",
    }
}

/// The name of a column.
pub(crate) fn label(by: OrderBy) -> &'static str {
    match by {
        OrderBy::UserId => messages::user(),
        by => messages::order_name(by),
    }
}

/// What a column's head says on demand; empty where the name says it all.
pub(crate) fn hint(by: OrderBy) -> &'static str {
    match by {
        OrderBy::MediaLength => messages::size_hint(),
        OrderBy::Average => messages::average_hint(),
        OrderBy::Share => messages::share_hint(),
        OrderBy::Rank => messages::rank_hint(),
        OrderBy::Cumulative => messages::cumulative_hint(),
        OrderBy::UserId | OrderBy::Displayname | OrderBy::MediaCount => "",
    }
}

/// A figure as people read it. `whole` is what shares are parts of, in bytes.
pub(crate) fn text(value: Value, whole: u128, preferences: Preferences) -> String {
    match value {
        Value::Number(number) => preferences.integer(number),
        Value::Bytes(bytes) => preferences.bytes(bytes),
        Value::Share(part) => preferences
            .percent(part, whole)
            .unwrap_or(messages::none().to_owned()),
        Value::Missing(Missing::Pending) => messages::pending().to_owned(),
        Value::Missing(Missing::Group | Missing::NoFiles) => messages::none().to_owned(),
    }
}
