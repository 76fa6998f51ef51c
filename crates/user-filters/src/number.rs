//! Numbers as people type them: digits of any script, with the separators of any language.

/// How a language writes numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberStyle {
    /// The digits from 0 to 9.
    pub digits: [char; 10],
    /// Stands before the decimals.
    pub decimal: char,
    /// Stands between groups of digits, if there is such a character.
    pub group: Option<char>,
    /// Whether groups before the last one may have two digits, as in India.
    pub has_pairs: bool,
}

impl NumberStyle {
    /// The style of numbers in links, so that a link means the same in every language.
    pub const LINK_STYLE: Self = Self {
        digits: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
        decimal: '.',
        group: Some(','),
        has_pairs: true,
    };

    /// The value of a digit of this style, of ASCII, or of another script.
    fn digit(&self, char: char) -> Option<char> {
        if char.is_ascii_digit() {
            return Some(char);
        }
        let own = self.digits.iter().position(|&digit| digit == char);
        let value = own
            .and_then(|place| u32::try_from(place).ok())
            .or_else(|| digit_value(char));
        value.and_then(|value| char::from_digit(value, 10))
    }

    /// The digits at the start of a text, in ASCII, and the rest of the text.
    fn split_digits<'a>(&self, text: &'a str) -> (String, &'a str) {
        let end = text.find(|char| self.digit(char).is_none());
        let (digits, rest) = text.split_at(end.unwrap_or(text.len()));
        let digits = digits.chars().filter_map(|char| self.digit(char));
        (digits.collect(), rest)
    }
}

/// The value of a digit of a script other than Latin.
pub fn digit_value(char: char) -> Option<u32> {
    /// The zeros of the scripts whose digits languages use.
    const ZEROS: [u32; 12] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xbe6, 0xe50, 0xf20, 0x1040, 0xff10,
    ];
    let mut values = ZEROS.iter().map(|&zero| u32::from(char).wrapping_sub(zero));
    values.find(|&value| value < 10)
}

/// A number that was typed: ASCII digits before and behind the decimal separator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Number {
    whole: String,
    decimals: String,
}

impl Number {
    /// Reads the number at the start of a text and returns it with the rest of the text. The number
    /// is `None` if its separators make no sense in this style. Without any digits, returns `None`.
    pub(super) fn read<'a>(text: &'a str, style: &NumberStyle) -> Option<(Option<Self>, &'a str)> {
        let (first, mut rest) = style.split_digits(text);
        let mut runs = vec![first];
        let mut separators = Vec::new();
        while let Some(separator) = rest.chars().next() {
            let Some(kind) = Separator::of(separator, style) else {
                break;
            };
            let (run, behind) = style.split_digits(&rest[separator.len_utf8()..]);
            // A space ends the number unless thousands follow.
            let ends = kind == Separator::Space
                && !(run.len() == 3
                    && (1..=3).contains(&runs[0].len())
                    && !runs[0].starts_with('0')
                    && separators.iter().all(|&other| other == kind));
            if run.is_empty() || ends {
                break;
            }
            runs.push(run);
            separators.push(kind);
            rest = behind;
        }
        let has_digits = runs.iter().any(|run| !run.is_empty());
        has_digits.then(|| (interpret(runs, &separators, style), rest))
    }

    /// The number of units rounded down and up to whole numbers; `None` with more decimals than
    /// can be represented.
    pub(super) fn times(&self, unit: u128) -> Option<(u128, u128)> {
        let decimals = self.decimals.trim_end_matches('0');
        let places = u32::try_from(decimals.len()).ok();
        let scale = 10_u128.pow(places.filter(|&places| places <= 18)?);
        // A number that is too large is larger than any figure, and that is all that matters.
        let read = |digits: &str| match digits {
            "" => 0,
            digits => digits.parse().unwrap_or(u128::MAX),
        };
        let part = read(decimals) * unit;
        let whole = read(&self.whole).saturating_mul(unit);
        Some((
            whole.saturating_add(part / scale),
            whole.saturating_add(part.div_ceil(scale)),
        ))
    }

    /// The number in a style, without groups.
    pub(super) fn write(&self, style: &NumberStyle) -> String {
        let digit = |char: char| {
            let value = char.to_digit(10).unwrap_or(0);
            style.digits[value as usize]
        };
        let mut out: String = self.whole.chars().map(digit).collect();
        if !self.decimals.is_empty() {
            out.push(style.decimal);
            out.extend(self.decimals.chars().map(digit));
        }
        out
    }
}

