//! Faults: what may go wrong between panel and homeserver, and which requests it happens to.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use hyper::Method;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::canned_response::CannedResponse;
use super::lock;

/// What goes wrong.
#[derive(Clone)]
pub enum Fault {
    /// This is answered, and the homeserver is not asked.
    Respond(CannedResponse),
    /// The connection is closed without an answer.
    CloseConnection,
    /// There is never an answer. Clearing the fault closes the connection.
    Hang,
    /// The homeserver is asked only when the test has released the request.
    Hold,
    /// The answer's headers come at once; its body in pieces of so many bytes, each when the
    /// test has released it.
    ThrottleUntilReleased(usize),
    /// The answer's headers come at once; its body in pieces of so many bytes, each after this
    /// time.
    Throttle(usize, Duration),
    /// An error with this status, whose text repeats the request's `Authorization` and body: as they
    /// are, and percent-encoded.
    EchoRequest(u16),
    /// The connection breaks after so many bytes of the body.
    Truncate(usize),
    /// The answer lacks the headers that let other origins read it, so a browser refuses it.
    WithoutCors,
    /// The JSON of the answer is changed.
    RewriteJson(RewriteJson),
    /// The homeserver sees no `limit` above this one, so that it gives pages.
    ClampLimit(u64),
}

/// A change of an answer's JSON.
#[derive(Clone)]
pub struct RewriteJson(Arc<dyn Fn(&mut Value) + Send + Sync>);

impl Fault {
    /// An error in the form that Matrix gives it.
    pub fn error(status: u16, errcode: &str, error: &str) -> Self {
        Fault::Respond(CannedResponse::json(
            status,
            &json!({ "errcode": errcode, "error": error }),
        ))
    }

    /// Too many requests: try again after so many milliseconds.
    pub fn limited(retry_after_ms: u64) -> Self {
        Fault::Respond(CannedResponse::json(
            429,
            &json!({
                "errcode": "M_LIMIT_EXCEEDED",
                "error": "Too Many Requests",
                "retry_after_ms": retry_after_ms,
            }),
        ))
    }

    /// A web page where JSON was asked for.
    pub fn html() -> Self {
        Fault::Respond(CannedResponse::html(200, "<h1>It works!</h1>"))
    }

    /// Changes the JSON of the answer.
    pub fn rewrite(change: impl Fn(&mut Value) + Send + Sync + 'static) -> Self {
        Fault::RewriteJson(RewriteJson(Arc::new(change)))
    }

    /// Removes a key from the answer's JSON.
    pub fn without(key: &'static str) -> Self {
        Self::rewrite(move |json| {
            if let Some(object) = json.as_object_mut() {
                object.remove(key);
            }
        })
    }

    /// Sets a key of the answer's JSON.
    pub fn with(key: &'static str, value: impl Into<Value>) -> Self {
        let value = value.into();
        Self::rewrite(move |json| json[key] = value.clone())
    }
}

impl RewriteJson {
    pub(super) fn apply(&self, json: &mut Value) {
        (self.0)(json);
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Respond(answer) => answer.fmt(f),
            Fault::CloseConnection => f.write_str("Refuse"),
            Fault::Hang => f.write_str("Hang"),
            Fault::Hold => f.write_str("Hold"),
            Fault::ThrottleUntilReleased(size) => write!(f, "Dribble({size})"),
            Fault::Throttle(size, pause) => write!(f, "Trickle({size}, {pause:?})"),
            Fault::EchoRequest(status) => write!(f, "Echo({status})"),
            Fault::Truncate(size) => write!(f, "Cut({size})"),
            Fault::WithoutCors => f.write_str("WithoutCors"),
            Fault::RewriteJson(_) => f.write_str("Rewrite"),
            Fault::ClampLimit(limit) => write!(f, "ClampLimit({limit})"),
        }
    }
}

/// Which requests a fault happens to.
#[derive(Clone, Debug)]
pub struct Rule {
    path: String,
    query: String,
    after: usize,
    times: usize,
    method: Option<Method>,
    preflights: bool,
    fault: Fault,
}

impl Rule {
    /// Every request whose path contains this text; preflights are left alone.
    pub fn new(path: &str, fault: Fault) -> Self {
        Self {
            path: path.to_owned(),
            query: String::new(),
            after: 0,
            times: usize::MAX,
            method: None,
            preflights: matches!(fault, Fault::WithoutCors),
            fault,
        }
    }

    /// Every request for the report.
    pub fn statistics(fault: Fault) -> Self {
        Self::new(super::record::STATISTICS_PATH, fault)
    }

    /// Only if the query string contains this text, too.
    #[must_use]
    pub fn query(self, text: &str) -> Self {
        Self {
            query: text.to_owned(),
            ..self
        }
    }

    /// Only with this method.
    #[must_use]
    pub fn method(self, method: Method) -> Self {
        Self {
            method: Some(method),
            ..self
        }
    }

    /// Only after so many such requests have gone well.
    #[must_use]
    pub fn after(self, count: usize) -> Self {
        Self {
            after: count,
            ..self
        }
    }

    /// Only so many times.
    #[must_use]
    pub fn times(self, count: usize) -> Self {
        Self {
            times: count,
            ..self
        }
    }

    /// To preflights (OPTIONS), too.
    #[must_use]
    pub fn preflights_too(self) -> Self {
        Self {
            preflights: true,
            ..self
        }
    }

