//! Why what was typed names no homeserver or user, in words.

use super::failure::{Explanation, explanation};
use panel_core::format::isolate;
use synapse_client::UserNameError;
use synapse_client::homeserver_input::{HomeserverInput, HomeserverInputError};

/// A text that can't name a homeserver.
pub(super) fn bad_address(typed: &str) -> Explanation {
    let why = match HomeserverInput::try_parse(typed) {
        Ok(_) | Err(HomeserverInputError::NoHost) => "There is no server name in it.".to_owned(),
        Err(HomeserverInputError::Scheme(scheme)) => {
            format!("It begins with {}://.", isolate(&scheme))
        }
        Err(HomeserverInputError::Space) => "It contains a space.".to_owned(),
        Err(HomeserverInputError::Invisible(char)) => invisible(char),
        Err(HomeserverInputError::Character(char)) => {
            format!("It contains {}.", isolate(&char.to_string()))
        }
        Err(HomeserverInputError::UserInfo) => {
            "It contains an @, as an e-mail address or a user name would.".to_owned()
        }
        Err(HomeserverInputError::Port(port)) => {
            format!("{} is not a port number.", isolate(&port))
        }
    };
    explanation(
        "This can't be a homeserver.",
        &why,
        "Enter a server name (example.org) or the URL of its API (https://matrix.example.org).",
    )
}

/// A text that can't say who signs in.
pub fn bad_user_name(error: UserNameError) -> Explanation {
    let why = match error {
        UserNameError::Empty => "There is no user name in it.".to_owned(),
        UserNameError::Space => "It contains a space.".to_owned(),
        UserNameError::Invisible(char) => invisible(char),
        UserNameError::TwoAts => {
            "It is neither a user ID (one @, in front) nor an e-mail address (one @ in the middle)."
                .to_owned()
        }
    };
    explanation(
        "This can’t be a user name.",
        &why,
        "Enter a user name (admin), a user ID (@admin:example.org) or an e-mail address.",
    )
}

fn invisible(char: char) -> String {
    let code = u32::from(char);
    format!("It contains an invisible character (U+{code:04X}). Type it instead of pasting it.")
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_an_address_is_named() {
        for (typed, part) in [
            ("", "no server name"),
            ("ftp://example.org", "\u{2068}ftp\u{2069}://"),
            ("not a server", "a space"),
            ("a\u{202e}b.example", "(U+202E)"),
            ("a%b", "\u{2068}%\u{2069}"),
            ("me@example.org", "an @"),
            ("example.org:x", "\u{2068}x\u{2069} is not a port"),
        ] {
            let why = bad_address(typed).why;
            assert!(why.contains(part), "{typed:?}: {why}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_user_name_is_named() {
        let why = |error| bad_user_name(error).why;
        assert!(why(UserNameError::Invisible('\u{202e}')).contains("(U+202E)"));
        assert!(why(UserNameError::TwoAts).contains("e-mail"));
        assert_ne!(why(UserNameError::Space), why(UserNameError::Empty));
    }
}
