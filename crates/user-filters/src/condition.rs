//! Conditions on figures as people type them: `>1GiB`, `≤ 500 MB`, `=0`, `files > 500`,
//! `average<1,5 MiB`.

use super::limits::{Metric, MetricLimits};
use super::number::{Number, NumberStyle};
use super::operator::{Operator, read_operator};
use super::unit::read_unit;

/// Something that starts like a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition<'a> {
    /// All of it, as it was typed.
    pub(super) text: &'a str,
    pub(super) parsed: Result<ParsedCondition<'a>, ConditionErrorReason>,
}

/// What a condition means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ParsedCondition<'a> {
    pub(super) limits: MetricLimits,
    pub(super) number: Number,
    /// What was typed before the number.
    pub(super) before: &'a str,
    /// What was typed after it.
    pub(super) after: &'a str,
}

/// Why something that starts like a condition isn't one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConditionErrorReason {
    /// The number is still to come.
    Unfinished,
    /// No figure has this name.
    Name(String),
    /// The signs aren’t a comparison.
    Operator(String),
    /// No number follows, or one that can't be read.
    Number,
    /// No unit has this name.
    Unit(String),
}

impl<'a> Condition<'a> {
    /// Reads what starts like a condition at the start of a text, and returns it with the rest of
    /// the text.
    pub(super) fn read(text: &'a str, style: &NumberStyle) -> Option<(Self, &'a str)> {
        let (name, mut behind) = split(text, &|char| char.is_alphabetic() || char == '_');
        let metric = Metric::parse(name);
        if metric.is_some() || is_foreign_metric(name) {
            behind = behind.trim_start_matches(is_blank);
            behind = behind.strip_prefix(':').unwrap_or(behind);
            behind = behind.trim_start_matches(is_blank);
        }
        let (operator, behind) = read_operator(behind)?;
        let start = behind.trim_start_matches(is_blank);
        let before = |rest: &'a str| &text[..text.len() - rest.len()];
        let (parsed, rest) = match operator {
            _ if metric.is_none() && !name.is_empty() => {
                // Names and IDs may contain such signs, but hardly before a number.
                Number::read(start, style).filter(|_| operator != Ok(Operator::Equal))?;
                let rest = after_metric(start, None, style);
                (Err(ConditionErrorReason::Name(name.to_owned())), rest)
            }
            Err(signs) => {
                let rest = after_metric(start, metric, style);
                (Err(ConditionErrorReason::Operator(signs)), rest)
            }
            Ok(operator) => ParsedCondition::read(before(start), start, metric, operator, style),
        };
        let text = before(rest);
        Some((Self { text, parsed }, rest))
    }
}

impl<'a> ParsedCondition<'a> {
    /// Reads what follows an operator, and returns the rest of the text as well.
    fn read(
        before: &'a str,
        start: &'a str,
        metric: Option<Metric>,
        operator: Operator,
        style: &NumberStyle,
    ) -> (Result<Self, ConditionErrorReason>, &'a str) {
        if start.is_empty() {
            return (Err(ConditionErrorReason::Unfinished), start);
        }
        let Some((Some(number), after)) = Number::read(start, style) else {
            return (
                Err(ConditionErrorReason::Number),
                after_metric(start, metric, style),
            );
        };
        let (metric, unit, rest) = match read_unit(after, metric) {
            Ok(read) => read,
            Err((name, rest)) => return (Err(ConditionErrorReason::Unit(name)), rest),
        };
        let Some(range) = number.times(unit) else {
            return (Err(ConditionErrorReason::Number), rest);
        };
        let parsed = Self {
            limits: MetricLimits::of(metric, operator.range(range)),
            number,
            before,
            after: &after[..after.len() - rest.len()],
        };
        (Ok(parsed), rest)
    }
}

