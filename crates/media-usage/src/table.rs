//! The rows of a report as columns, with one text arena for IDs and one for names.
//!
//! Each user takes the bytes of the ID and the name plus 24 bytes (4 for the end of each text, 8
//! for the size, 8 for the count), without allocations per user.

use crate::order::sort;
use crate::yielder::{Yielder, maybe_yield};
use std::cmp::Ordering;
use std::collections::TryReserveError;

/// A user's usage, borrowed from a [`Table`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct User<'a> {
    /// Full user ID; `None` for media without an uploader.
    pub user_id: Option<&'a str>,
    /// Display name.
    pub displayname: Option<&'a str>,
    /// Number of media.
    pub media_count: u64,
    /// Bytes of the media; `None` if all of them are pending.
    pub media_length: Option<u64>,
}

/// Users' usage as columns, in insertion order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    user_ids: TextColumn,
    displaynames: TextColumn,
    counts: Vec<u64>,
    lengths: LengthColumn,
}

impl Table {
    /// Adds a user.
    pub fn push(&mut self, user: User) {
        let mut columns = self.columns();
        columns.user_ids.push(user.user_id);
        columns.displaynames.push(user.displayname);
        columns.end_row(user.media_count, user.media_length);
    }

    /// Memory used, in bytes.
    pub fn memory(&self) -> usize {
        let figures = 2 * size_of::<u64>() * self.len();
        self.user_ids.memory() + self.displaynames.memory() + figures
    }

    /// Keeps only the first `len` users.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.user_ids.truncate(len);
        self.displaynames.truncate(len);
        self.counts.truncate(len);
        self.lengths.truncate(len);
    }

    /// Reserves memory for `users` users in total, with texts as long as in `like`, to avoid
    /// copying while growing. If memory is short, the table grows incrementally. Reserves at most
    /// `most` bytes, because the number of users comes from the server.
    pub(crate) fn reserve(&mut self, users: usize, like: &Self, most: usize) {
        let each = like
            .memory()
            .div_ceil(like.len().max(1))
            .max(BYTES_PER_USER);
        let more = users.min(most / each).saturating_sub(self.len());
        let texts = |texts: &TextColumn| {
            texts
                .arena
                .len()
                .div_ceil(like.len().max(1))
                .saturating_mul(more)
        };
        let (ids, names) = (texts(&like.user_ids), texts(&like.displaynames));
        // If this fails, memory is allocated when it is needed.
        let _ = self.user_ids.try_reserve(more, ids);
        let _ = self.displaynames.try_reserve(more, names);
        let _ = self.counts.try_reserve_exact(more);
        let _ = self.lengths.bytes.try_reserve_exact(more);
    }

    /// Returns the columns for a decoder that fills them field by field.
    pub(crate) fn columns(&mut self) -> Columns<'_> {
        Columns {
            user_ids: &mut self.user_ids,
            displaynames: &mut self.displaynames,
            counts: &mut self.counts,
            lengths: &mut self.lengths,
        }
    }

    /// Number of users.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Whether there are no users.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// The user at an index below [`Table::len`].
    pub fn user(&self, index: u32) -> User<'_> {
        User {
            user_id: self.user_ids.get(index),
            displayname: self.displaynames.get(index),
            media_count: self.count(index),
            media_length: self.lengths.get(index),
        }
    }

    /// Returns the index of the user with this ID. The table must be sorted by ID.
    pub(crate) fn index_of(&self, user_id: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.indices().end);
        while low < high {
            let middle = low.midpoint(high);
            match self.user_id(middle).cmp(user_id) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    /// Returns all users, in insertion order.
    pub fn users(&self) -> impl Iterator<Item = User<'_>> {
        self.indices().map(|index| self.user(index))
    }

    /// The index of every user.
    pub fn indices(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.len()).unwrap_or(u32::MAX)
    }

    /// Returns a user's ID for comparison; empty if there is none.
    pub(crate) fn user_id(&self, index: u32) -> &str {
        self.user_ids.get(index).unwrap_or_default()
    }

    /// A user's number of media.
    pub(crate) fn count(&self, index: u32) -> u64 {
        self.counts[index as usize]
    }

    /// Returns a user's bytes; 0 if all media are pending.
    pub(crate) fn bytes(&self, index: u32) -> u64 {
        self.length(index).unwrap_or(0)
    }

    /// Returns a user's bytes; `None` if all media are pending.
    pub(crate) fn length(&self, index: u32) -> Option<u64> {
        self.lengths.get(index)
    }

    /// Sorts the users by ID, keeping only the last entry for each, and also returns the number of
    /// dropped entries. A table that is already sorted is left unchanged.
    pub(crate) async fn distinct(self, yielder: &dyn Yielder) -> (Self, usize) {
        let ids = |at: usize| (self.user_ids.at(at - 1), self.user_ids.at(at));
        let mut ascending = true;
        for at in 1..self.len() {
            let (before, id) = ids(at);
            ascending &= before < id;
            if at.is_multiple_of(USERS_PER_SLICE) {
                maybe_yield(yielder).await;
            }
        }
        if ascending {
            return (self, 0);
        }
        let mut indices: Vec<u32> = self.indices().collect();
        // Stable, so the last entry of an ID stays last.
        sort(&mut indices, &|a, b| self.user_id(a).cmp(self.user_id(b)));
        maybe_yield(yielder).await;
        let mut distinct = Self::default();
        distinct.reserve(self.len(), &self, usize::MAX);
        for (place, &index) in indices.iter().enumerate() {
            let next = indices.get(place + 1);
            if next.is_none_or(|&next| self.user_id(next) != self.user_id(index)) {
                distinct.push(self.user(index));
            }
            if place.is_multiple_of(USERS_PER_SLICE) {
                maybe_yield(yielder).await;
            }
        }
        let dropped = self.len() - distinct.len();
        (distinct, dropped)
    }

    /// Appends all users of another table.
    pub(crate) fn append(&mut self, other: &Self) {
        other.users().for_each(|user| self.push(user));
    }
}

