//! How a locale writes numbers. Exact for integers of any size: nothing passes through a float.

/// What a locale's numbers are written with. The browser is asked for it once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locale {
    /// The digits from 0 to 9.
    pub digits: [char; 10],
    /// Stands before the fraction.
    pub decimal: String,
    /// Stands between groups of digits.
    pub group: String,
    /// Digits of the last group, and of the groups before (2 in India).
    pub group_sizes: (usize, usize),
    /// How many digits a number has at least before groups are made (5 in Spain).
    pub shortest_grouped: usize,
    /// Stands before and behind a number of per cent.
    pub percent: (String, String),
}

impl Default for Locale {
    /// English.
    fn default() -> Self {
        Self {
            digits: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
            decimal: ".".to_owned(),
            group: ",".to_owned(),
            group_sizes: (3, 3),
            shortest_grouped: 4,
            percent: (String::new(), "%".to_owned()),
        }
    }
}

impl Locale {
    /// An integer, in groups: `9,022`.
    pub fn integer(&self, number: impl Into<u128>) -> String {
        let digits = number.into().to_string();
        let (last, before) = self.group_sizes;
        let grouped = digits.len() >= self.shortest_grouped && before > 0;
        let mut out = String::new();
        for (at, digit) in digits.chars().enumerate() {
            let left = digits.len() - at;
            let starts_group = left == last || (left > last && (left - last) % before == 0);
            if grouped && at > 0 && starts_group {
                out.push_str(&self.group);
            }
            out.push(self.digit(digit));
        }
        out
    }

    /// A number given in tenths, with one decimal: `25.9` for 259.
    pub fn tenths(&self, tenths: u128) -> String {
        self.fixed(tenths, 1)
    }

    /// A number given in its last decimal place, with so many places: `0.873` for 873 and 3.
    pub fn fixed(&self, number: u128, places: u32) -> String {
        let mut unit = 10_u128.saturating_pow(places);
        let mut out = self.integer(number / unit) + &self.decimal;
        for _ in 0..places {
            let rest = number % unit;
            unit /= 10;
            let digit = u32::try_from(rest / unit).unwrap_or(0);
            out.push(self.digit(char::from_digit(digit, 10).unwrap_or('0')));
        }
        out
    }

    /// A part of a whole in per cent: with one decimal, below 1 % with two significant digits. What is
    /// more than nothing never reads as nothing, and what is less than all never as all. `None` of
    /// nothing.
    pub fn percent(&self, part: u128, whole: u128) -> Option<String> {
        if whole == 0 {
            return None;
        }
        let (before, behind) = &self.percent;
        if part > 0
            && let Some(small) = self.below_one_percent(part, whole)
        {
            return Some(small);
        }
        // Sizes sum up to less than 2^117 for any number of users that fits into a memory.
        let tenths = (part.saturating_mul(1000) + whole / 2) / whole;
        Some(match tenths {
            1000 if part < whole => format!(">{before}{}{behind}", self.tenths(999)),
            _ => format!("{before}{}{behind}", self.tenths(tenths)),
        })
    }

    /// Formats a change relative to the earlier amount as a signed percentage, without decimals from
    /// 100 % on. From 1000 % on, formats the ratio instead, such as `×18`. `None` if the earlier amount
    /// was 0.
    pub fn growth(&self, change: i128, before: u128) -> Option<String> {
        let (size, sign) = (change.unsigned_abs(), if change < 0 { "−" } else { "+" });
        let percent = (size.saturating_mul(100).saturating_add(before / 2)).checked_div(before)?;
        Some(match percent {
            _ if change == 0 => self.whole_percent(0),
            0..100 => format!("{sign}{}", self.percent(size, before)?),
            100..1000 => format!("{sign}{}", self.whole_percent(percent)),
            _ => {
                let now = size.saturating_add(before);
                format!("×{}", self.integer(now.saturating_add(before / 2) / before))
            }
        })
    }

    fn whole_percent(&self, percent: u128) -> String {
        let (before, behind) = &self.percent;
        format!("{before}{}{behind}", self.integer(percent))
    }

