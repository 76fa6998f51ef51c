//! The panel's files with the headers that keep a page with an administrator's token safe.

use std::path::PathBuf;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Incoming;
use hyper::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Method, Request, Response, Uri};
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

use super::REPORT_PATH;
use super::body::Body;
use super::canned_response::CannedResponse;

/// The Content-Security-Policy that the panel's hosts are asked to send.
pub const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' \
    'sha256-lK0fFpwzQqJqleso7XUOIU3yiMNUd5b8VX0+hgT9/Uw='; \
    style-src 'self'; img-src 'self' data: blob:; connect-src *; base-uri 'self'; \
    form-action 'none'; require-trusted-types-for 'script'; trusted-types synapse-media-usage; \
    frame-ancestors 'none'";

#[derive(Debug)]
pub(super) struct Panel {
    files: ServeDir,
    prefix: String,
    policy: HeaderValue,
}

impl Panel {
    pub(super) fn new(dist: PathBuf, prefix: &str, csp_reports: bool) -> Self {
        let report = format!("{POLICY}; report-uri {REPORT_PATH}");
        let policy = if csp_reports {
            report
        } else {
            POLICY.to_owned()
        };
        let policy = HeaderValue::from_str(&policy);
        let policy = policy.unwrap_or_else(|_| HeaderValue::from_static(POLICY));
        Self {
            files: ServeDir::new(dist),
            prefix: prefix.to_owned(),
            policy,
        }
    }

    pub(super) async fn serve(&self, request: Request<Incoming>) -> Response<Body> {
        let mut response = self.file(&request).await;
        let headers = response.headers_mut();
        headers.insert(CONTENT_SECURITY_POLICY, self.policy.clone());
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        response
    }

    async fn file(&self, request: &Request<Incoming>) -> Response<Body> {
        let missing = || {
            CannedResponse::html(404, "Not found")
                .without_cors()
                .response()
        };
        let Some(path) = request.uri().path().strip_prefix(&self.prefix) else {
            return missing();
        };
        if path.is_empty() {
            let there = format!("{}/", self.prefix);
            return CannedResponse::html(308, "")
                .without_cors()
                .header("Location", &there)
                .response();
        }
        if request.method() != Method::GET && request.method() != Method::HEAD {
            return CannedResponse::html(405, "Not allowed")
                .without_cors()
                .response();
        }
        let Ok(uri) = path.parse::<Uri>() else {
            return missing();
        };
        let mut inner = Request::new(Empty::<Bytes>::new());
        *inner.method_mut() = request.method().clone();
        *inner.uri_mut() = uri;
        *inner.headers_mut() = request.headers().clone();
        let Ok(response) = self.files.clone().oneshot(inner).await;
        if response.status() == hyper::StatusCode::NOT_FOUND {
            return missing();
        }
        response.map(|body| body.map_err(Into::into).boxed_unsync())
    }
}
