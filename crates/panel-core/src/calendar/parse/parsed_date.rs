//! What a typed date is made of: which numbers are the date and which the time, and what the words
//! between them say.

use super::days::{YearRules, days, part_of_year};
use super::style::{DateStyle, Era, WordMeaning};
use super::time::{Clock, split_offset, time};
use super::token::{Number, Token, plain, tokens};
use super::{Date, DateError};
use std::ops::Range;

/// What was typed, before a calendar says when that is.
pub(super) struct ParsedDate {
    /// The first day that is meant, and the first one after.
    pub(super) days: [Date; 2],
    /// The time of day, in ms.
    pub(super) time: Option<i64>,
    /// What the clocks are ahead of UTC, in ms.
    pub(super) offset: Option<i64>,
}

impl ParsedDate {
    pub(super) fn parse(text: &str, style: &DateStyle, present: i32) -> Result<Self, DateError> {
        let text = plain(text, &style.digits);
        let (before, offset) = split_offset(&text)?;
        let tokens = tokens(before);
        let mut years = YearRules {
            typed: None,
            usual: style.era,
            present,
            is_iso: false,
        };
        if let Some(days) = part_of_year(&tokens, style, years) {
            let days = days?;
            return match offset {
                Some(_) => Err(DateError::TimeWithoutDay),
                None => Ok(Self {
                    days,
                    time: None,
                    offset,
                }),
            };
        }
        let pieces = DateParts::new(before, &tokens, style)?;
        let (date, clock) = pieces.split();
        let month = pieces.month(&date);
        let named = pieces.named(month, clock.start, style)?;
        years.typed = named.era;
        years.is_iso = pieces.is_iso;
        let numbers = &pieces.numbers;
        let clock_numbers = &numbers[clock.clone()];
        if date.is_empty() && month.is_none() && !clock_numbers.is_empty() {
            return Err(DateError::TimeWithoutDay);
        }
        let (days, is_day) = days(&numbers[date], named.month, style, years)?;
        if let Some(weekday) = named.weekday {
            check_weekday(weekday, days[0], is_day)?;
        }
        let has_time = !clock_numbers.is_empty();
        if (has_time || offset.is_some()) && !(is_day && has_time) {
            return Err(DateError::TimeWithoutDay);
        }
        let time = has_time
            .then(|| time(clock_numbers, named.clock, style.has_dotted_times))
            .transpose()?;
        Ok(Self {
            days,
            time,
            offset: offset.or(named.offset),
        })
    }
}

fn check_weekday((weekday, text): (u32, &str), date: Date, is_day: bool) -> Result<(), DateError> {
    if !is_day {
        return Err(DateError::UnknownWord(text.to_owned()));
    }
    let is_right = date.weekday() == weekday;
    is_right.then_some(()).ok_or(DateError::WrongWeekday(date))
}

/// The numbers and words of a text.
struct DateParts<'a> {
    numbers: Vec<Number<'a>>,
    words: Vec<Word<'a>>,
    /// Whether there is the `T` of ISO 8601 between date and time.
    is_iso: bool,
}

struct Word<'a> {
    text: &'a str,
    /// What stands between it and what is before.
    gap: &'a str,
    meanings: Vec<WordMeaning>,
    /// How many numbers are before it.
    at: usize,
}

/// What the words say.
struct WordMeanings<'a> {
    month: Option<u32>,
    /// The day of the week from 0, Monday, and its name.
    weekday: Option<(u32, &'a str)>,
    era: Option<Era>,
    clock: Clock,
    offset: Option<i64>,
}

