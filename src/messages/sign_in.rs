//! Signing in and out.

use crate::messages::{bad_user_name, explain};
use crate::state::auth_redirect::CallbackError;
use crate::state::sessions::SessionEnd;
use crate::state::sign_in::SignInError;
use messages::Explanation;
use panel_core::format::visible;

/// A field is empty, or what is in it can't be right.
pub fn missing(what: &str) -> Explanation {
    Explanation {
        what: what.to_owned(),
        why: String::new(),
        remedy: String::new(),
    }
}

/// What came back from a sign-in elsewhere does not belong here.
pub fn callback_rejected(error: CallbackError) -> Explanation {
    match error {
        CallbackError::NotRequested => messages::callback_not_requested(),
        CallbackError::StateMismatch => messages::callback_mismatch(),
    }
}

/// An authorization server refused. `error` is its code, `description` its words.
pub fn not_authorized(error: &str, description: &str) -> Explanation {
    let said = format!("{error} {description}");
    match error {
        "access_denied" => messages::authorization_denied(&said),
        _ => messages::authorization_failed(&said),
    }
}

/// Why a sign-in came to nothing.
pub fn sign_in_error(error: SignInError) -> Explanation {
    match error {
        SignInError::BadToken => missing(messages::bad_token()),
        SignInError::BadUserName(error) => bad_user_name(error),
        SignInError::UnknownToken(homeserver) => messages::unknown_token(&homeserver),
        SignInError::NoReturnAddress => messages::no_return_address(),
        SignInError::KnownElsewhere {
            homeserver,
            known,
            page,
        } => messages::known_elsewhere(&homeserver, &known, &page),
        SignInError::NotAuthorized { error, description } => not_authorized(&error, &description),
        SignInError::NoAdminScope(homeserver) => messages::no_admin_scope(&homeserver),
        SignInError::NotAdmin(user_id) => messages::not_admin(&user_id),
        SignInError::Request { homeserver, error } => explain(&error, &homeserver),
        SignInError::PartMissing => messages::part_missing(),
    }
}

/// Why a session ended that the user did not end here.
pub fn session_end(end: &SessionEnd) -> Explanation {
    match end {
        SessionEnd::ByServer { homeserver, error } => explain(error, homeserver),
        SessionEnd::InAnotherTab(homeserver) => messages::signed_out_elsewhere(homeserver),
        SessionEnd::Idle { minutes } => messages::signed_out_idle((*minutes).into()),
        SessionEnd::NotOffered(homeserver) => {
            messages::not_offered(&visible(homeserver).unwrap_or_default())
        }
    }
}

/// The server did not confirm that a session has ended.
pub fn not_ended(homeserver: &str, user_id: &str, device_id: Option<&str>) -> Explanation {
    match device_id {
        Some(device) => messages::sign_out_failed_device(user_id, device, homeserver),
        None => messages::sign_out_failed(user_id, homeserver),
    }
}
