//! Checks that searches find and mark the same as a naive search.

use super::testing::AlwaysYield;
use super::*;
use crate::order::Ranking;
use crate::table::testing::any_table;
use crate::{NoYield, Table, User, Yielder};
use pollster::block_on;
use proptest::prelude::*;
use user_filters::testing::Letters;
use user_filters::*;

fn haystack(table: &Table) -> Haystack {
    block_on(Haystack::new(table, &Letters, &NoYield))
}

fn parse(text: &str) -> SearchTerm {
    SearchTerm::parse(text, &Letters)
}

fn search(table: &Table, term: &SearchTerm, yielder: &dyn Yielder) -> Vec<u32> {
    search_among(table, term, None, yielder)
}

fn search_among(
    table: &Table,
    term: &SearchTerm,
    among: Option<&[u32]>,
    yielder: &dyn Yielder,
) -> Vec<u32> {
    let ranking = block_on(Ranking::new(table, &NoYield));
    let users = SearchedUsers {
        table,
        ranking: &ranking,
        bytes: bytes_of(table),
    };
    block_on(haystack(table).search(users, term, among, yielder))
}

fn bytes_of(table: &Table) -> u128 {
    let bytes = table.indices().map(|index| u128::from(table.bytes(index)));
    bytes.sum()
}

fn fold(text: &str) -> String {
    Letters.fold(&text.replace(SEPARATOR, " "))
}

fn finds(user: User, figures: Figures, term: &SearchTerm) -> bool {
    let texts = [user.displayname, user.user_id].map(Option::unwrap_or_default);
    let texts = texts.map(|text| fold(text).trim().to_owned());
    let has = |needle: &String| texts.iter().any(|text| text.contains(needle));
    term.needles().iter().all(has)
        && !term.excluded().iter().any(has)
        && term.limits().allows(figures)
}

fn naive(table: &Table, term: &SearchTerm) -> Vec<u32> {
    let all_bytes = bytes_of(table);
    let mut by_size: Vec<u32> = table.indices().collect();
    by_size.sort_by_key(|&index| std::cmp::Reverse(table.bytes(index)));
    let mut found: Vec<u32> = (1..)
        .zip(by_size)
        .filter(|&(rank, index)| {
            let figures = Figures {
                bytes: table.bytes(index),
                files: table.count(index),
                rank,
                all_bytes,
            };
            finds(table.user(index), figures, term)
        })
        .map(|(_, index)| index)
        .collect();
    found.sort_unstable();
    found
}

/// A plausible search term, which often matches.
fn any_text() -> impl Strategy<Value = String> {
    let word = "-?[aAÄä@.:eo]{1,3}|-?\"[aäÄ ]{0,3}\"?|.{0,3}|\\PC\\x00?";
    let condition = "(size|files|average|rank|) ?[<>]=? ?[0-4]( ?(k|MiB|gb)|)|=[0-3]|share[<>]=?[0-9]{1,2} ?%?|[<>]=?x?";
    let part = prop_oneof![word, condition];
    prop::collection::vec(part, 0..4).prop_map(|parts| parts.join(" "))
}

proptest! {
    #[test]
    fn a_search_finds_what_a_naive_search_finds(table in any_table(40), text in any_text()) {
        let term = parse(&text);
        prop_assert_eq!(search(&table, &term, &NoYield), naive(&table, &term));
    }

    #[test]
    fn a_narrower_search_is_a_part_of_the_wider(
        table in any_table(40),
        wide in any_text(),
        more in any_text(),
    ) {
        let earlier = parse(&wide);
        let base = search(&table, &earlier, &NoYield);
        for text in [wide.clone() + &more, format!("{wide} {more}"), more] {
            let term = parse(&text);
            let full = search(&table, &term, &NoYield);
            if term.is_narrower_than(&earlier) {
                let found = search_among(&table, &term, Some(&base), &NoYield);
                prop_assert_eq!(found, full);
            }
        }
    }

    #[test]
    fn a_minus_sign_finds_the_complement(
        table in any_table(40),
        text in "[aAÄä@.:eo]{1,3}|\"[aAä ]{1,3}\"",
    ) {
        let [found, others] = [text.clone(), format!("-{text}")]
            .map(|text| search(&table, &parse(&text), &NoYield));
        let mut all = [found, others].concat();
        all.sort_unstable();
        prop_assert_eq!(all, table.indices().collect::<Vec<_>>());
    }

    #[test]
    fn resting_changes_nothing(table in any_table(40), text in any_text()) {
        let tired = block_on(Haystack::new(&table, &Letters, &AlwaysYield));
        prop_assert_eq!(&tired, &haystack(&table));
        let term = parse(&text);
        prop_assert_eq!(search(&table, &term, &AlwaysYield), search(&table, &term, &NoYield));
    }

    #[test]
    fn names_are_folded_and_without_blanks_around_them(table in any_table(40)) {
        let haystack = haystack(&table);
        for index in table.indices() {
            let name = fold(table.user(index).displayname.unwrap_or_default());
            prop_assert_eq!(haystack.name(index).unwrap_or_default(), name.trim());
        }
    }

    #[test]
    fn whatever_is_marked_is_a_piece_of_the_text(
        texts in prop::collection::vec("[aAéß\u{301}ﬁ\\x00 ]{0,12}|.{0,12}", 0..4),
        text in any_text(),
    ) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let term = parse(&text);
        let marks = marks(&texts, &term, &Letters);
        prop_assert_eq!(marks.len(), texts.len());
        for (text, marks) in texts.iter().zip(marks) {
            let mut end = None;
            for mark in marks {
                prop_assert!(end.is_none_or(|end| end < mark.start));
                end = Some(mark.end);
                let piece = text.get(mark);
                prop_assert!(piece.is_some_and(|piece| !piece.is_empty()));
            }
        }
    }

    #[test]
    fn a_text_has_marks_that_fold_to_the_needle_when_it_contains_it(
        text in "[aAéÉsSß\u{301}ﬁi\\x00 ]{0,12}",
        needle in "[aes]{1,3}|fi?",
    ) {
        let term = parse(&needle);
        let marks = marks(&[&text], &term, &Letters).remove(0);
        prop_assert_eq!(!marks.is_empty(), fold(&text).contains(&needle));
        for mark in marks {
            prop_assert!(fold(&text[mark]).contains(&needle));
        }
    }
}