/// Bytes per user besides the texts: two text ends, the count and the size.
const BYTES_PER_USER: usize = 24;

/// Users between checks of the yielder.
pub(crate) const USERS_PER_SLICE: usize = 4096;

/// A table's columns. Each row adds one value to each of them.
pub(crate) struct Columns<'a> {
    pub(crate) user_ids: &'a mut TextColumn,
    pub(crate) displaynames: &'a mut TextColumn,
    pub(crate) counts: &'a mut Vec<u64>,
    pub(crate) lengths: &'a mut LengthColumn,
}

impl Columns<'_> {
    /// Ends a row, adding the figures of a user whose texts have been added.
    pub(crate) fn end_row(&mut self, count: u64, length: Option<u64>) {
        // Some servers send an empty name or the user ID if there is no name.
        let name = self.displaynames.last();
        if name == Some("") || name.is_some() && name == self.user_ids.last() {
            self.displaynames.make_last_absent();
        }
        self.counts.push(count);
        self.lengths.push(length);
    }
}

/// Texts in one arena. The top bit of an end marks a missing text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TextColumn {
    arena: String,
    ends: Vec<u32>,
}

const ABSENT: u32 = 1 << 31;

impl TextColumn {
    /// Adds a text. Texts beyond a total of 2 GiB, more than a page's memory holds, become `None`.
    pub(crate) fn push(&mut self, text: Option<&str>) {
        let end = |len: usize| u32::try_from(len).ok().filter(|end| end & ABSENT == 0);
        let text = text.filter(|text| end(self.arena.len() + text.len()).is_some());
        self.arena.push_str(text.unwrap_or_default());
        let end = end(self.arena.len()).unwrap_or_default();
        let absent = if text.is_some() { 0 } else { ABSENT };
        self.ends.push(end | absent);
    }

    /// Writes part of a text, which [`TextColumn::end`] completes.
    pub(crate) fn write(&mut self, part: &str) {
        self.arena.push_str(part);
    }

    /// Completes the text that was written; `None` if there is no room for it.
    pub(crate) fn end(&mut self) -> Option<()> {
        let end = u32::try_from(self.arena.len()).ok();
        self.ends.push(end.filter(|end| end & ABSENT == 0)?);
        Some(())
    }

    /// Number of texts.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns the text at an index below [`TextColumn::len`], if there is one.
    pub(crate) fn get(&self, index: u32) -> Option<&str> {
        self.at(index as usize)
    }

    fn at(&self, index: usize) -> Option<&str> {
        let end = self.ends[index];
        (end & ABSENT == 0).then(|| &self.arena[self.start(index)..end as usize])
    }

    /// Memory used, in bytes.
    pub(crate) fn memory(&self) -> usize {
        self.arena.len() + size_of_val(self.ends.as_slice())
    }

    fn last(&self) -> Option<&str> {
        self.at(self.ends.len().checked_sub(1)?)
    }

    fn make_last_absent(&mut self) {
        if self.ends.pop().is_some() {
            self.arena.truncate(self.start(self.ends.len()));
            self.push(None);
        }
    }

    fn try_reserve(&mut self, texts: usize, bytes: usize) -> Result<(), TryReserveError> {
        self.ends.try_reserve_exact(texts)?;
        self.arena.try_reserve_exact(bytes)
    }

