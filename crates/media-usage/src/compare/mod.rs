//! Compares two reports user by user: added, removed, grown, shrunk. Deleted media leave no trace
//! on the server, so only a second snapshot reveals them.

mod change;
mod order;
#[cfg(test)]
mod tests;

pub use change::{Change, ChangeStatus, ComparedUser};
pub use order::{ChangeColumn, ChangeOrder};

use crate::indexed_report::IndexedReport;
use crate::table::{Table, USERS_PER_SLICE};
use crate::view::Page;
use crate::yielder::{Yielder, maybe_yield};
use std::cmp::Ordering;
use std::num::NonZeroU32;
use std::sync::Arc;

/// Totals of the users with a given status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChangeTotals {
    /// Number of users.
    pub users: usize,
    /// Change in bytes; negative if there are fewer.
    pub bytes: i128,
    /// Change in the number of files.
    pub files: i128,
}

/// A user's indices in both tables; [`NO_ROW`] if a table doesn't have the user.
#[derive(Clone, Copy, Debug)]
struct RowPair {
    before: u32,
    after: u32,
}

/// Marks a missing row. No table has this many users.
const NO_ROW: u32 = u32::MAX;

/// All users of either report, by user ID.
#[derive(Clone, Debug)]
pub struct Comparison {
    before: Arc<IndexedReport>,
    after: Arc<IndexedReport>,
    /// Sorted by user ID.
    pairs: Vec<RowPair>,
    /// Status of each pair's user.
    statuses: Vec<ChangeStatus>,
    totals_by_status: [ChangeTotals; 5],
    /// Index of the pair with the largest increase.
    largest_increase: Option<u32>,
}

impl Comparison {
    /// Compares an earlier report with a later one.
    pub async fn new(
        before: Arc<IndexedReport>,
        after: Arc<IndexedReport>,
        yielder: &dyn Yielder,
    ) -> Self {
        let pairs = join(&before.report().table, &after.report().table, yielder).await;
        let mut comparison = Self {
            before,
            after,
            statuses: Vec::with_capacity(pairs.len()),
            pairs,
            totals_by_status: [ChangeTotals::default(); 5],
            largest_increase: None,
        };
        comparison.compute_totals(yielder).await;
        comparison
    }

    /// Computes the totals per status.
    async fn compute_totals(&mut self, yielder: &dyn Yielder) {
        let mut most = 0;
        for index in self.indices() {
            let change = self.at(index);
            let (status, bytes, files) = (change.status(), change.bytes(), change.files());
            self.statuses.push(status);
            let totals_for = &mut self.totals_by_status[status as usize];
            totals_for.users += 1;
            totals_for.bytes += bytes;
            totals_for.files += files;
            if bytes > most {
                most = bytes;
                self.largest_increase = Some(index);
            }
            if (index as usize).is_multiple_of(USERS_PER_SLICE) {
                maybe_yield(yielder).await;
            }
        }
    }

    /// The earlier report.
    pub fn before(&self) -> &Arc<IndexedReport> {
        &self.before
    }

    /// The later report.
    pub fn after(&self) -> &Arc<IndexedReport> {
        &self.after
    }

    /// Returns the totals of a status, or of all users.
    pub fn totals_for(&self, status: Option<ChangeStatus>) -> ChangeTotals {
        if let Some(status) = status {
            return self.totals_by_status[status as usize];
        }
        self.totals_by_status
            .iter()
            .fold(ChangeTotals::default(), |sum, it| ChangeTotals {
                users: sum.users + it.users,
                bytes: sum.bytes + it.bytes,
                files: sum.files + it.files,
            })
    }

    /// Returns the change in the number of users; negative if the later report has fewer.
    pub fn users(&self) -> i128 {
        let count = |status| self.totals_for(Some(status)).users as i128;
        count(ChangeStatus::Added) - count(ChangeStatus::Removed)
    }

