//! Explains failed requests: what happened, why, and what to do.

mod kinds;

use kinds::{account, blocked, connection, failed, not_found, rate_limited, refused, response};
use messages::Explanation;
use panel_core::format::server_name;
use panel_core::homeserver_input::HomeserverInput;
use synapse_client::{BaseUrl, Error, ErrorKind, RequestPurpose};

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
        ErrorKind::NotFound => not_found(&asked),
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
            let then = explain(then, homeserver).what;
            super::connection_check::well_known(mistake, homeserver)
                .because(&messages::well_known_and_without(&then))
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
        ErrorKind::UntrustedServer(reason) => super::oauth::untrusted(reason, homeserver),
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
        let Some(request) = &error.request else {
            return Self {
                server: homeserver.to_owned(),
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
            messages::because_authorization_server(homeserver)
        } else if is_elsewhere && request.purpose != RequestPurpose::WellKnown {
            messages::because_well_known(homeserver)
        } else {
            String::new()
        };
        let server = request.server.as_str();
        Self {
            server: server.to_owned(),
            purpose: request.purpose,
            is_authorization_server: request.is_authorization_server,
            because,
            // Only the own machine is asked over plain HTTP without being insecure.
            is_loopback: server.starts_with("http://") && !request.server.is_insecure(),
            is_https: server.starts_with("https://"),
        }
    }

    /// When it happened, as a sentence; empty where that is obvious.
    fn step(&self) -> &'static str {
        match self.purpose {
            RequestPurpose::Other => "",
            RequestPurpose::WellKnown => messages::step_well_known(),
            RequestPurpose::Discovery => messages::step_discovery(),
            RequestPurpose::LoginMethods => messages::step_login_methods(),
            RequestPurpose::AuthMetadata => messages::step_auth_metadata(),
            RequestPurpose::Registration => messages::step_registration(),
            RequestPurpose::Token => messages::step_token(),
            RequestPurpose::Refresh => messages::step_refresh(),
            RequestPurpose::Revocation => messages::step_revocation(),
            RequestPurpose::PasswordLogin => messages::step_password_login(),
            RequestPurpose::SsoLogin => messages::step_sso_login(),
            RequestPurpose::WhoAmI => messages::step_who_am_i(),
            RequestPurpose::AdminApi => messages::step_admin_api(),
            RequestPurpose::Statistics => messages::step_statistics(),
        }
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
            messages::paths_authorization_server()
        } else {
            messages::paths_homeserver()
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
    (!words.trim().is_empty()).then_some(words)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
