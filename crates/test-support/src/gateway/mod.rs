//! The web server before panel and homeserver, as an administrator would run it; for tests it
//! remembers what was asked and misbehaves on demand.

mod body;
mod canned_response;
mod fault;
mod panel;
mod proxy;
mod record;

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;

use body::{Aborted, Body};
pub use canned_response::CannedResponse;
pub use fault::{Fault, InjectedFault, Rule};
pub use panel::POLICY;
use proxy::Source;
pub use record::{RecordedRequest, RequestOutcome};

/// Where the browser posts what its content security policy refused.
const REPORT_PATH: &str = "/csp-report";
const WELL_KNOWN_PATH: &str = "/.well-known/matrix/client";

/// What a gateway serves.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    dist: Option<PathBuf>,
    prefix: String,
    csp_reports: bool,
    homeserver: Option<String>,
    well_known: Option<CannedResponse>,
    port: u16,
}

impl Builder {
    /// Serves the panel from this folder.
    #[must_use]
    pub fn panel(self, dist: impl Into<PathBuf>) -> Self {
        Self {
            dist: Some(dist.into()),
            ..self
        }
    }

    /// Serves the panel below this path (`/admin/media/`) rather than at the root.
    #[must_use]
    pub fn prefix(self, prefix: &str) -> Self {
        Self {
            prefix: prefix.trim_end_matches('/').to_owned(),
            ..self
        }
    }

    /// Asks the browser to report what the content security policy refused.
    #[must_use]
    pub fn collect_csp_reports(self) -> Self {
        Self {
            csp_reports: true,
            ..self
        }
    }

    /// Passes `/_matrix` and `/_synapse` on to the homeserver at this base URL (plain HTTP).
    #[must_use]
    pub fn homeserver(self, base_url: &str) -> Self {
        Self {
            homeserver: Some(base_url.trim_end_matches('/').to_owned()),
            ..self
        }
    }

    /// Answers `/.well-known/matrix/client` like this.
    #[must_use]
    pub fn well_known(self, answer: CannedResponse) -> Self {
        Self {
            well_known: Some(answer),
            ..self
        }
    }

    /// Listens on this port rather than on a free one.
    #[must_use]
    pub fn port(self, port: u16) -> Self {
        Self { port, ..self }
    }

    /// Starts to serve, on the loopback interface.
    ///
    /// # Errors
    /// When the port is in use.
    pub fn start(self) -> Result<Gateway> {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).with_context(|| {
            format!(
                "port {} is in use: end what listens there, or choose another",
                self.port
            )
        })?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("gateway")
            .enable_all()
            .build()?;
        let state = Arc::new(State {
            panel: self
                .dist
                .map(|dist| panel::Panel::new(dist, &self.prefix, self.csp_reports)),
            homeserver: self.homeserver.map(proxy::Upstream::new),
            well_known: Mutex::new(self.well_known),
            reports: Mutex::default(),
            log: record::Log::default(),
            rules: fault::Rules::default(),
        });
        runtime.spawn(accept(listener, Arc::clone(&state)));
        let url = format!("http://127.0.0.1:{port}{}/", self.prefix);
        Ok(Gateway {
            state,
            runtime: Some(runtime),
            url,
            port,
        })
    }
}

/// A running gateway; it closes with all its connections when dropped. Its methods do not need an
/// async runtime.
#[derive(Debug)]
pub struct Gateway {
    state: Arc<State>,
    runtime: Option<tokio::runtime::Runtime>,
    url: String,
    port: u16,
}

impl Gateway {
    /// A gateway that serves nothing yet.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The panel's URL, with a slash at its end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Scheme, host and port: what a homeserver's base URL looks like.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Adds a fault. It lasts until it has happened often enough, or is cleared.
    pub fn inject(&self, rule: Rule) -> InjectedFault {
        self.state.rules.add(rule)
    }

    /// Ends all faults and releases the responses that were held back.
    pub fn clear_faults(&self) {
        self.state.rules.clear();
    }

    /// Answers `/.well-known/matrix/client` like this from now on.
    pub fn set_well_known(&self, answer: Option<CannedResponse>) {
        *lock(&self.state.well_known) = answer;
    }

