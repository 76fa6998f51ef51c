//! The tab's sessions, each at another homeserver and with reports of its own.

use crate::browser::{self, Area};
use crate::history::{Histories, keeps_buckets};
use crate::homeserver::address::tidy_name;
use crate::homeserver::{Connection, Session};
use crate::reports::Reports;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Where the tab keeps its sessions.
const SESSIONS: &str = "sessions";

/// What the tab's storage holds.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    /// The one looked at last.
    current: usize,
    sessions: Vec<Session>,
}

/// A session in use.
#[derive(Clone)]
pub struct SignedIn {
    /// Tells it from the others.
    pub id: String,
    /// The homeserver as the administrator named it.
    pub homeserver: String,
    /// Full user ID of the administrator.
    pub user_id: String,
    base_url: String,
    /// What was loaded from there: it outlasts a look at another homeserver.
    pub reports: Reports,
    /// The same over time.
    pub histories: Histories,
}

impl SignedIn {
    /// Whether a link's `homeserver` means this one. Without one, it is the page's own origin.
    pub fn is_at(&self, named: Option<&str>) -> bool {
        match named {
            Some(named) => {
                let named = tidy_name(named);
                named == self.homeserver || named == self.base_url
            }
            None => self.is_own_origin(),
        }
    }

    /// The `homeserver` of links to it.
    pub fn link(&self) -> Option<String> {
        (!self.is_own_origin()).then(|| self.homeserver.clone())
    }

    fn is_own_origin(&self) -> bool {
        browser::own_origin().as_deref() == Some(&*self.base_url)
    }
}

/// The sessions, as signals.
#[derive(Clone, Copy)]
pub struct Sessions {
    all: RwSignal<Vec<SignedIn>>,
    /// Of the one that was looked at last.
    last: RwSignal<Option<String>>,
    /// Whether finished buckets of histories are kept in the browser.
    keeps: RwSignal<bool>,
    /// What is loaded belongs to the sessions, and not to the part of the page that asked for it.
    owner: StoredValue<Owner>,
}

impl Sessions {
    /// The sessions that the tab keeps: none in a new one.
    pub fn remembered() -> Self {
        let kept = browser::load(Area::Tab, SESSIONS);
        let kept = kept.and_then(|text| serde_json::from_slice(text.as_bytes()).ok());
        let Kept { current, sessions } = kept.unwrap_or_default();
        let this = Self {
            all: RwSignal::new(Vec::new()),
            last: RwSignal::new(None),
            keeps: RwSignal::new(keeps_buckets()),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        };
        let all: Vec<_> = sessions.into_iter().map(|it| this.begin(it)).collect();
        this.last.set(all.get(current).map(|it| it.id.clone()));
        this.all.set(all);
        this
    }

    fn begin(self, session: Session) -> SignedIn {
        let (id, homeserver) = (session.id.clone(), session.homeserver.clone());
        let (user_id, base_url) = (session.user_id.clone(), session.base_url.to_string());
        let connection = Connection::new(session, move |_| self.save());
        let (reports, histories) = self.owner.with_value(|owner| {
            owner.with(|| {
                (
                    Reports::new(connection.clone()),
                    Histories::new(connection, self.keeps),
                )
            })
        });
        SignedIn {
            id,
            homeserver,
            user_id,
            base_url,
            reports,
            histories,
        }
    }

    /// All of them, in the order in which they began.
    pub fn all(self) -> Vec<SignedIn> {
        self.all.get()
    }

    /// The one that a link's `homeserver` means, or else the one that was looked at last.
    pub fn meant_by(self, named: Option<&str>) -> Option<SignedIn> {
        let last = self.last.get();
        self.all.with(|all| {
            let meant = all.iter().find(|it| it.is_at(named));
            let last = || all.iter().find(|it| Some(&it.id) == last.as_ref());
            meant.or_else(last).or(all.first()).cloned()
        })
    }

    /// Begins a session. It takes the place of an earlier one at the same homeserver.
    pub fn add(self, session: Session) {
        let new = self.begin(session);
        let replaced = self.all.with_untracked(|all| {
            let same = all.iter().find(|it| it.base_url == new.base_url);
            same.map(|it| it.id.clone())
        });
        if let Some(replaced) = replaced {
            self.sign_out(&replaced);
        }
        self.last.set(Some(new.id.clone()));
        self.all.update(|all| all.push(new));
        self.save();
    }

    /// Notes which one is looked at.
    pub fn look_at(self, id: &str) {
        if self.last.with_untracked(|last| last.as_deref() != Some(id)) {
            self.last.set(Some(id.to_owned()));
            self.save();
        }
    }

    /// Ends a session here and at its server.
    pub fn sign_out(self, id: &str) {
        if let Some(ended) = self.forget(id) {
            let connection = ended.reports.connection();
            browser::run(async move { connection.end().await });
        }
    }

    /// Ends a session that its server has ended.
    pub fn forget(self, id: &str) -> Option<SignedIn> {
        let mut ended = None;
        self.all.update(|all| {
            if let Some(at) = all.iter().position(|it| it.id == id) {
                ended = Some(all.remove(at));
            }
        });
        if let Some(ended) = &ended {
            ended.reports.forget();
            ended.histories.forget();
        }
        self.save();
        ended
    }

    /// Writes them down for when the page is loaded again.
    fn save(self) {
        let sessions = self.all.with_untracked(|all| {
            let sessions = all.iter().map(|it| it.reports.connection().session());
            sessions.collect::<Vec<_>>()
        });
        if sessions.is_empty() {
            return browser::remove(Area::Tab, SESSIONS);
        }
        let last = self.last.get_untracked();
        let current = sessions.iter().position(|it| Some(&it.id) == last.as_ref());
        let current = current.unwrap_or(0);
        if let Ok(text) = serde_json::to_string(&Kept { current, sessions }) {
            browser::store(Area::Tab, SESSIONS, &text);
        }
    }
}
