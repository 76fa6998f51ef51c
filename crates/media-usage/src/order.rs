//! Sort orders as lists of user indices. Ties are always broken by user ID in byte order.
//!
//! A report's table is sorted by user ID in byte order, so comparing indices breaks ties. Each
//! column is sorted once, in one direction; the other direction is the reversed list.

use crate::column::{Order, SortKey};
use crate::natural::{self, sort_by_text};
use crate::radix::sort_by_key;
use crate::search::{Haystack, LazyHaystack};
use crate::table::{Table, USERS_PER_SLICE};
use crate::yielder::{Yielder, maybe_yield};
use std::cmp::Ordering;
use std::sync::{Arc, OnceLock};

/// The users ranked by size, computed once per report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ranking {
    /// User indices, largest first, followed by users who aren't in the report.
    by_size: Vec<u32>,
    /// Each user's position in that list.
    positions: Vec<u32>,
    /// Number of users in the report.
    present: usize,
}

impl Ranking {
    /// Ranks the users of a table, which must be sorted by ID.
    pub async fn new(table: &Table, yielder: &dyn Yielder) -> Self {
        Self::with_absent(table, Vec::new(), yielder).await
    }

    /// Ranks the users of a table that also has users of an earlier report only. `absent` are those,
    /// in ID order: they come after everyone else.
    pub(crate) async fn with_absent(
        table: &Table,
        absent: Vec<u32>,
        yielder: &dyn Yielder,
    ) -> Self {
        let mut by_size = without(table, &absent);
        let present = by_size.len();
        // Inverting all bits sorts the largest first.
        let sizes = by_size.iter().map(|&index| !table.bytes(index));
        sort_by_key(&mut sizes.collect(), &mut by_size, yielder).await;
        by_size.extend(absent);
        let mut positions = vec![0; by_size.len()];
        for (place, &index) in (0..).zip(&by_size) {
            positions[index as usize] = place;
        }
        Self {
            by_size,
            positions,
            present,
        }
    }

    /// Returns the indices of the users of the report, largest first.
    pub fn by_size(&self) -> &[u32] {
        &self.by_size[..self.present]
    }

    /// Returns the indices of users who aren't in the report, in ID order.
    pub(crate) fn absent(&self) -> &[u32] {
        &self.by_size[self.present..]
    }

    /// Whether a user isn't in the report.
    pub(crate) fn is_absent(&self, index: u32) -> bool {
        self.positions[index as usize] as usize >= self.present
    }

    /// Returns a user's rank by size, from 1 for the largest.
    pub fn rank(&self, index: u32) -> u32 {
        self.positions[index as usize] + 1
    }
}

/// Returns all users of a table except those in a list, which is in the table's order.
fn without(table: &Table, left_out: &[u32]) -> Vec<u32> {
    let mut left_out = left_out.iter().copied().peekable();
    let is_kept = |index: &u32| left_out.next_if_eq(index).is_none();
    table.indices().filter(is_kept).collect()
}

/// Cache of the orders used so far.
#[derive(Debug, Default)]
pub(crate) struct Orders {
    /// Most files first.
    count: OnceLock<Vec<u32>>,
    /// Largest mean file size first.
    average: OnceLock<Vec<u32>>,
    name: OnceLock<ByName>,
    /// First ID first.
    user_id: OnceLock<Vec<u32>>,
}

/// Users sorted by name.
#[derive(Debug, Default)]
struct ByName {
    named: Vec<u32>,
    /// Users without a readable name, who come last in either direction.
    unnamed: Vec<u32>,
}

impl Orders {
    /// Returns the indices of all users of the table in the given order.
    pub(crate) async fn get(
        &self,
        table: &Table,
        ranking: &Ranking,
        haystack: &LazyHaystack,
        order: Order,
        yielder: &dyn Yielder,
    ) -> Arc<[u32]> {
        let (by_size, absent) = (ranking.by_size(), ranking.absent());
        let present = || without(table, absent);
        let usual = order.dir == order.by.default_direction();
        match order.by.sort_key() {
            SortKey::UserId => {
                let haystack = haystack.get(table, yielder).await;
                if self.user_id.get().is_none() {
                    let _ = self.user_id.set(by_user_id(table, haystack, yielder).await);
                }
                let user_id = |index| haystack.user_id(index);
                let same = |a, b| natural::compare(user_id(a), user_id(b)).is_eq();
                directed(list(&self.user_id), usual, &same, &[])
            }
            // Ranks have no ties.
            SortKey::Rank => directed(by_size, usual, &|_, _| false, absent),
            // Without a comparison, nothing has changed.
            SortKey::Size | SortKey::Changes(_) => {
                let same = |a, b| table.bytes(a) == table.bytes(b);
                directed(by_size, usual, &same, absent)
            }
            SortKey::Files => {
                if self.count.get().is_none() {
                    let _ = self.count.set(by_count(table, present(), yielder).await);
                }
                let same = |a, b| table.count(a) == table.count(b);
                directed(list(&self.count), usual, &same, absent)
            }
            SortKey::Average => {
                if self.average.get().is_none() {
                    let by_average = by_average(table, present(), yielder).await;
                    let _ = self.average.set(by_average);
                }
                let same = |a, b| average(table, a) == average(table, b);
                directed(list(&self.average), usual, &same, absent)
            }
            SortKey::Displayname => {
                let haystack = haystack.get(table, yielder).await;
                if self.name.get().is_none() {
                    let _ = self.name.set(by_name(table, haystack, yielder).await);
                }
                let Some(ByName { named, unnamed }) = self.name.get() else {
                    return Arc::default();
                };
                let name = |index| haystack.name(index).unwrap_or_default();
                let same = |a, b| natural::compare(name(a), name(b)).is_eq();
                directed(named, usual, &same, unnamed)
            }
        }
    }
}

