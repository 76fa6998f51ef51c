//! What the sign-in form says.

use crate::messages::{self, Explanation};
use crate::state::sign_in_form::{FormFailure, LoginMethod, NextStep};
use panel_core::format::visible;

/// The name of the button that changes to a method.
pub(super) fn use_method(method: LoginMethod) -> &'static str {
    match method {
        LoginMethod::OAuth => messages::use_oauth(),
        LoginMethod::Password => messages::use_password(),
        LoginMethod::Sso => messages::use_sso(),
        LoginMethod::Token => messages::use_token(),
    }
}

/// A failure, for the user.
pub(super) fn explain(failure: FormFailure) -> Explanation {
    match failure {
        FormFailure::NextStep(step) => messages::missing(next_step(step)),
        FormFailure::NotOffered(name) => messages::not_offered(&visible(&name).unwrap_or_default()),
        FormFailure::NotFound(name, error) => messages::explain(&error, &name),
        FormFailure::Unencrypted => messages::unencrypted_first(),
        FormFailure::SignIn(error) => messages::sign_in_error(error),
        FormFailure::Callback(error) => messages::callback_rejected(error),
        FormFailure::Ended(end) => messages::session_end(&end),
    }
}

fn next_step(step: NextStep) -> &'static str {
    match step {
        NextStep::NameHomeserver => messages::missing_homeserver(),
        NextStep::ConfirmHomeserver => messages::confirm_first(),
        NextStep::CheckHomeserver => messages::check_homeserver(),
        NextStep::PasteToken => messages::missing_token(),
        NextStep::TypeUser => messages::missing_user(),
        NextStep::TypePassword => messages::missing_password(),
        NextStep::ChooseProvider => messages::choose_provider(),
    }
}