impl<'a> DateParts<'a> {
    fn new(text: &'a str, tokens: &[Token<'a>], style: &DateStyle) -> Result<Self, DateError> {
        let unknown = |token: &Token| DateError::UnknownWord(token.text.to_owned());
        let mut pieces = Self {
            numbers: Vec::new(),
            words: Vec::new(),
            is_iso: false,
        };
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            if token.is_number() {
                let mut number = token.number().ok_or_else(|| unknown(token))?;
                number.follows_word = at > 0 && !tokens[at - 1].is_number();
                pieces.numbers.push(number);
                at += 1;
            } else if is_iso_separator(tokens, at) {
                pieces.is_iso = true;
                at += 1;
            } else {
                let words = tokens[at..].iter().position(|it| it.is_number());
                let words = &tokens[at..words.map_or(tokens.len(), |count| at + count)];
                let (count, found) = style.understand(words).ok_or_else(|| unknown(token))?;
                let text = &text[token.start..tokens[at + count - 1].end()];
                pieces.words.extend(found.into_iter().map(|meanings| Word {
                    text,
                    gap: token.gap,
                    meanings,
                    at: pieces.numbers.len(),
                }));
                at += count;
            }
        }
        pieces.expand_basic();
        Ok(pieces)
    }

    /// Separates the numbers of `20260131T143000`, the basic format of ISO 8601.
    fn expand_basic(&mut self) {
        if !self.words.iter().all(|word| word.at == self.numbers.len()) {
            return;
        }
        if let [date, time] = self.numbers[..]
            && self.is_iso
            && [4, 6].contains(&time.text.len())
        {
            self.numbers = vec![date];
            let parts = [(0..2, ""), (2..4, ":"), (4..6, ":")].into_iter();
            let parts = parts.filter_map(|(part, gap)| time.part(part, gap));
            self.numbers.extend(parts);
        }
        if let [date, time @ ..] = &self.numbers[..]
            && date.text.len() == 8
            && (self.is_iso || time.is_empty())
        {
            let parts = [0..4, 4..6, 6..8]
                .into_iter()
                .filter_map(|part| date.part(part, ""));
            let numbers = parts.chain(time.iter().copied()).collect();
            self.numbers = numbers;
        }
        for word in &mut self.words {
            word.at = self.numbers.len();
        }
    }

    /// The numbers of the date, and those of the time.
    fn split(&self) -> (Range<usize>, Range<usize>) {
        let count = self.numbers.len();
        let colon = (1..count).find(|&at| self.numbers[at].follows(":"));
        match colon.map(|at| at - 1) {
            Some(0) => {
                let goes_on = |&at: &usize| {
                    let separators = if at == 3 { ":.," } else { ":" };
                    self.numbers[at].follows(separators)
                };
                let end = (1..count).find(|at| !goes_on(at)).unwrap_or(count);
                (end..count, 0..end)
            }
            Some(colon) => {
                // Other signs than a colon may follow the hour.
                let most = if self.month(&(0..colon)).is_some() {
                    2
                } else {
                    3
                };
                (0..colon.min(most), colon.min(most)..count)
            }
            None => {
                let is_dated = self.numbers.get(2).is_some_and(|number| number.is_year());
                let is_named = match self.month(&(0..2)) {
                    Some(at) => self.words[at].is_only_month() || !is_dated,
                    None => false,
                };
                let date = if is_named { 2 } else { 3 };
                (0..date.min(count), date.min(count)..count)
            }
        }
    }

    /// The place of the word that names the month of a date with these numbers.
    fn month(&self, date: &Range<usize>) -> Option<usize> {
        let only = self.words.iter().position(Word::is_only_month);
        // Some words are months and days of the week: with three numbers, they are the latter.
        only.or_else(|| {
            let may_be = |word: &Word| match word.month() {
                Some(WordMeaning::Roman(_)) => {
                    date.contains(&word.at) && !self.may_be_week(date, word)
                }
                other => other.is_some(),
            };
            let found = self.words.iter().position(may_be);
            found.filter(|_| date.len() < 3)
        })
    }

    /// Whether a Roman number before a day may be another word, such as the Swedish one for a week in
    /// `v7 2025` and `2025-V07`: as a month it is behind the day, or between full stops.
    fn may_be_week(&self, date: &Range<usize>, word: &Word) -> bool {
        let next = self.numbers.get(word.at);
        let Some(next) = next.filter(|it| it.is_short() && date.contains(&word.at)) else {
            return false;
        };
        let follows_day = word.at > 0 && self.numbers[word.at - 1].is_short();
        let has_stops = word.at > 0 && [word.gap, next.gap].iter().all(|it| it.starts_with('.'));
        next.gap.is_empty() || !(follows_day || has_stops)
    }

    /// Whether a word is joined to a number of the date that isn't the year.
    fn follows_day(&self, word: &Word, hour: usize) -> bool {
        let before = word.at.checked_sub(1).filter(|at| *at != hour);
        let day = before.and_then(|at| self.numbers.get(at));
        word.gap.is_empty() && day.is_some_and(|day| day.is_short())
    }

    /// Whether it is a single letter before a number of the only two, which are a month and a year.
    fn is_letter_of_month(&self, word: &Word) -> bool {
        word.text.len() == 1 && self.numbers.len() == 2 && word.at < 2
    }

    /// What the words say, if all of them do. `hour` is the place of the hour among the numbers.
    fn named(
        &self,
        month: Option<usize>,
        hour: usize,
        style: &DateStyle,
    ) -> Result<WordMeanings<'a>, DateError> {
        let mut named = WordMeanings {
            month: None,
            weekday: None,
            era: None,
            clock: Clock::Unmarked,
            offset: None,
        };
        let written = self.numbers.get(hour).map(|number| number.value);
        for (place, word) in self.words.iter().enumerate() {
            let unknown = || DateError::UnknownWord(word.text.to_owned());
            if month == Some(place) {
                named.month = Some(word.month_number().ok_or_else(unknown)?);
                continue;
            }
            let follows_hour = word.at > hour;
            match word.meaning(follows_hour).ok_or_else(unknown)? {
                WordMeaning::Weekday(weekday) if named.weekday.is_none() => {
                    named.weekday = Some((weekday, word.text));
                }
                WordMeaning::DayPeriod(period) if named.is_unmarked() => {
                    let written = written.ok_or_else(unknown)?;
                    named.clock = Clock::Day(style.hour(period, written));
                }
                WordMeaning::Half(half) if named.is_unmarked() => {
                    let written = written.ok_or_else(unknown)?;
                    let exists = (1..=12).contains(&written);
                    named.clock = Clock::Day(exists.then(|| written % 12 + half));
                }
                WordMeaning::Era(era) if named.era.is_none() => named.era = Some(era),
                WordMeaning::Offset(offset) if named.offset.is_none() && written.is_some() => {
                    named.offset = Some(offset);
                }
                WordMeaning::Hour if word.at == hour + 1 && named.clock == Clock::Unmarked => {
                    named.clock = Clock::Hour;
                }
                WordMeaning::Ordinal if month.is_none() || !self.follows_day(word, hour) => {
                    return Err(unknown());
                }
                // It may abbreviate a word for a week, as in the French `s7 2026`.
                WordMeaning::Filler if month.is_none() && self.is_letter_of_month(word) => {
                    return Err(unknown());
                }
                WordMeaning::Hour | WordMeaning::Filler | WordMeaning::Ordinal => {}
                _ => return Err(unknown()),
            }
        }
        Ok(named)
    }
}

