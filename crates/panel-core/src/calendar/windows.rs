//! A window of time cut at the calendar's days, weeks or months.

use super::{Calendar, Date};

/// The shortest window that the endpoint takes, in ms: its end has to be later than its beginning.
const MIN_WINDOW_MS: u64 = 2;

/// What a window is cut into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarUnit {
    /// Days, of 23 or 25 hours where daylight saving begins or ends.
    Day,
    /// Weeks, from the calendar's first day of the week on.
    Week,
    /// Months of the Gregorian calendar.
    Month,
}

impl CalendarUnit {
    /// Whether one of the units begins at a moment.
    pub fn is_start(self, calendar: &impl Calendar, ts: u64) -> bool {
        self.start_of(calendar, ts) == ts
    }

    /// The first moment of the unit that a moment belongs to.
    pub fn start_of(self, calendar: &impl Calendar, ts: u64) -> u64 {
        calendar.start_of(self.first_day(calendar, calendar.date(ts)))
    }

    /// The first day of the date's unit.
    fn first_day(self, calendar: &impl Calendar, date: Date) -> Date {
        match self {
            Self::Day => date,
            Self::Week => date.week_start(calendar.first_weekday()),
            Self::Month => date.first_of_month(),
        }
    }

    /// The first day of the unit after the date's.
    fn after(self, calendar: &impl Calendar, date: Date) -> Date {
        let first = self.first_day(calendar, date);
        match self {
            Self::Day => first.plus_days(1),
            Self::Week => first.plus_days(7),
            Self::Month => first.plus_months(1),
        }
    }
}

/// At least two milliseconds, in ms since the epoch, both bounds inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First millisecond.
    pub from_ts: u64,
    /// Last millisecond.
    pub until_ts: u64,
}

/// How long windows are in the mean, in ms; 0 without any.
pub fn mean_ms(windows: &[Window]) -> u64 {
    let lengths = windows.iter().map(|it| it.until_ts - it.from_ts + 1);
    let sum: u64 = lengths.sum();
    sum.checked_div(windows.len() as u64).unwrap_or(0)
}

/// The windows, oldest first, that the days, weeks or months of the calendar cut
/// `from_ts..=until_ts` into: they follow each other without a millisecond missed or shared.
///
/// A day that the time zone skips is none of them, and a first or last one of a single millisecond
/// is part of its neighbour. Of less than two milliseconds, there are none.
pub fn windows(
    calendar: &impl Calendar,
    unit: CalendarUnit,
    from_ts: u64,
    until_ts: u64,
) -> Vec<Window> {
    let mut windows = Vec::new();
    let mut from = from_ts;
    let mut date = calendar.date(from_ts);
    while from < until_ts {
        date = unit.after(calendar, date);
        let next = calendar.start_of(date);
        // What would be left for the last one is too short for a window of its own.
        let is_last = next >= until_ts;
        if is_last || next.saturating_sub(from) >= MIN_WINDOW_MS {
            let until_ts = if is_last { until_ts } else { next - 1 };
            windows.push(Window {
                from_ts: from,
                until_ts,
            });
            from = until_ts + 1;
        }
    }
    windows
}
