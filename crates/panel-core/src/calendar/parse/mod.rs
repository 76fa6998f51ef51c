//! Dates as people type them: as their locale or ISO 8601 writes them, with a time or without, or
//! as a month, a quarter, a half-year, a week or a year.

mod days;
mod parsed_date;
mod style;
mod time;
mod token;

pub use days::YearPart;
pub use style::{DateOrder, DateStyle, Era, Sample};

use self::parsed_date::ParsedDate;
use super::{Calendar, Date, LocalDateTime, LocalResult};

/// Which bound of a period a date is typed for: a day, a month or a year is meant as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodBound {
    /// The first millisecond.
    From,
    /// The last millisecond.
    Until,
}

/// Why a text names no moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateError {
    /// There is no date in it.
    NotADate,
    /// A word, sign or number that has no meaning, or none at its place.
    UnknownWord(String),
    /// The year is missing.
    MissingYear,
    /// A number of two digits that may be a day or a year, or a year of two calendars.
    AmbiguousShortYear(String),
    /// Day and month may stand in either order.
    AmbiguousDayAndMonth,
    /// There is no month with this number.
    InvalidMonth(u32),
    /// The month has no such day.
    InvalidDay {
        /// The year.
        year: i32,
        /// The month, from 1.
        month: u32,
        /// The day that there isn't.
        day: u32,
    },
    /// The year has no such quarter, half or week.
    InvalidYearPart {
        /// The year.
        year: i32,
        /// What it is divided into.
        part: YearPart,
        /// The number that there isn't.
        number: u32,
    },
    /// The date is another day of the week.
    WrongWeekday(Date),
    /// The day has no such time, on no day.
    InvalidTime,
    /// A time without a day, or of a whole month or year.
    TimeWithoutDay,
    /// The year is before 1970, or too late to be meant in the Gregorian calendar.
    YearOutOfRange(i32),
    /// It is before 1970, or after what a calendar can name.
    OutOfRange,
    /// The clocks are set forward over it.
    SkippedByClocks {
        /// What they don't show.
        local: LocalDateTime,
        /// The first moment after it, in ms since the epoch.
        next: u64,
    },
}

/// The moment that a text names, in ms since the epoch. A time that comes twice is the first one,
/// unless its offset from UTC is typed, too.
///
/// # Errors
/// When it names none, or not everything in it is understood.
pub fn read(
    text: &str,
    bound: PeriodBound,
    style: &DateStyle,
    calendar: &impl Calendar,
) -> Result<u64, DateError> {
    let (this_year, ..) = calendar.date(calendar.now()).ymd();
    let ParsedDate { days, time, offset } = ParsedDate::parse(text, style, this_year)?;
    let Some(time) = time else {
        let [first, after] = days.map(|date| calendar.start_of(date));
        return match bound {
            _ if first == after => Err(DateError::SkippedByClocks {
                local: days[0].midnight(),
                next: first,
            }),
            PeriodBound::From => Ok(first),
            PeriodBound::Until => Ok(after.saturating_sub(1)),
        };
    };
    let local = LocalDateTime(days[0].midnight().0 + time);
    if let Some(offset) = offset {
        return u64::try_from(local.0 - offset).map_err(|_| DateError::OutOfRange);
    }
    match calendar.resolve(local) {
        LocalResult::Single(ts) | LocalResult::Ambiguous(ts) => Ok(ts),
        LocalResult::Gap(next) => Err(DateError::SkippedByClocks { local, next }),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
