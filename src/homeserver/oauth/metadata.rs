//! What an authorization server says of itself, in the words of the homeserver.

use crate::homeserver::address::BaseUrl;
use crate::homeserver::error::{Error, ErrorKind, RequestPurpose};
use crate::homeserver::request::Request;
use serde::{Deserialize, Serialize};

/// Where the homeserver says it: as specified (Matrix 1.15), and as it was before (MSC2965).
const PATHS: [(&str, Dialect); 2] = [
    ("/_matrix/client/v1/auth_metadata", Dialect::Stable),
    (
        "/_matrix/client/unstable/org.matrix.msc2965/auth_metadata",
        Dialect::Msc2967,
    ),
];

/// How the scopes of Matrix are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Dialect {
    /// As specified.
    #[default]
    Stable,
    /// As they were before that.
    Msc2967,
}

impl Dialect {
    /// The scope that a request is made with, for a device of this ID.
    pub(super) fn scope(self, device_id: &str) -> String {
        let matrix = self.prefix();
        format!("{matrix}api:* {matrix}device:{device_id} {ADMIN_SCOPE}")
    }

    fn prefix(self) -> &'static str {
        match self {
            Self::Stable => "urn:matrix:client:",
            Self::Msc2967 => "urn:matrix:org.matrix.msc2967.client:",
        }
    }
}

/// What lets a token use Synapse's admin API.
pub const ADMIN_SCOPE: &str = "urn:synapse:admin:*";

/// An HTTP(S) URL to which something is sent.
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

    /// A request that sends the pairs of a form there.
    pub(super) fn form(&self, pairs: &[(&str, &str)]) -> Request<'_> {
        let mut body = form_urlencoded::Serializer::new(String::new());
        for (key, value) in pairs {
            body.append_pair(key, value);
        }
        Request::form(&self.origin, self.path.clone(), body.finish())
    }

    /// A request that sends JSON there.
    pub(super) fn json(&self, body: String) -> Request<'_> {
        Request::post(&self.origin, self.path.clone(), body)
    }
}

impl TryFrom<String> for Endpoint {
    type Error = &'static str;

