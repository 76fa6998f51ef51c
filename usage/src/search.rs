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
    #[expect(clippy::unused_async)]
    pub async fn new(table: &Table, fold: &dyn Fold, _pace: &dyn crate::Pace) -> Self {
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
    #[expect(clippy::unused_async)]
    pub async fn search(
        &self,
        table: &Table,
        term: &Term,
        among: Option<&[u32]>,
        _pace: &dyn crate::Pace,
    ) -> Vec<u32> {
        let has = |index: &u32| {
            let name = self.names.get(*index).unwrap_or_default();
            let user_id = self.user_ids.get(*index).unwrap_or_default();
            let mut words = term.words.iter();
            words.all(|word| name.contains(word) || user_id.contains(word))
        };
        match among {
            Some(among) => among.iter().copied().filter(has).collect(),
            None => table.indices().filter(has).collect(),
        }
    }
}

/// A search, parsed and folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Term {
    words: Vec<String>,
}

impl Term {
    /// Reads a search.
    pub fn parse(text: &str, fold: &dyn Fold) -> Self {
        let text = fold.fold(&without_separator(text));
        Self {
            words: text.split_whitespace().map(str::to_owned).collect(),
        }
    }

    /// Whether nothing is searched for.
    pub fn finds_everybody(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether everybody whom this search finds is found by an earlier one.
    pub fn narrows(&self, earlier: &Self) -> bool {
        earlier
            .words
            .iter()
            .all(|old| self.words.iter().any(|new| new.contains(old.as_str())))
    }
}

/// ASCII is folded here, everything else in batches.
fn fold_all<'a>(texts: impl Iterator<Item = &'a str>, fold: &dyn Fold) -> Texts {
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
pub(crate) mod testing {
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
            let haystack = pollster::block_on(Haystack::new(&table, &Lowercase, &crate::Unhurried));
            let parsed = Term::parse(&term, &Lowercase);
            let found = pollster::block_on(haystack.search(&table, &parsed, None, &crate::Unhurried));
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
            table.push(crate::User {
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
        let haystack = pollster::block_on(Haystack::new(&table, &Lowercase, &crate::Unhurried));
        pollster::block_on(haystack.search(
            &table,
            &Term::parse(term, &Lowercase),
            None,
            &crate::Unhurried,
        ))
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
