//! Dates of the Gregorian calendar, as numbers of days.

use super::{DAY_MS, LocalDateTime};

/// A date of the Gregorian calendar: days since 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(i32);

/// Days of 400 years, after which the calendar repeats itself.
const DAYS_PER_ERA: i32 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH_OFFSET_DAYS: i32 = 719_468;

impl Date {
    /// The date of a year, a month from 1 and a day from 1; `None` where there is no such day.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let year_exists = (-9_999..=275_760).contains(&year);
        if !year_exists || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            return None;
        }
        let date = Self::count(year, month, day);
        (date.ymd() == (year, month, day)).then_some(date)
    }

    /// Days are counted from March on: the leap day is then the last one of its year
    /// (Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    fn count(year: i32, month: u32, day: u32) -> Self {
        let (month, day) = (month.cast_signed(), day.cast_signed());
        let year = year - i32::from(month <= 2);
        let month_from_march = (month + 9) % 12;
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(era * DAYS_PER_ERA + day_of_era - EPOCH_OFFSET_DAYS)
    }

    /// The date that the clocks on the wall show.
    pub fn of(local: LocalDateTime) -> Self {
        let days = local.0.div_euclid(DAY_MS.cast_signed());
        Self(days.try_into().unwrap_or(i32::MAX - EPOCH_OFFSET_DAYS))
    }

    /// Where the day begins on the clocks on the wall.
    pub fn midnight(self) -> LocalDateTime {
        LocalDateTime(i64::from(self.0) * DAY_MS.cast_signed())
    }

    /// Year, month from 1, and day from 1.
    pub fn ymd(self) -> (i32, u32, u32) {
        let days = self.0 + EPOCH_OFFSET_DAYS;
        let era = days.div_euclid(DAYS_PER_ERA);
        let day_of_era = days.rem_euclid(DAYS_PER_ERA);
        let leaps = day_of_era / 1_460 - day_of_era / 36_524 + day_of_era / 146_096;
        let year_of_era = (day_of_era - leaps) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = (month_from_march + 2) % 12 + 1;
        let year = era * 400 + year_of_era + i32::from(month <= 2);
        (year, month.unsigned_abs(), day.unsigned_abs())
    }

    /// So many days later; earlier, when negative.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        Self(self.0 + days)
    }

    /// So many months later (earlier, when negative): the same day, or the last one of a month that
    /// is too short for it.
    #[must_use]
    pub fn plus_months(self, months: i32) -> Self {
        let (year, month, day) = self.ymd();
        let months = year * 12 + month.cast_signed() - 1 + months;
        let first = |months: i32| {
            let month = months.rem_euclid(12).unsigned_abs() + 1;
            Self::count(months.div_euclid(12), month, 1)
        };
        let last = first(months + 1).plus_days(-1);
        first(months).plus_days(day.cast_signed() - 1).min(last)
    }

    /// The first day of the date's month.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        let (year, month, _) = self.ymd();
        Self::count(year, month, 1)
    }

    /// The first day of the date's year.
    #[must_use]
    pub fn first_of_year(self) -> Self {
        Self::count(self.ymd().0, 1, 1)
    }

    /// The day of the week, from 0: Monday.
    pub fn weekday(self) -> u32 {
        // 1970-01-01 was a Thursday.
        (self.0 + 3).rem_euclid(7).unsigned_abs()
    }

    /// The Monday of the date's week (ISO 8601).
    #[must_use]
    pub fn monday(self) -> Self {
        self.week_start(0)
    }

    /// The first day of the date's week, where weeks begin on this day of the week (from 0: Monday).
    #[must_use]
    pub fn week_start(self, first: u32) -> Self {
        self.plus_days(-(self.weekday() + 7 - first % 7).rem_euclid(7).cast_signed())
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(year: i32, month: u32, day: u32) -> Date {
        Date::new(year, month, day).expect("a date")
    }

    proptest! {
        #[test]
        fn a_date_is_the_same_after_being_taken_apart(days in -700_000..100_000_000) {
            let (year, month, day) = Date(days).ymd();
            prop_assert_eq!(Date::count(year, month, day), Date(days));
        }

        #[test]
        fn the_next_day_is_the_next_number(days in -700_000..10_000_000) {
            let (before, after) = (Date(days).ymd(), Date(days + 1).ymd());
            prop_assert!(before < after);
            prop_assert!(after.2 == before.2 + 1 || after.2 == 1);
        }

        #[test]
        fn a_week_begins_at_most_six_days_before(days in -700_000..10_000_000) {
            let monday = Date(days).monday();
            prop_assert!((0..7).contains(&(days - monday.0)));
            prop_assert_eq!(monday.0.rem_euclid(7), date(2026, 11, 23).0.rem_euclid(7));
        }

        #[test]
        fn months_later_is_the_same_day_or_the_last_of_a_shorter_month(days in -100_000..1_000_000, months in -500..500) {
            let (from, to) = (Date(days), Date(days).plus_months(months));
            let number = |date: Date| date.ymd().0 * 12 + date.ymd().1.cast_signed();
            prop_assert_eq!(number(to) - number(from), months);
            let is_last = to.plus_days(1).ymd().2 == 1;
            prop_assert!(to.ymd().2 == from.ymd().2 || (to.ymd().2 < from.ymd().2 && is_last));
        }
    }

    #[test]
    fn days_that_do_not_exist_are_no_dates() {
        assert!(Date::new(2024, 2, 29).is_some() && Date::new(2000, 2, 29).is_some());
        for (year, month, day) in [
            (2023, 2, 29),
            (1900, 2, 29),
            (2023, 4, 31),
            (2023, 13, 1),
            (2023, 0, 1),
            (2023, 1, 0),
        ] {
            assert_eq!(Date::new(year, month, day), None, "{year}-{month}-{day}");
        }
    }

    #[test]
    fn the_epoch_is_day_0() {
        assert_eq!(date(1970, 1, 1).plus_days(1), date(1970, 1, 2));
        assert_eq!(date(1970, 1, 1), Date(0));
        assert_eq!(date(2026, 11, 24).first_of_month(), date(2026, 11, 1));
        assert_eq!(date(2026, 11, 24).first_of_year(), date(2026, 1, 1));
    }
}
