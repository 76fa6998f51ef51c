//! Passes requests on to the server behind, with the faults that were asked for.

use std::fmt::Write as _;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use hyper::header::{
    AUTHORIZATION, CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, HOST, TRANSFER_ENCODING, UPGRADE,
};
use hyper::{Request, Response, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

use super::body::{Aborted, Body, BodyFault, PieceTrigger, full, passed_on};
use super::canned_response::{CannedResponse, forbid_other_origins};
use super::fault::{Fault, Gate, Rules};
use super::record::{Log, LogEntry};

type Faults = Vec<(Fault, Arc<Gate>)>;

/// A server behind the gateway.
#[derive(Debug)]
pub(super) struct Upstream {
    base_url: String,
    client: Client<HttpConnector, Body>,
}

impl Upstream {
    pub(super) fn new(base_url: String) -> Self {
        Self {
            base_url,
            client: Client::builder(TokioExecutor::new()).build_http(),
        }
    }

    /// Asks for the request's path, with this query.
    pub(super) async fn ask(
        &self,
        request: Request<Incoming>,
        query: String,
    ) -> Result<Response<Body>, Aborted> {
        let (mut parts, body) = request.into_parts();
        let mut url = format!("{}{}", self.base_url, parts.uri.path());
        if !query.is_empty() {
            url = format!("{url}?{query}");
        }
        parts.uri = url.parse::<Uri>().map_err(|_| Aborted)?;
        for name in [HOST, CONNECTION, UPGRADE, TRANSFER_ENCODING] {
            parts.headers.remove(name);
        }
        let request = Request::from_parts(parts, body.map_err(Into::into).boxed_unsync());
        match self.client.request(request).await {
            Ok(response) => Ok(response.map(|body| body.map_err(Into::into).boxed_unsync())),
            // What web servers respond when the upstream is down.
            Err(_) => Ok(CannedResponse::html(502, "Bad Gateway")
                .without_cors()
                .response()),
        }
    }
}

/// Where an answer comes from.
#[derive(Debug)]
pub(super) enum Source<'a> {
    Upstream(&'a Upstream),
    Canned(CannedResponse),
}

/// Answers a request from its source, with the faults that happen to it, and notes both in the
/// record.
pub(super) async fn pass_on(
    request: Request<Incoming>,
    source: Source<'_>,
    rules: &Rules,
    log: &Log,
) -> Result<Response<Body>, Aborted> {
    let entry = log.begin(&request);
    let (path, query) = (
        request.uri().path(),
        request.uri().query().unwrap_or_default(),
    );
    let faults = rules.matching(request.method(), path, query);
    let query = clamped(query, &faults);
    let mut answer = None;
    let mut echo = None;
    for (fault, gate) in &faults {
        match fault {
            Fault::Hold => gate.pass().await,
            Fault::Hang => {
                gate.pass().await;
                return Err(Aborted);
            }
            Fault::CloseConnection => return Err(Aborted),
            Fault::Respond(made_up) => answer = Some(made_up.response()),
            Fault::EchoRequest(status) => echo = Some(*status),
            _ => {}
        }
    }
    let response = match (answer, echo, source) {
        (Some(answer), ..) => answer,
        (None, Some(status), _) => echoed(request, status).await?,
        (None, None, Source::Canned(answer)) => answer.response(),
        (None, None, Source::Upstream(upstream)) => upstream.ask(request, query).await?,
    };
    faulted(response, &faults, entry).await
}

/// What a careless server answers: an error that repeats the request.
async fn echoed(request: Request<Incoming>, status: u16) -> Result<Response<Body>, Aborted> {
    let (parts, body) = request.into_parts();
    let bytes = body.collect().await.map_err(|_| Aborted)?.to_bytes();
    let header = parts
        .headers
        .get(AUTHORIZATION)
        .map(hyper::header::HeaderValue::as_bytes);
    let header = String::from_utf8_lossy(header.unwrap_or_default());
    let plain = format!("{header} {}", String::from_utf8_lossy(&bytes));
    let mut encoded = String::new();
    for byte in plain.bytes() {
        // Writing to a string can't fail.
        let _ = write!(encoded, "%{byte:02x}");
    }
    let text = format!("This is not understood: {plain} or {encoded}");
    let error = json!({ "errcode": text, "error": text, "error_description": text });
    Ok(CannedResponse::json(status, &error).response())
}

async fn faulted(
    response: Response<Body>,
    faults: &Faults,
    entry: LogEntry,
) -> Result<Response<Body>, Aborted> {
    let (mut parts, mut body) = response.into_parts();
    parts.headers.remove(CONNECTION);
    let mut group_mode = BodyFault::default();
    for (fault, gate) in faults {
        match fault {
            Fault::WithoutCors => forbid_other_origins(&mut parts.headers),
            Fault::Truncate(size) => group_mode.cut = Some(*size),
            Fault::ThrottleUntilReleased(size) => {
                group_mode.pieces = Some(((*size).max(1), PieceTrigger::Release(Arc::clone(gate))));
            }
            Fault::Throttle(size, pause) => {
                group_mode.pieces = Some(((*size).max(1), PieceTrigger::Pause(*pause)));
            }
            Fault::RewriteJson(rewrite) => {
                let bytes = body.collect().await.map_err(|_| Aborted)?.to_bytes();
                body = full(match serde_json::from_slice::<Value>(&bytes) {
                    Ok(mut json) => {
                        rewrite.apply(&mut json);
                        Bytes::from(json.to_string())
                    }
                    Err(_) => bytes,
                });
                parts.headers.remove(CONTENT_LENGTH);
                parts.headers.remove(CONTENT_ENCODING);
            }
            _ => {}
        }
    }
    if group_mode.cut.is_some() {
        parts.headers.remove(CONTENT_LENGTH);
    }
    // Kept as it came, or else made by hyper: what is passed on in pieces is sent in chunks.
    parts.headers.remove(TRANSFER_ENCODING);
    entry.answered(parts.status.as_u16());
    Ok(Response::from_parts(
        parts,
        passed_on(body, group_mode, entry),
    ))
}

fn clamped(query: &str, faults: &Faults) -> String {
    let limits = faults.iter().filter_map(|(fault, _)| match fault {
        Fault::ClampLimit(limit) => Some(*limit),
        _ => None,
    });
    let Some(most) = limits.min() else {
        return query.to_owned();
    };
    let clamp = |pair: &str| match pair.strip_prefix("limit=").map(str::parse::<u64>) {
        Some(Ok(limit)) => format!("limit={}", limit.min(most)),
        _ => pair.to_owned(),
    };
    query.split('&').map(clamp).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use hyper::Method;

    use super::*;
    use crate::gateway::Rule;

    #[test]
    fn only_a_limit_above_the_clamp_is_lowered() {
        let rules = Rules::default();
        rules.add(Rule::statistics(Fault::ClampLimit(100)));
        let path = "/_synapse/admin/v1/statistics/users/media";
        let faults = rules.matching(&Method::GET, path, "");
        assert_eq!(
            clamped("limit=5000&from=7&order_by=user_id", &faults),
            "limit=100&from=7&order_by=user_id"
        );
        assert_eq!(clamped("from=1&limit=7", &faults), "from=1&limit=7");
        assert_eq!(clamped("limit=5000", &Vec::new()), "limit=5000");
    }
}