    fn matches(&self, method: &Method, path: &str, query: &str) -> bool {
        (self.preflights || method != Method::OPTIONS)
            && self.method.as_ref().is_none_or(|wanted| wanted == method)
            && path.contains(&self.path)
            && query.contains(&self.query)
    }
}

/// Lets requests or pieces pass one by one, or all once it is opened.
#[derive(Debug)]
pub(super) struct Gate {
    permits: Semaphore,
    waiting: AtomicUsize,
    hits: AtomicUsize,
}

impl Gate {
    fn new() -> Self {
        let (waiting, hits) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Self {
            permits: Semaphore::new(0),
            waiting,
            hits,
        }
    }

    /// Waits to be released.
    pub(super) async fn pass(&self) {
        struct Waiting<'a>(&'a AtomicUsize);
        impl Drop for Waiting<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::SeqCst);
            }
        }
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let _waiting = Waiting(&self.waiting);
        if let Ok(permit) = self.permits.acquire().await {
            permit.forget();
        } // else the gate is open for good
    }
}

/// A fault in a running gateway. Dropping this does not end the fault.
#[derive(Clone, Debug)]
pub struct InjectedFault {
    gate: Arc<Gate>,
    rules: Rules,
}

impl InjectedFault {
    /// Lets so many held requests or pieces pass, now or when they come.
    pub fn release(&self, count: usize) {
        self.gate.permits.add_permits(count);
    }

    /// How many requests or pieces are held just now.
    pub fn held(&self) -> usize {
        self.gate.waiting.load(Ordering::SeqCst)
    }

    /// Waits until so many are held; says whether it came to that.
    pub fn wait_held(&self, count: usize, patience: Duration) -> bool {
        let begun = Instant::now();
        while self.held() < count {
            if begun.elapsed() > patience {
                return false;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        true
    }

    /// How many requests the fault has happened to.
    pub fn hits(&self) -> usize {
        self.gate.hits.load(Ordering::SeqCst)
    }

    /// Ends the fault and releases the responses that it held back.
    pub fn clear(&self) {
        let mut active = lock(&self.rules.0);
        active.retain(|rule| !Arc::ptr_eq(&rule.gate, &self.gate));
        self.gate.permits.close();
    }
}

/// The faults of a running gateway.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules(Arc<Mutex<Vec<Active>>>);

#[derive(Debug)]
struct Active {
    rule: Rule,
    seen: usize,
    gate: Arc<Gate>,
}

impl Rules {
    pub(super) fn add(&self, rule: Rule) -> InjectedFault {
        let gate = Arc::new(Gate::new());
        lock(&self.0).push(Active {
            rule,
            seen: 0,
            gate: Arc::clone(&gate),
        });
        InjectedFault {
            gate,
            rules: self.clone(),
        }
    }

    pub(super) fn clear(&self) {
        for active in lock(&self.0).drain(..) {
            active.gate.permits.close();
        }
    }

    /// All faults that happen to this request, in the order in which they were added.
    pub(super) fn matching(
        &self,
        method: &Method,
        path: &str,
        query: &str,
    ) -> Vec<(Fault, Arc<Gate>)> {
        let mut matching = Vec::new();
        for active in lock(&self.0).iter_mut() {
            let rule = &active.rule;
            if !rule.matches(method, path, query) {
                continue;
            }
            active.seen += 1;
            if active.seen > rule.after && active.seen - rule.after <= rule.times {
                active.gate.hits.fetch_add(1, Ordering::SeqCst);
                matching.push((rule.fault.clone(), Arc::clone(&active.gate)));
            }
        }
        matching
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "/_synapse/admin/v1/statistics/users/media";

    fn count(rules: &Rules, method: &Method, query: &str) -> usize {
        rules.matching(method, PATH, query).len()
    }

    #[test]
    fn a_fault_happens_after_and_as_often_as_it_should() {
        let rules = Rules::default();
        let fault = rules.add(Rule::statistics(Fault::CloseConnection).after(1).times(2));
        let times: Vec<_> = (0..5).map(|_| count(&rules, &Method::GET, "")).collect();
        assert_eq!(times, [0, 1, 1, 0, 0]);
        assert_eq!(fault.hits(), 2);
    }

    #[test]
    fn a_fault_spares_preflights_and_other_queries() {
        let rules = Rules::default();
        rules.add(Rule::statistics(Fault::html()).query("order_by=user_id"));
        assert_eq!(count(&rules, &Method::OPTIONS, "order_by=user_id"), 0);
        assert_eq!(count(&rules, &Method::GET, "order_by=media_length"), 0);
        assert_eq!(count(&rules, &Method::GET, "from=0&order_by=user_id"), 1);
        rules.add(Rule::statistics(Fault::WithoutCors));
        assert_eq!(count(&rules, &Method::OPTIONS, ""), 1);
    }

    #[test]
    fn a_cleared_fault_is_over_and_others_stay() {
        let rules = Rules::default();
        let first = rules.add(Rule::statistics(Fault::Hang));
        rules.add(Rule::statistics(Fault::ClampLimit(10)));
        first.clear();
        assert_eq!(count(&rules, &Method::GET, ""), 1);
        rules.clear();
        assert_eq!(count(&rules, &Method::GET, ""), 0);
    }
}
