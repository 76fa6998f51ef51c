//! Two reports, user by user: who was added, who is gone, who grew and who shrank. Deleted media
//! leave no trace on the server, so two snapshots are all that tells of them.

mod change;
mod order;
#[cfg(test)]
mod tests;

pub use change::{Change, Ranked, Status};
pub use order::{ChangeBy, ChangeOrder};

use crate::indexed_report::Usage;
use crate::pace::{Pace, breathe};
use crate::table::{SLICE, Table};
use crate::view::Page;
use std::cmp::Ordering;
use std::num::NonZeroU32;
use std::sync::Arc;

/// Users of a kind, together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many there are.
    pub users: usize,
    /// How many bytes more they have, fewer when negative.
    pub bytes: i128,
    /// How many files more they have.
    pub files: i128,
}

/// A user's indices in both tables; [`NOWHERE`] in a table that doesn't have the user.
#[derive(Clone, Copy, Debug)]
struct Pair {
    before: u32,
    after: u32,
}

/// No table has so many users.
const NOWHERE: u32 = u32::MAX;

/// Everybody in one of two reports, by user ID.
#[derive(Clone, Debug)]
pub struct Comparison {
    before: Arc<Usage>,
    after: Arc<Usage>,
    /// By user ID.
    pairs: Vec<Pair>,
    /// What became of the user of each pair.
    statuses: Vec<Status>,
    tallies: [Tally; 5],
    /// Index of the pair that grew most.
    most_grown: Option<u32>,
}

impl Comparison {
    /// Compares an earlier report with a later one.
    pub async fn new(before: Arc<Usage>, after: Arc<Usage>, pace: &dyn Pace) -> Self {
        let pairs = join(&before.report().table, &after.report().table, pace).await;
        let mut comparison = Self {
            before,
            after,
            statuses: Vec::with_capacity(pairs.len()),
            pairs,
            tallies: [Tally::default(); 5],
            most_grown: None,
        };
        comparison.sum_up(pace).await;
        comparison
    }

    /// Sums up by status.
    async fn sum_up(&mut self, pace: &dyn Pace) {
        let mut most = 0;
        for index in self.indices() {
            let change = self.at(index);
            let (status, bytes, files) = (change.status(), change.bytes(), change.files());
            self.statuses.push(status);
            let tally = &mut self.tallies[status as usize];
            tally.users += 1;
            tally.bytes += bytes;
            tally.files += files;
            if bytes > most {
                most = bytes;
                self.most_grown = Some(index);
            }
            if (index as usize).is_multiple_of(SLICE) {
                breathe(pace).await;
            }
        }
    }

    /// The earlier report.
    pub fn before(&self) -> &Arc<Usage> {
        &self.before
    }

    /// The later report.
    pub fn after(&self) -> &Arc<Usage> {
        &self.after
    }

    /// The users of one status together, or all of them.
    pub fn tally(&self, status: Option<Status>) -> Tally {
        if let Some(status) = status {
            return self.tallies[status as usize];
        }
        self.tallies.iter().fold(Tally::default(), |sum, it| Tally {
            users: sum.users + it.users,
            bytes: sum.bytes + it.bytes,
            files: sum.files + it.files,
        })
    }

    /// How many users more the later report has, fewer when negative.
    pub fn users(&self) -> i128 {
        let count = |status| self.tally(Some(status)).users as i128;
        count(Status::Added) - count(Status::Gone)
    }

    /// Who has more bytes than before, and the most; the first by user ID where several have.
    pub fn most_grown(&self) -> Option<Change<'_>> {
        self.most_grown.map(|index| self.at(index))
    }

    /// Everybody, by user ID.
    pub fn all(&self) -> impl Iterator<Item = Change<'_>> {
        self.indices().map(|index| self.at(index))
    }

    fn indices(&self) -> impl Iterator<Item = u32> + use<> {
        (0..).take(self.pairs.len())
    }

    /// A user's ID as it is compared.
    fn folded_id(&self, index: u32) -> &str {
        let pair = self.pairs[index as usize];
        if pair.after == NOWHERE {
            self.before.haystack().user_id(pair.before)
        } else {
            self.after.haystack().user_id(pair.after)
        }
    }

    fn at(&self, index: u32) -> Change<'_> {
        let pair = self.pairs[index as usize];
        Change {
            before: ranked(&self.before, pair.before),
            after: ranked(&self.after, pair.after),
        }
    }
}

fn ranked(usage: &Usage, index: u32) -> Option<Ranked<'_>> {
    (index != NOWHERE).then(|| Ranked {
        user: usage.table().user(index),
        rank: usage.ranking().rank(index),
    })
}

/// Pairs up the users of two tables, which are in the order of the user IDs.
async fn join(before: &Table, after: &Table, pace: &dyn Pace) -> Vec<Pair> {
    let (mut old, mut new) = (before.indices().peekable(), after.indices().peekable());
    let mut pairs = Vec::with_capacity(before.len().max(after.len()));
    loop {
        let order = match (old.peek(), new.peek()) {
            (Some(&old), Some(&new)) => before.user_id(old).cmp(after.user_id(new)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return pairs,
        };
        pairs.push(Pair {
            before: old.next_if(|_| order.is_le()).unwrap_or(NOWHERE),
            after: new.next_if(|_| order.is_ge()).unwrap_or(NOWHERE),
        });
        if pairs.len().is_multiple_of(SLICE) {
            breathe(pace).await;
        }
    }
}

/// The changes of one status, or all of them, a page at a time.
#[derive(Clone, Debug)]
pub struct Changes {
    comparison: Arc<Comparison>,
    indices: Arc<[u32]>,
}

impl Changes {
    /// Keeps the changes of a status, all without one, in the order that [`Comparison::ordered`]
    /// has put them in.
    pub fn new(comparison: Arc<Comparison>, ordered: &Arc<[u32]>, status: Option<Status>) -> Self {
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

    /// What is compared.
    pub fn comparison(&self) -> &Arc<Comparison> {
        &self.comparison
    }

    /// Number of changes kept.
    pub fn len(&self) -> usize {
        self.indices.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.indices.is_empty()
    }

    /// All changes kept, in their order.
    pub fn all(&self) -> impl Iterator<Item = Change<'_>> {
        self.indices.iter().map(|&index| self.comparison.at(index))
    }

    /// A page of them; the last one when there are not as many.
    pub fn page(&self, number: NonZeroU32, rows: usize) -> Page {
        Page::new(number, rows, self.indices.len())
    }

    /// The changes on a page.
    pub fn on(&self, page: Page) -> impl Iterator<Item = Change<'_>> {
        let indices = page.of_list(&self.indices);
        indices.iter().map(|&index| self.comparison.at(index))
    }
}
