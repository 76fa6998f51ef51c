//! The homeserver's own login: signing in, renewing and signing out; and who is an administrator.

use super::address::BaseUrl;
use super::error::Error;
use super::request::Request;
use super::session::{AccessToken, RefreshToken, Tokens};
use crate::browser;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

/// The name under which the session appears in the user's list of devices.
const DEVICE_NAME: &str = "Synapse Media Usage";

/// What proves who somebody is.
pub enum Proof<'a> {
    /// A user name, full user ID or e-mail address, and a password.
    Password {
        /// Who.
        user: &'a str,
        /// The password.
        password: &'a str,
    },
    /// What came back from single sign-on. Good for one use.
    LoginToken(&'a str),
}

/// A session of the homeserver's own.
#[derive(Deserialize)]
struct Answer {
    access_token: AccessToken,
    #[serde(default)]
    refresh_token: Option<RefreshToken>,
    #[serde(default)]
    expires_in_ms: Option<u64>,
    #[serde(default)]
    user_id: String,
    #[serde(default)]
    device_id: Option<String>,
}

/// Whose session it is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Identity {
    /// Full user ID.
    pub user_id: String,
    /// What the session is called among the user's devices, if it is one of them.
    #[serde(default)]
    pub device_id: Option<String>,
}

impl Answer {
    /// The tokens; where no new refresh token came, the one before goes on.
    fn into_tokens(self, before: Option<&RefreshToken>) -> Tokens {
        let refresh = self.refresh_token.or_else(|| before.cloned());
        let now = browser::now();
        Tokens::new(self.access_token, refresh, self.expires_in_ms, now)
    }
}

/// Signs in, and asks for a token that is renewed rather than one that lasts; gives the tokens, and
/// whose they are.
///
/// # Errors
/// [`Error::LoginRefused`] when the server does not let them in.
pub async fn log_in(base_url: &BaseUrl, proof: Proof<'_>) -> Result<(Tokens, Identity), Error> {
    #[derive(Serialize)]
    struct Login<'a> {
        r#type: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        identifier: Option<Identifier<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        password: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        token: Option<&'a str>,
        initial_device_display_name: &'static str,
        refresh_token: bool,
    }
    let login = Login {
        r#type: "m.login.password",
        identifier: None,
        password: None,
        token: None,
        initial_device_display_name: DEVICE_NAME,
        refresh_token: true,
    };
    let login = match proof {
        Proof::Password { user, password } => Login {
            identifier: Some(Identifier::of(user)),
            password: Some(password),
            ..login
        },
        Proof::LoginToken(token) => Login {
            r#type: "m.login.token",
            token: Some(token),
            ..login
        },
    };
    // Texts can always be written.
    let body = serde_json::to_string(&login).unwrap_or_default();
    let request = Request::post(base_url, "/_matrix/client/v3/login", body);
    match request.json::<Answer>().await {
        Ok(mut answer) => {
            let identity = Identity {
                user_id: std::mem::take(&mut answer.user_id),
                device_id: answer.device_id.take(),
            };
            Ok((answer.into_tokens(None), identity))
        }
        Err(Error::NotAdmin) => Err(Error::LoginRefused(String::new())),
        Err(Error::Refused {
            status: 400 | 401 | 403,
            message,
            ..
        }) => Err(Error::LoginRefused(message)),
        Err(error) => Err(error),
    }
}

/// Who signs in. (Client-server API, "Identifier types".)
#[derive(Serialize)]
#[serde(tag = "type")]
enum Identifier<'a> {
    #[serde(rename = "m.id.user")]
    User { user: &'a str },
    #[serde(rename = "m.id.thirdparty")]
    Email {
        medium: &'static str,
        address: &'a str,
    },
}

impl<'a> Identifier<'a> {
    /// A user ID begins with an `@`; an address has one further on.
    fn of(user: &'a str) -> Self {
        match user.find('@') {
            Some(1..) => Self::Email {
                medium: "email",
                address: user,
            },
            _ => Self::User { user },
        }
    }
}

/// The next tokens, for a refresh token.
///
/// # Errors
/// [`Error::SignedOut`] when the server no longer takes it.
pub async fn refresh(base_url: &BaseUrl, token: &RefreshToken) -> Result<Tokens, Error> {
    #[derive(Serialize)]
    struct Refresh<'a> {
        refresh_token: &'a str,
    }
    let refresh_token = token.as_str();
    let body = serde_json::to_string(&Refresh { refresh_token }).unwrap_or_default();
    let request = Request::post(base_url, "/_matrix/client/v3/refresh", body);
    match request.json::<Answer>().await {
        Ok(answer) => Ok(answer.into_tokens(Some(token))),
        // One that was used before is forbidden; without the endpoint, nothing is renewed any more.
        Err(Error::NotAdmin | Error::NotRouted) => Err(Error::SignedOut { soft: false }),
        Err(error) => Err(error),
    }
}

/// Whose token it is.
///
/// # Errors
/// [`Error::SignedOut`] when the server doesn't know the token.
pub async fn who_am_i(base_url: &BaseUrl, token: &AccessToken) -> Result<Identity, Error> {
    let request = Request::get(base_url, "/_matrix/client/v3/account/whoami").with_token(token);
    request.json().await
}

/// Makes sure that a user may use the admin API. Neither the login nor `whoami` says so; asking
/// for the own account does, and costs the server next to nothing.
///
/// # Errors
/// [`Error::NotAdmin`], or why the admin API can't be reached.
pub async fn check_admin(
    base_url: &BaseUrl,
    token: &AccessToken,
    user_id: &str,
) -> Result<(), Error> {
    let user_id = js_sys::encode_uri_component(user_id);
    let path = format!("/_synapse/admin/v2/users/{user_id}");
    let request = Request::get(base_url, path).with_token(token);
    match request.json::<IgnoredAny>().await {
        // A token without a row in `users` can be an admin's: the answer comes after the check.
        Ok(_) | Err(Error::Refused { status: 404, .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Revokes a token of the homeserver's own login, and the refresh token with it.
///
/// # Errors
/// When the server could not be told.
pub async fn log_out(base_url: &BaseUrl, token: &AccessToken) -> Result<(), Error> {
    let request = Request::post(base_url, "/_matrix/client/v3/logout", "{}".to_owned());
    let _: IgnoredAny = request.with_token(token).json().await?;
    Ok(())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_from_a_user_id() {
        let json = |user| serde_json::to_string(&Identifier::of(user)).ok();
        for user in ["me", "@me:example.org"] {
            let wanted = format!(r#"{{"type":"m.id.user","user":"{user}"}}"#);
            assert_eq!(json(user), Some(wanted));
        }
        let email = r#"{"type":"m.id.thirdparty","medium":"email","address":"me@example.org"}"#;
        assert_eq!(json("me@example.org").as_deref(), Some(email));
    }
}
