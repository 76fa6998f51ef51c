//! A sign-in that leaves the page: what is remembered meanwhile, and what comes back with the
//! page's address.

use crate::messages::Explanation;
use serde::{Deserialize, Serialize};
use synapse_client::{BaseUrl, oauth};
use wasm_split_helpers::wasm_split;
use web_platform::{HistoryUpdate, Storage};

/// Where the tab remembers a sign-in that is under way.
const PENDING: &str = "pending";

/// Where it remembers the view that was asked for: it is shown before the rest is read.
const VIEW: &str = "pending-view";

/// The key under which our secret comes back, at single sign-on as in OAuth.
const STATE: &str = "state";

/// A sign-in that is under way elsewhere.
#[derive(Serialize, Deserialize)]
pub struct PendingSignIn {
    /// The homeserver as the administrator named it.
    pub homeserver: String,
    /// Where its APIs are.
    pub base_url: BaseUrl,
    /// By what.
    pub by: PendingMethod,
}

/// What a sign-in is under way with.
#[derive(Serialize, Deserialize)]
pub enum PendingMethod {
    /// The homeserver's single sign-on.
    Sso {
        /// Secret that must come back.
        state: String,
    },
    /// An authorization server.
    OAuth(Box<oauth::AuthorizationRequest>),
}

/// What came back.
pub struct VerifiedCallback {
    /// The homeserver as the administrator named it.
    pub homeserver: String,
    /// Where its APIs are.
    pub base_url: BaseUrl,
    /// The query string of the view that was asked for.
    pub view: String,
    /// What it brought.
    pub proof: CallbackProof,
}

/// What a sign-in elsewhere brought, by its kind.
pub enum CallbackProof {
    /// For the homeserver's login.
    LoginToken(String),
    /// For the authorization server.
    OAuth(
        Box<oauth::AuthorizationRequest>,
        oauth::AuthorizationResponse,
    ),
}

/// Why what came back is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallbackError {
    /// This tab has no sign-in under way.
    NotRequested,
    /// It belongs to another sign-in than the one that this tab began.
    StateMismatch,
}

impl PendingSignIn {
    /// Leaves for a URL, remembering this, and the view to come back to: its query string without
    /// a question mark.
    pub fn leave_for(&self, url: &str, view: &str) {
        if let Ok(text) = serde_json::to_string(self) {
            web_platform::store(Storage::Session, PENDING, &text);
            web_platform::store(Storage::Session, VIEW, view);
            web_platform::navigate_to(url);
        }
    }

    fn read(text: &str) -> Option<Self> {
        serde_json::from_slice(text.as_bytes()).ok()
    }

    /// What came, if it is the answer to this.
    fn verify(self, arrival: Callback) -> Result<VerifiedCallback, CallbackError> {
        let Callback { came, view, .. } = arrival;
        let state = came.state.unwrap_or_default();
        let proof = match (self.by, came.what) {
            (PendingMethod::Sso { state: ours }, CallbackKind::LoginToken(token))
                if ours == state && !state.is_empty() =>
            {
                CallbackProof::LoginToken(token)
            }
            (PendingMethod::OAuth(request), CallbackKind::OAuth(answer))
                if request.accepts(&state, came.issuer.as_deref()) =>
            {
                CallbackProof::OAuth(request, answer)
            }
            _ => return Err(CallbackError::StateMismatch),
        };
        Ok(VerifiedCallback {
            homeserver: self.homeserver,
            base_url: self.base_url,
            view,
            proof,
        })
    }
}

/// Where single sign-on is to come back to: the panel, with our secret.
pub fn sso_return(state: &str) -> Option<String> {
    let url = web_platform::own_url()?;
    Some(format!("{url}?{STATE}={state}"))
}

/// What came back with the address, not yet believed.
pub struct Callback {
    came: CallbackParams,
    /// The sign-in that the tab had under way, as it was kept.
    pending: Option<String>,
    /// The query string of the view that was asked for.
    view: String,
}

impl Callback {
    /// What came, if this tab has asked for it.
    ///
    /// # Errors
    /// When it is somebody else's.
    pub fn read(self) -> Result<VerifiedCallback, CallbackError> {
        let pending = self.pending.as_deref().and_then(PendingSignIn::read);
        pending.ok_or(CallbackError::NotRequested)?.verify(self)
    }
}

/// Takes what came back out of the address, and forgets that a sign-in was under way. `None` when
/// nothing came.
pub fn take() -> Option<Callback> {
    let taken = |key| {
        let kept = web_platform::load(Storage::Session, key);
        web_platform::remove(Storage::Session, key);
        kept
    };
    let (pending, view) = (taken(PENDING), taken(VIEW));
    let (query, fragment) = (web_platform::query_string(), web_platform::fragment());
    let query = query.trim_start_matches('?');
    // The fragment has either all of an answer or nothing of it: the panel itself has none.
    let in_fragment = CallbackParams::read(&fragment).map(|(came, _)| (came, query.to_owned()));
    let Some((came, rest)) = in_fragment.or_else(|| CallbackParams::read(query)) else {
        // Only an authorization server's clients are remembered. One that is not forgotten is only
        // asked for in vain once more.
        if let Some(pending) = pending.filter(|text| text.contains("\"OAuth\"")) {
            web_platform::spawn(async { drop(note_failure(pending).await) });
        }
        return None;
    };
    let view = view.unwrap_or(rest);
    web_platform::set_query_string(&view, HistoryUpdate::Replace);
    Some(Callback {
        came,
        pending,
        view,
    })
}

