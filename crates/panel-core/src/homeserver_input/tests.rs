use super::*;
use proptest::prelude::*;

fn base(input: &str) -> String {
    match HomeserverInput::parse(input) {
        Some(HomeserverInput::Url(url)) => format!("url {url}"),
        Some(HomeserverInput::Name(url)) => format!("name {url}"),
        None => "none".to_owned(),
    }
}

#[test]
fn parses_every_usual_homeserver_input() {
    for (input, wanted) in [
        (" example.org ", "name https://example.org"),
        ("example.org/", "name https://example.org"),
        ("@me:Example.org", "name https://example.org"),
        ("@me:example.org:8448", "name https://example.org:8448"),
        ("admin:example.org", "name https://example.org"),
        ("admin:localhost:8008", "name http://localhost:8008"),
        ("#room:example.org", "name https://example.org"),
        (
            "https://matrix.example.org/",
            "url https://matrix.example.org",
        ),
        (
            "HTTPS://Example.org/matrix//",
            "url https://example.org/matrix",
        ),
        ("https:/example.org", "url https://example.org"),
        ("//example.org", "name https://example.org"),
        ("localhost:8008", "name http://localhost:8008"),
        ("[::1]:8008", "name http://[::1]:8008"),
        ("::1", "name http://[::1]"),
        ("bücher.example", "name https://bücher.example"),
        ("example.org/matrix", "url https://example.org/matrix"),
    ] {
        assert_eq!(base(input), wanted, "{input}");
    }
}

#[test]
fn ignores_quotes_and_invisible_characters() {
    for input in [
        "\"https://example.org\"",
        "<https://example.org>",
        "“https://example.org”",
        "(https://example.org/),",
        "\u{feff}https://example.org\u{200b}",
        "\u{2068}https://example.org\u{2069}",
        "\u{202a}https://example.org\u{202c}",
        "https://exam\u{200b}ple\u{ad}.o\u{2060}rg",
        "https://exam\u{200d}ple.org\n",
        "\u{a0}<\u{200e}https://example.org>",
    ] {
        assert_eq!(base(input), "url https://example.org", "{input:?}");
    }
}

#[test]
fn strips_text_pasted_around_an_address() {
    let (url, name) = ("url https://example.org", "name https://example.org");
    for (input, wanted) in [
        ("https://matrix.to/#/@a:example.org", name),
        ("https://matrix.to/#/%40a%3Aexample.org", name),
        ("https://matrix.to/#/#room:example.org?via=b.example", name),
        ("matrix.to/#/!room:example.org/$event?via=b.example", name),
        ("https://app.element.io/#/user/@a:example.org", name),
        ("https://app.element.io/#/room/#room:example.org", name),
        ("matrix:u/a:example.org?action=chat", name),
        ("web+matrix:roomid/x:example.org", name),
        ("https//example.org", url),
        ("HTTPS//example.org", url),
        ("https：//example.org", url),
        ("「example.org」", name),
        ("example.org，", name),
        ("（example．org）。", name),
        ("@a：example.org", name),
        ("base_url: https://example.org", url),
        ("\"base_url\": \"https://example.org/\",", url),
        ("[x](https://example.org)", url),
        ("[https://example.org](https://example.org/),", url),
        ("matrix:8448", "name https://matrix:8448"),
        ("[::1]", "name http://[::1]"),
    ] {
        assert_eq!(base(input), wanted, "{input}");
    }
    for bad in [
        "see https://example.org",
        "javascript://a: https://example.org",
    ] {
        assert_eq!(base(bad), "none", "{bad}");
    }
}

#[test]
fn parses_the_server_from_an_api_url() {
    let url = "url https://example.org";
    let name = "name https://example.org";
    for (input, wanted) in [
        ("https://example.org/_matrix/client/versions", url),
        ("https://example.org/_matrix", url),
        ("https://example.org/_synapse/admin/v1/server_version", url),
        (
            "https://example.org/_matrix/client/v3/login?x=/_synapse#y",
            url,
        ),
        ("https://example.org?x=y", url),
        ("https://example.org/#/room", url),
        ("example.org/_matrix/client/versions", url),
        ("https://example.org/.well-known/matrix/client", name),
        ("example.org/.well-known/matrix/client", name),
        ("example.org#x", name),
        (
            "https://example.org/hs/_matrix/client/versions",
            "url https://example.org/hs",
        ),
        (
            "https://example.org/_matrixes",
            "url https://example.org/_matrixes",
        ),
    ] {
        assert_eq!(base(input), wanted, "{input}");
    }
}

