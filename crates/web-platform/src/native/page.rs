//! The page, as far as requests depend on it.

use std::cell::RefCell;
use url::Url;

thread_local! {
    static ORIGIN: RefCell<String> = RefCell::new("https://panel.example".to_owned());
}

/// Moves the page to another origin.
pub fn set_page(origin: &str) {
    ORIGIN.with_borrow_mut(|it| origin.clone_into(it));
}

/// The page's own origin.
pub fn own_origin() -> Option<String> {
    Some(ORIGIN.with_borrow(String::clone))
}

/// A URL as the URL standard has it. `None` for what is no URL.
pub fn normalized_url(url: &str) -> Option<String> {
    Url::parse(url).ok().map(|url| url.to_string())
}

/// Whether a URL is on the page's own origin.
pub fn is_own_origin(url: &str) -> bool {
    let rest = own_origin().and_then(|origin| url.strip_prefix(&*origin).map(str::to_owned));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether the page came over HTTPS.
pub fn is_secure_page() -> bool {
    ORIGIN.with_borrow(|origin| origin.starts_with("https:"))
}

/// The native page is always online.
pub fn is_offline() -> bool {
    false
}

/// Seconds for which a statistics query may stay without a byte of an answer.
pub fn statistics_timeout() -> u32 {
    180
}
