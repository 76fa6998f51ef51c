//! What the browser knows and does: thin, fallible wrappers around its APIs.

mod clock;
mod crypto;
mod download;
mod file;
mod fold;
mod locale;
mod page;
mod picture;
mod shelf;
mod storage;
mod tabs;
mod task;
#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
mod trusted;
mod writing;

pub use clock::{
    InZone, date_time, day, day_of_year, instant, minute, month, now, short_month, time_zone,
};
pub use crypto::{random_name, sha256};
pub use download::{download, object_url};
pub use file::{FilePieces, Unreadable};
pub use fold::BrowserFold;
pub use locale::{date_example, date_style, locale, typed_date};
pub use page::{
    NotCopied, Visit, clear_field, copy, field_value, fragment, go_to, is_offline, is_own_origin,
    is_secure_page, is_trusted_page, leave_for, neighbour, own_origin, own_url, plain_url,
    query_string, reload, reveal, set_theme, statistics_patience,
};
pub use picture::{light_colour, save_png};
pub use shelf::{Shelf, clear_shelf};
pub use storage::{Area, load, remove, store};
pub use tabs::{Alone, Tabs};
pub use task::{TimeSlicer, pause, run, run_abortable, wait};
pub use trusted::fill;
pub use writing::{Property, Writing};
