//! The authorization server that secrets are sent to: as its issuer describes it, not as a
//! homeserver does.

use super::endpoint::{Endpoint, Issuer, SecureEndpoint};
use super::metadata::{Dialect, Metadata, ResponseMode};
use crate::homeserver::error::{Error, ErrorKind, RequestPurpose};
use serde::{Deserialize, Serialize};

/// Seconds that the issuer may take to describe itself.
const TIMEOUT: u32 = 10;

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
    pub identifies_itself: bool,
    /// How the scopes are written.
    pub dialect: Dialect,
}

/// Why an authorization server is not trusted with a sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Untrusted {
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
    Metadata {
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
    /// The issuer has the person sign in on one origin and the code sent to another. Without
    /// issuer identification (RFC 9207), the sign-in page may be somebody else's.
    SplitEndpoints {
        /// The endpoint on the other origin.
        endpoint: String,
        /// Where the person would sign in.
        sign_in: String,
    },
}

impl From<Untrusted> for Error {
    fn from(reason: Untrusted) -> Self {
        ErrorKind::Untrusted(Box::new(reason)).into()
    }
}

/// Reads the metadata of the issuer that a homeserver names from the issuer itself. Where that is
/// not possible, the homeserver's claims are used if all of them are on the issuer's origin.
///
/// # Errors
/// [`ErrorKind::Untrusted`] when the issuer doesn't vouch for the endpoints.
pub async fn verify(claimed: Metadata) -> Result<AuthorizationServer, Error> {
    let issuer = issuer(&claimed)?;
    for url in issuer.metadata_urls() {
        let request = url.get().with_patience(TIMEOUT);
        let request = request.with_purpose(RequestPurpose::AuthMetadata);
        match request.json::<Metadata>().await.map_err(|it| it.kind) {
            Ok(stated) => return Ok(stated_by_issuer(issuer, &claimed, stated)?),
            Err(ErrorKind::Shape(reason)) => {
                let issuer = issuer.into();
                return Err(Untrusted::Metadata { issuer, reason }.into());
            }
            // It isn't there, or this page may not read it.
            Err(_) => {}
        }
    }
    Ok(claimed_on_issuers_origin(issuer, &claimed)?)
}

fn issuer(claimed: &Metadata) -> Result<Issuer, Untrusted> {
    let issuer = Issuer::try_from(claimed.issuer.clone());
    issuer.map_err(|_| Untrusted::NotHttps(claimed.issuer.clone()))
}

