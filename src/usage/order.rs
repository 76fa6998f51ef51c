//! Orders of the users: lists of indices, made once per column. Ties stand by user ID, always.

use super::table::Table;
use crate::query::{Direction, Order, OrderBy};
use std::cmp::{Ordering, Reverse};

/// The users' places by ID and by size, made once per report: every order and every rank rests
/// on them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ranking {
    /// Indices of the users, the largest first.
    by_size: Vec<u32>,
    /// Place of each user by ID, from 0.
    id_place: Vec<u32>,
    /// Place of each user by size, from 0.
    size_place: Vec<u32>,
}

impl Ranking {
    /// Ranks the users of a table.
    pub fn new(table: &Table) -> Self {
        let mut by_id: Vec<u32> = table.indices().collect();
        by_id.sort_unstable_by(|&a, &b| table.user_id(a).cmp(table.user_id(b)).then(a.cmp(&b)));
        let id_place = places(&by_id);
        let mut by_size = by_id;
        by_size.sort_by_key(|&index| Reverse(table.bytes(index)));
        let size_place = places(&by_size);
        Self {
            by_size,
            id_place,
            size_place,
        }
    }

    /// Indices of all users, the largest first.
    pub fn by_size(&self) -> &[u32] {
        &self.by_size
    }

    /// A user's rank by size, from 1 for the largest.
    pub fn rank(&self, index: u32) -> u32 {
        self.size_place[index as usize] + 1
    }

    /// Indices of all users in an order. `folded_name` gives a user's name as it is compared,
    /// `None` for users without one: they come last in either direction.
    pub fn ordered<'a>(
        &self,
        table: &Table,
        order: Order,
        folded_name: impl Fn(u32) -> Option<&'a str>,
    ) -> Vec<u32> {
        let id = |index: u32| self.id_place[index as usize];
        match order.by {
            OrderBy::MediaLength | OrderBy::Share => {
                self.sorted(order.dir, |a, b| table.bytes(a).cmp(&table.bytes(b)))
            }
            OrderBy::MediaCount => {
                self.sorted(order.dir, |a, b| table.count(a).cmp(&table.count(b)))
            }
            OrderBy::Average => self.sorted(order.dir, |a, b| compare_averages(table, a, b)),
            OrderBy::UserId => self.sorted(order.dir, |a, b| id(a).cmp(&id(b))),
            OrderBy::Rank | OrderBy::Cumulative => match order.dir {
                Direction::Forwards => self.by_size.clone(),
                Direction::Backwards => self.by_size.iter().rev().copied().collect(),
            },
            OrderBy::Displayname => {
                let (mut named, mut nameless): (Vec<u32>, Vec<u32>) = self
                    .by_size
                    .iter()
                    .partition(|&&index| folded_name(index).is_some());
                self.sort(&mut named, order.dir, |a, b| {
                    folded_name(a).cmp(&folded_name(b))
                });
                nameless.sort_unstable_by_key(|&index| id(index));
                named.append(&mut nameless);
                named
            }
        }
    }

    fn sorted(&self, dir: Direction, compare: impl Fn(u32, u32) -> Ordering) -> Vec<u32> {
        let mut indices = self.by_size.clone();
        self.sort(&mut indices, dir, compare);
        indices
    }

    fn sort(&self, indices: &mut [u32], dir: Direction, compare: impl Fn(u32, u32) -> Ordering) {
        let id = |index: u32| self.id_place[index as usize];
        indices.sort_unstable_by(|&a, &b| {
            let order = match dir {
                Direction::Forwards => compare(a, b),
                Direction::Backwards => compare(b, a),
            };
            order.then_with(|| id(a).cmp(&id(b)))
        });
    }
}

/// Compares mean file sizes exactly, by cross-multiplication; a user without files has mean 0.
fn compare_averages(table: &Table, a: u32, b: u32) -> Ordering {
    let of = |index| {
        let count = table.count(index);
        let bytes = if count == 0 { 0 } else { table.bytes(index) };
        (u128::from(bytes), u128::from(count.max(1)))
    };
    let ((bytes_a, count_a), (bytes_b, count_b)) = (of(a), of(b));
    (bytes_a * count_b).cmp(&(bytes_b * count_a))
}

