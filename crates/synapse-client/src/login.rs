//! The homeserver's own login API: signing in, renewing tokens, signing out, and checking for an
//! administrator.

use super::error::{Error, ErrorKind, RequestPurpose};
use super::request::Request;
use super::session::{AccessToken, RefreshToken, Tokens};
use panel_core::format::is_readable;
use panel_core::homeserver_input::{BaseUrl, strip_wrapping};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

/// The name of the session in the user's list of devices.
const DEVICE_NAME: &str = "Synapse Media Usage";

/// Credentials for the login.
pub enum Credentials<'a> {
    /// A password.
    Password {
        /// The user.
        user: &'a Identifier,
        /// The password.
        password: &'a str,
    },
    /// A login token from single sign-on, which can be used once.
    LoginToken(&'a str),
}

/// The response to a login or a refresh.
#[derive(Deserialize)]
struct LoginResponse {
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

/// The user and device of a session.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Identity {
    /// Full user ID.
    pub user_id: String,
    /// The device ID, if the session has a device.
    #[serde(default)]
    pub device_id: Option<String>,
}

impl LoginResponse {
    /// Converts the response into tokens; keeps the previous refresh token if there is no new one.
    fn into_tokens(self, before: Option<&RefreshToken>) -> Tokens {
        let refresh = self.refresh_token.or_else(|| before.cloned());
        let now = web_platform::now();
        Tokens::new(self.access_token, refresh, self.expires_in_ms, now)
    }
}

/// Signs in and asks for an access token that can be refreshed. Returns the tokens and the user.
///
/// # Errors
/// [`ErrorKind::LoginRefused`] if the server refuses the credentials.
pub async fn log_in(
    base_url: &BaseUrl,
    credentials: Credentials<'_>,
) -> Result<(Tokens, Identity), Error> {
    #[derive(Serialize)]
    struct LoginRequest<'a> {
        r#type: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        identifier: Option<&'a Identifier>,
        #[serde(skip_serializing_if = "Option::is_none")]
        password: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        token: Option<&'a str>,
        initial_device_display_name: &'static str,
        refresh_token: bool,
    }
    let login = LoginRequest {
        r#type: "m.login.password",
        identifier: None,
        password: None,
        token: None,
        initial_device_display_name: DEVICE_NAME,
        refresh_token: true,
    };
    let purpose = match credentials {
        Credentials::Password { .. } => RequestPurpose::PasswordLogin,
        Credentials::LoginToken(_) => RequestPurpose::SsoLogin,
    };
    let login = match credentials {
        Credentials::Password { user, password } => LoginRequest {
            identifier: Some(user),
            password: Some(password),
            ..login
        },
        Credentials::LoginToken(token) => LoginRequest {
            r#type: "m.login.token",
            token: Some(token),
            ..login
        },
    };
    // Strings always serialize.
    let body = serde_json::to_string(&login).unwrap_or_default();
    let request = Request::post(base_url, "/_matrix/client/v3/login", body);
    match request.with_purpose(purpose).json::<LoginResponse>().await {
        Ok(mut response) => {
            let identity = Identity {
                user_id: std::mem::take(&mut response.user_id),
                device_id: response.device_id.take(),
            };
            Ok((response.into_tokens(None), identity))
        }
        Err(error) => Err(into_login_error(error)),
    }
}

/// Converts an error for a login: only an error code of the homeserver means that the password is
/// wrong; a proxy's error doesn't.
fn into_login_error(error: Error) -> Error {
    match error {
        Error {
            kind:
                ErrorKind::Refused {
                    status: 400 | 401 | 403,
                    errcode,
                    message,
                    ..
                },
            request,
        } if !errcode.is_empty() => Error {
            kind: ErrorKind::LoginRefused(message),
            request,
        },
        error => error,
    }
}

/// Converts an error for a refresh: a refresh token that was used before is forbidden, and without
/// the endpoint nothing can be renewed any more.
fn into_refresh_error(error: Error) -> Error {
    let kind = match error.kind {
        ErrorKind::Refused {
            status: 403,
            errcode,
            ..
        } if errcode == "M_FORBIDDEN" => ErrorKind::SignedOut { soft: false },
        ErrorKind::NotFound => ErrorKind::SignedOut { soft: false },
        kind => kind,
    };
    Error { kind, ..error }
}

/// A user who signs in (client-server API, "Identifier types").
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type")]
pub enum Identifier {
    /// A local user name, or a full user ID, which begins with `@`.
    #[serde(rename = "m.id.user")]
    User {
        /// The name or ID.
        user: String,
    },
    /// An e-mail address.
    #[serde(rename = "m.id.thirdparty")]
    Email {
        /// Always `email`.
        medium: &'static str,
        /// The address.
        address: String,
    },
}

