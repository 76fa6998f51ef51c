//! A sign-in that leaves the page: what is remembered meanwhile, and what comes back with the
//! page's address.

use serde::{Deserialize, Serialize};
use synapse_client::{BaseUrl, oauth};
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_platform::{HistoryUpdate, Storage};

/// Where the tab remembers a sign-in that is under way.
const PENDING: &str = "pending";

/// Where it remembers the view that was asked for: it is shown before the rest is read.
const PENDING_VIEW: &str = "pending-view";

/// The key under which our secret comes back, at single sign-on as in OAuth.
const STATE_PARAM: &str = "state";

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
    pub credentials: CallbackCredentials,
}

/// What a sign-in elsewhere brought, by its kind.
pub enum CallbackCredentials {
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
    pub fn redirect_to(&self, url: &str, view: &str) {
        if let Ok(text) = serde_json::to_string(self) {
            web_platform::store(Storage::Session, PENDING, &text);
            web_platform::store(Storage::Session, PENDING_VIEW, view);
            web_platform::navigate_to(url);
        }
    }

    fn read(text: &str) -> Option<Self> {
        serde_json::from_slice(text.as_bytes()).ok()
    }

    /// What came, if it is the answer to this.
    fn verify(self, callback: Callback) -> Result<VerifiedCallback, CallbackError> {
        let Callback { params, view, .. } = callback;
        let state = params.state.unwrap_or_default();
        let credentials = match (self.by, params.kind) {
            (PendingMethod::Sso { state: ours }, CallbackKind::LoginToken(token))
                if ours == state && !state.is_empty() =>
            {
                CallbackCredentials::LoginToken(token)
            }
            (PendingMethod::OAuth(request), CallbackKind::OAuth(response))
                if request.accepts(&state, params.issuer.as_deref()) =>
            {
                CallbackCredentials::OAuth(request, response)
            }
            _ => return Err(CallbackError::StateMismatch),
        };
        Ok(VerifiedCallback {
            homeserver: self.homeserver,
            base_url: self.base_url,
            view,
            credentials,
        })
    }
}

/// Where single sign-on is to come back to: the panel, with our secret.
pub fn sso_callback_url(state: &str) -> Option<String> {
    let url = web_platform::own_url()?;
    Some(format!("{url}?{STATE_PARAM}={state}"))
}

/// What came back with the address, not yet believed.
pub struct Callback {
    params: CallbackParams,
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
pub fn take_callback() -> Option<Callback> {
    let taken = |key| {
        let kept = web_platform::load(Storage::Session, key);
        web_platform::remove(Storage::Session, key);
        kept
    };
    let (pending, view) = (taken(PENDING), taken(PENDING_VIEW));
    let (query, fragment) = (web_platform::query_string(), web_platform::fragment());
    let query = query.trim_start_matches('?');
    // The fragment has either all of an answer or nothing of it: the panel itself has none.
    let in_fragment = CallbackParams::read(&fragment).map(|(params, _)| (params, query.to_owned()));
    let Some((params, rest)) = in_fragment.or_else(|| CallbackParams::read(query)) else {
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
        params,
        pending,
        view,
    })
}

/// Takes note that a sign-in came to nothing.
#[wasm_split(oauth, fallible)]
fn note_failure(pending: String) -> Result<(), SplitLoaderError> {
    let Some(PendingSignIn { base_url, by, .. }) = PendingSignIn::read(&pending) else {
        return Ok(());
    };
    if let PendingMethod::OAuth(request) = by {
        // Perhaps the server didn't know the panel any more: next time it registers again.
        let registration = oauth::ClientRegistration {
            server: &request.server,
            homeserver: &base_url,
            panel_url: &request.redirect_uri,
        };
        registration.forget();
    }
    Ok(())
}

/// What a sign-in put into the address.
#[derive(PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
struct CallbackParams {
    kind: CallbackKind,
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
                STATE_PARAM => &mut state,
                "iss" => &mut issuer,
                _ => {
                    rest.append_pair(&key, &value);
                    continue;
                }
            };
            place.get_or_insert(value.into_owned());
        }
        let kind = match (login_token, code, error) {
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
        let params = Self {
            kind,
            state,
            issuer,
        };
        Some((params, rest.finish()))
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kind(pairs: &str) -> Option<CallbackKind> {
        CallbackParams::read(pairs).map(|(params, _)| params.kind)
    }

    #[test]
    fn extracts_callback_parameters_from_the_url() {
        let params = CallbackParams::read("period=30d&state=s&loginToken=a%2Bb&page=2");
        let wanted = CallbackParams {
            kind: CallbackKind::LoginToken("a+b".to_owned()),
            state: Some("s".to_owned()),
            issuer: None,
        };
        assert_eq!(params, Some((wanted, "period=30d&page=2".to_owned())));
        let code = CallbackKind::OAuth(oauth::AuthorizationResponse::Code("c".to_owned()));
        assert_eq!(kind("code=c&state=s&iss=https%3A%2F%2Fa"), Some(code));
        let refused = CallbackKind::OAuth(oauth::AuthorizationResponse::Denied {
            error: "access_denied".to_owned(),
            description: "no rights".to_owned(),
        });
        assert_eq!(
            kind("error=access_denied&error_description=no+rights&state=s"),
            Some(refused)
        );
    }

    #[test]
    fn rejects_a_callback_without_a_state() {
        let answered = |ours: &str, theirs: &str| {
            let state = ours.to_owned();
            let pending = PendingSignIn {
                homeserver: "example.org".to_owned(),
                base_url: BaseUrl::parse("https://example.org")?,
                by: PendingMethod::Sso { state },
            };
            let (params, view) = CallbackParams::read(&format!("loginToken=t{theirs}"))?;
            let callback = Callback {
                params,
                pending: None,
                view,
            };
            Some(pending.verify(callback).is_ok())
        };
        assert_eq!(answered("s", "&state=s"), Some(true));
        for theirs in ["", "&state=", "&state=t"] {
            assert_eq!(answered("s", theirs), Some(false), "{theirs}");
            assert_eq!(answered("", theirs), Some(false), "{theirs}");
        }
    }

    proptest! {
        #[test]
        fn parses_any_url_without_panicking(pairs in ".*") {
            let params = CallbackParams::read(&pairs);
            let names = ["loginToken", "code", "error"];
            prop_assert!(params.is_none() || names.iter().any(|name| pairs.contains(name)) || pairs.contains('%'));
        }

        #[test]
        fn leaves_no_secret_in_the_url(secret in "[a-z]{8}", before in "(period=30d&)?", after in "(&page=2)?") {
            let pairs = format!("{before}state={secret}&code={secret}{after}");
            let params = CallbackParams::read(&pairs);
            let kept = [before, after].concat().matches('=').count();
            let rest = params.map(|(_, rest)| (rest.contains(&secret), rest.matches('=').count()));
            prop_assert_eq!(rest, Some((false, kept)));
        }
    }
}
