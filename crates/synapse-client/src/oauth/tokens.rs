//! Tokens of an authorization server: redeemed, renewed, revoked.

use super::authorization::AuthorizationRequest;
use super::endpoint::SecureEndpoint;
use super::metadata::ADMIN_SCOPE;
use crate::error::{Error, ErrorKind, RequestPurpose};
use crate::session::{AccessToken, RefreshToken, Tokens};
use serde::{Deserialize, Serialize};

/// What is needed to renew and to revoke tokens.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OAuthClient {
    /// Where tokens are renewed.
    pub token_endpoint: SecureEndpoint,
    /// Where they are revoked.
    pub revocation_endpoint: Option<SecureEndpoint>,
    /// The ID by which it knows the panel.
    pub client_id: String,
    /// What the tokens may be used for.
    pub scope: String,
}

impl OAuthClient {
    /// Whether the tokens may be used for the admin API.
    pub fn has_admin_scope(&self) -> bool {
        self.scope.split(' ').any(|scope| scope == ADMIN_SCOPE)
    }
}

/// What the token endpoint answers.
#[derive(Deserialize)]
struct TokenResponse {
    access_token: AccessToken,
    #[serde(default)]
    refresh_token: Option<RefreshToken>,
    /// Seconds.
    #[serde(default)]
    expires_in: Option<u64>,
    #[serde(default)]
    scope: Option<String>,
}

impl TokenResponse {
    /// The tokens; where no new refresh token came, the one before goes on.
    fn into_tokens(self, before: Option<&RefreshToken>) -> Tokens {
        let refresh = self.refresh_token.or_else(|| before.cloned());
        let lifetime = self.expires_in.map(|seconds| seconds.saturating_mul(1000));
        Tokens::new(self.access_token, refresh, lifetime, web_platform::now())
    }
}

/// Tokens for a code.
///
/// # Errors
/// When the server refuses.
pub async fn exchange_code(
    request: AuthorizationRequest,
    code: &str,
) -> Result<(Tokens, OAuthClient), Error> {
    let form = request.server.token_endpoint.form(&[
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &request.redirect_uri),
        ("client_id", &request.client_id),
        ("code_verifier", request.verifier.as_str()),
    ]);
    let form = form.with_purpose(RequestPurpose::Token);
    let mut response: TokenResponse = form.json().await?;
    // Said only where it is not what was asked for. (RFC 6749, 5.1.)
    let scope = response.scope.take().unwrap_or(request.scope);
    let client = OAuthClient {
        token_endpoint: request.server.token_endpoint,
        revocation_endpoint: request.server.revocation_endpoint,
        client_id: request.client_id,
        scope,
    };
    Ok((response.into_tokens(None), client))
}

/// The next tokens.
///
/// # Errors
/// [`ErrorKind::SignedOut`] when the server no longer takes the refresh token.
pub async fn refresh(client: &OAuthClient, token: &RefreshToken) -> Result<Tokens, Error> {
    let form = client.token_endpoint.form(&[
        ("grant_type", "refresh_token"),
        ("refresh_token", token.as_str()),
        ("client_id", &client.client_id),
    ]);
    let form = form.with_purpose(RequestPurpose::Refresh);
    match form.json::<TokenResponse>().await {
        Ok(response) => Ok(response.into_tokens(Some(token))),
        Err(error) => Err(into_refresh_error(error)),
    }
}

/// What an error is for a refresh token. `invalid_grant`, `invalid_client` and the like won't be
/// otherwise next time. Anything without such a code comes from a proxy.
fn into_refresh_error(error: Error) -> Error {
    match error {
        Error {
            kind:
                ErrorKind::Refused {
                    status: 400 | 401,
                    message,
                    ..
                },
            request,
        } if is_oauth_error_code(&message) => Error {
            kind: ErrorKind::SignedOut { soft: false },
            request,
        },
        error => error,
    }
}

/// Whether a text is a code of OAuth such as `invalid_grant`, and not the words of a status.
fn is_oauth_error_code(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

/// Ends tokens: first the one that could bring others.
///
/// # Errors
/// When the server has no endpoint for it, or doesn't confirm it.
pub async fn revoke(client: &OAuthClient, tokens: &Tokens) -> Result<(), Error> {
    let endpoint = client.revocation_endpoint.as_ref();
    let endpoint = endpoint.ok_or(ErrorKind::NotFound)?;
    let refresh = tokens.refresh.as_ref().map(RefreshToken::as_str);
    let both = [
        (refresh, "refresh_token"),
        (Some(tokens.access.as_str()), "access_token"),
    ];
    for (token, hint) in both {
        let Some(token) = token else { continue };
        let form = endpoint.form(&[
            ("token", token),
            ("token_type_hint", hint),
            ("client_id", &client.client_id),
        ]);
        // A token that the server doesn't know is ended, too. (RFC 7009, 2.2.)
        form.with_purpose(RequestPurpose::Revocation).send().await?;
    }
    Ok(())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn only_the_authorization_server_ends_a_session() {
        let of = |status, body: &str| {
            let purpose = RequestPurpose::Refresh;
            let kind = ErrorKind::from_response(purpose, status, body.as_bytes(), true);
            into_refresh_error(kind.into()).kind
        };
        let ended = ErrorKind::SignedOut { soft: false };
        for body in [
            r#"{"error":"invalid_grant"}"#,
            r#"{"error":"invalid_client","error_description":"gone"}"#,
        ] {
            assert_eq!(of(400, body), ended, "{body}");
            assert_eq!(of(401, body), ended, "{body}");
        }
        for body in ["", "<html>", r#"{"error":"Bad Request"}"#, "{}"] {
            assert_ne!(of(400, body), ended, "{body}");
            assert_ne!(of(401, body), ended, "{body}");
        }
    }
}
