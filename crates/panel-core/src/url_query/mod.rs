//! What the administrator asks for, to and from the URL's query string.
//!
//! The query string is the only place where a choice worth a bookmark is kept. Reading it never
//! fails: what can't be used falls back to its default and is reported as [`RejectedValue`].

mod compare_to;
mod interval;
mod period;
mod rows;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod time_unit;
mod update;
mod url;

pub use compare_to::{CompareTo, NotComparable};
pub use interval::IntervalChoice;
pub use period::{FixedPeriod, Period, PeriodError, Preset, TimeRange, ZonedPeriod};
pub use rows::RowsPerPage;
pub use time_unit::{Correction, TimeUnit};

pub use media_usage::{
    ChangeColumn, ChangeOrder, Direction, GroupMode, Grouping, Order, OrderBy, Pattern, Patterns,
};

use crate::calendar::Zone;
use std::num::{NonZeroU32, NonZeroU64};

/// The keys of the query string. The API's own names are used where it has one.
pub mod key {
    /// Column that orders the rows.
    pub const ORDER_BY: &str = "order_by";
    /// Direction of the order.
    pub const DIR: &str = "dir";
    /// Text that a user's name or ID must contain.
    pub const SEARCH_TERM: &str = "search_term";
    /// Users who belong together, by their localparts.
    pub const GROUPS: &str = "groups";
    /// What becomes of them: `sum` or `hide`.
    pub const GROUP_MODE: &str = "grouped";
    /// The groups whose members are listed.
    pub const EXPANDED: &str = "expanded";
    /// A period that moves with the clock.
    pub const PERIOD: &str = "period";
    /// First millisecond of a fixed period.
    pub const FROM_TS: &str = "from_ts";
    /// Last millisecond of a fixed period.
    pub const UNTIL_TS: &str = "until_ts";
    /// A view over time, and what it is cut into.
    pub const INTERVAL: &str = "history";
    /// The user whose history it is.
    pub const USER: &str = "user";
    /// Bytes that there is room for on the disk.
    pub const DISK_SIZE: &str = "disk";
    /// The time zone that dates are in, if it isn't the browser's: `utc`.
    pub const TIME_ZONE: &str = "time_zone";
    /// What the period is compared with: `previous`, `year`, or `FROM..UNTIL`.
    pub const COMPARE: &str = "compare";
    /// Column that orders the changes.
    pub const CHANGES_ORDER_BY: &str = "changes_by";
    /// Direction of their order.
    pub const CHANGES_ORDER_DIR: &str = "changes_dir";
    /// Rows per page.
    pub const LIMIT: &str = "limit";
    /// Number of the page, from 1.
    pub const PAGE: &str = "page";
    /// Homeserver that the sign-in is prefilled with.
    pub const HOMESERVER: &str = "homeserver";
}

/// Everything that a bookmark holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Order of the rows.
    pub order: Order,
    /// Text that name or user ID must contain; empty is no search.
    pub search: String,
    /// Patterns of users who belong together, as they were typed; see [`media_usage::Patterns::parse`].
    pub groups: String,
    /// What becomes of the members of groups.
    pub group_mode: GroupMode,
    /// Those of the patterns whose members are listed, written like them.
    pub expanded: String,
    /// When the counted media were created.
    pub period: Period,
    /// The history and what it is cut into, if it is looked at.
    pub interval: Option<IntervalChoice>,
    /// The user whose history it is; everybody's without one.
    pub user: Option<String>,
    /// Bytes that there is room for on the disk.
    pub disk_size: Option<NonZeroU64>,
    /// The time zone that dates, and the calendar's periods, are in.
    pub zone: Zone,
    /// What the period is compared with, if it is.
    pub compare: Option<CompareTo>,
    /// Order of what changed between two reports.
    pub changes: ChangeOrder,
    /// Rows per page.
    pub rows_per_page: RowsPerPage,
    /// Page, from 1. May lie behind the last one: the page shown is then the last.
    pub page: NonZeroU32,
    /// Homeserver to prefill the sign-in with, as it was given: a name or a base URL.
    pub homeserver: Option<String>,
}

/// What is meant by a URL that doesn't say otherwise, where the panel's host may decide that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defaults {
    /// When the counted media were created: no fixed bounds.
    pub period: Period,
    /// Rows per page.
    pub rows_per_page: RowsPerPage,
    /// Patterns of users who belong together.
    pub groups: String,
}

impl Default for Defaults {
    fn default() -> Self {
        Self {
            period: Period::AllTime,
            rows_per_page: RowsPerPage::default(),
            groups: String::new(),
        }
    }
}

/// A value of the URL that was not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedValue {
    /// One of [`key`].
    pub key: &'static str,
    /// The value as the URL had it, decoded.
    pub value: String,
    /// What it was probably meant to be, if it is a timestamp in another unit.
    pub correction: Option<Correction>,
}
