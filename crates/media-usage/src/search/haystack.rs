//! All names and user IDs, folded once for all searches.
//!
//! They are stored in one arena, so that a search scans them in a single pass. Each user takes the
//! bytes of both folded texts plus 10 bytes: a separator after each text, and 4 bytes for the end
//! of each.

use super::find::{Frequencies, Needle};
use crate::order::Ranking;
use crate::table::{Table, USERS_PER_SLICE};
use crate::yielder::{Yielder, maybe_yield};
use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;
use user_filters::SearchTerm;
use user_filters::{Batch, Fold, SEPARATOR, is_plain};
use user_filters::{Figures, MetricLimits};

/// One in this many users is sampled to find out which bytes are rare.
const USERS_PER_SAMPLE: usize = 64;

/// Maximum bytes of a text to fold. Real names are shorter, and the browser holds many of them at
/// once.
const MAX_FOLDED_BYTES: usize = 4096;
/// Total bytes of folded texts above which texts may no longer grow by folding. Some letters fold
/// to eleven times their bytes, and a malicious homeserver could send nothing else.
const MAX_EXACT_FOLD_BYTES: usize = 512 << 20;

/// All names and user IDs, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Haystack {
    /// Each user's name and ID, each followed by a separator.
    arena: String,
    /// End of each user's name.
    name_ends: Vec<u32>,
    /// End of each user's entry, which is the start of the next.
    ends: Vec<u32>,
    frequencies: Frequencies,
}

/// The haystack of a table, built when it is needed first.
pub(crate) struct LazyHaystack {
    fold: &'static (dyn Fold + Sync),
    built: OnceLock<Haystack>,
}

impl LazyHaystack {
    /// Not built yet; `fold` is what it will be built with.
    pub(crate) fn new(fold: &'static (dyn Fold + Sync)) -> Self {
        Self {
            fold,
            built: OnceLock::new(),
        }
    }

    /// Returns it if it is built.
    pub(crate) fn built(&self) -> Option<&Haystack> {
        self.built.get()
    }

    /// Returns it, and builds it before if need be.
    pub(crate) async fn get(&self, table: &Table, yielder: &dyn Yielder) -> &Haystack {
        if let Some(built) = self.built.get() {
            return built;
        }
        let built = Haystack::new(table, self.fold, yielder).await;
        self.built.get_or_init(|| built)
    }
}

impl fmt::Debug for LazyHaystack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.built.fmt(f)
    }
}

impl Haystack {
    /// Folds a table's names and IDs.
    pub async fn new(table: &Table, fold: &dyn Fold, yielder: &dyn Yielder) -> Self {
        let texts = |index| {
            let user = table.user(index);
            [user.displayname, user.user_id].map(Option::unwrap_or_default)
        };
        let lengths = table.indices().flat_map(texts).map(str::len);
        let mut haystack = Self {
            arena: String::with_capacity(lengths.sum::<usize>() + 2 * table.len()),
            name_ends: Vec::with_capacity(table.len()),
            ends: Vec::with_capacity(table.len()),
            frequencies: Frequencies::NONE,
        };
        for users in slices(table) {
            haystack.push(users, &texts, fold);
            maybe_yield(yielder).await;
        }
        haystack
    }

    /// Returns a user's folded and trimmed name; `None` if it has no visible text.
    pub fn name(&self, index: u32) -> Option<&str> {
        let name = self.start(index)..self.name_ends[index as usize] as usize;
        self.arena.get(name).filter(|name| !name.is_empty())
    }

    /// Returns a user's folded ID; empty for media without an uploader.
    pub(crate) fn user_id(&self, index: u32) -> &str {
        let start = self.name_ends[index as usize] as usize + 1;
        let user_id = self.arena.get(start..self.ends[index as usize] as usize);
        user_id.unwrap_or_default()
    }

    /// Returns the matching users, in ascending index order. Searches `among`, which must be in the
    /// same order, or all users. The table must be the one that was folded.
    pub async fn search(
        &self,
        users: SearchedUsers<'_>,
        term: &SearchTerm,
        among: Option<&[u32]>,
        yielder: &dyn Yielder,
    ) -> Vec<u32> {
        let table = users.table;
        let search = Search::new(self, users, term);
        let mut found = Vec::new();
        if let Some(among) = among {
            for users in among.chunks(USERS_PER_SLICE) {
                for run in users.chunk_by(|&user, &next| user + 1 == next) {
                    if let (Some(&first), Some(&last)) = (run.first(), run.last()) {
                        search.scan(first..last + 1, &mut found);
                    }
                }
                maybe_yield(yielder).await;
            }
        } else {
            for users in slices(table) {
                search.scan(users, &mut found);
                maybe_yield(yielder).await;
            }
        }
        found
    }

