//! What the sign-in form says.

use crate::messages::{self, Explanation};
use crate::state::sign_in_form::{FormFailure, LoginMethod, NextStep};
use panel_core::format::visible;

/// The name of the button that changes to a method.
pub(super) fn use_method(method: LoginMethod) -> &'static str {
    match method {
        LoginMethod::OAuth => messages::USE_OAUTH,
        LoginMethod::Password => messages::USE_PASSWORD,
        LoginMethod::Sso => messages::USE_SSO,
        LoginMethod::Token => messages::USE_TOKEN,
    }
}

/// A failure, for the user.
pub(super) fn explain(failure: FormFailure) -> Explanation {
    match failure {
        FormFailure::NextStep(step) => messages::missing(next_step(step)),
        FormFailure::NotOffered(name) => messages::not_offered(&visible(&name).unwrap_or_default()),
        FormFailure::NotFound(name, error) => messages::explain(&error, &name),
        FormFailure::Unencrypted => messages::unencrypted_first(),
        FormFailure::Explained(explanation) => explanation,
    }
}

fn next_step(step: NextStep) -> &'static str {
    match step {
        NextStep::NameHomeserver => messages::MISSING_HOMESERVER,
        NextStep::ConfirmHomeserver => messages::CONFIRM_FIRST,
        NextStep::CheckHomeserver => messages::CHECK_HOMESERVER,
        NextStep::PasteToken => messages::MISSING_TOKEN,
        NextStep::TypeUser => messages::MISSING_USER,
        NextStep::TypePassword => messages::MISSING_PASSWORD,
        NextStep::ChooseProvider => messages::CHOOSE_PROVIDER,
    }
}
