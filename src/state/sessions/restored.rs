//! The sessions that the tab's storage holds. Browsers restore it with the tab, however late, and copy
//! it with the tab.

use super::SessionEnd;
use super::idle::IdleTimeout;
use panel_core::config::Config;
use serde::{Deserialize, Serialize};
use synapse_client::{Grant, Session, latest_use};
use web_platform::Storage;

/// Where the tab keeps its sessions.
const SESSIONS: &str = "sessions";

/// Where the tab keeps the time at which it was last used, in ms since the epoch.
const LAST_USED: &str = "used";

/// Where the browser keeps the beginnings of the IDs of sessions that have ended, so that a copy of
/// the tab that was asleep ends, too. They are not secret.
const ENDED: &str = "ended";

/// How many of those are kept, and how long the beginnings are.
const MAX_ENDED: usize = 50;
const ENDED_PREFIX_LENGTH: usize = 8;

/// What the tab's storage holds.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct StoredSessions {
    /// The one looked at last.
    pub(super) current: usize,
    pub(super) sessions: Vec<Session>,
    /// Those that are signed out, but not yet at their servers. They are only used to revoke their
    /// tokens.
    #[serde(default)]
    pub(super) ending: Vec<Session>,
}

impl StoredSessions {
    /// Signs out of a session. A pasted token is only forgotten.
    fn end(&mut self, session: Session) {
        mark_ended(&session.id);
        if is_revocable(&session) {
            self.ending.push(session);
        }
    }

    fn load() -> Self {
        let stored = web_platform::load(Storage::Session, SESSIONS);
        let stored = stored.and_then(|text| serde_json::from_slice(text.as_bytes()).ok());
        stored.unwrap_or_default()
    }

    /// Writes them down for when the page is loaded again.
    pub(super) fn save(&self) {
        if self.sessions.is_empty() {
            web_platform::remove(Storage::Session, LAST_USED);
        }
        if self.sessions.is_empty() && self.ending.is_empty() {
            web_platform::remove(Storage::Session, SESSIONS);
        } else if let Ok(text) = serde_json::to_string(self) {
            web_platform::store(Storage::Session, SESSIONS, &text);
        }
    }
}

/// Whether signing out has to revoke the tokens of a session.
pub(super) fn is_revocable(session: &Session) -> bool {
    !matches!(session.grant, Grant::Pasted)
}

/// What the tab's storage held when the page was loaded.
pub struct RestoredSessions {
    pub(super) stored: StoredSessions,
    /// When the tab was last used, in ms since the epoch.
    pub(super) used_ts: u64,
    /// The sessions that may not be used until the configuration can be read.
    pub(super) withheld: Vec<Session>,
    /// Why sessions have ended, if some did now.
    pub(super) ended: Option<SessionEnd>,
}

impl RestoredSessions {
    /// Reads the storage. Sessions that have ended meanwhile are left out, and taken out of it;
    /// those that were idle for too long, or that the configuration no longer allows, are signed
    /// out. Those that it doesn't allow because it can't be read (`is_known` is false) are kept, but
    /// not used.
    pub async fn load(config: &Config, is_known: bool) -> Self {
        let idle = IdleTimeout::after_minutes(config.idle_minutes);
        let mut stored = StoredSessions::load();
        let ended = web_platform::load(Storage::Local, ENDED).unwrap_or_default();
        stored.sessions.retain(|it| !is_ended(&ended, &it.id));
        let now = web_platform::now();
        let used_ts = web_platform::load(Storage::Session, LAST_USED);
        let mut used_ts = used_ts.and_then(|ts| ts.parse().ok()).unwrap_or(now);
        let mut why = None;
        if idle.is_over(used_ts, now) {
            // A copy of the tab may have been used while the browser had put this one away.
            for session in &stored.sessions {
                used_ts = latest_use(session, used_ts).await;
            }
            if idle.is_over(used_ts, now) {
                for session in std::mem::take(&mut stored.sessions) {
                    let minutes = idle.minutes();
                    why = Some(SessionEnd::Idle { minutes });
                    stored.end(session);
                }
            }
        }
        let is_allowed = |it: &Session| config.allows(&it.homeserver, it.base_url.as_str());
        let sessions = std::mem::take(&mut stored.sessions);
        let (allowed, mut withheld): (Vec<_>, Vec<_>) = sessions.into_iter().partition(is_allowed);
        if is_known {
            for session in withheld.drain(..) {
                why = Some(SessionEnd::NotOffered(session.homeserver.clone()));
                stored.end(session);
            }
        }
        stored.sessions = [&*allowed, &*withheld].concat();
        stored.save();
        stored.sessions = allowed;
        if !stored.sessions.is_empty() {
            used_ts = now;
            remember_use(now);
        }
        Self {
            stored,
            used_ts,
            withheld,
            ended: why,
        }
    }
}

/// Keeps the time at which the tab was last used, in ms since the epoch.
pub(super) fn remember_use(ts: u64) {
    web_platform::store(Storage::Session, LAST_USED, &ts.to_string());
}

/// Takes note that a session has ended, for copies of the tab that don't hear of it.
pub(super) fn mark_ended(id: &str) {
    let ended = web_platform::load(Storage::Local, ENDED).unwrap_or_default();
    web_platform::store(Storage::Local, ENDED, &with_ended(&ended, id));
}

fn id_prefix(id: &str) -> &str {
    id.get(..ENDED_PREFIX_LENGTH).unwrap_or(id)
}

fn is_ended(ended: &str, id: &str) -> bool {
    ended.split(' ').any(|it| it == id_prefix(id))
}

fn with_ended(ended: &str, id: &str) -> String {
    let mut all: Vec<_> = ended.split(' ').filter(|it| !it.is_empty()).collect();
    all.push(id_prefix(id));
    let first = all.len().saturating_sub(MAX_ENDED);
    all[first..].join(" ")
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn revokes_only_tokens_obtained_by_the_panel() {
        let session = |grant: &str| -> Session {
            let json = format!(
                r#"{{"id":"i","base_url":"https://a.example","homeserver":"a.example",
                "user_id":"@a:a.example","tokens":{{"access":"t","refresh":null,"renew_ts":null}},
                "grant":"{grant}"}}"#
            );
            serde_json::from_slice(json.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
        };
        assert!(is_revocable(&session("Login")));
        assert!(!is_revocable(&session("Pasted")));
    }

    #[test]
    fn reads_stored_sessions_without_an_ending_list() {
        let stored = serde_json::from_slice::<StoredSessions>(br#"{"current":0,"sessions":[]}"#);
        assert!(stored.is_ok_and(|stored| stored.ending.is_empty()));
    }

    #[test]
    fn ended_sessions_are_known_by_id_prefix() {
        let ids = (0..=MAX_ENDED).map(|number| format!("{number:08}rest"));
        let ended = ids.fold(String::new(), |ended, id| with_ended(&ended, &id));
        assert!(!is_ended(&ended, "00000000rest"));
        assert!(is_ended(&ended, "00000001rest"));
        assert!(!ended.contains("rest"));
        assert!(!is_ended("", "00000001rest"));
    }
}
