//! Conditions on figures: `>1GiB`, `<=500MB`, `=0`, `files>500`, `average<1MiB`.
//!
//! Every figure is a whole number, so any comparison with any decimal is a range of whole numbers,
//! and several conditions on a figure are one range.

/// The whole numbers from one up to, and without, another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    from: u128,
    below: u128,
}

impl Bounds {
    /// Every number that a figure can be.
    const ALL: Self = Self {
        from: 0,
        below: u128::MAX,
    };

    fn contain(self, number: u64) -> bool {
        (self.from..self.below).contains(&number.into())
    }

    fn and(self, other: Self) -> Self {
        Self {
            from: self.from.max(other.from),
            below: self.below.min(other.below),
        }
    }

    fn are_within(self, other: Self) -> bool {
        self.from >= other.from && self.below <= other.below
    }
}

/// What a condition is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Figure {
    Size,
    Files,
    Average,
}

impl Default for Bounds {
    fn default() -> Self {
        Self::ALL
    }
}

/// What the figures of a user must be. By default, any will do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Limits {
    size: Bounds,
    files: Bounds,
    average: Bounds,
}

impl Limits {
    /// Reads a word, in lower case, as a condition. `None` when it is none.
    pub(super) fn parse(word: &str) -> Option<Self> {
        let (name, comparison) = word.split_at(word.find(['<', '>', '='])?);
        let figure = match name {
            "" | "size" => Figure::Size,
            "files" => Figure::Files,
            "average" => Figure::Average,
            _ => return None,
        };
        let bounds = bounds(comparison, figure)?;
        let mut limits = Self::default();
        *match figure {
            Figure::Size => &mut limits.size,
            Figure::Files => &mut limits.files,
            Figure::Average => &mut limits.average,
        } = bounds;
        Some(limits)
    }

    /// Both these limits and others.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            size: self.size.and(other.size),
            files: self.files.and(other.files),
            average: self.average.and(other.average),
        }
    }

    /// Whether whoever keeps these limits keeps the others.
    pub(super) fn are_within(self, other: Self) -> bool {
        self.size.are_within(other.size)
            && self.files.are_within(other.files)
            && self.average.are_within(other.average)
    }

    /// Whether a user's bytes and files keep the limits. The average is the one that is shown,
    /// rounded down to a whole byte; 0 without files.
    pub(super) fn allow(self, bytes: u64, files: u64) -> bool {
        self.size.contain(bytes)
            && self.files.contain(files)
            && self.average.contain(bytes.checked_div(files).unwrap_or(0))
    }
}

/// The numbers for which a comparison such as `>=1.5gib` holds.
fn bounds(comparison: &str, figure: Figure) -> Option<Bounds> {
    const OPERATORS: [&str; 5] = ["<=", ">=", "<", ">", "="];
    let mut operators = OPERATORS.into_iter();
    let (operator, number) =
        operators.find_map(|operator| Some((operator, comparison.strip_prefix(operator)?)))?;
    let (down, up) = parse_number(number, figure)?;
    let after = down.saturating_add(1);
    let Bounds { from, below } = Bounds::ALL;
    let (from, below) = match operator {
        "<=" => (from, after),
        ">=" => (up, below),
        "<" => (from, up),
        ">" => (after, below),
        // Between two whole numbers, there is none.
        _ => (up, after),
    };
    Some(Bounds { from, below })
}

/// Reads a decimal with a unit, and rounds it down and up to whole numbers.
fn parse_number(text: &str, figure: Figure) -> Option<(u128, u128)> {
    let end = text.find(|char: char| !char.is_ascii_digit() && char != '.');
    let (digits, name) = text.split_at(end.unwrap_or(text.len()));
    let unit = parse_unit(name, figure)?;
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    // With more decimals, the numbers below would not hold them.
    let is_number = !(whole.is_empty() && decimals.is_empty())
        && decimals.len() <= 18
        && !decimals.contains('.');
    // A number that is too large is larger than any figure, and that is all that matters.
    let read = |digits: &str| match digits {
        "" => 0,
        digits => digits.parse().unwrap_or(u128::MAX),
    };
    let scale = 10_u128.pow(u32::try_from(decimals.len()).ok().filter(|_| is_number)?);
    let part = read(decimals) * unit;
    let whole = read(whole).saturating_mul(unit);
    Some((
        whole.saturating_add(part / scale),
        whole.saturating_add(part.div_ceil(scale)),
    ))
}

/// How many bytes, or files, a unit stands for.
fn parse_unit(name: &str, figure: Figure) -> Option<u128> {
    if matches!(name, "" | "b") {
        let is_unit = name.is_empty() || figure != Figure::Files;
        return is_unit.then_some(1);
    }
    let (prefix, rest) = name.split_at_checked(1)?;
    let base: u128 = match (figure, rest) {
        (Figure::Files, "") => 1000,
        (Figure::Files, _) => return None,
        (_, "" | "i" | "ib") => 1024,
        (_, "b") => 1000,
        _ => return None,
    };
    let power = 1 + u32::try_from("kmgtpe".find(prefix)?).ok()?;
    Some(base.pow(power))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KIB: u64 = 1 << 10;
    const MIB: u64 = 1 << 20;
    const GIB: u64 = 1 << 30;

    fn allows(word: &str, bytes: u64, files: u64) -> bool {
        Limits::parse(word)
            .expect("a condition")
            .allow(bytes, files)
    }

    /// The only size that a condition with `=` allows.
    fn size(number: &str) -> u128 {
        let limits = Limits::parse(&format!("={number}")).expect("a condition");
        assert_eq!(limits.size.from + 1, limits.size.below, "{number}");
        limits.size.from
    }

    #[test]
    fn units_are_powers_of_1024_or_1000() {
        assert_eq!(size("17"), 17);
        assert_eq!(size("17b"), 17);
        for (number, bytes) in [
            ("1k", KIB),
            ("1ki", KIB),
            ("1kib", KIB),
            ("1kb", 1000),
            ("2m", 2 * MIB),
            ("2mib", 2 * MIB),
            ("500mb", 500_000_000),
            ("3g", 3 * GIB),
            ("3gib", 3 * GIB),
            ("3gb", 3_000_000_000),
            ("1t", 1024 * GIB),
            ("1tb", 1_000_000_000_000),
            ("1pib", 1 << 50),
            ("1eib", 1 << 60),
        ] {
            assert_eq!(size(number), bytes.into(), "{number}");
        }
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
    fn what_is_no_condition_is_told_apart() {
        for word in [
            "",
            ">",
            "size>",
            ">abc",
            ">1.2.3",
            ">.",
            ">-1",
            ">1gibs",
            ">1x",
            ">1ib",
            ">1bb",
            "files>1kib",
            "files>1b",
            "name>1",
            "@a=40b:x.org",
            "anna",
            "size",
            "1gib",
            "=>1",
            "==1",
            ">1é",
            ">é",
            ">0.0000000000000000001",
        ] {
            assert_eq!(Limits::parse(word), None, "{word:?}");
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
        fn any_word_can_be_read(word in "(size|files|average)?[<>=]{0,2}[0-9.]{0,40}[a-z]{0,4}|.{0,10}") {
            if let Some(limits) = Limits::parse(&word) {
                prop_assert!(word.contains(['<', '>', '=']));
                prop_assert!(limits.are_within(Limits::default()));
            }
        }
    }
}
