//! The browser's clock, timers and tasks.

use gloo_timers::future::TimeoutFuture;
use js_sys::Date;
use std::future::Future;
use std::pin::Pin;
use wasm_bindgen_futures::spawn_local;

/// The present moment, in ms since the epoch.
pub fn now() -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a negative one is 0"
    )]
    let now = Date::now() as u64;
    now
}

/// A monotonic instant in ms, for measuring how long something takes.
pub fn instant() -> f64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or_else(Date::now, |performance| performance.now())
}

/// Runs a future to its end, whatever becomes of the caller. Boxed: the browser's side of it is
/// loaded once for all of them.
pub fn spawn(task: impl Future<Output = ()> + 'static) {
    let task: Pin<Box<dyn Future<Output = ()>>> = Box::pin(task);
    spawn_local(task);
}

/// Lets what is ready to be done be done first.
pub async fn yield_now() {
    TimeoutFuture::new(0).await;
}

/// Waits for so many ms.
pub async fn sleep(ms: u32) {
    TimeoutFuture::new(ms).await;
}
