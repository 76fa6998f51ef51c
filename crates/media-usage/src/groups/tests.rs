use super::matcher::wildcard;
use super::testing::{Counted, Plain, Slow};
use super::*;
use crate::table::User;
use crate::yielder::NoYield;
use pollster::block_on;
use proptest::prelude::*;

fn table(localparts: &[&str]) -> Table {
    let mut table = Table::default();
    for localpart in localparts {
        table.push(User {
            user_id: Some(&format!("@{localpart}:example.org")),
            displayname: None,
            media_count: 1,
            media_length: Some(1),
        });
    }
    table
}

fn labels(text: &str) -> Vec<String> {
    let patterns = Patterns::parse(text);
    patterns.all().iter().map(Pattern::label).collect()
}

fn groups(table: &Table, patterns: &str, regex_engine: &dyn RegexEngine) -> Groups {
    let patterns = Patterns::parse(patterns);
    block_on(Groups::new(table, &patterns, regex_engine, &NoYield))
}

/// Returns the positions of the groups that a table's users belong to.
fn of(table: &Table, patterns: &str) -> Vec<Option<usize>> {
    let groups = groups(table, patterns, &Plain);
    table.indices().map(|index| groups.of(index)).collect()
}

proptest! {
    #[test]
    fn patterns_are_the_same_after_being_written(text in "[@a_,/\\\\ ^*?({\"'.+:i“-]{0,16}") {
        let patterns = Patterns::parse(&text);
        prop_assert_eq!(Patterns::parse(&patterns.to_text()), patterns);
    }

    #[test]
    fn a_wildcard_matches_as_a_naive_one(pattern in "[ab*?]{0,6}", text in "[ab]{0,8}") {
        fn naive(pattern: &[u8], text: &[u8]) -> bool {
            match (pattern, text) {
                ([], text) => text.is_empty(),
                ([b'*', rest @ ..], text) => (0..=text.len()).any(|at| naive(rest, &text[at..])),
                ([b'?', rest @ ..], [_, text @ ..]) => naive(rest, text),
                ([byte, rest @ ..], [first, text @ ..]) => byte == first && naive(rest, text),
                _ => false,
            }
        }
        let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
        prop_assert_eq!(wildcard(pattern, text), naive(pattern, text));
    }
}

#[test]
fn patterns_are_read_as_people_write_them() {
    assert_eq!(labels("telegram_, @irc_ irc_"), ["telegram_", "irc_"]);
    assert_eq!(labels(r"/^a,b \/c/, x"), [r"/^a,b \/c/", "x"]);
    assert_eq!(labels(" , @ ,"), [""; 0]);
    assert_eq!(labels("x /unclosed"), ["x", "/unclosed/"]);
    assert_eq!(
        labels("telegram_*, *bot, yg.+x2"),
        ["telegram_", "*bot", "yg.+x2"]
    );
}

