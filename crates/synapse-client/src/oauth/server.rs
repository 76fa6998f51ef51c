//! The authorization server that secrets are sent to: as its issuer describes it, not as a
//! homeserver does.

use super::endpoint::{Endpoint, Issuer, SecureEndpoint};
use super::metadata::{ResponseMode, ScopeFormat, ServerMetadata};
use crate::error::{Error, ErrorKind, RequestPurpose};
use serde::{Deserialize, Serialize};

/// Seconds that the issuer may take to describe itself.
const TIMEOUT_S: u32 = 10;

/// An authorization server with verified endpoints. It is kept while the page is left, so that
/// nobody can change the endpoints meanwhile; what is read back is checked by type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationServer {
    /// Who it is.
    pub issuer: Issuer,
    /// Where a person signs in.
    pub authorization_endpoint: SecureEndpoint,
    /// Where a code becomes tokens.
    pub token_endpoint: SecureEndpoint,
    /// Where clients register.
    pub registration_endpoint: Option<SecureEndpoint>,
    /// Where tokens are revoked.
    pub revocation_endpoint: Option<SecureEndpoint>,
    /// How the answer comes back.
    pub response_mode: ResponseMode,
    /// Whether each answer says which issuer it comes from (RFC 9207).
    pub sends_issuer: bool,
    /// How the scopes are written.
    pub scope_format: ScopeFormat,
}

/// Why an authorization server is not trusted with a sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UntrustedServer {
    /// The issuer or an endpoint is not an HTTPS URL.
    NotHttps(String),
    /// The issuer's metadata is that of another issuer.
    OtherIssuer {
        /// As the homeserver names it.
        named: String,
        /// As the metadata names it.
        stated: String,
    },
    /// The homeserver names an endpoint that the issuer's metadata doesn't have.
    OtherEndpoint {
        /// As the homeserver names it.
        claimed: String,
        /// The issuer.
        issuer: String,
    },
    /// The issuer's metadata can't be used, in the words of the parser.
    ServerMetadata {
        /// Whose.
        issuer: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The homeserver names an endpoint on another origin than the issuer's, and the issuer's own
    /// metadata can't be read.
    UnconfirmedEndpoint {
        /// The endpoint.
        endpoint: String,
        /// The issuer.
        issuer: String,
    },
    /// The issuer has an endpoint on another origin. Without issuer identification (RFC 9207), the
    /// endpoint may belong to someone else's authorization server.
    SplitEndpoints {
        /// The endpoint.
        endpoint: String,
        /// The issuer.
        issuer: String,
    },
}

impl From<UntrustedServer> for Error {
    fn from(reason: UntrustedServer) -> Self {
        ErrorKind::UntrustedServer(Box::new(reason)).into()
    }
}

/// Reads the metadata of the issuer that a homeserver names from the issuer itself. Where that is
/// not possible, the homeserver's claims are used if all of them are on the issuer's origin.
///
/// # Errors
/// [`ErrorKind::UntrustedServer`] when the issuer doesn't vouch for the endpoints.
pub async fn verify(claimed: ServerMetadata) -> Result<AuthorizationServer, Error> {
    let issuer = issuer(&claimed)?;
    for url in issuer.metadata_urls() {
        let request = url.get().with_timeout(TIMEOUT_S);
        let request = request.with_purpose(RequestPurpose::AuthMetadata);
        match request.json::<ServerMetadata>().await.map_err(|it| it.kind) {
            Ok(stated) => return Ok(stated_by_issuer(issuer, &claimed, stated)?),
            Err(ErrorKind::Syntax(reason) | ErrorKind::InvalidResponse(reason)) => {
                let issuer = issuer.into();
                return Err(UntrustedServer::ServerMetadata { issuer, reason }.into());
            }
            // It isn't there, or this page may not read it.
            Err(_) => {}
        }
    }
    Ok(claimed_on_issuers_origin(issuer, &claimed)?)
}

fn issuer(claimed: &ServerMetadata) -> Result<Issuer, UntrustedServer> {
    let issuer = Issuer::try_from(claimed.issuer.clone());
    issuer.map_err(|_| UntrustedServer::NotHttps(claimed.issuer.clone()))
}

