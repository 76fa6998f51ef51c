//! When the counted media were created: presets that move with the clock, and fixed periods.

use crate::calendar::{Calendar, DAY_MS, Zone};

/// The latest instant that a browser's calendar can name, in ms since the epoch (ECMA-262, "Time
/// Values and Time Range"). The endpoint would take up to 2^63 - 1.
const LATEST_TS: u64 = 8_640_000_000_000_000;
/// The URL's name of all time.
pub(super) const ALL_TIME: &str = "all";

/// A period that moves with the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// The last 24 hours.
    Hours24,
    /// The last 7 times 24 hours.
    Days7,
    /// The last 30 times 24 hours.
    Days30,
    /// The last 90 times 24 hours.
    Days90,
    /// The last 365 times 24 hours.
    Days365,
    /// The calendar month that it is now.
    ThisMonth,
    /// The calendar month before.
    LastMonth,
    /// The calendar year that it is now.
    ThisYear,
}

impl Preset {
    /// All presets, the shortest first.
    pub const ALL: [Self; 8] = [
        Self::Hours24,
        Self::Days7,
        Self::Days30,
        Self::Days90,
        Self::Days365,
        Self::ThisMonth,
        Self::LastMonth,
        Self::ThisYear,
    ];

    /// The URL's name of the preset.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hours24 => "24h",
            Self::Days7 => "7d",
            Self::Days30 => "30d",
            Self::Days90 => "90d",
            Self::Days365 => "365d",
            Self::ThisMonth => "this-month",
            Self::LastMonth => "last-month",
            Self::ThisYear => "this-year",
        }
    }

    /// How many times 24 hours it reaches back; 0 for one of the calendar.
    pub(super) fn days(self) -> u64 {
        match self {
            Self::Hours24 => 1,
            Self::Days7 => 7,
            Self::Days30 => 30,
            Self::Days90 => 90,
            Self::Days365 => 365,
            Self::ThisMonth | Self::LastMonth | Self::ThisYear => 0,
        }
    }

    /// The preset with this name in the URL, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.as_str() == name)
    }
}

/// A period with at least one fixed bound, in ms since the epoch, both inclusive.
///
/// It always holds what the endpoint accepts: `until_ts` is later than `from_ts`, so a window of a
/// single millisecond can't be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixedPeriod {
    from_ts: Option<u64>,
    until_ts: Option<u64>,
}

impl FixedPeriod {
    /// First millisecond, if the period has a beginning.
    pub fn from_ts(self) -> Option<u64> {
        self.from_ts
    }

    /// Last millisecond, if the period has an end.
    pub fn until_ts(self) -> Option<u64> {
        self.until_ts
    }
}

/// Why two bounds make no period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodError {
    /// The end is not later than the beginning; the endpoint would answer 400.
    EndsBeforeItBegins,
    /// A bound is later than any calendar date.
    OutOfRange,
}

/// When the counted media were created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// No bounds.
    AllTime,
    /// Bounds that move with the clock.
    Preset(Preset),
    /// Bounds that stay.
    Fixed(FixedPeriod),
}

impl Period {
    /// The period between two bounds in ms since the epoch, both inclusive, each open when absent.
    ///
    /// # Errors
    /// When the end is not later than the beginning (an absent beginning is 0 to the endpoint), or
    /// a bound is no date.
    pub fn between(from_ts: Option<u64>, until_ts: Option<u64>) -> Result<Self, PeriodError> {
        if from_ts.max(until_ts) > Some(LATEST_TS) {
            return Err(PeriodError::OutOfRange);
        }
        // 0 is how the endpoint spells "no beginning".
        let from_ts = from_ts.filter(|&ts| ts > 0);
        if until_ts.is_some_and(|until| until <= from_ts.unwrap_or(0)) {
            return Err(PeriodError::EndsBeforeItBegins);
        }
        Ok(if from_ts.is_none() && until_ts.is_none() {
            Self::AllTime
        } else {
            Self::Fixed(FixedPeriod { from_ts, until_ts })
        })
    }

