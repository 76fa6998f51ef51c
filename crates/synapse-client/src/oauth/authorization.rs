//! Asking a person, at the authorization server, for leave to act for them. (RFC 6749 4.1, 7636.)

use super::server::AuthorizationServer;
use crate::error::{Error, ErrorKind};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A secret that proves, when the code is redeemed, that it was us who asked.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PkceVerifier(String);

impl TryFrom<String> for PkceVerifier {
    type Error = &'static str;

    /// RFC 7636, 4.1.
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if (43..=128).contains(&text.len()) && text.bytes().all(is_unreserved) {
            Ok(Self(text))
        } else {
            Err("not a code verifier")
        }
    }
}

impl From<PkceVerifier> for String {
    fn from(verifier: PkceVerifier) -> Self {
        verifier.0
    }
}

impl PkceVerifier {
    /// A new one, of 64 characters; `None` where the browser can't make any.
    fn new() -> Option<Self> {
        Some(Self(
            web_platform::random_name()? + &web_platform::random_name()?,
        ))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// What proves it without giving it away; `None` where the browser makes no digests.
    async fn challenge(&self) -> Option<String> {
        let digest = web_platform::sha256(self.0.as_bytes()).await?;
        Some(base64url(&digest))
    }
}

/// A request for authorization: remembered while the person is asked.
#[derive(Clone, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    /// The server that is asked.
    pub server: AuthorizationServer,
    /// The ID by which it knows the panel.
    pub client_id: String,
    /// Where the answer comes back to: the panel.
    pub redirect_uri: String,
    /// What is asked for.
    pub scope: String,
    state: String,
    /// What redeems the answer.
    pub verifier: PkceVerifier,
}

impl AuthorizationRequest {
    /// A new request, with secrets of its own; `None` where the browser can't make any.
    pub fn new(
        server: AuthorizationServer,
        client_id: String,
        redirect_uri: String,
    ) -> Option<Self> {
        let device_id = web_platform::random_name()?[..10].to_uppercase();
        Some(Self {
            scope: server.scope_format.scope(&device_id),
            server,
            client_id,
            redirect_uri,
            state: web_platform::random_name()?,
            verifier: PkceVerifier::new()?,
        })
    }

    /// The URL at which the person is asked.
    ///
    /// # Errors
    /// [`ErrorKind::InsecurePage`]: browsers make digests for pages over HTTPS only.
    pub async fn url(&self) -> Result<String, Error> {
        let challenge = self.verifier.challenge().await;
        let challenge = challenge.ok_or(ErrorKind::InsecurePage)?;
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("response_type", "code")
            .append_pair("response_mode", self.server.response_mode.as_str())
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("scope", &self.scope)
            .append_pair("state", &self.state)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        let url = self.server.authorization_endpoint.url();
        let sign = if url.contains('?') { '&' } else { '?' };
        Ok(format!("{url}{sign}{}", query.finish()))
    }

    /// Whether an answer is one to this request, and from the server that was asked (RFC 9207).
    pub fn accepts(&self, state: &str, issuer: Option<&str>) -> bool {
        let right = match issuer {
            Some(issuer) => issuer == self.server.issuer.as_str(),
            None => !self.server.sends_issuer,
        };
        !state.is_empty() && state == self.state && right
    }
}

/// What came back.
#[derive(PartialEq, Eq)]
pub enum AuthorizationResponse {
    /// A code, which becomes tokens once.
    Code(String),
    /// No leave was given.
    Denied {
        /// As `access_denied`.
        error: String,
        /// The server's words, empty without.
        description: String,
    },
}

/// Without its code, which is a secret.
impl fmt::Debug for AuthorizationResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Code(_) => "Code",
            Self::Denied { .. } => "Refused",
        })
    }
}

/// Base64 for URLs, without padding (RFC 4648, 5).
fn base64url(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| {
            bits << 8 | usize::from(three.get(at).copied().unwrap_or(0))
        });
        for digit in 0..=three.len() {
            out.push(char::from(DIGITS[bits >> (18 - 6 * digit) & 63]));
        }
    }
    out
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn validates_a_stored_code_verifier() {
        let read = |text: &str| PkceVerifier::try_from(text.to_owned()).is_ok();
        assert!(read(&"a-Z0._~".repeat(7)));
        for bad in ["", "short", &"a".repeat(129), &"a b".repeat(20)] {
            assert!(!read(bad), "{bad}");
        }
    }

    #[test]
    fn base64url_has_no_padding() {
        // RFC 4648, 10.
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
        ] {
            assert_eq!(base64url(bytes.as_bytes()), text);
        }
        assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
    }
}

#[cfg(all(test, target_arch = "wasm32"))]
mod browser_tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    async fn the_code_challenge_is_the_verifier_digest() {
        // RFC 7636, appendix B.
        let verifier = PkceVerifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned());
        let challenge = verifier.challenge().await;
        let wanted = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".to_owned();
        assert_eq!(challenge, Some(wanted));
    }
}
