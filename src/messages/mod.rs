//! Every text that a person reads, in English. Nothing else in the panel speaks.
#![allow(missing_docs, reason = "a text says itself what it is")]

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

pub use compare::*;
pub use config::*;
pub use connection_check::*;
pub use export::*;
pub use failure::{Explanation, explain, not_admin, unknown_token};
pub use groups::*;
pub use names::bad_user_name;
pub use oauth::known_elsewhere;
pub use period::*;
pub use search::*;
pub use sign_in::*;

use panel_core::format::isolate;
use panel_core::url_query::{OrderBy, TimeUnit, key};
use synapse_client::{Error, ErrorKind};

/// The product's name.
pub const PRODUCT: &str = "Synapse Media Usage";
/// Which one of it this is.
pub const VERSION: &str = concat!("Version ", env!("CARGO_PKG_VERSION"));
/// What it is for.
pub const TAGLINE: &str = "Who fills your homeserver’s media store, and when.";

pub const TITLE: &str = "Media usage by user";
pub const TOTALS: &str = "Totals";
pub const FILTERS: &str = "Filters";
pub const ORDER_BY: &str = "Order by";
pub const REVERSE: &str = "Reverse the order";
pub const ROWS_PER_PAGE: &str = "Rows per page";
pub const PAGES: &str = "Pages";
pub const PAGE: &str = "Page";
pub const PREVIOUS_PAGE: &str = "Previous page";
pub const NEXT_PAGE: &str = "Next page";
pub const REFRESH: &str = "Refresh";
pub const CANCEL: &str = "Cancel";
pub const PART_COMES: &str = "This part of the panel is loading…";
pub const TRY_AGAIN: &str = "Try again";
pub const CONTINUE: &str = "Load the rest";
pub const DISMISS: &str = "Dismiss";
pub const UNITS: &str = "Units";
pub const UNITS_IEC: &str = "KiB, MiB, GiB";
pub const UNITS_SI: &str = "kB, MB, GB";
pub const THEME: &str = "Theme";
pub const THEME_SYSTEM: &str = "System";
pub const THEME_LIGHT: &str = "Light";
pub const THEME_DARK: &str = "Dark";

pub const RANK: &str = "Rank";
pub const USER: &str = "User";
pub const SIZE: &str = "Size";
pub const FILES: &str = "Files";
pub const AVERAGE: &str = "Average";
pub const SHARE: &str = "Share";
pub const CUMULATIVE: &str = "Cumulative";
pub const USERS: &str = "Users";
pub const CONCENTRATION: &str = "Concentration";
pub const PENDING: &str = "pending";
pub const PENDING_HINT: &str = "Only uploads that were begun and not finished; counted as 0 bytes";
pub const NO_USER: &str = "No user";
pub const NO_USER_HINT: &str = "Media without an uploader in the server's database";
pub const NONE: &str = "–";
pub const COPY_ID: &str = "Copy user ID";
pub const COPY_NEEDS_HTTPS: &str =
    "Browsers let pages copy only over HTTPS. Copy the text yourself.";
pub const COPY_REFUSED: &str = "The browser didn’t allow copying. Copy the text yourself.";
pub const COPY_FROM: &str = "Text to copy";

/// What the columns mean, for those who ask.
pub const RANK_HINT: &str = "Place by size among all users of the period";
pub const SIZE_HINT: &str =
    "Bytes of the files as uploaded; the bar compares them with the largest user's";
pub const AVERAGE_HINT: &str = "Mean size of the user's files";
pub const SHARE_HINT: &str = "Part of the bytes of all users in the period";
pub const CUMULATIVE_HINT: &str = "Part that the users down to this rank hold together";

/// A column's name where the order is chosen.
pub fn order_by(by: OrderBy) -> &'static str {
    match by {
        OrderBy::MediaLength => SIZE,
        OrderBy::MediaCount => FILES,
        OrderBy::Average => AVERAGE,
        OrderBy::Share => SHARE,
        OrderBy::Cumulative => CUMULATIVE,
        OrderBy::Rank => RANK,
        OrderBy::UserId => "User ID",
        OrderBy::Displayname => "Display name",
    }
}

/// Which users are on the page; the numbers are written out already.
pub fn rows(first: &str, last: &str, of: &str, what: &str) -> String {
    format!("{first}–{last} of {of} {what}")
}

pub const ONE_USER: &str = "user";
pub const MANY_USERS: &str = "users";
pub const LINES: &str = "users and groups";

/// Nobody is in the report.
pub const NOBODY: &str = "No user has media in this period.";

/// What all users have, beside what the found ones have.
pub fn of_all(all: &str) -> String {
    format!("of {all} in all")
}

/// How few users hold most of the bytes; stands below their number.
pub fn concentration(users: usize) -> &'static str {
    match users {
        0 => "",
        1 => "user holds 80% of the bytes",
        _ => "users hold 80% of the bytes",
    }
}

pub const AVERAGE_TOTAL_HINT: &str = "Mean size of a file";

/// The exact size.
pub fn bytes(number: &str) -> String {
    format!("{number} bytes")
}

/// Users whose media are all pending.
pub fn pending_users(number: &str) -> String {
    format!("{number} with pending uploads only")
}

/// Where the page stands among the others.
pub fn of_pages(last: &str) -> String {
    format!("of {last}")
}

/// A user ID was copied.
pub fn copied(user_id: &str) -> String {
    format!("Copied {}", isolate(user_id))
}