impl WordMeanings<'_> {
    /// Whether the half of the day is not known yet.
    fn is_unmarked(&self) -> bool {
        !matches!(self.clock, Clock::Day(_))
    }
}

impl Word<'_> {
    /// The month that the word may mean.
    fn month(&self) -> Option<WordMeaning> {
        let is_month =
            |it: &&WordMeaning| matches!(it, WordMeaning::Month(_) | WordMeaning::Roman(_));
        self.meanings.iter().find(is_month).copied()
    }

    /// The month, unless the locale calls several months so.
    fn month_number(&self) -> Option<u32> {
        let mut months = self.meanings.iter().filter_map(|it| match it {
            WordMeaning::Month(month) | WordMeaning::Roman(month) => Some(*month),
            _ => None,
        });
        let first = months.next()?;
        months.all(|month| month == first).then_some(first)
    }

    fn is_only_month(&self) -> bool {
        let mut meanings = self.meanings.iter();
        meanings.all(|it| matches!(it, WordMeaning::Month(_)))
    }

    /// What it means if it isn't the month.
    fn meaning(&self, follows_hour: bool) -> Option<WordMeaning> {
        // What comes first wins; what has no meaning of its own loses only to parts of a time.
        let rank = |meaning: &WordMeaning| match meaning {
            WordMeaning::DayPeriod(_) if follows_hour => Some(0),
            WordMeaning::Half(_) | WordMeaning::Offset(_) if follows_hour => Some(1),
            WordMeaning::Era(_) => Some(2),
            WordMeaning::Hour => Some(3),
            WordMeaning::Filler | WordMeaning::Ordinal => Some(4),
            WordMeaning::Weekday(_) | WordMeaning::DayPeriod(_) => Some(5),
            WordMeaning::Half(_) | WordMeaning::Offset(_) => Some(6),
            WordMeaning::Month(_) | WordMeaning::Roman(_) => None,
        };
        let ranked = self.meanings.iter().filter_map(|it| Some((rank(it)?, *it)));
        Some(ranked.min_by_key(|(rank, _)| *rank)?.1)
    }
}

/// Whether the word is the `T` between a date and a time of ISO 8601: other languages abbreviate
/// the word for a quarter so.
fn is_iso_separator(tokens: &[Token], at: usize) -> bool {
    let [before @ .., separator, next] = &tokens[..tokens.len().min(at + 2)] else {
        return false;
    };
    let has_colon = || tokens.get(at + 2).is_some_and(|it| it.gap == ":");
    let is_number = |token: &Token| token.is_number();
    let is_basic = |token: &Token| token.is_number() && token.text.len() == 8;
    let is_date = before.last().is_some_and(is_basic)
        || before.len() > 2 && before[before.len() - 3..].iter().all(is_number);
    is_date
        && separator.text.eq_ignore_ascii_case("t")
        && separator.gap.is_empty()
        && next.gap.is_empty()
        && is_number(next)
        && ([2, 4, 6].contains(&next.text.len()) || has_colon())
}
