//! Timestamps in another unit than the API's milliseconds: a mistake that is easily made in a link.

use super::period::{FixedPeriod, Period, digits};
use std::ops::Range;

/// The years 2000 to 2099 in seconds since the epoch. As milliseconds, these would be six weeks of
/// 1970, in which nobody has uploaded anything.
const PLAUSIBLE: Range<u64> = 946_684_800..4_102_444_800;

/// A unit that timestamps are written in by mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeUnit {
    /// As most Unix programs have them.
    Seconds,
    /// As some databases have them.
    Microseconds,
    /// As some programming languages have them.
    Nanoseconds,
}

/// What bounds in another unit were probably meant to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The unit that they seem to be in.
    pub unit: TimeUnit,
    /// The period, if they are.
    pub period: FixedPeriod,
}

impl Correction {
    /// The correction of two bounds as a link has them, either of which may be missing; `None` if
    /// neither seems to be in another unit, or no period comes of it.
    pub(super) fn of(from: Option<&str>, until: Option<&str>) -> Option<Self> {
        let read = |text: Option<&str>| match text {
            None | Some("") => Some(None),
            Some(text) => Some(Some(digits(text)?.parse::<u64>().ok()?)),
        };
        let (from, until) = (read(from)?, read(until)?);
        let unit_of = |number: Option<u64>| number.and_then(TimeUnit::of);
        let unit = unit_of(from).or(unit_of(until))?;
        let from_ts = from.map(|number| match TimeUnit::of(number) {
            Some(unit) => unit.to_ms(number),
            None => number,
        });
        let until_ts = until.map(|number| match TimeUnit::of(number) {
            // The whole second, as the bound is inclusive.
            Some(TimeUnit::Seconds) => TimeUnit::Seconds.to_ms(number) + 999,
            Some(unit) => unit.to_ms(number),
            None => number,
        });
        match Period::between(from_ts, until_ts) {
            Ok(Period::Fixed(period)) => Some(Self { unit, period }),
            _ => None,
        }
    }
}

impl TimeUnit {
    /// The unit that makes a number a moment of this century; `None` if that is milliseconds, or
    /// there is none.
    fn of(number: u64) -> Option<Self> {
        let seconds = [
            (Self::Seconds, number),
            (Self::Microseconds, number / 1_000_000),
            (Self::Nanoseconds, number / 1_000_000_000),
        ];
        let found = seconds
            .into_iter()
            .find(|(_, seconds)| PLAUSIBLE.contains(seconds));
        found.map(|(unit, _)| unit)
    }

    /// Milliseconds, rounded down. The number must be one of this unit.
    fn to_ms(self, number: u64) -> u64 {
        match self {
            Self::Seconds => number * 1_000,
            Self::Microseconds => number / 1_000,
            Self::Nanoseconds => number / 1_000_000,
        }
    }
}

/// Whether a timestamp of a link seems to be in another unit than milliseconds.
pub(super) fn is_in_another_unit(text: &str) -> bool {
    let number = digits(text).and_then(|digits| digits.parse().ok());
    number.and_then(TimeUnit::of).is_some()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    /// 1 January and 31 January 2025 (UTC), to the second.
    const FROM: &str = "1735689600";
    const UNTIL: &str = "1738367999";

    fn meant(from: &str, until: &str) -> Option<(TimeUnit, Option<u64>, Option<u64>)> {
        let Correction { unit, period } = Correction::of(Some(from), Some(until))?;
        Some((unit, period.from_ts(), period.until_ts()))
    }

    #[test]
    fn seconds_become_milliseconds_and_the_last_one_is_whole() {
        let (from, until) = (Some(1_735_689_600_000), Some(1_738_367_999_999));
        let unit = TimeUnit::Seconds;
        assert_eq!(meant(FROM, UNTIL), Some((unit, from, until)));
        assert_eq!(meant(FROM, ""), Some((unit, from, None)));
        assert_eq!(meant("", UNTIL), Some((unit, None, until)));
        // One of them is right.
        assert_eq!(meant(FROM, "1738367999999"), Some((unit, from, until)));
        assert_eq!(meant("1735689600000", UNTIL), Some((unit, from, until)));
        assert_eq!(meant("0", UNTIL), Some((unit, None, until)));
    }

    #[test]
    fn finer_units_become_milliseconds() {
        for (zeros, unit) in [
            ("000000", TimeUnit::Microseconds),
            ("000000000", TimeUnit::Nanoseconds),
        ] {
            let range = [FROM, UNTIL].map(|seconds| format!("{seconds}{zeros}"));
            let found = meant(&range[0], &range[1]);
            let wanted = (unit, Some(1_735_689_600_000), Some(1_738_367_999_000));
            assert_eq!(found, Some(wanted));
        }
    }

    #[test]
    fn milliseconds_and_nonsense_are_left_alone() {
        for (from, until) in [
            ("1735689600000", "1738367999999"),
            ("0", "1"),
            ("1", ""),
            ("", ""),
            // The end is before the beginning.
            (UNTIL, FROM),
            ("-1735689600", ""),
            ("1735689600.5", ""),
            ("x", UNTIL),
        ] {
            assert_eq!(meant(from, until), None, "{from}..{until}");
        }
    }
}
