//! The record of what was asked of the homeserver, and of what became of it.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use hyper::{Method, Request};

use super::lock;

/// The path of the report.
pub(super) const STATISTICS_PATH: &str = "/_synapse/admin/v1/statistics/users/media";

/// One request to the homeserver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedRequest {
    /// The method.
    pub method: String,
    /// The path as it was sent, percent-encoded.
    pub path: String,
    /// What followed the question mark, as it was sent.
    pub query: String,
    /// Whether there was an `Authorization` header. Its value is not kept.
    pub authorized: bool,
    /// The status of the answer, once there is one.
    pub status: Option<u16>,
    /// What became of it.
    pub outcome: RequestOutcome,
}

impl RecordedRequest {
    /// Whether this asks for the report.
    pub fn is_statistics(&self) -> bool {
        self.path == STATISTICS_PATH && self.method != Method::OPTIONS.as_str()
    }

    /// The value of a parameter of the query string, as it was sent.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let pairs = self
            .query
            .split('&')
            .filter_map(|pair| pair.split_once('='));
        pairs
            .into_iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestOutcome {
    /// It is still going on.
    Running,
    /// The answer was handed over whole.
    Complete,
    /// It ended early: the browser gave up, or a fault broke it off.
    Broken,
}

#[derive(Debug, Default)]
struct LogState {
    requests: Vec<RecordedRequest>,
    /// Raised by forgetting, so that requests from before leave the new record alone.
    generation: usize,
    in_flight: usize,
    max_in_flight: usize,
}

/// The record of a running gateway.
#[derive(Clone, Debug, Default)]
pub(super) struct Log(Arc<(Mutex<LogState>, Condvar)>);

impl Log {
    pub(super) fn begin<B>(&self, request: &Request<B>) -> LogEntry {
        let recorded = RecordedRequest {
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().unwrap_or_default().to_owned(),
            authorized: request.headers().contains_key("authorization"),
            status: None,
            outcome: RequestOutcome::Running,
        };
        let mut kept = lock(&self.0.0);
        let statistics = recorded.is_statistics();
        if statistics {
            kept.in_flight += 1;
            kept.max_in_flight = kept.max_in_flight.max(kept.in_flight);
        }
        kept.requests.push(recorded);
        let (at, generation) = (kept.requests.len() - 1, kept.generation);
        self.0.1.notify_all();
        LogEntry {
            log: self.clone(),
            at,
            generation,
            statistics,
            complete: false,
        }
    }

    pub(super) fn all(&self) -> Vec<RecordedRequest> {
        lock(&self.0.0).requests.clone()
    }

    pub(super) fn forget(&self) {
        let mut kept = lock(&self.0.0);
        kept.requests.clear();
        kept.generation += 1;
        kept.max_in_flight = kept.in_flight;
    }

    pub(super) fn max_in_flight(&self) -> usize {
        lock(&self.0.0).max_in_flight
    }

    pub(super) fn wait(
        &self,
        patience: Duration,
        wanted: impl Fn(&[RecordedRequest]) -> bool,
    ) -> Option<Vec<RecordedRequest>> {
        let (mutex, changed) = &*self.0;
        let (kept, timeout) = changed
            .wait_timeout_while(lock(mutex), patience, |kept| !wanted(&kept.requests))
            .unwrap_or_else(PoisonError::into_inner);
        (!timeout.timed_out()).then(|| kept.requests.clone())
    }

    fn change(&self, entry: &LogEntry, change: impl FnOnce(&mut RecordedRequest)) {
        let mut kept = lock(&self.0.0);
        if kept.generation == entry.generation
            && let Some(recorded) = kept.requests.get_mut(entry.at)
        {
            change(recorded);
        }
        self.0.1.notify_all();
    }
}

/// A request that is going on; it has ended when this is dropped.
#[derive(Debug)]
pub(super) struct LogEntry {
    log: Log,
    at: usize,
    generation: usize,
    statistics: bool,
    complete: bool,
}

impl LogEntry {
    pub(super) fn answered(&self, status: u16) {
        self.log
            .change(self, |recorded| recorded.status = Some(status));
    }

    pub(super) fn complete(&mut self) {
        self.complete = true;
    }
}

impl Drop for LogEntry {
    fn drop(&mut self) {
        if self.statistics {
            lock(&self.log.0.0).in_flight -= 1;
        }
        let outcome = if self.complete {
            RequestOutcome::Complete
        } else {
            RequestOutcome::Broken
        };
        self.log.change(self, |recorded| recorded.outcome = outcome);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(uri: &str) -> Request<()> {
        let mut request = Request::new(());
        *request.uri_mut() = uri.parse().unwrap_or_default();
        request
    }

    #[test]
    fn the_record_keeps_order_outcome_and_the_most_in_flight() {
        let log = Log::default();
        let mut first = log.begin(&request(&format!("{STATISTICS_PATH}?limit=5&from=10")));
        let second = log.begin(&request(STATISTICS_PATH));
        let other = log.begin(&request("/_matrix/client/versions"));
        first.answered(200);
        first.complete();
        drop((first, second));
        let all = log.all();
        assert_eq!(all[0].parameter("from"), Some("10"));
        assert_eq!(
            (all[0].status, all[0].outcome),
            (Some(200), RequestOutcome::Complete)
        );
        assert_eq!(all[1].outcome, RequestOutcome::Broken);
        assert_eq!(all[2].outcome, RequestOutcome::Running);
        assert_eq!(log.max_in_flight(), 2);
        log.forget();
        drop(other);
        assert_eq!((log.all().len(), log.max_in_flight()), (0, 0));
    }
}
