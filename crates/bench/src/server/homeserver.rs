//! Who answers what a homeserver does: one that is made up and knows just enough to let an
//! administrator in and to answer statistics, or a real one.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use anyhow::Result;
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    CONTENT_TYPE, HOST, HeaderValue,
};
use hyper::{Method, Request, Response, StatusCode, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use test_users::{OrderBy, PageRequest, Users};

use super::{Body, empty, full};

/// The path of the endpoint.
pub const STATISTICS: &str = "/_synapse/admin/v1/statistics/users/media";

/// A homeserver.
#[derive(Debug)]
pub enum Homeserver {
    /// Has generated users and caches its responses: generating them again would take CPU time from
    /// the browser.
    Generated {
        users: Users,
        answers: Mutex<HashMap<String, Bytes>>,
    },
    /// It is somewhere else.
    Real {
        base_url: String,
        client: Client<HttpConnector, Incoming>,
    },
}

impl Homeserver {
    /// One with these users.
    pub fn generated(users: Users) -> Self {
        let answers = Mutex::default();
        Self::Generated { users, answers }
    }

    /// The one at this base URL, over plain HTTP.
    pub fn real(base_url: String) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self::Real { base_url, client }
    }

    pub(super) async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        match self {
            Self::Generated { users, answers } => generated(&request, users, answers),
            Self::Real { base_url, client } => {
                let response = pass_on(request, base_url, client).await;
                response.unwrap_or_else(|_| empty(StatusCode::BAD_GATEWAY))
            }
        }
    }
}

async fn pass_on(
    mut request: Request<Incoming>,
    base_url: &str,
    client: &Client<HttpConnector, Incoming>,
) -> Result<Response<Body>> {
    let asked = request.uri().path_and_query();
    let asked = asked.map_or("/", |asked| asked.as_str());
    *request.uri_mut() = format!("{base_url}{asked}").parse::<Uri>()?;
    request.headers_mut().remove(HOST);
    let response = client.request(request).await?;
    Ok(response.map(BodyExt::boxed_unsync))
}

fn generated(
    request: &Request<Incoming>,
    users: &Users,
    answers: &Mutex<HashMap<String, Bytes>>,
) -> Response<Body> {
    let path = request.uri().path();
    let mut response = if request.method() == Method::OPTIONS {
        empty(StatusCode::NO_CONTENT)
    } else if path == STATISTICS {
        let query = request.uri().query().unwrap_or_default();
        let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
        let known = answers.get(query).cloned();
        let bytes = known.unwrap_or_else(|| {
            let bytes = Bytes::from(users.respond(asked(query)));
            answers.insert(query.to_owned(), bytes.clone());
            bytes
        });
        Response::new(full(bytes))
    } else if let Some(json) = known(path) {
        Response::new(full(json))
    } else {
        let mut response = Response::new(full(r#"{"errcode":"M_UNRECOGNIZED"}"#));
        *response.status_mut() = StatusCode::NOT_FOUND;
        response
    };
    // As Synapse says it, on every answer.
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, "application/json"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            ACCESS_CONTROL_ALLOW_METHODS,
            "GET, HEAD, POST, PUT, DELETE, OPTIONS",
        ),
        (
            ACCESS_CONTROL_ALLOW_HEADERS,
            "X-Requested-With, Content-Type, Authorization, Date",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// What is not about statistics.
fn known(path: &str) -> Option<&'static str> {
    match path {
        "/_matrix/client/versions" => Some(r#"{"versions":["v1.11"]}"#),
        "/_matrix/client/v3/login" => Some(r#"{"flows":[{"type":"m.login.password"}]}"#),
        "/_matrix/client/v3/account/whoami" => Some(r#"{"user_id":"@admin:example.org"}"#),
        path if path.starts_with("/_synapse/admin/v2/users/") => Some("{}"),
        _ => None,
    }
}

/// What the endpoint's query asks for; the defaults are Synapse's.
fn asked(query: &str) -> PageRequest {
    let value = |name: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .into_iter()
            .find(|pair| pair.0 == name)
            .map(|pair| pair.1)
    };
    let number = |name| value(name).and_then(|text| text.parse().ok());
    PageRequest {
        order_by: value("order_by")
            .and_then(OrderBy::parse)
            .unwrap_or_default(),
        backwards: value("dir") == Some("b"),
        from: number("from").unwrap_or(0),
        limit: number("limit").unwrap_or(100),
    }
}
