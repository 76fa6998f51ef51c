//! Two reports, user by user: who was added, who is gone, who grew and who shrank. Deleted media
//! leave no trace on the server, so two snapshots are all that tells of them.

#[cfg(test)]
mod tests;

use crate::pace::{Pace, breathe};
use crate::radix::sort_by_key;
use crate::table::{SLICE, Table, User};
use crate::usage::Usage;
use crate::view::Page;
use std::cmp::Ordering;
use std::num::NonZeroU32;
use std::sync::Arc;

/// What became of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// In the later report alone.
    Added,
    /// In the earlier report alone.
    Gone,
    /// More bytes, or as many in more files.
    Grown,
    /// Fewer bytes, or as many in fewer files.
    Shrunk,
    /// As many bytes in as many files.
    Unchanged,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Added,
        Self::Gone,
        Self::Grown,
        Self::Shrunk,
        Self::Unchanged,
    ];

    /// Its name in a file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Gone => "gone",
            Self::Grown => "grown",
            Self::Shrunk => "shrunk",
            Self::Unchanged => "unchanged",
        }
    }

    /// The status of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

/// A user in both reports, or in one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// As the earlier report has the user.
    pub before: Option<User<'a>>,
    /// As the later report has the user.
    pub after: Option<User<'a>>,
}

impl<'a> Change<'a> {
    /// The user by the later report that has one.
    pub fn user(&self) -> User<'a> {
        let nobody = User {
            user_id: None,
            displayname: None,
            media_count: 0,
            media_length: None,
        };
        self.after.or(self.before).unwrap_or(nobody)
    }

    /// How many bytes more there are, fewer when negative. What is pending or not there counts 0.
    pub fn bytes(&self) -> i128 {
        i128::from(bytes(self.after)) - i128::from(bytes(self.before))
    }

    /// How many files more there are, fewer when negative.
    pub fn files(&self) -> i128 {
        i128::from(files(self.after)) - i128::from(files(self.before))
    }

    /// By how many bytes and by how many files, whether more or fewer.
    fn sizes(&self) -> (u64, u64) {
        (
            bytes(self.before).abs_diff(bytes(self.after)),
            files(self.before).abs_diff(files(self.after)),
        )
    }

    /// What became of the user.
    pub fn status(&self) -> Status {
        match (self.before, self.after) {
            (None, _) => Status::Added,
            (_, None) => Status::Gone,
            _ => match self.bytes().cmp(&0).then(self.files().cmp(&0)) {
                Ordering::Greater => Status::Grown,
                Ordering::Less => Status::Shrunk,
                Ordering::Equal => Status::Unchanged,
            },
        }
    }
}

fn bytes(user: Option<User>) -> u64 {
    user.and_then(|user| user.media_length).unwrap_or(0)
}

fn files(user: Option<User>) -> u64 {
    user.map_or(0, |user| user.media_count)
}

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

/// Everybody in one of two reports, the largest changes first: by bytes, then by files, then by
/// user ID. Of the changes' sign their order knows nothing.
#[derive(Clone, Debug)]
pub struct Comparison {
    before: Arc<Usage>,
    after: Arc<Usage>,
    /// By user ID.
    pairs: Vec<Pair>,
    /// What became of the user of each pair.
    statuses: Vec<Status>,
    /// Indices of the pairs in their order.
    order: Vec<u32>,
    tallies: [Tally; 5],
}

impl Comparison {
    /// Compares an earlier report with a later one.
    pub async fn new(before: Arc<Usage>, after: Arc<Usage>, pace: &dyn Pace) -> Self {
        let pairs = join(&before.report().table, &after.report().table, pace).await;
        let mut comparison = Self {
            before,
            after,
            statuses: Vec::new(),
            pairs,
            order: Vec::new(),
            tallies: [Tally::default(); 5],
        };
        comparison.sum_up(pace).await;
        comparison
    }

    /// Sums up by status and puts the pairs in order.
    async fn sum_up(&mut self, pace: &dyn Pace) {
        let mut tallies = [Tally::default(); 5];
        let mut statuses = Vec::with_capacity(self.pairs.len());
        // Most users change nothing as a rule, and stand in order already.
        let (mut order, mut unchanged) = (Vec::new(), Vec::new());
        for index in (0..).take(self.pairs.len()) {
            let change = self.at(index);
            let status = change.status();
            statuses.push(status);
            let tally = &mut tallies[status as usize];
            tally.users += 1;
            tally.bytes += change.bytes();
            tally.files += change.files();
            if status == Status::Unchanged {
                unchanged.push(index);
            } else {
                order.push(index);
            }
            if (index as usize).is_multiple_of(SLICE) {
                breathe(pace).await;
            }
        }
        // Sorting is stable: the bytes decide, and files and ID where those are the same. All bits
        // turned round, the larger number is the smaller.
        let mut files = order
            .iter()
            .map(|&index| !self.at(index).sizes().1)
            .collect();
        breathe(pace).await;
        sort_by_key(&mut files, &mut order, pace).await;
        let mut bytes = order
            .iter()
            .map(|&index| !self.at(index).sizes().0)
            .collect();
        breathe(pace).await;
        sort_by_key(&mut bytes, &mut order, pace).await;
        order.append(&mut unchanged);
        self.order = order;
        self.statuses = statuses;
        self.tallies = tallies;
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

    /// Everybody, in order.
    pub fn all(&self) -> impl Iterator<Item = Change<'_>> {
        self.order.iter().map(|&index| self.at(index))
    }

    fn at(&self, index: u32) -> Change<'_> {
        self.change(self.pairs[index as usize])
    }

    fn change(&self, pair: Pair) -> Change<'_> {
        Change {
            before: user(&self.before, pair.before),
            after: user(&self.after, pair.after),
        }
    }
}

fn user(usage: &Usage, index: u32) -> Option<User<'_>> {
    (index != NOWHERE).then(|| usage.report().table.user(index))
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
    /// Keeps the changes of a status; all without one.
    pub fn new(comparison: Arc<Comparison>, status: Option<Status>) -> Self {
        let mut indices = comparison.order.clone();
        if let Some(status) = status {
            indices.retain(|&index| comparison.statuses[index as usize] == status);
        }
        Self {
            comparison,
            indices: indices.into(),
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