impl Metric {
    /// The figure of a name, in any case.
    fn parse(name: &str) -> Option<Self> {
        match &*name.to_ascii_lowercase() {
            "size" | "media_length" => Some(Self::Size),
            "files" | "media_count" => Some(Self::Files),
            "average" => Some(Self::Average),
            "share" => Some(Self::Share),
            "rank" => Some(Self::Rank),
            _ => None,
        }
    }
}

/// Names of figures in other words and languages, which are hardly searched for before a number. Any
/// other word before a space may be searched for.
fn is_foreign_metric(name: &str) -> bool {
    matches!(
        &*name.to_lowercase(),
        "file"
            | "count"
            | "bytes"
            | "media"
            | "größe"
            | "dateien"
            | "taille"
            | "fichiers"
            | "tamaño"
            | "archivos"
            | "размер"
            | "файлы"
    )
}

/// What comes after the number and the unit at the start of a text, or after its first word. What
/// belongs to a condition that isn't understood is not searched for.
fn after_metric<'a>(text: &'a str, metric: Option<Metric>, style: &NumberStyle) -> &'a str {
    match Number::read(text, style) {
        Some((_, after)) => match read_unit(after, metric) {
            Ok((_, _, rest)) | Err((_, rest)) => rest,
        },
        None => split(text, &|char| !is_blank(char)).1,
    }
}

/// Whether a character separates words. The marks that some languages put around numbers, to keep
/// them in their direction, do as well.
pub(super) fn is_blank(char: char) -> bool {
    char.is_whitespace()
        || matches!(
            char,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
        )
}

