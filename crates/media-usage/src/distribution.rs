//! How bytes are distributed over users: the concentration curve and the histogram of sizes.
//!
//! Each takes one pass over the sorted sizes.

use super::table::Table;

/// How bytes are distributed over users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    /// The concentration curve: the total bytes of the largest users, for one user, all users, and
    /// round numbers of users in between, ten per power of ten, so that both a heavy head and a
    /// long tail are visible. At most 100 points for any number of users; none without users.
    pub concentration: Vec<Point>,
    /// Users by size: first those with no bytes or only pending uploads, if any; then every bucket
    /// from the smallest user's to the largest user's, including empty ones.
    pub buckets: Vec<SizeBucket>,
}

impl Distribution {
    /// Computes the distribution of a table's users. `by_size` contains their indices, largest
    /// first.
    pub fn new(table: &Table, by_size: &[u32], scale: SizeScale) -> Self {
        // A single pass, because the table is in another order and therefore slow to read.
        let sizes: Vec<u64> = by_size.iter().map(|&index| table.bytes(index)).collect();
        Self {
            concentration: concentration(&sizes),
            buckets: histogram(&sizes, scale),
        }
    }
}

/// A point of the concentration curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Number of the largest users.
    pub users: usize,
    /// Total bytes of these users.
    pub bytes: u128,
}

fn concentration(sizes: &[u64]) -> Vec<Point> {
    let mut points = Vec::new();
    let mut held = 0;
    let mut wanted = 1;
    for (&bytes, users) in sizes.iter().zip(1..) {
        held += u128::from(bytes);
        if users == wanted || users == sizes.len() {
            points.push(Point { users, bytes: held });
            wanted = next_round_number(users);
        }
    }
    points
}

/// Returns the next round number: 1, 2, … 10, 12, 15, 20, … 100, 120, 150 and so on.
fn next_round_number(number: usize) -> usize {
    const ROUND_NUMBERS: [usize; 10] = [12, 15, 20, 25, 30, 40, 50, 60, 80, 100];
    if number < 10 {
        return number + 1;
    }
    let mut scale = 1;
    while number / scale >= 100 {
        scale *= 10;
    }
    let next = ROUND_NUMBERS.iter().find(|&&round| round * scale > number);
    next.map_or(number, |round| round.saturating_mul(scale))
}

/// The bucket boundaries of a histogram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SizeScale {
    /// 1 KiB, then factors of eight: 8 KiB, 64 KiB, 512 KiB, 4 MiB.
    Binary,
    /// 1 kB, then factors of ten.
    Decimal,
}

/// Users whose bytes lie within a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeBucket {
    /// Inclusive lower bound in bytes; 0 only for users without bytes.
    pub from: u128,
    /// Exclusive upper bound in bytes.
    pub below: u128,
    /// Number of users in the range.
    pub users: usize,
    /// Total bytes of these users.
    pub bytes: u128,
}

impl SizeBucket {
    /// The bucket of users without bytes.
    const NO_BYTES: Self = Self {
        from: 0,
        below: 1,
        users: 0,
        bytes: 0,
    };

    /// Returns the next bucket, empty.
    fn next(self, scale: SizeScale) -> Self {
        let (first, factor) = match scale {
            SizeScale::Binary => (1024, 8),
            SizeScale::Decimal => (1000, 10),
        };
        let below = if self.below < first {
            first
        } else {
            self.below * factor
        };
        Self {
            from: self.below,
            below,
            ..Self::NO_BYTES
        }
    }
}

