//! The keys of the query string: how each is read, written and documented, in one table.

use super::period::{self, FixedPeriod, Period};
use super::{Columns, CompareTo, Defaults, IntervalChoice, Query, RowsPerPage, View};
use crate::calendar::Zone;
use crate::format::Units;
use media_usage::{ChangeStatus, Direction, GroupMode, OrderBy};
use std::num::{NonZeroU32, NonZeroU64};

/// The keys' names. The API's own names are used where it has one.
pub mod key {
    /// Homeserver that the sign-in is prefilled with.
    pub const HOMESERVER: &str = "homeserver";
    /// A period that moves with the clock.
    pub const PERIOD: &str = "period";
    /// First millisecond of a fixed period.
    pub const FROM_TS: &str = "from_ts";
    /// Last millisecond of a fixed period.
    pub const UNTIL_TS: &str = "until_ts";
    /// The time zone of dates.
    pub const TIME_ZONE: &str = "time_zone";
    /// What the period is compared with.
    pub const COMPARE: &str = "compare";
    /// How the users that are shown changed.
    pub const CHANGE: &str = "change";
    /// Search words and conditions.
    pub const SEARCH_TERM: &str = "search_term";
    /// Patterns of users who belong together.
    pub const GROUPS: &str = "groups";
    /// What is shown of the members of groups.
    pub const GROUP_MODE: &str = "group_mode";
    /// The groups whose members are listed.
    pub const EXPANDED: &str = "expanded";
    /// Column that orders the rows.
    pub const ORDER_BY: &str = "order_by";
    /// Direction of the rows' order.
    pub const DIR: &str = "dir";
    /// What is shown.
    pub const VIEW: &str = "view";
    /// What a bar of the history stands for.
    pub const INTERVAL: &str = "interval";
    /// The user whose history is shown.
    pub const USER: &str = "user";
    /// Free disk space.
    pub const FREE_SPACE: &str = "free_space";
    /// The columns that are shown.
    pub const COLUMNS: &str = "columns";
    /// Units of sizes.
    pub const UNITS: &str = "units";
    /// Rows per page.
    pub const LIMIT: &str = "limit";
    /// Number of the page.
    pub const PAGE: &str = "page";
}

/// A query string that is being read: the query so far, and what can only be decided at the end.
pub(super) struct Draft<'a> {
    pub(super) query: Query,
    pub(super) dir: Option<Direction>,
    pub(super) moving_period: Option<Period>,
    pub(super) from_ts: Option<&'a str>,
    pub(super) until_ts: Option<&'a str>,
}

/// Reads a value; `None` if it can't be used.
type Read = for<'a> fn(&mut Draft<'a>, &'a str) -> Option<()>;

/// A key of the query string.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) read: Read,
    /// The value in the URL; `None` if it is the default.
    pub(super) write: fn(&Query, &Defaults) -> Option<String>,
    /// The values, and the meaning of a missing key, in the documentation.
    #[cfg(test)]
    pub(super) documentation: (&'static str, &'static str),
}

/// A [`Key`], whose documentation is only compiled into tests.
macro_rules! key {
    ($name:expr, $values:expr, $default:expr, $read:expr, $write:expr) => {
        Key {
            name: $name,
            read: $read,
            write: $write,
            #[cfg(test)]
            documentation: ($values, $default),
        }
    };
}

