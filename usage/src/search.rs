//! Searching names and user IDs, without regard to case and accents.
//!
//! What folding text means is the caller's business: the browser knows Unicode, and shipping its
//! tables a second time would cost more bytes than the rest of this crate.

use super::table::{Table, Texts};
use std::borrow::Cow;

/// Folds text so that what a person calls the same letters becomes the same bytes. Several texts
/// come in one call, with [`SEPARATOR`] between them, which must come out as it went in.
pub trait Fold {
    /// Folds texts that are joined by [`SEPARATOR`].
    fn fold(&self, texts: &str) -> String;
}

/// Stands between the texts of one call of [`Fold::fold`].
pub const SEPARATOR: char = '\0';

/// About how many bytes go through one call of [`Fold::fold`]: enough to make the way into the
/// browser cheap, few enough not to double the memory.
const BATCH: usize = 64 * 1024;

/// Every user's name and ID, folded once for all searches to come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Haystack {
    names: Texts,
    user_ids: Texts,
}

impl Haystack {
    /// Folds the names and IDs of a table.
    pub fn new(table: &Table, fold: &impl Fold) -> Self {
        let name = |index| table.user(index).displayname.unwrap_or_default();
        Self {
            names: fold_all(table.indices().map(name), fold),
            user_ids: fold_all(table.indices().map(|index| table.user_id(index)), fold),
        }
    }

    /// A user's folded name; `None` where there is nothing to read in it.
    pub fn name(&self, index: u32) -> Option<&str> {
        let name = self.names.get(index).unwrap_or_default().trim();
        (!name.is_empty()).then_some(name)
    }

    /// Keeps the users whose name or ID contains every word of the search, in their order.
    pub fn search(&self, term: &str, among: &[u32], fold: &impl Fold) -> Vec<u32> {
        let term = fold.fold(&without_separator(term));
        let words: Vec<&str> = term.split_whitespace().collect();
        let has = |index: u32| {
            let name = self.names.get(index).unwrap_or_default();
            let user_id = self.user_ids.get(index).unwrap_or_default();
            let mut words = words.iter();
            words.all(|word| name.contains(word) || user_id.contains(word))
        };
        among.iter().copied().filter(|&index| has(index)).collect()
    }
}

/// ASCII is folded here, everything else in batches.
fn fold_all<'a>(texts: impl Iterator<Item = &'a str>, fold: &impl Fold) -> Texts {
    let mut out = Texts::default();
    let mut batch = String::new();
    let flush = |batch: &mut String, out: &mut Texts| {
        if !batch.is_empty() {
            // Every text was followed by a separator, so the last piece is not one of them.
            let folded = fold.fold(batch);
            let texts = folded.strip_suffix(SEPARATOR).unwrap_or(&folded);
            texts.split(SEPARATOR).for_each(|text| out.push(Some(text)));
            batch.clear();
        }
    };
    for text in texts {
        if text.is_ascii() && batch.is_empty() {
            let text = without_separator(text);
            out.push(Some(&text.to_ascii_lowercase()));
        } else {
            batch.push_str(&without_separator(text));
            batch.push(SEPARATOR);
            if batch.len() > BATCH {
                flush(&mut batch, &mut out);
            }
        }
    }
    flush(&mut batch, &mut out);
    out
}

fn without_separator(text: &str) -> Cow<'_, str> {
    if text.contains(SEPARATOR) {
        Cow::Owned(text.replace(SEPARATOR, " "))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;
    use crate::table::testing::any_table;
    use proptest::prelude::*;

    /// A fold that knows only what Rust's standard library knows.
    pub(crate) struct Lowercase;

    impl Fold for Lowercase {
        fn fold(&self, texts: &str) -> String {
            texts.to_lowercase()
        }
    }

    fn lower(text: &str) -> String {
        text.replace(SEPARATOR, " ")
            .chars()
            .flat_map(char::to_lowercase)
            .collect()
    }

    proptest! {
        #[test]
        fn search_finds_what_a_naive_search_finds(table in any_table(40), term in "[aÄ@.:e ]{0,3}") {
            let haystack = Haystack::new(&table, &Lowercase);
            let all: Vec<u32> = table.indices().collect();
            let found = haystack.search(&term, &all, &Lowercase);
            let naive: Vec<u32> = table.indices().filter(|&index| {
                let user = table.user(index);
                lower(&term).split_whitespace().all(|word| {
                    lower(user.displayname.unwrap_or_default()).contains(word)
                        || lower(user.user_id.unwrap_or_default()).contains(word)
                })
            }).collect();
            prop_assert_eq!(found, naive);
        }
    }

    fn table(names: &[&str]) -> Table {
        let mut table = Table::default();
        for (n, name) in names.iter().enumerate() {
            table.push_user(crate::User {
                user_id: Some(&format!("@user{n}:example.org")),
                displayname: Some(name),
                media_count: 1,
                media_length: Some(1),
            });
        }
        table
    }

    fn found(names: &[&str], term: &str) -> Vec<u32> {
        let table = table(names);
        let all: Vec<u32> = table.indices().collect();
        Haystack::new(&table, &Lowercase).search(term, &all, &Lowercase)
    }

    #[test]
    fn wildcards_of_the_server_mean_themselves() {
        assert_eq!(found(&["100%", "100", "a_b", "aXb"], "%"), [0]);
        assert_eq!(found(&["100%", "100", "a_b", "aXb"], "_"), [2]);
    }

    #[test]
    fn a_full_user_id_finds_its_user() {
        assert_eq!(found(&["a", "b"], "@USER1:Example.org"), [1]);
    }

    #[test]
    fn every_word_must_be_found() {
        assert_eq!(found(&["Anna Berg", "Anna Cohn", "Berg"], "berg anna"), [0]);
    }

    #[test]
    fn a_name_with_the_separator_in_it_moves_nobody() {
        assert_eq!(found(&["é\0é", "ü", "z"], "ü"), [1]);
        assert_eq!(found(&["a\0b", "ü", "z"], "z"), [2]);
    }
}