/// A character between the digits of a number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    /// A space of any width.
    Space,
    /// An apostrophe, straight or curly.
    Apostrophe,
    /// Any other; whether it groups digits depends on the style.
    Other(char),
}

impl Separator {
    fn of(char: char, style: &NumberStyle) -> Option<Self> {
        match char {
            '\'' | '’' => Some(Self::Apostrophe),
            '.' | ',' | '٫' | '٬' => Some(Self::Other(char)),
            '．' => Some(Self::Other('.')),
            '，' => Some(Self::Other(',')),
            char if char.is_whitespace() => Some(Self::Space),
            char if char == style.decimal || Some(char) == style.group => Some(Self::Other(char)),
            _ => None,
        }
    }
}

/// Decides what the separators between runs of digits are. Where there is only one reading, it is
/// taken in any style; whether `1.500` and `1,500` have decimals, the style decides; `None` if it
/// uses that separator for neither, or if there is no reading.
fn interpret(
    mut runs: Vec<String>,
    separators: &[Separator],
    style: &NumberStyle,
) -> Option<Number> {
    let decimals_follow = match separators {
        [] | [Separator::Space | Separator::Apostrophe | Separator::Other('٬')] => false,
        &[Separator::Other(char)] if char == style.decimal || char == '٫' => true,
        &[Separator::Other(char)] => {
            let is_group = are_groups(&runs, style);
            if is_group && Some(char) != style.group {
                return None;
            }
            !is_group
        }
        [groups @ .., last] => {
            let group = groups[0];
            let is_mixed = groups.iter().any(|&other| other != group);
            let is_decimal = *last != group;
            let can_be_decimal = matches!(last, Separator::Other(char) if *char != '٬');
            let can_group = group != Separator::Other('٫');
            if is_mixed || !can_group || (is_decimal && !can_be_decimal) {
                return None;
            }
            is_decimal
        }
    };
    let decimals = if decimals_follow {
        runs.pop().unwrap_or_default()
    } else {
        String::new()
    };
    let whole = runs.concat();
    (runs.len() == 1 || are_groups(&runs, style)).then_some(Number { whole, decimals })
}

