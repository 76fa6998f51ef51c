//! The words of signing in.

use super::failure::{Explanation, explanation};
use crate::away::Stray;
use crate::format::isolate;

pub const HOMESERVER: &str = "Homeserver";
pub const HOMESERVER_HINT: &str = "Its name, as example.org, or the URL of its API";
pub const OTHER_HOMESERVER: &str = "Another…";
pub const OTHER_HOMESERVER_NAME: &str = "Another homeserver";
pub const ACCESS_TOKEN: &str = "Access token";
pub const ACCESS_TOKEN_HINT: &str =
    "Of a server administrator. It stays in this tab and is forgotten with it.";
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

/// Where a homeserver was found.
pub fn found_at(url: &str) -> String {
    format!("Found at {}", isolate(url))
}

/// Something was not filled in.
pub fn missing(what: &str) -> Explanation {
    explanation(what, "", "")
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
pub fn stray(stray: Stray) -> Explanation {
    let why = match stray {
        Stray::NotAsked => "This tab has no sign-in under way.",
        Stray::OtherState => "It belongs to another sign-in than the one that this tab began.",
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
