//! What the administrator asks for, to and from the URL's query string.
//!
//! The query string is the only place where a choice worth a bookmark is kept. Reading it never
//! fails: what can't be used falls back to its default and is reported as [`Rejected`].

mod against;
mod history;
mod period;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

pub use against::{Against, Incomparable};
pub use history::Resolution;
pub use period::{Bounds, FixedPeriod, Period, PeriodError, Preset, ZonedPeriod};

pub use usage::{
    ChangeBy, ChangeOrder, Direction, Grouping, Order, OrderBy, Pattern, Patterns, Treatment,
};

use crate::calendar::Zone;
use std::borrow::Cow;
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
    pub const GROUPED: &str = "grouped";
    /// The groups whose members are listed.
    pub const EXPANDED: &str = "expanded";
    /// A period that moves with the clock.
    pub const PERIOD: &str = "period";
    /// First millisecond of a fixed period.
    pub const FROM_TS: &str = "from_ts";
    /// Last millisecond of a fixed period.
    pub const UNTIL_TS: &str = "until_ts";
    /// A view over time, and what it is cut into.
    pub const HISTORY: &str = "history";
    /// The user whose history it is.
    pub const USER: &str = "user";
    /// Bytes that there is room for on the disk.
    pub const DISK: &str = "disk";
    /// The time zone that dates are in, if it isn't the browser's: `utc`.
    pub const TIME_ZONE: &str = "time_zone";
    /// What the period is compared with: `previous`, `year`, or `FROM..UNTIL`.
    pub const COMPARE: &str = "compare";
    /// Column that orders the changes.
    pub const CHANGES_BY: &str = "changes_by";
    /// Direction of their order.
    pub const CHANGES_DIR: &str = "changes_dir";
    /// Rows per page.
    pub const LIMIT: &str = "limit";
    /// Number of the page, from 1.
    pub const PAGE: &str = "page";
    /// Homeserver that the sign-in is prefilled with.
    pub const HOMESERVER: &str = "homeserver";
}

/// Rows per page: one of a few sizes that a browser lays out without effort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each says its number")]
pub enum RowsPerPage {
    Rows25,
    Rows50,
    #[default]
    Rows100,
    Rows250,
    Rows500,
    Rows1000,
}

impl RowsPerPage {
    /// The sizes on offer.
    pub const ALL: [Self; 6] = [
        Self::Rows25,
        Self::Rows50,
        Self::Rows100,
        Self::Rows250,
        Self::Rows500,
        Self::Rows1000,
    ];

    /// The number of rows.
    pub fn get(self) -> usize {
        match self {
            Self::Rows25 => 25,
            Self::Rows50 => 50,
            Self::Rows100 => 100,
            Self::Rows250 => 250,
            Self::Rows500 => 500,
            Self::Rows1000 => 1000,
        }
    }

    /// The number as the URL has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rows25 => "25",
            Self::Rows50 => "50",
            Self::Rows100 => "100",
            Self::Rows250 => "250",
            Self::Rows500 => "500",
            Self::Rows1000 => "1000",
        }
    }

    /// Reads one of the sizes on offer; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rows| rows.as_str() == text)
    }
}

/// Everything that a bookmark holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Order of the rows.
    pub order: Order,
    /// Text that name or user ID must contain; empty is no search.
    pub search: String,
    /// Patterns of users who belong together, as they were typed; see [`usage::Patterns::parse`].
    pub groups: String,
    /// What becomes of the members of groups.
    pub grouped: Treatment,
    /// Those of the patterns whose members are listed, written like them.
    pub expanded: String,
    /// When the counted media were created.
    pub period: Period,
    /// The history and what it is cut into, if it is looked at.
    pub history: Option<Resolution>,
    /// The user whose history it is; everybody's without one.
    pub user: Option<String>,
    /// Bytes that there is room for on the disk.
    pub disk: Option<NonZeroU64>,
    /// The time zone that dates, and the calendar's periods, are in.
    pub zone: Zone,
    /// What the period is compared with, if it is.
    pub compare: Option<Against>,
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
pub struct Rejected {
    /// One of [`key`].
    pub key: &'static str,
    /// The value as the URL had it, decoded.
    pub value: String,
}

