//! The order of changes: a column, a direction, and numeric sort keys.

use super::Comparison;
use super::change::Change;
use crate::column::Direction;
use crate::natural::{self, sort_by_text};
use crate::order::reversed_keeping_ties;
use crate::radix::sort_by_key;
use crate::table::USERS_PER_SLICE;
use crate::yielder::{Yielder, maybe_yield};
use std::cmp::Ordering;
use std::sync::Arc;

/// A column that changes can be sorted by, identified by its URL name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChangeColumn {
    /// Full user ID in natural order, ignoring case: `user_id`.
    User,
    /// Signed change in bytes: `media_length`.
    #[default]
    Bytes,
    /// Change in bytes relative to the earlier bytes: `growth`. Growth from zero sorts above any
    /// ratio; zero to zero counts as no change.
    Growth,
    /// Signed change in the number of files: `media_count`.
    Files,
    /// Ranks gained: `rank`. Users without a rank in both reports come last in either direction.
    RankChange,
}

impl ChangeColumn {
    /// All columns.
    pub const ALL: [Self; 5] = [
        Self::User,
        Self::Bytes,
        Self::Growth,
        Self::Files,
        Self::RankChange,
    ];

    /// Returns the column's URL name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user_id",
            Self::Bytes => "media_length",
            Self::Growth => "growth",
            Self::Files => "media_count",
            Self::RankChange => "rank",
        }
    }

    /// Returns the column with this URL name, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == name)
    }

    /// Returns the direction used when the column is first chosen: largest increase, or first user
    /// ID, first.
    pub fn default_direction(self) -> Direction {
        match self {
            Self::User => Direction::Forwards,
            _ => Direction::Backwards,
        }
    }
}

/// A column and a direction. The default is largest increase first. Ties are ordered by user ID in
/// either direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangeOrder {
    /// The column.
    pub by: ChangeColumn,
    /// The direction.
    pub dir: Direction,
}

impl Default for ChangeOrder {
    fn default() -> Self {
        Self::for_column(ChangeColumn::default())
    }
}

impl ChangeOrder {
    /// Returns the order by a column in its default direction.
    pub fn for_column(by: ChangeColumn) -> Self {
        let dir = by.default_direction();
        Self { by, dir }
    }

    /// Returns the order after a column is chosen: its default direction, or the opposite one if it
    /// is already in use.
    #[must_use]
    pub fn toggled_to(self, by: ChangeColumn) -> Self {
        let dir = if self.by == by {
            self.dir.reversed()
        } else {
            by.default_direction()
        };
        Self { by, dir }
    }

    /// Returns a change's sort key; smaller keys come first.
    fn key(self, change: &Change) -> Key {
        let rising = match self.by {
            // Sorted separately.
            ChangeColumn::User => Some([0; NUMBERS]),
            ChangeColumn::Bytes => Some(signed(change.bytes())),
            ChangeColumn::Growth => Some(ratio(change.bytes_after(), change.bytes_before())),
            ChangeColumn::Files => Some(signed(change.files())),
            ChangeColumn::RankChange => change.rank_change().map(|ranks| signed(ranks.into())),
        };
        match (rising, self.dir) {
            (None, _) => [u64::MAX; NUMBERS],
            (Some(rising), Direction::Forwards) => rising,
            // Inverting all bits reverses the order.
            (Some(rising), Direction::Backwards) => rising.map(|number| !number),
        }
    }
}

/// Numbers in a key. The first one distinguishes cases and is never 0, so changes without a key
/// come last.
const NUMBERS: usize = 4;
type Key = [u64; NUMBERS];

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

impl Comparison {
    /// Returns the indices of all pairs in the given order, yielding between slices.
    pub async fn ordered(&self, order: ChangeOrder, yielder: &dyn Yielder) -> Arc<[u32]> {
        let mut indices: Vec<u32> = self.indices().collect();
        if order.by == ChangeColumn::User {
            let user_id = |index| self.folded_id(index);
            sort_by_text(&mut indices, &user_id, yielder).await;
            if order.dir == Direction::Backwards {
                indices = reversed_keeping_ties(&indices, &|a, b| {
                    natural::compare(user_id(a), user_id(b)).is_eq()
                });
            }
            return indices.into();
        }
        let mut columns: [Vec<u64>; NUMBERS] = Default::default();
        for slice in indices.chunks(USERS_PER_SLICE) {
            for &index in slice {
                let key = order.key(&self.at(index));
                for (column, number) in columns.iter_mut().zip(key) {
                    column.push(number);
                }
            }
            maybe_yield(yielder).await;
        }
        // Sorting is stable, so sort by the last number first: earlier numbers take precedence, and
        // ties keep the user ID order. A number that is equal everywhere costs nothing.
        for column in columns.iter().rev() {
            let mut keys = indices.iter().map(|&at| column[at as usize]).collect();
            sort_by_key(&mut keys, &mut indices, yielder).await;
        }
        indices.into()
    }
}
