//! A sign-in that leaves the page: what is remembered meanwhile, and what comes back with the
//! page's address.

use crate::browser::{self, Area, Visit};
use crate::homeserver::BaseUrl;
use serde::{Deserialize, Serialize};

/// Where the tab remembers a sign-in that is under way.
const PENDING: &str = "pending";

/// The key under which our secret comes back, at single sign-on as in OAuth.
const STATE: &str = "state";
/// The key under which the homeserver's single sign-on says that it went well.
const LOGIN_TOKEN: &str = "loginToken";

/// A sign-in that is under way elsewhere.
#[derive(Serialize, Deserialize)]
pub struct Pending {
    /// The homeserver as the administrator named it.
    pub homeserver: String,
    /// Where its APIs are.
    pub base_url: BaseUrl,
    /// The query string of the view that was asked for, without a question mark.
    pub view: String,
    /// By what.
    pub by: By,
}

/// What a sign-in is under way with.
#[derive(Serialize, Deserialize)]
pub enum By {
    /// The homeserver's single sign-on.
    Sso {
        /// Secret that must come back.
        state: String,
    },
}

/// What came back.
pub struct Return {
    /// The sign-in that was under way.
    pub pending: Pending,
    /// What it brought.
    pub proof: Proof,
}

/// What came back of a sign-in, by its kind.
pub enum Proof {
    /// For the homeserver's login.
    LoginToken(String),
}

/// Why what came back is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stray {
    /// This tab has no sign-in under way.
    NotAsked,
    /// It belongs to another sign-in than the one that this tab began.
    OtherState,
}

impl Pending {
    /// Leaves for a URL, remembering this.
    pub fn leave_for(&self, url: &str) {
        if let Ok(text) = serde_json::to_string(self) {
            browser::store(Area::Tab, PENDING, &text);
            browser::leave_for(url);
        }
    }
}

/// Where single sign-on is to come back to: the panel, with our secret.
pub fn sso_return(state: &str) -> Option<String> {
    let url = browser::own_url()?;
    Some(format!("{url}?{STATE}={state}"))
}

/// Takes what came back out of the address, and forgets that a sign-in was under way. `None` when
/// nothing came.
pub fn take() -> Option<Result<Return, Stray>> {
    let pending = browser::load(Area::Tab, PENDING);
    browser::remove(Area::Tab, PENDING);
    let pending = pending.and_then(|text| serde_json::from_slice(text.as_bytes()).ok());
    let came = Came::read(&browser::query_string())?;
    let view = pending.as_ref().map(|pending: &Pending| &pending.view);
    browser::go_to(view.unwrap_or(&came.rest), Visit::Replace);
    Some(came.belongs_to(pending))
}

/// What a sign-in put into the address.
struct Came {
    login_token: String,
    state: String,
    /// The query string without it.
    rest: String,
}

impl Came {
    fn read(query: &str) -> Option<Self> {
        let query = query.strip_prefix('?').unwrap_or(query);
        let mut rest = form_urlencoded::Serializer::new(String::new());
        let (mut login_token, mut state) = (None, String::new());
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*key {
                LOGIN_TOKEN => login_token = Some(value.into_owned()),
                STATE => state = value.into_owned(),
                _ => {
                    rest.append_pair(&key, &value);
                }
            }
        }
        Some(Self {
            login_token: login_token?,
            state,
            rest: rest.finish(),
        })
    }

    fn belongs_to(self, pending: Option<Pending>) -> Result<Return, Stray> {
        let pending = pending.ok_or(Stray::NotAsked)?;
        match &pending.by {
            By::Sso { state } if *state == self.state => Ok(Return {
                pending,
                proof: Proof::LoginToken(self.login_token),
            }),
            By::Sso { .. } => Err(Stray::OtherState),
        }
    }
}
