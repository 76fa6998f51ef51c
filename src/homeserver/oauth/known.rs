//! Which homeserver an authorization server belongs to, as far as this browser knows.
//!
//! A hostile homeserver can repeat all that an honest one says about its authorization server.
//! Then the person signs in at the honest server, and the token goes to the hostile one. Only that
//! an authorization server has a single homeserver gives this away.

use super::endpoint::Issuer;
use crate::browser::{self, Area};
use crate::homeserver::address::BaseUrl;

/// The other homeserver that somebody signed in to by this issuer, unless this one has been
/// confirmed in this tab.
pub fn known_elsewhere(issuer: &Issuer, homeserver: &BaseUrl) -> Option<String> {
    let known = browser::load(Area::Browser, &key(issuer))?;
    let confirmed = browser::load(Area::Tab, &key(issuer));
    let ours = homeserver.as_str();
    (known != ours && confirmed.as_deref() != Some(ours)).then_some(known)
}

/// Notes that the person has been asked about this homeserver: the next try is a confirmation.
pub fn confirm(issuer: &Issuer, homeserver: &BaseUrl) {
    browser::store(Area::Tab, &key(issuer), homeserver.as_str());
}

/// Notes that somebody has signed in to a homeserver by this issuer.
pub fn remember(issuer: &Issuer, homeserver: &BaseUrl) {
    browser::store(Area::Browser, &key(issuer), homeserver.as_str());
    browser::remove(Area::Tab, &key(issuer));
}

fn key(issuer: &Issuer) -> String {
    format!("oauth-homeserver {}", issuer.as_str())
}
