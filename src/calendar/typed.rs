//! Dates as people type them: in the order of their locale or of ISO 8601, with a time or without.

use super::{Calendar, Date, Moments, Wall};

/// The order in which a locale writes the numbers of a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each says what is first")]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
    #[default]
    YearFirst,
}

/// How a locale writes dates.
#[derive(Clone, Debug, Default)]
pub struct DateStyle {
    /// The order of the numbers.
    pub order: DateOrder,
    /// The names of the months, January first, folded as what is read.
    pub months: Vec<String>,
    /// The digits from 0 to 9.
    pub digits: [char; 10],
    /// A date as the locale writes it, for those who ask how.
    pub example: String,
}

/// Which bound of a period a date is typed for: a day, a month or a year is meant as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The first millisecond.
    From,
    /// The last millisecond.
    Until,
}

/// Why a text names no moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// It can't be told what is meant.
    Unclear,
    /// There is no month with this number.
    NoMonth(u32),
    /// The month has no such day.
    NoDay {
        /// The year.
        year: i32,
        /// The month, from 1.
        month: u32,
        /// The day that there isn't.
        day: u32,
    },
    /// The day has no such time, on no day.
    NoTime,
    /// It is before 1970, or after what a calendar can name.
    OutOfRange,
    /// The clocks are set forward over it.
    Skipped {
        /// What they don't show.
        wall: Wall,
        /// The first moment after it, in ms since the epoch.
        next: u64,
    },
}

/// The moment that a text in lower case names, in ms since the epoch. A time that comes twice is the first one,
/// unless its offset from UTC is typed, too.
///
/// # Errors
/// When it names none.
pub fn read(
    text: &str,
    bound: Bound,
    style: &DateStyle,
    calendar: &impl Calendar,
) -> Result<u64, Mistake> {
    let Typed { days, time, offset } = Typed::parse(text, style)?;
    let Some(time) = time else {
        let [first, after] = days.map(|date| calendar.start_of(date));
        return match bound {
            _ if first == after => Err(Mistake::Skipped {
                wall: days[0].midnight(),
                next: first,
            }),
            Bound::From => Ok(first),
            Bound::Until => Ok(after.saturating_sub(1)),
        };
    };
    let wall = Wall(days[0].midnight().0 + time);
    if let Some(offset) = offset {
        return u64::try_from(wall.0 - offset).map_err(|_| Mistake::OutOfRange);
    }
    match calendar.moments(wall) {
        Moments::Once(ts) | Moments::Twice(ts) => Ok(ts),
        Moments::Never(next) => Err(Mistake::Skipped { wall, next }),
    }
}

/// What was typed, before a calendar says when that is.
struct Typed {
    /// The first day that is meant, and the first one after.
    days: [Date; 2],
    /// The time of day, in ms.
    time: Option<i64>,
    /// What the clocks are ahead of UTC, in ms.
    offset: Option<i64>,
}

impl Typed {
    fn parse(text: &str, style: &DateStyle) -> Result<Self, Mistake> {
        let text: String = text.chars().map(|char| ascii(char, style)).collect();
        let (text, offset) = split_offset(&text)?;
        let tokens = tokens(text);
        let mut numbers = Vec::new();
        let mut named = None;
        let mut rest = tokens.as_slice();
        while let [token, after @ ..] = rest {
            if numbers.len() + usize::from(named.is_some()) == 3 {
                break;
            }
            match token.number() {
                Some(number) => numbers.push(number?),
                None if named.is_none() && style.month(token.text).is_some() => {
                    named = style.month(token.text);
                }
                // As in `31 de janeiro` or `31st`.
                None if token.text.chars().count() <= 2 => {}
                None => return Err(Mistake::Unclear),
            }
            rest = after;
        }
        let order = match tokens.get(1) {
            // Nobody writes the month first and full stops.
            Some(second) if second.gap.starts_with('.') && style.order == DateOrder::MonthFirst => {
                DateOrder::DayFirst
            }
            _ => style.order,
        };
        let days = days(&numbers, named, order)?;
        let (time, is_utc) = time(rest)?;
        let offset = offset.or(is_utc.then_some(0));
        if offset.is_some() && time.is_none() {
            return Err(Mistake::Unclear);
        }
        Ok(Self { days, time, offset })
    }
}

