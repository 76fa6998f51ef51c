//! A small web server on this machine: the pages, compressed ahead as a real one would have them,
//! and a homeserver. It holds every answer back for the same time.

mod files;
mod homeserver;
mod log;

use std::convert::Infallible;
use std::net::TcpListener;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use anyhow::{Context as _, Result};
use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::runtime::Runtime;

pub use files::Files;
pub use homeserver::{Homeserver, STATISTICS};
pub use log::{Exchange, Log, Recipient};

type Body = UnsyncBoxBody<Bytes, hyper::Error>;

/// What is served.
#[derive(Debug)]
pub struct ServedSite {
    /// The pages.
    pub files: Files,
    /// Who answers everything below `/_matrix` and `/_synapse`.
    pub homeserver: Homeserver,
    /// How long every answer is held back.
    pub latency: Duration,
}

/// A running server; it ends when dropped. The same is served at two origins, so that a page's
/// homeserver can be on its own or on another.
#[derive(Debug)]
pub struct Server {
    runtime: Option<Runtime>,
    origins: [String; 2],
    state: Arc<State>,
}

#[derive(Debug)]
struct State {
    files: RwLock<Files>,
    homeserver: Homeserver,
    latency: Duration,
    log: Log,
}

impl Server {
    /// Starts to serve, over plain HTTP/1.1.
    ///
    /// # Errors
    /// When the machine does not let it listen.
    pub fn start(site: ServedSite) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let state = Arc::new(State {
            files: RwLock::new(site.files),
            homeserver: site.homeserver,
            latency: site.latency,
            log: Log::default(),
        });
        let listen = || -> Result<String> {
            let listener = TcpListener::bind(("127.0.0.1", 0))?;
            listener.set_nonblocking(true)?;
            let origin = format!("http://{}", listener.local_addr()?);
            runtime.spawn(accept(listener, Arc::clone(&state)));
            Ok(origin)
        };
        let origins = [listen()?, listen()?];
        Ok(Self {
            runtime: Some(runtime),
            origins,
            state,
        })
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.origins[0]
    }

    /// The same under another port: for a browser, another origin.
    pub fn other_origin(&self) -> &str {
        &self.origins[1]
    }

    /// What was asked.
    pub fn log(&self) -> &Log {
        &self.state.log
    }

    /// Serves the page at `path` at another path in the same folder, too, after a change.
    ///
    /// # Errors
    /// When there is no such page.
    pub fn vary(&self, path: &str, name: &str, change: impl Fn(&str) -> String) -> Result<()> {
        let files = &self.state.files;
        let mut files = files.write().unwrap_or_else(PoisonError::into_inner);
        let page = files.get(&format!("{path}index.html"));
        let page = page.with_context(|| format!("there is no page {path}"))?;
        let changed = change(&String::from_utf8_lossy(page));
        files.add(&format!("{path}{name}"), changed.into(), false)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
        return;
    };
    while let Ok((stream, _)) = listener.accept().await {
        // Small answers are to leave at once.
        let _ = stream.set_nodelay(true);
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            let service = hyper::service::service_fn(|request| async {
                Ok::<_, Infallible>(state.serve(request).await)
            });
            // An error here is a connection that the browser has closed.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

impl State {
    async fn serve(&self, request: Request<Incoming>) -> Response<Body> {
        let path = request.uri().path();
        let asked = path.starts_with("/_matrix/") || path.starts_with("/_synapse/");
        let party = if asked {
            Recipient::Homeserver
        } else {
            Recipient::Files
        };
        let is_statistics = path == STATISTICS && request.method() == Method::GET;
        let entry = self.log.begin(party, is_statistics);
        tokio::time::sleep(self.latency).await;
        let response = match party {
            Recipient::Homeserver => self.homeserver.answer(request).await,
            Recipient::Files => {
                let files = self.files.read().unwrap_or_else(PoisonError::into_inner);
                files.answer(&request)
            }
        };
        self.log.end(entry, &response);
        response
    }
}

fn full(bytes: impl Into<Bytes>) -> Body {
    let body = Full::new(bytes.into());
    body.map_err(|never| match never {}).boxed_unsync()
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(full(Bytes::new()));
    *response.status_mut() = status;
    response
}