/// Why an input can't be a user name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserNameError {
    /// It is empty.
    Empty,
    /// It has a space in the middle.
    Space,
    /// It has a character that is invisible or changes the text direction.
    Invisible(char),
    /// It has two `@`, like no user ID or e-mail address.
    TwoAts,
}

impl Identifier {
    /// Parses a user name, a user ID with or without its `@`, or an e-mail address. Ignores quotes
    /// around it, a link to the user, spaces around separators, and invisible characters that often
    /// come with pasted text.
    ///
    /// # Errors
    /// If it is none of these.
    pub fn parse(input: &str) -> Result<Self, UserNameError> {
        let text = strip_wrapping(input);
        for char in text.chars() {
            let is_space = char.is_whitespace() && !char.is_control();
            if !is_space && (char.is_control() || !is_readable(char)) {
                return Err(UserNameError::Invisible(char));
            }
        }
        let (sigil, text) = match text.strip_prefix('@') {
            Some(rest) => ("@", rest.trim()),
            None => ("", text.as_str()),
        };
        let (name, server) = match text.split_once(':') {
            Some((name, server)) => (name.trim(), server.trim().trim_end_matches('/')),
            None => (text, ""),
        };
        if name.is_empty() {
            return Err(UserNameError::Empty);
        }
        if name.contains(char::is_whitespace) || server.contains(char::is_whitespace) {
            return Err(UserNameError::Space);
        }
        match (name.matches('@').count(), sigil, server) {
            (0, _, "") => Ok(Self::User {
                user: name.to_owned(),
            }),
            (0, ..) => Ok(Self::User {
                user: format!("@{name}:{server}"),
            }),
            (1, "", "") => Ok(Self::Email {
                medium: "email",
                address: name.to_owned(),
            }),
            _ => Err(UserNameError::TwoAts),
        }
    }
}

/// Exchanges a refresh token for new tokens.
///
/// # Errors
/// [`ErrorKind::SignedOut`] if the server no longer accepts it.
pub async fn refresh(base_url: &BaseUrl, token: &RefreshToken) -> Result<Tokens, Error> {
    #[derive(Serialize)]
    struct RefreshRequest<'a> {
        refresh_token: &'a str,
    }
    let refresh_token = token.as_str();
    let body = serde_json::to_string(&RefreshRequest { refresh_token }).unwrap_or_default();
    let request = Request::post(base_url, "/_matrix/client/v3/refresh", body)
        .with_purpose(RequestPurpose::Refresh);
    match request.json::<LoginResponse>().await {
        Ok(response) => Ok(response.into_tokens(Some(token))),
        Err(error) => Err(into_refresh_error(error)),
    }
}

/// Returns the owner of a token.
///
/// # Errors
/// [`ErrorKind::SignedOut`] if the server doesn't know the token.
pub async fn who_am_i(base_url: &BaseUrl, token: &AccessToken) -> Result<Identity, Error> {
    let request = Request::get(base_url, "/_matrix/client/v3/account/whoami")
        .with_purpose(RequestPurpose::WhoAmI)
        .with_token(token);
    request.json().await
}

