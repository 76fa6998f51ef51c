//! Why a sign-in at an authorization server is refused, in words.

use super::failure::{Explanation, explanation};
use panel_core::format::isolate;
use synapse_client::oauth::UntrustedServer;

const TRUST: &str = "Don’t sign in unless you trust this homeserver.";

/// Another homeserver uses the same authorization server. Whoever operates `homeserver` would get
/// a token that is good for the other one, too.
pub fn known_elsewhere(homeserver: &str, page: &str, known: &str) -> Explanation {
    let (homeserver, known) = (isolate(homeserver), isolate(known));
    explanation(
        &format!("{homeserver} may be trying to get access to {known}."),
        &format!(
            "Both say that you sign in at {}, where you signed in to {known} before. A token from there is sent to {homeserver}.",
            isolate(page)
        ),
        "If both are the same homeserver, select “Sign in” again. Otherwise don’t continue.",
    )
}

/// The homeserver or its issuer names a server that codes and tokens must not be sent to. `server`
/// is the homeserver, as it stands in a sentence.
pub(super) fn untrusted(reason: &UntrustedServer, server: &str) -> Explanation {
    match reason {
        UntrustedServer::NotHttps(url) => explanation(
            &format!("{server} has no safe sign-in page."),
            &format!(
                "It uses {} for its sign-in, which is not a valid HTTPS URL.",
                isolate(url)
            ),
            "Use an access token. The homeserver’s administrator has to set up HTTPS for the authorization server.",
        ),
        UntrustedServer::OtherIssuer { named, stated } => explanation(
            &format!("{server} names the wrong authorization server."),
            &format!(
                "It names the issuer {}, but the metadata there belongs to {}.",
                isolate(named),
                isolate(stated)
            ),
            &format!(
                "{TRUST} Its administrator has to correct the issuer: both must match exactly."
            ),
        ),
        UntrustedServer::OtherEndpoint { claimed, issuer } => explanation(
            &format!("Signing in to {server} may not be safe."),
            &format!(
                "It names {} for its sign-in at {}, whose own metadata says otherwise.",
                isolate(claimed),
                isolate(issuer)
            ),
            &format!(
                "{TRUST} Its administrator has to correct the metadata, or restart the homeserver."
            ),
        ),
        UntrustedServer::ServerMetadata { issuer, reason } => explanation(
            &format!("The sign-in page of {server} can’t be used."),
            &format!(
                "The metadata of {} is not what is needed ({}).",
                isolate(issuer),
                isolate(reason)
            ),
            "Use an access token. The homeserver’s administrator has to correct the metadata.",
        ),
        UntrustedServer::UnconfirmedEndpoint { endpoint, issuer } => {
            let issuer = isolate(issuer);
            explanation(
                &format!("Signing in to {server} may not be safe."),
                &format!(
                    "It says that you sign in at {issuer}, but names {} as a part of that. The metadata of {issuer} can’t be read, so nothing confirms this.",
                    isolate(endpoint)
                ),
                &format!(
                    "{TRUST} Its administrator has to let browsers read /.well-known/openid-configuration of the authorization server (Access-Control-Allow-Origin: *)."
                ),
            )
        }
        UntrustedServer::SplitEndpoints { endpoint, issuer } => explanation(
            &format!("Signing in to {server} may not be safe."),
            &format!(
                "The metadata of {} names {}, which is on another host.",
                isolate(issuer),
                isolate(endpoint)
            ),
            &format!(
                "{TRUST} Its authorization server needs the issuer and all endpoints on one host, or issuer identification (RFC 9207)."
            ),
        ),
    }
}
