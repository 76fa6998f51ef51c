//! What a period is compared with: the one before, the same one a year earlier, or any other.

use super::period::{FixedPeriod, Period, Preset, TimeRange, parse_ts};
use super::time_unit::Correction;
use crate::calendar::{Calendar, DAY_MS, shifted};

/// What a period's report is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareTo {
    /// The period before: `previous`.
    Previous,
    /// The same period a year earlier: `year`.
    Year,
    /// A fixed one: `FROM..UNTIL`, in ms since the epoch, either of which may be missing.
    Fixed(FixedPeriod),
}

/// Why there is nothing to compare a period with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotComparable {
    /// The period has no beginning: nothing is before it.
    NoBeginning,
    /// The calendar has no such period: it would end before the epoch, or before it begins.
    NoSuchPeriod,
}

const PREVIOUS: &str = "previous";
const YEAR: &str = "year";
const RANGE_SEPARATOR: &str = "..";

impl CompareTo {
    /// Its name in the URL.
    pub fn to_name(self) -> String {
        let written = |ts: Option<u64>| ts.map_or(String::new(), |ts| ts.to_string());
        match self {
            Self::Previous => PREVIOUS.to_owned(),
            Self::Year => YEAR.to_owned(),
            Self::Fixed(fixed) => {
                written(fixed.from_ts()) + RANGE_SEPARATOR + &written(fixed.until_ts())
            }
        }
    }

    /// What has this name in the URL, if it is one.
    pub fn parse(name: &str) -> Option<Self> {
        let bound = |text: &str| match text {
            "" => Some(None),
            text => parse_ts(text).map(Some),
        };
        match name {
            PREVIOUS => Some(Self::Previous),
            YEAR => Some(Self::Year),
            _ => {
                let (from, until) = name.split_once(RANGE_SEPARATOR)?;
                match Period::between(bound(from)?, bound(until)?) {
                    Ok(Period::Fixed(fixed)) => Some(Self::Fixed(fixed)),
                    _ => None,
                }
            }
        }
    }

    /// What bounds that seem to be in another unit than milliseconds were meant to be.
    pub(super) fn correction(name: &str) -> Option<Correction> {
        let (from, until) = name.split_once(RANGE_SEPARATOR)?;
        Correction::of(Some(from), Some(until))
    }

