//! How requests are sent: by the browser, or in native tests by a script.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
pub mod scripted;

#[cfg(target_arch = "wasm32")]
pub(super) use browser::{AbortOnDrop, BodyReader, HttpResponse, send};
#[cfg(not(target_arch = "wasm32"))]
pub(super) use scripted::{AbortOnDrop, BodyReader, HttpResponse, send};

/// A request as it goes to the server. It has no cookies and no referrer, and goes past all caches.
#[derive(Clone, Copy, Debug)]
pub(super) struct HttpRequest<'a> {
    pub(super) url: &'a str,
    /// The value of the `Authorization` header.
    pub(super) authorization: Option<&'a str>,
    /// Makes it a POST: media type and text.
    pub(super) body: Option<(&'static str, &'a str)>,
    pub(super) redirects: Redirects,
    /// Whether the response is only to be noticed: a page needs no permission for that.
    pub(super) is_opaque: bool,
}

/// What becomes of a redirect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Redirects {
    Follow,
    /// The request fails.
    Fail,
    /// The redirect is the response; a page isn't told where it leads.
    Report,
}

impl<'a> HttpRequest<'a> {
    pub(super) fn get(url: &'a str) -> Self {
        Self {
            url,
            authorization: None,
            body: None,
            redirects: Redirects::Follow,
            is_opaque: false,
        }
    }
}

/// Why there is no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SendError {
    /// The URL is none.
    InvalidUrl,
    /// The request failed. A page isn't told why.
    Failed,
}

/// The connection broke in the middle of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Broken;