fn stated_by_issuer(
    issuer: Issuer,
    claimed: &Metadata,
    mut stated: Metadata,
) -> Result<AuthorizationServer, Untrusted> {
    if stated.issuer != issuer.as_str() {
        return Err(Untrusted::OtherIssuer {
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
        return Err(Untrusted::OtherEndpoint {
            claimed: endpoint.url(),
            issuer: issuer.into(),
        });
    }
    stated.learn_dialect(claimed.dialect);
    let sign_in = stated.authorization_endpoint.origin();
    let mut elsewhere = stated
        .endpoints()
        .flatten()
        .filter(|it| it.origin() != sign_in);
    match elsewhere.next() {
        Some(endpoint) if !stated.authorization_response_iss_parameter_supported => {
            Err(Untrusted::SplitEndpoints {
                endpoint: endpoint.url(),
                sign_in: sign_in.to_string(),
            })
        }
        _ => server(issuer, &stated),
    }
}

fn claimed_on_issuers_origin(
    issuer: Issuer,
    claimed: &Metadata,
) -> Result<AuthorizationServer, Untrusted> {
    let is_elsewhere = |it: &&Endpoint| it.origin() != issuer.origin();
    // A query could decide what the person is asked for, and where the answer goes.
    let sign_in = Some(&claimed.authorization_endpoint).filter(|it| it.has_query());
    match claimed.endpoints().flatten().find(is_elsewhere).or(sign_in) {
        Some(endpoint) => Err(Untrusted::UnconfirmedEndpoint {
            endpoint: endpoint.url(),
            issuer: issuer.into(),
        }),
        None => server(issuer, claimed),
    }
}

fn server(issuer: Issuer, metadata: &Metadata) -> Result<AuthorizationServer, Untrusted> {
    if !metadata.takes_digest() {
        return Err(Untrusted::Metadata {
            issuer: issuer.into(),
            reason: "no S256 among the challenge methods".to_owned(),
        });
    }
    let secure = |endpoint: &Endpoint| {
        let secure = SecureEndpoint::try_from(endpoint.clone());
        secure.map_err(|_| Untrusted::NotHttps(endpoint.url()))
    };
    let optional = |endpoint: &Option<Endpoint>| endpoint.as_ref().map(secure).transpose();
    Ok(AuthorizationServer {
        issuer,
        authorization_endpoint: secure(&metadata.authorization_endpoint)?,
        token_endpoint: secure(&metadata.token_endpoint)?,
        registration_endpoint: optional(&metadata.registration_endpoint)?,
        revocation_endpoint: optional(&metadata.revocation_endpoint)?,
        response_mode: metadata.response_mode(),
        identifies_itself: metadata.authorization_response_iss_parameter_supported,
        dialect: metadata.dialect,
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

    fn metadata(more: &str) -> Metadata {
        read(more).unwrap_or_else(|| panic!("{more}"))
    }

    fn claimed(metadata: &Metadata) -> Result<AuthorizationServer, Untrusted> {
        claimed_on_issuers_origin(named("https://a.example/"), metadata)
    }

    /// Whose metadata a homeserver claims in full.
    fn stated(issuer: &str, stated: Metadata) -> Result<AuthorizationServer, Untrusted> {
        stated_by_issuer(named(issuer), &stated.clone(), stated)
    }

    /// The metadata with one endpoint moved to a URL.
    fn moved(url: &str, more: &str) -> Vec<Metadata> {
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
    fn the_stated_issuer_must_be_the_named_one() {
        assert!(stated("https://a.example/", metadata("")).is_ok());
        for other in [
            "https://a.example",
            "https://a.example/x",
            "https://A.example/",
            "https://a.example:443/",
        ] {
            let refused = stated(other, metadata(""));
            let is_other = matches!(refused, Err(Untrusted::OtherIssuer { .. }));
            assert!(is_other, "{other}");
        }
    }

    #[test]
    fn a_homeserver_does_not_alter_an_endpoint() {
        for url in ["https://evil.example/x", "https://a.example/other"] {
            for claimed in moved(url, "") {
                let issuer = named("https://a.example/");
                let wanted = Untrusted::OtherEndpoint {
                    claimed: url.to_owned(),
                    issuer: issuer.as_str().to_owned(),
                };
                let refused = stated_by_issuer(issuer, &claimed, metadata(""));
                assert_eq!(refused, Err(wanted));
            }
        }
    }

    #[test]
    fn whether_answers_name_the_issuer_is_the_issuers_word() {
        let issuer = named("https://a.example/");
        let server = stated_by_issuer(issuer, &metadata(""), metadata(IDENTIFIES));
        assert!(server.is_ok_and(|server| server.identifies_itself));
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
                let wanted = Untrusted::UnconfirmedEndpoint {
                    endpoint: url.to_owned(),
                    issuer: "https://a.example/".to_owned(),
                };
                assert_eq!(claimed(&metadata), Err(wanted));
            }
        }
    }

    #[test]
    fn an_unconfirmed_sign_in_page_has_no_query() {
        let mut all = moved("https://a.example/auth?client_id=x", "").into_iter();
        let sign_in = all.next().map(|metadata| claimed(&metadata));
        assert!(matches!(
            sign_in,
            Some(Err(Untrusted::UnconfirmedEndpoint { .. }))
        ));
    }

    #[test]
    fn an_issuer_may_have_its_endpoints_elsewhere() {
        let endpoint = Endpoint::try_from("https://b.example/x".to_owned());
        let Ok(endpoint) = endpoint else {
            panic!("{endpoint:?}");
        };
        let mut metadata = metadata("");
        metadata.authorization_endpoint = endpoint.clone();
        metadata.token_endpoint = endpoint;
        assert!(stated("https://a.example/", metadata).is_ok());
    }

    #[test]
    fn endpoints_on_two_origins_need_issuer_identification() {
        for metadata in moved("https://b.example/x", "") {
            let refused = stated("https://a.example/", metadata);
            assert!(matches!(refused, Err(Untrusted::SplitEndpoints { .. })));
        }
        for metadata in moved("https://b.example/x", IDENTIFIES) {
            assert!(stated("https://a.example/", metadata).is_ok());
        }
    }

    #[test]
    fn no_endpoint_is_asked_over_plain_http() {
        for metadata in moved("http://a.example/x", IDENTIFIES) {
            let refused = stated("https://a.example/", metadata);
            let wanted = Untrusted::NotHttps("http://a.example/x".to_owned());
            assert_eq!(refused, Err(wanted));
        }
        let mut insecure = metadata("");
        insecure.issuer = "http://a.example/".to_owned();
        assert_eq!(
            issuer(&insecure),
            Err(Untrusted::NotHttps(insecure.issuer.clone()))
        );
    }

    #[test]
    fn a_stored_server_is_read_back_or_refused() {
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
