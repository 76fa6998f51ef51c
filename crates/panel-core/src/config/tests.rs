//! What a file may hold, and what becomes of it.

use super::*;
use crate::url_query::Preset;
use proptest::prelude::*;

fn parse(text: &str) -> (Config, Vec<ConfigError>) {
    match Config::parse(text.as_bytes()) {
        Ok(read) => read,
        Err(error) => (Config::restricted(None), vec![error]),
    }
}

#[test]
fn parses_every_setting() {
    let (config, errors) = parse(
        r#"{"homeservers":["example.org","https://matrix.example.net/"],"other_homeservers":true,
        "period":"30d","limit":250,"groups":["telegram_","/^irc/"],"title":"Our media",
        "help":"https://example.org/help","user_link":"https://admin.example.org/#/users/{user_id}","trend":"off","read_only":true,"idle_minutes":15}"#,
    );
    assert_eq!(errors, []);
    let wanted = Config {
        homeservers: vec!["example.org".into(), "https://matrix.example.net/".into()],
        other_homeservers: OtherHomeservers::Allowed,
        defaults: Defaults {
            period: Period::Preset(Preset::Days30),
            rows_per_page: RowsPerPage::Rows250,
            groups: "telegram_, /^irc/".into(),
        },
        title: Some("Our media".into()),
        help: Some("https://example.org/help".into()),
        user_link: Some("https://admin.example.org/#/users/{user_id}".into()),
        trend: TrendLoading::Off,
        read_only: true,
        idle_minutes: 15,
    };
    assert_eq!(config, wanted);
}

#[test]
fn an_empty_object_gives_the_defaults() {
    for nothing in ["{}", "\u{feff}{}", " {\n}\n"] {
        assert_eq!(parse(nothing), (Config::default(), vec![]), "{nothing}");
    }
}

#[test]
fn distinguishes_a_web_page_from_broken_json() {
    for page in ["<!doctype html><p>Hi", " \n<html>", "\u{feff}<p>"] {
        assert_eq!(Config::parse(page.as_bytes()), Err(ConfigError::WebPage));
    }
    for broken in ["", " \n", "[]", "nonsense", "{\"title\":\"a\",}", "null"] {
        let read = Config::parse(broken.as_bytes());
        assert!(matches!(read, Err(ConfigError::NotJson(_))), "{broken}");
    }
}

#[test]
fn an_unreadable_file_allows_only_the_own_origin() {
    let own = "https://example.org".to_owned();
    let config = Config::restricted(Some(own.clone()));
    assert_eq!(config.allowed_name(&own), Some(own));
    assert_eq!(config.allowed_name("evil.example"), None);
    assert!(config.read_only);
}