    /// Returns the user with the largest increase in bytes, if any increased. Ties go to the first
    /// user ID.
    pub fn largest_increase(&self) -> Option<Change<'_>> {
        self.largest_increase.map(|index| self.at(index))
    }

    /// Returns all users, by user ID.
    pub fn all(&self) -> impl Iterator<Item = Change<'_>> {
        self.indices().map(|index| self.at(index))
    }

    fn indices(&self) -> impl Iterator<Item = u32> + use<> {
        (0..).take(self.pairs.len())
    }

    /// Returns a user's ID as used for comparison.
    fn folded_id(&self, index: u32) -> &str {
        let pair = self.pairs[index as usize];
        if pair.after == NO_ROW {
            self.before.haystack().user_id(pair.before)
        } else {
            self.after.haystack().user_id(pair.after)
        }
    }

    fn at(&self, index: u32) -> Change<'_> {
        let pair = self.pairs[index as usize];
        Change {
            before: compared_user(&self.before, pair.before),
            after: compared_user(&self.after, pair.after),
        }
    }
}

fn compared_user(usage: &IndexedReport, index: u32) -> Option<ComparedUser<'_>> {
    (index != NO_ROW).then(|| ComparedUser {
        user: usage.table().user(index),
        rank: usage.ranking().rank(index),
    })
}

/// Joins two tables sorted by user ID.
async fn join(before: &Table, after: &Table, yielder: &dyn Yielder) -> Vec<RowPair> {
    let (mut old, mut new) = (before.indices().peekable(), after.indices().peekable());
    let mut pairs = Vec::with_capacity(before.len().max(after.len()));
    loop {
        let order = match (old.peek(), new.peek()) {
            (Some(&old), Some(&new)) => before.user_id(old).cmp(after.user_id(new)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return pairs,
        };
        pairs.push(RowPair {
            before: old.next_if(|_| order.is_le()).unwrap_or(NO_ROW),
            after: new.next_if(|_| order.is_ge()).unwrap_or(NO_ROW),
        });
        if pairs.len().is_multiple_of(USERS_PER_SLICE) {
            maybe_yield(yielder).await;
        }
    }
}

/// The changes with one status, or all changes, in pages.
#[derive(Clone, Debug)]
pub struct Changes {
    comparison: Arc<Comparison>,
    indices: Arc<[u32]>,
}

impl Changes {
    /// Keeps the changes with the given status (all if `None`), in the order computed by
    /// [`Comparison::ordered`].
    pub fn new(
        comparison: Arc<Comparison>,
        ordered: &Arc<[u32]>,
        status: Option<ChangeStatus>,
    ) -> Self {
        let indices = match status {
            None => ordered.clone(),
            Some(status) => {
                let is_kept = |&&index: &&u32| comparison.statuses[index as usize] == status;
                ordered.iter().filter(is_kept).copied().collect()
            }
        };
        Self {
            comparison,
            indices,
        }
    }

    /// The underlying comparison.
    pub fn comparison(&self) -> &Arc<Comparison> {
        &self.comparison
    }

    /// Number of changes.
    pub fn len(&self) -> usize {
        self.indices.len()
    }

    /// Whether there are no changes.
    pub fn is_empty(&self) -> bool {
        self.indices.is_empty()
    }

    /// Returns all changes in order.
    pub fn all(&self) -> impl Iterator<Item = Change<'_>> {
        self.indices.iter().map(|&index| self.comparison.at(index))
    }

    /// Returns a page, or the last one if there are fewer pages.
    pub fn page(&self, number: NonZeroU32, rows: usize) -> Page {
        Page::new(number, rows, self.indices.len())
    }

    /// Returns the changes on a page.
    pub fn on_page(&self, page: Page) -> impl Iterator<Item = Change<'_>> {
        let indices = page.of_list(&self.indices);
        indices.iter().map(|&index| self.comparison.at(index))
    }
}