    fn try_from(url: String) -> Result<Self, Self::Error> {
        const BAD: &str = "an endpoint that is no HTTP URL";
        let host = url.find("://").ok_or(BAD)? + "://".len();
        let end = url[host..].find(['/', '?']).map(|at| host + at);
        let (origin, path) = url.split_at(end.unwrap_or(url.len()));
        if path.contains(|c: char| c == '#' || c.is_whitespace() || c.is_control()) {
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

/// The metadata of an authorization server (RFC 8414), as far as they are used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// The server's name: a URL.
    pub issuer: String,
    /// Where a person signs in.
    pub authorization_endpoint: Endpoint,
    /// Where a code becomes tokens.
    pub token_endpoint: Endpoint,
    /// Where programs introduce themselves.
    #[serde(default)]
    pub registration_endpoint: Option<Endpoint>,
    /// Where tokens are ended.
    #[serde(default)]
    pub revocation_endpoint: Option<Endpoint>,
    #[serde(default)]
    response_modes_supported: Option<Vec<String>>,
    #[serde(default)]
    scopes_supported: Vec<String>,
    #[serde(default)]
    code_challenge_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    /// How the scopes are written: not said by the server, but learnt from it.
    #[serde(default)]
    pub dialect: Dialect,
}

impl Metadata {
    /// How the answer comes back. In the fragment it stays out of the logs of web servers; RFC 8414
    /// has both where nothing is said.
    pub(super) fn response_mode(&self) -> &'static str {
        const FRAGMENT: &str = "fragment";
        let modes = self.response_modes_supported.as_ref();
        if modes.is_none_or(|modes| modes.iter().any(|mode| mode == FRAGMENT)) {
            FRAGMENT
        } else {
            "query"
        }
    }

    /// Whether the server takes a digest as the proof that it was us who asked. Matrix demands that
    /// of every server, so one that lists nothing does.
    fn takes_digest(&self) -> bool {
        let methods = self.code_challenge_methods_supported.as_ref();
        methods.is_none_or(|methods| methods.iter().any(|method| method == "S256"))
    }

    /// Whether each of its answers says whose it is. (RFC 9207.)
    pub(super) fn says_issuer(&self) -> bool {
        self.authorization_response_iss_parameter_supported
    }

    /// The dialect that the server lists, or else the one of the place where it was found.
    fn learn_dialect(&mut self, found: Dialect) {
        let lists = |dialect: Dialect| {
            let mut scopes = self.scopes_supported.iter();
            scopes.any(|scope| scope.starts_with(dialect.prefix()))
        };
        self.dialect = match (lists(Dialect::Stable), lists(Dialect::Msc2967)) {
            (true, _) => Dialect::Stable,
            (false, true) => Dialect::Msc2967,
            (false, false) => found,
        };
    }
}

/// Asks a homeserver for its authorization server; `None` where it has none.
///
/// # Errors
/// When it can't be asked, or what it says can't be used.
pub async fn metadata(base_url: &BaseUrl) -> Result<Option<Metadata>, Error> {
    for (path, dialect) in PATHS {
        let request = Request::get(base_url, path).with_purpose(RequestPurpose::AuthMetadata);
        match request.json::<Metadata>().await {
            Ok(metadata) if !metadata.takes_digest() => {
                let words = "no S256 among the challenge methods".to_owned();
                return Err(ErrorKind::Shape(words).into());
            }
            Ok(mut metadata) => {
                metadata.learn_dialect(dialect);
                return Ok(Some(metadata));
            }
            Err(Error {
                kind: ErrorKind::NotRouted | ErrorKind::Refused { status: 404, .. },
                ..
            }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn read(more: &str) -> Option<Metadata> {
        let json = format!(
            r#"{{"issuer":"https://a.example/","authorization_endpoint":"https://a.example/auth",
            "token_endpoint":"https://a.example/token"{more}}}"#
        );
        serde_json::from_slice(json.as_bytes()).ok()
    }

    #[test]
    fn an_endpoint_keeps_its_path_and_query() {
        for url in [
            "https://a.example/auth/",
            "http://localhost:8080/x?y=z",
            "https://a.example",
        ] {
            let endpoint = Endpoint::try_from(url.to_owned());
            assert_eq!(endpoint.map(|it| it.url()), Ok(url.to_owned()));
        }
    }

    #[test]
    fn an_endpoint_that_is_no_web_address_is_refused() {
        for url in [
            "javascript:alert(1)",
            "javascript://a.example/%0aalert(1)",
            "//a.example",
            "https://",
        ] {
            assert!(Endpoint::try_from(url.to_owned()).is_err(), "{url}");
        }
        assert!(read(r#","revocation_endpoint":"data:text/html,x""#).is_none());
    }

    #[test]
    fn the_answer_comes_in_the_fragment_where_that_is_possible() {
        let mode = |more| read(more).map(|it| it.response_mode());
        assert_eq!(mode(""), Some("fragment"));
        let listed = r#","response_modes_supported":["form_post","query","fragment"]"#;
        assert_eq!(mode(listed), Some("fragment"));
        assert_eq!(
            mode(r#","response_modes_supported":["query"]"#),
            Some("query")
        );
    }

    #[test]
    fn a_server_that_lists_other_proofs_alone_is_refused() {
        let takes = |more| read(more).map(|it| it.takes_digest());
        assert_eq!(takes(""), Some(true));
        let listed = r#","code_challenge_methods_supported":["plain","S256"]"#;
        assert_eq!(takes(listed), Some(true));
        let listed = r#","code_challenge_methods_supported":["plain"]"#;
        assert_eq!(takes(listed), Some(false));
    }

    #[test]
    fn scopes_are_written_as_the_server_lists_them_or_as_where_it_was_found() {
        let dialect = |more, found| {
            let mut metadata = read(more)?;
            metadata.learn_dialect(found);
            Some(metadata.dialect)
        };
        let old = r#","scopes_supported":["openid","urn:matrix:org.matrix.msc2967.client:api:*"]"#;
        let new = r#","scopes_supported":["openid","urn:matrix:client:api:*"]"#;
        assert_eq!(dialect("", Dialect::Msc2967), Some(Dialect::Msc2967));
        assert_eq!(dialect(old, Dialect::Stable), Some(Dialect::Msc2967));
        assert_eq!(dialect(new, Dialect::Msc2967), Some(Dialect::Stable));
    }
}
