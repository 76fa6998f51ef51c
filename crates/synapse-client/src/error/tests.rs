//! Which errors responses map to, and which errors are transient.

use super::*;

fn responded(status: u16, body: &str) -> ErrorKind {
    ErrorKind::from_response(RequestPurpose::Other, status, body.as_bytes(), true)
}

fn is_transient(kind: ErrorKind) -> bool {
    Error::from(kind).is_transient()
}

#[test]
fn distinguishes_synapse_errors() {
    let unknown = r#"{"errcode":"M_UNKNOWN_TOKEN","error":"x","soft_logout":true}"#;
    assert_eq!(responded(401, unknown), ErrorKind::SignedOut { soft: true });
    let forbidden = r#"{"errcode":"M_FORBIDDEN","error":"You are not a server admin"}"#;
    assert_eq!(responded(403, forbidden), ErrorKind::NotAdmin);
    let limited = r#"{"errcode":"M_LIMIT_EXCEEDED","error":"x","retry_after_ms":5399}"#;
    let retry_after_ms = Some(5399);
    assert_eq!(
        responded(429, limited),
        ErrorKind::RateLimited { retry_after_ms }
    );
}

#[test]
fn the_errcode_takes_precedence_over_the_status() {
    let states = [
        ("M_USER_LOCKED", AccountState::Locked),
        ("M_USER_SUSPENDED", AccountState::Suspended),
        ("M_USER_DEACTIVATED", AccountState::Deactivated),
    ];
    for (errcode, state) in states {
        let body = format!(r#"{{"errcode":"{errcode}","error":"x","soft_logout":true}}"#);
        for status in [400, 401, 403, 404] {
            let wanted = ErrorKind::AccountUnusable(state);
            assert_eq!(responded(status, &body), wanted, "{status}");
        }
    }
    let other = responded(
        401,
        r#"{"errcode":"M_CONSENT_NOT_GIVEN","error":"Read it"}"#,
    );
    assert!(matches!(other, ErrorKind::Refused { status: 401, .. }));
}

#[test]
fn a_forbidden_login_is_not_a_missing_permission() {
    let body = br#"{"errcode":"M_FORBIDDEN","error":"Invalid login token"}"#;
    let wanted = ErrorKind::LoginRefused("Invalid login token".to_owned());
    for purpose in [RequestPurpose::PasswordLogin, RequestPurpose::SsoLogin] {
        let kind = ErrorKind::from_response(purpose, 403, body, true);
        assert_eq!(kind, wanted);
    }
}

#[test]
fn only_admin_requests_report_a_missing_admin() {
    let body = br#"{"errcode":"M_FORBIDDEN","error":"Registration is closed"}"#;
    let forbidden = |purpose| ErrorKind::from_response(purpose, 403, body, true);
    for purpose in [RequestPurpose::AdminApi, RequestPurpose::Statistics] {
        assert_eq!(forbidden(purpose), ErrorKind::NotAdmin);
    }
    for purpose in [
        RequestPurpose::WellKnown,
        RequestPurpose::Discovery,
        RequestPurpose::LoginMethods,
        RequestPurpose::AuthMetadata,
        RequestPurpose::Registration,
        RequestPurpose::Token,
        RequestPurpose::Refresh,
        RequestPurpose::Revocation,
        RequestPurpose::WhoAmI,
    ] {
        let refused = forbidden(purpose);
        assert!(
            matches!(&refused, ErrorKind::Refused { status: 403, message, .. }
                if message == "Registration is closed"),
            "{refused:?}"
        );
    }
}

#[test]
fn a_malformed_field_does_not_affect_the_others() {
    for odd in [
        r#""soft_logout":null"#,
        r#""soft_logout":"yes""#,
        r#""error":null"#,
        r#""error":{"code":1}"#,
        r#""error_description":null"#,
        r#""retry_after_ms":null"#,
        r#""retry_after_ms":-1"#,
    ] {
        let body = format!(r#"{{"errcode":"M_USER_LOCKED",{odd}}}"#);
        let locked = ErrorKind::AccountUnusable(AccountState::Locked);
        assert_eq!(responded(401, &body), locked, "{odd}");
    }
    let oauth = r#"{"error":"invalid_redirect_uri","error_description":null}"#;
    assert!(
        matches!(responded(400, oauth), ErrorKind::Refused { message, .. }
            if message == "invalid_redirect_uri")
    );
    for (delay, wanted) in [
        ("1500", Some(1500)),
        ("1500.5", Some(1500)),
        ("\"1500\"", Some(1500)),
        ("null", None),
        ("-1", None),
        ("[]", None),
    ] {
        let body = format!(r#"{{"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":{delay}}}"#);
        let wanted = ErrorKind::RateLimited {
            retry_after_ms: wanted,
        };
        assert_eq!(responded(429, &body), wanted, "{delay}");
    }
    let latin_1 = b"{\"errcode\":\"M_USER_LOCKED\",\"error\":\"gesch\xfctzt\"}";
    let kind = ErrorKind::from_response(RequestPurpose::Other, 401, latin_1, true);
    assert_eq!(kind, ErrorKind::AccountUnusable(AccountState::Locked));
    for nothing in ["", "null", "[]", "7", "\"errcode\""] {
        assert_eq!(responded(404, nothing), ErrorKind::NotFound, "{nothing}");
    }
}

#[test]
fn proxy_error_pages_are_not_matrix_errors() {
    let page = "<html>no</html>";
    assert_eq!(responded(404, page), ErrorKind::NotFound);
    for status in [401, 403] {
        let wanted = ErrorKind::BlockedByProxy { status };
        for body in [page, "", "{}", r#"{"status":"KO"}"#] {
            assert_eq!(responded(status, body), wanted, "{body}");
        }
        let oauth = responded(status, r#"{"error":"invalid_client"}"#);
        assert!(matches!(oauth, ErrorKind::Refused { .. }));
    }
}

#[test]
fn keeps_oauth_error_descriptions() {
    let body = r#"{"error":"invalid_redirect_uri","error_description":"no https"}"#;
    let ErrorKind::Refused {
        message,
        description,
        ..
    } = responded(400, body)
    else {
        panic!("not a refusal");
    };
    assert_eq!(
        [&*message, &*description],
        ["invalid_redirect_uri", "no https"]
    );
}

#[test]
fn only_errors_of_an_idle_server_are_transient() {
    let failed = |status, is_immediate| {
        ErrorKind::from_response(RequestPurpose::Statistics, status, b"", is_immediate)
    };
    for status in [500, 502, 503] {
        assert!(is_transient(failed(status, true)), "{status}");
        assert!(!is_transient(failed(status, false)), "{status}");
    }
    assert!(!is_transient(failed(504, true)));
    assert!(is_transient(failed(429, false)));
    for kind in [
        ErrorKind::TimedOut { seconds: 180 },
        ErrorKind::TooSlow { seconds: 180 },
        ErrorKind::Truncated,
        ErrorKind::for_unreadable_response(true),
        ErrorKind::for_unreadable_response(false),
        ErrorKind::Unreachable,
    ] {
        assert!(!is_transient(kind));
    }
}

#[test]
fn a_matrix_404_is_not_a_routing_error() {
    let unknown = r#"{"errcode":"M_NOT_FOUND","error":"User not found"}"#;
    assert!(matches!(responded(404, unknown), ErrorKind::Refused { .. }));
}