/// Whether digits are grouped as thousands are.
fn are_groups(runs: &[String], style: &NumberStyle) -> bool {
    let [first, middle @ .., last] = runs else {
        return false;
    };
    let is_middle = |run: &String| run.len() == 3 || (style.has_pairs && run.len() == 2);
    (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && middle.iter().all(is_middle)
        && last.len() == 3
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;

    pub(crate) const GERMAN: NumberStyle = NumberStyle {
        decimal: ',',
        group: Some('.'),
        has_pairs: false,
        ..NumberStyle::LINK_STYLE
    };
    pub(crate) const FRENCH: NumberStyle = NumberStyle {
        group: Some('\u{202f}'),
        ..GERMAN
    };
    pub(crate) const SWISS: NumberStyle = NumberStyle {
        decimal: '.',
        group: Some('’'),
        ..GERMAN
    };
    pub(crate) const ARABIC: NumberStyle = NumberStyle {
        digits: ['٠', '١', '٢', '٣', '٤', '٥', '٦', '٧', '٨', '٩'],
        decimal: '٫',
        group: Some('٬'),
        has_pairs: false,
    };
    pub(crate) const INDIAN: NumberStyle = NumberStyle {
        has_pairs: true,
        ..NumberStyle::LINK_STYLE
    };
}

#[cfg(test)]
mod tests {
    use super::testing::{ARABIC, FRENCH, GERMAN, INDIAN, SWISS};
    use super::*;
    use proptest::prelude::*;

    const ENGLISH: NumberStyle = NumberStyle {
        has_pairs: false,
        ..NumberStyle::LINK_STYLE
    };

    /// The number at the start of a text as links write it, and what follows.
    fn read<'a>(text: &'a str, style: &NumberStyle) -> Option<(Option<String>, &'a str)> {
        let (number, rest) = Number::read(text, style)?;
        Some((
            number.map(|number| number.write(&NumberStyle::LINK_STYLE)),
            rest,
        ))
    }

    fn whole(text: &str, style: &NumberStyle) -> Option<String> {
        let (number, rest) = read(text, style)?;
        number.filter(|_| rest.is_empty())
    }

    #[test]
    fn numbers_with_one_reading_are_read_in_every_style() {
        for style in [ENGLISH, GERMAN, FRENCH, SWISS, ARABIC, INDIAN] {
            for (text, number) in [
                ("15", "15"),
                ("1.5", "1.5"),
                ("1,5", "1.5"),
                (".5", ".5"),
                (",25", ".25"),
                ("0.500", "0.500"),
                ("1234.567", "1234.567"),
                ("1 000 000", "1000000"),
                ("1\u{a0}000", "1000"),
                ("1\u{202f}000,5", "1000.5"),
                ("1’000.5", "1000.5"),
                ("1'000'000", "1000000"),
                ("1,000,000", "1000000"),
                ("1.000.000", "1000000"),
                ("1.000,5", "1000.5"),
                ("1,000.5", "1000.5"),
                ("١٬٥٠٠٫٢", "1500.2"),
                ("۳٫۱۴۱", "3.141"),
                ("１，５", "1.5"),
                ("१२", "12"),
            ] {
                assert_eq!(
                    whole(text, &style).as_deref(),
                    Some(number),
                    "{text} {style:?}"
                );
            }
        }
    }

    #[test]
    fn the_style_decides_whether_three_digits_are_decimals() {
        for (style, text, number) in [
            (ENGLISH, "1.500", Some("1.500")),
            (ENGLISH, "1,500", Some("1500")),
            (GERMAN, "1.500", Some("1500")),
            (GERMAN, "1,500", Some("1.500")),
            (FRENCH, "1,500", Some("1.500")),
            (FRENCH, "1.500", None),
            (SWISS, "1.500", Some("1.500")),
            (SWISS, "1,500", None),
            (INDIAN, "12,34,567", Some("1234567")),
            (ENGLISH, "12,34,567", None),
        ] {
            assert_eq!(whole(text, &style).as_deref(), number, "{text} {style:?}");
        }
    }

    #[test]
    fn separators_without_a_meaning_are_refused() {
        for text in [
            "1.2.3",
            "1,2,3",
            "1.000,5.5",
            "1,000 5",
            "1000,000,000",
            "1'00",
            "1.5,000.2",
        ] {
            let read = read(text, &ENGLISH).expect("digits");
            assert!(read.0.is_none() || !read.1.is_empty(), "{text}");
        }
        assert_eq!(read("x", &ENGLISH), None);
        assert_eq!(read(".", &ENGLISH), None);
    }

    #[test]
    fn a_space_ends_a_number_unless_thousands_follow() {
        let rest =
            |text| read(text, &ENGLISH).map(|(number, rest)| (number.unwrap_or_default(), rest));
        assert_eq!(rest("1 anna"), Some(("1".to_owned(), " anna")));
        assert_eq!(rest("1 12"), Some(("1".to_owned(), " 12")));
        assert_eq!(rest("1 1234"), Some(("1".to_owned(), " 1234")));
        assert_eq!(rest("1234 123"), Some(("1234".to_owned(), " 123")));
        assert_eq!(rest("0 500"), Some(("0".to_owned(), " 500")));
        assert_eq!(rest("1.5 000"), Some(("1.5".to_owned(), " 000")));
    }

    proptest! {
        #[test]
        fn a_number_is_read_back_in_the_style_it_is_written_in(number in "[0-9]{1,30}(\\.[0-9]{1,18})?") {
            for style in [ENGLISH, GERMAN, FRENCH, SWISS, ARABIC, INDIAN] {
                let (read, _) = Number::read(&number, &ENGLISH).expect("digits");
                let written = read.as_ref().expect("a number").write(&style);
                let (again, rest) = Number::read(&written, &style).expect("digits");
                prop_assert_eq!((again, rest), (read, ""));
            }
        }

        #[test]
        fn any_text_can_be_tried(text in "[0-9., '\u{202f}٫٬٣]{0,12}|.{0,6}") {
            for style in [ENGLISH, GERMAN, ARABIC] {
                if let Some((number, rest)) = Number::read(&text, &style) {
                    prop_assert!(text.ends_with(rest));
                    prop_assert!(number.is_none_or(|number| number.times(1 << 60).is_none_or(|(down, up)| down <= up)));
                }
            }
        }
    }
}