/// Takes note that a sign-in came to nothing.
#[wasm_split(oauth, fallible)]
fn note_failure(pending: String) -> Result<(), Explanation> {
    let Some(PendingSignIn { base_url, by, .. }) = PendingSignIn::read(&pending) else {
        return Ok(());
    };
    if let PendingMethod::OAuth(request) = by {
        // Perhaps the server didn't know the panel any more: next time it registers again.
        let client_id_key = oauth::ClientIdKey {
            server: &request.server,
            homeserver: &base_url,
            panel: &request.redirect_uri,
        };
        client_id_key.forget();
    }
    Ok(())
}

/// What a sign-in put into the address.
#[derive(PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
struct CallbackParams {
    what: CallbackKind,
    state: Option<String>,
    issuer: Option<String>,
}

#[derive(PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
enum CallbackKind {
    LoginToken(String),
    OAuth(oauth::AuthorizationResponse),
}

impl CallbackParams {
    /// Reads the pairs of a query string or fragment; what is left of it without what came is the
    /// second. `None` when nothing came.
    fn read(pairs: &str) -> Option<(Self, String)> {
        let mut rest = form_urlencoded::Serializer::new(String::new());
        let [mut login_token, mut code, mut error, mut state] = [const { None }; 4];
        let (mut description, mut issuer) = (None, None);
        for (key, value) in form_urlencoded::parse(pairs.as_bytes()) {
            let place = match &*key {
                "loginToken" => &mut login_token,
                "code" => &mut code,
                "error" => &mut error,
                "error_description" => &mut description,
                "error_uri" => continue,
                STATE => &mut state,
                "iss" => &mut issuer,
                _ => {
                    rest.append_pair(&key, &value);
                    continue;
                }
            };
            place.get_or_insert(value.into_owned());
        }
        let what = match (login_token, code, error) {
            (Some(token), ..) => CallbackKind::LoginToken(token),
            (None, Some(code), _) => CallbackKind::OAuth(oauth::AuthorizationResponse::Code(code)),
            (None, None, Some(error)) => {
                CallbackKind::OAuth(oauth::AuthorizationResponse::Denied {
                    error,
                    description: description.unwrap_or_default(),
                })
            }
            (None, None, None) => return None,
        };
        let came = Self {
            what,
            state,
            issuer,
        };
        Some((came, rest.finish()))
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn what(pairs: &str) -> Option<CallbackKind> {
        CallbackParams::read(pairs).map(|(came, _)| came.what)
    }

    #[test]
    fn what_came_back_is_read_and_taken_out() {
        let came = CallbackParams::read("period=30d&state=s&loginToken=a%2Bb&page=2");
        let wanted = CallbackParams {
            what: CallbackKind::LoginToken("a+b".to_owned()),
            state: Some("s".to_owned()),
            issuer: None,
        };
        assert_eq!(came, Some((wanted, "period=30d&page=2".to_owned())));
        let code = CallbackKind::OAuth(oauth::AuthorizationResponse::Code("c".to_owned()));
        assert_eq!(what("code=c&state=s&iss=https%3A%2F%2Fa"), Some(code));
        let refused = CallbackKind::OAuth(oauth::AuthorizationResponse::Denied {
            error: "access_denied".to_owned(),
            description: "no rights".to_owned(),
        });
        assert_eq!(
            what("error=access_denied&error_description=no+rights&state=s"),
            Some(refused)
        );
    }

    #[test]
    fn an_answer_without_a_state_is_never_ours() {
        let answered = |ours: &str, theirs: &str| {
            let state = ours.to_owned();
            let pending = PendingSignIn {
                homeserver: "example.org".to_owned(),
                base_url: BaseUrl::parse("https://example.org")?,
                by: PendingMethod::Sso { state },
            };
            let (came, view) = CallbackParams::read(&format!("loginToken=t{theirs}"))?;
            let arrival = Callback {
                came,
                pending: None,
                view,
            };
            Some(pending.verify(arrival).is_ok())
        };
        assert_eq!(answered("s", "&state=s"), Some(true));
        for theirs in ["", "&state=", "&state=t"] {
            assert_eq!(answered("s", theirs), Some(false), "{theirs}");
            assert_eq!(answered("", theirs), Some(false), "{theirs}");
        }
    }

    proptest! {
        #[test]
        fn any_address_is_read_without_a_crash(pairs in ".*") {
            let came = CallbackParams::read(&pairs);
            let names = ["loginToken", "code", "error"];
            prop_assert!(came.is_none() || names.iter().any(|name| pairs.contains(name)) || pairs.contains('%'));
        }

        #[test]
        fn nothing_secret_is_left(secret in "[a-z]{8}", before in "(period=30d&)?", after in "(&page=2)?") {
            let pairs = format!("{before}state={secret}&code={secret}{after}");
            let came = CallbackParams::read(&pairs);
            let kept = [before, after].concat().matches('=').count();
            let rest = came.map(|(_, rest)| (rest.contains(&secret), rest.matches('=').count()));
            prop_assert_eq!(rest, Some((false, kept)));
        }
    }
}
