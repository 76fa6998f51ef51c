//! How a locale writes dates: the order of its numbers, its digits, and every word it uses.

use super::token::{Token, plain, tokens};
use std::ops::Range;

/// The order in which a locale writes the numbers of a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each says what is first")]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
    #[default]
    YearFirst,
}

/// The calendar that years are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Era {
    /// The Gregorian calendar.
    Common,
    /// The Thai Buddhist calendar, 543 years ahead.
    Buddhist,
}

/// What a word means in a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WordMeaning {
    /// From 1.
    Month(u32),
    /// From 0, Monday.
    Weekday(u32),
    /// A part of the day, by its place in [`DateStyle::day_periods`].
    DayPeriod(usize),
    /// The hour at which a half of the day begins: 0 or 12.
    Half(u32),
    /// A month as a Roman number, from 1.
    Roman(u32),
    Era(Era),
    /// What the clocks are ahead of UTC, in ms.
    Offset(i64),
    /// Follows an hour.
    Hour,
    /// Follows the number of a day, as in `5th`.
    Ordinal,
    /// Nothing: it connects the others.
    Filler,
}

/// A moment that a locale's formatter has written, for learning its words.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// From 1.
    pub month: u32,
    /// From 0, Monday.
    pub weekday: u32,
    /// From 0 to 23.
    pub hour: u32,
    /// What its years are counted in.
    pub era: Era,
    /// What the clocks are ahead of UTC, in ms.
    pub offset: i64,
}

/// How a locale writes dates.
#[derive(Clone, Debug)]
pub struct DateStyle {
    /// The order of the numbers.
    pub order: DateOrder,
    /// The digits from 0 to 9.
    pub digits: [char; 10],
    /// The calendar in which the locale counts years by itself.
    pub era: Era,
    /// Makes words equal that differ only in case, and the like.
    pub fold: fn(&str) -> String,
    /// The words, folded and without what separates their parts.
    words: Vec<(String, WordMeaning)>,
    /// The hours that are written with a part of the day: as written, and from 0 to 23.
    day_periods: Vec<Vec<(u32, u32)>>,
    /// What separates a year of two digits from the month behind it.
    short_year_separator: Option<String>,
    /// Whether a full stop is before the seconds of a time.
    pub(super) has_dotted_times: bool,
}

impl DateStyle {
    /// A style without words.
    pub fn new(order: DateOrder, digits: [char; 10], era: Era, fold: fn(&str) -> String) -> Self {
        Self {
            order,
            digits,
            era,
            fold,
            words: Vec::new(),
            day_periods: Vec::new(),
            short_year_separator: None,
            has_dotted_times: false,
        }
    }

    /// Learns the words of a date or time from the parts of its text: their types and values, as
    /// `Intl.DateTimeFormat` names them.
    pub fn learn(&mut self, parts: &[(String, String)], sample: Sample) {
        self.learn_separators(parts);
        let mut text = String::new();
        let mut names = Vec::new();
        let mut hour_start = None;
        for (kind, value) in parts {
            let start = text.len();
            text.push_str(&plain(value, &self.digits));
            let has_digits = text[start..].contains(|char: char| char.is_ascii_digit());
            if kind == "hour" {
                hour_start = Some(start);
            } else if kind != "literal" && !has_digits {
                names.push((kind.as_str(), start..text.len()));
            }
        }
        let tokens = tokens(&text);
        let hour = tokens.iter().position(|it| Some(it.start) == hour_start);
        let written = hour.and_then(|at| Some((tokens[at].number()?.value, sample.hour)));
        for (kind, span) in &names {
            // A letter that is written together with a name belongs to it.
            let is_part = |it: &&Token| it.start < span.end && it.end() > span.start;
            let key: String = tokens
                .iter()
                .filter(is_part)
                .map(|it| (self.fold)(it.text))
                .collect();
            let meaning = match *kind {
                "month" => WordMeaning::Month(sample.month),
                "weekday" => WordMeaning::Weekday(sample.weekday),
                "dayPeriod" => self.day_period(&key, written),
                "era" => WordMeaning::Era(sample.era),
                "timeZoneName" => WordMeaning::Offset(sample.offset),
                _ => WordMeaning::Filler,
            };
            self.add(key, meaning);
        }
        for (at, token) in tokens.iter().enumerate() {
            let is_part = |span: &Range<usize>| token.start < span.end && token.end() > span.start;
            if token.is_number() || names.iter().any(|(_, span)| is_part(span)) {
                continue;
            }
            let follows_hour = hour.is_some_and(|hour| hour + 1 == at);
            let meaning = if follows_hour {
                WordMeaning::Hour
            } else {
                WordMeaning::Filler
            };
            self.add((self.fold)(token.text), meaning);
        }
    }

    fn learn_separators(&mut self, parts: &[(String, String)]) {
        for run in parts.windows(3) {
            let [(before, number), (_, between), (after, _)] = run else {
                continue;
            };
            match (before.as_str(), after.as_str()) {
                ("minute", "second") => self.has_dotted_times |= between == ".",
                ("year", "month") if number.chars().count() == 2 => {
                    self.short_year_separator = Some(between.trim().to_owned());
                }
                _ => {}
            }
        }
    }

