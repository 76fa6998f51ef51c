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
        OrderBy::Before => "before",
        OrderBy::Change => "change",
        OrderBy::Growth => "growth",
        OrderBy::FilesChange => "files-change",
        OrderBy::RankChange => "rank-change",
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
        OrderBy::Before => messages::before_hint(),
        OrderBy::Change => messages::change_hint(),
        OrderBy::Growth => messages::growth_hint(),
        OrderBy::FilesChange => messages::files_change_hint(),
        OrderBy::RankChange => messages::rank_change_hint(),
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
        Value::BytesChange(0) | Value::NumberChange(0) => messages::unchanged().to_owned(),
        Value::BytesChange(bytes) => preferences.signed_bytes(bytes),
        Value::NumberChange(number) => preferences.signed_integer(number),
        Value::Growth { change, before } => preferences
            .growth(change, before)
            .unwrap_or(messages::none().to_owned()),
        Value::RankChange(ranks) => preferences.signed_integer(ranks.into()),
        Value::Missing(Missing::Pending) => messages::pending().to_owned(),
        Value::Missing(Missing::New) => messages::new().to_owned(),
        Value::Missing(_) => messages::none().to_owned(),
    }
}
