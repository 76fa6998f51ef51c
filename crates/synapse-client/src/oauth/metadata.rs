//! Metadata of an authorization server (RFC 8414), as a homeserver or the issuer states it.

use super::endpoint::{Endpoint, Issuer};
use crate::discovery::normalized_url;
use crate::error::{Error, ErrorKind, RequestPurpose};
use crate::request::Request;
use panel_core::homeserver_input::BaseUrl;
use serde::{Deserialize, Serialize};

/// Where the homeserver says it: as specified (Matrix 1.15), and as it was before (MSC2965).
const PATHS: [(&str, ScopeFormat); 2] = [
    ("/_matrix/client/v1/auth_metadata", ScopeFormat::Stable),
    (
        "/_matrix/client/unstable/org.matrix.msc2965/auth_metadata",
        ScopeFormat::Msc2967,
    ),
];

/// How the scopes of Matrix are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ScopeFormat {
    /// As specified.
    #[default]
    Stable,
    /// As they were before that.
    Msc2967,
}

impl ScopeFormat {
    /// The scope that a request is made with, for a device of this ID.
    pub(super) fn scope(self, device_id: &str) -> String {
        let matrix = self.as_str();
        format!("{matrix}api:* {matrix}device:{device_id} {ADMIN_SCOPE}")
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Stable => "urn:matrix:client:",
            Self::Msc2967 => "urn:matrix:org.matrix.msc2967.client:",
        }
    }
}

/// What lets a token use Synapse's admin API.
pub const ADMIN_SCOPE: &str = "urn:synapse:admin:*";

/// How an authorization server returns its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResponseMode {
    /// In the URL's fragment, which stays out of the logs of web servers.
    Fragment,
    /// In the URL's query.
    Query,
}

impl ResponseMode {
    /// The value of the parameter `response_mode`.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Fragment => "fragment",
            Self::Query => "query",
        }
    }
}

/// Metadata as far as the panel uses them. They are a claim, to be verified before use.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ServerMetadata {
    /// The server's identifier: a URL.
    pub(super) issuer: String,
    /// Where a person signs in.
    pub(super) authorization_endpoint: Endpoint,
    /// Where a code becomes tokens.
    pub(super) token_endpoint: Endpoint,
    /// Where clients register.
    #[serde(default)]
    pub(super) registration_endpoint: Option<Endpoint>,
    /// Where tokens are revoked.
    #[serde(default)]
    pub(super) revocation_endpoint: Option<Endpoint>,
    #[serde(default)]
    response_modes_supported: Option<Vec<String>>,
    #[serde(default)]
    scopes_supported: Vec<String>,
    #[serde(default)]
    code_challenge_methods_supported: Option<Vec<String>>,
    /// Whether each answer says which issuer it comes from (RFC 9207).
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
    /// How the scopes are written: not stated by the server, but derived.
    #[serde(skip)]
    pub(super) scope_format: ScopeFormat,
}

impl ServerMetadata {
    /// How the answer comes back. RFC 8414 has both modes where none is listed.
    pub(super) fn response_mode(&self) -> ResponseMode {
        let modes = self.response_modes_supported.as_ref();
        let fragment = ResponseMode::Fragment.as_str();
        if modes.is_none_or(|modes| modes.iter().any(|mode| mode == fragment)) {
            ResponseMode::Fragment
        } else {
            ResponseMode::Query
        }
    }

    /// Whether the server takes a digest as the proof that it was us who asked. Matrix demands that
    /// of every server, so one that lists nothing does.
    pub(super) fn supports_s256(&self) -> bool {
        let methods = self.code_challenge_methods_supported.as_ref();
        methods.is_none_or(|methods| methods.iter().any(|method| method == "S256"))
    }

    /// Where a person signs in, as far as the homeserver has a say in it: the issuer.
    pub fn server_name(&self) -> String {
        match Issuer::try_from(self.issuer.clone()) {
            Ok(issuer) => normalized_url(issuer.origin().clone()).to_string(),
            Err(_) => self.issuer.clone(),
        }
    }