fn list(order: &OnceLock<Vec<u32>>) -> &[u32] {
    order.get().map(Vec::as_slice).unwrap_or_default()
}

/// Returns an order in its usual or the opposite direction, followed in either case by the users
/// without a figure or name to sort by.
fn directed(
    usual_order: &[u32],
    is_usual: bool,
    same: &dyn Fn(u32, u32) -> bool,
    behind: &[u32],
) -> Arc<[u32]> {
    if is_usual {
        return [usual_order, behind].concat().into();
    }
    let mut reversed = reversed_keeping_ties(usual_order, same);
    reversed.extend(behind);
    reversed.into()
}

/// Reverses an order but keeps ties in user ID order.
pub(crate) fn reversed_keeping_ties(order: &[u32], same: &dyn Fn(u32, u32) -> bool) -> Vec<u32> {
    let mut out = Vec::with_capacity(order.len());
    for ties in order.chunk_by(|&a, &b| same(a, b)).rev() {
        out.extend(ties);
    }
    out
}

async fn by_count(table: &Table, mut indices: Vec<u32>, yielder: &dyn Yielder) -> Vec<u32> {
    let mut keys = indices.iter().map(|&index| !table.count(index)).collect();
    sort_by_key(&mut keys, &mut indices, yielder).await;
    indices
}

async fn by_average(table: &Table, mut indices: Vec<u32>, yielder: &dyn Yielder) -> Vec<u32> {
    // If no denominator exceeds 16 bits, any two fractions differ by more than 2^-32.
    let is_small = |index| u16::try_from(table.count(index)).is_ok();
    let positions = if table.indices().all(is_small) { 32 } else { 0 };
    let mut wholes = vec![0; table.len()];
    let mut fractions = Vec::with_capacity(indices.len());
    for slice in indices.chunks(USERS_PER_SLICE) {
        for &index in slice {
            let (whole, fraction) = average(table, index);
            wholes[index as usize] = !whole;
            fractions.push(!fraction >> positions);
        }
        maybe_yield(yielder).await;
    }
    // Sort by the fraction first: sorting is stable, so the later sort by the integer part keeps
    // the fractions ordered.
    sort_by_key(&mut fractions, &mut indices, yielder).await;
    let mut keys = indices
        .iter()
        .map(|&index| wholes[index as usize])
        .collect();
    sort_by_key(&mut keys, &mut indices, yielder).await;
    indices
}

/// Mean file size as a fixed-point number: whole bytes and 64 fractional bits, which distinguish
/// any two fractions with denominators below 2^32. Without files, the mean is 0.
fn average(table: &Table, index: u32) -> (u64, u64) {
    let (bytes, count) = (table.bytes(index), table.count(index));
    let Some(whole) = bytes.checked_div(count) else {
        return (0, 0);
    };
    let rest = bytes % count;
    let Ok(small) = u32::try_from(count) else {
        let fraction = (u128::from(rest) << 64) / u128::from(count);
        return (whole, u64::try_from(fraction).unwrap_or(u64::MAX));
    };
    // The same in steps of 32 bits: 128-bit division is slow in WebAssembly.
    let small = u64::from(small);
    let high = (rest << 32) / small;
    let low = (((rest << 32) % small) << 32) / small;
    (whole, high << 32 | low)
}

/// Sorts users by folded name in natural order.
async fn by_name(table: &Table, haystack: &Haystack, yielder: &dyn Yielder) -> ByName {
    let (mut named, mut unnamed) = (Vec::new(), Vec::new());
    for index in table.indices() {
        let list = if haystack.name(index).is_some() {
            &mut named
        } else {
            &mut unnamed
        };
        list.push(index);
        if (index as usize).is_multiple_of(USERS_PER_SLICE) {
            maybe_yield(yielder).await;
        }
    }
    let name = |index| haystack.name(index).unwrap_or_default();
    sort_by_text(&mut named, &name, yielder).await;
    ByName { named, unnamed }
}

