//! Orders of the users: lists of indices. Ties stand by user ID, always.
//!
//! A report's table is in the order of the user IDs, so comparing indices is comparing IDs.

use super::table::Table;
use crate::column::{Direction, Order, OrderBy};
use std::cmp::Ordering;

/// The users' places by size, made once per report: every rank rests on them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ranking {
    /// Indices of the users, the largest first.
    by_size: Vec<u32>,
    /// Place of each user by size, from 0.
    places: Vec<u32>,
}

impl Ranking {
    /// Ranks the users of a table, which must be in the order of their IDs.
    pub fn new(table: &Table) -> Self {
        let by_size = by_number(table, Direction::Backwards, |index| {
            table.bytes(index).into()
        });
        let mut places = vec![0; by_size.len()];
        for (place, &index) in (0..).zip(&by_size) {
            places[index as usize] = place;
        }
        Self { by_size, places }
    }

    /// Indices of all users, the largest first.
    pub fn by_size(&self) -> &[u32] {
        &self.by_size
    }

    /// A user's rank by size, from 1 for the largest.
    pub fn rank(&self, index: u32) -> u32 {
        self.places[index as usize] + 1
    }

    /// Indices of all users of the ranked table in an order. `folded_name` gives a user's name as
    /// it is compared, `None` for users without one: they come last in either direction.
    pub fn ordered<'a>(
        &self,
        table: &Table,
        order: Order,
        folded_name: &dyn Fn(u32) -> Option<&'a str>,
    ) -> Vec<u32> {
        let Order { by, dir } = order;
        let backwards = dir == Direction::Backwards;
        match by {
            OrderBy::MediaLength | OrderBy::Share if backwards => self.by_size.clone(),
            OrderBy::MediaLength | OrderBy::Share => {
                by_number(table, dir, |index| table.bytes(index).into())
            }
            OrderBy::MediaCount => by_number(table, dir, |index| table.count(index).into()),
            OrderBy::Average => by_number(table, dir, |index| average(table, index)),
            OrderBy::UserId if backwards => table.indices().rev().collect(),
            OrderBy::UserId => table.indices().collect(),
            OrderBy::Rank | OrderBy::Cumulative if backwards => {
                self.by_size.iter().rev().copied().collect()
            }
            OrderBy::Rank | OrderBy::Cumulative => self.by_size.clone(),
            OrderBy::Displayname => {
                let (mut named, nameless): (Vec<u32>, Vec<u32>) = table
                    .indices()
                    .partition(|&index| folded_name(index).is_some());
                sort(&mut named, &|a, b| {
                    let order = folded_name(a).cmp(&folded_name(b));
                    let order = if backwards { order.reverse() } else { order };
                    order.then(a.cmp(&b))
                });
                named.extend(nameless);
                named
            }
        }
    }
}

/// Orders the users of a table by a number.
fn by_number(table: &Table, dir: Direction, number: impl Fn(u32) -> u128) -> Vec<u32> {
    // All bits turned round, the larger number is the smaller.
    let turn = match dir {
        Direction::Forwards => 0,
        Direction::Backwards => u128::MAX,
    };
    let keys = table.indices().map(|index| (number(index) ^ turn, index));
    let mut keys: Vec<(u128, u32)> = keys.collect();
    keys.sort_unstable();
    keys.into_iter().map(|(_, index)| index).collect()
}

/// Mean file size as a fixed-point number with 64 binary places, which tells any two fractions
/// apart whose denominators are below 2^32. A user without files has mean 0.
fn average(table: &Table, index: u32) -> u128 {
    let bytes = u128::from(table.bytes(index)) << 64;
    bytes.checked_div(table.count(index).into()).unwrap_or(0)
}

/// Sorts indices. Not generic: a sort's code is large, and each further one would be loaded by
/// every browser.
pub(super) fn sort(indices: &mut [u32], compare: &dyn Fn(u32, u32) -> Ordering) {
    indices.sort_unstable_by(|&a, &b| compare(a, b));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::User;
    use crate::table::testing::any_table;
    use proptest::prelude::*;

    fn name_of(table: &Table, index: u32) -> Option<&str> {
        table
            .user(index)
            .displayname
            .filter(|name| !name.is_empty())
    }

    fn compare_averages(a: User, b: User) -> Ordering {
        let mean = |user: User| {
            let files = u128::from(user.media_count);
            let bytes = u128::from(user.media_length.unwrap_or(0));
            if files == 0 { (0, 1) } else { (bytes, files) }
        };
        let ((bytes_a, files_a), (bytes_b, files_b)) = (mean(a), mean(b));
        (bytes_a * files_b).cmp(&(bytes_b * files_a))
    }

    fn compare(by: OrderBy, a: User, b: User) -> Ordering {
        let bytes = |user: User| user.media_length.unwrap_or(0);
        match by {
            OrderBy::MediaLength | OrderBy::Share => bytes(a).cmp(&bytes(b)),
            OrderBy::Rank | OrderBy::Cumulative => bytes(b).cmp(&bytes(a)),
            OrderBy::MediaCount => a.media_count.cmp(&b.media_count),
            OrderBy::UserId => a.user_id.cmp(&b.user_id),
            OrderBy::Displayname => a.displayname.cmp(&b.displayname),
            OrderBy::Average => compare_averages(a, b),
        }
    }

    /// Whether two neighbours stand rightly in an order.
    fn stands(table: &Table, Order { by, dir }: Order, first: u32, second: u32) -> bool {
        let (a, b) = (table.user(first), table.user(second));
        if by == OrderBy::Displayname {
            match (name_of(table, first), name_of(table, second)) {
                (None, Some(_)) => return false,
                (Some(_), None) => return true,
                (None, None) => return a.user_id < b.user_id,
                (Some(_), Some(_)) => {}
            }
        }
        let forwards = dir == Direction::Forwards;
        let order = if forwards {
            compare(by, a, b)
        } else {
            compare(by, b, a)
        };
        // Ranks have no ties: their reverse turns the IDs round as well.
        let ranks = matches!(by, OrderBy::Rank | OrderBy::Cumulative);
        let ids = if ranks && !forwards {
            b.user_id.cmp(&a.user_id)
        } else {
            a.user_id.cmp(&b.user_id)
        };
        order.then(ids) == Ordering::Less
    }

    proptest! {
        #[test]
        fn every_order_is_total_and_breaks_ties_by_id(table in any_table(40)) {
            let ranking = Ranking::new(&table);
            for by in OrderBy::ALL {
                for dir in [Direction::Forwards, Direction::Backwards] {
                    let order = Order { by, dir };
                    let indices = ranking.ordered(&table, order, &|i| name_of(&table, i));
                    let mut all = indices.clone();
                    all.sort_unstable();
                    prop_assert!(all.iter().copied().eq(table.indices()));
                    for pair in indices.windows(2) {
                        prop_assert!(stands(&table, order, pair[0], pair[1]), "{:?}", order);
                    }
                }
            }
        }

        #[test]
        fn ranks_count_the_users_down_by_size(table in any_table(40)) {
            let ranking = Ranking::new(&table);
            let ranks = ranking.by_size().iter().map(|&index| ranking.rank(index));
            prop_assert!(ranks.eq(1..=table.indices().end));
        }
    }
}
