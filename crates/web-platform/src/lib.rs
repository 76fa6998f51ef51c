//! What the browser knows and does: thin, fallible wrappers around its APIs.

mod cache_store;
mod clock;
mod crypto;
mod download;
mod file;
mod fold;
mod locale;
mod page;
mod png;
mod storage;
mod tabs;
mod task;
#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
mod trusted;
mod writing;

pub use cache_store::{CacheStore, delete_cache};
pub use clock::{
    BrowserCalendar, date_time, day, day_of_year, instant, minute, month, now, short_month,
    time_zone,
};
pub use crypto::{random_name, sha256};
pub use download::{download, object_url};
pub use file::{FileChunks, Unreadable};
pub use fold::BrowserFold;
pub use locale::{date_example, date_style, locale, normalize_date_input};
pub use page::{
    CopyError, HistoryUpdate, clear_field, copy, fetch_config, field_value, fragment, is_offline,
    is_own_origin, is_secure_page, is_trusted_page, navigate_to, normalized_url, own_origin,
    own_url, query_string, reload, scroll_to_and_focus, set_query_string, set_theme,
    statistics_timeout,
};
pub use png::{light_theme_colour, save_png};
pub use storage::{Storage, load, remove, store};
pub use tabs::{TabChannel, TabLock};
pub use task::{LatestTask, TimeSlicer, sleep, spawn, yield_now};
pub use trusted::set_inner_html;
pub use writing::{Property, TextBatch};