/// All keys, in the order in which they are written.
pub(super) const KEYS: [Key; 21] = [
    key!(
        key::HOMESERVER,
        "server name or base URL; must be confirmed if this browser never signed in to it",
        "the last one used, else the page’s own origin",
        |draft, value| {
            let name = value.trim();
            draft.query.homeserver = (!name.is_empty()).then(|| name.to_owned());
            Some(())
        },
        |query, _| query.homeserver.clone()
    ),
    key!(
        key::PERIOD,
        "`all` `24h` `7d` `30d` `90d` `365d` `this-month` `last-month` `this-year`",
        "`all`",
        |draft, value| {
            draft.moving_period = Some(Period::parse_moving(value)?);
            Some(())
        },
        |query, defaults| match query.period {
            period if period == defaults.period => None,
            Period::AllTime => Some(period::ALL_TIME.to_owned()),
            Period::Preset(preset) => Some(preset.as_str().to_owned()),
            Period::Fixed(_) => None,
        }
    ),
    key!(
        key::FROM_TS,
        "first ms since the epoch",
        "no start date",
        |draft, value| {
            draft.from_ts = Some(value);
            Some(())
        },
        |query, defaults| fixed_bound(query, defaults, FixedPeriod::from_ts)
    ),
    key!(
        key::UNTIL_TS,
        "last ms since the epoch",
        "no end date",
        |draft, value| {
            draft.until_ts = Some(value);
            Some(())
        },
        |query, defaults| fixed_bound(query, defaults, FixedPeriod::until_ts)
    ),
    key!(
        key::TIME_ZONE,
        "`utc`",
        "the browser’s time zone",
        |draft, value| {
            // The browser's own zone is never written: a link can't know it.
            let zone = Zone::parse(value).filter(|zone| *zone != Zone::default());
            draft.query.zone = zone?;
            Some(())
        },
        |query, _| unless_default(query.zone, Zone::as_str)
    ),
    key!(
        key::COMPARE,
        "`previous` `year`, or FROM..UNTIL in ms, either of which may be missing",
        "no comparison",
        |draft, value| {
            // Bounds in another unit are rejected with a correction.
            let fits = CompareTo::correction(value).is_none();
            draft.query.compare = Some(CompareTo::parse(value).filter(|_| fits)?);
            Some(())
        },
        |query, _| query.compare.map(CompareTo::to_name)
    ),
    key!(
        key::CHANGE,
        "`added` `grown` `shrunk` `removed` `unchanged`",
        "all users",
        |draft, value| {
            draft.query.change = Some(ChangeStatus::parse(value)?);
            Some(())
        },
        |query, _| query.change.map(|change| change.as_str().to_owned())
    ),
    key!(
        key::SEARCH_TERM,
        "words and conditions, with numbers as in English",
        "no search",
        |draft, value| {
            value.clone_into(&mut draft.query.search);
            Some(())
        },
        |query, _| unless_empty(&query.search)
    ),
    key!(
        key::GROUPS,
        "prefixes, patterns with *, or /regular expressions/, separated by commas",
        "no groups",
        |draft, value| {
            value.clone_into(&mut draft.query.groups);
            Some(())
        },
        |query, defaults| (query.groups != defaults.groups).then(|| query.groups.clone())
    ),
    key!(
        key::GROUP_MODE,
        "`sum` `hide`",
        "`sum`",
        |draft, value| {
            draft.query.group_mode = GroupMode::parse(value)?;
            Some(())
        },
        |query, _| unless_default(query.group_mode, GroupMode::as_str)
    ),
    key!(
        key::EXPANDED,
        "the groups whose members are listed",
        "none",
        |draft, value| {
            value.clone_into(&mut draft.query.expanded);
            Some(())
        },
        |query, _| unless_empty(&query.expanded)
    ),
    key!(
        key::ORDER_BY,
        "`media_length` `media_count` `user_id` `displayname` `average` `share` `rank` `cumulative`; in a comparison `before` `change` `growth` `files_change` `rank_change`",
        "`media_length`",
        |draft, value| {
            draft.query.order.by = OrderBy::parse(value)?;
            Some(())
        },
        |query, _| unless_default(query.order.by, OrderBy::as_str)
    ),
    key!(
        key::DIR,
        "`f` (forwards) `b` (backwards)",
        "`b` for numbers, `f` for names and ranks",
        |draft, value| {
            draft.dir = Some(Direction::parse(value)?);
            Some(())
        },
        |query, _| {
            let order = query.order;
            (order.dir != order.by.default_direction()).then(|| order.dir.as_str().to_owned())
        }
    ),
    key!(
        key::VIEW,
        "`users` `trend` `distribution`",
        "`users`",
        |draft, value| {
            draft.query.view = View::parse(value)?;
            Some(())
        },
        |query, _| unless_default(query.view, View::as_str)
    ),
    key!(
        key::INTERVAL,
        "`auto` `day` `week` `month`",
        "`auto`",
        |draft, value| {
            draft.query.interval = IntervalChoice::parse(value)?;
            Some(())
        },
        |query, _| unless_default(query.interval, IntervalChoice::as_str)
    ),
    key!(
        key::USER,
        "the user ID whose panel is open, or whose uploads `trend` shows",
        "none; all users",
        |draft, value| {
            draft.query.user = Some(value.to_owned());
            Some(())
        },
        |query, _| query.user.clone()
    ),
    key!(
        key::FREE_SPACE,
        "free disk space in bytes",
        "unknown",
        |draft, value| {
            draft.query.free_space = Some(parse_number(value)?);
            Some(())
        },
        |query, _| query.free_space.map(|bytes| bytes.to_string())
    ),
    key!(
        key::COLUMNS,
        "`before` `change` `growth` `media_count` `files_change` `average` `share` `cumulative` `rank_change`, separated by commas; `none`",
        "`before,change,growth,media_count,average,share`",
        |draft, value| {
            draft.query.columns = Columns::parse(value)?;
            Some(())
        },
        |query, _| { (query.columns != Columns::default()).then(|| query.columns.to_text()) }
    ),
    key!(
        key::UNITS,
        "`iec` `si`",
        "the remembered choice, else `iec`",
        |draft, value| {
            draft.query.units = Some(Units::parse(value)?);
            Some(())
        },
        |query, _| query.units.map(|units| units.as_str().to_owned())
    ),
    key!(
        key::LIMIT,
        "`25` `50` `100` `250` `500` `1000` rows per page",
        "`100`",
        |draft, value| {
            draft.query.rows_per_page = RowsPerPage::parse(value)?;
            Some(())
        },
        |query, defaults| {
            let rows = query.rows_per_page;
            (rows != defaults.rows_per_page).then(|| rows.as_str().to_owned())
        }
    ),
    key!(
        key::PAGE,
        "from 1",
        "1",
        |draft, value| {
            draft.query.page = NonZeroU32::new(parse_number(value)?.try_into().ok()?)?;
            Some(())
        },
        |query, _| (query.page != NonZeroU32::MIN).then(|| query.page.to_string())
    ),
];

