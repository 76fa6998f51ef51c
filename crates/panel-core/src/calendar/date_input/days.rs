//! The days that the numbers of a typed date mean: one, or all of a week, month, quarter, half or year.

use super::token::{Number, Token};
use super::{DateError, DateOrder, DateStyle, Era};
use crate::calendar::Date;

/// What a year is divided into, beside months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is its name")]
pub enum YearPart {
    Quarter,
    Half,
    /// A week of ISO 8601, which begins on Monday.
    Week,
}

/// How years are read.
#[derive(Clone, Copy)]
pub(super) struct YearRules {
    /// The era that is typed.
    pub(super) typed: Option<Era>,
    /// The era that the locale counts in by itself.
    pub(super) usual: Era,
    /// The present year.
    pub(super) present: i32,
    /// Whether the text is a date and time of ISO 8601, which are always Gregorian.
    pub(super) is_iso: bool,
}

/// How far years of the Buddhist calendar are ahead.
const BUDDHIST_OFFSET: i32 = 543;
/// The years that people mean: later ones are of another calendar or mistyped.
const PLAUSIBLE_YEARS: std::ops::RangeInclusive<i32> = 1970..=2200;

impl YearRules {
    /// The Gregorian year.
    fn read(self, number: Number) -> Result<i32, DateError> {
        let typed = number.value.cast_signed();
        if number.is_short() {
            return self.of_two_digits(number);
        }
        // No year is written with zeros before it.
        if !number.is_year() || number.text.len() > 4 && number.text.starts_with('0') {
            return Err(DateError::UnknownWord(number.text.to_owned()));
        }
        let buddhist = typed - BUDDHIST_OFFSET;
        let year = match self.typed {
            Some(Era::Buddhist) => buddhist,
            None if self.usual == Era::Buddhist
                && !self.is_iso
                && PLAUSIBLE_YEARS.contains(&buddhist) =>
            {
                buddhist
            }
            _ => typed,
        };
        let is_known =
            PLAUSIBLE_YEARS.contains(&year) || self.is_iso && (1970..=275_760).contains(&year);
        is_known
            .then_some(year)
            .ok_or(DateError::YearOutOfRange(typed))
    }

    /// A year of this century, of which the first digits are left out. Where two calendars are in use,
    /// it has to be a past or near year in exactly one of them.
    fn of_two_digits(self, number: Number) -> Result<i32, DateError> {
        let two = number.value.cast_signed();
        if number.text.len() < 2 {
            return Err(DateError::AmbiguousShortYear(number.text.to_owned()));
        }
        let (common, buddhist) = (2000 + two, 2500 + two - BUDDHIST_OFFSET);
        let is_near = |year: i32| (2000..=self.present + 10).contains(&year);
        match (self.typed, self.usual) {
            (Some(Era::Common), _) | (None, Era::Common) => Ok(common),
            (Some(Era::Buddhist), _) => Ok(buddhist),
            (None, Era::Buddhist) => match (is_near(common), is_near(buddhist)) {
                (true, false) => Ok(common),
                (false, true) => Ok(buddhist),
                _ => Err(DateError::AmbiguousShortYear(number.text.to_owned())),
            },
        }
    }
}

/// The first day that the numbers and the month's name mean, and the first one after: those of a day,
/// a month or a year; and whether it is a day.
pub(super) fn days(
    numbers: &[Number],
    named: Option<u32>,
    style: &DateStyle,
    years: YearRules,
) -> Result<([Date; 2], bool), DateError> {
    let unknown = |number: &Number| Err(DateError::UnknownWord(number.text.to_owned()));
    if let Some(number) = numbers.iter().find(|it| !it.is_short() && !it.is_year()) {
        return unknown(number);
    }
    let (year, month, day) = match (named, numbers) {
        (None, []) => return Err(DateError::NotADate),
        (None, [year]) if year.is_year() => (year, None, None),
        (None, [year, month] | [month, year]) if year.is_year() && month.is_short() => {
            (year, Some(month.value), None)
        }
        (None, [_, _, _]) => in_order(numbers, style)?,
        (Some(_), [year]) if year.is_year() => (year, named, None),
        (Some(_), [day]) if day.is_short() => {
            return Err(DateError::AmbiguousShortYear(day.text.to_owned()));
        }
        (Some(_), [year, day] | [day, year]) if year.is_year() => (year, named, Some(day)),
        (Some(_), [_, year]) if year.ends_range() => {
            return Err(DateError::AmbiguousShortYear(year.text.to_owned()));
        }
        (Some(_), [day, year]) => (year, named, Some(day)),
        (None, [_, year]) if year.is_year() => return unknown(year),
        (None, [_] | [_, _]) | (Some(_), []) => return Err(DateError::MissingYear),
        (_, [.., last]) => return unknown(last),
    };
    if let Some(day) = day.filter(|day| !day.is_short()) {
        return unknown(day);
    }
    let year = years.read(*year)?;
    let first_month = month.unwrap_or(1);
    if !(1..=12).contains(&first_month) {
        return Err(DateError::InvalidMonth(first_month));
    }
    let first_day = day.map_or(1, |day| day.value);
    let first = Date::new(year, first_month, first_day).ok_or(DateError::InvalidDay {
        year,
        month: first_month,
        day: first_day,
    })?;
    let after = match (month, day) {
        (_, Some(_)) => first.plus_days(1),
        (Some(_), None) => first.plus_months(1),
        (None, None) => first.plus_months(12),
    };
    Ok(([first, after], day.is_some()))
}

