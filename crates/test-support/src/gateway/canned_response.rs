//! Answers that the gateway makes up, and the headers that let other origins read one.

use hyper::Response;
use hyper::header::{HeaderMap, HeaderName};
use serde_json::Value;

use super::body::{Body, full};

/// An answer made up by the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CannedResponse {
    status: u16,
    content_type: String,
    body: String,
    headers: Vec<(String, String)>,
    cors: bool,
}

impl CannedResponse {
    /// JSON, readable from other origins as Synapse's is.
    pub fn json(status: u16, json: &Value) -> Self {
        Self::text(status, "application/json", &json.to_string())
    }

    /// A web page, readable from other origins.
    pub fn html(status: u16, html: &str) -> Self {
        Self::text(status, "text/html; charset=utf-8", html)
    }

    /// Anything, readable from other origins.
    pub fn text(status: u16, content_type: &str, body: &str) -> Self {
        let (content_type, body) = (content_type.to_owned(), body.to_owned());
        Self {
            status,
            content_type,
            body,
            headers: Vec::new(),
            cors: true,
        }
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Not readable from other origins.
    #[must_use]
    pub fn without_cors(self) -> Self {
        Self {
            cors: false,
            ..self
        }
    }

    pub(super) fn response(&self) -> Response<Body> {
        let mut response = Response::builder().status(self.status);
        response = response.header("Content-Type", &self.content_type);
        for (name, value) in &self.headers {
            response = response.header(name, value);
        }
        if self.cors {
            response = response
                .header("Access-Control-Allow-Origin", "*")
                .header(
                    "Access-Control-Allow-Methods",
                    "GET, HEAD, POST, PUT, DELETE, OPTIONS",
                )
                .header(
                    "Access-Control-Allow-Headers",
                    "X-Requested-With, Content-Type, Authorization, Date",
                );
        }
        let body = full(self.body.clone());
        response
            .body(body)
            .unwrap_or_else(|_| Response::new(full("a header is malformed")))
    }
}

/// Removes the headers that let other origins read an answer.
pub(super) fn forbid_other_origins(headers: &mut HeaderMap) {
    let names: Vec<HeaderName> = headers.keys().cloned().collect();
    for name in names
        .iter()
        .filter(|name| name.as_str().starts_with("access-control-"))
    {
        headers.remove(name);
    }
}
