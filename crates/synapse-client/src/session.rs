//! Who is signed in where, and with which tokens. The panel keeps them in memory and in the tab's
//! session storage only. Browsers write that to disk, and copy it with the tab.

use super::oauth;
use panel_core::homeserver_input::BaseUrl;
use serde::{Deserialize, Serialize};

/// An access token. It can be sent, and written into the tab's storage with its session, but neither
/// shown nor logged: it has no `Debug`, and outside this crate nothing else leads to its text.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct AccessToken(String);

impl AccessToken {
    /// Takes a token as it was pasted; `None` when it can't be one.
    pub fn parse(pasted: &str) -> Option<Self> {
        let token = pasted.trim();
        let token = token.strip_prefix("Bearer ").unwrap_or(token).trim();
        Self::try_from(token.to_owned()).ok()
    }

    /// The token itself, for the body of the request that revokes it.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The value of the `Authorization` header.
    pub(super) fn header(&self) -> String {
        format!("Bearer {}", self.0)
    }
}

impl TryFrom<String> for AccessToken {
    type Error = &'static str;

    /// A header can carry visible ASCII only, and Synapse answers 500 to anything else.
    fn try_from(token: String) -> Result<Self, Self::Error> {
        let sendable = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
        if sendable {
            Ok(Self(token))
        } else {
            Err("an access token that can't be sent")
        }
    }
}

/// A refresh token: as secret as the access token that it brings, and good for one renewal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RefreshToken(String);

impl RefreshToken {
    /// The token itself, for the body of a request.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// An access token, and how it is renewed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// What requests are sent with.
    pub access: AccessToken,
    /// What brings the next pair; `None` where the server gave none.
    pub refresh: Option<RefreshToken>,
    /// From when on the access token is to be renewed before it is used, in ms since the epoch by
    /// this browser's clock. `None` when it lasts, or when nobody said how long.
    pub renew_ts: Option<u64>,
}

impl Tokens {
    /// Longest time in ms before its end at which a token is renewed.
    const RENEW_AHEAD_MS: u64 = 30_000;

    /// A pair that was given at `now` (ms since the epoch) and lasts for `lifetime` ms.
    pub fn new(
        access: AccessToken,
        refresh: Option<RefreshToken>,
        lifetime: Option<u64>,
        now: u64,
    ) -> Self {
        // Of a short life, the last quarter.
        let renew_ts =
            lifetime.map(|ms| now.saturating_add(ms - (ms / 4).min(Self::RENEW_AHEAD_MS)));
        Self {
            access,
            refresh,
            renew_ts,
        }
    }

    /// Whether the access token is at its end, and can be renewed.
    pub fn needs_renewal(&self, now: u64) -> bool {
        self.refresh.is_some() && self.renew_ts.is_some_and(|ts| now >= ts)
    }
}

/// How a session came about, which decides how it is renewed and what signing out does to it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Grant {
    /// The administrator pasted the token and may use it elsewhere: signing out forgets it.
    Pasted,
    /// The homeserver's own login gave it, by a password or single sign-on: signing out revokes it.
    Login,
    /// An authorization server gave it: signing out revokes it there.
    OAuth(Box<oauth::OAuthClient>),
}

/// A signed-in administrator.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Tells the session from all others, and is known to the tabs that share it alone.
    pub id: String,
    /// Where the homeserver's APIs are.
    pub base_url: BaseUrl,
    /// The homeserver as the administrator named it.
    pub homeserver: String,
    /// Full user ID of the administrator.
    pub user_id: String,
    /// What the session is called among the user's devices.
    #[serde(default)]
    pub device_id: Option<String>,
    /// The tokens.
    pub tokens: Tokens,
    /// Where they came from.
    pub grant: Grant,
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_renewed_before_they_expire() {
        let due = |lifetime, refresh: bool, now| {
            let refresh = refresh.then(|| RefreshToken("r".to_owned()));
            Tokens::new(AccessToken("a".to_owned()), refresh, lifetime, 1_000).needs_renewal(now)
        };
        assert!(!due(Some(300_000), true, 270_999));
        assert!(due(Some(300_000), true, 271_000));
        assert!(!due(Some(4_000), true, 3_999));
        assert!(due(Some(4_000), true, 4_000));
        assert!(
            !due(Some(4_000), false, 9_000),
            "there is nothing to renew it with"
        );
        assert!(!due(None, true, u64::MAX));
    }

    #[test]
    fn cleans_a_pasted_token() {
        let header = |pasted| AccessToken::parse(pasted).map(|token| token.header());
        assert_eq!(header(" syt_a\n").as_deref(), Some("Bearer syt_a"));
        assert_eq!(header("Bearer syt_a").as_deref(), Some("Bearer syt_a"));
        assert_eq!(header(""), None);
        assert_eq!(header("syt ä"), None);
    }

    #[test]
    fn rejects_tokens_that_cannot_be_sent() {
        let read = |json: &str| serde_json::from_slice::<AccessToken>(json.as_bytes()).is_ok();
        assert!(read(r#""syt_a""#));
        for bad in [r#""a\nb""#, r#""""#, r#""ä""#, "7"] {
            assert!(!read(bad), "{bad}");
        }
    }
}