    /// Folds and appends a range of users.
    fn push<'a>(
        &mut self,
        users: Range<u32>,
        texts: &dyn Fn(u32) -> [&'a str; 2],
        fold: &dyn Fold,
    ) {
        let mut batch = Batch::default();
        for text in users.clone().flat_map(texts) {
            if !is_plain(text) {
                batch.add(&text[..text.floor_char_boundary(MAX_FOLDED_BYTES)]);
            }
        }
        let folded = batch.fold(fold);
        let mut folded = folded.split(SEPARATOR);
        let start = self.arena.len();
        for index in users.clone() {
            let ends = texts(index).map(|text| {
                let text = if is_plain(text) {
                    text
                } else {
                    let folded = folded.next().unwrap_or_default();
                    let most = if self.arena.len() > MAX_EXACT_FOLD_BYTES {
                        text.len()
                    } else {
                        usize::MAX
                    };
                    &folded[..folded.floor_char_boundary(most)]
                };
                self.arena.push_str(text.trim());
                let end = u32::try_from(self.arena.len()).unwrap_or(u32::MAX);
                self.arena.push(SEPARATOR);
                end
            });
            self.name_ends.push(ends[0]);
            self.ends.push(ends[1]);
        }
        // Faster for the whole range; the folded texts are in lower case already.
        self.arena[start..].make_ascii_lowercase();
        for index in users.step_by(USERS_PER_SAMPLE) {
            let place = self.start(index)..self.ends[index as usize] as usize;
            let sample = self.arena.get(place).unwrap_or_default();
            self.frequencies.count(sample.as_bytes());
        }
    }

    /// Start of a user's name.
    fn start(&self, index: u32) -> usize {
        let before = index.checked_sub(1);
        before.map_or(0, |before| self.ends[before as usize] as usize + 1)
    }

    /// Returns the arena up to the end of a user's entry.
    fn until(&self, index: u32) -> &[u8] {
        let end = self.ends[index as usize] as usize;
        self.arena.as_bytes().get(..end).unwrap_or_default()
    }
}

/// The users that a search is about.
#[derive(Clone, Copy, Debug)]
pub struct SearchedUsers<'a> {
    /// Their figures.
    pub table: &'a Table,
    /// Their ranks.
    pub ranking: &'a Ranking,
    /// Bytes of all of them.
    pub bytes: u128,
}

/// A running search.
struct Search<'a> {
    haystack: &'a Haystack,
    users: SearchedUsers<'a>,
    /// Sorted by expected frequency, rarest first.
    needles: Vec<Needle<'a>>,
    /// What users must not have.
    excluded: Vec<Needle<'a>>,
    /// `None` if there are no limits on figures, which are then not read.
    limits: Option<MetricLimits>,
}

impl<'a> Search<'a> {
    fn new(haystack: &'a Haystack, users: SearchedUsers<'a>, term: &'a SearchTerm) -> Self {
        let needle = |text: &'a String| Needle::new(text, &haystack.frequencies);
        let mut needles: Vec<_> = term.needles().iter().filter_map(needle).collect();
        let excluded = term.excluded().iter().filter_map(needle).collect();
        let places = 0..needles.len();
        if let Some(rarest) = places.min_by_key(|&at| needles[at].frequency()) {
            needles.swap(0, rarest);
        }
        Self {
            haystack,
            users,
            needles,
            excluded,
            limits: Some(term.limits()).filter(|&limits| limits != MetricLimits::default()),
        }
    }

    /// Adds the matches among a range of users.
    fn scan(&self, users: Range<u32>, found: &mut Vec<u32>) {
        let Some((rarest, others)) = self.needles.split_first() else {
            found.extend(users.filter(|&index| self.is_allowed(index)));
            return;
        };
        let hay = self.haystack.until(users.end - 1);
        let mut from = self.haystack.start(users.start);
        let mut index = users.start;
        while let Some(at) = rarest.find(hay, from) {
            while self.haystack.ends[index as usize] as usize <= at {
                index += 1;
            }
            if self.has(others, index) && self.is_allowed(index) {
                found.push(index);
            }
            // One match per user is enough.
            index += 1;
            from = self.haystack.start(index);
        }
    }

    fn has(&self, needles: &[Needle], index: u32) -> bool {
        needles.iter().all(|needle| self.finds(needle, index))
    }

    fn finds(&self, needle: &Needle, index: u32) -> bool {
        let start = self.haystack.start(index);
        needle.find(self.haystack.until(index), start).is_some()
    }

    fn is_allowed(&self, index: u32) -> bool {
        let is_within = self.limits.is_none_or(|limits| {
            let SearchedUsers {
                table,
                ranking,
                bytes,
            } = self.users;
            limits.allows(Figures {
                bytes: table.bytes(index),
                files: table.count(index),
                rank: ranking.rank(index),
                all_bytes: bytes,
            })
        });
        is_within && !self.excluded.iter().any(|it| self.finds(it, index))
    }
}

/// Slices of users between checks of the yielder. Names without any ASCII amount to about 64 KB per
/// slice, enough to make a call into the browser worthwhile.
fn slices(table: &Table) -> impl Iterator<Item = Range<u32>> {
    let size = u32::try_from(USERS_PER_SLICE).unwrap_or(u32::MAX);
    let end = table.indices().end;
    let starts = (0..end).step_by(USERS_PER_SLICE);
    starts.map(move |start| start..end.min(start.saturating_add(size)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NoYield, User};
    use user_filters::testing::Letters;

    #[test]
    fn of_an_endless_name_the_beginning_is_folded() {
        let mut table = Table::default();
        table.push(User {
            user_id: Some("@a:x"),
            displayname: Some(&"É".repeat(MAX_FOLDED_BYTES)),
            media_count: 1,
            media_length: None,
        });
        let haystack = pollster::block_on(Haystack::new(&table, &Letters, &NoYield));
        let folded = haystack.name(0).map(str::len);
        assert_eq!(folded, Some(MAX_FOLDED_BYTES / 2));
    }
}
