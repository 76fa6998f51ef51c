//! What native tests have in the place of a browser: a clock that jumps, storage, and a page.
//!
//! Nothing waits for real. [`block_on`] runs a future and all spawned tasks; when none of them can go
//! on, the clock jumps to the next moment that one of them sleeps until.

mod crypto;
mod page;
mod storage;
mod tabs;
mod task;

pub use crypto::{random_name, sha256};
pub use page::{
    is_offline, is_own_origin, is_secure_page, normalized_url, own_origin, set_page,
    statistics_timeout,
};
pub use storage::{load, remove, store};
pub use tabs::{TabChannel, TabLock};
pub use task::{block_on, instant, now, sleep, spawn, yield_now};

/// Forgets everything: a new browser with an empty profile, on the page `https://panel.example/`.
pub fn reset() {
    task::reset();
    storage::reset();
    tabs::reset();
    set_page("https://panel.example");
}