#[test]
fn rejects_invalid_servers_with_a_reason() {
    use HomeserverInputError::{Character, Invisible, NoHost, Port, Scheme, Space, UserInfo};
    for (bad, reason) in [
        ("", NoHost),
        ("@me", NoHost),
        ("https://", NoHost),
        ("https://:80", NoHost),
        ("\"\"", NoHost),
        ("ftp://x", Scheme("ftp".to_owned())),
        (
            "javascript:alert(1)//://",
            Scheme("javascript:alert(1)//".to_owned()),
        ),
        ("a b", Space),
        ("https://a@b", UserInfo),
        ("me@example.org", UserInfo),
        ("example.org:http", Port("http".to_owned())),
        ("example.org:99999", Port("99999".to_owned())),
        ("https://a\\b", Character('\\')),
        ("https://a%b", Character('%')),
        ("[::1].evil.test", Character('[')),
        ("[127.0.0.1]", Character('[')),
        ("a\u{202e}b.example", Invisible('\u{202e}')),
        ("\u{202e}b.example", Invisible('\u{202e}')),
        ("a\u{2066}b.example", Invisible('\u{2066}')),
        ("a\u{200f}b.example", Invisible('\u{200f}')),
        ("a\u{7}b.example", Invisible('\u{7}')),
        ("a\u{3164}b.example", Invisible('\u{3164}')),
    ] {
        assert_eq!(HomeserverInput::try_parse(bad), Err(reason), "{bad:?}");
    }
}

#[test]
fn only_remote_plain_http_is_insecure() {
    let insecure = |url: &str| BaseUrl::parse(url).map(|url| url.is_insecure());
    for url in [
        "http://example.org",
        "http://127.evil.test",
        "http://127.0.0.1.evil.test",
        "http://128.0.0.1",
        "http://localhost.evil.test",
        "http://notlocalhost",
        "http://[::2]",
    ] {
        assert_eq!(insecure(url), Some(true), "{url}");
    }
    for url in [
        "https://example.org",
        "http://127.0.0.1:8008",
        "http://127.3.2.1/matrix",
        "http://localhost",
        "http://LOCALHOST.:8008",
        "http://synapse.localhost",
        "http://[::1]:8008",
    ] {
        assert_eq!(insecure(url), Some(false), "{url}");
    }
}

#[test]
fn a_name_that_looks_like_a_loopback_address_gets_https() {
    assert_eq!(base("127.evil.test"), "name https://127.evil.test");
    assert_eq!(base("127.1.2.3:80"), "name http://127.1.2.3:80");
    assert_eq!(base("a.localhost"), "name http://a.localhost");
}

#[test]
fn remembers_the_normalized_name() {
    for (input, name) in [
        (
            " <https://Example.org/_matrix/client/versions> ",
            "https://example.org",
        ),
        ("@me:example.org", "example.org"),
        ("not a server", "not a server"),
        ("a\u{202e}b", "a[U+202E]b"),
        ("", ""),
    ] {
        assert_eq!(normalize_name(input), name, "{input:?}");
    }
}

#[test]
fn slashes_and_quotes_before_a_name_are_ignored() {
    for input in [
        "/'a.example",
        "'/a.example",
        "//\"a.example\"",
        "/ a.example",
    ] {
        assert_eq!(normalize_name(input), "a.example", "{input:?}");
    }
}

proptest! {
    #[test]
    fn an_address_round_trips_through_display(input in "\\PC{0,24}") {
        if let Some(address) = HomeserverInput::parse(&input) {
            let shown = address.to_string();
            prop_assert_eq!(HomeserverInput::parse(&shown).map(|it| it.to_string()), Some(shown));
        }
    }

    #[test]
    fn displayed_addresses_have_no_invisible_characters(
        input in "[a-z:/.@ \u{202a}-\u{202e}\u{2066}-\u{2069}\u{200b}-\u{200f}é]{0,16}"
    ) {
        if let Some(address) = HomeserverInput::parse(&input) {
            let shown = address.to_string();
            let hidden = |c: char| !is_readable(c) && !matches!(c, '\u{200c}' | '\u{200d}');
            prop_assert!(!shown.contains(hidden), "{shown:?}");
        }
    }

    #[test]
    fn surrounding_pasted_characters_are_ignored(
        before in "[\"'<( \u{200b}\u{feff}\u{200e}\u{2068}]{0,3}",
        after in "[\"'>), \u{200b}\u{feff}\u{200f}\u{2069}]{0,3}",
    ) {
        let pasted = format!("{before}matrix.example.org:8448{after}");
        prop_assert_eq!(base(&pasted), "name https://matrix.example.org:8448");
    }
}
