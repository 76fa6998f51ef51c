//! Failures in words: what happened, why, and what to do.

mod kinds;

use kinds::{account, blocked, connection, failed, not_routed, rate_limited, refused, response};
use panel_core::format::{isolate, server_name};
use synapse_client::homeserver_input::HomeserverInput;
use synapse_client::{BaseUrl, Error, ErrorKind, RequestPurpose};
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
        | ErrorKind::Truncated
        | ErrorKind::Unreachable
        | ErrorKind::CorsRefused
        | ErrorKind::ProxyTimedOut
        | ErrorKind::MixedContent
        | ErrorKind::Offline => connection(&error.kind, &asked),
        ErrorKind::SignedOut { .. }
        | ErrorKind::AccountUnusable(_)
        | ErrorKind::NotAdmin
        | ErrorKind::StatisticsRefused
        | ErrorKind::LoginRefused(_) => account(&error.kind, &asked),
        ErrorKind::BlockedByProxy { status } => blocked(*status, &asked),
        ErrorKind::NotFound => not_routed(&asked),
        ErrorKind::Server {
            status,
            message,
            is_immediate,
        } => failed(*status, message, *is_immediate, &asked),
        ErrorKind::Refused {
            status,
            errcode,
            message,
            description,
        } => refused(*status, [errcode, message, description], &asked),
        ErrorKind::WellKnown(mistake, then) => {
            let Explanation { what, why, remedy } =
                super::connection_check::well_known(mistake, homeserver);
            let then = explain(then, homeserver).what;
            let why = format!("{why} And without the file: {then}");
            Explanation { what, why, remedy }
        }
        ErrorKind::RateLimited { retry_after_ms } => rate_limited(*retry_after_ms, &asked),
        ErrorKind::NotJson
        | ErrorKind::Syntax(_)
        | ErrorKind::InvalidResponse(_)
        | ErrorKind::TooLarge
        | ErrorKind::Redirected
        | ErrorKind::PaginationLoop
        | ErrorKind::NoRegistration
        | ErrorKind::InsecurePage => response(&error.kind, &asked),
        ErrorKind::UntrustedServer(reason) => super::oauth::untrusted(reason, &isolate(homeserver)),
        ErrorKind::InvalidAddress => super::names::bad_address(homeserver),
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
            && matches!(HomeserverInput::parse(homeserver), Some(HomeserverInput::Name(name))
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
mod tests;
