//! What the browser knows and does: thin, fallible wrappers around its APIs.

mod clock;
mod download;
mod expressions;
mod file;
mod fold;
mod locale;
mod page;
mod storage;
mod task;
#[cfg(all(test, target_arch = "wasm32"))]
mod tests;

pub use clock::{Local, date_time, instant, local_iso, parse_local, time_zone};
pub use download::download;
pub use expressions::BrowserExpressions;
pub use file::{FilePieces, Unreadable};
pub use fold::BrowserFold;
pub use locale::locale;
pub use page::{
    Visit, copy, go_to, is_offline, is_own_origin, is_secure_page, own_origin, query_string,
    set_theme, statistics_patience,
};
pub use storage::{Area, load, remove, store};
pub use task::{InSlices, run, run_abortable};
