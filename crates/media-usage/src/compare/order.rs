//! Sorts users by their changes.

use super::ComparedUser;
use super::change::Change;
use crate::column::{ChangeKey, Direction, Order, SortKey};
use crate::indexed_report::IndexedReport;
use crate::radix::sort_by_key;
use crate::table::USERS_PER_SLICE;
use crate::yielder::{Yielder, maybe_yield};
use std::cmp::Ordering;
use std::sync::Arc;

/// The figures of a user or a group that changes are sorted by.
pub(crate) struct ComparedFigures {
    /// Bytes in the later report.
    pub(crate) bytes: u64,
    /// Bytes in the earlier report; `None` if it has none of these users.
    pub(crate) before: Option<u64>,
    /// Change in the number of files.
    pub(crate) files: i128,
    /// Ranks gained; `None` without a rank in both reports.
    pub(crate) ranks: Option<i64>,
}

impl From<Change<'_>> for ComparedFigures {
    fn from(change: Change) -> Self {
        let bytes = |before: ComparedUser| before.user.media_length.unwrap_or(0);
        Self {
            bytes: change.bytes_after(),
            before: change.before.map(bytes),
            files: change.files(),
            ranks: change.rank_change(),
        }
    }
}

/// Returns a sort key for an order by a change; smaller keys come first. `None` if the order isn't
/// one.
pub(crate) fn key(figures: &ComparedFigures, order: Order) -> Option<Key> {
    let SortKey::Changes(by) = order.by.sort_key() else {
        return None;
    };
    let before = figures.before.unwrap_or(0);
    let rising = match by {
        ChangeKey::Before => figures.before.map(|bytes| [1, bytes, 0, 0]),
        ChangeKey::Bytes => Some(signed(i128::from(figures.bytes) - i128::from(before))),
        ChangeKey::Growth => Some(ratio(figures.bytes, before)),
        ChangeKey::Files => Some(signed(figures.files)),
        ChangeKey::Rank => figures.ranks.map(|ranks| signed(ranks.into())),
    };
    Some(match (rising, order.dir) {
        (None, _) => [u64::MAX; NUMBERS],
        (Some(rising), Direction::Forwards) => rising,
        // Inverting all bits reverses the order.
        (Some(rising), Direction::Backwards) => rising.map(|number| !number),
    })
}

/// Numbers in a key. The first one distinguishes cases and is never 0, so changes without a key
/// come last.
const NUMBERS: usize = 4;
pub(crate) type Key = [u64; NUMBERS];

/// Key of a signed change, whose magnitude is below 2^64.
fn signed(change: i128) -> Key {
    let size = u64::try_from(change.unsigned_abs()).unwrap_or(u64::MAX);
    match change.cmp(&0) {
        Ordering::Less => [1, !size, 0, 0],
        Ordering::Equal => [2, 0, 0, 0],
        Ordering::Greater => [3, size, 0, 0],
    }
}

/// Exact key of a quotient: the integer part and 128 fractional bits, which distinguish any two
/// quotients with divisors below 2^64.
fn ratio(number: u64, divisor: u64) -> Key {
    let Some(whole) = number.checked_div(divisor) else {
        return if number == 0 {
            [1, 1, 0, 0]
        } else {
            [2, 0, 0, 0]
        };
    };
    let places = |rest: u64| {
        let shifted = u128::from(rest) << 64;
        let divisor = u128::from(divisor);
        // The remainder is below the divisor, so these fractional bits are below 2^64.
        let places = u64::try_from(shifted / divisor).unwrap_or(u64::MAX);
        (places, u64::try_from(shifted % divisor).unwrap_or(0))
    };
    let (high, rest) = places(number % divisor);
    [1, whole, high, places(rest).0]
}

/// Returns the indices of all users of a compared report in an order by a change, yielding between
/// slices; `None` if the order isn't one or nothing is compared. Ties are ordered by user ID in
/// either direction.
pub(crate) async fn ordered(
    usage: &IndexedReport,
    order: Order,
    yielder: &dyn Yielder,
) -> Option<Arc<[u32]>> {
    let comparison = usage.comparison()?;
    if !order.by.needs_comparison() {
        return None;
    }
    let mut indices: Vec<u32> = usage.table().indices().collect();
    let mut columns: [Vec<u64>; NUMBERS] = Default::default();
    for slice in indices.chunks(USERS_PER_SLICE) {
        for &index in slice {
            let key = comparison.key(&usage.change(index)?.into(), order)?;
            for (column, number) in columns.iter_mut().zip(key) {
                column.push(number);
            }
        }
        maybe_yield(yielder).await;
    }
    // Sorting is stable, so sort by the last number first: earlier numbers take precedence, and ties
    // keep the user ID order. A number that is equal everywhere costs nothing.
    for column in columns.iter().rev() {
        let mut keys = indices.iter().map(|&at| column[at as usize]).collect();
        sort_by_key(&mut keys, &mut indices, yielder).await;
    }
    Some(indices.into())
}
