//! Words for periods, and for the dates that they are made of.

use panel_core::calendar::{Date, DateError, YearPart};
use panel_core::format::visible;
use panel_core::url_query::{Period, Preset};

pub const PERIOD: &str = "Period";
pub const CUSTOM: &str = "Custom";
pub const FROM: &str = "From";
pub const UNTIL: &str = "Until";
pub const BAD_DATE: &str = "Not a valid date: the year isn’t between 1970 and 2200.";
pub const ENDS_BEFORE_IT_BEGINS: &str = "The end must be later than the beginning.";
pub const TIME_ZONE: &str = "Time zone";
pub const UTC: &str = "UTC";
pub const NO_BOUND: &str = "open";
pub const EXACTLY: &str = "What period this is exactly";
pub const PICK: &str = "Pick from a calendar";

/// Opens the browser's calendar for a field.
pub fn pick(field: &str) -> String {
    format!("{PICK}: {field}")
}

/// A period's name.
pub fn preset(preset: Preset) -> &'static str {
    match preset {
        Preset::Hours24 => "Last 24 hours",
        Preset::Days7 => "Last 7 days",
        Preset::Days30 => "Last 30 days",
        Preset::Days90 => "Last 90 days",
        Preset::Days365 => "Last 365 days",
        Preset::ThisMonth => "This month",
        Preset::LastMonth => "Last month",
        Preset::ThisYear => "This year",
    }
}

pub const ALL_TIME: &str = "All time";

/// A period in words; `date` writes a moment.
pub fn period(period: Period, date: impl Fn(u64) -> String) -> String {
    match period {
        Period::AllTime => ALL_TIME.to_owned(),
        Period::Preset(which) => preset(which).to_owned(),
        Period::Fixed(fixed) => match (fixed.from_ts(), fixed.until_ts()) {
            (Some(from), Some(until)) => format!("{} – {}", date(from), date(until)),
            (Some(from), None) => format!("Since {}", date(from)),
            (None, Some(until)) => format!("Until {}", date(until)),
            (None, None) => ALL_TIME.to_owned(),
        },
    }
}

/// A period of the calendar, as UTC has it.
pub fn in_utc(period: &str) -> String {
    format!("{period} (UTC)")
}

/// Heads the totals: the report's period.
pub fn created(period: &str) -> String {
    format!("Media created: {period}")
}

/// The time zone of the browser, where a zone is chosen.
pub fn browser_zone(zone: &str) -> String {
    format!("Browser ({zone})")
}

/// The time zone that dates are in, and how they are written.
pub fn write_dates(zone: &str, example: &str) -> String {
    format!(
        "Times are in {zone}. Write {example} or {example} 14:30, or just 12/2026, Q3 2026 or 2026."
    )
}

/// The first millisecond of a period: a moment, and how the URL has it.
pub fn first_moment(bound: Option<(String, &str, u64)>) -> String {
    match bound {
        Some((moment, key, ts)) => format!("From {moment} ({key}={ts})"),
        None => "From the earliest on".to_owned(),
    }
}

/// The last millisecond of a period: a moment, and how the URL has it.
pub fn last_moment(bound: Option<(String, &str, u64)>) -> String {
    match bound {
        Some((moment, key, ts)) => format!("Until {moment}, inclusive ({key}={ts})"),
        None => "Until the latest".to_owned(),
    }
}

/// The time zone that dates are in.
pub fn times_in(zone: &str) -> String {
    format!("Times are in {zone}")
}

/// Why a text names no moment. `example` is how the locale writes dates; `date` writes a moment.
pub fn mistyped(
    mistake: &DateError,
    example: &str,
    zone: &str,
    date: impl Fn(u64) -> String,
) -> String {
    let write = format!("Write it like {example} or 2026-12-31.");
    let because = |reason: &str| format!("Not a valid date: {reason}");
    match mistake {
        DateError::NotADate => format!("Not a valid date. {write}"),
        DateError::UnknownWord(part) => {
            because(&format!("{} wasn’t understood. {write}", quoted(part)))
        }
        DateError::MissingYear => because(&format!("the year is missing. {write}")),
        DateError::AmbiguousShortYear(number) => because(&format!(
            "the meaning of {} is unclear. Write the year with four digits.",
            quoted(number)
        )),
        DateError::AmbiguousDayAndMonth => because(
            "it’s unclear which number is the day and which the month. Write it like 2026-12-31.",
        ),
        DateError::InvalidMonth(number) => because(&format!("there is no month {number}. {write}")),
        DateError::InvalidDay { year, month, day } => {
            because(&format!("there is no {}.", day_of(*year, *month, *day)))
        }
        DateError::InvalidYearPart { year, part, number } => because(&format!(
            "there is no {} {number} in {year}.",
            part_of_year(*part)
        )),
        DateError::WrongWeekday(date) => {
            let (year, month, day) = date.ymd();
            let day = day_of(year, month, day);
            because(&format!("{day} is a {}.", weekday(date.weekday())))
        }
        DateError::InvalidTime => "Not a valid time. Write it like 14:30 or 2:30 PM.".to_owned(),
        DateError::TimeWithoutDay => because("a time needs a day, month and year."),
        DateError::YearOutOfRange(year) => because(&out_of_range(*year)),
        DateError::OutOfRange => BAD_DATE.to_owned(),
        DateError::SkippedByClocks { local, next } => {
            let (year, month, day) = Date::of(*local).ymd();
            let day = day_of(year, month, day);
            let format_moment = local.to_string();
            let time = format_moment.split_once('T').map_or("", |(_, time)| time);
            let next = date(*next);
            format!(
                "There is no {time} on {day} in {zone}: the clocks are set forward over it. The next moment is {next}."
            )
        }
    }
}

/// A piece of what was typed, shortened, within a sentence.
fn quoted(typed: &str) -> String {
    const MOST: usize = 30;
    let shown = visible(typed).unwrap_or_default();
    let mut short: String = shown.chars().take(MOST).collect();
    if short.len() < shown.len() {
        short.push('…');
    }
    format!("“\u{2068}{short}\u{2069}”")
}

/// Why a year is not taken, and what may be meant.
fn out_of_range(year: i32) -> String {
    let range = format!("the year {year} isn’t between 1970 and 2200.");
    match year {
        // The Thai Buddhist calendar, and that of Iran.
        2513..=2743 => format!("{range} In the Gregorian calendar it is {}.", year - 543),
        1348..=1579 => format!(
            "{range} Use the Gregorian calendar, such as {}.",
            year + 621
        ),
        _ => range,
    }
}

fn part_of_year(part: YearPart) -> &'static str {
    match part {
        YearPart::Quarter => "quarter",
        YearPart::Half => "half-year",
        YearPart::Week => "week",
    }
}

/// The name of a day of the week, from 0: Monday.
pub fn weekday(weekday: u32) -> &'static str {
    match weekday % 7 {
        0 => "Monday",
        1 => "Tuesday",
        2 => "Wednesday",
        3 => "Thursday",
        4 => "Friday",
        5 => "Saturday",
        _ => "Sunday",
    }
}

/// `30 February 2026`.
fn day_of(year: i32, month: u32, day: u32) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let name = MONTHS.iter().zip(1..).find(|(_, number)| *number == month);
    format!("{day} {} {year}", name.map_or("", |(name, _)| name))
}
