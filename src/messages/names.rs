//! Why what was entered names no homeserver or user.

use messages::Explanation;
use panel_core::homeserver_input::{HomeserverInput, HomeserverInputError};
use synapse_client::UserNameError;

/// A text that can't name a homeserver.
pub(super) fn bad_address(typed: &str) -> Explanation {
    let why = match HomeserverInput::try_parse(typed) {
        Ok(_) | Err(HomeserverInputError::NoHost) => messages::address_no_host().to_owned(),
        Err(HomeserverInputError::Scheme(scheme)) => messages::address_scheme(&scheme),
        Err(HomeserverInputError::Space) => messages::contains_space().to_owned(),
        Err(HomeserverInputError::Invisible(char)) => invisible(char),
        Err(HomeserverInputError::Character(char)) => {
            messages::contains_character(&char.to_string())
        }
        Err(HomeserverInputError::UserInfo) => messages::address_user_info().to_owned(),
        Err(HomeserverInputError::Port(port)) => messages::address_port(&port),
    };
    messages::bad_address(&why)
}

/// A text that can't say who signs in.
pub fn bad_user_name(error: UserNameError) -> Explanation {
    let why = match error {
        UserNameError::Empty => messages::user_name_empty().to_owned(),
        UserNameError::Space => messages::contains_space().to_owned(),
        UserNameError::Invisible(char) => invisible(char),
        UserNameError::TwoAts => messages::user_name_two_ats().to_owned(),
    };
    messages::bad_user_name(&why)
}

fn invisible(char: char) -> String {
    messages::contains_invisible(&format!("{:04X}", u32::from(char)))
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