/// What the search finds, as a name.
pub fn searched_for(term: &str) -> String {
    format!("Search: {term}")
}

/// The figures cover a part of the users.
pub fn partial(users: &str, of: Option<&str>) -> String {
    match of {
        Some(of) => {
            format!("Not complete: {users} of {of} users. Totals, ranks and shares cover these.")
        }
        None => {
            format!("Not complete: {users} users so far. Totals, ranks and shares cover these.")
        }
    }
}

/// The server sent more users than were expected.
pub fn too_many_rows(received: &str, expected: &str) -> String {
    format!(
        "Loading stopped: the homeserver sent {received} users, but at most {expected} were expected. Load more?"
    )
}

/// The report is larger than most.
pub fn too_many_users(received: &str) -> String {
    format!("Loading stopped after {received} users. More can make this page slow. Load more?")
}

/// The responses are larger than most.
pub fn too_many_bytes(bytes: &str, rows: &str) -> String {
    format!("Loading stopped: {bytes} is unusually much for {rows} users. Load more?")
}

/// There were more requests than most reports need.
pub fn too_many_requests(requests: &str, rows: &str) -> String {
    format!("Loading stopped after {requests} requests for {rows} users. Send more requests?")
}

pub const TOO_LARGE_FOR_MEMORY: &str =
    "Loading stopped: the report is too large for this page. Choose a shorter period.";

/// The first users are not those that the order asks for.
pub fn refused_order(column: &str) -> String {
    format!(
        "This homeserver can’t sort like this ({column}). The order is right once all users are loaded."
    )
}

/// The server counts other users than it sent.
pub fn count_differs(sent: &str, counted: &str) -> String {
    format!(
        "The server counts {counted} users and sent {sent}: users came or went while it was asked. Refresh when that matters."
    )
}

/// The number of users changed while loading.
pub fn count_changed(before: &str, after: &str) -> String {
    format!("While loading, the number of users went from {before} to {after}.")
}

/// How a report came about.
pub fn effort(at: &str, seconds: &str, requests: u32, size: &str) -> String {
    let requests = match requests {
        1 => "1 request".to_owned(),
        n => format!("{n} requests"),
    };
    format!("Loaded {at} in {seconds}: {requests}, {size}")
}

/// A duration.
pub fn seconds(number: &str) -> String {
    format!("{number} s")
}

pub const REQUESTS: &str = "Requests";
pub const RECEIVED: &str = "Received";
pub const ROWS_RECEIVED: &str = "Users received";
pub const SERVER_SECONDS: &str = "Waiting for the homeserver";
pub const PAGE_SECONDS: &str = "Reading and ordering here";
pub const USERS_COUNTED: &str = "Users by the homeserver’s count";
pub const USERS_AT_FIRST: &str = "… when loading began";
pub const DUPLICATES: &str = "Users sent twice, merged";

pub const LOADING: &str = "Loading";
pub const QUEUED: &str =
    "Waiting until the homeserver is done with the previous question: it can't be stopped.";
pub const ASKED: &str = "Asking the homeserver…";

/// Asked for the rest; how long it may take.
pub fn asked_for(seconds: u32) -> String {
    format!("Asking the homeserver for all users: about {seconds} s…")
}

/// Rows are arriving.
pub fn receiving(users: &str, of: Option<&str>, size: &str) -> String {
    match of {
        Some(of) => format!("Loading: {users} of {of} users, {size}…"),
        None => format!("Loading: {users} users, {size}…"),
    }
}

pub const PREPARING: &str = "Putting everybody in order…";

/// A wait before the next try.
pub fn waiting(because: &Error, seconds: u32) -> String {
    let why = match &because.kind {
        ErrorKind::RateLimited { .. } => "The homeserver asks to wait".to_owned(),
        ErrorKind::Server { status, .. } => format!("The homeserver failed (HTTP {status})"),
        _ => "The homeserver failed".to_owned(),
    };
    format!("{why}; trying again in {seconds} s…")
}

pub const STOPPED: &str = "Loading was stopped.";

/// The report on screen is not the one that was asked for.
pub fn still_showing(period: &str) -> String {
    format!("Still showing: {period}.")
}

/// A value of the link was not used.
pub fn rejected(name: &str, value: &str) -> String {
    let instead = match name {
        key::PERIOD | key::FROM_TS | key::UNTIL_TS => "it has no effect on the period",
        key::COMPARE => "nothing is compared",
        _ => "the default is used",
    };
    let value = isolate(value);
    format!("This link's {name}={value} can't be used; {instead}.")
}

/// Asks, before a period, whether timestamps were meant to be in another unit.
pub fn looks_like(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Seconds => "These look like seconds. Did you mean",
        TimeUnit::Microseconds => "These look like microseconds. Did you mean",
        TimeUnit::Nanoseconds => "These look like nanoseconds. Did you mean",
    }
}

/// The link names another homeserver than those signed in to.
pub fn other_homeserver(named: &str, current: &str) -> String {
    let (named, current) = (isolate(named), isolate(current));
    format!("This link is for {named}. You are looking at {current}.")
}

/// Leads to signing in where a link points to.
pub fn sign_in_to(named: &str) -> String {
    format!("Sign in to {}", isolate(named))
}

pub const ADD_HOMESERVER: &str = "Add homeserver";
pub const SIGNED_IN_TO: &str = "Signed in to";

/// The way back to a session that goes on.
pub fn back_to_session(homeserver: &str) -> String {
    format!("Back to {}", isolate(homeserver))
}