impl DateStyle {
    /// The month, from 1, that a word begins the name of, if it is a single one.
    fn month(&self, word: &str) -> Option<u32> {
        let mut found = (1..).zip(&self.months);
        let mut found = found.by_ref().filter(|(_, name)| name.starts_with(word));
        let (number, _) = found.next()?;
        (word.chars().count() > 2 && found.next().is_none()).then_some(number)
    }
}

/// A digit of the locale as one of ASCII.
fn ascii(char: char, style: &DateStyle) -> char {
    let value = ('0'..='9').zip(style.digits).find(|(_, own)| *own == char);
    value.map_or(char, |(digit, _)| digit)
}

/// A run of digits or of letters, and what stands between it and the one before.
struct Token<'a> {
    gap: &'a str,
    text: &'a str,
}

#[derive(Clone, Copy)]
struct Number {
    value: u32,
    digits: u32,
}

impl Token<'_> {
    /// The number, unless it is a word; one that is too long is a mistake.
    fn number(&self) -> Option<Result<Number, Mistake>> {
        let digits = self.text.starts_with(|char: char| char.is_ascii_digit());
        digits.then(|| match self.text.parse() {
            Ok(value) if self.text.len() <= 9 => Ok(Number {
                value,
                digits: self.text.len().try_into().unwrap_or(9),
            }),
            _ => Err(Mistake::Unclear),
        })
    }
}

impl Number {
    /// Whether it can be nothing but a year.
    fn is_year(self) -> bool {
        self.digits > 2
    }

    /// As a year: one of two digits is of this century.
    fn year(self) -> i32 {
        let year = self.value.cast_signed();
        if self.is_year() { year } else { 2000 + year }
    }
}

/// Whether it separates what a date is made of: neither a letter nor a digit, or a letter that does
/// so in East Asia. Beyond ASCII, only blanks are told from letters.
fn is_gap(char: char) -> bool {
    if char.is_ascii() {
        !char.is_ascii_alphanumeric()
    } else {
        char.is_whitespace() || "年月日".contains(char)
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|char| !is_gap(char)) {
        let (gap, found) = rest.split_at(start);
        let is_digit = |char: char| char.is_ascii_digit();
        let is_number = found.starts_with(is_digit);
        let goes_on = |char: char| !is_gap(char) && is_digit(char) == is_number;
        let end = found.find(|char| !goes_on(char)).unwrap_or(found.len());
        let (text, after) = found.split_at(end);
        tokens.push(Token { gap, text });
        rest = after;
    }
    tokens
}

/// The first day that the numbers and the month's name mean, and the first one after: those of a
/// day, a month or a year.
fn days(numbers: &[Number], named: Option<u32>, order: DateOrder) -> Result<[Date; 2], Mistake> {
    let (year, month, day) = match (named, numbers) {
        (None, [year]) if year.is_year() => (year, None, None),
        (None, [year, month]) if year.is_year() => (year, Some(month.value), None),
        (None, [month, year]) if year.is_year() => (year, Some(month.value), None),
        (None, [year, month, day]) if year.is_year() => (year, Some(month.value), Some(day)),
        (None, [first, second, third]) => match order {
            DateOrder::MonthFirst => (third, Some(first.value), Some(second)),
            DateOrder::YearFirst if !third.is_year() => (first, Some(second.value), Some(third)),
            DateOrder::YearFirst | DateOrder::DayFirst => (third, Some(second.value), Some(first)),
        },
        (Some(_), [year]) if year.is_year() => (year, named, None),
        (Some(_), [year, day]) if year.is_year() => (year, named, Some(day)),
        (Some(_), [day, year]) => (year, named, Some(day)),
        _ => return Err(Mistake::Unclear),
    };
    let year = year.year();
    let first_month = month.unwrap_or(1);
    if !(1..=12).contains(&first_month) {
        return Err(Mistake::NoMonth(first_month));
    }
    if !(1970..=275_760).contains(&year) {
        return Err(Mistake::OutOfRange);
    }
    let first_day = day.map_or(1, |day| day.value);
    let first = Date::new(year, first_month, first_day).ok_or(Mistake::NoDay {
        year,
        month: first_month,
        day: first_day,
    })?;
    let after = match (month, day) {
        (_, Some(_)) => first.plus_days(1),
        (Some(_), None) => first.plus_months(1),
        (None, None) => first.plus_months(12),
    };
    Ok([first, after])
}

