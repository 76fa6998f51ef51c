//! URLs of an authorization server, and its issuer identifier.

use crate::request::Request;
use panel_core::homeserver_input::BaseUrl;
use serde::{Deserialize, Serialize};

/// An HTTP(S) URL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Endpoint {
    origin: BaseUrl,
    /// With its query, if it has one.
    path: String,
}

impl Endpoint {
    /// The URL.
    pub fn url(&self) -> String {
        self.origin.join(&self.path)
    }

    /// Scheme and host.
    pub fn origin(&self) -> &BaseUrl {
        &self.origin
    }

    /// Whether the URL has a query.
    pub(super) fn has_query(&self) -> bool {
        self.path.contains('?')
    }
}

impl TryFrom<String> for Endpoint {
    type Error = &'static str;

    fn try_from(url: String) -> Result<Self, Self::Error> {
        const BAD: &str = "an endpoint is not an HTTP URL";
        let host = url.find("://").ok_or(BAD)? + "://".len();
        let end = url[host..].find(['/', '?']).map(|at| host + at);
        let (origin, path) = url.split_at(end.unwrap_or(url.len()));
        // Browsers read a backslash as a slash.
        if path.contains(|c: char| "#\\".contains(c) || c.is_whitespace() || c.is_control()) {
            return Err(BAD);
        }
        Ok(Self {
            origin: BaseUrl::parse(origin).ok_or(BAD)?,
            path: path.to_owned(),
        })
    }
}

impl From<Endpoint> for String {
    fn from(endpoint: Endpoint) -> Self {
        endpoint.url()
    }
}

/// An endpoint that secrets may be sent to: over HTTPS, or to this computer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Endpoint", into = "Endpoint")]
pub struct SecureEndpoint(Endpoint);

impl SecureEndpoint {
    /// The URL.
    pub fn url(&self) -> String {
        self.0.url()
    }

    /// Scheme and host.
    pub fn origin(&self) -> &BaseUrl {
        &self.0.origin
    }

    /// A GET request that is not redirected.
    pub(super) fn get(&self) -> Request<'_> {
        Request::get(&self.0.origin, self.0.path.clone())
            .without_redirects()
            .for_authorization_server()
    }

    /// A request that posts a form.
    pub(super) fn form(&self, pairs: &[(&str, &str)]) -> Request<'_> {
        let mut body = form_urlencoded::Serializer::new(String::new());
        for (key, value) in pairs {
            body.append_pair(key, value);
        }
        Request::form(&self.0.origin, self.0.path.clone(), body.finish()).for_authorization_server()
    }

    /// A request that posts JSON.
    pub(super) fn json(&self, body: String) -> Request<'_> {
        Request::post(&self.0.origin, self.0.path.clone(), body).for_authorization_server()
    }
}

impl TryFrom<Endpoint> for SecureEndpoint {
    type Error = &'static str;

    fn try_from(endpoint: Endpoint) -> Result<Self, Self::Error> {
        if endpoint.origin.is_insecure() {
            return Err("an endpoint is not an HTTPS URL");
        }
        Ok(Self(endpoint))
    }
}

impl From<SecureEndpoint> for Endpoint {
    fn from(endpoint: SecureEndpoint) -> Self {
        endpoint.0
    }
}

/// An issuer identifier: a secure URL without a query or fragment (RFC 8414, section 2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Issuer {
    /// The identifier, which is compared character by character.
    name: String,
    url: SecureEndpoint,
}

impl Issuer {
    /// The identifier.
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// Scheme and host.
    pub fn origin(&self) -> &BaseUrl {
        self.url.origin()
    }

    /// Where the issuer publishes its metadata: by `OpenID` Connect Discovery (section 4.1), which
    /// most servers implement, and by RFC 8414 (section 3.1).
    pub(super) fn metadata_urls(&self) -> [SecureEndpoint; 2] {
        let Endpoint { origin, path } = &self.url.0;
        let path = path.strip_suffix('/').unwrap_or(path);
        let paths = [
            format!("{path}/.well-known/openid-configuration"),
            format!("/.well-known/oauth-authorization-server{path}"),
        ];
        paths.map(|path| {
            let origin = origin.clone();
            SecureEndpoint(Endpoint { origin, path })
        })
    }
}