    fn start(&self, index: usize) -> usize {
        let before = index.checked_sub(1).map(|before| self.ends[before]);
        before.map_or(0, |end| (end & !ABSENT) as usize)
    }

    /// Keeps only the first `len` texts, and drops a partly written one.
    fn truncate(&mut self, len: usize) {
        if len <= self.ends.len() {
            self.arena.truncate(self.start(len));
            self.ends.truncate(len);
        }
    }
}

/// Sizes in bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LengthColumn {
    /// [`u64::MAX`] means "pending", except at the indices in `largest`.
    bytes: Vec<u64>,
    /// Ascending indices whose size really is [`u64::MAX`], which no honest server sends.
    largest: Vec<u32>,
}

impl LengthColumn {
    pub(crate) fn push(&mut self, bytes: Option<u64>) {
        if bytes == Some(u64::MAX) {
            self.largest
                .push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
        }
        self.bytes.push(bytes.unwrap_or(u64::MAX));
    }

    fn get(&self, index: u32) -> Option<u64> {
        let bytes = self.bytes[index as usize];
        (bytes != u64::MAX || self.largest.binary_search(&index).is_ok()).then_some(bytes)
    }

    fn truncate(&mut self, len: usize) {
        self.bytes.truncate(len);
        let kept = self.largest.partition_point(|&at| (at as usize) < len);
        self.largest.truncate(kept);
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;
    use proptest::prelude::*;

    /// Users with distinct IDs, sorted, with hostile names, ties, and sums up to 2^64 - 1.
    pub(crate) fn any_table(users: usize) -> impl Strategy<Value = Table> {
        let name = prop::option::of(prop_oneof![".{0,12}", "[aAÄä ]{0,3}"]);
        let count = prop_oneof![0..4_u64, 0..1_u64 << 40];
        let bytes = prop::option::of(prop_oneof![0..4_u64, 0..=1_u64 << 63, Just(u64::MAX)]);
        let user = (name, count, bytes);
        prop::collection::btree_map("[a-z0-9._=/+-]{1,6}", user, 0..users).prop_map(|users| {
            let mut table = Table::default();
            // The colon after the localpart sorts after some of its characters.
            let mut users: Vec<_> = users.into_iter().collect();
            users.sort_by_key(|(localpart, _)| format!("{localpart}:"));
            for (localpart, (name, media_count, media_length)) in users {
                table.push(User {
                    user_id: Some(&format!("@{localpart}:example.org")),
                    displayname: name.as_deref(),
                    media_count,
                    media_length,
                });
            }
            table
        })
    }

    proptest! {
        #[test]
        fn a_truncated_table_is_as_if_the_rest_had_never_come(table in any_table(12), len in 0..12_usize) {
            let mut short = table.clone();
            short.truncate(len);
            let mut fresh = Table::default();
            table.users().take(len).for_each(|user| fresh.push(user));
            prop_assert_eq!(short, fresh);
        }
    }

    proptest! {
        #[test]
        fn every_user_is_found_by_id_and_nobody_else(table in any_table(12)) {
            for (user, index) in table.users().zip(0..) {
                prop_assert_eq!(table.index_of(user.user_id.unwrap_or_default()), Some(index));
            }
            prop_assert_eq!(table.index_of("@A:example.org"), None);
        }
    }

    #[test]
    fn a_name_that_says_nothing_is_absent() {
        let mut table = Table::default();
        for (id, name) in [
            (Some("@a:b"), Some("")),
            (Some("@a:b"), Some("@a:b")),
            (None, Some("")),
            (Some("@a:b"), Some(" ")),
        ] {
            table.push(User {
                user_id: id,
                displayname: name,
                media_count: 1,
                media_length: None,
            });
        }
        let names: Vec<_> = table.users().map(|user| user.displayname).collect();
        assert_eq!(names, [None, None, None, Some(" ")]);
    }

    #[test]
    fn the_largest_size_is_not_taken_for_pending() {
        let mut lengths = LengthColumn::default();
        let all = [Some(u64::MAX), None, Some(u64::MAX - 1), Some(u64::MAX)];
        for bytes in all {
            lengths.push(bytes);
        }
        assert_eq!([0, 1, 2, 3].map(|index| lengths.get(index)), all);
        lengths.truncate(3);
        lengths.push(None);
        assert_eq!(lengths.get(3), None);
    }

    #[test]
    fn absent_and_empty_texts_are_told_apart() {
        let mut texts = TextColumn::default();
        for text in [None, Some(""), Some("ä"), None, Some("b")] {
            texts.push(text);
        }
        let read: Vec<_> = (0..5).map(|index| texts.get(index)).collect();
        assert_eq!(read, [None, Some(""), Some("ä"), None, Some("b")]);
    }
}
