//! The tab's sessions, each at another homeserver and with reports of its own.

mod idle;
mod restored;

use crate::state::histories::{Histories, is_bucket_cache_enabled};
use crate::state::reports::Reports;
pub use idle::IdleTimeout;
use leptos::prelude::*;
use panel_core::homeserver_input::normalize_name;
pub use restored::RestoredSessions;
use restored::{StoredSessions, is_revocable, mark_ended, remember_use};
use synapse_client::{Connection, Error, Session, SessionEvent, end_with_retries};

/// Why a session ended that the user did not end here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionEnd {
    /// Its server did that.
    ByServer {
        /// The homeserver's name.
        homeserver: String,
        /// What the server said.
        error: Error,
    },
    /// The user signed out of the homeserver of this name in another tab.
    InAnotherTab(String),
    /// It wasn't used for so long.
    Idle {
        /// How long, in minutes.
        minutes: u32,
    },
    /// The configuration no longer offers the homeserver of this name.
    NotOffered(String),
}

/// How often activity is written down, in ms.
const ACTIVITY_INTERVAL_MS: u64 = 5_000;

/// A session in use.
#[derive(Clone)]
pub struct ActiveSession {
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

impl ActiveSession {
    /// Whether a link's `homeserver` means this one. Without one, it is the page's own origin.
    pub fn matches_link(&self, named: Option<&str>) -> bool {
        match named {
            Some(named) => {
                let named = normalize_name(named);
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
        web_platform::own_origin().as_deref() == Some(&*self.base_url)
    }
}

/// The sessions, as signals.
#[derive(Clone, Copy)]
pub struct Sessions {
    all: RwSignal<Vec<ActiveSession>>,
    /// Of the one that was looked at last.
    last: RwSignal<Option<String>>,
    /// Whether finished buckets of histories are kept in the browser.
    is_caching: RwSignal<bool>,
    /// What is loaded belongs to the sessions, and not to the part of the page that asked for it.
    owner: StoredValue<Owner>,
    /// When this tab or a copy of it was last used, in ms since the epoch.
    used_ts: StoredValue<u64>,
    idle: IdleTimeout,
    /// Whether the copies of the tab are being asked when they were last used.
    is_asking_tabs: StoredValue<bool>,
    /// Why the last session ended, unless the user ended it here.
    pub ended: RwSignal<Option<SessionEnd>>,
    /// Those that may not be used until the configuration can be read.
    withheld: StoredValue<Vec<Session>>,
    /// Those that are signed out here, and are being ended at their servers.
    ending: StoredValue<Vec<Session>>,
    /// Those that are signed out here, but could not be ended at their servers.
    pub not_ended: RwSignal<Vec<Session>>,
}

impl Sessions {
    /// The sessions that the tab keeps: none in a new one. Those that are signed out are ended at
    /// their servers.
    pub fn new(restored: RestoredSessions, idle: IdleTimeout) -> Self {
        let RestoredSessions {
            stored:
                StoredSessions {
                    current,
                    sessions,
                    ending,
                },
            used_ts,
            withheld,
            ended,
        } = restored;
        let this = Self {
            all: RwSignal::new(Vec::new()),
            last: RwSignal::new(None),
            is_caching: RwSignal::new(is_bucket_cache_enabled()),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
            used_ts: StoredValue::new(used_ts),
            idle,
            is_asking_tabs: StoredValue::new(false),
            ended: RwSignal::new(ended),
            withheld: StoredValue::new(withheld),
            ending: StoredValue::new(ending.clone()),
            not_ended: RwSignal::new(Vec::new()),
        };
        let all: Vec<_> = sessions.into_iter().map(|it| this.begin(it)).collect();
        this.last.set(all.get(current).map(|it| it.id.clone()));
        this.all.set(all);
        for session in ending {
            web_platform::spawn(this.revoke_at_server(session));
        }
        this
    }

    fn begin(self, session: Session) -> ActiveSession {
        let (id, homeserver) = (session.id.clone(), session.homeserver.clone());
        let (user_id, base_url) = (session.user_id.clone(), session.base_url.to_string());
        let name = id.clone();
        let notify = move |event| self.on_event(&name, event);
        let connection = Connection::new(session, self.used_ts.get_value(), notify);
        let (reports, histories) = self.owner.with_value(|owner| {
            owner.with(|| {
                (
                    Reports::new(connection.clone()),
                    Histories::new(connection, self.is_caching),
                )
            })
        });
        ActiveSession {
            id,
            homeserver,
            user_id,
            base_url,
            reports,
            histories,
        }
    }

    /// Takes note of what happened to a session.
    fn on_event(self, id: &str, event: SessionEvent) {
        match event {
            SessionEvent::TokensRenewed => self.save(),
            SessionEvent::Used(ts) => self.note_use(ts),
            SessionEvent::Ended => {
                let id = id.to_owned();
                // Not at once: the channel that brought it goes with the session.
                web_platform::spawn(async move {
                    if let Some(ended) = self.find(&id) {
                        let why = SessionEnd::InAnotherTab(ended.homeserver);
                        self.ended.set(Some(why));
                        self.forget(&id);
                    }
                });
            }
        }
    }

    fn find(self, id: &str) -> Option<ActiveSession> {
        self.all
            .with_untracked(|all| all.iter().find(|it| it.id == id).cloned())
    }

    /// All of them, in the order in which they began.
    pub fn all(self) -> Vec<ActiveSession> {
        self.all.get()
    }

    /// The one that a link's `homeserver` means, or else the one that was looked at last.
    pub fn for_homeserver(self, named: Option<&str>) -> Option<ActiveSession> {
        let last = self.last.get();
        self.all.with(|all| {
            let meant = all.iter().find(|it| it.matches_link(named));
            let last = || all.iter().find(|it| Some(&it.id) == last.as_ref());
            meant.or_else(last).or(all.first()).cloned()
        })
    }

    /// Begins a session. It takes the place of an earlier one at the same homeserver.
    pub fn add(self, session: Session) {
        let now = web_platform::now();
        self.used_ts.set_value(now);
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
        self.note_use(now);
        self.save();
    }

    /// Takes note that somebody uses the page, unless nobody did for too long.
    pub fn note_activity(self) {
        let now = web_platform::now();
        let since = now.saturating_sub(self.used_ts.get_value());
        if self.all.with_untracked(Vec::is_empty)
            || self.end_if_idle()
            || since < ACTIVITY_INTERVAL_MS
        {
            return;
        }
        self.note_use(now);
        for connection in self.connections() {
            connection.broadcast_use(now);
        }
    }

    fn note_use(self, ts: u64) {
        self.used_ts.set_value(ts);
        remember_use(ts);
    }

    fn connections(self) -> Vec<Connection> {
        self.all
            .with_untracked(|all| all.iter().map(|it| it.reports.connection()).collect())
    }

    fn is_idle(self) -> bool {
        self.idle
            .is_over(self.used_ts.get_value(), web_platform::now())
    }

    /// Ends all sessions if neither this tab nor a copy of it was used for too long. Gives whether
    /// this tab was not.
    pub fn end_if_idle(self) -> bool {
        let is_idle = self.is_idle();
        if is_idle && !self.is_asking_tabs.get_value() {
            self.is_asking_tabs.set_value(true);
            web_platform::spawn(async move {
                // What they told may not have been heard while the browser let this tab sleep.
                for connection in self.connections() {
                    connection.ask_other_tabs().await;
                }
                self.is_asking_tabs.set_value(false);
                let connections = self.connections();
                if !self.is_idle() {
                    return;
                }
                self.end_withheld();
                if !connections.is_empty() {
                    let minutes = self.idle.minutes();
                    self.ended.set(Some(SessionEnd::Idle { minutes }));
                    for connection in connections {
                        self.sign_out(&connection.session().id);
                    }
                }
            });
        }
        is_idle
    }

    /// Ends the sessions that the configuration keeps from being used: they are idle, too.
    fn end_withheld(self) {
        let mut withheld = Vec::new();
        self.withheld
            .update_value(|all| withheld = std::mem::take(all));
        for session in withheld {
            mark_ended(&session.id);
            if is_revocable(&session) {
                self.ending.update_value(|all| all.push(session.clone()));
                web_platform::spawn(self.revoke_at_server(session));
            }
        }
        self.save();
    }

    /// Notes which one is looked at.
    pub fn select(self, id: &str) {
        if self.last.with_untracked(|last| last.as_deref() != Some(id)) {
            self.last.set(Some(id.to_owned()));
            self.save();
        }
    }

    /// Ends a session here, in the copies of the tab, and at its server.
    pub fn sign_out(self, id: &str) {
        let Some(ended) = self.find(id) else {
            return;
        };
        mark_ended(id);
        let connection = ended.reports.connection();
        let session = connection.session();
        if is_revocable(&session) {
            self.ending.update_value(|all| all.push(session));
        }
        self.forget(id);
        web_platform::spawn(async move {
            let session = connection.end_everywhere().await;
            self.update_ending(&session);
            self.revoke_at_server(session).await;
        });
    }

    /// Ends at its server a session that is signed out here.
    async fn revoke_at_server(self, mut session: Session) {
        let keep = |renewed: &Session| self.update_ending(renewed);
        let is_ended = end_with_retries(&mut session, &keep).await.is_ok();
        self.ending
            .update_value(|all| all.retain(|it| it.id != session.id));
        if !is_ended {
            self.not_ended.update(|all| all.push(session));
        }
        self.save();
    }

    /// Writes down the latest tokens of a session that is being ended at its server.
    fn update_ending(self, session: &Session) {
        self.ending.update_value(|all| {
            if let Some(stored) = all.iter_mut().find(|it| it.id == session.id) {
                stored.clone_from(session);
            }
        });
        self.save();
    }

    /// Tries once more to end a session at its server.
    pub fn retry_sign_out(self, id: &str) {
        if let Some(session) = self.take_not_ended(id) {
            self.ending.update_value(|all| all.push(session.clone()));
            web_platform::spawn(self.revoke_at_server(session));
        }
    }

    /// Forgets a session that could not be ended at its server.
    pub fn dismiss(self, id: &str) {
        self.take_not_ended(id);
        self.save();
    }

    fn take_not_ended(self, id: &str) -> Option<Session> {
        let mut taken = None;
        self.not_ended.update(|all| {
            if let Some(at) = all.iter().position(|it| it.id == id) {
                taken = Some(all.remove(at));
            }
        });
        taken
    }

    /// Ends a session that its server has ended.
    pub fn forget(self, id: &str) {
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
    }

    /// Writes them down for when the page is loaded again.
    fn save(self) {
        let mut sessions = self.all.with_untracked(|all| {
            let sessions = all.iter().map(|it| it.reports.connection().session());
            sessions.collect::<Vec<_>>()
        });
        let last = self.last.get_untracked();
        let current = sessions.iter().position(|it| Some(&it.id) == last.as_ref());
        sessions.extend(self.withheld.get_value());
        let mut ending = self.ending.get_value();
        ending.extend(self.not_ended.get_untracked());
        let stored = StoredSessions {
            current: current.unwrap_or(0),
            sessions,
            ending,
        };
        stored.save();
    }
}
