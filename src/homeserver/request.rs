//! One HTTP request and its answer, with time-outs, and every failure named.

use super::address::BaseUrl;
use super::error::Error;
use super::session::AccessToken;
use crate::browser;
use futures::future::{Either, select};
use gloo_net::http::{Method, RequestBuilder, Response};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Reflect, Uint8Array};
use serde::de::DeserializeOwned;
use std::future::Future;
use std::pin::{Pin, pin};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestMode, RequestRedirect, ResponseType,
};

/// How long a small request may take, in seconds.
const SHORT: u32 = 30;

/// The largest answer to a small request that is read, in bytes: a server must not fill the memory
/// of whoever only asks for its name.
const LARGEST: usize = 4 << 20;

/// A request to be sent.
pub(super) struct Request<'a> {
    base_url: &'a BaseUrl,
    path: String,
    token: Option<&'a AccessToken>,
    /// With its media type.
    body: Option<(&'static str, String)>,
    seconds: u32,
    follows_redirects: bool,
}

impl<'a> Request<'a> {
    pub(super) fn get(base_url: &'a BaseUrl, path: impl Into<String>) -> Self {
        Self {
            base_url,
            path: path.into(),
            token: None,
            body: None,
            seconds: SHORT,
            follows_redirects: true,
        }
    }

    /// A POST with a JSON body.
    pub(super) fn post(base_url: &'a BaseUrl, path: impl Into<String>, body: String) -> Self {
        Self {
            body: Some(("application/json", body)),
            ..Self::get(base_url, path)
        }
    }

    /// A POST with the pairs of a form.
    pub(super) fn form(base_url: &'a BaseUrl, path: impl Into<String>, body: String) -> Self {
        Self {
            body: Some(("application/x-www-form-urlencoded", body)),
            ..Self::get(base_url, path)
        }
    }

    pub(super) fn with_token(self, token: &'a AccessToken) -> Self {
        Self {
            token: Some(token),
            ..self
        }
    }

    /// Seconds for which nothing may come before the request is given up.
    pub(super) fn with_patience(self, seconds: u32) -> Self {
        Self { seconds, ..self }
    }

    /// Fails at a redirect, as a request with a secret always does.
    pub(super) fn without_redirects(self) -> Self {
        Self {
            follows_redirects: false,
            ..self
        }
    }

    /// Sends the request; comes back with the headers of an answer of success.
    pub(super) async fn send(self) -> Result<Answer, Error> {
        let abort = AbortOnDrop::new();
        let url = self.base_url.join(&self.path);
        // What is secret goes to the server that was named, and is not carried on to another.
        let secret = self.token.is_some() || self.body.is_some();
        let mut request = RequestBuilder::new(&url)
            .cache(RequestCache::NoStore)
            .credentials(RequestCredentials::Omit)
            .referrer_policy(ReferrerPolicy::NoReferrer)
            .abort_signal(abort.signal().as_ref());
        if secret || !self.follows_redirects {
            request = request.redirect(RequestRedirect::Error);
        }
        if let Some(token) = self.token {
            request = request.header("Authorization", &token.header());
        }
        let request = match self.body {
            Some((media_type, body)) => request
                .method(Method::POST)
                .header("Content-Type", media_type)
                .body(body),
            None => request.method(Method::GET).build(),
        };
        let request = request.map_err(|_| Error::BadAddress)?;
        let Ok(response) = within(self.seconds, request.send()).await? else {
            let elsewhere = Self::get(self.base_url, self.path);
            if secret && elsewhere.redirects().await {
                return Err(Error::Redirected);
            }
            return Err(network_failure(self.base_url, &url).await);
        };
        let answer = Answer {
            response,
            seconds: self.seconds,
            _abort: abort,
        };
        if answer.response.ok() {
            return Ok(answer);
        }
        let status = answer.response.status();
        let body = answer.bytes().await.unwrap_or_default();
        Err(Error::from_answer(status, &body))
    }

