//! Chooses the texts of the catalogue (`locales/en.ftl`) for the values and errors of the program.

mod compare;
mod config;
mod connection_check;
mod export;
mod failure;
pub mod figures;
mod groups;
pub mod history;
mod names;
mod oauth;
mod period;
pub mod proxies;
mod search;
mod sign_in;

pub use ::messages::*;
pub use compare::*;
pub use config::*;
pub use connection_check::*;
pub use export::*;
pub use failure::explain;
pub use groups::*;
pub use names::bad_user_name;
pub use period::*;
pub use search::*;
pub use sign_in::*;

use panel_core::url_query::{OrderBy, TimeUnit, View, key};
use synapse_client::{Error, ErrorKind};

/// The version of the panel.
pub fn panel_version() -> String {
    version(env!("CARGO_PKG_VERSION"))
}

/// A column's name where the order is chosen.
pub fn order_name(by: OrderBy) -> &'static str {
    match by {
        OrderBy::MediaLength => size(),
        OrderBy::MediaCount => files(),
        OrderBy::Average => average(),
        OrderBy::Share => share(),
        OrderBy::Cumulative => cumulative(),
        OrderBy::Rank => rank(),
        OrderBy::UserId => user_id(),
        OrderBy::Displayname => display_name(),
        OrderBy::Before => before(),
        OrderBy::Change => change(),
        OrderBy::Growth => growth(),
        OrderBy::FilesChange => files_change(),
        OrderBy::RankChange => rank_change(),
    }
}

/// A view's name.
pub fn view_name(view: View) -> &'static str {
    match view {
        View::Users => view_users(),
        View::Trend => history(),
        View::Distribution => distribution(),
    }
}

/// The keys that work on the report page, and what they do.
pub fn shortcut_list() -> [(&'static str, &'static str); 10] {
    [
        ("/", shortcut_search()),
        ("p", shortcut_period()),
        ("c", shortcut_compare()),
        ("g", shortcut_groups()),
        ("[ ]", shortcut_pages()),
        ("↑ ↓", shortcut_rows()),
        ("Enter o", shortcut_open()),
        ("→", shortcut_copy()),
        ("Esc", shortcut_close()),
        ("?", shortcut_help()),
    ]
}

/// A wait before the next try.
pub fn waiting(because: &Error, seconds: u32) -> String {
    let seconds = seconds.into();
    match &because.kind {
        ErrorKind::RateLimited { .. } => retrying_rate_limited(seconds),
        ErrorKind::Server { status, .. } => retrying_status(seconds, (*status).into()),
        _ => retrying(seconds),
    }
}

/// A value of the link that was ignored.
pub fn ignored(name: &str, value: &str) -> String {
    match name {
        key::PERIOD | key::FROM_TS | key::UNTIL_TS => rejected_period(name, value),
        key::COMPARE => rejected_comparison(name, value),
        _ => rejected(name, value),
    }
}

/// Asks, before a period, whether timestamps were meant to be in another unit.
pub fn looks_like(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Seconds => looks_like_seconds(),
        TimeUnit::Microseconds => looks_like_microseconds(),
        TimeUnit::Nanoseconds => looks_like_nanoseconds(),
    }
}
