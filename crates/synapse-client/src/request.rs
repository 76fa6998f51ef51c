//! One HTTP request and its response, with deadlines, and every failure named.

use super::error::{Error, ErrorKind, RequestContext, RequestPurpose};
use super::json::ByteOrderMarkFilter;
use super::rate::{MinimumRate, RateViolation};
use super::redact::Secrets;
use super::session::AccessToken;
use super::transport::{
    AbortOnDrop, BodyReader, HttpRequest, HttpResponse, Redirects, SendError, send,
};
use futures::future::{Either, select};
use panel_core::homeserver_input::BaseUrl;
use serde::de::DeserializeOwned;
use std::future::Future;
use std::pin::{Pin, pin};

/// How long a small request may take as a whole, in seconds.
const DEFAULT_TIMEOUT_S: u32 = 30;

/// The largest response to a small request that is read, in bytes: a server must not fill the
/// memory of somebody who only looks for it.
const MAX_RESPONSE_BYTES: usize = 4 << 20;

/// The longest error body that is read, in bytes.
const MAX_ERROR_BYTES: usize = 64 << 10;

/// How long the body of a 5xx is waited for, in seconds: the status alone says enough.
const ERROR_BODY_TIMEOUT_S: u32 = 5;

/// An error response that takes longer, in ms, may come from a proxy that gave up waiting.
const IMMEDIATE_MS: f64 = 5_000.0;

/// What reading a whole response comes to: its media type and its bytes.
type WholeResponse<'a> = Pin<Box<dyn Future<Output = Result<(String, Vec<u8>), Error>> + 'a>>;

/// A request to be sent.
pub(super) struct Request<'a> {
    base_url: &'a BaseUrl,
    path: String,
    purpose: RequestPurpose,
    token: Option<&'a AccessToken>,
    /// With its media type.
    body: Option<(&'static str, String)>,
    seconds: u32,
    follows_redirects: bool,
    is_to_authorization_server: bool,
}

impl<'a> Request<'a> {
    pub(super) fn get(base_url: &'a BaseUrl, path: impl Into<String>) -> Self {
        Self {
            base_url,
            path: path.into(),
            purpose: RequestPurpose::default(),
            token: None,
            body: None,
            seconds: DEFAULT_TIMEOUT_S,
            follows_redirects: true,
            is_to_authorization_server: false,
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

    /// What the request is for, so that its errors can say so.
    pub(super) fn with_purpose(self, purpose: RequestPurpose) -> Self {
        Self { purpose, ..self }
    }

    pub(super) fn with_token(self, token: &'a AccessToken) -> Self {
        Self {
            token: Some(token),
            ..self
        }
    }

    /// Seconds that a small response may take as a whole, or a large one until it begins; a large
    /// one's rate is averaged over this time, too.
    pub(super) fn with_timeout(self, seconds: u32) -> Self {
        Self { seconds, ..self }
    }

    /// Fails at a redirect, as a request with a secret always does.
    pub(super) fn without_redirects(self) -> Self {
        Self {
            follows_redirects: false,
            ..self
        }
    }

    /// Goes to the homeserver's authorization server, which its errors say.
    pub(super) fn for_authorization_server(self) -> Self {
        Self {
            is_to_authorization_server: true,
            ..self
        }
    }

    /// Sends the request; returns when the headers of a response of success have come. Its body may
    /// be of any size.
    pub(super) async fn send(self) -> Result<StreamingResponse, Error> {
        let abort = AbortOnDrop::new();
        let response = with_deadline(self.seconds, self.respond(&abort)).await;
        let error_context = self.error_context();
        let response = response.flatten();
        let response = response.map_err(|kind| error_context.error(kind))?;
        Ok(StreamingResponse {
            response,
            error_context,
            rate: MinimumRate::over_seconds(self.seconds),
            _abort: abort,
        })
    }

    /// Sends the request and reads its JSON.
    pub(super) async fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        let error_context = self.error_context();
        let (media_type, bytes) = self.read_all(MAX_RESPONSE_BYTES).await?;
        super::json::parse_as(&media_type, &bytes).map_err(|kind| error_context.error(kind))
    }

    /// Sends the request and reads a response of at most so many bytes; returns it with its media
    /// type, such as `image/png`. There is one deadline for all of it. Boxed: all small requests
    /// share the code of this one future.
    pub(super) fn read_all(self, limit: usize) -> WholeResponse<'a> {
        Box::pin(async move {
            let abort = AbortOnDrop::new();
            let read = async {
                let response = self.respond(&abort).await?;
                let media_type = response.media_type();
                let bytes = read_body(&response, limit).await?;
                Ok::<_, ErrorKind>((media_type, bytes))
            };
            let read = with_deadline(self.seconds, read).await.flatten();
            read.map_err(|kind| self.error_context().error(kind))
        })
    }