fn stated_by_issuer(
    issuer: Issuer,
    claimed: &ServerMetadata,
    mut stated: ServerMetadata,
) -> Result<AuthorizationServer, UntrustedServer> {
    if stated.issuer != issuer.as_str() {
        return Err(UntrustedServer::OtherIssuer {
            named: issuer.into(),
            stated: stated.issuer,
        });
    }
    // A homeserver that alters what the issuer says isn't given tokens, either.
    let altered = claimed
        .endpoints()
        .zip(stated.endpoints())
        .find_map(|(claimed, stated)| claimed.filter(|_| claimed != stated));
    if let Some(endpoint) = altered {
        return Err(UntrustedServer::OtherEndpoint {
            claimed: endpoint.url(),
            issuer: issuer.into(),
        });
    }
    stated.detect_scope_format(claimed.scope_format);
    // Anyone can publish metadata that names the endpoints of another server. Only that server's
    // responses tell which issuer they come from.
    match endpoint_on_other_origin(&issuer, &stated) {
        Some(endpoint) if !stated.authorization_response_iss_parameter_supported => {
            Err(UntrustedServer::SplitEndpoints {
                endpoint: endpoint.url(),
                issuer: issuer.into(),
            })
        }
        _ => server(issuer, &stated),
    }
}

fn claimed_on_issuers_origin(
    issuer: Issuer,
    claimed: &ServerMetadata,
) -> Result<AuthorizationServer, UntrustedServer> {
    match endpoint_on_other_origin(&issuer, claimed) {
        Some(endpoint) => Err(UntrustedServer::UnconfirmedEndpoint {
            endpoint: endpoint.url(),
            issuer: issuer.into(),
        }),
        None => server(issuer, claimed),
    }
}

/// The first endpoint on another origin than the issuer's.
fn endpoint_on_other_origin<'a>(
    issuer: &Issuer,
    metadata: &'a ServerMetadata,
) -> Option<&'a Endpoint> {
    let mut endpoints = metadata.endpoints().flatten();
    endpoints.find(|it| it.origin() != issuer.origin())
}