/// The time of day in ms, if there is one, and whether it is said to be in UTC.
fn time(tokens: &[Token]) -> Result<(Option<i64>, bool), Mistake> {
    let is_number = |token: &Token| token.number().is_some();
    let Some(start) = tokens.iter().position(is_number) else {
        let nothing = tokens.is_empty();
        return nothing.then_some((None, false)).ok_or(Mistake::Unclear);
    };
    let clock = &tokens[start..];
    let end = clock.iter().position(|token| !is_number(token));
    let (clock, words) = clock.split_at(end.unwrap_or(clock.len()));
    // Between date and time may stand a word, as the `T` of ISO 8601. In scripts further away, it
    // may be the half of the day.
    let is_link = |token: &Token| token.text.starts_with(|char| char < '\u{600}');
    if start > 1 || !tokens[..start].iter().all(is_link) || clock.len() > 4 {
        return Err(Mistake::Unclear);
    }
    for (token, gaps) in clock.iter().skip(1).zip([":.", ":.", ".,"]) {
        if token.gap.len() != 1 || !gaps.contains(token.gap) {
            return Err(Mistake::Unclear);
        }
    }
    let words: String = words.iter().map(|token| token.text).collect();
    let mut zones = ["utc", "gmt", "z"].iter();
    let of_utc = zones.find_map(|zone| words.strip_suffix(zone));
    let half = match of_utc.unwrap_or(&words) {
        "" => None,
        "am" => Some(0),
        "pm" => Some(12),
        _ => return Err(Mistake::Unclear),
    };
    let numbers: Result<Vec<_>, _> = clock.iter().filter_map(Token::number).collect();
    let ms = ms_of_day(&numbers?, half).ok_or(Mistake::NoTime)?;
    Ok((Some(ms), of_utc.is_some()))
}

/// Hour, minute, second and its fraction in ms; the hour may count from the begin of a half of the
/// day. `None` where the day has no such time, or nothing says that the hour is one.
fn ms_of_day(numbers: &[Number], half: Option<u32>) -> Option<i64> {
    let part = |at: usize| numbers.get(at).map_or(0, |number| number.value);
    let hour = match half {
        None if numbers.len() < 2 => return None,
        None => part(0),
        Some(half) if (1..=12).contains(&part(0)) => part(0) % 12 + half,
        Some(_) => return None,
    };
    let ms = numbers.get(3).map_or(0, |fraction| match fraction.digits {
        digits @ 0..=3 => fraction.value * 10_u32.pow(3 - digits),
        digits => fraction.value / 10_u32.pow(digits - 3),
    });
    let exists = hour < 24 && part(1) < 60 && part(2) < 60;
    exists.then(|| i64::from(((hour * 60 + part(1)) * 60 + part(2)) * 1000 + ms))
}

/// The text before an offset from UTC as `+05:45` after a time, and the offset in ms.
fn split_offset(text: &str) -> Result<(&str, Option<i64>), Mistake> {
    let after_time = text.find(':').unwrap_or(text.len());
    let sign = text[after_time..].find(['+', '-', '−']);
    let Some(at) = sign.map(|at| after_time + at) else {
        return Ok((text, None));
    };
    let (before, offset) = text.split_at(at);
    let tokens = tokens(offset);
    let number = |token: &Token| token.number().and_then(Result::ok);
    let (hours, minutes) = match tokens.as_slice() {
        [hours, minutes] if minutes.gap == ":" => (number(hours), number(minutes)),
        [hours] => (
            number(hours),
            Some(Number {
                value: 0,
                digits: 2,
            }),
        ),
        _ => (None, None),
    };
    match (hours, minutes) {
        (Some(hours), Some(minutes)) if hours.value < 24 && minutes.value < 60 => {
            let ms = i64::from(hours.value * 60 + minutes.value) * 60_000;
            let ms = if offset.starts_with('+') { ms } else { -ms };
            Ok((before, Some(ms)))
        }
        _ => Err(Mistake::Unclear),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
