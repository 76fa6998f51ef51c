//! What was added when: a report for each of many windows of time, and what they tell together.

mod growth;
#[cfg(test)]
mod tests;
mod user_index;

pub use growth::{FillForecast, Growth};
pub use user_index::UserIndex;

use crate::order::sort;
use crate::table::{Table, User};
use std::sync::Arc;

/// The media of one window of time: who added how much. Costs 20 bytes a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    sum: AddedMedia,
    /// In rising order.
    users: Vec<u32>,
    /// Of each of them.
    bytes: Vec<u64>,
    files: Vec<u64>,
}

/// What was added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AddedMedia {
    /// Bytes of the media.
    pub bytes: u128,
    /// Number of media.
    pub files: u128,
    /// How many users added them.
    pub users: usize,
}

impl Bucket {
    /// The bucket of a window's whole report, whose users stand in the order of their IDs.
    ///
    /// Works at one stretch: the index of users must not be left half-way.
    pub fn new(table: &Table, user_index: &mut UserIndex) -> Self {
        let numbers = user_index.intern(table);
        let number = |index: u32| numbers[index as usize];
        let mut indices: Vec<u32> = table.indices().collect();
        // Whoever is in the first report is numbered in the order of the IDs: mostly sorted.
        sort(&mut indices, &|a, b| number(a).cmp(&number(b)));
        let mut bucket = Self::default();
        for index in indices {
            let (bytes, files) = (table.bytes(index), table.count(index));
            bucket.sum.bytes += u128::from(bytes);
            bucket.sum.files += u128::from(files);
            bucket.sum.users += 1;
            bucket.users.push(number(index));
            bucket.bytes.push(bytes);
            bucket.files.push(files);
        }
        bucket
    }

    /// What all users added together.
    pub fn added(&self) -> AddedMedia {
        self.sum
    }

    /// What a user added.
    pub fn added_by_user(&self, number: u32) -> AddedMedia {
        let Ok(place) = self.users.binary_search(&number) else {
            return AddedMedia::default();
        };
        AddedMedia {
            bytes: self.bytes[place].into(),
            files: self.files[place].into(),
            users: 1,
        }
    }

    /// The users and what they added, as a report has them; what was pending is 0 bytes.
    pub fn users<'a>(&'a self, user_index: &'a UserIndex) -> impl Iterator<Item = User<'a>> {
        let figures = self.bytes.iter().zip(&self.files);
        let users = self.users.iter().map(|&number| user_index.id(number));
        users.zip(figures).map(|(id, (&bytes, &files))| User {
            user_id: Some(id).filter(|id| !id.is_empty()),
            displayname: None,
            media_count: files,
            media_length: Some(bytes),
        })
    }
}

/// Buckets of windows that follow each other, the oldest first. Those that are not there yet are
/// `None`. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    buckets: Vec<Option<Arc<Bucket>>>,
}

impl History {
    /// The history of so many windows, nothing of which is known yet.
    pub fn without_data(windows: usize) -> Self {
        Self {
            buckets: vec![None; windows],
        }
    }

    /// Puts a bucket into the place of its window, counted from 0.
    pub fn set_bucket(&mut self, window: usize, bucket: Arc<Bucket>) {
        if let Some(place) = self.buckets.get_mut(window) {
            *place = Some(bucket);
        }
    }

    /// The bucket of a window, if it is there.
    pub fn bucket(&self, window: usize) -> Option<&Arc<Bucket>> {
        self.buckets.get(window)?.as_ref()
    }

    /// Number of windows.
    pub fn len(&self) -> usize {
        self.buckets.len()
    }

    /// Whether there are no windows.
    pub fn is_empty(&self) -> bool {
        self.buckets.is_empty()
    }

    /// How many users the buckets have together.
    pub fn users(&self) -> usize {
        let buckets = self.buckets.iter().flatten();
        buckets.map(|bucket| bucket.sum.users).sum()
    }

    /// How many windows are not there yet.
    pub fn missing(&self) -> usize {
        let missing = self.buckets.iter().filter(|bucket| bucket.is_none());
        missing.count()
    }

    /// What was added in each window, by one user or by all.
    pub fn added(&self, by: Option<u32>) -> Vec<Option<AddedMedia>> {
        let added = |bucket: &Arc<Bucket>| match by {
            Some(number) => bucket.added_by_user(number),
            None => bucket.added(),
        };
        let buckets = self.buckets.iter();
        buckets.map(|bucket| bucket.as_ref().map(added)).collect()
    }

    /// How many bytes were added in all windows that are there, by one user or by all.
    pub fn bytes(&self, by: Option<u32>) -> u128 {
        let added = self.added(by).into_iter().flatten();
        added.map(|added| added.bytes).sum()
    }

    /// The users who added the most bytes, the largest first, without those who added none.
    pub fn largest(&self, users: usize) -> Vec<u32> {
        let mut sums = Vec::<u64>::new();
        for bucket in self.buckets.iter().flatten() {
            for (&number, &bytes) in bucket.users.iter().zip(&bucket.bytes) {
                let place = number as usize;
                if place >= sums.len() {
                    sums.resize(place + 1, 0);
                }
                sums[place] = sums[place].saturating_add(bytes);
            }
        }
        // Few are asked for: each finds its place among them.
        let mut largest = Vec::<(u64, u32)>::new();
        for (bytes, number) in sums.into_iter().zip(0..) {
            // Of equals, the one with the lower number stands before.
            let place = largest.partition_point(|&(larger, _)| larger >= bytes);
            if bytes > 0 && place < users {
                largest.truncate(users - 1);
                largest.insert(place, (bytes, number));
            }
        }
        largest.into_iter().map(|(_, number)| number).collect()
    }

    /// How many bytes there were at the end of each window, of one user or of all, when there are
    /// so many at the end of the last one. Known as far back as the buckets reach.
    pub fn running_totals(&self, by: Option<u32>, at_the_end: u128) -> Vec<Option<u128>> {
        let mut left = Some(at_the_end);
        let mut running_totals: Vec<_> = self
            .added(by)
            .into_iter()
            .rev()
            .map(|added| {
                let now = left;
                let before = now
                    .zip(added)
                    .map(|(now, added)| now.saturating_sub(added.bytes));
                left = before;
                now
            })
            .collect();
        running_totals.reverse();
        running_totals
    }
}