/// The inverse of a list of indices.
fn places(indices: &[u32]) -> Vec<u32> {
    let mut places = vec![0; indices.len()];
    for (place, &index) in (0..).zip(indices) {
        places[index as usize] = place;
    }
    places
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::usage::table::testing::any_table;
    use crate::usage::{Row, User};
    use proptest::prelude::*;

    fn name_of(table: &Table, index: u32) -> Option<&str> {
        table
            .user(index)
            .displayname
            .filter(|name| !name.is_empty())
    }

    fn compare(by: OrderBy, a: User, b: User) -> Ordering {
        let mean = |user: User| (user.media_length.unwrap_or(0), user.media_count);
        match by {
            OrderBy::MediaLength | OrderBy::Share => a
                .media_length
                .unwrap_or(0)
                .cmp(&b.media_length.unwrap_or(0)),
            OrderBy::Rank | OrderBy::Cumulative => b
                .media_length
                .unwrap_or(0)
                .cmp(&a.media_length.unwrap_or(0)),
            OrderBy::MediaCount => a.media_count.cmp(&b.media_count),
            OrderBy::UserId => a.user_id.cmp(&b.user_id),
            OrderBy::Displayname => a.displayname.cmp(&b.displayname),
            OrderBy::Average => match (mean(a), mean(b)) {
                ((_, 0), (_, 0)) => Ordering::Equal,
                ((_, 0), (bytes, _)) => 0.cmp(&bytes),
                ((bytes, _), (_, 0)) => bytes.cmp(&0),
                ((x, n), (y, m)) => {
                    (u128::from(x) * u128::from(m)).cmp(&(u128::from(y) * u128::from(n)))
                }
            },
        }
    }

    proptest! {
        #[test]
        fn every_order_is_total_and_breaks_ties_by_id(table in any_table(40)) {
            let ranking = Ranking::new(&table);
            for by in OrderBy::ALL {
                for dir in [Direction::Forwards, Direction::Backwards] {
                    let order = Order { by, dir };
                    let indices = ranking.ordered(&table, order, |i| name_of(&table, i));
                    let mut all = indices.clone();
                    all.sort_unstable();
                    prop_assert!(all.iter().copied().eq(table.indices()));
                    for pair in indices.windows(2) {
                        let (a, b) = (table.user(pair[0]), table.user(pair[1]));
                        if by == OrderBy::Displayname {
                            let (named_a, named_b) = (name_of(&table, pair[0]), name_of(&table, pair[1]));
                            prop_assert!(named_a.is_some() || named_b.is_none());
                            if named_b.is_none() { continue; }
                        }
                        let order = match dir {
                            Direction::Forwards => compare(by, a, b),
                            Direction::Backwards => compare(by, b, a),
                        };
                        // Ranks have no ties: their reverse turns the IDs round as well.
                        let reversed_ranks = dir == Direction::Backwards
                            && matches!(by, OrderBy::Rank | OrderBy::Cumulative);
                        let ids = if reversed_ranks { b.user_id.cmp(&a.user_id) } else { a.user_id.cmp(&b.user_id) };
                        prop_assert_eq!(order.then(ids), Ordering::Less, "{:?} {:?}", by, dir);
                    }
                }
            }
        }

        #[test]
        fn ranks_count_the_users_down_by_size(table in any_table(40)) {
            let ranking = Ranking::new(&table);
            let mut ranks: Vec<u32> = ranking.by_size().iter().map(|&i| ranking.rank(i)).collect();
            prop_assert!(ranks.iter().copied().eq(1..=u32::try_from(table.len()).unwrap_or(0)));
            ranks.dedup();
            prop_assert_eq!(ranks.len(), table.len());
        }
    }

    #[test]
    fn media_without_an_uploader_have_a_place_too() {
        let mut table = Table::default();
        table.push(&Row::default());
        assert_eq!(Ranking::new(&table).rank(0), 1);
    }
}