    /// The period that a report is compared with: `range` are those that it was asked for with, and
    /// `at` is when, in ms since the epoch, which is the end of a period without one.
    ///
    /// # Errors
    /// When there is nothing to compare it with.
    pub fn period(
        self,
        period: Period,
        range: TimeRange,
        at: u64,
        calendar: &impl Calendar,
    ) -> Result<Period, NotComparable> {
        // The first moment behind the period: months are as long as the calendar has them only if
        // their ends are the next ones' beginnings.
        let end = range.until_ts.unwrap_or(at).saturating_add(1);
        let earlier = |ts: u64, months: i32| shifted(calendar, ts, -months);
        let (from, end) = match self {
            Self::Fixed(fixed) => return Ok(Period::Fixed(fixed)),
            Self::Year => (
                range.from_ts.map(|from| earlier(from, 12)),
                earlier(end, 12),
            ),
            Self::Previous => {
                let from = range.from_ts.ok_or(NotComparable::NoBeginning)?;
                let before = |length: u64| (from.saturating_sub(length), from);
                let (from, end) = match period {
                    Period::Preset(Preset::ThisMonth) => (earlier(from, 1), earlier(end, 1)),
                    Period::Preset(Preset::LastMonth) => (earlier(from, 1), from),
                    Period::Preset(Preset::ThisYear) => (earlier(from, 12), earlier(end, 12)),
                    // Its end is the moment of asking, which is known but for the time it took.
                    Period::Preset(preset) => before(preset.days() * DAY_MS),
                    Period::AllTime | Period::Fixed(_) => before(end.saturating_sub(from)),
                };
                (Some(from), end)
            }
        };
        Period::between(from, Some(end.saturating_sub(1))).map_err(|_| NotComparable::NoSuchPeriod)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::calendar::testing::ZonedCalendar;
    use proptest::prelude::*;

    /// The bounds of what a period is compared with.
    fn compared_period(
        against: CompareTo,
        period: Period,
        calendar: &ZonedCalendar,
    ) -> Result<(Option<u64>, Option<u64>), NotComparable> {
        let found = against.period(period, period.range(calendar), calendar.now, calendar)?;
        let TimeRange { from_ts, until_ts } = found.range(calendar);
        Ok((from_ts, until_ts))
    }

    fn fixed(from: u64, until: u64) -> Period {
        Period::between(Some(from), Some(until)).expect("a period")
    }

    fn any_zone() -> impl Strategy<Value = ZonedCalendar> {
        let zones = [
            "UTC",
            "Europe/Berlin",
            "America/New_York",
            "Asia/Kathmandu",
            "Australia/Lord_Howe",
        ];
        // 1980 to 2040.
        (0..zones.len(), 315_532_800_000..2_208_988_800_000_u64)
            .prop_map(move |(zone, now)| ZonedCalendar::new(zones[zone], now))
    }

    /// A moment of a time zone.
    fn moment(calendar: &ZonedCalendar, text: &str) -> u64 {
        let zoned = text
            .parse::<jiff::civil::DateTime>()
            .expect("a date and time");
        let zoned = zoned.to_zoned(calendar.zone.clone()).expect("a moment");
        zoned.timestamp().as_millisecond().unsigned_abs()
    }

    proptest! {
        #[test]
        fn before_a_number_of_days_are_as_many_to_the_millisecond(calendar in any_zone()) {
            for preset in [Preset::Hours24, Preset::Days7, Preset::Days30, Preset::Days90, Preset::Days365] {
                let period = Period::Preset(preset);
                let begin = period.range(&calendar).from_ts.expect("a beginning");
                let (from, until) = compared_period(CompareTo::Previous, period, &calendar).expect("a period");
                prop_assert_eq!(until, Some(begin - 1));
                prop_assert_eq!(from, Some(begin - (calendar.now - begin)));
            }
        }

        #[test]
        fn before_a_fixed_period_is_one_of_the_same_length(
            from in 1_000_000_000_000..2_000_000_000_000_u64,
            longer in 1..900_000_000_000_u64,
            calendar in any_zone(),
        ) {
            let period = fixed(from, from + longer);
            let before = compared_period(CompareTo::Previous, period, &calendar);
            prop_assert_eq!(before, Ok((Some(from - 1 - longer), Some(from - 1))));
        }

        #[test]
        fn a_calendar_month_is_compared_with_the_previous_one(calendar in any_zone()) {
            let this = Period::Preset(Preset::ThisMonth);
            let last = Period::Preset(Preset::LastMonth);
            let (from, until) = compared_period(CompareTo::Previous, this, &calendar).expect("a period");
            let whole = last.range(&calendar);
            prop_assert_eq!(from, whole.from_ts);
            prop_assert!(until <= whole.until_ts && until > from);
            // The month before the last one ends where that begins.
            let (begin, end) = compared_period(CompareTo::Previous, last, &calendar).expect("a period");
            prop_assert_eq!(end.map(|ts| ts + 1), whole.from_ts);
            let begin = calendar.date(begin.expect("a beginning"));
            prop_assert_eq!(begin.plus_months(1), calendar.date(from.expect("a beginning")));
        }

        #[test]
        fn whole_days_a_year_earlier_are_whole_days(calendar in any_zone(), days in 1..500) {
            let first = calendar.date(calendar.now);
            let from = calendar.start_of(first);
            let until = calendar.start_of(first.plus_days(days)) - 1;
            let found = compared_period(CompareTo::Year, fixed(from, until), &calendar);
            let from = calendar.start_of(first.plus_months(-12));
            let end = calendar.start_of(first.plus_days(days).plus_months(-12));
            if from < end {
                prop_assert_eq!(found, Ok((Some(from), Some(end - 1))));
            }
        }
    }

    #[test]
    fn half_a_month_is_compared_with_half_a_month() {
        let berlin = ZonedCalendar::new("Europe/Berlin", 0);
        let at = |text| moment(&berlin, text);
        // Summer time ended on 2026-10-25, between the two.
        let now = ZonedCalendar {
            now: at("2026-11-24T12:30"),
            ..berlin.clone()
        };
        for (period, compared, from, until) in [
            (
                Preset::ThisMonth,
                CompareTo::Previous,
                "2026-10-01T00:00",
                "2026-10-24T12:30",
            ),
            (
                Preset::ThisMonth,
                CompareTo::Year,
                "2025-11-01T00:00",
                "2025-11-24T12:30",
            ),
            (
                Preset::ThisYear,
                CompareTo::Previous,
                "2025-01-01T00:00",
                "2025-11-24T12:30",
            ),
            (
                Preset::LastMonth,
                CompareTo::Previous,
                "2026-09-01T00:00",
                "2026-09-30T23:59:59.999",
            ),
            (
                Preset::LastMonth,
                CompareTo::Year,
                "2025-10-01T00:00",
                "2025-10-31T23:59:59.999",
            ),
            (
                Preset::Days7,
                CompareTo::Year,
                "2025-11-17T12:30",
                "2025-11-24T12:30",
            ),
        ] {
            let found = compared_period(compared, Period::Preset(period), &now);
            assert_eq!(
                found,
                Ok((Some(at(from)), Some(at(until)))),
                "{period:?} {compared:?}"
            );
        }
    }

    #[test]
    fn a_month_that_is_too_short_is_compared_to_its_end() {
        let utc = ZonedCalendar::new("UTC", 0);
        let now = ZonedCalendar {
            now: moment(&utc, "2027-03-31T09:00"),
            ..utc.clone()
        };
        let found = compared_period(CompareTo::Previous, Period::Preset(Preset::ThisMonth), &now);
        let until = moment(&utc, "2027-02-28T09:00");
        assert_eq!(
            found,
            Ok((Some(moment(&utc, "2027-02-01T00:00")), Some(until)))
        );
        // The last day of a February that had one more the year before.
        let month = fixed(
            moment(&utc, "2025-02-01T00:00"),
            moment(&utc, "2025-03-01T00:00") - 1,
        );
        let until = moment(&utc, "2024-03-01T00:00") - 1;
        let found = compared_period(CompareTo::Year, month, &utc).map(|(_, until)| until);
        assert_eq!(found, Ok(Some(until)));
    }

    #[test]
    fn a_period_without_a_start_has_only_a_year_before() {
        let utc = ZonedCalendar::new("UTC", 1_795_521_600_000);
        let until = Period::between(None, Some(1_700_000_000_000)).expect("a period");
        for period in [Period::AllTime, until] {
            let found = compared_period(CompareTo::Previous, period, &utc);
            assert_eq!(found, Err(NotComparable::NoBeginning));
            let end = period.range(&utc).until_ts.unwrap_or(utc.now);
            let year = Ok((None, Some(shifted(&utc, end, -12))));
            assert_eq!(compared_period(CompareTo::Year, period, &utc), year);
        }
    }

    #[test]
    fn there_is_nothing_before_the_epoch() {
        let utc = ZonedCalendar::new("UTC", 1_795_521_600_000);
        for (period, compared) in [
            (fixed(1, 9), CompareTo::Previous),
            (fixed(5, 9), CompareTo::Year),
        ] {
            assert_eq!(
                compared_period(compared, period, &utc),
                Err(NotComparable::NoSuchPeriod)
            );
        }
        assert_eq!(
            compared_period(CompareTo::Previous, fixed(5, 9), &utc),
            Ok((None, Some(4)))
        );
    }

    #[test]
    fn any_other_period_is_taken_as_it_is() {
        let utc = ZonedCalendar::new("UTC", 1_795_521_600_000);
        for (name, range) in [
            ("5..9", (Some(5), Some(9))),
            ("..9", (None, Some(9))),
            ("5..", (Some(5), None)),
        ] {
            let other = CompareTo::parse(name).expect("a period");
            assert_eq!(other.to_name(), name);
            assert_eq!(compared_period(other, Period::AllTime, &utc), Ok(range));
        }
        for bad in [
            "", "..", "9..5", "5..5", "5", "5...9", "-1..5", "last", "Previous", "5..1e3",
        ] {
            assert_eq!(CompareTo::parse(bad), None, "{bad}");
        }
    }
}
