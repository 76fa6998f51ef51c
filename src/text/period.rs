//! Words for periods, and for the dates that they are made of.

use crate::calendar::{Date, Mistake};
use crate::query::{Period, Preset};

pub const PERIOD: &str = "Period";
pub const CUSTOM: &str = "Custom";
pub const FROM: &str = "From";
pub const UNTIL: &str = "Until";
pub const BAD_DATE: &str = "Only dates from 1970 on can be asked for.";
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
        "Times are in {zone}. Write {example} or {example} 14:30; a month or a year will do, too."
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
    mistake: &Mistake,
    example: &str,
    zone: &str,
    date: impl Fn(u64) -> String,
) -> String {
    match mistake {
        Mistake::Unclear => format!("This is no date. Write it like {example} or 2026-12-31."),
        Mistake::NoMonth(number) => {
            format!("{number} is no month. Write dates like {example} or 2026-12-31.")
        }
        Mistake::NoDay { year, month, day } => {
            format!("There is no {}.", day_of(*year, *month, *day))
        }
        Mistake::NoTime => {
            "There is no such time of day. Write it like 14:30 or 2:30 PM.".to_owned()
        }
        Mistake::OutOfRange => BAD_DATE.to_owned(),
        Mistake::Skipped { wall, next } => {
            let (year, month, day) = Date::of(*wall).ymd();
            let day = day_of(year, month, day);
            let written = wall.to_string();
            let time = written.split_once('T').map_or("", |(_, time)| time);
            let next = date(*next);
            format!(
                "There is no {time} on {day} in {zone}: the clocks are set forward over it. The next moment is {next}."
            )
        }
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
