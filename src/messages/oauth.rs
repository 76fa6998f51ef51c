//! Why a sign-in at an authorization server is refused.

use messages::Explanation;
use synapse_client::oauth::UntrustedServer;

/// The homeserver or its issuer names a server that codes and tokens must not be sent to.
pub(super) fn untrusted(reason: &UntrustedServer, server: &str) -> Explanation {
    match reason {
        UntrustedServer::NotHttps(url) => messages::untrusted_not_https(server, url),
        UntrustedServer::OtherIssuer { named, stated } => {
            messages::untrusted_other_issuer(named, stated, server)
        }
        UntrustedServer::OtherEndpoint { claimed, issuer } => {
            messages::untrusted_other_endpoint(claimed, issuer, server)
        }
        UntrustedServer::ServerMetadata { issuer, reason } => {
            messages::untrusted_metadata(issuer, reason, server)
        }
        UntrustedServer::UnconfirmedEndpoint { endpoint, issuer } => {
            messages::untrusted_unconfirmed(endpoint, issuer, server)
        }
        UntrustedServer::SplitEndpoints { endpoint, issuer } => {
            messages::untrusted_split(endpoint, issuer, server)
        }
    }
}
