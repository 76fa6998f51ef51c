//! What the browser knows and does: thin, fallible wrappers around its APIs.

mod cache_store;
mod clock;
#[cfg(target_arch = "wasm32")]
mod crypto;
mod download;
mod file;
mod fold;
mod locale;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
mod page;
mod png;
mod size;
mod storage;
#[cfg(target_arch = "wasm32")]
mod tabs;
mod task;
#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
#[cfg(target_arch = "wasm32")]
mod time;
mod trusted;
mod writing;

pub use cache_store::{CacheStore, delete_cache};
pub use clock::{
    BrowserCalendar, date_time, day, day_of_year, minute, month, short_month, time_of_day,
    time_zone, year,
};
#[cfg(target_arch = "wasm32")]
pub use crypto::{random_name, sha256};
pub use download::{download, object_url};
pub use file::{FileChunks, Unreadable};
pub use fold::BrowserFold;
pub use locale::{date_example, date_style, locale, normalize_date_input};
#[cfg(not(target_arch = "wasm32"))]
pub use native::{
    TabChannel, TabLock, instant, is_offline, is_own_origin, is_secure_page, load, normalized_url,
    now, own_origin, random_name, remove, sha256, sleep, spawn, statistics_timeout, store,
    yield_now,
};
pub use page::{
    CopyError, HistoryUpdate, clear_field, copy, fetch_config, field_value, fragment, is_narrow,
    is_trusted_page, navigate_to, own_url, print, query_string, reload, scroll_to_and_focus,
    set_query_string, set_root_data,
};
#[cfg(target_arch = "wasm32")]
pub use page::{
    is_offline, is_own_origin, is_secure_page, normalized_url, own_origin, statistics_timeout,
};
pub use png::{copy_png, light_theme_colour, save_png};
pub use size::SizeObserver;
pub use storage::Storage;
#[cfg(target_arch = "wasm32")]
pub use storage::{load, remove, store};
#[cfg(target_arch = "wasm32")]
pub use tabs::{TabChannel, TabLock};
pub use task::{LatestTask, TimeSlicer};
#[cfg(target_arch = "wasm32")]
pub use time::{instant, now, sleep, spawn, yield_now};
pub use trusted::set_inner_html;
pub use writing::{Property, TextBatch};
