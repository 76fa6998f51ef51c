//! Requests by the browser's `fetch`.

use super::{Broken, HttpRequest, Redirects, SendError};
use gloo_net::http::{Method, RequestBuilder, Response};
use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, AbortSignal, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache,
    RequestCredentials, RequestMode, RequestRedirect, ResponseType,
};

/// Sends a request; returns when the headers of the response have come.
pub(crate) async fn send(
    request: HttpRequest<'_>,
    abort: Option<&AbortOnDrop>,
) -> Result<HttpResponse, SendError> {
    if let Some(early) = take_early(request, abort) {
        let response = JsFuture::from(early.response).await;
        let response = response.and_then(JsCast::dyn_into::<web_sys::Response>);
        let response = response.map_err(|_| SendError::Failed)?;
        return Ok(HttpResponse {
            response: Response::from(response),
            sent_at: early.sent_at,
        });
    }
    let sent_at = web_platform::instant();
    let redirect = match request.redirects {
        Redirects::Follow => RequestRedirect::Follow,
        Redirects::Fail => RequestRedirect::Error,
        Redirects::Report => RequestRedirect::Manual,
    };
    let mut builder = RequestBuilder::new(request.url)
        .cache(RequestCache::NoStore)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .redirect(redirect)
        .abort_signal(abort.and_then(AbortOnDrop::signal).as_ref());
    if request.is_opaque {
        builder = builder.mode(RequestMode::NoCors);
    }
    if let Some(authorization) = request.authorization {
        builder = builder.header("Authorization", authorization);
    }
    let request = match request.body {
        Some((media_type, body)) => builder
            .method(Method::POST)
            .header("Content-Type", media_type)
            .body(body),
        None => builder.method(Method::GET).build(),
    };
    let request = request.map_err(|_| SendError::InvalidUrl)?;
    let response = request.send().await;
    let response = response.map_err(|_| SendError::Failed)?;
    Ok(HttpResponse { response, sent_at })
}

/// A request that was sent before there was a panel.
struct EarlyRequest {
    response: Promise,
    /// When that was, in ms.
    sent_at: f64,
}

/// The request that `boot.js` sent while the panel was being loaded, if it is this one.
fn take_early(request: HttpRequest<'_>, abort: Option<&AbortOnDrop>) -> Option<EarlyRequest> {
    let authorization = request.authorization?;
    if request.body.is_some() || request.is_opaque || request.redirects != Redirects::Fail {
        return None;
    }
    let prefetched = Reflect::get(&js_sys::global(), &"prefetched".into()).ok()?;
    let take = Reflect::get(&prefetched, &"takeReport".into()).ok()?;
    let take: Function = take.dyn_into().ok()?;
    let signal = abort.and_then(AbortOnDrop::signal);
    let taken = take.call3(
        &JsValue::UNDEFINED,
        &request.url.into(),
        &authorization.into(),
        &signal.into(),
    );
    let taken = taken.ok()?;
    Some(EarlyRequest {
        response: Reflect::get(&taken, &"response".into())
            .ok()?
            .dyn_into()
            .ok()?,
        sent_at: Reflect::get(&taken, &"sent".into()).ok()?.as_f64()?,
    })
}

/// A response, of which the headers have come.
pub(crate) struct HttpResponse {
    response: Response,
    sent_at: f64,
}

impl HttpResponse {
    /// When its request was sent, in ms (see [`web_platform::instant`]).
    pub(crate) fn sent_at(&self) -> f64 {
        self.sent_at
    }

    /// Whether it is one of success.
    pub(crate) fn is_ok(&self) -> bool {
        self.response.ok()
    }

    pub(crate) fn status(&self) -> u16 {
        self.response.status()
    }

    /// Its media type, such as `text/html`; empty without one.
    pub(crate) fn media_type(&self) -> String {
        self.response
            .headers()
            .get("Content-Type")
            .unwrap_or_default()
    }

    /// Whether it is a redirect that was to be reported.
    pub(crate) fn is_redirect(&self) -> bool {
        self.response.type_() == ResponseType::Opaqueredirect
    }

    /// Its body, once; `None` without one.
    pub(crate) fn body(&self) -> Option<BodyReader> {
        let reader = self.response.body()?.get_reader().dyn_into();
        reader.ok().map(BodyReader)
    }
}

/// A body, in the pieces in which it arrives.
pub(crate) struct BodyReader(ReadableStreamDefaultReader);

impl BodyReader {
    /// The next piece; `None` at the end.
    pub(crate) async fn next(&self) -> Result<Option<Vec<u8>>, Broken> {
        let chunk = JsFuture::from(self.0.read()).await;
        let chunk = chunk.map_err(|_| Broken)?;
        let value = Reflect::get(&chunk, &JsValue::from_str("value")).ok();
        let bytes = value.and_then(|value| value.dyn_into::<Uint8Array>().ok());
        Ok(bytes.map(|bytes| bytes.to_vec()))
    }
}

/// Aborts the request when nobody waits for its response any more.
pub(crate) struct AbortOnDrop(Option<AbortController>);

impl AbortOnDrop {
    pub(crate) fn new() -> Self {
        Self(AbortController::new().ok())
    }

    fn signal(&self) -> Option<AbortSignal> {
        self.0.as_ref().map(AbortController::signal)
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}
