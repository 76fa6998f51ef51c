use super::*;
use js_sys::Number;
use media_usage::{
    Fold, Haystack, NoYield, Ranking, SEPARATOR, SearchTerm, SearchedUsers, Table, User,
};
use panel_core::calendar::{Calendar, PeriodBound, Zone, format_exact, format_moment, read};
use panel_core::url_query::{Period, Preset};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn fold(text: &str) -> String {
    BrowserFold.fold(text)
}

/// What is typed, and a name that it is to find.
const ALIKE: [(&str, &str); 29] = [
    ("elodie", "Élodie"),
    ("ELODIE", "E\u{301}lodie"),
    ("jose nunez", "José Núñez"),
    ("strasse", "Straße"),
    ("strasse", "STRAẞE"),
    ("ΣΊΣΥΦΟΣ", "Σίσυφος"),
    ("σισυφος", "ΣΊΣΥΦΟΣ"),
    ("ДАРЬЯ", "Дарья"),
    ("ёлка", "ЕЛКА"),
    ("soren", "Søren"),
    ("łodz", "LODZ"),
    ("istanbul", "İSTANBUL"),
    ("isik", "Işık"),
    ("ışık", "IŞIK"),
    ("dang", "Đặng"),
    ("nguyen", "Nguyễn"),
    ("محمد", "مُحَمَّد"),
    ("שלום", "שָׁלוֹם"),
    ("शर्मा", "शर्मा"),
    ("ｗｉｄｅ", "wide"),
    ("ガギグ", "ｶﾞｷﾞｸﾞ"),
    ("한글", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}"),
    ("fix", "ﬁx"),
    ("ǆ", "Ǆ"),
    ("կեվ", "ԿԵՎ"),
    ("ა", "Ა"),
    ("zalgo", "Z\u{351}\u{36b}a\u{35b}lgo\u{489}"),
    ("alice", "al\u{200b}ice\u{202e}"),
    ("thor", "Þór"),
];

#[wasm_bindgen_test]
fn case_and_accents_make_no_difference_in_any_script() {
    for (typed, name) in ALIKE {
        assert_eq!(fold(typed), fold(name), "{typed}");
    }
}

#[wasm_bindgen_test]
fn different_letters_stay_different() {
    for (one, other) in [
        ("한", "하"),
        ("か", "カ"),
        ("и", "ш"),
        ("o", "σ"),
        ("ب", "ت"),
    ] {
        assert_ne!(fold(one), fold(other), "{one}");
    }
}

#[wasm_bindgen_test]
fn folding_a_piece_gives_a_piece_of_the_whole() {
    let mut whole: Vec<&str> = ALIKE
        .iter()
        .flat_map(|&(typed, name)| [typed, name])
        .collect();
    whole.extend([
        "ΑΣ ΑΣΑ.Σ",
        "İı",
        "ŉ ǰ ẚ ΐ",
        "각",
        "ﷺ",
        "é\u{327}",
        "क्षि",
        "日本語",
        "",
    ]);
    for text in whole {
        let pieces: String = text.chars().map(|char| fold(&char.to_string())).collect();
        assert_eq!(fold(text), pieces, "{text:?}");
    }
}

#[wasm_bindgen_test]
fn folding_many_texts_at_once_folds_each() {
    let texts = [
        "Élodie",
        "",
        "Σίσυφος",
        "ﬁx",
        "日本語",
        "a\u{301}",
        "\u{301}",
        "ASCII",
    ];
    let joined = texts.join(&SEPARATOR.to_string());
    let folded = fold(&joined);
    let each: Vec<String> = texts.iter().map(|text| fold(text)).collect();
    assert_eq!(folded.split(SEPARATOR).collect::<Vec<_>>(), each);
    assert_eq!(fold("ASCII @[`{"), "ascii @[`{");
}

#[wasm_bindgen_test]
async fn a_search_finds_names_in_every_script() {
    let mut table = Table::default();
    for (id, name) in [
        ("@a:x", "José Núñez"),
        ("@b:x", "Дарья Иванова"),
        ("@c:x", "山田太郎"),
        ("@d:x", "plain"),
        ("@e:x", "Σίσυφος"),
    ] {
        table.push(User {
            user_id: Some(id),
            displayname: Some(name),
            media_count: 1,
            media_length: Some(1),
        });
    }
    let haystack = Haystack::new(&table, &BrowserFold, &NoYield).await;
    let ranking = Ranking::new(&table, &NoYield).await;
    for (text, user) in [
        ("nunez", 0),
        ("ДАРЬЯ", 1),
        ("太郎", 2),
        ("@D:X", 3),
        ("σισυφοσ", 4),
    ] {
        let term = SearchTerm::parse(text, &BrowserFold);
        let users = SearchedUsers {
            table: &table,
            ranking: &ranking,
            bytes: 0,
        };
        let found = haystack.search(users, &term, None, &NoYield).await;
        assert_eq!(found, [user], "{text}");
    }
}

#[wasm_bindgen_test]
fn what_was_searched_for_is_marked_in_every_script() {
    for (text, searched, marked) in [
        ("Élodie Lefèvre", "elodie", "Élodie"),
        ("Lefe\u{300}vre", "feV", "fe\u{300}v"),
        ("Straße", "strass", "Straß"),
        ("Σίσυφος", "ΦΟΣ", "φος"),
        ("İlknur Işık", "ilk", "İlk"),
        ("김민준", "민", "민"),
        ("ｶﾞｷﾞ", "ガ", "ｶﾞ"),
        ("ﷺ", "صلى", "ﷺ"),
        ("शर्मा", "शर", "शर्"),
    ] {
        let term = SearchTerm::parse(searched, &BrowserFold);
        let marks = media_usage::marks(&[text], &term, &BrowserFold).remove(0);
        let pieces: Vec<&str> = marks.into_iter().map(|mark| &text[mark]).collect();
        assert_eq!(pieces, [marked], "{searched} in {text}");
    }
}

