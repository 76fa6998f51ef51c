//! The rows of a report as columns: one arena of text for the IDs, one for the names.
//!
//! A user costs the bytes of the ID and the name, and 24 bytes more (4 for the end of each text,
//! 8 for the size, 8 for the count); there is no allocation per user.

use super::order::sort;
use serde::{Deserialize, Deserializer, de};
use std::borrow::Cow;
use std::fmt;

/// A row as the endpoint writes it, borrowing its texts from the answer where they have no escapes.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
pub struct Row<'a> {
    /// Full user ID. Null for media without an uploader, which the server's schema allows.
    #[serde(borrow)]
    pub user_id: Option<Text<'a>>,
    /// Display name; null when there is none.
    #[serde(borrow, default)]
    pub displayname: Option<Text<'a>>,
    /// Number of media.
    pub media_count: u64,
    /// Bytes of the media; null when all of them are still pending uploads.
    pub media_length: Option<u64>,
}

/// Text of a JSON document. (serde borrows a `Cow` only when it is not inside an `Option`.)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text<'a>(pub Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

/// A user's usage, borrowed from a [`Table`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct User<'a> {
    /// Full user ID; `None` for media without an uploader.
    pub user_id: Option<&'a str>,
    /// Display name.
    pub displayname: Option<&'a str>,
    /// Number of media.
    pub media_count: u64,
    /// Bytes of the media; `None` while all of them are pending.
    pub media_length: Option<u64>,
}

/// Users' usage as columns, in the order in which the rows were added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    user_ids: Texts,
    displaynames: Texts,
    counts: Vec<u64>,
    lengths: Lengths,
}

impl Table {
    /// Adds a row.
    pub fn push(&mut self, row: &Row) {
        self.push_user(User {
            user_id: row.user_id.as_ref().map(|text| text.0.as_ref()),
            displayname: row.displayname.as_ref().map(|text| text.0.as_ref()),
            media_count: row.media_count,
            media_length: row.media_length,
        });
    }

    /// Adds a user.
    pub fn push_user(&mut self, user: User) {
        self.user_ids.push(user.user_id);
        self.displaynames.push(user.displayname);
        self.counts.push(user.media_count);
        self.lengths.push(user.media_length);
    }

    /// Drops all users but the first `len`.
    pub(super) fn truncate(&mut self, len: usize) {
        self.user_ids.truncate(len);
        self.displaynames.truncate(len);
        self.counts.truncate(len);
        self.lengths.0.truncate(len);
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

    /// All users, in the order in which they were added.
    pub fn users(&self) -> impl Iterator<Item = User<'_>> {
        self.indices().map(|index| self.user(index))
    }

    /// The index of every user.
    pub fn indices(&self) -> std::ops::Range<u32> {
        0..u32::try_from(self.len()).unwrap_or(u32::MAX)
    }

    /// A user's ID for comparing: empty when there is none.
    pub(super) fn user_id(&self, index: u32) -> &str {
        self.user_ids.get(index).unwrap_or_default()
    }

    /// A user's number of media.
    pub(super) fn count(&self, index: u32) -> u64 {
        self.counts[index as usize]
    }

    /// A user's bytes, 0 while all media are pending.
    pub(super) fn bytes(&self, index: u32) -> u64 {
        self.lengths.get(index).unwrap_or(0)
    }

    /// The users of both tables, one entry for a user ID: the one that came last. Ordered by ID.
    /// Also says how many entries were dropped.
    pub(super) fn merged(&self, later: &Self) -> (Self, usize) {
        let mut all = self.clone();
        for user in later.users() {
            all.push_user(user);
        }
        let mut indices: Vec<u32> = all.indices().collect();
        sort(&mut indices, &|a, b| {
            all.user_id(a).cmp(all.user_id(b)).then(a.cmp(&b))
        });
        let mut out = Self::default();
        for (place, &index) in indices.iter().enumerate() {
            let next = indices.get(place + 1);
            if next.is_none_or(|&next| all.user_id(next) != all.user_id(index)) {
                out.push_user(all.user(index));
            }
        }
        let dropped = all.len() - out.len();
        (out, dropped)
    }
}

/// Texts in one arena. An end has its top bit set where there is no text at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Texts {
    arena: String,
    ends: Vec<u32>,
}

const ABSENT: u32 = 1 << 31;

impl Texts {
    /// Adds a text. What would pass 2 GiB, more than a page's memory holds, counts as absent.
    pub(super) fn push(&mut self, text: Option<&str>) {
        let end = |len: usize| u32::try_from(len).ok().filter(|end| end & ABSENT == 0);
        let text = text.filter(|text| end(self.arena.len() + text.len()).is_some());
        self.arena.push_str(text.unwrap_or_default());
        let end = end(self.arena.len()).unwrap_or_default();
        let absent = if text.is_some() { 0 } else { ABSENT };
        self.ends.push(end | absent);
    }

    /// The text at an index below the number of texts, if it is there.
    pub(super) fn get(&self, index: u32) -> Option<&str> {
        let end = self.ends[index as usize];
        (end & ABSENT == 0).then(|| &self.arena[self.start(index as usize)..end as usize])
    }

    fn start(&self, index: usize) -> usize {
        let before = index.checked_sub(1).map(|before| self.ends[before]);
        before.map_or(0, |end| (end & !ABSENT) as usize)
    }

    fn truncate(&mut self, len: usize) {
        if len < self.ends.len() {
            self.arena.truncate(self.start(len));
            self.ends.truncate(len);
        }
    }
}

/// Sizes in bytes. The largest number stands for "pending": no sum of media is that large.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Lengths(Vec<u64>);

impl Lengths {
    fn push(&mut self, bytes: Option<u64>) {
        self.0.push(bytes.unwrap_or(u64::MAX));
    }

    fn get(&self, index: u32) -> Option<u64> {
        Some(self.0[index as usize]).filter(|&bytes| bytes != u64::MAX)
    }
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;
    use proptest::prelude::*;

    /// Users with distinct IDs, in their order, with hostile names, ties, and sums up to 2^63.
    pub(crate) fn any_table(users: usize) -> impl Strategy<Value = Table> {
        let name = prop::option::of(prop_oneof![".{0,12}", "[aAÄä ]{0,3}"]);
        let count = prop_oneof![0..4_u64, 0..1_u64 << 40];
        let bytes = prop::option::of(prop_oneof![0..4_u64, 0..=1_u64 << 63]);
        let user = (name, count, bytes);
        prop::collection::btree_map("[a-z0-9._=/+-]{1,6}", user, 0..users).prop_map(|users| {
            let mut table = Table::default();
            // The colon behind the localpart comes after some of its characters.
            let mut users: Vec<_> = users.into_iter().collect();
            users.sort_by_key(|(localpart, _)| format!("{localpart}:"));
            for (localpart, (name, media_count, media_length)) in users {
                table.push_user(User {
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
            table.users().take(len).for_each(|user| fresh.push_user(user));
            prop_assert_eq!(short, fresh);
        }
    }

    #[test]
    fn absent_and_empty_texts_are_told_apart() {
        let mut texts = Texts::default();
        for text in [None, Some(""), Some("ä"), None, Some("b")] {
            texts.push(text);
        }
        let read: Vec<_> = (0..5).map(|index| texts.get(index)).collect();
        assert_eq!(read, [None, Some(""), Some("ä"), None, Some("b")]);
    }
}
