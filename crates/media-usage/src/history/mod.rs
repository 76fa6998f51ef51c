//! Media added over time: one report per interval, and figures derived from them.

mod growth;
#[cfg(test)]
mod tests;
mod user_index;

pub use growth::{FillForecast, Growth};
pub use user_index::UserIndex;

use crate::order::sort;
use crate::table::{Table, User};
use std::sync::Arc;

/// Media added within one interval, by user. Takes 20 bytes per user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    sum: AddedMedia,
    /// User numbers, ascending.
    users: Vec<u32>,
    /// Bytes of each user.
    bytes: Vec<u64>,
    files: Vec<u64>,
}

/// Totals of added media.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AddedMedia {
    /// Bytes of the media.
    pub bytes: u128,
    /// Number of media.
    pub files: u128,
    /// Number of users who added them.
    pub users: usize,
}

impl Bucket {
    /// Creates the bucket of an interval from its complete report, which must be sorted by user ID.
    ///
    /// Doesn't yield, because the user index must not be left half-updated.
    pub fn new(table: &Table, user_index: &mut UserIndex) -> Self {
        let numbers = user_index.intern(table);
        let number = |index: u32| numbers[index as usize];
        let mut indices: Vec<u32> = table.indices().collect();
        // Users of the first report are numbered in ID order, so this is mostly sorted.
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

    /// Returns what all users added.
    pub fn added(&self) -> AddedMedia {
        self.sum
    }

    /// Returns what a user added.
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

    /// Returns the users and what they added, as in a report. Pending media count as 0 bytes.
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

/// Buckets of consecutive intervals, oldest first; `None` if not loaded. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    buckets: Vec<Option<Arc<Bucket>>>,
}

impl History {
    /// Creates a history of `windows` intervals without data.
    pub fn without_data(windows: usize) -> Self {
        Self {
            buckets: vec![None; windows],
        }
    }

    /// Sets the bucket of an interval, counted from 0.
    pub fn set_bucket(&mut self, window: usize, bucket: Arc<Bucket>) {
        if let Some(place) = self.buckets.get_mut(window) {
            *place = Some(bucket);
        }
    }

    /// Returns the bucket of an interval, if it is loaded.
    pub fn bucket(&self, window: usize) -> Option<&Arc<Bucket>> {
        self.buckets.get(window)?.as_ref()
    }

    /// Number of intervals.
    pub fn len(&self) -> usize {
        self.buckets.len()
    }

    /// Whether there are no intervals.
    pub fn is_empty(&self) -> bool {
        self.buckets.is_empty()
    }

    /// Number of distinct users in all buckets.
    pub fn users(&self) -> usize {
        let buckets = self.buckets.iter().flatten();
        buckets.map(|bucket| bucket.sum.users).sum()
    }

    /// Number of intervals that are not loaded.
    pub fn missing(&self) -> usize {
        let missing = self.buckets.iter().filter(|bucket| bucket.is_none());
        missing.count()
    }

    /// Returns what was added in each interval, by one user or by all.
    pub fn added(&self, by: Option<u32>) -> Vec<Option<AddedMedia>> {
        let added = |bucket: &Arc<Bucket>| match by {
            Some(number) => bucket.added_by_user(number),
            None => bucket.added(),
        };
        let buckets = self.buckets.iter();
        buckets.map(|bucket| bucket.as_ref().map(added)).collect()
    }

    /// Returns the bytes added in all loaded intervals, by one user or by all.
    pub fn bytes(&self, by: Option<u32>) -> u128 {
        let added = self.added(by).into_iter().flatten();
        added.map(|added| added.bytes).sum()
    }

    /// Returns the total bytes of one user or all users at the end of each interval, given the
    /// total at the end of the last one. `None` before the first gap, counting back from the end.
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
