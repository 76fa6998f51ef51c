//! Totals over users, and how unequal they are. 128-bit, so they can't overflow.

use crate::table::{Table, USERS_PER_SLICE};
use crate::yielder::{Yielder, maybe_yield};

/// Totals of a set of users.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Number of users.
    pub users: usize,
    /// Number of their media.
    pub files: u128,
    /// Bytes of their media.
    pub bytes: u128,
    /// Users whose media are all pending, counted with 0 bytes.
    pub pending: usize,
    /// Bytes of the largest user; 0 without users.
    pub largest: u64,
    /// Median bytes per user; for an even number of users, the mean of the middle two, rounded
    /// down; 0 without users.
    pub median: u64,
    /// The smallest number of users who hold at least 50 % of the bytes; 0 if there are no bytes.
    pub holders_of_50_percent: usize,
    /// The smallest number of users who hold at least 80 % of the bytes; 0 if there are no bytes.
    pub holders_of_80_percent: usize,
    /// The smallest number of users who hold at least 95 % of the bytes; 0 if there are no bytes.
    pub holders_of_95_percent: usize,
    /// The Gini coefficient in ten-thousandths, rounded down: the mean difference between any two
    /// users' bytes, divided by twice the mean. 0 if all users have the same (or nothing), and
    /// close to 10,000 if one of many has everything.
    pub gini: u32,
}

impl Totals {
    /// Computes the totals of a table's users. `by_size` contains their indices, largest first.
    pub async fn new(table: &Table, by_size: &[u32], yielder: &dyn Yielder) -> Self {
        let (mut files, mut bytes, mut all_held, mut pending) = (0, 0, 0, 0);
        // A single pass, because the table is in another order and therefore slow to read.
        let mut sizes = Vec::with_capacity(by_size.len());
        for slice in by_size.chunks(16 * USERS_PER_SLICE) {
            for &index in slice {
                let length = table.length(index);
                let size = length.unwrap_or(0);
                sizes.push(size);
                files += u128::from(table.count(index));
                bytes += u128::from(size);
                pending += usize::from(length.is_none());
                all_held += bytes;
            }
            maybe_yield(yielder).await;
        }
        let users = sizes.len();
        let [half, most, nearly_all] = holders(&sizes, bytes, [50, 80, 95]);
        let at = |place: usize| sizes.get(place).copied().unwrap_or(0);
        Self {
            users,
            files,
            bytes,
            pending,
            largest: at(0),
            median: at(users.saturating_sub(1) / 2).midpoint(at(users / 2)),
            holders_of_50_percent: half,
            holders_of_80_percent: most,
            holders_of_95_percent: nearly_all,
            gini: gini(users, bytes, all_held),
        }
    }

    /// Mean bytes per file, rounded down; `None` without files.
    pub fn average_file(&self) -> Option<u128> {
        self.bytes.checked_div(self.files)
    }

    /// Mean bytes per user, rounded down; `None` without users.
    pub fn average_user(&self) -> Option<u128> {
        self.bytes.checked_div(self.users as u128)
    }
}

/// Returns how many of the largest users hold at least each of the percentages, given in ascending
/// order.
fn holders(sizes: &[u64], bytes: u128, percents: [u128; 3]) -> [usize; 3] {
    let (mut held, mut users) = (0, 0);
    percents.map(|percent| {
        // Rounding up to whole bytes is exact, because sizes are integers.
        let wanted = (bytes * percent).div_ceil(100);
        while held < wanted
            && let Some(&size) = sizes.get(users)
        {
            held += u128::from(size);
            users += 1;
        }
        users
    })
}

/// The Gini coefficient in ten-thousandths. `all_held` is the sum of the cumulative bytes of the
/// largest 1, 2, … users, which lies between (n + 1) / 2 times the bytes (all equal) and n times
/// (one user has everything). Twice that fits into 128 bits for 2^31 users, more than fit into a
/// 32-bit address space.
fn gini(users: usize, bytes: u128, all_held: u128) -> u32 {
    let users = users as u128;
    let excess = (2 * all_held).saturating_sub((users + 1) * bytes);
    let most = users * bytes;
    let gini = match excess.checked_mul(10_000) {
        Some(excess) => excess.checked_div(most),
        // So large that the divisor's last digits don't matter.
        None => excess.checked_div(most / 10_000),
    };
    u32::try_from(gini.unwrap_or(0)).unwrap_or(10_000)
}

