//! Signing in and out, and who is an administrator.

use super::address::BaseUrl;
use super::error::Error;
use super::request::Request;
use super::session::AccessToken;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

/// The name under which the session appears in the user's list of devices.
const DEVICE_NAME: &str = "Synapse Media Usage";

/// Signs in with a user name (or full user ID) and a password; gives the token and the user ID.
///
/// # Errors
/// [`Error::LoginRefused`] when the server does not let them in.
pub async fn log_in(
    base_url: &BaseUrl,
    user: &str,
    password: &str,
) -> Result<(AccessToken, String), Error> {
    #[derive(Serialize)]
    struct Login<'a> {
        r#type: &'static str,
        identifier: Identifier<'a>,
        password: &'a str,
        initial_device_display_name: &'static str,
    }
    #[derive(Serialize)]
    struct Identifier<'a> {
        r#type: &'static str,
        user: &'a str,
    }
    #[derive(Deserialize)]
    struct Answer {
        access_token: AccessToken,
        user_id: String,
    }
    let login = Login {
        r#type: "m.login.password",
        identifier: Identifier {
            r#type: "m.id.user",
            user,
        },
        password,
        initial_device_display_name: DEVICE_NAME,
    };
    // Texts can always be written.
    let body = serde_json::to_string(&login).unwrap_or_default();
    let request = Request::post(base_url, "/_matrix/client/v3/login", body);
    match request.json::<Answer>().await {
        Ok(answer) => Ok((answer.access_token, answer.user_id)),
        Err(Error::NotAdmin) => Err(Error::LoginRefused(String::new())),
        Err(Error::Refused {
            status: 400 | 401 | 403,
            message,
            ..
        }) => Err(Error::LoginRefused(message)),
        Err(error) => Err(error),
    }
}

/// The full ID of the user whom a token belongs to.
///
/// # Errors
/// [`Error::SignedOut`] when the server doesn't know the token.
pub async fn who_am_i(base_url: &BaseUrl, token: &AccessToken) -> Result<String, Error> {
    #[derive(Deserialize)]
    struct Answer {
        user_id: String,
    }
    let request = Request::get(base_url, "/_matrix/client/v3/account/whoami").with_token(token);
    let answer: Answer = request.json().await?;
    Ok(answer.user_id)
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

/// Revokes a token.
///
/// # Errors
/// When the server could not be told.
pub async fn log_out(base_url: &BaseUrl, token: &AccessToken) -> Result<(), Error> {
    let request = Request::post(base_url, "/_matrix/client/v3/logout", "{}".to_owned());
    let _: IgnoredAny = request.with_token(token).json().await?;
    Ok(())
}
