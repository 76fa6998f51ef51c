//! Days, weeks, months and years in a time zone: which milliseconds they are made of.
//!
//! Independent of the browser and of the source of time zones; implement [`Calendar`] to supply
//! one.

mod date;
mod date_input;
mod format;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod windows;
mod zone;

pub use date::Date;
pub use date_input::{DateError, DateOrder, DateStyle, Era, PeriodBound, Sample, YearPart, read};
pub use format::{format_exact, format_moment};
pub use windows::{CalendarUnit, Window, mean_ms, windows};
pub use zone::Zone;

/// A day that no clock is set in, in ms.
pub const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// No two offsets of a time zone are further apart than this from UTC, in ms.
const MAX_OFFSET_DIFFERENCE_MS: i64 = 24 * 60 * 60 * 1000;

/// What the clocks on the wall show: ms since their 1970-01-01 00:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalDateTime(pub i64);

/// The moments at which the clocks on the wall show a time, in ms since the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalResult {
    /// As nearly always.
    Single(u64),
    /// The clocks are set back over it: the first time.
    Ambiguous(u64),
    /// The clocks are set forward over it: the first moment after that.
    Gap(u64),
}

impl LocalResult {
    /// The first of them, or the first moment after the time that is skipped.
    pub fn first(self) -> u64 {
        match self {
            Self::Single(ts) | Self::Ambiguous(ts) | Self::Gap(ts) => ts,
        }
    }
}

/// A clock, and a calendar in a time zone. All times in ms since the epoch.
pub trait Calendar {
    /// The present moment.
    fn now(&self) -> u64;
    /// What the clocks on the wall are ahead of UTC at a moment, in ms.
    fn offset(&self, ts: u64) -> i64;

    /// The day that weeks begin on, from 0: Monday.
    fn first_weekday(&self) -> u32 {
        0
    }

    /// What the clocks on the wall show at a moment.
    fn local_date_time(&self, ts: u64) -> LocalDateTime {
        LocalDateTime(ts.cast_signed().saturating_add(self.offset(ts)))
    }

    /// The day that a moment belongs to.
    fn date(&self, ts: u64) -> Date {
        Date::of(self.local_date_time(ts))
    }

    /// The first moment of a day; of one that the time zone skips, that of the next.
    fn start_of(&self, date: Date) -> u64 {
        self.resolve(date.midnight()).first()
    }

    /// When the clocks on the wall show a time. Before the epoch, everything is the epoch.
    fn resolve(&self, local: LocalDateTime) -> LocalResult {
        let to_ts = |ms: i64| ms.max(0).unsigned_abs();
        // Whatever the clocks are ahead of UTC, these are before and after.
        let before = self.offset(to_ts(local.0 - MAX_OFFSET_DIFFERENCE_MS));
        let after = self.offset(to_ts(local.0 + MAX_OFFSET_DIFFERENCE_MS));
        let [early, late] = [before, after].map(|offset| to_ts(local.0 - offset));
        match (self.offset(early) == before, self.offset(late) == after) {
            (true, true) if early != late => LocalResult::Ambiguous(early),
            (true, _) => LocalResult::Single(early),
            (_, true) => LocalResult::Single(late),
            // The clocks are set forward after `late`, and at the latest at `early`.
            (false, false) => LocalResult::Gap(self.next_change(late, early)),
        }
    }

    /// The first moment after `from` with the offset of `until`, where there is one change between.
    fn next_change(&self, from: u64, until: u64) -> u64 {
        let (mut from, mut until) = (from, until);
        let offset = self.offset(until);
        while until.saturating_sub(from) > 1 {
            let middle = from.midpoint(until);
            if self.offset(middle) == offset {
                until = middle;
            } else {
                from = middle;
            }
        }
        until
    }
}

/// The moment so many calendar months later (earlier, when negative), at the same time after the
/// day began. Where the month is too short for the day, or the day for the time, it is their end.
pub fn shifted(calendar: &impl Calendar, ts: u64, months: i32) -> u64 {
    let date = calendar.date(ts);
    let to = date.plus_months(months);
    let since = ts.saturating_sub(calendar.start_of(date));
    let end = calendar.start_of(to.plus_days(1)).saturating_sub(1);
    calendar.start_of(to).saturating_add(since).min(end)
}

#[cfg(all(any(test, feature = "testing"), not(target_arch = "wasm32")))]
pub mod testing {
    //! A calendar for native tests.

    use super::Calendar;
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    /// The calendar of an IANA time zone at a moment, by the database of a library.
    #[derive(Clone, Debug)]
    pub struct ZonedCalendar {
        /// The time zone.
        pub zone: TimeZone,
        /// The present moment, in ms since the epoch.
        pub now: u64,
    }

    impl ZonedCalendar {
        /// A zone of the database at a moment.
        ///
        /// # Panics
        /// When the database does not have the zone.
        pub fn new(zone: &str, now: u64) -> Self {
            let zone = TimeZone::get(zone).expect("a zone of the database");
            Self { zone, now }
        }
    }

    impl Calendar for ZonedCalendar {
        fn now(&self) -> u64 {
            self.now
        }

        fn offset(&self, ts: u64) -> i64 {
            // The library's time ends with the year 9999.
            let ts = Timestamp::from_millisecond(ts.cast_signed()).unwrap_or(Timestamp::MAX);
            i64::from(self.zone.to_offset(ts).seconds()) * 1000
        }
    }
}
