//! Days, weeks, months and years in a time zone: which milliseconds they are made of.
//!
//! Knows neither the browser nor where time zones come from: whoever implements [`Calendar`] does.

mod buckets;
mod date;

pub use buckets::{Unit, Window, buckets};
pub use date::Date;

/// A clock, and a calendar in a time zone. All times in ms since the epoch.
pub trait Calendar {
    /// The present moment.
    fn now(&self) -> u64;
    /// The day that a moment belongs to.
    fn date(&self, ts: u64) -> Date;
    /// The first moment of a day; of one that the time zone skips, that of the next.
    fn start_of(&self, date: Date) -> u64;
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

#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) mod testing {
    use super::*;
    use jiff::tz::TimeZone;
    use jiff::{Timestamp, civil};

    /// The calendar of an IANA time zone at a moment, by the database of a library.
    #[derive(Clone, Debug)]
    pub(crate) struct Zoned {
        pub(crate) zone: TimeZone,
        pub(crate) now: u64,
    }

    impl Zoned {
        /// A zone of the database at a moment.
        pub(crate) fn new(zone: &str, now: u64) -> Self {
            let zone = TimeZone::get(zone).expect("a zone of the database");
            Self { zone, now }
        }
    }

    impl Calendar for Zoned {
        fn now(&self) -> u64 {
            self.now
        }

        fn date(&self, ts: u64) -> Date {
            let ts = Timestamp::from_millisecond(ts.cast_signed()).expect("a moment");
            let date = self.zone.to_datetime(ts).date();
            let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
            Date::new(date.year().into(), month.into(), day.into()).expect("a date")
        }

        fn start_of(&self, date: Date) -> u64 {
            let (year, month, day) = date.ymd();
            let number = |number: u32| i8::try_from(number).expect("a month or a day");
            let year = i16::try_from(year).expect("a year");
            let date = civil::date(year, number(month), number(day));
            let midnight = self.zone.to_ambiguous_timestamp(date.at(0, 0, 0, 0));
            let ts = midnight.compatible().expect("a moment").as_millisecond();
            u64::try_from(ts).unwrap_or(0)
        }
    }
}
