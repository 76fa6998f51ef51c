//! The page: its address and history, its origin, its theme, its clipboard.

use super::file::Unreadable;
use futures::future::{Either, select};
use gloo_net::http::{Request, Response};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Promise, Reflect};
use std::pin::pin;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, RequestCache, Url, Window};

/// What changing the address does to the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryUpdate {
    /// A choice: the way back leads to the one before.
    Push,
    /// Typing: one entry for all of it.
    Replace,
}

/// The address's query string, with its question mark; empty without one.
pub fn query_string() -> String {
    let location = web_sys::window().map(|window| window.location());
    let search = location.and_then(|location| location.search().ok());
    search.unwrap_or_default()
}

/// The address's fragment, without its sign; empty without one.
pub fn fragment() -> String {
    let location = web_sys::window().map(|window| window.location());
    let hash = location.and_then(|location| location.hash().ok());
    hash.unwrap_or_default().trim_start_matches('#').to_owned()
}

/// The page's own URL without query and fragment, if it came over HTTP.
pub fn own_url() -> Option<String> {
    let path = web_sys::window()?.location().pathname().ok()?;
    Some(format!("{}{path}", crate::own_origin()?))
}

/// Leaves the page for a URL. What is on the page is lost.
pub fn navigate_to(url: &str) {
    if let Some(window) = web_sys::window() {
        // Refused for what is no URL: then nothing happens.
        let _ = window.location().assign(url);
    }
}

/// Reloads the page.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        // A page that may not do that stays as it is.
        let _ = window.location().reload();
    }
}

/// What is in the field with this ID, whoever filled it in; `None` without such a field.
pub fn field_value(id: &str) -> Option<String> {
    Reflect::get(&field(id)?, &"value".into()).ok()?.as_string()
}

/// Empties the field with this ID.
pub fn clear_field(id: &str) {
    if let Some(field) = field(id) {
        // An element takes every property.
        let _ = Reflect::set(&field, &"value".into(), &"".into());
    }
}

fn field(id: &str) -> Option<JsValue> {
    let field = web_sys::window()?.document()?.get_element_by_id(id)?;
    Some(field.into())
}

/// Sets the address's query string, given without a question mark, leaves the path alone and takes
/// away the fragment. Says whether the browser did so: browsers limit how often an address may
/// change, and either throw or ignore what goes beyond that.
pub fn set_query_string(query_string: &str, visit: HistoryUpdate) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    let location = window.location();
    // With its origin: a path that starts with two slashes would be another host's URL.
    let page = own_url().or_else(|| location.pathname().ok());
    let page = page.unwrap_or_default();
    let url = if query_string.is_empty() {
        page
    } else {
        format!("{page}?{query_string}")
    };
    let Ok(history) = window.history() else {
        return false;
    };
    let set = match visit {
        HistoryUpdate::Push => history.push_state_with_url(&JsValue::NULL, "", Some(&url)),
        HistoryUpdate::Replace => history.replace_state_with_url(&JsValue::NULL, "", Some(&url)),
    };
    let wanted = Url::new_with_base(&url, &crate::own_origin().unwrap_or_default());
    set.is_ok() && wanted.is_ok_and(|wanted| location.search() == Ok(wanted.search()))
}

#[cfg(target_arch = "wasm32")]
/// The page's own origin, if it came over HTTP.
pub fn own_origin() -> Option<String> {
    let origin = web_sys::window()?.location().origin().ok()?;
    origin.starts_with("http").then_some(origin)
}

#[cfg(target_arch = "wasm32")]
/// A URL as the browser asks for it: with letters beyond ASCII in the form that the network has for
/// them (`xn--…`). `None` for what is no URL.
pub fn normalized_url(url: &str) -> Option<String> {
    Url::new(url).ok().map(|url| url.href())
}

#[cfg(target_arch = "wasm32")]
/// Whether a URL is on the page's own origin.
pub fn is_own_origin(url: &str) -> bool {
    let rest = own_origin().and_then(|origin| url.strip_prefix(&*origin).map(str::to_owned));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(target_arch = "wasm32")]
/// Whether the page came over HTTPS, or another way that forbids plain HTTP.
pub fn is_secure_page() -> bool {
    let protocol = web_sys::window().and_then(|window| window.location().protocol().ok());
    protocol.as_deref() == Some("https:")
}