    /// All requests to the homeserver so far, in order.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state.log.all()
    }

    /// Requests for the report (no preflights) so far, in order.
    pub fn statistics_requests(&self) -> Vec<RecordedRequest> {
        self.requests()
            .into_iter()
            .filter(RecordedRequest::is_statistics)
            .collect()
    }

    /// Forgets the requests so far, and the greatest number in flight.
    pub fn forget_requests(&self) {
        self.state.log.forget();
    }

    /// Waits until the requests so far are as wanted; gives them, or nothing if it took too long.
    pub fn wait_for_requests(
        &self,
        patience: Duration,
        wanted: impl Fn(&[RecordedRequest]) -> bool,
    ) -> Option<Vec<RecordedRequest>> {
        self.state.log.wait(patience, wanted)
    }

    /// How many requests for the report were in flight at once, at most.
    pub fn max_in_flight(&self) -> usize {
        self.state.log.max_in_flight()
    }

    /// What the browser says that the content security policy refused.
    pub fn csp_reports(&self) -> Vec<Value> {
        lock(&self.state.reports).clone()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.state.rules.clear();
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

#[derive(Debug)]
struct State {
    panel: Option<panel::Panel>,
    homeserver: Option<proxy::Upstream>,
    well_known: Mutex<Option<CannedResponse>>,
    reports: Mutex<Vec<Value>>,
    log: record::Log,
    rules: fault::Rules,
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
        return;
    };
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            let service = hyper::service::service_fn(|request| state.serve(request));
            let mut server = hyper::server::conn::http1::Builder::new();
            // An error here is a connection that broke, often because a fault says so.
            let _ = server
                .keep_alive(true)
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

impl State {
    async fn serve(&self, request: Request<Incoming>) -> Result<Response<Body>, Aborted> {
        let path = request.uri().path().to_owned();
        if path == REPORT_PATH && request.method() == Method::POST {
            return self.keep_report(request).await;
        }
        match self.source(&path) {
            Some(source) => proxy::pass_on(request, source, &self.rules, &self.log).await,
            None => self.file(request).await,
        }
    }

    /// Where the answer for a path comes from, unless it is a file of the panel.
    fn source(&self, path: &str) -> Option<Source<'_>> {
        if path == WELL_KNOWN_PATH {
            let answer = lock(&self.well_known).clone();
            let answer = answer.unwrap_or_else(|| CannedResponse::html(404, "Not found"));
            return Some(Source::Canned(answer));
        }
        let asked = path.starts_with("/_matrix/") || path.starts_with("/_synapse/");
        let homeserver = self.homeserver.as_ref().filter(|_| asked)?;
        Some(Source::Upstream(homeserver))
    }

    async fn file(&self, request: Request<Incoming>) -> Result<Response<Body>, Aborted> {
        let path = request.uri().path();
        for (fault, gate) in self.rules.matching(request.method(), path, "") {
            match fault {
                Fault::Hold => gate.pass().await,
                Fault::Hang => {
                    gate.pass().await;
                    return Err(Aborted);
                }
                Fault::CloseConnection => return Err(Aborted),
                Fault::Respond(answer) => return Ok(answer.response()),
                // The others are for answers of the homeserver.
                _ => {}
            }
        }
        Ok(match &self.panel {
            Some(panel) => panel.serve(request).await,
            None => CannedResponse::html(404, "Not found")
                .without_cors()
                .response(),
        })
    }

    async fn keep_report(&self, request: Request<Incoming>) -> Result<Response<Body>, Aborted> {
        let bytes = request
            .into_body()
            .collect()
            .await
            .map_err(|_| Aborted)?
            .to_bytes();
        let text = String::from_utf8_lossy(&bytes);
        let report = serde_json::from_str(&text).unwrap_or_else(|_| Value::from(text.as_ref()));
        lock(&self.reports).push(report);
        let mut response = Response::new(body::full(Bytes::new()));
        *response.status_mut() = StatusCode::NO_CONTENT;
        Ok(response)
    }
}

/// The value behind a lock; a panicked test must not hide what the other tests have to say.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