impl TryFrom<String> for Issuer {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let endpoint = Endpoint::try_from(name.clone())?;
        if endpoint.has_query() {
            return Err("an issuer has a query");
        }
        let url = SecureEndpoint::try_from(endpoint)?;
        Ok(Self { name, url })
    }
}

impl From<Issuer> for String {
    fn from(issuer: Issuer) -> Self {
        issuer.name
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn endpoint(url: &str) -> Result<Endpoint, &'static str> {
        Endpoint::try_from(url.to_owned())
    }

    #[test]
    fn an_endpoint_keeps_its_path_and_query() {
        for url in [
            "https://a.example/auth/",
            "http://localhost:8080/x?y=z",
            "https://a.example",
        ] {
            assert_eq!(endpoint(url).map(|it| it.url()), Ok(url.to_owned()));
        }
    }

    #[test]
    fn rejects_endpoints_that_are_not_http_urls() {
        for url in [
            "javascript:alert(1)",
            "javascript://a.example/%0aalert(1)",
            "//a.example",
            "https://",
            "https://a.example@evil.example/token",
            "https://a.example\\@evil.example/token",
            "https://a.example/\\evil.example",
            "https://a.example\u{202e}/token",
        ] {
            assert!(endpoint(url).is_err(), "{url}");
        }
    }

    #[test]
    fn secrets_are_sent_over_https_or_to_localhost() {
        let is_secure = |url: &str| {
            let endpoint = endpoint(url).map(SecureEndpoint::try_from);
            endpoint.is_ok_and(|it| it.is_ok())
        };
        assert!(is_secure("https://a.example/token"));
        assert!(is_secure("http://127.0.0.1:8080/token"));
        assert!(is_secure("http://[::1]/token"));
        for url in ["http://a.example/token", "http://127.evil.test/token"] {
            assert!(!is_secure(url), "{url}");
        }
    }

    #[test]
    fn validates_a_stored_endpoint() {
        let read = |json: &str| serde_json::from_str::<SecureEndpoint>(json).is_ok();
        assert!(read(r#""https://a.example/token""#));
        assert!(!read(r#""http://a.example/token""#));
        assert!(!read(r#""javascript:alert(1)""#));
    }

    #[test]
    fn an_issuer_is_a_secure_url_without_query() {
        let is_issuer = |name: &str| Issuer::try_from(name.to_owned()).is_ok();
        assert!(is_issuer("https://a.example"));
        assert!(is_issuer("https://a.example/tenant/"));
        assert!(is_issuer("http://127.0.0.1:8080"));
        for name in [
            "",
            "a.example",
            "http://a.example/",
            "https://a.example/?x=y",
            "https://a.example/#x",
            "https://b@a.example/",
        ] {
            assert!(!is_issuer(name), "{name}");
        }
    }

    #[test]
    fn metadata_urls_follow_both_well_known_forms() {
        let urls = |name: &str| {
            let issuer = Issuer::try_from(name.to_owned());
            issuer.map(|it| it.metadata_urls().map(|url| url.url()))
        };
        let wanted = |urls: [&str; 2]| Ok(urls.map(str::to_owned));
        let root = [
            "https://a.example/.well-known/openid-configuration",
            "https://a.example/.well-known/oauth-authorization-server",
        ];
        assert_eq!(urls("https://a.example"), wanted(root));
        assert_eq!(urls("https://a.example/"), wanted(root));
        let tenant = [
            "https://a.example/x/y/.well-known/openid-configuration",
            "https://a.example/.well-known/oauth-authorization-server/x/y",
        ];
        assert_eq!(urls("https://a.example/x/y"), wanted(tenant));
        assert_eq!(urls("https://a.example/x/y/"), wanted(tenant));
    }
}