/// Whether the browser lets this page have what pages over plain HTTP may not.
pub fn is_trusted_page() -> bool {
    web_sys::window().is_some_and(|window| window.is_secure_context())
}

#[cfg(target_arch = "wasm32")]
/// Whether the browser knows that it has no network.
pub fn is_offline() -> bool {
    web_sys::window().is_some_and(|window| !window.navigator().on_line())
}

#[cfg(target_arch = "wasm32")]
/// Seconds for which a statistics query may stay without a byte of an answer. `index.html` says
/// it, so that the administrator of a very large or slow server can change it.
pub fn statistics_timeout() -> u32 {
    const DEFAULT: u32 = 180;
    let document = web_sys::window().and_then(|window| window.document());
    let seconds = document
        .and_then(|document| {
            let meta = "meta[name='statistics-timeout-seconds']";
            document.query_selector(meta).ok().flatten()
        })
        .and_then(|meta| meta.get_attribute("content"))
        .and_then(|seconds| seconds.parse().ok());
    seconds.filter(|&seconds| seconds > 0).unwrap_or(DEFAULT)
}

/// Fetches a file next to the page; `None` if it doesn't exist. If the web server redirects to a
/// page that doesn't exist, there is no way to tell.
///
/// # Errors
/// When the file is not there within so many seconds, or can't be read.
pub async fn fetch_config(name: &str, seconds: u32) -> Result<Option<Vec<u8>>, Unreadable> {
    let read = async {
        let response = if let Some(asked) = prefetched(name) {
            let response = JsFuture::from(asked).await;
            let response = response.and_then(JsCast::dyn_into::<web_sys::Response>);
            Response::from(response.map_err(|_| Unreadable)?)
        } else {
            let request = Request::get(name).cache(RequestCache::NoCache);
            request.send().await.map_err(|_| Unreadable)?
        };
        match response.status() {
            404 | 410 if !response.redirected() => Ok(None),
            _ if response.ok() => response.binary().await.map(Some).map_err(|_| Unreadable),
            _ => Err(Unreadable),
        }
    };
    let timeout = TimeoutFuture::new(seconds.saturating_mul(1000));
    match select(pin!(read), timeout).await {
        Either::Left((read, _)) => read,
        Either::Right(_) => Err(Unreadable),
    }
}

/// The request for a file that was made before there was a panel (see `boot.js`).
fn prefetched(name: &str) -> Option<Promise> {
    let asked = Reflect::get(&js_sys::global(), &"prefetched".into()).ok()?;
    Reflect::get(&asked, &name.into()).ok()?.dyn_into().ok()
}

/// Sets a `data-` attribute of the document's root, or removes it.
pub fn set_root_data(name: &str, value: Option<&str>) {
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    if let Some(root) = root {
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
}

/// Whether the window is so narrow that the page is laid out for phones (as in the style sheets).
pub fn is_narrow() -> bool {
    let query =
        web_sys::window().and_then(|window| window.match_media("(max-width: 45rem)").ok()?);
    query.is_some_and(|query| query.matches())
}

/// Opens the browser's print dialogue.
pub fn print() {
    if let Some(window) = web_sys::window() {
        // A browser without one does nothing.
        let _ = window.print();
    }
}

/// Scrolls to what a selector finds first, and takes the keyboard there.
pub fn scroll_to_and_focus(selector: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let found = document.and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        found.scroll_into_view();
        // What can't have it leaves it where it is.
        let _ = found.focus();
    }
}

/// Why a text can't be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyError {
    /// Browsers have no clipboard for pages over plain HTTP.
    InsecurePage,
    /// The browser or its user doesn't allow it.
    Denied,
}

/// Copies a text.
///
/// # Errors
/// When the browser does not allow it.
pub async fn copy(text: &str) -> Result<(), CopyError> {
    let Some(clipboard) = web_sys::window().and_then(|window| clipboard(&window)) else {
        return Err(if is_trusted_page() {
            CopyError::Denied
        } else {
            CopyError::InsecurePage
        });
    };
    let copied = JsFuture::from(clipboard.write_text(text)).await;
    copied.map(drop).map_err(|_| CopyError::Denied)
}

/// The clipboard, which pages over plain HTTP don't have.
pub(super) fn clipboard(window: &Window) -> Option<web_sys::Clipboard> {
    let clipboard = window.navigator().clipboard();
    let value: &JsValue = clipboard.as_ref();
    value.is_object().then_some(clipboard)
}