    /// A part that rounds to less than 1 %, in per cent with two significant digits.
    fn below_one_percent(&self, part: u128, whole: u128) -> Option<String> {
        /// The most decimals: enough for a user among millions.
        const MAX_DECIMALS: u32 = 5;
        let (before, behind) = &self.percent;
        for decimals in 2..=MAX_DECIMALS {
            let scale = 10_u128.pow(2 + decimals);
            // What has no room for the scale is far more than a hundredth of any whole there is.
            let scaled = (part.checked_mul(scale)?.checked_add(whole / 2)?) / whole;
            match scaled {
                0..10 => {}
                10..100 => {
                    let figure = self.fixed(scaled, decimals);
                    return Some(format!("{before}{figure}{behind}"));
                }
                _ => return None,
            }
        }
        let least = self.fixed(1, MAX_DECIMALS - 1);
        Some(format!("<{before}{least}{behind}"))
    }

    fn digit(&self, ascii: char) -> char {
        let value = ascii.to_digit(10).unwrap_or(0);
        self.digits[value as usize]
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_integer_keeps_its_digits(number in any::<u128>()) {
            let written: String = Locale::default().integer(number);
            prop_assert_eq!(written.replace(',', ""), number.to_string());
            prop_assert!(written.split(',').skip(1).all(|group| group.len() == 3));
        }

        #[test]
        fn only_nothing_is_0_percent_and_only_all_is_100(part in 0..1_u128 << 80, rest in 0..1_u128 << 80) {
            let whole = part + rest;
            if let Some(percent) = Locale::default().percent(part, whole) {
                prop_assert_eq!(percent == "0.0%", part == 0);
                prop_assert_eq!(percent == "100.0%", part == whole);
            }
        }
    }

    #[test]
    fn groups_follow_the_locale() {
        let english = Locale::default();
        assert_eq!(english.integer(999_u32), "999");
        assert_eq!(english.integer(9_022_u32), "9,022");
        let spanish = Locale {
            group: ".".into(),
            shortest_grouped: 5,
            ..Locale::default()
        };
        assert_eq!(spanish.integer(9_022_u32), "9022");
        assert_eq!(spanish.integer(90_220_u32), "90.220");
        let indian = Locale {
            group_sizes: (3, 2),
            ..Locale::default()
        };
        assert_eq!(indian.integer(12_345_678_u32), "1,23,45,678");
        let arabic = Locale {
            digits: ['٠', '١', '٢', '٣', '٤', '٥', '٦', '٧', '٨', '٩'],
            ..Locale::default()
        };
        assert_eq!(arabic.integer(409_u32), "٤٠٩");
    }

    #[test]
    fn decimals_are_kept_to_the_last() {
        let german = Locale {
            decimal: ",".into(),
            ..Locale::default()
        };
        assert_eq!(german.tenths(259), "25,9");
        assert_eq!(german.fixed(873, 3), "0,873");
        assert_eq!(german.fixed(1_020, 3), "1,020");
    }

    #[test]
    fn growth_is_a_percentage_or_a_factor() {
        let locale = Locale::default();
        let growth = |change, before| locale.growth(change, before).unwrap_or_default();
        assert_eq!(growth(1, 3), "+33.3%");
        assert_eq!(growth(-1, 1_000), "−0.10%");
        assert_eq!(growth(-3, 3), "−100%");
        assert_eq!(growth(0, 3), "0%");
        assert_eq!(growth(7, 4), "+175%");
        assert_eq!(growth(998, 100), "+998%");
        assert_eq!(growth(17, 1), "×18");
        assert_eq!(growth(9_999, 1), "×10,000");
        assert_eq!(growth(1, 0), "");
    }

    #[test]
    fn percent_has_a_decimal_or_two_significant_digits() {
        let locale = Locale::default();
        assert_eq!(locale.percent(1, 3).as_deref(), Some("33.3%"));
        assert_eq!(locale.percent(99, 10_000).as_deref(), Some("0.99%"));
        assert_eq!(locale.percent(9_960, 1_000_000).as_deref(), Some("1.0%"));
        assert_eq!(locale.percent(1, 1_000).as_deref(), Some("0.10%"));
        assert_eq!(locale.percent(31, 100_000).as_deref(), Some("0.031%"));
        assert_eq!(locale.percent(1, 10_000_000).as_deref(), Some("<0.0001%"));
        assert_eq!(locale.percent(0, 0), None);
    }
}