impl Query {
    /// Reads a query string, with or without its question mark.
    ///
    /// Of a repeated key only the first counts, as at the endpoint; unknown keys are ignored.
    pub fn parse(search: &str, defaults: &Defaults) -> (Self, Vec<Rejected>) {
        let search = search.strip_prefix('?').unwrap_or(search);
        let fields = Fields(form_urlencoded::parse(search.as_bytes()).collect());
        let mut rejected = Vec::new();
        let query = Self {
            order: fields.order(&mut rejected),
            search: fields.text(key::SEARCH_TERM),
            groups: fields
                .get(key::GROUPS)
                .unwrap_or(&defaults.groups)
                .to_owned(),
            grouped: fields
                .read(key::GROUPED, parse_treatment, &mut rejected)
                .unwrap_or_default(),
            expanded: fields.text(key::EXPANDED),
            period: fields.period(defaults.period, &mut rejected),
            history: fields.read(key::HISTORY, Resolution::parse, &mut rejected),
            user: fields.get(key::USER).map(str::to_owned),
            disk: fields.read(key::DISK, parse_disk, &mut rejected),
            zone: fields
                .read(key::TIME_ZONE, parse_zone, &mut rejected)
                .unwrap_or_default(),
            compare: fields.read(key::COMPARE, Against::parse, &mut rejected),
            changes: fields.changes(&mut rejected),
            rows_per_page: fields
                .read(key::LIMIT, RowsPerPage::parse, &mut rejected)
                .unwrap_or(defaults.rows_per_page),
            page: fields
                .read(key::PAGE, parse_page, &mut rejected)
                .unwrap_or(NonZeroU32::MIN),
            homeserver: fields
                .get(key::HOMESERVER)
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .map(str::to_owned),
        };
        (query, rejected)
    }

