//! What was asked of the server, and when.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use hyper::Response;
use hyper::body::Body;

/// Who was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// The web server with the pages.
    Files,
    /// The homeserver.
    Homeserver,
}

/// A request and its answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exchange {
    /// Who was asked.
    pub party: Recipient,
    /// Whether rows were asked for, and not only whether that is allowed.
    pub is_statistics: bool,
    /// When the request came, in ms since the epoch.
    pub asked: f64,
    /// Bytes of the answer's body as it is sent; 0 while they are not known.
    pub bytes: u32,
}

#[derive(Debug, Default)]
struct Entries {
    exchanges: Vec<Exchange>,
    unanswered: usize,
    /// When something last happened.
    last: Option<Instant>,
    /// How often all was forgotten: answers to what was asked before are none of ours.
    round: u32,
}

/// All exchanges since the last time that they were forgotten.
#[derive(Debug, Default)]
pub struct Log(Mutex<Entries>);

/// The place of an exchange that has begun.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    round: u32,
    at: usize,
}

impl Log {
    /// Begins anew.
    pub fn forget(&self) {
        let mut entries = self.entries();
        let round = entries.round + 1;
        *entries = Entries {
            round,
            ..Entries::default()
        };
    }

    /// All so far.
    pub fn all(&self) -> Vec<Exchange> {
        self.entries().exchanges.clone()
    }

    /// Whether everything is answered, and nothing was asked for so long.
    pub fn is_quiet_for(&self, time: Duration) -> bool {
        let entries = self.entries();
        entries.unanswered == 0 && entries.last.is_some_and(|last| last.elapsed() >= time)
    }

    pub(super) fn begin(&self, party: Recipient, is_statistics: bool) -> Entry {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let mut entries = self.entries();
        entries.exchanges.push(Exchange {
            party,
            is_statistics,
            asked: now.unwrap_or_default().as_secs_f64() * 1000.0,
            bytes: 0,
        });
        entries.unanswered += 1;
        entries.last = Some(Instant::now());
        Entry {
            round: entries.round,
            at: entries.exchanges.len() - 1,
        }
    }

    pub(super) fn end(&self, entry: Entry, response: &Response<impl Body>) {
        let mut entries = self.entries();
        if entries.round != entry.round {
            return;
        }
        let bytes = response.body().size_hint().exact().unwrap_or(0);
        entries.exchanges[entry.at].bytes = bytes.try_into().unwrap_or(u32::MAX);
        entries.unanswered -= 1;
        entries.last = Some(Instant::now());
    }

    fn entries(&self) -> std::sync::MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_to_what_is_forgotten_is_none() {
        let log = Log::default();
        let answer = || Response::new("seven b".to_owned());
        let early = log.begin(Recipient::Files, false);
        log.forget();
        let late = log.begin(Recipient::Homeserver, true);
        log.end(early, &answer());
        assert!(!log.is_quiet_for(Duration::ZERO), "one is under way");
        log.end(late, &answer());
        assert!(log.is_quiet_for(Duration::ZERO));
        let all = log.all();
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].party, all[0].bytes), (Recipient::Homeserver, 7));
    }
}