fn histogram(sizes: &[u64], scale: SizeScale) -> Vec<SizeBucket> {
    let mut buckets: Vec<SizeBucket> = Vec::new();
    let mut open = SizeBucket::NO_BYTES;
    for &bytes in sizes.iter().rev() {
        let bytes = u128::from(bytes);
        while bytes >= open.below {
            // Show gaps, except below the smallest user with any bytes.
            let is_gap = buckets.last().is_some_and(|last| last.from > 0);
            if open.users > 0 || is_gap {
                buckets.push(open);
            }
            open = open.next(scale);
        }
        open.users += 1;
        open.bytes += bytes;
    }
    if open.users > 0 {
        buckets.push(open);
    }
    buckets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::any_table;
    use crate::totals::testing::{any_sizes, by_size, of_sizes, totals};
    use proptest::prelude::*;

    fn curve(table: &Table) -> Vec<Point> {
        Distribution::new(table, &by_size(table), SizeScale::Binary).concentration
    }

    fn buckets(table: &Table, scale: SizeScale) -> Vec<SizeBucket> {
        Distribution::new(table, &by_size(table), scale).buckets
    }

    proptest! {
        #[test]
        fn the_curve_is_what_the_largest_hold(sizes in any_sizes(150)) {
            let table = of_sizes(&sizes);
            let by_size = by_size(&table);
            for Point { users, bytes } in curve(&table) {
                let largest = &by_size[..users];
                let held: u128 = largest.iter().map(|&index| u128::from(table.bytes(index))).sum();
                prop_assert_eq!(bytes, held);
            }
        }

        #[test]
        fn the_curve_rises_ever_more_slowly_from_one_user_to_all(sizes in any_sizes(150)) {
            let table = of_sizes(&sizes);
            let points = curve(&table);
            let (first, last) = (points.first(), points.last());
            prop_assert_eq!(first.map(|first| first.users), (!table.is_empty()).then_some(1));
            prop_assert_eq!(last.map_or(0, |last| last.users), table.len());
            let whole = totals(&table).bytes;
            prop_assert_eq!(last.map_or(0, |last| last.bytes), whole);
            let nothing = Point { users: 0, bytes: 0 };
            let points: Vec<_> = std::iter::once(nothing).chain(points).collect();
            for three in points.windows(3) {
                let rise = |a: Point, b: Point| (b.bytes - a.bytes, (b.users - a.users) as u128);
                let (before, users_before) = rise(three[0], three[1]);
                let (after, users_after) = rise(three[1], three[2]);
                prop_assert!(after * users_before <= before * users_after);
            }
        }

        #[test]
        fn the_buckets_have_everybody_and_everything(table in any_table(40)) {
            for scale in [SizeScale::Binary, SizeScale::Decimal] {
                let buckets = buckets(&table, scale);
                let users: usize = buckets.iter().map(|bucket| bucket.users).sum();
                let bytes: u128 = buckets.iter().map(|bucket| bucket.bytes).sum();
                let totals = totals(&table);
                prop_assert_eq!((users, bytes), (totals.users, totals.bytes));
            }
        }

        #[test]
        fn a_bucket_has_the_users_between_its_bounds(sizes in any_sizes(40)) {
            let table = of_sizes(&sizes);
            for SizeBucket { from, below, users, .. } in buckets(&table, SizeScale::Decimal) {
                let within = |bytes: u64| (from..below).contains(&bytes.into());
                let found = table.users().filter(|user| within(user.media_length.unwrap_or(0)));
                prop_assert_eq!(users, found.count());
            }
        }

        #[test]
        fn buckets_stand_side_by_side_without_empty_ones_at_the_ends(sizes in any_sizes(40)) {
            let table = of_sizes(&sizes);
            let buckets = buckets(&table, SizeScale::Binary);
            let sized: Vec<_> = buckets.iter().filter(|bucket| bucket.from > 0).collect();
            for two in sized.windows(2) {
                prop_assert_eq!(two[0].below, two[1].from);
            }
            for end in buckets.first().into_iter().chain(sized.first().copied()).chain(buckets.last()) {
                prop_assert!(end.users > 0);
            }
        }
    }

    #[test]
    fn those_with_nothing_have_a_bucket_of_their_own() {
        let found = buckets(&of_sizes(&[0, 0, 1, 70_000]), SizeScale::Binary);
        let found = found.iter().map(|it| (it.from, it.below, it.users));
        let wanted = [
            (0, 1, 2),
            (1, 1 << 10, 1),
            (1 << 10, 8 << 10, 0),
            (8 << 10, 64 << 10, 0),
            (64 << 10, 512 << 10, 1),
        ];
        assert!(found.eq(wanted));
    }

    #[test]
    fn the_points_of_a_long_curve_are_few_and_round() {
        let mut users = vec![1];
        while let Some(&last) = users.last()
            && last < 1 << 32
        {
            users.push(next_round_number(last));
        }
        assert!(users.len() <= 100, "there are {}", users.len());
        assert_eq!(users[..13], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20]);
        assert!(users.contains(&1_200_000) && users.contains(&1_000_000));
    }

    #[test]
    fn nobody_has_no_distribution() {
        let nothing = Distribution::new(&Table::default(), &[], SizeScale::Binary);
        assert_eq!(nothing.concentration, []);
        assert_eq!(nothing.buckets, []);
    }
}
