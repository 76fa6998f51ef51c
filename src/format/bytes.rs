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
    pub fn brief(self, bytes: u128, locale: &Locale) -> String {
        self.write(bytes, locale, true)
    }

    fn write(self, bytes: u128, locale: &Locale, is_brief: bool) -> String {
        let (base, units): (u128, &[&str]) = match self {
            Self::Iec => (1024, &["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]),
            Self::Si => (1000, &["kB", "MB", "GB", "TB", "PB", "EB"]),
        };
        if bytes < base {
            return format!("{} B", locale.integer(bytes));
        }
        let mut size = base;
        let mut units = units.iter();
        let mut unit = units.next();
        // The unit in which the rounded figure stays below the base: never 1024.0 KiB.
        while rounded_tenths(bytes, size) >= base * 10
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
        fn a_figure_stays_below_its_base(bytes in 0..1_u128 << 69) {
            for (units, base) in [(Units::Iec, 1024.0), (Units::Si, 1000.0)] {
                let locale = Locale { group: String::new(), ..Locale::default() };
                let text = units.format(bytes, &locale);
                let figure: f64 = text.split(' ').next().and_then(|n| n.parse().ok()).expect("a number");
                prop_assert!(figure < base, "{}", text);
            }
        }

        #[test]
        fn any_size_can_be_shown(bytes in any::<u128>()) {
            prop_assert!(iec(bytes).ends_with('B'));
        }
    }

    #[test]
    fn sizes_are_rounded_to_a_tenth_of_a_unit() {
        assert_eq!(iec(0), "0 B");
        assert_eq!(iec(1023), "1,023 B");
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
