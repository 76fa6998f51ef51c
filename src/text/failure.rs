//! Failures in words: what happened, why, and what to do.

mod kinds;

use crate::format::{isolate, server_name};
use crate::homeserver::address::Address;
use crate::homeserver::{BaseUrl, Error, ErrorKind, RequestPurpose};
use kinds::{account, blocked, connection, failed, not_routed, rate_limited, refused, response};
use wasm_split_helpers::SplitLoaderError;

/// A failure, for the administrator: what happened, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What happened.
    pub what: String,
    /// Why, as far as it is known.
    pub why: String,
    /// What to do.
    pub remedy: String,
}

impl From<SplitLoaderError> for Explanation {
    fn from(_: SplitLoaderError) -> Self {
        missing_part()
    }
}

/// A part of the panel can't be loaded.
pub fn missing_part() -> Explanation {
    explanation(
        "A part of the panel could not be loaded.",
        "There is no contact with the web server that the panel is from, or it has another release of the panel by now.",
        "Try again. If that doesn't help, reload the page.",
    )
}

/// A signed-in user is no administrator.
pub fn not_admin(user_id: &str) -> Explanation {
    explanation(
        &format!("{} is not a server administrator.", isolate(user_id)),
        "Only administrators may read the statistics.",
        "Sign in as an administrator, or have this user made one.",
    )
}

/// A pasted token is of no use.
pub fn unknown_token(server: &str) -> Explanation {
    explanation(
        &format!("{} doesn't know this access token.", isolate(server)),
        "It was revoked, has expired, belongs to another homeserver, or was not copied whole.",
        "Paste another one.",
    )
}

pub(super) fn explanation(what: &str, why: &str, remedy: &str) -> Explanation {
    Explanation {
        what: what.to_owned(),
        why: why.to_owned(),
        remedy: remedy.to_owned(),
    }
}

/// Explains a failure. `homeserver` is the one that the administrator named: where a request failed,
/// the message names the server that was asked, by its own address.
pub fn explain(error: &Error, homeserver: &str) -> Explanation {
    let asked = Asked::new(error, homeserver);
    match &error.kind {
        ErrorKind::TimedOut { .. }
        | ErrorKind::TooSlow { .. }
        | ErrorKind::CutOff
        | ErrorKind::Unreachable
        | ErrorKind::CorsRefused
        | ErrorKind::ProxyGaveUp
        | ErrorKind::MixedContent
        | ErrorKind::Offline => connection(&error.kind, &asked),
        ErrorKind::SignedOut { .. }
        | ErrorKind::AccountUnusable(_)
        | ErrorKind::NotAdmin
        | ErrorKind::StatisticsRefused
        | ErrorKind::LoginRefused(_) => account(&error.kind, &asked),
        ErrorKind::BlockedByProxy { status } => blocked(*status, &asked),
        ErrorKind::NotRouted => not_routed(&asked),
        ErrorKind::Server {
            status,
            message,
            immediate,
        } => failed(*status, message, *immediate, &asked),
        ErrorKind::Refused {
            status,
            errcode,
            message,
            description,
        } => refused(*status, [errcode, message, description], &asked),
        ErrorKind::WellKnown(mistake, then) => {
            let Explanation { what, why, remedy } = super::doctor::well_known(mistake, homeserver);
            let then = explain(then, homeserver).what;
            let why = format!("{why} And without the file: {then}");
            Explanation { what, why, remedy }
        }
        ErrorKind::RateLimited { retry_after_ms } => rate_limited(*retry_after_ms, &asked),
        ErrorKind::NotJson
        | ErrorKind::Syntax(_)
        | ErrorKind::Shape(_)
        | ErrorKind::TooLarge
        | ErrorKind::Redirected
        | ErrorKind::Stuck
        | ErrorKind::NoRegistration
        | ErrorKind::InsecurePage => response(&error.kind, &asked),
        ErrorKind::Untrusted(reason) => super::oauth::untrusted(reason, &isolate(homeserver)),
        ErrorKind::BadAddress => super::names::bad_address(homeserver),
    }
}

/// The server that was asked, and what for.
struct Asked {
    /// The server's own address, or what the administrator typed where nothing was sent.
    server: String,
    purpose: RequestPurpose,
    is_authorization_server: bool,
    /// Why it is this server that was asked, where it isn't the one that was named.
    because: String,
    is_loopback: bool,
    is_https: bool,
}

impl Asked {
    fn new(error: &Error, homeserver: &str) -> Self {
        let named = isolate(homeserver);
        let Some(request) = &error.request else {
            return Self {
                server: named,
                purpose: RequestPurpose::Other,
                is_authorization_server: false,
                because: String::new(),
                is_loopback: false,
                is_https: false,
            };
        };
        let is_elsewhere = homeserver.is_ascii()
            && matches!(Address::parse(homeserver), Some(Address::Name(name))
                if host(&name) != host(&request.server));
        let because = if request.is_authorization_server {
            format!(" It is the authorization server of {named}.")
        } else if is_elsewhere && request.purpose != RequestPurpose::WellKnown {
            format!(" The .well-known file of {named} names this address.")
        } else {
            String::new()
        };
        let server = request.server.as_str();
        Self {
            server: isolate(server),
            purpose: request.purpose,
            is_authorization_server: request.is_authorization_server,
            because,
            // Only the own machine is asked over plain HTTP without being insecure.
            is_loopback: server.starts_with("http://") && !request.server.is_insecure(),
            is_https: server.starts_with("https://"),
        }
    }