fn server(
    issuer: Issuer,
    metadata: &ServerMetadata,
) -> Result<AuthorizationServer, UntrustedServer> {
    // A query could decide what the person is asked for, and where the answer goes.
    let mut endpoints = metadata.endpoints().flatten();
    if let Some(endpoint) = endpoints.find(|it| it.has_query()) {
        return Err(UntrustedServer::ServerMetadata {
            issuer: issuer.into(),
            reason: format!("{} has a query", endpoint.url()),
        });
    }
    if !metadata.supports_s256() {
        return Err(UntrustedServer::ServerMetadata {
            issuer: issuer.into(),
            reason: "no S256 among the challenge methods".to_owned(),
        });
    }
    let secure = |endpoint: &Endpoint| {
        let secure = SecureEndpoint::try_from(endpoint.clone());
        secure.map_err(|_| UntrustedServer::NotHttps(endpoint.url()))
    };
    let optional = |endpoint: &Option<Endpoint>| endpoint.as_ref().map(secure).transpose();
    Ok(AuthorizationServer {
        issuer,
        authorization_endpoint: secure(&metadata.authorization_endpoint)?,
        token_endpoint: secure(&metadata.token_endpoint)?,
        registration_endpoint: optional(&metadata.registration_endpoint)?,
        revocation_endpoint: optional(&metadata.revocation_endpoint)?,
        response_mode: metadata.response_mode(),
        sends_issuer: metadata.authorization_response_iss_parameter_supported,
        scope_format: metadata.scope_format,
    })
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::super::metadata::tests::read;
    use super::*;

    const IDENTIFIES: &str = r#","authorization_response_iss_parameter_supported":true"#;

    fn named(issuer: &str) -> Issuer {
        match Issuer::try_from(issuer.to_owned()) {
            Ok(issuer) => issuer,
            Err(error) => panic!("{error}"),
        }
    }

    fn metadata(more: &str) -> ServerMetadata {
        read(more).unwrap_or_else(|| panic!("{more}"))
    }

    fn claimed(metadata: &ServerMetadata) -> Result<AuthorizationServer, UntrustedServer> {
        claimed_on_issuers_origin(named("https://a.example/"), metadata)
    }

    /// Whose metadata a homeserver claims in full.
    fn stated(
        issuer: &str,
        stated: ServerMetadata,
    ) -> Result<AuthorizationServer, UntrustedServer> {
        stated_by_issuer(named(issuer), &stated.clone(), stated)
    }

    /// The metadata with one endpoint moved to a URL.
    fn moved(url: &str, more: &str) -> Vec<ServerMetadata> {
        let endpoint = || match Endpoint::try_from(url.to_owned()) {
            Ok(endpoint) => endpoint,
            Err(error) => panic!("{error}"),
        };
        let mut all = [(); 4].map(|()| metadata(more));
        all[0].authorization_endpoint = endpoint();
        all[1].token_endpoint = endpoint();
        all[2].registration_endpoint = Some(endpoint());
        all[3].revocation_endpoint = Some(endpoint());
        all.into()
    }

    #[test]
    fn the_metadata_issuer_must_match_the_named_issuer() {
        assert!(stated("https://a.example/", metadata("")).is_ok());
        for other in [
            "https://a.example",
            "https://a.example/x",
            "https://A.example/",
            "https://a.example:443/",
        ] {
            let refused = stated(other, metadata(""));
            let is_other = matches!(refused, Err(UntrustedServer::OtherIssuer { .. }));
            assert!(is_other, "{other}");
        }
    }

    #[test]
    fn a_homeserver_cannot_change_an_endpoint() {
        for url in ["https://evil.example/x", "https://a.example/other"] {
            for claimed in moved(url, "") {
                let issuer = named("https://a.example/");
                let wanted = UntrustedServer::OtherEndpoint {
                    claimed: url.to_owned(),
                    issuer: issuer.as_str().to_owned(),
                };
                let refused = stated_by_issuer(issuer, &claimed, metadata(""));
                assert_eq!(refused, Err(wanted));
            }
        }
    }

    #[test]
    fn issuer_metadata_decides_whether_responses_name_it() {
        let issuer = named("https://a.example/");
        let server = stated_by_issuer(issuer, &metadata(""), metadata(IDENTIFIES));
        assert!(server.is_ok_and(|server| server.sends_issuer));
    }

    #[test]
    fn unconfirmed_endpoints_stay_on_the_issuers_origin() {
        assert!(claimed(&metadata("")).is_ok());
        for url in [
            "https://evil.example/x",
            "https://a.example:8443/x",
            "http://a.example/x",
            "https://a.example.evil.example/x",
        ] {
            for metadata in moved(url, IDENTIFIES) {
                let wanted = UntrustedServer::UnconfirmedEndpoint {
                    endpoint: url.to_owned(),
                    issuer: "https://a.example/".to_owned(),
                };
                assert_eq!(claimed(&metadata), Err(wanted));
            }
        }
    }

    #[test]
    fn rejects_endpoints_with_a_query() {
        for metadata in moved("https://a.example/x?client_id=y", IDENTIFIES) {
            let wanted = UntrustedServer::ServerMetadata {
                issuer: "https://a.example/".to_owned(),
                reason: "https://a.example/x?client_id=y has a query".to_owned(),
            };
            assert_eq!(claimed(&metadata), Err(wanted.clone()));
            assert_eq!(stated("https://a.example/", metadata), Err(wanted));
        }
    }

    #[test]
    fn all_foreign_endpoints_need_issuer_identification() {
        let elsewhere = |more: &str| {
            let mut metadata = metadata(more);
            metadata.issuer = "https://evil.example/iss".to_owned();
            metadata
        };
        let refused = stated("https://evil.example/iss", elsewhere(""));
        let wanted = UntrustedServer::SplitEndpoints {
            endpoint: "https://a.example/auth".to_owned(),
            issuer: "https://evil.example/iss".to_owned(),
        };
        assert_eq!(refused, Err(wanted));
        let identified = stated("https://evil.example/iss", elsewhere(IDENTIFIES));
        assert!(identified.is_ok_and(|server| server.sends_issuer));
    }

    #[test]
    fn one_foreign_endpoint_needs_issuer_identification() {
        for metadata in moved("https://b.example/x", "") {
            let refused = stated("https://a.example/", metadata);
            assert!(matches!(
                refused,
                Err(UntrustedServer::SplitEndpoints { .. })
            ));
        }
        for metadata in moved("https://b.example/x", IDENTIFIES) {
            assert!(stated("https://a.example/", metadata).is_ok());
        }
    }

    #[test]
    fn issuer_and_endpoints_on_one_origin_need_no_identification() {
        let server = stated("https://a.example/", metadata(""));
        assert!(server.is_ok_and(|server| !server.sends_issuer));
    }

    #[test]
    fn rejects_plain_http_endpoints() {
        for metadata in moved("http://a.example/x", IDENTIFIES) {
            let refused = stated("https://a.example/", metadata);
            let wanted = UntrustedServer::NotHttps("http://a.example/x".to_owned());
            assert_eq!(refused, Err(wanted));
        }
        let mut insecure = metadata("");
        insecure.issuer = "http://a.example/".to_owned();
        assert_eq!(
            issuer(&insecure),
            Err(UntrustedServer::NotHttps(insecure.issuer.clone()))
        );
    }

    #[test]
    fn validates_a_stored_authorization_server() {
        let server = stated("https://a.example/", metadata(IDENTIFIES));
        let json = server.as_ref().ok().map(serde_json::to_string);
        let Some(Ok(json)) = json else {
            panic!("{server:?}");
        };
        let read = |json: &str| serde_json::from_str::<AuthorizationServer>(json).ok();
        assert_eq!(read(&json), server.ok());
        for changed in [
            "http://a.example/",
            "javascript:",
            "https://a.example\u{202e}/",
        ] {
            assert_eq!(read(&json.replace("https://a.example/", changed)), None);
        }
    }
}
