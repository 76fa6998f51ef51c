//! Requests by the browser's `fetch`.

use super::{Broken, HttpRequest, Redirects, SendError};
use gloo_net::http::{Method, RequestBuilder, Response};
use js_sys::{Reflect, Uint8Array};
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
    response.map(HttpResponse).map_err(|_| SendError::Failed)
}

/// A response, of which the headers have come.
pub(crate) struct HttpResponse(Response);

impl HttpResponse {
    /// Whether it is one of success.
    pub(crate) fn is_ok(&self) -> bool {
        self.0.ok()
    }

    pub(crate) fn status(&self) -> u16 {
        self.0.status()
    }

    /// Its media type, such as `text/html`; empty without one.
    pub(crate) fn media_type(&self) -> String {
        self.0.headers().get("Content-Type").unwrap_or_default()
    }

    /// Whether it is a redirect that was to be reported.
    pub(crate) fn is_redirect(&self) -> bool {
        self.0.type_() == ResponseType::Opaqueredirect
    }

    /// Its body, once; `None` without one.
    pub(crate) fn body(&self) -> Option<BodyReader> {
        let reader = self.0.body()?.get_reader().dyn_into();
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