/// Year, month and day among three numbers.
type Ordered<'a> = (&'a Number<'a>, Option<u32>, Option<&'a Number<'a>>);

/// Three numbers in the order of the locale, unless the year is recognized at another place.
fn in_order<'a>(numbers: &'a [Number<'a>], style: &DateStyle) -> Result<Ordered<'a>, DateError> {
    let [first, second, third] = numbers else {
        return Err(DateError::NotADate);
    };
    if !second.is_short() {
        return Err(DateError::UnknownWord(second.text.to_owned()));
    }
    let year_first = (first, Some(second.value), Some(third));
    if first.is_year() {
        return Ok(year_first);
    }
    if !first.is_short() {
        return Err(DateError::UnknownWord(first.text.to_owned()));
    }
    // Day and month may be before a year of two digits even where the locale has the year first.
    if style.order == DateOrder::YearFirst && first.text.len() == 2 && third.is_short() {
        let is_own = |it: &Number| it.follows_word || style.separates_short_year(it.gap.trim());
        let is_usual = is_own(second) && is_own(third);
        return is_usual
            .then_some(year_first)
            .ok_or(DateError::AmbiguousDayAndMonth);
    }
    // Two days, and the month of both.
    if second.ends_range() && second.gap != third.gap {
        return Err(DateError::UnknownWord(second.gap.trim().to_owned()));
    }
    let day_first = (third, Some(second.value), Some(first));
    let month_first = (third, Some(first.value), Some(second));
    // Nobody writes the month first and full stops.
    match style.order {
        _ if second.gap.starts_with('.') => Ok(day_first),
        DateOrder::DayFirst => Ok(day_first),
        DateOrder::MonthFirst => Ok(month_first),
        DateOrder::YearFirst if second.value > 12 => Ok(month_first),
        DateOrder::YearFirst if first.value > 12 || first.value == second.value => Ok(day_first),
        DateOrder::YearFirst => Err(DateError::AmbiguousDayAndMonth),
    }
}

/// The first day of a quarter, a half or a week such as `Q3 2026`, `2026 H1` or `2025-W07`, and the
/// first one after; the third day of that week as `2025-W07-3`. `None` if it is none of them.
pub(super) fn part_of_year(
    tokens: &[Token],
    style: &DateStyle,
    years: YearRules,
) -> Option<Result<[Date; 2], DateError>> {
    let at = tokens.iter().position(|token| !token.is_number())?;
    let mark = (style.fold)(tokens[at].text);
    let part = match mark.as_str() {
        "q" => YearPart::Quarter,
        "h" => YearPart::Half,
        "w" | "week" | "kw" => YearPart::Week,
        _ => return None,
    };
    let is_joined = |at: usize| mark.len() > 1 || tokens[at].gap.is_empty();
    let (year, number, day) = match (at, tokens) {
        (1, [year, _, number]) if is_joined(2) && year.text.len() > 2 => (year, number, None),
        (1, [year, _, number, day]) if is_joined(2) && part == YearPart::Week => {
            (year, number, Some(day.number()?))
        }
        (1, [number, _, year]) if is_joined(1) => (year, number, None),
        (0, [_, number, year]) if is_joined(1) => (year, number, None),
        _ => return None,
    };
    let (year, number) = (year.number()?, number.number()?);
    let day = day.map_or(0, |day| day.value);
    (year.is_year() && number.is_short() && day < 8).then(|| {
        let year = years.read(year)?;
        part.days(year, number.value, day)
            .ok_or(DateError::InvalidYearPart {
                year,
                part,
                number: number.value,
            })
    })
}

impl YearPart {
    /// Its days in a year, or a day of a week, from 1; `None` if there is no such part.
    fn days(self, year: i32, number: u32, day: u32) -> Option<[Date; 2]> {
        let (months, most) = match self {
            Self::Quarter => (3, 4),
            Self::Half => (6, 2),
            Self::Week => (0, 53),
        };
        if !(1..=most).contains(&number) {
            return None;
        }
        let place = number.cast_signed() - 1;
        if self != Self::Week {
            let first = Date::new(year, 1, 1)?.plus_months(place * months);
            return Some([first, first.plus_months(months)]);
        }
        // The first week is the one with 4 January, and a week belongs to the year of its Thursday.
        let monday = Date::new(year, 1, 4)?.monday().plus_days(place * 7);
        if monday.plus_days(3).ymd().0 != year {
            return None;
        }
        Some(match day {
            0 => [monday, monday.plus_days(7)],
            day => [-1, 0].map(|add| monday.plus_days(day.cast_signed() + add)),
        })
    }
}