/// Sorts users by folded ID in natural order.
async fn by_user_id(table: &Table, haystack: &Haystack, yielder: &dyn Yielder) -> Vec<u32> {
    let mut indices: Vec<u32> = table.indices().collect();
    let user_id = |index| haystack.user_id(index);
    sort_by_text(&mut indices, &user_id, yielder).await;
    indices
}

/// Stably sorts indices. Not generic, because sorting code is large and each instantiation adds to
/// the download.
pub(crate) fn sort(indices: &mut [u32], compare: &dyn Fn(u32, u32) -> Ordering) {
    indices.sort_by(|&a, &b| compare(a, b));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::User;
    use crate::column::Direction;
    use crate::column::OrderBy;
    use crate::search::testing::Lowercase;
    use crate::table::testing::any_table;
    use crate::yielder::NoYield;
    use pollster::block_on;
    use proptest::prelude::*;

    /// Returns a user's name for comparison, in lower case, as the test's fold does.
    fn name_of(table: &Table, index: u32) -> Option<String> {
        let name = table.user(index).displayname.unwrap_or_default();
        let name = name.replace('\0', " ").to_lowercase();
        Some(name.trim().to_owned()).filter(|name| !name.is_empty())
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
            OrderBy::Rank | OrderBy::Cumulative => bytes(b).cmp(&bytes(a)),
            OrderBy::MediaCount => a.media_count.cmp(&b.media_count),
            OrderBy::UserId => {
                let folded = |user: User| user.user_id.unwrap_or_default().to_lowercase();
                natural::compare(&folded(a), &folded(b))
            }
            OrderBy::Displayname => unreachable!("names are compared folded"),
            OrderBy::Average => compare_averages(a, b),
            // Nothing is compared, so changes are by size.
            _ => bytes(a).cmp(&bytes(b)),
        }
    }

    /// Whether two adjacent users are in the right order.
    fn stands(table: &Table, Order { by, dir }: Order, first: u32, second: u32) -> bool {
        let (a, b) = (table.user(first), table.user(second));
        let forwards = dir == Direction::Forwards;
        let names = (name_of(table, first), name_of(table, second));
        let order = match (by, names) {
            (OrderBy::Displayname, (None, Some(_))) => return false,
            (OrderBy::Displayname, (Some(_), None)) => return true,
            (OrderBy::Displayname, (None, None)) => return a.user_id < b.user_id,
            (OrderBy::Displayname, (Some(first), Some(second))) => {
                natural::compare(&first, &second)
            }
            _ => compare(by, a, b),
        };
        let order = if forwards { order } else { order.reverse() };
        // Ranks have no ties, so reversing them also reverses the IDs.
        let ranks = matches!(by, OrderBy::Rank | OrderBy::Cumulative);
        let ids = if ranks && !forwards {
            b.user_id.cmp(&a.user_id)
        } else {
            a.user_id.cmp(&b.user_id)
        };
        order.then(ids) == Ordering::Less
    }

    fn ordered(table: &Table, haystack: &LazyHaystack, order: Order) -> Arc<[u32]> {
        let ranking = block_on(Ranking::new(table, &NoYield));
        let orders = Orders::default();
        block_on(orders.get(table, &ranking, haystack, order, &NoYield))
    }

    proptest! {
        #[test]
        fn every_order_is_total_and_breaks_ties_by_id(table in any_table(40)) {
            let haystack = LazyHaystack::new(&Lowercase);
            for by in OrderBy::ALL {
                for dir in [Direction::Forwards, Direction::Backwards] {
                    let order = Order { by, dir };
                    let indices = ordered(&table, &haystack, order);
                    let mut all = indices.to_vec();
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
            let ranking = block_on(Ranking::new(&table, &NoYield));
            let ranks = ranking.by_size().iter().map(|&index| ranking.rank(index));
            prop_assert!(ranks.eq(1..=table.indices().end));
        }

    }

    #[test]
    fn ids_and_names_stand_in_natural_order() {
        let mut table = Table::default();
        let names = ["b10", "B9", "b9", "a", ""];
        for (id, name) in ["@Zed:x", "@anna:x", "@user10:x", "@user1:x", "@user2:x"]
            .into_iter()
            .zip(names)
        {
            table.push(User {
                user_id: Some(id),
                displayname: Some(name),
                media_count: 1,
                media_length: None,
            });
        }
        let ordered = |by, dir| {
            let order = ordered(&table, &LazyHaystack::new(&Lowercase), Order { by, dir });
            order.to_vec()
        };
        assert_eq!(
            ordered(OrderBy::UserId, Direction::Forwards),
            [1, 3, 4, 2, 0]
        );
        assert_eq!(
            ordered(OrderBy::UserId, Direction::Backwards),
            [0, 2, 4, 3, 1]
        );
        assert_eq!(
            ordered(OrderBy::Displayname, Direction::Forwards),
            [3, 1, 2, 0, 4]
        );
        assert_eq!(
            ordered(OrderBy::Displayname, Direction::Backwards),
            [0, 1, 2, 3, 4]
        );
    }
}
