//! What the administrator asks for, to and from the URL's query string.
//!
//! The query string is the only place where a choice worth a bookmark is kept. Reading it never
//! fails: what can't be used falls back to its default and is reported as [`RejectedValue`].

mod columns;
mod compare_to;
mod interval;
mod keys;
mod period;
mod rows;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod time_unit;
mod update;
mod url;
mod view;

pub use columns::Columns;
pub use compare_to::{CompareTo, NotComparable};
pub use interval::IntervalChoice;
pub use keys::key;
pub use period::{
    CalendarPeriod, FixedPeriod, Period, PeriodError, Preset, TimeRange, ZonedPeriod,
};
pub use rows::RowsPerPage;
pub use time_unit::{Correction, TimeUnit};
pub use url::ParsedQuery;
pub use view::View;

pub use media_usage::{
    ChangeStatus, Direction, GroupMode, Grouping, Order, OrderBy, Pattern, Patterns,
};

use crate::calendar::Zone;
use crate::format::Units;
use std::num::{NonZeroU32, NonZeroU64};

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
    /// What is shown.
    pub view: View,
    /// What a bar of the history stands for.
    pub interval: IntervalChoice,
    /// The user whose history it is; everybody's without one.
    pub user: Option<String>,
    /// Free disk space, in bytes.
    pub free_space: Option<u64>,
    /// Bytes that there is room for on the disk in all, as a link of 0.1 says it. It is replaced by
    /// the free space, and never written.
    pub disk_size: Option<NonZeroU64>,
    /// The time zone that dates, and the calendar's periods, are in.
    pub zone: Zone,
    /// What the period is compared with, if it is.
    pub compare: Option<CompareTo>,
    /// How the users that are shown changed since what the period is compared with; all of them
    /// without it.
    pub change: Option<ChangeStatus>,
    /// The columns that are shown.
    pub columns: Columns,
    /// Units of sizes; the remembered ones without them.
    pub units: Option<Units>,
    /// Rows per page.
    pub rows_per_page: RowsPerPage,
    /// Page, from 1. May lie behind the last one: the page shown is then the last.
    pub page: NonZeroU32,
    /// Homeserver to prefill the sign-in with, as it was given: a name or a base URL.
    pub homeserver: Option<String>,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            order: Order::default(),
            search: String::new(),
            groups: String::new(),
            group_mode: GroupMode::default(),
            expanded: String::new(),
            period: Period::AllTime,
            view: View::default(),
            interval: IntervalChoice::default(),
            user: None,
            free_space: None,
            disk_size: None,
            zone: Zone::default(),
            compare: None,
            change: None,
            columns: Columns::default(),
            units: None,
            rows_per_page: RowsPerPage::default(),
            page: NonZeroU32::MIN,
            homeserver: None,
        }
    }
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