fn table_of(names: impl IntoIterator<Item = String>) -> Table {
    let mut table = Table::default();
    for (n, name) in (0..).zip(names) {
        table.push(User {
            user_id: Some(&format!("@User{n}:Example.org")),
            displayname: Some(&name),
            media_count: n,
            media_length: (n > 0).then_some(n * 1024),
        });
    }
    table
}

fn found(names: &[&str], text: &str) -> Vec<u32> {
    let table = table_of(names.iter().map(|&name| name.to_owned()));
    search(&table, &parse(text), &NoYield)
}

#[test]
fn many_users_are_searched_as_few_are() {
    let table = table_of((0..20_000).map(|n| match n % 4 {
        0 => format!("Élodie {n}"),
        1 => format!("Anna\0{n}"),
        2 => String::new(),
        _ => format!("Straße {}", n % 7),
    }));
    for text in [
        "elodie 4",
        "strasse 3 >1MiB",
        "user1999",
        "n",
        "files>19998",
        "a :example",
    ] {
        let term = parse(text);
        let found = search(&table, &term, &NoYield);
        assert!(!found.is_empty(), "{text}");
        assert_eq!(found, naive(&table, &term), "{text}");
    }
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
fn a_phrase_is_found_to_the_letter() {
    let names = ["Anna Berg", "Anna  Berg", "Berg Anna", "“Anna” Berg"];
    assert_eq!(found(&names, "\"anna berg\""), [0]);
    assert_eq!(found(&names, "\"anna  b"), [1]);
}

#[test]
fn nothing_is_found_across_name_and_id() {
    assert!(found(&["Anna"], "anna@user0").is_empty());
    assert!(found(&["Anna"], "\"anna @user0").is_empty());
}

#[test]
fn a_name_with_the_separator_in_it_moves_nobody() {
    assert_eq!(found(&["é\0é", "ü", "z"], "ü"), [1]);
    assert_eq!(found(&["a\0b", "ü", "z"], "z"), [2]);
    assert_eq!(found(&["a\0b", "a b", "ab"], "\"a\0b\""), [0, 1]);
}

#[test]
fn a_pending_size_counts_as_none() {
    assert_eq!(found(&["", "", ""], "=0"), [0]);
    assert_eq!(found(&["", "", ""], "<2k"), [0, 1]);
    assert_eq!(found(&["", "", ""], "files>=1 <=1KiB"), [1]);
}

fn marked<'a>(text: &'a str, searched: &str) -> Vec<&'a str> {
    let marks = marks(&[text], &parse(searched), &Letters).remove(0);
    marks.into_iter().map(|mark| &text[mark]).collect()
}

#[test]
fn marks_lie_on_what_was_folded() {
    assert_eq!(marked("Élodie", "elo"), ["Élo"]);
    assert_eq!(marked("E\u{301}lodie", "e"), ["E\u{301}", "e"]);
    assert_eq!(marked("ﬁx", "f"), ["ﬁ"]);
    assert_eq!(marked("Straße", "s"), ["S", "ß"]);
    assert_eq!(marked("Straße", "asse"), ["aße"]);
    assert_eq!(marked("\u{301}a", "a"), ["a"]);
}

#[test]
fn marks_that_meet_are_one() {
    assert_eq!(marked("Anna Berg", "ann nna"), ["Anna"]);
    assert_eq!(marked("Anna Berg", "an na"), ["Anna"]);
    assert_eq!(marked("Anna Berg", "berg an"), ["An", "Berg"]);
}

#[test]
fn conditions_mark_nothing() {
    assert!(marked("size>1k", "size>1k").is_empty());
    assert!(marked("anything", "").is_empty());
}

#[test]
fn each_text_has_its_own_marks() {
    let marks = marks(&["é", "x", "", "xée"], &parse("e"), &Letters);
    let starts: Vec<_> = marks
        .iter()
        .map(|marks| marks.first().map(|it| it.start))
        .collect();
    assert_eq!(starts, [Some(0), None, None, Some(1)]);
}