#[test]
fn expressions_of_registrations_need_no_slashes() {
    assert_eq!(
        labels(r"^@telegram_.*:example\.org$, '@irc_{1,3}.*' a/b.*"),
        [
            r"/^@telegram_.*:example\.org$/",
            "/@irc_{1,3}.*/",
            r"/a\/b.*/"
        ]
    );
    assert_eq!(labels("a{1,b"), ["/a{1/", "b"]);
    assert_eq!(labels(r"a\"), [r"a\"]);
}

#[test]
fn what_is_pasted_around_expressions_is_no_pattern() {
    assert_eq!(labels("/^telegram_/i"), ["/^telegram_/"]);
    assert_eq!(labels("/a/gi, /b/iu b"), ["/a/", "/b/", "b"]);
    assert_eq!(labels("/a/i_"), ["/a/", "i_"]);
    let yaml = "users:\n  - exclusive: true\n    regex: \"@irc_.*:example\\\\.org\"\n  \
                - regex: '^@x$'\n    exclusive: false";
    assert_eq!(labels(yaml), [r"/@irc_.*:example\.org/", "/^@x$/"]);
    assert_eq!(labels("“telegram_”, ‘irc_*’"), ["telegram_", "irc_"]);
    assert_eq!(labels("regex: true_, -a"), ["true_", "-a"]);
}

#[test]
fn one_or_more_of_anything_makes_an_expression() {
    assert_eq!(
        labels("@telegram_.+:example.org @signal_.+ 'x.+'"),
        ["/@telegram_.+:example.org/", "/@signal_.+/", "/x.+/"]
    );
}

#[test]
fn an_expression_that_begins_with_an_at_sign_sees_the_full_id() {
    let table = table(&["anna", "irc_b"]);
    let finds = |source: &str| {
        let test = PatternMatcher::new(&Pattern::Expression(source.to_owned()), &Plain).pattern;
        matches!(
            test,
            CompiledPattern::Expression {
                is_of_full_id: true,
                ..
            }
        )
    };
    assert!(finds(r"^@telegram_.*\.org$") && finds("@a.*org"));
    assert!(!finds("^telegram_") && !finds("(?:a)@"));
    assert_eq!(of(&table, "/^@irc_b/"), [None, Some(0)]);
}

#[test]
fn the_first_pattern_that_fits_decides_and_none_leaves_alone() {
    let table = table(&["anna", "irc_b", "Telegram_1", "x_slack"]);
    let of = of(&table, "telegram_, /slack/, irc_, /_/, /(/");
    assert_eq!(of, [None, Some(2), Some(0), Some(1)]);
}

#[test]
fn a_pattern_matches_the_localpart_or_the_full_id() {
    let table = table(&["anna", "irc_b"]);
    for pattern in [
        "irc_",
        "@irc_",
        "irc_*",
        "@irc_*:example.org",
        "*_b",
        "i?c_b",
        "irc_b:ex",
        "@irc_b:example.org",
        "/irc_/",
        "/^irc_/",
        "/^@irc_/",
        "^@irc_b",
        "/^@irc_b:example.org/",
        "/^irc_b:example.org/",
        "/c_b:ex/",
    ] {
        assert_eq!(of(&table, pattern), [None, Some(0)], "{pattern}");
    }
}

#[test]
fn the_name_of_the_server_alone_matches_nobody() {
    let table = table(&["anna"]);
    for pattern in [
        "/example/",
        "/:example/",
        "/org/",
        "/(?:org/",
        "example",
        "*.org",
    ] {
        let expected = if pattern == "*.org" { Some(0) } else { None };
        assert_eq!(of(&table, pattern), [expected], "{pattern}");
    }
}

#[test]
fn patterns_without_members_are_told_with_the_reason() {
    let table = table(&["anna", "irc_b"]);
    let groups = groups(&table, "irc, irc_b, telegram_, /(/", &Plain);
    let unmatched: Vec<_> = groups
        .unmatched()
        .iter()
        .map(|(pattern, why)| (pattern.label(), why.clone()))
        .collect();
    let refusal = RegexError::Syntax("parentheses".to_owned());
    assert_eq!(
        unmatched,
        [
            ("irc_b".to_owned(), NoMembersReason::Shadowed),
            ("telegram_".to_owned(), NoMembersReason::Nobody),
            ("/(/".to_owned(), NoMembersReason::Invalid(refusal)),
        ]
    );
}

#[test]
fn members_of_a_slow_expression_find_another_group() {
    let ids: Vec<String> = (10..99).map(|n| format!("a{n}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let table = table(&ids);
    let groups = groups(&table, "/slow/, a", &Slow);
    assert!(table.indices().all(|index| groups.of(index) == Some(1)));
    let slow = Pattern::Expression("slow".to_owned());
    let refused = NoMembersReason::Invalid(RegexError::TooSlow);
    assert_eq!(groups.unmatched(), [(slow, refused)]);
}

#[test]
fn matching_rests_between_expressions_not_only_between_users() {
    let patterns: Vec<String> = (0..255).map(|n| format!("/:{n}/")).collect();
    let patterns = Patterns::parse(&patterns.join(","));
    let id = "a".repeat(200);
    for ids in [&["anna", "irc_b"], &[&*id, &id]] {
        let counted = Counted::default();
        block_on(Groups::new(&table(ids), &patterns, &counted, &counted));
        let most = counted.most.get();
        assert!((100..=512 + 4 * 255).contains(&most), "{most}");
    }
}

#[test]
fn ids_longer_than_a_matrix_id_match_prefixes_only() {
    let fits = "a".repeat(255 - "@:example.org".len());
    let (huge, longer) = ("a".repeat(900_000), format!("{fits}a"));
    let table = table(&[&huge, &longer, &fits]);
    for pattern in ["/^a/", "a*a", "/a:/"] {
        assert_eq!(of(&table, pattern), [None, None, Some(0)], "{pattern}");
    }
    assert_eq!(of(&table, "/^b/, a"), [Some(1); 3]);
}

#[test]
fn beginnings_that_many_share_are_suggested() {
    let ids: Vec<String> = (10..30)
        .map(|n| format!("_irc_{n}"))
        .chain((10..40).map(|n| format!("telegram_{n}")))
        .chain((10..15).map(|n| format!("two_{n}")))
        .collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    // Each user of the table has one byte.
    let suggestion = |prefix: &str, users: u8| SuggestedPrefix {
        prefix: prefix.to_owned(),
        users: users.into(),
        bytes: users.into(),
    };
    assert_eq!(
        suggest(&table(&ids)),
        [suggestion("telegram_", 30), suggestion("_irc_", 20)]
    );
}