    /// Whether the response is a redirect. A page isn't told where it leads.
    pub(super) async fn responds_with_redirect(self) -> bool {
        with_deadline(self.seconds, is_redirect(&self.url()))
            .await
            .unwrap_or(false)
    }

    fn url(&self) -> String {
        self.base_url.join(&self.path)
    }

    fn error_context(&self) -> ErrorContext {
        let body = self.body.as_ref().map(|(_, body)| &**body);
        ErrorContext {
            request: RequestContext {
                server: self.base_url.clone(),
                purpose: self.purpose,
                is_authorization_server: self.is_to_authorization_server,
            },
            secrets: Secrets::new(self.token, body),
        }
    }

    /// Waits for the headers of a response of success, or finds out why there is none. Takes as long
    /// as it takes.
    async fn respond(&self, abort: &AbortOnDrop) -> Result<HttpResponse, ErrorKind> {
        let url = self.url();
        // What is secret goes to the server that was named, and is not carried on to another.
        let has_secret = self.token.is_some() || self.body.is_some();
        let stays = has_secret || !self.follows_redirects;
        let authorization = self.token.map(AccessToken::header);
        let request = HttpRequest {
            authorization: authorization.as_deref(),
            body: self
                .body
                .as_ref()
                .map(|(media_type, body)| (*media_type, &**body)),
            redirects: if stays {
                Redirects::Fail
            } else {
                Redirects::Follow
            },
            ..HttpRequest::get(&url)
        };
        let begun = web_platform::instant();
        let response = send(request, Some(abort)).await;
        if response.as_ref().err() == Some(&SendError::InvalidUrl) {
            return Err(ErrorKind::InvalidAddress);
        }
        let Ok(response) = response else {
            if stays && is_redirect(&url).await {
                return Err(ErrorKind::Redirected);
            }
            let waited = web_platform::instant() - begun;
            return Err(network_failure(self.base_url, &url, waited).await);
        };
        if response.is_ok() {
            return Ok(response);
        }
        let is_immediate = web_platform::instant() - begun < IMMEDIATE_MS;
        let status = response.status();
        let body = read_body(&response, MAX_ERROR_BYTES);
        let body = if status >= 500 {
            with_deadline(ERROR_BODY_TIMEOUT_S, body)
                .await
                .flatten()
                .unwrap_or_default()
        } else {
            match body.await {
                // Nobody has that much to say but a web page.
                Err(ErrorKind::TooLarge) => Vec::new(),
                body => body?,
            }
        };
        Err(ErrorKind::from_response(
            self.purpose,
            status,
            &body,
            is_immediate,
        ))
    }
}

/// What the errors of a request say about it, and must not say.
struct ErrorContext {
    request: RequestContext,
    secrets: Secrets,
}

impl ErrorContext {
    fn error(&self, kind: ErrorKind) -> Error {
        Error {
            request: Some(self.request.clone()),
            kind: kind.redacted(&self.secrets),
        }
    }
}

/// A response of any size, of which the headers have come. Dropping it closes the connection.
pub(super) struct StreamingResponse {
    response: HttpResponse,
    error_context: ErrorContext,
    rate: MinimumRate,
    _abort: AbortOnDrop,
}

impl StreamingResponse {
    /// When the request was sent, in ms.
    pub(super) fn sent_at(&self) -> f64 {
        self.response.sent_at()
    }

    /// The body, to be read in pieces.
    pub(super) fn into_body(self) -> Result<ResponseBody, Error> {
        // A response without a body has nothing to say.
        let reader = self.response.body();
        let reader = reader.ok_or_else(|| self.error_context.error(ErrorKind::Truncated))?;
        Ok(ResponseBody {
            reader,
            byte_order_mark: ByteOrderMarkFilter::default(),
            streaming: self,
        })
    }
}

