//! Which homeserver an authorization server belongs to, as far as this browser knows.
//!
//! A hostile homeserver can name the authorization server of an honest one. Then the person signs
//! in at the honest server, and the token goes to the hostile one. Only that an authorization
//! server usually has a single homeserver gives this away.

use super::server::AuthorizationServer;
use crate::discovery::normalized_url;
use panel_core::homeserver_input::BaseUrl;
use web_platform::Storage;

/// The other homeserver that somebody signed in to by this authorization server, unless this
/// homeserver has been confirmed in this tab.
pub fn other_homeserver(server: &AuthorizationServer, homeserver: &BaseUrl) -> Option<String> {
    let ours = homeserver.as_str();
    keys(server).into_iter().find_map(|key| {
        let known = web_platform::load(Storage::Local, &key)?;
        let confirmed = web_platform::load(Storage::Session, &key);
        (known != ours && confirmed.as_deref() != Some(ours)).then_some(known)
    })
}

/// Notes that the person has been asked about this homeserver: the next try is a confirmation.
pub fn confirm_homeserver(server: &AuthorizationServer, homeserver: &BaseUrl) {
    for key in keys(server) {
        web_platform::store(Storage::Session, &key, homeserver.as_str());
    }
}

/// Notes that somebody has signed in to a homeserver by this authorization server.
pub fn remember_homeserver(server: &AuthorizationServer, homeserver: &BaseUrl) {
    for key in keys(server) {
        web_platform::store(Storage::Local, &key, homeserver.as_str());
        web_platform::remove(Storage::Session, &key);
    }
}

/// An entry for each origin that gets a part in making the token. The issuer and the paths don't
/// count: the homeserver can choose an issuer that nobody has heard of.
fn keys(server: &AuthorizationServer) -> [String; 2] {
    [&server.authorization_endpoint, &server.token_endpoint].map(|endpoint| {
        let origin = normalized_url(endpoint.origin().clone());
        format!("oauth-homeserver {}", strip_root_dot(origin.as_str()))
    })
}

/// An origin without the dot that a host may end in, with which it is the same host.
fn strip_root_dot(origin: &str) -> String {
    origin.trim_end_matches('.').replace(".:", ":")
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn a_trailing_dot_in_a_host_is_ignored() {
        for (origin, wanted) in [
            ("https://a.example", "https://a.example"),
            ("https://a.example.", "https://a.example"),
            ("https://a.example.:8443", "https://a.example:8443"),
            ("http://[::1]:8080", "http://[::1]:8080"),
        ] {
            assert_eq!(strip_root_dot(origin), wanted);
        }
    }
}
