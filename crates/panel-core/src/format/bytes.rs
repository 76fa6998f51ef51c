//! Sizes in bytes, readable: IEC (KiB = 1024 bytes) or SI (kB = 1000 bytes).

use super::locale::Locale;

/// Which units sizes are shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Units {
    /// Powers of 1024, IEC 80000-13: KiB, MiB, GiB, TiB.
    #[default]
    Iec,
    /// Powers of 1000: kB, MB, GB, TB.
    Si,
}

/// From this figure on, the next unit is used, whatever it is worth: 1,000 KiB read as 1.0 MiB.
const NEXT_UNIT: u128 = 1000;

impl Units {
    /// Both, the default first.
    pub const ALL: [Self; 2] = [Self::Iec, Self::Si];

    /// The name under which the choice is remembered.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Iec => "iec",
            Self::Si => "si",
        }
    }

    /// The units of a remembered name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|units| units.as_str() == name)
    }

    /// A number of bytes with its unit: `25.9 MiB`. One decimal, rounded half up, but none below
    /// the first unit.
    pub fn format(self, bytes: impl Into<u128>, locale: &Locale) -> String {
        self.write(bytes.into(), locale, false)
    }

    /// The same, but without a decimal that is 0: `4 GiB`. For round sizes.
    pub fn compact(self, bytes: u128, locale: &Locale) -> String {
        self.write(bytes, locale, true)
    }

    fn write(self, bytes: u128, locale: &Locale, is_brief: bool) -> String {
        let (base, units): (u128, &[&str]) = match self {
            Self::Iec => (1024, &["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]),
            Self::Si => (1000, &["kB", "MB", "GB", "TB", "PB", "EB"]),
        };
        if bytes < NEXT_UNIT {
            return format!("{} B", locale.integer(bytes));
        }
        let mut size = base;
        let mut units = units.iter();
        let mut unit = units.next();
        // Never a figure with four digits, which a person would have to count.
        while rounded_tenths(bytes, size) >= NEXT_UNIT * 10
            && let Some(next) = units.next()
        {
            size *= base;
            unit = Some(next);
        }
        let tenths = rounded_tenths(bytes, size);
        let figure = if is_brief && tenths.is_multiple_of(10) {
            locale.integer(tenths / 10)
        } else {
            locale.tenths(tenths)
        };
        format!("{figure} {}", unit.unwrap_or(&"B"))
    }
}

/// A size as [`parse_size`] reads it again: in the largest unit, of 1024 or of 1000, that leaves no
/// fraction.
pub fn exact_size(bytes: u64) -> String {
    const UNITS: [(u64, &[&str]); 2] = [
        (1024, &["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]),
        (1000, &["kB", "MB", "GB", "TB", "PB", "EB"]),
    ];
    let mut best = (bytes, "B");
    for (base, units) in UNITS {
        let mut number = bytes;
        for unit in units {
            if number == 0 || !number.is_multiple_of(base) {
                break;
            }
            number /= base;
            if number < best.0 {
                best = (number, unit);
            }
        }
    }
    format!("{} {}", best.0, best.1)
}

/// A size as people write it: `2 TB`, `1,5 TiB`, `500G`, or bytes without a unit. A letter alone is
/// IEC, as in most programs. `None` for anything else, for what passes 2^64, and for three digits
/// behind a point or comma, which may stand between thousands.
pub fn parse_size(text: &str) -> Option<u64> {
    let text = text.trim();
    let end = text.find(|char: char| !(char.is_ascii_digit() || ".,".contains(char)));
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, ""));
    let unit = unit.trim().to_ascii_uppercase();
    let (letter, base) = match unit.as_bytes() {
        [] | [b'B'] => (None, 1),
        [letter] | [letter, b'I', b'B'] | [letter, b'I'] => (Some(*letter), 1024),
        [letter, b'B'] => (Some(*letter), 1000),
        _ => return None,
    };
    let power = match letter {
        None => 0,
        Some(letter) => "KMGTPE".find(char::from(letter))? + 1,
    };
    let unit = u128::checked_pow(base, u32::try_from(power).ok()?)?;
    let places = u32::try_from(fraction.len()).ok();
    let places = places.filter(|&places| places <= 9 && places != 3)?;
    let number: u128 = [whole, fraction].concat().parse().ok()?;
    let bytes = number.checked_mul(unit)? / 10_u128.pow(places);
    u64::try_from(bytes).ok()
}

fn rounded_tenths(bytes: u128, size: u128) -> u128 {
    let (whole, rest) = (bytes / size, bytes % size);
    whole
        .saturating_mul(10)
        .saturating_add((rest * 10 + size / 2) / size)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn iec(bytes: u128) -> String {
        Units::Iec.format(bytes, &Locale::default())
    }

    proptest! {
        #[test]
        fn a_figure_has_at_most_three_digits(bytes in 0..1_u128 << 69) {
            for units in Units::ALL {
                let locale = Locale { group: String::new(), ..Locale::default() };
                let text = units.format(bytes, &locale);
                let figure: f64 = text.split(' ').next().and_then(|n| n.parse().ok()).expect("a number");
                prop_assert!(figure < 1000.0, "{}", text);
            }
        }

        #[test]
        fn a_size_that_is_shown_is_read_as_about_the_same(bytes in any::<u64>()) {
            for units in Units::ALL {
                let locale = Locale { group: String::new(), ..Locale::default() };
                let read = parse_size(&units.format(bytes, &locale)).unwrap_or(u64::MAX);
                prop_assert!(read.abs_diff(bytes) <= bytes / 20, "{} and not {}", read, bytes);
            }
        }

        #[test]
        fn an_exact_size_is_read_as_the_same(number in 0..5_000_u64, power in 0..6_u32, binary in any::<bool>()) {
            let base = if binary { 1024_u64 } else { 1000 };
            let bytes = number.saturating_mul(base.pow(power));
            prop_assert_eq!(parse_size(&exact_size(bytes)), Some(bytes));
        }

        #[test]
        fn no_text_is_too_strange_to_be_read(text in ".{0,12}") {
            parse_size(&text);
        }

        #[test]
        fn any_size_can_be_shown(bytes in any::<u128>()) {
            prop_assert!(iec(bytes).ends_with('B'));
        }
    }

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, bytes) in [
            ("2 TB", 2_000_000_000_000),
            (" 1,5 TiB ", 1_649_267_441_664),
            ("500G", 536_870_912_000),
            ("500gb", 500_000_000_000),
            ("0.5 k", 512),
            ("12", 12),
            ("7 B", 7),
        ] {
            assert_eq!(parse_size(text), Some(bytes), "{text}");
        }
        for text in [
            "",
            "TB",
            "much",
            "1.2.3 GB",
            "1,000 GB",
            "2 000 GB",
            "-1 GB",
            "1 XB",
            "99999 EiB",
            "1 GiBB",
            ".",
        ] {
            assert_eq!(parse_size(text), None, "{text}");
        }
    }

    #[test]
    fn sizes_are_rounded_to_a_tenth_of_a_unit() {
        assert_eq!(iec(0), "0 B");
        assert_eq!(iec(999), "999 B");
        assert_eq!(iec(1000), "1.0 KiB");
        assert_eq!(iec(1000 << 20), "1.0 GiB");
        assert_eq!(iec(999 << 20), "999.0 MiB");
        assert_eq!(iec(1024), "1.0 KiB");
        assert_eq!(iec(27_158_912), "25.9 MiB");
        assert_eq!(iec(1_048_575), "1.0 MiB");
        assert_eq!(iec((1 << 30) - 1), "1.0 GiB");
        assert_eq!(Units::Si.format(999_950_u32, &Locale::default()), "1.0 MB");
        assert_eq!(
            Units::Si.format(25_900_000_u32, &Locale::default()),
            "25.9 MB"
        );
    }
}