/// The body of a response, in the pieces in which it arrives.
pub(super) struct ResponseBody {
    reader: BodyReader,
    byte_order_mark: ByteOrderMarkFilter,
    streaming: StreamingResponse,
}

impl ResponseBody {
    /// The next piece; `None` at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let chunk = self.next_chunk().await.map_err(|kind| self.error(kind))?;
        Ok(chunk.map(|chunk| self.byte_order_mark.filter(chunk)))
    }

    /// An error of the request that this is the response to.
    pub(super) fn error(&self, kind: ErrorKind) -> Error {
        self.streaming.error_context.error(kind)
    }

    async fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, ErrorKind> {
        let rate = &mut self.streaming.rate;
        let mut read = pin!(self.reader.next());
        loop {
            let begun = web_platform::instant();
            let end = pin!(web_platform::sleep(rate.remaining_ms()));
            let (chunk, waited) = match select(read.as_mut(), end).await {
                Either::Left((chunk, _)) => {
                    let chunk = chunk.map_err(|_| ErrorKind::Truncated)?;
                    (Some(chunk), web_platform::instant() - begun)
                }
                Either::Right(_) => (None, f64::from(rate.remaining_ms())),
            };
            let bytes = chunk.as_ref().and_then(Option::as_ref).map_or(0, Vec::len);
            let seconds = rate.window_seconds();
            rate.add(bytes, waited)
                .map_err(|violation| match violation {
                    RateViolation::NoData => ErrorKind::TimedOut { seconds },
                    RateViolation::TooSlow => ErrorKind::TooSlow { seconds },
                })?;
            if let Some(chunk) = chunk {
                return Ok(chunk);
            }
        }
    }
}

/// All of a response of at most so many bytes.
async fn read_body(response: &HttpResponse, limit: usize) -> Result<Vec<u8>, ErrorKind> {
    let mut bytes = Vec::new();
    let Some(reader) = response.body() else {
        // There is no body.
        return Ok(bytes);
    };
    while let Some(chunk) = reader.next().await.map_err(|_| ErrorKind::Truncated)? {
        bytes.extend(chunk);
        if bytes.len() > limit {
            return Err(ErrorKind::TooLarge);
        }
    }
    Ok(bytes)
}

/// Waits for a future, but no longer than this.
async fn with_deadline<T>(seconds: u32, future: impl Future<Output = T>) -> Result<T, ErrorKind> {
    let timeout = pin!(web_platform::sleep(seconds.saturating_mul(1000)));
    match select(pin!(future), timeout).await {
        Either::Left((value, _)) => Ok(value),
        Either::Right(_) => Err(ErrorKind::TimedOut { seconds }),
    }
}

/// Whether a GET is answered by a redirect.
async fn is_redirect(url: &str) -> bool {
    let request = HttpRequest {
        redirects: Redirects::Report,
        ..HttpRequest::get(url)
    };
    let response = send(request, None).await;
    response.is_ok_and(|response| response.is_redirect())
}

/// Whether this page may read what a GET without a token is answered, even with an error.
async fn is_readable(url: &str) -> bool {
    send(HttpRequest::get(url), None).await.is_ok()
}

/// Why a request got no response. The browser doesn't say, so the server is asked once more in a way
/// that needs no permission: if that succeeds, permission is what was missing. `waited` says for how
/// long, in ms: what the browser itself refuses takes no time.
async fn network_failure(base_url: &BaseUrl, url: &str, waited: f64) -> ErrorKind {
    if web_platform::is_secure_page() && base_url.is_insecure() {
        return ErrorKind::MixedContent;
    }
    let probe = HttpRequest {
        is_opaque: true,
        ..HttpRequest::get(url)
    };
    match send(probe, None).await {
        Ok(_) if !web_platform::is_own_origin(url) => {
            ErrorKind::for_unreadable_response(waited >= IMMEDIATE_MS && is_readable(url).await)
        }
        // It was reached this time: the connection broke before it answered.
        Ok(_) => ErrorKind::Truncated,
        Err(_) if web_platform::is_offline() => ErrorKind::Offline,
        // To a server that is down, or to one over plain HTTP.
        Err(_) if is_redirect(url).await => ErrorKind::Redirected,
        Err(_) => ErrorKind::Unreachable,
    }
}