/// Checks that a user may use the admin API. Neither the login nor `whoami` says so; a request for
/// the user's own account does, at almost no cost to the server.
///
/// # Errors
/// [`ErrorKind::NotAdmin`], or why the admin API can't be reached.
pub async fn check_admin(
    base_url: &BaseUrl,
    token: &AccessToken,
    user_id: &str,
) -> Result<(), Error> {
    let user_id: String = form_urlencoded::byte_serialize(user_id.as_bytes()).collect();
    // In a path, `+` doesn't stand for a space.
    let user_id = user_id.replace('+', "%20");
    let path = format!("/_synapse/admin/v2/users/{user_id}");
    let request = Request::get(base_url, path)
        .with_purpose(RequestPurpose::AdminApi)
        .with_token(token);
    match request.json::<IgnoredAny>().await {
        // The token of an administrator may have no row in `users`; any response means that the
        // check for an administrator passed.
        Ok(_)
        | Err(Error {
            kind: ErrorKind::Refused { status: 404, .. },
            ..
        }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Revokes an access token of the homeserver's own login and its refresh token.
///
/// # Errors
/// If the request fails.
pub async fn log_out(base_url: &BaseUrl, token: &AccessToken) -> Result<(), Error> {
    let request = Request::post(base_url, "/_matrix/client/v3/logout", "{}".to_owned());
    let request = request.with_purpose(RequestPurpose::Revocation);
    let _: IgnoredAny = request.with_token(token).json().await?;
    Ok(())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn responded(purpose: RequestPurpose, status: u16, body: &str) -> Error {
        ErrorKind::from_response(purpose, status, body.as_bytes(), true).into()
    }

    #[test]
    fn only_a_matrix_error_means_a_wrong_password() {
        let of = |status, body| {
            let purpose = RequestPurpose::PasswordLogin;
            into_login_error(responded(purpose, status, body)).kind
        };
        let unknown = r#"{"errcode":"M_UNKNOWN","error":"Bad login"}"#;
        assert!(matches!(of(400, unknown), ErrorKind::LoginRefused(_)));
        let forbidden = r#"{"errcode":"M_FORBIDDEN","error":"Wrong"}"#;
        assert!(matches!(of(403, forbidden), ErrorKind::LoginRefused(_)));
        for page in ["<html>", "", r#"{"error":"Bad Request"}"#] {
            assert!(matches!(of(400, page), ErrorKind::Refused { .. }), "{page}");
        }
    }

    #[test]
    fn only_a_matrix_error_on_refresh_ends_the_session() {
        let of = |status, body| {
            into_refresh_error(responded(RequestPurpose::Refresh, status, body)).kind
        };
        let ended = ErrorKind::SignedOut { soft: false };
        let used = r#"{"errcode":"M_FORBIDDEN","error":"already used"}"#;
        assert_eq!(of(403, used), ended);
        assert_eq!(of(404, ""), ended);
        let unknown = r#"{"errcode":"M_UNKNOWN_TOKEN","error":"x"}"#;
        assert_eq!(of(401, unknown), ended);
        for status in [400, 401, 403, 408, 502] {
            assert_ne!(of(status, "<html>"), ended, "{status}");
        }
    }

    fn identifier_json(input: &str) -> Result<String, UserNameError> {
        let identifier = Identifier::parse(input)?;
        Ok(serde_json::to_string(&identifier).unwrap_or_default())
    }

    #[test]
    fn parses_user_names_in_every_notation() {
        for (input, user) in [
            ("admin", "admin"),
            ("@admin", "admin"),
            ("admin:", "admin"),
            ("admin:example.org", "@admin:example.org"),
            ("@admin:example.org", "@admin:example.org"),
            ("@admin:localhost:8008", "@admin:localhost:8008"),
            (" @ admin : example.org\n", "@admin:example.org"),
            ("\u{200b}@ad\u{feff}min\u{2060}", "admin"),
            ("<@admin:example.org>", "@admin:example.org"),
            ("\u{2068}@admin:example.org\u{2069}", "@admin:example.org"),
            ("Ádmin", "Ádmin"),
            ("https://matrix.to/#/@a:example.org", "@a:example.org"),
            ("https://matrix.to/#/%40a%3Aexample.org", "@a:example.org"),
            ("[A](https://matrix.to/#/@a:example.org)", "@a:example.org"),
            ("matrix:u/a:example.org", "@a:example.org"),
            ("＠a:example.org", "@a:example.org"),
            ("@a：example.org", "@a:example.org"),
            ("@a:example.org/", "@a:example.org"),
            ("「@a:example.org」", "@a:example.org"),
        ] {
            let wanted = format!(r#"{{"type":"m.id.user","user":"{user}"}}"#);
            assert_eq!(identifier_json(input), Ok(wanted), "{input:?}");
        }
    }

    #[test]
    fn distinguishes_email_addresses_from_user_ids() {
        let email = r#"{"type":"m.id.thirdparty","medium":"email","address":"me@example.org"}"#;
        for input in ["me@example.org", " <me@example.org>, "] {
            assert_eq!(identifier_json(input).as_deref(), Ok(email), "{input}");
        }
    }

    #[test]
    fn rejects_invalid_user_names_with_a_reason() {
        for (input, reason) in [
            ("", UserNameError::Empty),
            ("@", UserNameError::Empty),
            ("@:example.org", UserNameError::Empty),
            (":example.org", UserNameError::Empty),
            ("Jane Doe", UserNameError::Space),
            ("@admin:example.org org", UserNameError::Space),
            ("ad\u{202e}min", UserNameError::Invisible('\u{202e}')),
            ("ad\tmin", UserNameError::Invisible('\t')),
            ("@me@example.org", UserNameError::TwoAts),
            ("me@home@example.org", UserNameError::TwoAts),
            ("me@home:example.org", UserNameError::TwoAts),
        ] {
            assert_eq!(identifier_json(input), Err(reason), "{input:?}");
        }
    }
}