    /// Whether this between numbers says that the first one is a year of two digits, in a locale that
    /// writes the year first.
    pub(super) fn separates_short_year(&self, separator: &str) -> bool {
        separator == "-" || self.short_year_separator.as_deref() == Some(separator)
    }

    fn add(&mut self, key: String, meaning: WordMeaning) {
        let word = (key, meaning);
        if !word.0.is_empty() && !self.words.contains(&word) {
            self.words.push(word);
        }
    }

    /// Adds an hour to a part of the day.
    fn day_period(&mut self, key: &str, hour: Option<(u32, u32)>) -> WordMeaning {
        let known = self.words.iter().find_map(|(word, meaning)| match meaning {
            WordMeaning::DayPeriod(place) if word == key => Some(*place),
            _ => None,
        });
        let place = known.unwrap_or_else(|| {
            self.day_periods.push(Vec::new());
            self.day_periods.len() - 1
        });
        if let Some(hour) = hour.filter(|hour| !self.day_periods[place].contains(hour)) {
            self.day_periods[place].push(hour);
        }
        WordMeaning::DayPeriod(place)
    }

    /// The hour from 0 to 23 that is written like this with a part of the day; `None` if there is none.
    pub(super) fn hour(&self, day_period: usize, written: u32) -> Option<u32> {
        let hours = self.day_periods.get(day_period)?;
        if let Some((_, hour)) = hours.iter().find(|(it, _)| *it == written) {
            return Some(*hour);
        }
        // Otherwise, the name stands for a half of the day if all of its hours do.
        let mut halves = hours.iter().map(|(_, hour)| hour / 12 * 12);
        let half = halves.next()?;
        let is_known = (1..=12).contains(&written) && halves.all(|other| other == half);
        is_known.then(|| written % 12 + half)
    }

    /// How many of the words belong together, and what they mean: the possible meanings of each name
    /// that is written in them. `None` if the locale doesn't write the first one.
    pub(super) fn understand(&self, words: &[Token]) -> Option<(usize, Vec<Vec<WordMeaning>>)> {
        /// No name has more words.
        const MAX_WORDS: usize = 8;
        let mut keys: Vec<String> = Vec::new();
        for word in words.iter().take(MAX_WORDS) {
            let mut key = keys.last().cloned().unwrap_or_default();
            key.push_str(&(self.fold)(word.text));
            keys.push(key);
        }
        for (at, key) in keys.iter().enumerate().rev() {
            let known = self.words.iter().filter(|(word, _)| word == key);
            let mut found: Vec<WordMeaning> = known.map(|(_, meaning)| *meaning).collect();
            found.extend(usual(key));
            if !found.is_empty() {
                return Some((at + 1, vec![found]));
            }
        }
        let first = keys.first()?;
        let found = match self.abbreviated(first) {
            Some(month) => vec![vec![month]],
            None => self.run_together(first)?,
        };
        Some((1, found))
    }

    /// The month that a word of three letters or more begins the name of, if there is only one.
    fn abbreviated(&self, key: &str) -> Option<WordMeaning> {
        let months = self.words.iter().filter(|(word, meaning)| {
            matches!(meaning, WordMeaning::Month(_)) && word.starts_with(key)
        });
        let mut months = months.map(|(_, month)| *month);
        let first = months.next().filter(|_| key.chars().count() > 2)?;
        months.all(|month| month == first).then_some(first)
    }

    /// The meanings of words that are written without spaces, as in Thai and in East Asia.
    fn run_together(&self, key: &str) -> Option<Vec<Vec<WordMeaning>>> {
        if !key.starts_with(|char| char >= '\u{e00}') {
            return None;
        }
        let mut rest = key;
        let mut found = Vec::new();
        while !rest.is_empty() {
            let known = self.words.iter().filter(|(word, _)| rest.starts_with(word));
            let (word, meaning) = known.max_by_key(|(word, _)| word.len())?;
            found.push(vec![*meaning]);
            rest = &rest[word.len()..];
        }
        Some(found)
    }
}

/// What a word means in all locales, beside what it means in one of them.
fn usual(key: &str) -> Option<WordMeaning> {
    const ROMAN: [&str; 12] = [
        "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii",
    ];
    match key {
        "am" => Some(WordMeaning::Half(0)),
        "pm" => Some(WordMeaning::Half(12)),
        "utc" | "gmt" | "z" => Some(WordMeaning::Offset(0)),
        "st" | "nd" | "rd" | "th" | "er" => Some(WordMeaning::Ordinal),
        // They follow year, month and day in East Asia.
        "年" | "月" | "日" => Some(WordMeaning::Filler),
        _ => {
            let mut months = ROMAN.iter().zip(1..);
            months.find_map(|(it, month)| (*it == key).then_some(WordMeaning::Roman(month)))
        }
    }
}