#[test]
fn sessions_continue_where_still_allowed() {
    let restricted = Config::restricted(Some("https://example.org".to_owned()));
    let listed = parse(r#"{"homeservers":["example.org"]}"#).0;
    for config in [&restricted, &listed] {
        assert!(!config.allows("evil.example", "https://evil.example"));
    }
    assert!(restricted.allows("example.org", "https://example.org"));
    assert!(listed.allows("example.org", "https://matrix.example.org"));
    for open in ["{}", r#"{"other_homeservers":true}"#] {
        let config = parse(open).0;
        assert!(config.allows("other.example", "https://other.example"));
    }
}

#[test]
fn a_homeserver_on_the_own_origin_excludes_others() {
    let own = || Some("https://example.org".to_owned());
    let settled = |json: &str, own: Option<String>| {
        let (mut config, _) = parse(json);
        config.resolve_own_origin(own);
        (
            config.allowed_name("other.example").is_some(),
            config.homeservers,
        )
    };
    let only = own().into_iter().collect::<Vec<_>>();
    assert_eq!(settled("{}", own()), (false, only));
    assert_eq!(settled("{}", None), (true, vec![]));
    let open = r#"{"other_homeservers":true}"#;
    assert_eq!(settled(open, own()), (true, vec![]));
    let listed = r#"{"homeservers":["a.example"]}"#;
    let listed_only = vec!["a.example".to_owned()];
    assert_eq!(settled(listed, own()), (false, listed_only));
}

#[test]
fn idle_minutes_are_non_negative_integers() {
    let minutes = |value: &str| parse(&format!(r#"{{"idle_minutes":{value}}}"#));
    assert_eq!(minutes("0").0.idle_minutes, 0);
    assert_eq!(minutes("\"90\"").0.idle_minutes, 90);
    for bad in ["-1", "1.5", "true", "99999999", "\"soon\""] {
        let (config, errors) = minutes(bad);
        assert_eq!(config.idle_minutes, IDLE_MINUTES, "{bad}");
        assert_eq!(errors, [ConfigError::InvalidValue(key::IDLE_MINUTES)]);
    }
}

#[test]
fn a_homeserver_list_excludes_others_by_default() {
    let choose = |json: &str, name: &str| {
        let (mut config, _) = parse(json);
        config.resolve_own_origin(None);
        config.allowed_name(name)
    };
    assert_eq!(choose("{}", "any.example").as_deref(), Some("any.example"));
    let one = r#"{"homeservers":["example.org"]}"#;
    assert_eq!(choose(one, "Example.org/").as_deref(), Some("example.org"));
    assert_eq!(choose(one, "evil.example"), None);
    let more = r#"{"homeservers":["example.org"],"other_homeservers":true}"#;
    assert_eq!(choose(more, "any.example").as_deref(), Some("any.example"));
}

#[test]
fn an_invalid_homeserver_list_allows_no_others() {
    for broken in [
        r#"{"homeservers":"example.org"}"#,
        r#"{"homeservers":["not a server"]}"#,
        r#"{"homeservers":[1]}"#,
        r#"{"other_homeservers":false}"#,
        r#"{"other_homeservers":"yes"}"#,
    ] {
        let (config, errors) = parse(broken);
        assert_eq!(config.allowed_name("evil.example"), None, "{broken}");
        assert!(errors.contains(&ConfigError::NoHomeserver), "{broken}");
    }
    let (config, errors) = parse(r#"{"homeservers":["example.org",1,"example.org"]}"#);
    assert_eq!(config.homeservers, ["example.org"]);
    assert_eq!(errors, [ConfigError::InvalidHomeserver("1".into())]);
    let empty = parse(r#"{"homeservers":[]}"#);
    assert_eq!(empty, (Config::default(), vec![]));
}

#[test]
fn a_user_is_linked_with_the_id_encoded() {
    let link = |template: &str| {
        let config = Config {
            user_link: Some(template.into()),
            ..Config::default()
        };
        config.link_to_user("@a b+/?#:example.org")
    };
    let wanted = "https://x/#/users/%40a%20b%2B%2F%3F%23%3Aexample.org/media";
    assert_eq!(
        link("https://x/#/users/{user_id}/media").as_deref(),
        Some(wanted)
    );
    assert_eq!(Config::default().link_to_user("@a:b"), None);
}

#[test]
fn reports_each_error_and_keeps_valid_settings() {
    let (config, errors) = parse(
        r#"{"homeservers":["example.org","not a server"],"period":"fortnight","limit":7,
        "groups":1,"title":" ","help":"javascript:alert(1)//://x","user_link":"https://admin.example.org","trend":"always","read_only":"yes","colour":1}"#,
    );
    let wanted = [
        ConfigError::InvalidHomeserver("\"not a server\"".into()),
        ConfigError::InvalidValue(key::PERIOD),
        ConfigError::InvalidValue(key::LIMIT),
        ConfigError::InvalidValue(key::GROUPS),
        ConfigError::InvalidValue(key::TITLE),
        ConfigError::InvalidValue(key::HELP),
        ConfigError::InvalidValue(key::USER_LINK),
        ConfigError::InvalidValue(key::TREND),
        ConfigError::InvalidValue(key::READ_ONLY),
        ConfigError::UnknownKey("colour".into()),
    ];
    assert_eq!(errors, wanted);
    assert_eq!(config.homeservers, ["example.org"]);
    assert!(!config.allows_others());
    assert_eq!(config.trend, TrendLoading::Ask);
    assert!(config.read_only, "it was not meant to allow changes");
}

#[test]
fn reports_the_position_of_broken_json() {
    let read = Config::parse(b"{\"title\":\n\"a\",}");
    let words = match &read {
        Err(ConfigError::NotJson(words)) => words,
        other => panic!("{other:?}"),
    };
    assert!(words.contains("line 2"), "{words}");
}

proptest! {
    #[test]
    fn a_valid_key_is_used_beside_invalid_ones(key in "[a-z_]{1,12}", value in any::<i64>()) {
        prop_assume!(key != key::TITLE);
        let (config, _) = parse(&format!(r#"{{"{key}":{value},"title":"Ours"}}"#));
        prop_assert_eq!(config.title.as_deref(), Some("Ours"));
    }

    #[test]
    fn rejects_anything_but_a_json_object(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let object = serde_json::from_slice::<Map<String, Value>>(&bytes);
        prop_assert_eq!(Config::parse(&bytes).is_ok(), object.is_ok());
    }
}

#[test]
fn a_misspelt_key_is_reported_and_read_as_it_was_meant() {
    let text = br#"{"homeserver":["example.org"],"readOnly":true,"Idle-Minutes":5}"#;
    let Ok((config, errors)) = Config::parse(text) else {
        panic!("it is an object");
    };
    assert!(config.read_only && !config.allows_others());
    assert_eq!(config.homeservers, ["example.org"]);
    assert_eq!(config.idle_minutes, 5);
    let mut reported: Vec<_> = errors.iter().map(|error| format!("{error:?}")).collect();
    reported.sort();
    let expected = ["Idle-Minutes", "homeserver", "readOnly"];
    assert_eq!(reported, expected.map(|key| format!("UnknownKey({key:?})")));
}