/// The characters at the start of a text for which something holds, and the rest of the text.
/// Not generic, as its code would be there for each function.
pub(super) fn split<'a>(text: &'a str, holds: &dyn Fn(char) -> bool) -> (&'a str, &'a str) {
    text.split_at(text.find(|char| !holds(char)).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Figures;
    use crate::number::testing::{ARABIC, FRENCH, GERMAN, SWISS};
    use proptest::prelude::*;

    const KIB: u64 = 1 << 10;
    const MIB: u64 = 1 << 20;
    const GIB: u64 = 1 << 30;

    fn read(text: &str) -> Option<(Result<MetricLimits, ConditionErrorReason>, &str)> {
        read_in(text, &NumberStyle::LINK_STYLE)
    }

    fn read_in<'a>(
        text: &'a str,
        style: &NumberStyle,
    ) -> Option<(Result<MetricLimits, ConditionErrorReason>, &'a str)> {
        let (condition, rest) = Condition::read(text, style)?;
        assert_eq!(format!("{}{rest}", condition.text), text);
        Some((condition.parsed.map(|parsed| parsed.limits), rest))
    }

    /// The limits of a text that is a condition as a whole.
    fn limits(text: &str) -> MetricLimits {
        let (limits, rest) = read(text).unwrap_or_else(|| panic!("{text} is no condition"));
        assert_eq!(rest, "", "{text}");
        limits.unwrap_or_else(|reason| panic!("{text}: {reason:?}"))
    }

    fn figures(bytes: u64, files: u64) -> Figures {
        Figures {
            bytes,
            files,
            ..Figures::default()
        }
    }

    fn allows(text: &str, bytes: u64, files: u64) -> bool {
        limits(text).allows(figures(bytes, files))
    }

    /// The only size that a condition with `=` allows.
    fn size(number: &str) -> u128 {
        let limits = limits(&format!("={number}"));
        assert_eq!(limits.size.from + 1, limits.size.below, "{number}");
        limits.size.from
    }

    #[test]
    fn units_are_powers_of_1024_or_1000() {
        for (number, bytes) in [
            ("17", 17),
            ("17b", 17),
            ("1,000 B", 1000),
            ("17 bytes", 17),
            ("17 octets", 17),
            ("1k", KIB),
            ("1ki", KIB),
            ("1 KiB", KIB),
            ("1kib", KIB),
            ("1 kB", 1000),
            ("2m", 2 * MIB),
            ("2mib", 2 * MIB),
            ("500mb", 500_000_000),
            ("3 G", 3 * GIB),
            ("3\u{a0}GiB", 3 * GIB),
            ("3 GiBs.", 3 * GIB),
            ("3Gb", 3_000_000_000),
            ("3 gigabytes", 3_000_000_000),
            ("3 gibibytes", 3 * GIB),
            ("3 Go", 3_000_000_000),
            ("3 Gio", 3 * GIB),
            ("3 ГБ", 3_000_000_000),
            ("3 ГиБ", 3 * GIB),
            ("3 ＧｉＢ", 3 * GIB),
            ("3 Гбайт", 3_000_000_000),
            ("3 Гигабайта", 3_000_000_000),
            ("17 байт", 17),
            ("3 Gt", 3_000_000_000),
            ("3 gig", 3 * GIB),
            ("3 megs", 3 * MIB),
            ("1t", 1024 * GIB),
            ("1tb", 1_000_000_000_000),
            ("1pib", 1 << 50),
            ("1 exabyte", 1_000_000_000_000_000_000),
            ("1eib", 1 << 60),
        ] {
            assert_eq!(size(number), bytes.into(), "{number}");
        }
    }

    #[test]
    fn shares_are_percentages_of_all_bytes() {
        let allows = |text: &str, bytes| {
            let figures = Figures {
                bytes,
                all_bytes: 1_000,
                ..Figures::default()
            };
            limits(text).allows(figures)
        };
        for text in [
            "share>5%",
            "share > 5 %",
            "share>5",
            "Share:>5٪",
            "share>=5.1%",
        ] {
            assert!(allows(text, 51) && !allows(text, 50), "{text}");
        }
        assert!(allows("share=12.5%", 125) && !allows("share=12.5%", 126));
        assert!(allows("share<0.2%", 1) && !allows("share<0.1%", 1));
        let nothing = Figures::default();
        assert!(limits("share<1%").allows(nothing));
        let unit = ConditionErrorReason::Unit("GiB".to_owned());
        assert_eq!(
            read("share>5 GiB").map(|(read, _)| read.is_ok()),
            Some(true)
        );
        assert_eq!(read("share>5GiB"), Some((Err(unit), "")));
    }

    #[test]
    fn ranks_count_from_one() {
        let allows = |text: &str, rank| {
            let figures = Figures {
                rank,
                ..Figures::default()
            };
            limits(text).allows(figures)
        };
        for text in ["rank<=10", "rank < 11", "rank<10.5"] {
            assert!(allows(text, 10) && !allows(text, 11), "{text}");
        }
        assert!(allows("rank=1", 1));
        assert!(read("rank<10GiB").is_some_and(|(read, _)| read.is_err()));
    }

    #[test]
    fn decimals_are_exact() {
        assert_eq!(size("1.5gib"), u128::from(3 * GIB / 2));
        assert_eq!(size(".5kib"), 512);
        assert_eq!(size("1.kib"), 1024);
        assert_eq!(size("9007199254740993"), 9_007_199_254_740_993);
        assert_eq!(size("0.000000000000000001eb"), 1);
        // 1.3 KiB are 1331.2 bytes.
        assert!(allows(">1.3kib", 1332, 1) && !allows(">1.3kib", 1331, 1));
        assert!(allows(">=1.3kib", 1332, 1) && !allows(">=1.3kib", 1331, 1));
        assert!(allows("<1.3kib", 1331, 1) && !allows("<1.3kib", 1332, 1));
        assert!(allows("<=1.3kib", 1331, 1) && !allows("<=1.3kib", 1332, 1));
        assert!(!allows("=1.3kib", 1331, 1) && !allows("=1.3kib", 1332, 1));
    }

    #[test]
    fn a_condition_can_be_about_size_files_or_average() {
        assert!(allows("size>1gib", GIB + 1, 1) && !allows("size>1gib", GIB, 1));
        assert!(allows("files>500", 0, 501) && !allows("files>500", 0, 500));
        assert!(allows("files=1k", 0, 1000) && !allows("files=1k", 0, 1024));
        assert!(allows("average<1mib", 2 * MIB - 1, 2) && !allows("average<1mib", 2 * MIB, 2));
        assert!(allows("average=0", 5, 0));
    }

    #[test]
    fn spaces_and_other_signs_make_no_difference() {
        for (text, plain) in [
            ("> 1GiB", ">1GiB"),
            (">1 GiB", ">1GiB"),
            (">\u{202f}1\u{a0}GiB", ">1GiB"),
            ("> 1\u{200f} GiB", ">1GiB"),
            ("Files > 500", "files>500"),
            ("files:>500", "files>500"),
            ("files : > 500", "files>500"),
            ("> 500 files", "files>500"),
            ("files > 500 files", "files>500"),
            ("media_length>1GiB", "size>1GiB"),
            ("Media_Count > 500", "files>500"),
            (">1 000 000", ">1000000"),
            ("files>1,000,000", "files>1000000"),
            ("≥1.2 GiB", ">=1.2GiB"),
            ("≤1", "<=1"),
            ("=>1", ">=1"),
            ("=<1", "<=1"),
            ("==1", "=1"),
            ("＞＝１", ">=1"),
        ] {
            assert_eq!(limits(text), limits(plain), "{text}");
        }
    }

    #[test]
    fn numbers_are_read_in_the_style_of_the_language() {
        for (text, style, plain) in [
            (">1,5GiB", GERMAN, ">1.5GiB"),
            (">38,4 GiB", GERMAN, ">38.4GiB"),
            (">1.500 MiB", GERMAN, ">1500MiB"),
            (">1,500 MiB", GERMAN, ">1.5MiB"),
            (">1\u{202f}500,5 MiB", FRENCH, ">1500.5MiB"),
            (">1’500.5 MiB", SWISS, ">1500.5MiB"),
            (">٣٨٫٤ GiB", ARABIC, ">38.4GiB"),
        ] {
            let (read, rest) = read_in(text, &style).expect("a condition");
            assert_eq!((read, rest), (Ok(limits(plain)), ""), "{text}");
        }
        let (read, _) = read_in(">1.500 MiB", &FRENCH).expect("a condition");
        assert_eq!(read, Err(ConditionErrorReason::Number));
    }

    #[test]
    fn what_is_not_understood_is_named_with_its_reason() {
        let name = |name: &str| ConditionErrorReason::Name(name.to_owned());
        let operator = |signs: &str| ConditionErrorReason::Operator(signs.to_owned());
        let unit = |name: &str| ConditionErrorReason::Unit(name.to_owned());
        for (text, reason) in [
            (">", ConditionErrorReason::Unfinished),
            ("files >= ", ConditionErrorReason::Unfinished),
            ("size:>", ConditionErrorReason::Unfinished),
            (">abc", ConditionErrorReason::Number),
            ("<img", ConditionErrorReason::Number),
            (">.", ConditionErrorReason::Number),
            (">-1", ConditionErrorReason::Number),
            (">1.2.3", ConditionErrorReason::Number),
            (">0.0000000000000000001", ConditionErrorReason::Number),
            (">1x", unit("x")),
            (">1ib", unit("ib")),
            (">1bb", unit("bb")),
            (">1é", unit("é")),
            (">50%", unit("%")),
            (">1 ZB", unit("ZB")),
            ("files>1kib", unit("kib")),
            ("files>1b", unit("b")),
            ("> 1 gigs/s", unit("gigs/s")),
            ("> 50 %", unit("%")),
            ("> 1 GB/s", unit("GB/s")),
            ("> 1 Gbit", unit("Gbit")),
            ("> 1 GiB*", unit("GiB*")),
            ("> 1 million", unit("million")),
            ("size > 500 files", unit("files")),
            ("files > 5 GiB", unit("GiB")),
            (">1.2.3 GiB", ConditionErrorReason::Number),
            (">1.2.3 files", ConditionErrorReason::Number),
            (">0.0000000000000000001 GiB", ConditionErrorReason::Number),
            (">> 1 GiB", operator(">>")),
            ("größe>5 GiB", name("größe")),
            ("größe > 5", name("größe")),
            ("fichiers > 500", name("fichiers")),
            ("my_size>1 GiB", name("my_size")),
            (">>1", operator(">>")),
            ("<>1", operator("<>")),
            ("!=1", operator("!=")),
            ("files≠1", operator("≠")),
            ("file>1", name("file")),
            ("name<= 1", name("name")),
        ] {
            assert_eq!(read(text), Some((Err(reason), "")), "{text}");
        }
    }

    #[test]
    fn words_without_a_comparison_are_no_conditions() {
        for word in [
            "",
            "@a=40b:x.org",
            "anna",
            "size",
            "files:5",
            "1gib",
            "a->b",
            "a=5",
            "!a",
        ] {
            assert_eq!(read(word), None, "{word:?}");
        }
    }

    #[test]
    fn a_condition_ends_where_the_next_word_begins() {
        for (text, rest) in [
            (">1 anna", " anna"),
            (">1GiB anna", " anna"),
            (">1 GiB anna", " anna"),
            ("files>5 g", " g"),
            ("> anna berg", " berg"),
            (">1x anna", " anna"),
            (">1.2.3 GiB anna", " anna"),
            (">5 rabbit", " rabbit"),
            (">5 m.schmidt", " m.schmidt"),
            (">5 https://matrix.to/#/@a:b", " https://matrix.to/#/@a:b"),
        ] {
            assert_eq!(read(text).map(|(_, rest)| rest), Some(rest), "{text}");
        }
    }

    #[test]
    fn numbers_without_end_are_larger_than_any_figure() {
        let huge = format!("{}eib", "9".repeat(50));
        assert!(allows(&format!("<{huge}"), u64::MAX, 1));
        assert!(allows(&format!("<={huge}"), u64::MAX, 1));
        assert!(!allows(&format!(">{huge}"), u64::MAX, 1));
        assert!(!allows(&format!("={huge}"), u64::MAX, 1));
    }

    proptest! {
        #[test]
        fn comparisons_are_those_of_numbers(bytes in any::<u64>(), than in any::<u64>()) {
            prop_assert_eq!(allows(&format!("<{than}"), bytes, 1), bytes < than);
            prop_assert_eq!(allows(&format!("<={than}"), bytes, 1), bytes <= than);
            prop_assert_eq!(allows(&format!(">{than}"), bytes, 1), bytes > than);
            prop_assert_eq!(allows(&format!(">={than}"), bytes, 1), bytes >= than);
            prop_assert_eq!(allows(&format!("={than}"), bytes, 1), bytes == than);
            let itself = format!("={than}");
            prop_assert!(allows(&itself, than, 1));
        }

        #[test]
        fn any_text_can_be_read(
            text in "(size|files|average)?[<>=]{0,2} ?[0-9.,]{0,40} ?[a-z]{0,4}|.{0,10}",
        ) {
            if let Some((condition, rest)) = Condition::read(&text, &NumberStyle::LINK_STYLE) {
                prop_assert_eq!(format!("{}{rest}", condition.text), text.clone());
                prop_assert!(condition.text.contains(|char| "<>=!≠≤≥≦≧⩽⩾＜＞＝".contains(char)));
                if let Ok(parsed) = condition.parsed {
                    prop_assert!(parsed.limits.is_within(MetricLimits::default()));
                    prop_assert!(condition.text.starts_with(parsed.before));
                    prop_assert!(condition.text.ends_with(parsed.after));
                }
            }
        }
    }
}