    /// The endpoints, always in the same order.
    pub(super) fn endpoints(&self) -> impl Iterator<Item = Option<&Endpoint>> {
        let endpoints = [
            Some(&self.authorization_endpoint),
            Some(&self.token_endpoint),
            self.registration_endpoint.as_ref(),
            self.revocation_endpoint.as_ref(),
        ];
        endpoints.into_iter()
    }

    /// The dialect that the server lists, or else the one of the place where it was found.
    pub(super) fn detect_scope_format(&mut self, found: ScopeFormat) {
        let lists = |scope_format: ScopeFormat| {
            let mut scopes = self.scopes_supported.iter();
            scopes.any(|scope| scope.starts_with(scope_format.as_str()))
        };
        self.scope_format = match (lists(ScopeFormat::Stable), lists(ScopeFormat::Msc2967)) {
            (true, _) => ScopeFormat::Stable,
            (false, true) => ScopeFormat::Msc2967,
            (false, false) => found,
        };
    }
}

/// Asks a homeserver for its authorization server; `None` where it has none. Of the answer, only
/// the issuer's name is believed later on.
///
/// # Errors
/// When it can't be asked, or what it says can't be used.
pub async fn metadata(base_url: &BaseUrl) -> Result<Option<ServerMetadata>, Error> {
    for (path, scope_format) in PATHS {
        let request = Request::get(base_url, path).with_purpose(RequestPurpose::AuthMetadata);
        match request.json::<ServerMetadata>().await {
            Ok(metadata) if !metadata.supports_s256() => {
                let words = "no S256 among the challenge methods".to_owned();
                return Err(ErrorKind::InvalidResponse(words).into());
            }
            Ok(mut metadata) => {
                metadata.detect_scope_format(scope_format);
                return Ok(Some(metadata));
            }
            Err(Error {
                kind: ErrorKind::NotFound | ErrorKind::Refused { status: 404, .. },
                ..
            }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
pub(super) mod tests {
    use super::*;

    /// Metadata of `https://a.example/` with more keys, which begin with a comma.
    pub(in crate::oauth) fn read(more: &str) -> Option<ServerMetadata> {
        let json = format!(
            r#"{{"issuer":"https://a.example/","authorization_endpoint":"https://a.example/auth",
            "token_endpoint":"https://a.example/token"{more}}}"#
        );
        serde_json::from_slice(json.as_bytes()).ok()
    }

    #[test]
    fn rejects_metadata_with_a_malformed_endpoint() {
        assert!(read(r#","revocation_endpoint":"data:text/html,x""#).is_none());
    }

    #[test]
    fn prefers_the_fragment_response_mode() {
        let mode = |more| read(more).map(|it| it.response_mode());
        assert_eq!(mode(""), Some(ResponseMode::Fragment));
        let listed = r#","response_modes_supported":["form_post","query","fragment"]"#;
        assert_eq!(mode(listed), Some(ResponseMode::Fragment));
        assert_eq!(
            mode(r#","response_modes_supported":["query"]"#),
            Some(ResponseMode::Query)
        );
    }

    #[test]
    fn rejects_servers_without_s256_code_challenges() {
        let takes = |more| read(more).map(|it| it.supports_s256());
        assert_eq!(takes(""), Some(true));
        let listed = r#","code_challenge_methods_supported":["plain","S256"]"#;
        assert_eq!(takes(listed), Some(true));
        let listed = r#","code_challenge_methods_supported":["plain"]"#;
        assert_eq!(takes(listed), Some(false));
    }

    #[test]
    fn scopes_use_the_format_that_the_server_supports() {
        let scope_format = |more, found| {
            let mut metadata = read(more)?;
            metadata.detect_scope_format(found);
            Some(metadata.scope_format)
        };
        let old = r#","scopes_supported":["openid","urn:matrix:org.matrix.msc2967.client:api:*"]"#;
        let new = r#","scopes_supported":["openid","urn:matrix:client:api:*"]"#;
        assert_eq!(
            scope_format("", ScopeFormat::Msc2967),
            Some(ScopeFormat::Msc2967)
        );
        assert_eq!(
            scope_format(old, ScopeFormat::Stable),
            Some(ScopeFormat::Msc2967)
        );
        assert_eq!(
            scope_format(new, ScopeFormat::Msc2967),
            Some(ScopeFormat::Stable)
        );
    }
}
