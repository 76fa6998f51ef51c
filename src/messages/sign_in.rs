//! Signing in and out.

use crate::state::auth_redirect::CallbackError;
use messages::Explanation;

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

/// The server did not confirm that a session has ended.
pub fn not_ended(homeserver: &str, user_id: &str, device_id: Option<&str>) -> Explanation {
    match device_id {
        Some(device) => messages::sign_out_failed_device(user_id, device, homeserver),
        None => messages::sign_out_failed(user_id, homeserver),
    }
}
