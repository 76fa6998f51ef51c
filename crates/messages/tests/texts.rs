//! The texts themselves: plural forms, isolated names, and another language.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../generator/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the build script uses all of it")]
mod generator;

use messages::{Count, PluralCategory};
use panel_core::format::without_isolates;

const ENGLISH: &str = include_str!("../../../locales/en.ftl");

fn count(number: u64) -> Count {
    Count::new(number, number.to_string())
}

/// A number in Arabic digits.
fn arabic(number: u64) -> Count {
    let digits = number.to_string();
    let digits = digits
        .bytes()
        .filter_map(|digit| char::from_u32(0x660 + u32::from(digit - b'0')));
    Count::new(number, digits.collect())
}

#[test]
fn one_user_is_not_many() {
    assert_eq!(
        messages::exported("a.csv", &count(1)),
        "Exported 1 user to a.csv"
    );
    assert_eq!(
        messages::exported("a.csv", &count(2)),
        "Exported 2 users to a.csv"
    );
    assert_eq!(messages::group_members(&count(1)), "1 user");
    assert_eq!(
        messages::pending_users(&count(1)),
        "1 has only unfinished uploads"
    );
    assert_eq!(messages::holders(&count(1)), "user");
    assert_eq!(
        messages::rows_of_users("1", "1", &count(1)),
        "1–1 of 1 user"
    );
    assert_eq!(
        messages::rows_of_users("0", "0", &count(0)),
        "0–0 of 0 users"
    );
    assert_eq!(
        messages::receiving("2 KiB", &count(1)),
        "Loading: 1 user, 2 KiB…"
    );
    assert_eq!(messages::exact_bytes(&count(1)), "1 byte");
    assert_eq!(messages::failed_checks(1), "1 check failed.");
}

#[test]
fn one_file_is_not_many() {
    assert_eq!(
        messages::history_bar("5 MiB", &count(1), "May"),
        "May: 5 MiB in 1 file"
    );
    assert_eq!(
        messages::history_bar("5 MiB", &count(3), "May"),
        "May: 5 MiB in 3 files"
    );
    assert_eq!(messages::history_months(&count(1)), "1 month");
    assert_eq!(
        messages::history_cost(&count(1), "about 1 s"),
        "1 request, about 1 s"
    );
    assert_eq!(messages::history_about_hours(1), "about 1 hour");
}

#[test]
fn plural_forms_are_not_chosen_by_digits() {
    assert_eq!(messages::group_members(&arabic(1)), "١ user");
    assert_eq!(messages::group_members(&arabic(11)), "١١ users");
    let message = messages::concentration_message(&arabic(1), &arabic(3), &arabic(4), &arabic(12));
    assert_eq!(
        message,
        "The top user of ١٢ holds half of the data; the top ٣ hold 80%; the top ٤ hold 95%."
    );
}

#[test]
fn names_are_isolated_and_made_visible() {
    let text = messages::not_admin("@a\u{202e}b:c").what;
    assert_eq!(
        text,
        "\u{2068}@a[U+202E]b:c\u{2069} is not a server administrator."
    );
    let text = messages::sign_out_failed_device("@a:example.org", "D", "example.org").remedy;
    assert!(
        without_isolates(&text).contains("/users/@a:example.org/devices/D"),
        "{text}"
    );
}

#[test]
fn explanations_can_have_further_reasons() {
    let explanation = messages::offline().because("").because("And more.");
    assert_eq!(
        explanation.why,
        "The browser has no network connection. And more."
    );
}

/// Arabic's plural categories.
fn six_categories(number: u64) -> PluralCategory {
    match (number, number % 100) {
        (0, _) => PluralCategory::Zero,
        (1, _) => PluralCategory::One,
        (2, _) => PluralCategory::Two,
        (_, 3..=10) => PluralCategory::Few,
        (_, 11..=99) => PluralCategory::Many,
        _ => PluralCategory::Other,
    }
}

#[test]
fn a_language_with_six_categories_replaces_english() {
    const OTHER: &str = "
group-members = <{ $members ->
    [zero] zero
    [one] one
    [two] two
    [few] { $members } few
    [many] { $members } many
   *[other] { $members } other
}>
size = Koko
offline = Off
    .remedy = On
";
    let english = generator::parse(ENGLISH).unwrap_or_else(|errors| panic!("{errors:?}"));
    let table = generator::translation(&english, OTHER);
    let table = table.unwrap_or_else(|errors| panic!("{errors:?}"));
    assert_eq!(messages::load(&table, six_categories), Ok(()));
    let members = [0, 1, 2, 5, 11, 100].map(|number| messages::group_members(&count(number)));
    assert_eq!(
        members,
        [
            "<zero>",
            "<one>",
            "<two>",
            "<5 few>",
            "<11 many>",
            "<100 other>"
        ]
    );
    assert_eq!(messages::size(), "Koko");
    let offline = messages::offline();
    assert_eq!(
        (offline.what.as_str(), offline.remedy.as_str()),
        ("Off", "On")
    );
    assert_eq!(offline.why, "The browser has no network connection.");
    // What isn't translated stays English.
    assert_eq!(messages::files(), "Files");
}

#[test]
fn a_table_of_another_release_is_not_used() {
    assert!(messages::load("0000000000000000\na\nb", six_categories).is_err());
    assert_eq!(messages::size(), "Size");
}

#[test]
fn broken_patterns_do_no_harm() {
    let line = "\u{1}\u{2}\u{1}9\u{2}0one\u{3}x";
    let table = vec![line; 2000].join("\n");
    let table = format!("{}\n{table}", messages::FINGERPRINT);
    assert_eq!(messages::load(&table, six_categories), Ok(()));
    let _ = messages::group_members(&count(1));
    let _ = messages::history_bar("5 MiB", &count(3), "May");
}

#[test]
fn texts_have_no_straight_apostrophes() {
    for line in ENGLISH.lines().filter(|line| !line.starts_with('#')) {
        assert!(!line.contains('\''), "{line}");
    }
}