    /// Writes the query string, without a question mark and without what is at its default; empty
    /// when everything is.
    pub fn to_query_string(&self, defaults: &Defaults) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        if let Some(homeserver) = &self.homeserver {
            out.append_pair(key::HOMESERVER, homeserver);
        }
        match self.period {
            period if period == defaults.period => {}
            Period::AllTime => {
                out.append_pair(key::PERIOD, period::ALL_TIME);
            }
            Period::Preset(preset) => {
                out.append_pair(key::PERIOD, preset.as_str());
            }
            Period::Fixed(fixed) => {
                if let Some(from) = fixed.from_ts() {
                    out.append_pair(key::FROM_TS, &from.to_string());
                }
                if let Some(until) = fixed.until_ts() {
                    out.append_pair(key::UNTIL_TS, &until.to_string());
                }
            }
        }
        if self.zone != Zone::default() {
            out.append_pair(key::TIME_ZONE, self.zone.as_str());
        }
        if let Some(against) = self.compare {
            out.append_pair(key::COMPARE, &against.to_name());
        }
        if self.changes.by != ChangeBy::default() {
            out.append_pair(key::CHANGES_BY, self.changes.by.as_str());
        }
        if self.changes.dir != self.changes.by.usual_direction() {
            out.append_pair(key::CHANGES_DIR, self.changes.dir.as_str());
        }
        if !self.search.is_empty() {
            out.append_pair(key::SEARCH_TERM, &self.search);
        }
        if self.groups != defaults.groups {
            out.append_pair(key::GROUPS, &self.groups);
        }
        if self.grouped == Treatment::Hide {
            out.append_pair(key::GROUPED, HIDE);
        }
        if !self.expanded.is_empty() {
            out.append_pair(key::EXPANDED, &self.expanded);
        }
        if self.order.by != OrderBy::default() {
            out.append_pair(key::ORDER_BY, self.order.by.as_str());
        }
        if self.order.dir != self.order.by.usual_direction() {
            out.append_pair(key::DIR, self.order.dir.as_str());
        }
        if let Some(history) = self.history {
            out.append_pair(key::HISTORY, history.as_str());
        }
        if let Some(user) = &self.user {
            out.append_pair(key::USER, user);
        }
        if let Some(disk) = self.disk {
            out.append_pair(key::DISK, &disk.to_string());
        }
        if self.rows_per_page != defaults.rows_per_page {
            out.append_pair(key::LIMIT, self.rows_per_page.as_str());
        }
        if self.page != NonZeroU32::MIN {
            out.append_pair(key::PAGE, &self.page.to_string());
        }
        out.finish()
    }

    /// The same question in another order, from its first page.
    #[must_use]
    pub fn ordered(mut self, order: Order) -> Self {
        self.order = order;
        self.page = NonZeroU32::MIN;
        self
    }

    /// The same question for another search, from its first page.
    #[must_use]
    pub fn searching(mut self, search: String) -> Self {
        self.search = search;
        self.page = NonZeroU32::MIN;
        self
    }

    /// The same question with other users put together, from its first page.
    #[must_use]
    pub fn grouping(mut self, groups: String) -> Self {
        self.groups = groups;
        self.page = NonZeroU32::MIN;
        self
    }

    /// The same groups, summed up or left out, from the first page.
    #[must_use]
    pub fn treating(mut self, grouped: Treatment) -> Self {
        self.grouped = grouped;
        self.page = NonZeroU32::MIN;
        self
    }

    /// The same lines, with the members of a group listed, or no longer listed.
    #[must_use]
    pub fn toggling(mut self, group: &str) -> Self {
        let mut labels = labels(&self.expanded);
        let before = labels.len();
        labels.retain(|label| label != group);
        if labels.len() == before {
            labels.push(group.to_owned());
        }
        self.expanded = labels.join(",");
        self
    }

    /// How users are put together.
    pub fn to_grouping(&self) -> Grouping {
        Grouping {
            patterns: Patterns::parse(&self.groups),
            treatment: self.grouped,
            expanded: labels(&self.expanded),
        }
    }

    /// The same question about another period, from its first page.
    #[must_use]
    pub fn within(mut self, period: Period) -> Self {
        self.period = period;
        self.page = NonZeroU32::MIN;
        self
    }

    /// The same question with a history that is cut like this, or with none.
    #[must_use]
    pub fn with_history(mut self, history: Option<Resolution>) -> Self {
        self.history = history;
        self
    }

    /// The same question with a user's history, or with everybody's.
    #[must_use]
    pub fn about(mut self, user: Option<String>) -> Self {
        self.history = self.history.or(Some(Resolution::default()));
        self.user = user;
        self
    }

    /// The same question about a disk that has room for so many bytes.
    #[must_use]
    pub fn on_disk(mut self, disk: Option<NonZeroU64>) -> Self {
        self.disk = disk;
        self
    }

    /// The same question in another time zone; from its first page where that makes it another.
    #[must_use]
    pub fn in_zone(mut self, zone: Zone) -> Self {
        let before = self.zoned_period();
        self.zone = zone;
        if self.zoned_period() != before {
            self.page = NonZeroU32::MIN;
        }
        self
    }

    /// The period that is asked for, and in which time zone, if that matters.
    pub fn zoned_period(&self) -> ZonedPeriod {
        ZonedPeriod::new(self.period, self.zone)
    }

    /// The same question, with the period compared with another one, or with none.
    #[must_use]
    pub fn against(mut self, compare: Option<Against>) -> Self {
        self.compare = compare;
        self
    }

    /// The same question with the changes in another order.
    #[must_use]
    pub fn with_changes(mut self, order: ChangeOrder) -> Self {
        self.changes = order;
        self
    }

    /// The same rows in pages of another size, from the first page.
    #[must_use]
    pub fn in_pages_of(mut self, rows: RowsPerPage) -> Self {
        self.rows_per_page = rows;
        self.page = NonZeroU32::MIN;
        self
    }

    /// The same question to another homeserver.
    #[must_use]
    pub fn at_homeserver(mut self, homeserver: Option<String>) -> Self {
        self.homeserver = homeserver;
        self
    }

    /// Another page of the same rows.
    #[must_use]
    pub fn at_page(mut self, page: NonZeroU32) -> Self {
        self.page = page;
        self
    }
}

