//! The time of a typed date, and its offset from UTC.

use super::DateError;
use super::token::{Number, tokens};

/// How the hour counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    /// From 0 to 23, if nothing says that a number alone is an hour.
    Unmarked,
    /// From 0 to 23.
    Hour,
    /// The hour from 0 to 23 that is meant; `None` if there is no such hour.
    Day(Option<u32>),
}

/// The time of day in ms. `has_dots` says whether the locale writes times such as `14.30.00`.
pub(super) fn time(numbers: &[Number], clock: Clock, has_dots: bool) -> Result<i64, DateError> {
    if let [number] = numbers
        && clock == Clock::Unmarked
    {
        return Err(DateError::UnknownWord(number.text.to_owned()));
    }
    if let Some(number) = numbers.get(4) {
        return Err(DateError::UnknownWord(number.text.to_owned()));
    }
    for (number, separators) in numbers.iter().skip(1).zip([":.", ":.", ".,"]) {
        if !number.follows_word && !number.follows(separators) {
            return Err(DateError::InvalidTime);
        }
    }
    check_dots(numbers, clock, has_dots)?;
    ms_of_day(numbers, clock).ok_or(DateError::InvalidTime)
}

/// Rejects a time with full stops that may be the other date of a range, as in
/// `01.01.25 – 10.02.25`.
fn check_dots(numbers: &[Number], clock: Clock, has_dots: bool) -> Result<(), DateError> {
    let [hour, minute, rest @ ..] = numbers else {
        return Ok(());
    };
    if !minute.follows(".") || clock != Clock::Unmarked {
        return Ok(());
    }
    let has_seconds = rest.first().is_some_and(|second| second.follows("."));
    if has_seconds && !has_dots {
        return Err(DateError::InvalidTime);
    }
    let is_between = |char: char| char.is_whitespace() || ",،、，".contains(char);
    let gap = hour.gap.trim_matches(is_between);
    // A full stop belongs to the word or date before.
    let has_space = hour.gap.ends_with(is_between);
    if gap.is_empty() || gap == "." && (has_space || hour.follows_word) {
        Ok(())
    } else {
        Err(DateError::UnknownWord(gap.to_owned()))
    }
}

fn ms_of_day(numbers: &[Number], clock: Clock) -> Option<i64> {
    let part = |at: usize| numbers.get(at).map_or(0, |number| number.value);
    let hour = match clock {
        Clock::Unmarked | Clock::Hour => part(0),
        Clock::Day(hour) => hour?,
    };
    let ms = numbers.get(3).map_or(0, |fraction| {
        match u32::try_from(fraction.text.len()).unwrap_or(9) {
            digits @ 0..=3 => fraction.value * 10_u32.pow(3 - digits),
            digits => fraction.value / 10_u32.pow(digits - 3),
        }
    });
    let exists = hour <= 24 && part(1) < 60 && part(2) < 60;
    let time = exists.then(|| i64::from(((hour * 60 + part(1)) * 60 + part(2)) * 1000 + ms));
    // 24:00 is the end of the day.
    time.filter(|time| *time <= 24 * 60 * 60 * 1000)
}

/// The text before an offset from UTC as `+05:45` after a time, and the offset in ms.
pub(super) fn split_offset(text: &str) -> Result<(&str, Option<i64>), DateError> {
    let Some(at) = offset_at(text) else {
        return Ok((text, None));
    };
    let (before, offset) = text.split_at(at);
    let unknown = || DateError::UnknownWord(offset.trim().to_owned());
    let sign = if offset.starts_with('+') { 1 } else { -1 };
    let numbers: Vec<_> = tokens(&offset[1..]).iter().map(|it| it.number()).collect();
    let (hours, minutes) = match numbers.as_slice() {
        [Some(hours)] if hours.is_short() => (hours.value, 0),
        [Some(both)] if both.text.len() == 4 => (both.value / 100, both.value % 100),
        [Some(hours), Some(minutes)] if minutes.follows(":.") => (hours.value, minutes.value),
        _ => return Err(unknown()),
    };
    let total = hours * 60 + minutes;
    // No zone is further behind or ahead.
    let most = if sign < 0 { 12 * 60 } else { 14 * 60 };
    if total > most || minutes > 59 || minutes % 15 > 0 || sign < 0 && is_range(before, total) {
        return Err(unknown());
    }
    Ok((before, Some(sign * i64::from(total) * 60_000)))
}

/// Whether a text that ends with an hour and minute may go on with the end of a range of times, in
/// minutes, as in `2026-10-05 09:00-10:30`. With the `T` of ISO 8601, an offset is meant.
fn is_range(text: &str, end: u32) -> bool {
    let tokens = tokens(text);
    let [.., before, hour, minute] = tokens.as_slice() else {
        return false;
    };
    let (Some(hour), Some(minute)) = (hour.number(), minute.number()) else {
        return false;
    };
    let is_time = minute.follows(":") && !hour.follows(":") && hour.is_short();
    let is_iso = before.text.eq_ignore_ascii_case("t") && hour.gap.is_empty();
    is_time && !is_iso && hour.value * 60 + minute.value < end
}

/// Where an offset begins: at a plus, or at a minus behind a time or `UTC`.
fn offset_at(text: &str) -> Option<usize> {
    text.find('+').or_else(|| {
        let lower = text.to_ascii_lowercase();
        let is_digit = |char: char| char.is_ascii_digit();
        let zone = ["utc-", "gmt-"]
            .iter()
            .find_map(|zone| Some(lower.find(zone)? + 3));
        let zone = zone.filter(|minus| text[minus + 1..].starts_with(is_digit));
        let after_time = || {
            let colon = text.find(':')?;
            let minus = colon + text[colon..].find('-')?;
            // In some locales a suffix follows such a sign, and a date may follow a time.
            let is_offset = text[minus + 1..].starts_with(is_digit);
            let is_time = text[..minus].ends_with(is_digit);
            (is_offset && is_time && text[minus..].matches('-').count() == 1).then_some(minus)
        };
        zone.or_else(after_time)
    })
}
