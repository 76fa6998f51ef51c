//! The order of changes: a column, a direction, and the numbers that they are sorted by.

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

/// A column that can order changes, by the name it has in the URL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChangeColumn {
    /// Full user ID in natural order, without regard to case: `user_id`.
    User,
    /// How many bytes more there are, with its sign: `media_length`.
    #[default]
    Bytes,
    /// The change in bytes as a part of what there was: `growth`. Something out of nothing is more
    /// than any part, nothing out of nothing is no change.
    Growth,
    /// How many files more there are, with its sign: `media_count`.
    Files,
    /// Ranks climbed: `rank`. Users without two ranks come last in either direction.
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

    /// The URL's name of the column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user_id",
            Self::Bytes => "media_length",
            Self::Growth => "growth",
            Self::Files => "media_count",
            Self::RankChange => "rank",
        }
    }

    /// The column with this name in the URL, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == name)
    }

    /// The direction that answers the usual question first: who grew most, the first user ID.
    pub fn default_direction(self) -> Direction {
        match self {
            Self::User => Direction::Forwards,
            _ => Direction::Backwards,
        }
    }
}

/// A column and a direction; who grew most first by default. Ties stand by user ID in either
/// direction.
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
    /// A column in its usual direction.
    pub fn for_column(by: ChangeColumn) -> Self {
        let dir = by.default_direction();
        Self { by, dir }
    }

    /// The order after a column is chosen: its usual direction, or, chosen again, the other one.
    #[must_use]
    pub fn toggled_to(self, by: ChangeColumn) -> Self {
        let dir = if self.by == by {
            self.dir.reversed()
        } else {
            by.default_direction()
        };
        Self { by, dir }
    }

    /// What a change is sorted by, the smallest first.
    fn key(self, change: &Change) -> Key {
        let rising = match self.by {
            // Sorted by other means.
            ChangeColumn::User => Some([0; NUMBERS]),
            ChangeColumn::Bytes => Some(signed(change.bytes())),
            ChangeColumn::Growth => Some(ratio(change.bytes_after(), change.bytes_before())),
            ChangeColumn::Files => Some(signed(change.files())),
            ChangeColumn::RankChange => change.rank_change().map(|ranks| signed(ranks.into())),
        };
        match (rising, self.dir) {
            (None, _) => [u64::MAX; NUMBERS],
            (Some(rising), Direction::Forwards) => rising,
            // All bits turned round, the larger number is the smaller.
            (Some(rising), Direction::Backwards) => rising.map(|number| !number),
        }
    }
}

/// Numbers of a key. The first one tells kinds apart and is never 0, so that what has no key
/// comes behind.
const NUMBERS: usize = 4;
type Key = [u64; NUMBERS];

/// A change, which is less than 2^64 either way.
fn signed(change: i128) -> Key {
    let size = u64::try_from(change.unsigned_abs()).unwrap_or(u64::MAX);
    match change.cmp(&0) {
        Ordering::Less => [1, !size, 0, 0],
        Ordering::Equal => [2, 0, 0, 0],
        Ordering::Greater => [3, size, 0, 0],
    }
}

/// A quotient, exactly: the whole number and 128 binary places, which tell any two apart whose
/// divisors are below 2^64.
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
        // A rest is below the divisor, and so are the places below 2^64.
        let places = u64::try_from(shifted / divisor).unwrap_or(u64::MAX);
        (places, u64::try_from(shifted % divisor).unwrap_or(0))
    };
    let (high, rest) = places(number % divisor);
    [1, whole, high, places(rest).0]
}

impl Comparison {
    /// Indices of all pairs in an order, made in slices.
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
        // Sorting is stable: the first number decides, the next where it is the same, and at last
        // the user ID. Where all have the same, it costs nothing.
        for column in columns.iter().rev() {
            let mut keys = indices.iter().map(|&at| column[at as usize]).collect();
            sort_by_key(&mut keys, &mut indices, yielder).await;
        }
        indices.into()
    }
}
