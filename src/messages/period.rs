//! Periods, and the dates that they consist of.

use panel_core::calendar::{Date, DateError, YearPart};
use panel_core::format::visible;
use panel_core::url_query::{Period, Preset};

/// A preset's name.
pub fn preset(preset: Preset) -> &'static str {
    match preset {
        Preset::Hours24 => messages::hours_24(),
        Preset::Days7 => messages::days_7(),
        Preset::Days30 => messages::days_30(),
        Preset::Days90 => messages::days_90(),
        Preset::Days365 => messages::days_365(),
        Preset::ThisMonth => messages::this_month(),
        Preset::LastMonth => messages::last_month(),
        Preset::ThisYear => messages::this_year(),
    }
}

/// A period; `date` formats a moment.
pub fn period_name(period: Period, date: impl Fn(u64) -> String) -> String {
    match period {
        Period::AllTime => messages::all_time().to_owned(),
        Period::Preset(which) => preset(which).to_owned(),
        Period::Fixed(fixed) => match (fixed.from_ts(), fixed.until_ts()) {
            (Some(from), Some(until)) => messages::between_dates(&date(from), &date(until)),
            (Some(from), None) => messages::since_date(&date(from)),
            (None, Some(until)) => messages::until_date(&date(until)),
            (None, None) => messages::all_time().to_owned(),
        },
    }
}

/// The first millisecond of a period: a moment, and how the URL has it.
pub fn start_of_period(bound: Option<(String, &str, u64)>) -> String {
    match bound {
        Some((moment, key, ts)) => messages::first_moment(&moment, key, ts),
        None => messages::no_first_moment().to_owned(),
    }
}

/// The last millisecond of a period: a moment, and how the URL has it.
pub fn end_of_period(bound: Option<(String, &str, u64)>) -> String {
    match bound {
        Some((moment, key, ts)) => messages::last_moment(&moment, key, ts),
        None => messages::no_last_moment().to_owned(),
    }
}

/// Why a text names no moment. `example` is how the locale writes dates; `date` formats a moment.
pub fn date_error(
    error: &DateError,
    example: &str,
    zone: &str,
    date: impl Fn(u64) -> String,
) -> String {
    match error {
        DateError::NotADate => messages::not_a_date(example),
        DateError::UnknownWord(part) => messages::date_unknown_word(example, &quoted(part)),
        DateError::MissingYear => messages::date_missing_year(example),
        DateError::AmbiguousShortYear(number) => messages::date_short_year(&quoted(number)),
        DateError::AmbiguousDayAndMonth => messages::date_ambiguous().to_owned(),
        DateError::InvalidMonth(number) => messages::date_no_such_month(example, (*number).into()),
        DateError::InvalidDay { year, month, day } => {
            messages::date_no_such_day(&day_of(*year, *month, *day))
        }
        DateError::InvalidYearPart { year, part, number } => {
            let message = match part {
                YearPart::Quarter => messages::date_no_such_quarter,
                YearPart::Half => messages::date_no_such_half,
                YearPart::Week => messages::date_no_such_week,
            };
            message(&number.to_string(), &year.to_string())
        }
        DateError::WrongWeekday(date) => {
            let (year, month, day) = date.ymd();
            messages::date_wrong_weekday(&day_of(year, month, day), weekday(date.weekday()))
        }
        DateError::InvalidTime => messages::not_a_time().to_owned(),
        DateError::TimeWithoutDay => messages::time_without_day().to_owned(),
        DateError::YearOutOfRange(year) => out_of_range(*year),
        DateError::OutOfRange => messages::date_out_of_range().to_owned(),
        DateError::SkippedByClocks { local, next } => {
            let (year, month, day) = Date::of(*local).ymd();
            let moment = local.to_string();
            let time = moment.split_once('T').map_or("", |(_, time)| time);
            messages::time_skipped(&day_of(year, month, day), &date(*next), time, zone)
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
    messages::quoted(&short)
}

/// Why a year is not accepted, and what may be meant.
fn out_of_range(year: i32) -> String {
    let text = year.to_string();
    match u64::try_from(year) {
        // The Thai Buddhist calendar, and that of Iran.
        Ok(year @ 2513..=2743) => messages::year_buddhist(year - 543, &text),
        Ok(year @ 1348..=1579) => messages::year_iranian(year + 621, &text),
        _ => messages::year_out_of_range(&text),
    }
}

/// The name of a day of the week, from 0: Monday.
pub fn weekday(weekday: u32) -> &'static str {
    match weekday % 7 {
        0 => messages::monday(),
        1 => messages::tuesday(),
        2 => messages::wednesday(),
        3 => messages::thursday(),
        4 => messages::friday(),
        5 => messages::saturday(),
        _ => messages::sunday(),
    }
}

/// `30 February 2026`.
fn day_of(year: i32, month: u32, day: u32) -> String {
    messages::day_of(month.into(), &day.to_string(), &year.to_string())
}
