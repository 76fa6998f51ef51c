//! Turns compact patterns (see `generator/pattern.rs`) and arguments into text.

use crate::translation::{PluralCategory, plural_category, translated};
use panel_core::format::isolate;
use std::str::Chars;
use wasm_split_helpers::SplitLoaderError;

const ARGUMENT: char = '\u{1}';
const SELECT: char = '\u{2}';
const KEY_END: char = '\u{3}';
const VARIANT_END: char = '\u{4}';
const SELECT_END: char = '\u{5}';
const FIRST_INDEX: u32 = b'0' as u32;

/// A number together with how the page formats it. The number chooses the plural form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    number: u64,
    formatted: String,
}

impl Count {
    /// A number, and the same number in the locale's digits.
    pub fn new(number: u64, formatted: String) -> Self {
        Self { number, formatted }
    }
}

/// Why something failed, for the administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What happened.
    pub what: String,
    /// Why, as far as it is known.
    pub why: String,
    /// What to do.
    pub remedy: String,
}

impl Explanation {
    /// Adds a sentence to the reason, if it isn't empty.
    #[must_use]
    pub fn because(mut self, sentence: &str) -> Self {
        if !sentence.is_empty() && !self.why.is_empty() {
            self.why.push(' ');
        }
        self.why.push_str(sentence);
        self
    }
}

impl From<SplitLoaderError> for Explanation {
    fn from(_: SplitLoaderError) -> Self {
        crate::part_missing()
    }
}

/// The value of a placeholder.
#[derive(Clone, Copy)]
pub(crate) enum Argument<'a> {
    /// Isolated from the text around it.
    Name(&'a str),
    /// Inserted as it is.
    Text(&'a str),
    /// In ASCII digits.
    Number(u64),
    /// As the page formats it.
    Count(&'a Count),
}

impl Argument<'_> {
    fn write(self, out: &mut String) {
        match self {
            Self::Name(name) => out.push_str(&isolate(name)),
            Self::Text(text) => out.push_str(text),
            Self::Number(number) => out.push_str(&number.to_string()),
            Self::Count(count) => out.push_str(&count.formatted),
        }
    }

    /// Whether it selects the variant with this key. An empty key is the default.
    fn selects(self, key: &str) -> bool {
        let number = match self {
            _ if key.is_empty() => return true,
            Self::Name(text) | Self::Text(text) => return text == key,
            Self::Number(number) => number,
            Self::Count(count) => count.number,
        };
        match PluralCategory::parse(key) {
            Some(category) => plural_category(number) == category,
            None => key.parse() == Ok(number),
        }
    }
}

/// A message without arguments. `id` is its index in the catalogue.
pub(crate) fn text(id: usize, english: &'static str) -> &'static str {
    translated(id).unwrap_or(english)
}

/// A message with arguments. `id` is its index in the catalogue.
pub(crate) fn format(id: usize, english: &'static str, arguments: &[Argument]) -> String {
    let mut out = String::new();
    write(&mut text(id, english).chars(), arguments, true, &mut out);
    out
}

/// A message that consists of what happened, why, and what to do.
pub(crate) fn explanation(
    id: usize,
    [what, why, remedy]: [&'static str; 3],
    arguments: &[Argument],
) -> Explanation {
    Explanation {
        what: format(id, what, arguments),
        why: format(id + 1, why, arguments),
        remedy: format(id + 2, remedy, arguments),
    }
}

/// Reads to the end of a pattern or variant, and writes it if it is the selected one.
fn write(pattern: &mut Chars, arguments: &[Argument], is_selected: bool, out: &mut String) {
    while let Some(char) = pattern.next() {
        match char {
            ARGUMENT => {
                let argument = argument(pattern, arguments);
                if let Some(argument) = argument.filter(|_| is_selected) {
                    argument.write(out);
                }
            }
            SELECT => select(pattern, arguments, is_selected, out),
            VARIANT_END => return,
            char if is_selected => out.push(char),
            _ => {}
        }
    }
}

/// Reads a select expression, and writes the first variant that is selected.
fn select(pattern: &mut Chars, arguments: &[Argument], is_selected: bool, out: &mut String) {
    let argument = argument(pattern, arguments);
    let mut is_open = is_selected;
    loop {
        let rest = pattern.as_str();
        let Some((key, after)) = rest
            .split_once(KEY_END)
            .filter(|_| !rest.starts_with(SELECT_END))
        else {
            pattern.next();
            return;
        };
        *pattern = after.chars();
        let selects = is_open && argument.is_some_and(|it| it.selects(key));
        write(pattern, arguments, selects, out);
        is_open &= !selects;
    }
}

fn argument<'a>(pattern: &mut Chars, arguments: &[Argument<'a>]) -> Option<Argument<'a>> {
    let index = u32::from(pattern.next()?).checked_sub(FIRST_INDEX)?;
    arguments.get(index as usize).copied()
}
