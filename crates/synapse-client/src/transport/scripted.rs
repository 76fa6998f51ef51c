//! Servers for native tests: a script answers every request.

use super::{Broken, HttpRequest, Redirects, SendError};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A request that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentRequest {
    /// Its URL.
    pub url: String,
    /// The value of its `Authorization` header.
    pub authorization: Option<String>,
    /// Its body; `None` for a GET.
    pub body: Option<String>,
    /// Whether it only looks for a response that the page may not read.
    pub is_opaque: bool,
    /// Whether it only looks for a redirect.
    pub looks_for_redirect: bool,
}

/// What a server does with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// It responds.
    Response {
        /// After so many ms.
        after_ms: u32,
        /// With this status.
        status: u16,
        /// With this media type.
        media_type: &'static str,
        /// With a body in pieces, each so many ms after the one before. A missing piece breaks the
        /// connection.
        body: Vec<(u32, Option<Vec<u8>>)>,
    },
    /// It redirects.
    Redirect,
    /// It responds, but not for pages of other origins.
    Unreadable,
    /// There is no connection.
    Unreachable,
    /// It never responds.
    Silence,
}

impl Reply {
    /// A response with JSON, at once.
    pub fn json(status: u16, body: &str) -> Self {
        Self::text(status, "application/json", body)
    }

    /// A response with a text of some media type, at once.
    pub fn text(status: u16, media_type: &'static str, body: &str) -> Self {
        Self::Response {
            after_ms: 0,
            status,
            media_type,
            body: vec![(0, Some(body.as_bytes().to_vec()))],
        }
    }

    /// The same response after so many ms.
    #[must_use]
    pub fn after(self, ms: u32) -> Self {
        match self {
            Self::Response {
                status,
                media_type,
                body,
                ..
            } => Self::Response {
                after_ms: ms,
                status,
                media_type,
                body,
            },
            other => other,
        }
    }
}

type Script = Rc<dyn Fn(&SentRequest) -> Reply>;

/// Pieces of a body, as in [`Reply::Response`].
type Pieces = Vec<(u32, Option<Vec<u8>>)>;

thread_local! {
    static SCRIPT: RefCell<Option<Script>> = const { RefCell::new(None) };
    static LOG: RefCell<Vec<SentRequest>> = const { RefCell::new(Vec::new()) };
    static OPEN: Cell<usize> = const { Cell::new(0) };
}

/// Lets a script answer all requests of this thread from now on, and forgets those so far.
pub fn serve(script: impl Fn(&SentRequest) -> Reply + 'static) {
    SCRIPT.set(Some(Rc::new(script)));
    LOG.take();
}

/// The requests so far, in order, without the probes that find out why one failed.
pub fn requests() -> Vec<SentRequest> {
    let mut all = LOG.with_borrow(Vec::clone);
    all.retain(|request| !request.is_opaque && !request.looks_for_redirect);
    all
}

/// The number of connections that are open.
pub fn open_connections() -> usize {
    OPEN.get()
}

/// Sends a request; returns when the headers of the response have come.
pub(crate) async fn send(
    request: HttpRequest<'_>,
    _abort: Option<&AbortOnDrop>,
) -> Result<HttpResponse, SendError> {
    if url::Url::parse(request.url).is_err() {
        return Err(SendError::InvalidUrl);
    }
    let sent = SentRequest {
        url: request.url.to_owned(),
        authorization: request.authorization.map(str::to_owned),
        body: request.body.map(|(_, body)| body.to_owned()),
        is_opaque: request.is_opaque,
        looks_for_redirect: request.redirects == Redirects::Report,
    };
    LOG.with_borrow_mut(|log| log.push(sent.clone()));
    let sent_at = web_platform::instant();
    let script = SCRIPT.with_borrow(Clone::clone);
    let reply = script.map_or(Reply::Unreachable, |script| script(&sent));
    match reply {
        Reply::Response {
            after_ms,
            status,
            media_type,
            body,
        } => {
            if after_ms > 0 {
                web_platform::sleep(after_ms).await;
            }
            Ok(HttpResponse {
                sent_at,
                status,
                media_type,
                is_redirect: false,
                body: RefCell::new(Some(body)),
            })
        }
        Reply::Redirect if request.redirects == Redirects::Report => Ok(HttpResponse {
            sent_at,
            status: 0,
            media_type: "",
            is_redirect: true,
            body: RefCell::new(None),
        }),
        Reply::Unreadable if request.is_opaque => Ok(HttpResponse {
            sent_at,
            status: 0,
            media_type: "",
            is_redirect: false,
            body: RefCell::new(None),
        }),
        Reply::Silence => {
            // Longer than every deadline.
            web_platform::sleep(u32::MAX).await;
            Err(SendError::Failed)
        }
        Reply::Redirect | Reply::Unreadable | Reply::Unreachable => Err(SendError::Failed),
    }
}

/// A response, of which the headers have come.
pub(crate) struct HttpResponse {
    sent_at: f64,
    status: u16,
    media_type: &'static str,
    is_redirect: bool,
    body: RefCell<Option<Pieces>>,
}

impl HttpResponse {
    pub(crate) fn sent_at(&self) -> f64 {
        self.sent_at
    }

    pub(crate) fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    pub(crate) fn media_type(&self) -> String {
        self.media_type.to_owned()
    }

    pub(crate) fn is_redirect(&self) -> bool {
        self.is_redirect
    }

    pub(crate) fn body(&self) -> Option<BodyReader> {
        let mut body = self.body.borrow_mut().take()?;
        body.reverse();
        Some(BodyReader(RefCell::new(body)))
    }
}

/// A body, in the pieces in which it arrives; the last one first.
pub(crate) struct BodyReader(RefCell<Pieces>);

impl BodyReader {
    pub(crate) async fn next(&self) -> Result<Option<Vec<u8>>, Broken> {
        let Some((after_ms, piece)) = self.0.borrow_mut().pop() else {
            return Ok(None);
        };
        if after_ms > 0 {
            web_platform::sleep(after_ms).await;
        }
        piece.map(Some).ok_or(Broken)
    }
}

/// Counts an open connection while somebody waits for its response.
pub(crate) struct AbortOnDrop(());

impl AbortOnDrop {
    pub(crate) fn new() -> Self {
        OPEN.set(OPEN.get() + 1);
        Self(())
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        OPEN.set(OPEN.get() - 1);
    }
}
