//! A homeserver that knows just enough to let an administrator in and to answer statistics about
//! made-up users.

use std::convert::Infallible;
use std::net::TcpListener;
use std::sync::Arc;

use anyhow::Result;
use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use madeup::{Asked, OrderBy, Users};
use tokio::runtime::Runtime;

/// The path of the endpoint.
pub const STATISTICS: &str = "/_synapse/admin/v1/statistics/users/media";

/// A running homeserver, on this machine only; it ends when dropped.
#[derive(Debug)]
pub struct Homeserver {
    runtime: Option<Runtime>,
    base_url: String,
}

impl Homeserver {
    /// Starts a homeserver with these users.
    ///
    /// # Errors
    /// When the machine does not let it listen.
    pub fn start(users: Users) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        listener.set_nonblocking(true)?;
        let base_url = format!("http://{}", listener.local_addr()?);
        runtime.spawn(accept(listener, Arc::new(users)));
        Ok(Self {
            runtime: Some(runtime),
            base_url,
        })
    }

    /// Scheme, host and port.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }
}

impl Drop for Homeserver {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn accept(listener: TcpListener, users: Arc<Users>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
        return;
    };
    while let Ok((stream, _)) = listener.accept().await {
        let users = Arc::clone(&users);
        tokio::spawn(async move {
            let service = hyper::service::service_fn(|request| {
                let response = answer(&request, &users);
                async { Ok::<_, Infallible>(response) }
            });
            // An error here is a connection that the browser has closed.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

fn answer(request: &Request<Incoming>, users: &Users) -> Response<Full<Bytes>> {
    let path = request.uri().path();
    let json = match path {
        "/_matrix/client/versions" => r#"{"versions":["v1.11"]}"#.into(),
        "/_matrix/client/v3/login" => r#"{"flows":[{"type":"m.login.password"}]}"#.into(),
        "/_matrix/client/v3/account/whoami" => r#"{"user_id":"@admin:example.org"}"#.into(),
        STATISTICS => users.answer(asked(request.uri().query().unwrap_or_default())),
        path if path.starts_with("/_synapse/admin/v2/users/") => "{}".into(),
        _ => {
            let mut response = Response::new(Full::from(r#"{"errcode":"M_UNRECOGNIZED"}"#));
            *response.status_mut() = StatusCode::NOT_FOUND;
            return response;
        }
    };
    Response::new(Full::from(json))
}

/// What the endpoint's query asks for; the defaults are Synapse's.
fn asked(query: &str) -> Asked {
    let value = |name: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .into_iter()
            .find(|pair| pair.0 == name)
            .map(|pair| pair.1)
    };
    let number = |name| value(name).and_then(|text| text.parse().ok());
    Asked {
        order_by: value("order_by")
            .and_then(OrderBy::parse)
            .unwrap_or_default(),
        backwards: value("dir") == Some("b"),
        from: number("from").unwrap_or(0),
        limit: number("limit").unwrap_or(100),
    }
}
