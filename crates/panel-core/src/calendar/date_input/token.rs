//! Numbers and words of a typed date, and what stands between them.

use media_usage::digit_value;

/// A run of digits or of letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// What stands between it and the token before.
    pub(super) gap: &'a str,
    pub(super) text: &'a str,
    /// The place of its first byte.
    pub(super) start: usize,
}

impl<'a> Token<'a> {
    pub(super) fn is_number(self) -> bool {
        self.text.starts_with(|char: char| char.is_ascii_digit())
    }

    /// The place behind its last byte.
    pub(super) fn end(self) -> usize {
        self.start + self.text.len()
    }

    /// The number, unless it is a word or too long.
    pub(super) fn number(self) -> Option<Number<'a>> {
        let is_short = self.is_number() && self.text.len() <= 9;
        let value = self.text.parse().ok().filter(|_| is_short)?;
        Some(Number {
            value,
            text: self.text,
            gap: self.gap,
            follows_word: false,
        })
    }
}

/// A number of a date or a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number<'a> {
    pub(super) value: u32,
    pub(super) text: &'a str,
    pub(super) gap: &'a str,
    /// Whether there are words between it and the number before.
    pub(super) follows_word: bool,
}

impl<'a> Number<'a> {
    /// The number that some of its digits are, behind a separator; `None` if it has fewer.
    pub(super) fn part(self, digits: std::ops::Range<usize>, gap: &'a str) -> Option<Self> {
        let text = self.text.get(digits)?;
        Some(Self {
            value: text.parse().ok()?,
            text,
            gap,
            follows_word: false,
        })
    }

    /// Whether it can only be a year.
    pub(super) fn is_year(self) -> bool {
        self.text.len() > 3
    }

    /// Whether it can be a day, a month or the last two digits of a year.
    pub(super) fn is_short(self) -> bool {
        self.text.len() < 3
    }

    /// Whether a dash is before it, as in a range.
    pub(super) fn ends_range(self) -> bool {
        let is_dash = |char| match char {
            '-' => !self.follows_word,
            char => ('\u{2010}'..='\u{2015}').contains(&char),
        };
        self.gap.contains(is_dash)
    }

    /// Whether it directly follows the number before and this separator.
    pub(super) fn follows(self, separators: &str) -> bool {
        !self.follows_word && self.gap.len() == 1 && separators.contains(self.gap)
    }
}

/// Whether the character separates words and numbers: spaces and usual punctuation. Signs without a
/// meaning in a date count as words, which are not understood.
fn is_gap(char: char) -> bool {
    match char {
        '\0'..='\x7f' => char.is_ascii_whitespace() || ".,/-'():;".contains(char),
        '\u{2010}'..='\u{2027}' | '·' | '،' | '、' | '，' => true,
        _ => char.is_whitespace(),
    }
}

/// The numbers and words of a text.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(length) = text[at..].find(|char| !is_gap(char)) {
        let start = at + length;
        let found = &text[start..];
        let is_digit = |char: char| char.is_ascii_digit();
        let is_number = found.starts_with(is_digit);
        let is_other = |char: char| is_gap(char) || is_digit(char) != is_number;
        let end = start + found.find(is_other).unwrap_or(found.len());
        tokens.push(Token {
            gap: &text[at..start],
            text: &text[start..end],
            start,
        });
        at = end;
    }
    tokens
}

/// The text with ASCII digits and a plain minus, and without marks that only set its direction.
pub(super) fn plain(text: &str, digits: &[char; 10]) -> String {
    let is_visible = |char: &char| !matches!(char, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let to_ascii = |char| {
        let mut own = ('0'..='9').zip(digits);
        let own = own.find(|(_, own)| **own == char).map(|(digit, _)| digit);
        let digit = own.or_else(|| char::from_digit(digit_value(char)?, 10));
        digit.unwrap_or(if char == '\u{2212}' { '-' } else { char })
    };
    text.chars().filter(is_visible).map(to_ascii).collect()
}