    /// Whether the answer is that the thing is somewhere else. A page may be told no more of it.
    pub(super) async fn redirects(self) -> bool {
        let request = RequestBuilder::new(&self.base_url.join(&self.path))
            .cache(RequestCache::NoStore)
            .credentials(RequestCredentials::Omit)
            .redirect(RequestRedirect::Manual);
        let answer = within(self.seconds, request.send()).await;
        answer.is_ok_and(|answer| {
            answer.is_ok_and(|answer| answer.type_() == ResponseType::Opaqueredirect)
        })
    }

    /// Sends the request and reads the answer. Boxed: all that wait for one share the code of this
    /// one future.
    fn bytes(self) -> Pin<Box<dyn Future<Output = Result<Vec<u8>, Error>> + 'a>> {
        Box::pin(async move { self.send().await?.bytes().await })
    }

    /// Sends the request and reads its JSON.
    pub(super) async fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        let bytes = self.bytes().await?;
        if !matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'[')) {
            return Err(Error::NotJson);
        }
        serde_json::from_slice(&bytes).map_err(|error| Error::Shape(error.to_string()))
    }
}

/// An answer of which the headers have come. Dropping it closes the connection.
pub(super) struct Answer {
    response: Response,
    seconds: u32,
    _abort: AbortOnDrop,
}

impl Answer {
    /// All of a small answer.
    async fn bytes(self) -> Result<Vec<u8>, Error> {
        let mut body = self.into_body()?;
        let mut bytes = Vec::new();
        while let Some(piece) = body.next().await? {
            bytes.extend(piece);
            if bytes.len() > LARGEST {
                return Err(Error::TooLarge);
            }
        }
        Ok(bytes)
    }

    /// What the server says that the answer is, as `image/png`.
    pub(super) fn media_type(&self) -> String {
        self.response
            .headers()
            .get("Content-Type")
            .unwrap_or_default()
    }

    /// The body, to be read in pieces.
    pub(super) fn into_body(self) -> Result<Body, Error> {
        // An answer without a body has nothing to say.
        let stream = self.response.body().ok_or(Error::CutOff)?;
        let reader = stream.get_reader().dyn_into().map_err(|_| Error::CutOff)?;
        Ok(Body {
            reader,
            answer: self,
        })
    }
}

/// The body of an answer, in the pieces in which it arrives.
pub(super) struct Body {
    reader: ReadableStreamDefaultReader,
    answer: Answer,
}

impl Body {
    /// The next piece; `None` at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let piece = within(self.answer.seconds, JsFuture::from(self.reader.read())).await?;
        let piece = piece.map_err(|_| Error::CutOff)?;
        let value = Reflect::get(&piece, &JsValue::from_str("value")).ok();
        let bytes = value.and_then(|value| value.dyn_into::<Uint8Array>().ok());
        Ok(bytes.map(|bytes| bytes.to_vec()))
    }
}

/// Waits for a future, but no longer than this.
async fn within<T>(seconds: u32, future: impl Future<Output = T>) -> Result<T, Error> {
    let timeout = TimeoutFuture::new(seconds.saturating_mul(1000));
    match select(pin!(future), timeout).await {
        Either::Left((value, _)) => Ok(value),
        Either::Right(_) => Err(Error::TimedOut { seconds }),
    }
}

/// Why a request got no answer. The browser doesn't say, so the server is asked once more in a way
/// that needs no permission: if that is answered, permission is what was missing.
async fn network_failure(base_url: &BaseUrl, url: &str) -> Error {
    if browser::is_secure_page() && base_url.is_insecure() {
        return Error::MixedContent;
    }
    let probe = RequestBuilder::new(url)
        .mode(RequestMode::NoCors)
        .cache(RequestCache::NoStore)
        .credentials(RequestCredentials::Omit);
    match within(SHORT, probe.send()).await {
        Ok(Ok(_)) if !browser::is_own_origin(url) => Error::CorsRefused,
        // It was reached this time: the connection broke before it answered.
        Ok(Ok(_)) => Error::CutOff,
        _ if browser::is_offline() => Error::Offline,
        _ => Error::Unreachable,
    }
}

/// Aborts the request when nobody waits for its answer any more.
struct AbortOnDrop(Option<AbortController>);

impl AbortOnDrop {
    fn new() -> Self {
        Self(AbortController::new().ok())
    }

    fn signal(&self) -> Option<web_sys::AbortSignal> {
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
