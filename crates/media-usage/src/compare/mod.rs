//! What changed since an earlier report.
//!
//! Both reports become one: its table has the users of either, so that they are sorted, searched,
//! grouped and exported as usual. Its totals and ranks are those of the later report.

mod change;
mod order;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub use change::{Change, ChangeStatus, ComparedUser, difference};
pub(crate) use order::{ComparedFigures, Key, ordered};

use crate::column::Order;
use crate::indexed_report::IndexedReport;
use crate::table::{Table, USERS_PER_SLICE, User};
use crate::yielder::{Yielder, maybe_yield};
use std::cmp::Ordering;
use std::sync::Arc;

/// An earlier report beside the users of a table that has all of its users, too.
#[derive(Debug)]
pub struct Comparison {
    before: Arc<IndexedReport>,
    /// The row of each user in the earlier report, or [`NO_ROW`].
    rows_before: Vec<u32>,
    /// Computes sort keys. A function pointer, so that the code is downloaded only for comparisons.
    key: fn(&ComparedFigures, Order) -> Option<Key>,
}

/// Marks a user who isn't in the earlier report. No table has this many users.
const NO_ROW: u32 = u32::MAX;

/// The users of two reports.
pub(crate) struct Merged {
    /// The users by ID, with the figures of the later report. Users who aren't in it have no files.
    pub(crate) table: Table,
    /// Users who are only in the earlier report, in ID order.
    pub(crate) absent: Vec<u32>,
    pub(crate) comparison: Comparison,
}

/// Merges two tables sorted by user ID.
pub(crate) async fn merge(
    before: Arc<IndexedReport>,
    after: &Table,
    yielder: &dyn Yielder,
) -> Merged {
    let earlier = before.table();
    let (mut table, mut absent) = (Table::default(), Vec::new());
    let mut rows_before = Vec::with_capacity(earlier.len().max(after.len()));
    let (mut old, mut new) = (earlier.indices().peekable(), after.indices().peekable());
    loop {
        let order = match (old.peek(), new.peek()) {
            (Some(&old), Some(&new)) => earlier.user_id(old).cmp(after.user_id(new)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => break,
        };
        let earlier_row = old.next_if(|_| order.is_le()).unwrap_or(NO_ROW);
        if let Some(row) = new.next_if(|_| order.is_ge()) {
            table.push(after.user(row));
        } else {
            absent.push(table.indices().end);
            table.push(User {
                media_count: 0,
                media_length: Some(0),
                ..earlier.user(earlier_row)
            });
        }
        rows_before.push(earlier_row);
        if rows_before.len().is_multiple_of(USERS_PER_SLICE) {
            maybe_yield(yielder).await;
        }
    }
    let comparison = Comparison {
        before,
        rows_before,
        key: order::key,
    };
    Merged {
        table,
        absent,
        comparison,
    }
}

impl Comparison {
    /// The earlier report.
    pub fn before(&self) -> &Arc<IndexedReport> {
        &self.before
    }

    /// Returns a sort key for an order by a change; smaller keys come first. `None` if the order
    /// isn't one.
    pub(crate) fn key(&self, figures: &ComparedFigures, order: Order) -> Option<Key> {
        (self.key)(figures, order)
    }

    /// Returns a user of the earlier report.
    pub(crate) fn user_before(&self, index: u32) -> Option<ComparedUser<'_>> {
        let row = self.rows_before[index as usize];
        (row != NO_ROW).then(|| ComparedUser {
            user: self.before.table().user(row),
            rank: self.before.ranking().rank(row),
        })
    }
}

/// Sums over users with a status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChangeTotals {
    /// Number of users.
    pub users: usize,
    /// Change in bytes; negative if there are fewer.
    pub bytes: i128,
    /// Change in the number of files.
    pub files: i128,
}

/// Sums over users, for each status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChangeSums([ChangeTotals; 5]);

impl ChangeSums {
    pub(crate) fn add(&mut self, change: &Change) {
        let totals = &mut self.0[change.status() as usize];
        totals.users += 1;
        totals.bytes += change.bytes();
        totals.files += change.files();
    }

    /// Returns the totals of a status, or of all users.
    pub fn of(&self, status: Option<ChangeStatus>) -> ChangeTotals {
        if let Some(status) = status {
            return self.0[status as usize];
        }
        self.0
            .iter()
            .fold(ChangeTotals::default(), |sum, it| ChangeTotals {
                users: sum.users + it.users,
                bytes: sum.bytes + it.bytes,
                files: sum.files + it.files,
            })
    }

    /// Returns the change in the number of users with a status, or of all; negative if the later
    /// report has fewer.
    pub fn users(&self, status: Option<ChangeStatus>) -> i128 {
        let count = |counted| {
            let is_meant = status.is_none_or(|status| status == counted);
            if is_meant {
                self.of(Some(counted)).users as i128
            } else {
                0
            }
        };
        count(ChangeStatus::Added) - count(ChangeStatus::Removed)
    }
}