#[wasm_bindgen_test]
fn texts_that_are_written_together_each_go_where_they_belong() {
    let document = web_sys::window().and_then(|window| window.document());
    let document = document.expect("a test has a page");
    let texts = ["", "ascii", "é", "👩‍🔬", "مرحبا", "", "end"];
    let elements: Vec<_> = texts
        .iter()
        .map(|_| document.create_element("data").expect("an element"))
        .collect();
    let mut writing = TextBatch::default();
    for (element, text) in elements.iter().zip(texts) {
        writing.set(element, Property::TextContent, text);
        writing.set(element, Property::Value, text);
        writing.set(element, Property::Title, text);
    }
    writing.finish().expect("the document takes them");
    for (element, text) in elements.iter().zip(texts) {
        assert_eq!(element.text_content().as_deref(), Some(text));
        assert_eq!(element.get_attribute("value").as_deref(), Some(text));
        assert_eq!(element.get_attribute("title").as_deref(), Some(text));
    }
}

#[wasm_bindgen_test]
fn numbers_are_written_as_the_browser_writes_them() {
    let locale = locale();
    for number in [0_u32, 7, 999, 1000, 1234, 12_345, 1_234_567, 4_000_000_000] {
        let browsers: String = Number::from(number).to_locale_string("default").into();
        assert_eq!(locale.integer(number), browsers);
    }
}

#[wasm_bindgen_test]
fn a_moment_is_the_same_after_being_shown_and_read() {
    let style = date_style();
    for ts in [
        0,
        1,
        59_999,
        1_700_000_000_000,
        1_700_000_000_001,
        4_102_444_799_999,
    ] {
        for zone in Zone::ALL.map(BrowserCalendar) {
            for text in [format_moment(&zone, ts), format_exact(&zone, ts)] {
                let found = read(&text, PeriodBound::From, &style, &zone);
                assert_eq!(found, Ok(ts), "{text}");
            }
            // To the second, as the locale writes it.
            let text = date_time(ts, zone.0);
            let found = read(
                &normalize_date_input(&text),
                PeriodBound::From,
                &style,
                &zone,
            );
            assert_eq!(found, Ok(ts - ts % 1000), "{text}");
        }
    }
}

#[wasm_bindgen_test]
fn the_last_month_ends_where_this_one_begins() {
    let local = BrowserCalendar(Zone::Local);
    let this = Period::Preset(Preset::ThisMonth).range(&local);
    let last = Period::Preset(Preset::LastMonth).range(&local);
    assert_eq!(last.until_ts.map(|ts| ts + 1), this.from_ts);
    assert!(this.from_ts.is_some_and(|from| from <= now()));
    let month = local.date(now()).first_of_month();
    assert_eq!(this.from_ts, Some(local.start_of(month)));
}

#[wasm_bindgen_test]
fn what_is_stored_is_read_until_it_is_removed() {
    store(Storage::Session, "test", "value");
    assert_eq!(load(Storage::Session, "test").as_deref(), Some("value"));
    assert_eq!(load(Storage::Local, "test"), None);
    remove(Storage::Session, "test");
    assert_eq!(load(Storage::Session, "test"), None);
}

#[wasm_bindgen_test]
async fn a_cache_keeps_texts_until_it_is_deleted() {
    delete_cache("test").await;
    let cache_store = CacheStore::open("test")
        .await
        .expect("this page is trusted");
    assert_eq!(cache_store.get("test?a").await, None);
    cache_store.put("test?a", "é1").await;
    cache_store.put("test?b", "2").await;
    cache_store.put("test?b", "3").await;
    let again = CacheStore::open("test")
        .await
        .expect("this page is trusted");
    assert_eq!(again.get("test?a").await.as_deref(), Some("é1".as_bytes()));
    assert_eq!(again.get("test?b").await.as_deref(), Some(&b"3"[..]));
    delete_cache("test").await;
    let empty = CacheStore::open("test")
        .await
        .expect("this page is trusted");
    assert_eq!(empty.get("test?a").await, None);
    delete_cache("test").await;
}

#[wasm_bindgen_test]
fn dates_are_written_in_the_zone_that_is_asked_for() {
    // 2026-01-31 23:30 UTC.
    let ts = 1_769_902_200_000;
    assert!(day(ts, Zone::Utc).contains("31") && day(ts, Zone::Utc).contains("2026"));
    assert!(
        day_of_year(ts, Zone::Utc).contains("31") && !day_of_year(ts, Zone::Utc).contains("2026")
    );
    assert!(month(ts, Zone::Utc).contains("2026") && short_month(ts, Zone::Utc).contains("2026"));
    // A second time, it comes from the formatter that was kept.
    assert_eq!(month(ts, Zone::Utc), month(ts, Zone::Utc));
    assert_eq!(day(u64::MAX, Zone::Utc), "");
}

#[wasm_bindgen_test]
fn the_address_changes_its_query_alone() {
    let before = query_string();
    set_query_string("a=1", HistoryUpdate::Replace);
    assert_eq!(query_string(), "?a=1");
    set_query_string(before.trim_start_matches('?'), HistoryUpdate::Replace);
    assert_eq!(query_string(), before);
}