const HIDE: &str = "hide";

fn parse_treatment(text: &str) -> Option<Treatment> {
    match text {
        "sum" => Some(Treatment::Sum),
        HIDE => Some(Treatment::Hide),
        _ => None,
    }
}

/// The browser's zone is the one that is not written: a link can't know it.
fn parse_zone(text: &str) -> Option<Zone> {
    Zone::parse(text).filter(|zone| *zone != Zone::default())
}

fn labels(patterns: &str) -> Vec<String> {
    let patterns = Patterns::parse(patterns);
    patterns.all().iter().map(Pattern::label).collect()
}

fn parse_disk(text: &str) -> Option<NonZeroU64> {
    period::digits(text)?.parse().ok()
}

fn parse_page(text: &str) -> Option<NonZeroU32> {
    period::digits(text)?.parse().ok()
}

/// The decoded pairs of a query string.
struct Fields<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl Fields<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        let pair = self.0.iter().find(|(name, _)| name == key);
        pair.map(|(_, value)| value.as_ref())
    }

    /// Any text will do.
    fn text(&self, key: &str) -> String {
        self.get(key).unwrap_or_default().to_owned()
    }

    fn read<T>(
        &self,
        key: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
        rejected: &mut Vec<Rejected>,
    ) -> Option<T> {
        let value = self.get(key)?;
        let parsed = parse(value);
        if parsed.is_none() {
            rejected.push(Rejected {
                key,
                value: value.to_owned(),
            });
        }
        parsed
    }

    fn order(&self, rejected: &mut Vec<Rejected>) -> Order {
        let by = self
            .read(key::ORDER_BY, OrderBy::parse, rejected)
            .unwrap_or_default();
        let dir = self.read(key::DIR, Direction::parse, rejected);
        Order {
            by,
            dir: dir.unwrap_or(by.usual_direction()),
        }
    }

    fn changes(&self, rejected: &mut Vec<Rejected>) -> ChangeOrder {
        let by = self
            .read(key::CHANGES_BY, ChangeBy::parse, rejected)
            .unwrap_or_default();
        let dir = self.read(key::CHANGES_DIR, Direction::parse, rejected);
        ChangeOrder {
            by,
            dir: dir.unwrap_or(by.usual_direction()),
        }
    }

    fn period(&self, default: Period, rejected: &mut Vec<Rejected>) -> Period {
        let moving = self.read(key::PERIOD, Period::parse_moving, rejected);
        let from_ts = self.read(key::FROM_TS, period::parse_ts, rejected);
        let until_ts = self.read(key::UNTIL_TS, period::parse_ts, rejected);
        if let Some(moving) = moving {
            for (key, value) in [(key::FROM_TS, from_ts), (key::UNTIL_TS, until_ts)] {
                if let Some(value) = value {
                    let value = value.to_string();
                    rejected.push(Rejected { key, value });
                }
            }
            return moving;
        }
        if from_ts.is_none() && until_ts.is_none() {
            return default;
        }
        Period::between(from_ts, until_ts).unwrap_or_else(|_| {
            rejected.push(Rejected {
                key: key::UNTIL_TS,
                value: until_ts.unwrap_or_default().to_string(),
            });
            default
        })
    }
}
