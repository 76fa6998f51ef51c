//! What is said of failures, and what is not.

use super::*;
use synapse_client::{AccountState, RequestContext};

/// The explanation of an error in one text.
fn explained(kind: ErrorKind, purpose: RequestPurpose, server: &str) -> String {
    let request = BaseUrl::parse(server).map(|server| RequestContext {
        is_authorization_server: server.as_str().contains("//auth."),
        server,
        purpose,
    });
    let Explanation { what, why, remedy } = explain(&Error { request, kind }, "example.org");
    panel_core::format::without_isolates(&format!("{what} {why} {remedy}"))
}

#[test]
fn a_message_names_the_server_that_was_asked() {
    let dead = explained(
        ErrorKind::Unreachable,
        RequestPurpose::Discovery,
        "https://matrix.example.org",
    );
    assert!(dead.starts_with("Couldn’t connect to https://matrix.example.org."));
    assert!(dead.contains("The .well-known file of example.org names this address."));
    let named = explained(
        ErrorKind::Unreachable,
        RequestPurpose::Discovery,
        "https://example.org/matrix",
    );
    assert!(!named.contains(".well-known"), "{named}");
    let issuer = explained(
        ErrorKind::Unreachable,
        RequestPurpose::Token,
        "https://auth.example.org",
    );
    assert!(issuer.starts_with("Couldn’t connect to https://auth.example.org."));
    assert!(issuer.contains("It is the authorization server of example.org."));
    assert!(issuer.contains("exchanging the authorization code"));
}

#[test]
fn failures_of_an_authorization_server_are_its_own() {
    let kinds = [
        ErrorKind::NotFound,
        ErrorKind::BlockedByProxy { status: 403 },
        ErrorKind::Server {
            status: 502,
            message: String::new(),
            is_immediate: true,
        },
    ];
    for purpose in [RequestPurpose::Refresh, RequestPurpose::Revocation] {
        for kind in &kinds {
            let text = explained(kind.clone(), purpose, "https://auth.example.net");
            assert!(text.contains("the authorization server of"), "{text}");
            assert!(!text.contains(".well-known"), "{text}");
            assert!(!text.contains("/_matrix"), "{text}");
            let text = explained(kind.clone(), purpose, "https://hs.example.net");
            assert!(text.contains("The .well-known file of"), "{text}");
        }
    }
}

#[test]
fn only_statistics_are_said_to_take_long() {
    let purposes = [
        (RequestPurpose::Statistics, true),
        (RequestPurpose::PasswordLogin, false),
        (RequestPurpose::Token, false),
        (RequestPurpose::WellKnown, false),
    ];
    for (purpose, wanted) in purposes {
        let kind = ErrorKind::TimedOut { seconds: 30 };
        let text = explained(kind, purpose, "https://example.org");
        assert_eq!(text.contains("statistics"), wanted, "{text}");
        assert_eq!(text.contains("shorter period"), wanted, "{text}");
    }
}

#[test]
fn loopback_has_nothing_to_do_with_certificates() {
    let text = |server| explained(ErrorKind::Unreachable, RequestPurpose::Discovery, server);
    for server in [
        "http://127.0.0.1:8008",
        "http://localhost",
        "http://[::1]:1",
    ] {
        let text = text(server);
        assert!(!text.contains("https"), "{text}");
        assert!(!text.contains("certificate"), "{text}");
    }
    assert!(text("https://example.org").contains("certificate"));
}

#[test]
fn registration_errors_say_what_is_required() {
    let refused = |status, message: &str, description: &str| {
        let kind = ErrorKind::Refused {
            status,
            errcode: String::new(),
            message: message.to_owned(),
            description: description.to_owned(),
        };
        explained(kind, RequestPurpose::Registration, "https://auth.example")
    };
    let uri = refused(400, "invalid_redirect_uri", "not secure");
    assert!(uri.contains("invalid_redirect_uri not secure"), "{uri}");
    assert!(
        uri.contains("Matrix Authentication Service accepts"),
        "{uri}"
    );
    for text in [
        refused(405, "", ""),
        explained(
            ErrorKind::NotFound,
            RequestPurpose::Registration,
            "https://auth.example",
        ),
    ] {
        assert!(text.starts_with("https://auth.example doesn’t register this panel."));
        assert!(!text.contains("_synapse"), "{text}");
    }
}

#[test]
fn a_request_that_is_too_large_is_not_a_missing_endpoint() {
    let purpose = RequestPurpose::Registration;
    for (status, words) in [(413, ""), (431, ""), (400, ""), (408, ""), (504, "")] {
        let body = words.as_bytes();
        let kind = ErrorKind::from_response(purpose, status, body, true);
        let text = explained(kind, purpose, "https://auth.example");
        assert!(!text.contains("dynamic client registration"), "{text}");
        assert!(text.contains(&status.to_string()), "{text}");
    }
}

