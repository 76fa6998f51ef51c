//! The words of signing in.

use super::failure::{Explanation, explanation};
use crate::state::auth_redirect::CallbackError;
use panel_core::format::isolate;

pub const HOMESERVER: &str = "Homeserver";
pub const HOMESERVER_HINT: &str = "Server name (example.org) or API URL";
pub const OTHER_HOMESERVER: &str = "Another…";
pub const OTHER_HOMESERVER_NAME: &str = "Another homeserver";
pub const ACCESS_TOKEN: &str = "Access token";
pub const ACCESS_TOKEN_HINT: &str = "Of a server administrator. Sign out when you’re done: browsers save a tab’s data to disk and can restore it after the tab was closed.";
pub const USER_NAME: &str = "User name";
pub const USER_NAME_HINT: &str = "Or the full user ID, or an e-mail address";
pub const PASSWORD: &str = "Password";
pub const SIGN_IN: &str = "Sign in";
pub const SIGNING_IN: &str = "Signing in…";
pub const USE_TOKEN: &str = "Use an access token instead";
pub const USE_PASSWORD: &str = "Use a password instead";
pub const USE_SSO: &str = "Use single sign-on instead";
pub const USE_OAUTH: &str = "Use the homeserver’s sign-in page instead";
pub const SSO: &str = "single sign-on";
pub const CONTINUE_WITH: &str = "Continue with";
pub const LOOKING_FOR_SERVER: &str = "Looking for the homeserver…";
pub const SIGN_OUT: &str = "Sign out";
pub const MISSING_HOMESERVER: &str = "Type the homeserver's name or URL.";
pub const MISSING_TOKEN: &str = "Paste an access token.";
pub const MISSING_USER: &str = "Type the user name.";
pub const MISSING_PASSWORD: &str = "Type the password.";
pub const CHOOSE_PROVIDER: &str = "Choose with whom to sign in.";

pub const CONFIRM_LINK: &str = "This link asks you to sign in to a homeserver that is new to this browser. Continue only if you trust it.";
pub const CONFIRM_MOVED: &str = "This homeserver’s address has changed since you last signed in. Continue only if you trust the new one.";
pub const CONFIRM_FIRST: &str = "Confirm the homeserver first.";
pub const USE_HOMESERVER: &str = "Use this homeserver";
pub const CHECK_HOMESERVER: &str = "Check the homeserver’s address, then sign in.";
pub const UNENCRYPTED: &str =
    "isn’t encrypted: anyone on the network can read your password or token.";
pub const SEND_UNENCRYPTED: &str = "Sign in without encryption";

/// Where a homeserver was found.
pub fn found_at(url: &str) -> String {
    format!("Found at {}", isolate(url))
}

/// Something was not filled in.
pub fn missing(what: &str) -> Explanation {
    explanation(what, "", "")
}

/// The connection is not encrypted, and the user has not agreed to that.
pub fn unencrypted_first() -> Explanation {
    explanation(
        "Nothing was sent.",
        "The connection to this homeserver isn’t encrypted.",
        "Use its https:// address, or select “Sign in without encryption”.",
    )
}

/// What was pasted is no token.
pub fn bad_token() -> Explanation {
    missing("This can't be an access token: it has blanks or characters that no token has.")
}

/// The page has no URL that another page could lead back to.
pub fn no_way_back() -> Explanation {
    explanation(
        "Single sign-on is not possible from here.",
        "This page didn't come from a web server, so there is no address to come back to.",
        "Open the panel by its http:// or https:// address, or use another way to sign in.",
    )
}

/// What came back from a sign-in elsewhere does not belong here.
pub fn stray(stray: CallbackError) -> Explanation {
    let why = match stray {
        CallbackError::NotRequested => "This tab has no sign-in under way.",
        CallbackError::StateMismatch => {
            "It belongs to another sign-in than the one that this tab began."
        }
    };
    explanation(
        "The answer to a sign-in was refused.",
        &format!(
            "{why} Whoever made you open this address may have wanted you to use another account."
        ),
        "Begin again from here.",
    )
}

/// Where the sign-in takes place, when the homeserver leaves it to another server.
pub fn signs_in_at(homeserver: &str, server: &str) -> String {
    let (homeserver, server) = (isolate(homeserver), isolate(server));
    format!("{homeserver} signs its users in at {server}. You come back here afterwards.")
}

/// An authorization server gave no leave. `error` is its code, `description` its words.
pub fn not_authorized(error: &str, description: &str) -> Explanation {
    let said = format!("{error} {description}");
    let said = format!("It said: {}", isolate(&said));
    let remedy = match error {
        "access_denied" => {
            "Say yes there; or, if you did, have this user allowed to use the admin API (in Matrix Authentication Service: can_request_admin)."
        }
        _ => "Try again. The server's log says more.",
    };
    explanation("The sign-in was refused.", &said, remedy)
}

/// The tokens can't be used for the admin API.
pub fn no_admin_scope(homeserver: &str) -> Explanation {
    explanation(
        &format!(
            "{} didn't give this sign-in an administrator's rights.",
            isolate(homeserver)
        ),
        "The scope urn:synapse:admin:* is missing from what was granted.",
        "Sign in as an administrator, or have this user allowed to use the admin API (in Matrix Authentication Service: can_request_admin, or admin_users in its policy).",
    )
}

/// A link names a homeserver that may not be signed in to.
pub fn not_offered(homeserver: &str) -> Explanation {
    explanation(
        &format!("This panel doesn't sign in to {}.", isolate(homeserver)),
        "Its host offers other homeservers only.",
        "Choose one of them, or open the link in another panel.",
    )
}

/// Nobody used the page for some minutes.
pub fn signed_out_idle(minutes: u32) -> Explanation {
    explanation(
        "You have been signed out.",
        &format!("This page wasn’t used for {minutes} minutes or more."),
        "Sign in to pick up where you left off.",
    )
}

/// A copy of the tab ended the session.
pub fn signed_out_elsewhere(homeserver: &str) -> Explanation {
    explanation(
        &format!("You are signed out of {homeserver}."),
        "You signed out in a copy of this tab.",
        "Sign in to pick up where you left off.",
    )
}

/// The server did not confirm that a session has ended.
pub fn not_ended(homeserver: &str, user_id: &str, device_id: Option<&str>) -> Explanation {
    let remedy = match device_id {
        Some(device) => format!(
            "Try again, or remove the device {device} of {user_id}: in the session list of a Matrix client, or with DELETE /_synapse/admin/v2/users/{user_id}/devices/{device}."
        ),
        None => format!("Try again, or end this session in the account settings of {user_id}."),
    };
    explanation(
        &format!("Signing out of {homeserver} failed."),
        "You are signed out in this browser, but the server didn’t confirm it. The access token may still be valid.",
        &remedy,
    )
}