    /// The period without fixed bounds that has this name in the URL, if there is one.
    pub fn parse_moving(name: &str) -> Option<Self> {
        if name == ALL_TIME {
            return Some(Self::AllTime);
        }
        Preset::parse(name).map(Self::Preset)
    }

    /// The bounds that the endpoint is asked with, at the calendar's present moment.
    pub fn range(self, calendar: &impl Calendar) -> TimeRange {
        let from_date = |date| TimeRange {
            from_ts: Some(calendar.start_of(date)),
            until_ts: None,
        };
        let month = || calendar.date(calendar.now()).first_of_month();
        match self {
            Self::AllTime => TimeRange::default(),
            Self::Fixed(FixedPeriod { from_ts, until_ts }) => TimeRange { from_ts, until_ts },
            Self::Preset(Preset::ThisMonth) => from_date(month()),
            Self::Preset(Preset::LastMonth) => TimeRange {
                until_ts: Some(calendar.start_of(month()).saturating_sub(1)),
                ..from_date(month().plus_months(-1))
            },
            Self::Preset(Preset::ThisYear) => from_date(month().first_of_year()),
            Self::Preset(preset) => TimeRange {
                from_ts: Some(calendar.now().saturating_sub(preset.days() * DAY_MS)),
                until_ts: None,
            },
        }
    }
}

/// A period that the calendar has a name for, by its first millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarPeriod {
    /// A month. It may not be over.
    Month(u64),
    /// A year. It may not be over.
    Year(u64),
}

impl Period {
    /// Returns the month or the year that this period is, if it is one.
    pub fn in_calendar(self, calendar: &impl Calendar) -> Option<CalendarPeriod> {
        let TimeRange { from_ts, until_ts } = self.range(calendar);
        match (self, from_ts?, until_ts) {
            (Self::Preset(Preset::ThisMonth | Preset::LastMonth), from, _) => {
                Some(CalendarPeriod::Month(from))
            }
            (Self::Preset(Preset::ThisYear), from, _) => Some(CalendarPeriod::Year(from)),
            (Self::Fixed(_), from, Some(until)) => {
                let date = calendar.date(from);
                let ends_before = |date| calendar.start_of(date) == until.saturating_add(1);
                if calendar.start_of(date.first_of_month()) != from {
                    None
                } else if ends_before(date.plus_months(1)) {
                    Some(CalendarPeriod::Month(from))
                } else if date == date.first_of_year() && ends_before(date.plus_months(12)) {
                    Some(CalendarPeriod::Year(from))
                } else {
                    None
                }
            }
            _ => None,
        }
    }
}

/// A period, and the time zone whose calendar it follows. Two of them are equal when they mean the
/// same: most periods are the same in all time zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZonedPeriod {
    period: Period,
    zone: Zone,
}

impl ZonedPeriod {
    /// A period in a time zone.
    pub fn new(period: Period, zone: Zone) -> Self {
        let zone = match period {
            Period::Preset(Preset::ThisMonth | Preset::LastMonth | Preset::ThisYear) => zone,
            _ => Zone::default(),
        };
        Self { period, zone }
    }

    /// The period.
    pub fn period(self) -> Period {
        self.period
    }

    /// The time zone, where it matters; else, the one that goes without saying.
    pub fn zone(self) -> Zone {
        self.zone
    }
}

/// The bounds of a request: ms since the epoch, both inclusive, `None` for an open side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeRange {
    /// First millisecond.
    pub from_ts: Option<u64>,
    /// Last millisecond.
    pub until_ts: Option<u64>,
}

/// The text, if it is nothing but ASCII digits: signs and blanks, which `parse` or the endpoint
/// would take, are typing errors in a link.
pub(super) fn digits(text: &str) -> Option<&str> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(text)
}

/// A timestamp of the URL, in ms since the epoch.
pub(super) fn parse_ts(text: &str) -> Option<u64> {
    let ts = digits(text)?.parse().ok()?;
    (ts <= LATEST_TS).then_some(ts)
}