/// A key of 0.1 that has another name now. It is read for one more release, where the new key is
/// missing.
pub(super) struct FormerKey {
    pub(super) name: &'static str,
    /// The key that replaces it.
    pub(super) key: &'static str,
    pub(super) read: Read,
}

/// All keys of 0.1 that have other names now.
pub(super) const FORMER_KEYS: [FormerKey; 5] = [
    FormerKey {
        name: "grouped",
        key: key::GROUP_MODE,
        read: |draft, value| {
            draft.query.group_mode = GroupMode::parse(value)?;
            Some(())
        },
    },
    FormerKey {
        name: "history",
        key: key::VIEW,
        read: |draft, value| {
            draft.query.interval = IntervalChoice::parse(value)?;
            draft.query.view = View::Trend;
            Some(())
        },
    },
    FormerKey {
        name: "disk",
        key: key::FREE_SPACE,
        read: |draft, value| {
            draft.query.disk_size = Some(NonZeroU64::new(parse_number(value)?)?);
            Some(())
        },
    },
    FormerKey {
        name: "changes_by",
        key: key::ORDER_BY,
        read: |draft, value| {
            draft.query.order.by = match value {
                "media_length" => OrderBy::Change,
                "growth" => OrderBy::Growth,
                "media_count" => OrderBy::FilesChange,
                "rank" => OrderBy::RankChange,
                "user_id" => OrderBy::UserId,
                _ => return None,
            };
            Some(())
        },
    },
    FormerKey {
        name: "changes_dir",
        key: key::ORDER_BY,
        read: |draft, value| {
            draft.dir = Some(Direction::parse(value)?);
            let by = &mut draft.query.order.by;
            if *by == OrderBy::default() {
                *by = OrderBy::Change;
            }
            Some(())
        },
    },
];

fn unless_empty(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn unless_default<T: Copy + Default + PartialEq>(
    value: T,
    name: fn(T) -> &'static str,
) -> Option<String> {
    (value != T::default()).then(|| name(value).to_owned())
}

fn fixed_bound(
    query: &Query,
    defaults: &Defaults,
    bound: fn(FixedPeriod) -> Option<u64>,
) -> Option<String> {
    match query.period {
        Period::Fixed(fixed) if query.period != defaults.period => {
            bound(fixed).map(|ts| ts.to_string())
        }
        _ => None,
    }
}

/// A number in ASCII digits, without a sign or blanks.
fn parse_number(text: &str) -> Option<u64> {
    period::digits(text)?.parse().ok()
}
