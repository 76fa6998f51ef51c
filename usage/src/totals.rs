//! Sums over users. 128-bit: no number of users can make them wrap.

use super::table::Table;

/// What a group of users uses together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Number of users.
    pub users: usize,
    /// Number of their media.
    pub files: u128,
    /// Bytes of their media.
    pub bytes: u128,
    /// Users of whom all media are still pending, counted with 0 bytes.
    pub pending: usize,
    /// The fewest users who hold at least 80 % of the bytes; 0 when there are no bytes.
    pub holders_of_80_percent: usize,
}

impl Totals {
    /// Sums up users of a table. `by_size` is their indices, the largest first.
    pub fn new(table: &Table, by_size: &[u32]) -> Self {
        let mut totals = Self::default();
        for &index in by_size {
            let user = table.user(index);
            totals.users += 1;
            totals.files += u128::from(user.media_count);
            totals.bytes += u128::from(user.media_length.unwrap_or(0));
            totals.pending += usize::from(user.media_length.is_none());
        }
        let mut held: u128 = 0;
        for &index in by_size {
            // In fifths, so that nothing is rounded.
            if held * 5 >= totals.bytes * 4 {
                break;
            }
            held += u128::from(table.bytes(index));
            totals.holders_of_80_percent += 1;
        }
        totals
    }

    /// Mean bytes of a file, rounded down; `None` without files.
    pub fn average_file(&self) -> Option<u128> {
        self.bytes.checked_div(self.files)
    }
}

/// A part of a whole in thousandths, rounded down; 0 of nothing.
pub fn permille(part: u128, whole: u128) -> u64 {
    let permille = part.saturating_mul(1000).checked_div(whole).unwrap_or(0);
    u64::try_from(permille).unwrap_or(1000)
}

/// A part of a whole as a decimal fraction with nine places, rounded down; 0 of nothing.
pub fn fraction(part: u128, whole: u128) -> String {
    const BILLION: u128 = 1_000_000_000;
    // Sizes sum up to less than 2^97 for as many users as an index can count.
    let billionths = part.saturating_mul(BILLION).checked_div(whole).unwrap_or(0);
    format!("{}.{:09}", billionths / BILLION, billionths % BILLION)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::User;
    use crate::order::Ranking;
    use crate::table::testing::any_table;
    use proptest::prelude::*;

    fn ranking(table: &Table) -> Ranking {
        pollster::block_on(Ranking::new(table, &crate::Unhurried))
    }

    proptest! {
        #[test]
        fn totals_are_the_naive_sums(table in any_table(40)) {
            let totals = Totals::new(&table, ranking(&table).by_size());
            let bytes: Vec<u128> = table.users().map(|u| u.media_length.unwrap_or(0).into()).collect();
            prop_assert_eq!(totals.bytes, bytes.iter().sum::<u128>());
            prop_assert_eq!(totals.files, table.users().map(|u| u128::from(u.media_count)).sum::<u128>());
            prop_assert_eq!(totals.users, table.len());
        }

        #[test]
        fn the_holders_hold_80_percent_and_one_less_do_not(table in any_table(40)) {
            let ranking = ranking(&table);
            let totals = Totals::new(&table, ranking.by_size());
            let held = |n: usize| -> u128 {
                ranking.by_size()[..n].iter().map(|&i| u128::from(table.bytes(i))).sum()
            };
            let n = totals.holders_of_80_percent;
            prop_assert!(held(n) * 5 >= totals.bytes * 4);
            prop_assert!(n == 0 || held(n - 1) * 5 < totals.bytes * 4);
        }
    }

    #[test]
    fn sums_beyond_64_bits_are_exact() {
        let mut table = Table::default();
        for id in ["@a:x", "@b:x", "@c:x"] {
            table.push(User {
                user_id: Some(id),
                displayname: None,
                media_count: 1,
                media_length: Some(u64::MAX - 1),
            });
        }
        let totals = Totals::new(&table, &[0, 1, 2]);
        assert_eq!(totals.bytes, 3 * u128::from(u64::MAX - 1));
        assert_eq!(totals.average_file(), Some(u128::from(u64::MAX - 1)));
    }

    #[test]
    fn a_fraction_is_a_plain_decimal() {
        assert_eq!(fraction(1, 3), "0.333333333");
        assert_eq!(fraction(3, 3), "1.000000000");
        assert_eq!(fraction(0, 0), "0.000000000");
    }

    #[test]
    fn nobody_uses_nothing() {
        assert_eq!(Totals::new(&Table::default(), &[]), Totals::default());
        assert_eq!(Totals::default().average_file(), None);
    }
}