/// Returns a part of a whole in thousandths, rounded down; 0 if the whole is 0.
pub fn permille(part: u128, whole: u128) -> u64 {
    let permille = part.saturating_mul(1000).checked_div(whole).unwrap_or(0);
    u64::try_from(permille).unwrap_or(1000)
}

/// Returns a change relative to the earlier amount as a decimal fraction with nine places, rounded
/// towards 0; 0 if the earlier amount is 0.
pub fn signed_fraction(change: i128, before: u128) -> String {
    let sign = if change < 0 { "-" } else { "" };
    format!("{sign}{}", fraction(change.unsigned_abs(), before))
}

/// Returns a part of a whole as a decimal fraction with nine places, rounded down; 0 if the whole
/// is 0.
pub fn fraction(part: u128, whole: u128) -> String {
    const BILLION: u128 = 1_000_000_000;
    // Sizes sum to less than 2^97 for any number of users that an index can count.
    let billionths = part.saturating_mul(BILLION).checked_div(whole).unwrap_or(0);
    format!("{}.{:09}", billionths / BILLION, billionths % BILLION)
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;
    use crate::User;
    use proptest::prelude::*;

    pub(crate) fn totals(table: &Table) -> Totals {
        pollster::block_on(Totals::new(table, &by_size(table), &crate::NoYield))
    }

    /// Returns the indices of a table's users, largest first.
    pub(crate) fn by_size(table: &Table) -> Vec<u32> {
        let mut indices: Vec<u32> = table.indices().collect();
        indices.sort_by_key(|&index| std::cmp::Reverse(table.bytes(index)));
        indices
    }

    /// Users with these bytes and one file each.
    pub(crate) fn of_sizes(sizes: &[u64]) -> Table {
        let mut table = Table::default();
        for (number, &bytes) in (0..).zip(sizes) {
            table.push(User {
                user_id: Some(&format!("@{number:08}:example.org")),
                displayname: None,
                media_count: 1,
                media_length: Some(bytes),
            });
        }
        table
    }

    /// Sizes of users, of any magnitude up to 2^63.
    pub(crate) fn any_sizes(users: usize) -> impl Strategy<Value = Vec<u64>> {
        let size = (0..64_u32, 0..=1_u64 << 63).prop_map(|(shift, bytes)| bytes >> shift);
        prop::collection::vec(size, 0..users)
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{any_sizes, of_sizes, totals};
    use super::*;
    use crate::table::testing::any_table;
    use proptest::prelude::*;

    /// The Gini coefficient by its definition: the difference between each pair of users.
    fn naive_gini(sizes: &[u64]) -> u128 {
        let with_all = |&a: &u64| sizes.iter().map(move |&b| u128::from(a.abs_diff(b)));
        let differences: u128 = sizes.iter().flat_map(with_all).sum();
        let bytes: u128 = sizes.iter().map(|&bytes| u128::from(bytes)).sum();
        let twice_the_mean = 2 * bytes * sizes.len() as u128;
        (differences * 10_000)
            .checked_div(twice_the_mean)
            .unwrap_or(0)
    }

    proptest! {
        #[test]
        fn totals_are_the_naive_sums(table in any_table(40)) {
            let totals = totals(&table);
            let bytes: Vec<u128> = table.users().map(|u| u.media_length.unwrap_or(0).into()).collect();
            prop_assert_eq!(totals.bytes, bytes.iter().sum::<u128>());
            prop_assert_eq!(totals.files, table.users().map(|u| u128::from(u.media_count)).sum::<u128>());
            prop_assert_eq!(totals.users, table.len());
            prop_assert_eq!(totals.pending, table.users().filter(|u| u.media_length.is_none()).count());
            prop_assert_eq!(u128::from(totals.largest), bytes.into_iter().max().unwrap_or(0));
        }

        #[test]
        fn the_holders_hold_their_part_and_one_less_do_not(sizes in any_sizes(40)) {
            let totals = totals(&of_sizes(&sizes));
            let mut sizes = sizes;
            sizes.sort_unstable_by(|a, b| b.cmp(a));
            let held = |n: usize| sizes[..n].iter().map(|&bytes| u128::from(bytes)).sum::<u128>();
            for (percent, n) in [
                (50, totals.holders_of_50_percent),
                (80, totals.holders_of_80_percent),
                (95, totals.holders_of_95_percent),
            ] {
                prop_assert!(held(n) * 100 >= totals.bytes * percent);
                prop_assert!(n == 0 || held(n - 1) * 100 < totals.bytes * percent);
            }
        }

        #[test]
        fn the_median_is_the_mean_of_the_middle_rounded_down(mut sizes in any_sizes(40)) {
            let median = u128::from(totals(&of_sizes(&sizes)).median);
            sizes.sort_unstable();
            let at = |place: usize| sizes.get(place).map_or(0, |&bytes| u128::from(bytes));
            let n = sizes.len();
            let rest = at(n.saturating_sub(1) / 2) + at(n / 2) - 2 * median;
            prop_assert!(rest < 2);
        }

        #[test]
        fn gini_is_the_mean_difference_of_any_two(sizes in any_sizes(40)) {
            prop_assert_eq!(u128::from(totals(&of_sizes(&sizes)).gini), naive_gini(&sizes));
        }

        #[test]
        fn gini_of_equal_sizes_is_0(bytes in 0..=1_u64 << 63, users in 0..40_usize) {
            prop_assert_eq!(totals(&of_sizes(&vec![bytes; users])).gini, 0);
        }

        #[test]
        fn gini_of_one_who_has_all_is_all_but_a_share(bytes in 1..=1_u64 << 63, users in 1..40_u32) {
            let mut sizes = vec![0; users as usize];
            sizes[0] = bytes;
            prop_assert_eq!(totals(&of_sizes(&sizes)).gini, (users - 1) * 10_000 / users);
        }
    }

    #[test]
    fn gini_of_as_much_as_can_be_does_not_wrap() {
        // Half of 2^30 users have 2^64 bytes each, the others none: G is 1/2.
        let (users, half) = (1_usize << 30, 1_u128 << 29);
        let bytes = half << 64;
        let all_held = ((half * (half + 1) / 2) << 64) + half * bytes;
        assert_eq!(gini(users, bytes, all_held), 5_000);
    }

    #[test]
    fn a_million_users_of_2_to_the_63_bytes_are_equal_and_exact() {
        let totals = totals(&of_sizes(&vec![1 << 63; 1_000_000]));
        assert_eq!(totals.bytes, 1_000_000 << 63);
        assert_eq!((totals.gini, totals.median), (0, 1 << 63));
        assert_eq!(totals.average_user(), Some(1 << 63));
        assert_eq!(totals.holders_of_95_percent, 950_000);
    }

    #[test]
    fn sums_beyond_64_bits_are_exact() {
        let totals = totals(&of_sizes(&[u64::MAX - 1; 3]));
        assert_eq!(totals.bytes, 3 * u128::from(u64::MAX - 1));
        assert_eq!(totals.average_file(), Some(u128::from(u64::MAX - 1)));
        assert_eq!(totals.median, u64::MAX - 1);
    }

    #[test]
    fn a_fraction_is_a_plain_decimal() {
        assert_eq!(fraction(1, 3), "0.333333333");
        assert_eq!(fraction(3, 3), "1.000000000");
        assert_eq!(fraction(0, 0), "0.000000000");
    }

    #[test]
    fn nobody_uses_nothing() {
        assert_eq!(totals(&Table::default()), Totals::default());
        assert_eq!(Totals::default().average_file(), None);
        assert_eq!(Totals::default().average_user(), None);
    }
}