#[test]
fn only_a_refused_address_is_to_be_allowed() {
    let purpose = RequestPurpose::Statistics;
    for status in [400, 408, 413, 418, 431] {
        let kind = ErrorKind::from_response(purpose, status, b"<html>", true);
        let text = explained(kind, purpose, "https://example.org");
        assert!(!text.contains("browser’s address"), "{text}");
    }
    for status in [401, 403] {
        let kind = ErrorKind::from_response(purpose, status, b"<html>", true);
        let text = explained(kind, purpose, "https://example.org");
        assert!(
            text.contains("browser’s address") || status == 401,
            "{text}"
        );
    }
}

#[test]
fn statuses_of_time_limits_lead_to_the_setting() {
    let text = |status, is_immediate| {
        let purpose = RequestPurpose::Statistics;
        let kind = ErrorKind::from_response(purpose, status, b"<html>", is_immediate);
        explained(kind, purpose, "https://example.org")
    };
    for (status, is_immediate) in [
        (408, false),
        (504, true),
        (524, false),
        (598, false),
        (502, false),
        (503, false),
    ] {
        let text = text(status, is_immediate);
        assert!(text.contains("proxy_read_timeout"), "{text}");
        assert!(text.contains(&format!("(HTTP {status})")), "{text}");
        assert_eq!(text.contains("Cloudflare"), status == 524, "{text}");
    }
    for (status, is_immediate) in [(502, true), (503, true), (500, false), (522, false)] {
        let text = text(status, is_immediate);
        assert!(!text.contains("proxy_read_timeout"), "{text}");
    }
    assert!(text(522, false).contains("couldn’t connect"));
}

#[test]
fn a_late_response_without_cors_headers_is_a_proxy_timeout() {
    let text = |purpose| explained(ErrorKind::ProxyTimedOut, purpose, "https://example.org");
    let statistics = text(RequestPurpose::Statistics);
    assert!(statistics.contains("proxy_read_timeout"), "{statistics}");
    assert!(!statistics.contains("OPTIONS"), "{statistics}");
    let login = text(RequestPurpose::PasswordLogin);
    assert!(!login.contains("shorter period"), "{login}");
    assert!(login.contains("CORS"), "{login}");
}

#[test]
fn a_closed_connection_needs_no_dead_port() {
    let purpose = RequestPurpose::Statistics;
    for server in ["http://localhost:8008", "https://example.org"] {
        let text = explained(ErrorKind::Unreachable, purpose, server);
        assert!(text.contains("failed or was closed"), "{text}");
    }
}

#[test]
fn a_locked_account_is_not_an_expired_session() {
    let kind = ErrorKind::AccountUnusable(AccountState::Locked);
    let text = explained(kind, RequestPurpose::Statistics, "https://example.org");
    assert!(text.starts_with("This account is locked."), "{text}");
    assert!(!text.contains("expired"), "{text}");
}

#[test]
fn a_proxy_that_stops_waiting_is_named_with_its_setting() {
    let kind = || ErrorKind::Server {
        status: 504,
        message: String::new(),
        is_immediate: false,
    };
    let text = explained(kind(), RequestPurpose::Statistics, "https://example.org");
    for setting in [
        "proxy_read_timeout",
        "ProxyTimeout",
        "response_header_timeout",
        "responseHeaderTimeout",
    ] {
        assert!(text.contains(setting), "{text}");
    }
    let login = explained(kind(), RequestPurpose::PasswordLogin, "https://example.org");
    assert!(!login.contains("statistics"), "{login}");
}

#[test]
fn words_of_a_server_are_made_visible() {
    let kind = ErrorKind::LoginRefused("\u{202e}evil".to_owned());
    let text = explained(kind, RequestPurpose::PasswordLogin, "https://example.org");
    assert!(text.contains("[U+202E]evil"), "{text}");
}

#[test]
fn a_used_sign_in_link_is_not_a_wrong_password() {
    let kind = || ErrorKind::LoginRefused("Invalid login token".to_owned());
    let sso = explained(kind(), RequestPurpose::SsoLogin, "https://example.org");
    assert!(sso.contains("Invalid login token"), "{sso}");
    assert!(!sso.to_lowercase().contains("password"), "{sso}");
    let password = explained(kind(), RequestPurpose::PasswordLogin, "https://example.org");
    assert!(password.to_lowercase().contains("password"), "{password}");
}
