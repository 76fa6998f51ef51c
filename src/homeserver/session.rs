//! Who is signed in where. The token lives in the tab's session storage, and nowhere else.

use super::address::BaseUrl;
use serde::{Deserialize, Serialize};

/// An access token. It can be sent and kept, but neither shown nor logged: there is no `Debug` and
/// no way to its text but the header.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccessToken(String);

impl AccessToken {
    /// Takes a token as it was pasted; `None` when it can't be one. A header can carry visible
    /// ASCII only, and Synapse answers 500 to anything else.
    pub fn parse(pasted: &str) -> Option<Self> {
        let token = pasted.trim();
        let token = token.strip_prefix("Bearer ").unwrap_or(token).trim();
        let sendable = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
        sendable.then(|| Self(token.to_owned()))
    }

    /// The value of the `Authorization` header.
    pub(super) fn header(&self) -> String {
        format!("Bearer {}", self.0)
    }
}

/// Where a token came from, which decides what signing out does to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TokenOrigin {
    /// The panel signed in and got it: signing out revokes it.
    Obtained,
    /// The administrator pasted it and may use it elsewhere: signing out forgets it.
    Pasted,
}

/// A signed-in administrator.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Where the homeserver's APIs are.
    pub base_url: BaseUrl,
    /// The homeserver as the administrator named it.
    pub homeserver: String,
    /// Full user ID of the administrator.
    pub user_id: String,
    /// The token.
    pub token: AccessToken,
    /// Where the token came from.
    pub origin: TokenOrigin,
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_token_is_cleaned() {
        let header = |pasted| AccessToken::parse(pasted).map(|token| token.header());
        assert_eq!(header(" syt_a\n").as_deref(), Some("Bearer syt_a"));
        assert_eq!(header("Bearer syt_a").as_deref(), Some("Bearer syt_a"));
        assert_eq!(header(""), None);
        assert_eq!(header("syt ä"), None);
    }
}