    /// When it happened, as a sentence behind others.
    fn step(&self) -> String {
        let step = match self.purpose {
            RequestPurpose::Other => return String::new(),
            RequestPurpose::WellKnown => "reading the .well-known file",
            RequestPurpose::Discovery => "looking for the homeserver",
            RequestPurpose::LoginMethods => "reading the homeserver’s login methods",
            RequestPurpose::AuthMetadata => "reading the authorization server’s metadata",
            RequestPurpose::Registration => "registering this panel",
            RequestPurpose::Token => "exchanging the authorization code for a token",
            RequestPurpose::Refresh => "renewing the access token",
            RequestPurpose::Revocation => "signing out",
            RequestPurpose::PasswordLogin => "signing in",
            RequestPurpose::SsoLogin => "completing single sign-on",
            RequestPurpose::WhoAmI => "checking the access token",
            RequestPurpose::AdminApi => "checking for the admin API",
            RequestPurpose::Statistics => "loading the statistics",
        };
        format!(" This happened while {step}.")
    }

    fn is_for_statistics(&self) -> bool {
        self.purpose == RequestPurpose::Statistics
    }

    fn is_for_admin_api(&self) -> bool {
        matches!(
            self.purpose,
            RequestPurpose::Other | RequestPurpose::AdminApi | RequestPurpose::Statistics
        )
    }

    /// What a proxy has to let through.
    fn paths(&self) -> &'static str {
        if self.is_authorization_server {
            "the authorization server"
        } else {
            "/_matrix and /_synapse/admin"
        }
    }
}

fn host(url: &BaseUrl) -> &str {
    let rest = server_name(url.as_str());
    rest.split_once('/').map_or(rest, |(host, _)| host)
}

/// The words of a server, if there are any.
fn said(words: &[&str]) -> Option<String> {
    let words = words.join(" ");
    (!words.trim().is_empty()).then(|| format!("It said: {}", isolate(&words)))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::homeserver::{AccountState, RequestContext};

    /// The explanation of an error in one text.
    fn explained(kind: ErrorKind, purpose: RequestPurpose, server: &str) -> String {
        let request = BaseUrl::parse(server).map(|server| RequestContext {
            is_authorization_server: server.as_str().contains("//auth."),
            server,
            purpose,
        });
        let Explanation { what, why, remedy } = explain(&Error { request, kind }, "example.org");
        crate::format::without_isolates(&format!("{what} {why} {remedy}"))
    }

    #[test]
    fn a_message_names_the_server_that_was_asked() {
        let dead = explained(
            ErrorKind::Unreachable,
            RequestPurpose::Discovery,
            "https://matrix.example.org",
        );
        assert!(dead.starts_with("https://matrix.example.org can't be reached."));
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
        assert!(issuer.starts_with("https://auth.example.org can't be reached."));
        assert!(issuer.contains("It is the authorization server of example.org."));
        assert!(issuer.contains("exchanging the authorization code"));
    }

    #[test]
    fn failures_of_an_authorization_server_are_its_own() {
        let kinds = [
            ErrorKind::NotRouted,
            ErrorKind::BlockedByProxy { status: 403 },
            ErrorKind::Server {
                status: 502,
                message: String::new(),
                immediate: true,
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
        assert!(uri.contains("Matrix Authentication Service takes"), "{uri}");
        for text in [
            refused(405, "", ""),
            explained(
                ErrorKind::NotRouted,
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
        let text = |status, immediate| {
            let purpose = RequestPurpose::Statistics;
            let kind = ErrorKind::from_response(purpose, status, b"<html>", immediate);
            explained(kind, purpose, "https://example.org")
        };
        for (status, immediate) in [
            (408, false),
            (504, true),
            (524, false),
            (598, false),
            (502, false),
            (503, false),
        ] {
            let text = text(status, immediate);
            assert!(text.contains("proxy_read_timeout"), "{text}");
            assert!(text.contains(&format!("(HTTP {status})")), "{text}");
            assert_eq!(text.contains("Cloudflare"), status == 524, "{text}");
        }
        for (status, immediate) in [(502, true), (503, true), (500, false), (522, false)] {
            let text = text(status, immediate);
            assert!(!text.contains("proxy_read_timeout"), "{text}");
        }
        assert!(text(522, false).contains("couldn’t connect"));
    }

    #[test]
    fn a_proxy_that_answers_without_cors_headers_may_have_stopped_waiting() {
        let text = |purpose| explained(ErrorKind::ProxyGaveUp, purpose, "https://example.org");
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
            immediate: false,
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
}
