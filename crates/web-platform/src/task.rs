//! Running what has to wait, and working no longer at a stretch than a page can bear.

use super::clock::instant;
use futures::future::{AbortHandle, abortable};
use gloo_timers::future::TimeoutFuture;
use media_usage::Yielder;
use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;

/// Runs a future to its end, whatever becomes of the caller. Boxed: the browser's side of it is
/// loaded once for all of them.
pub fn spawn(task: impl Future<Output = ()> + 'static) {
    let task: Pin<Box<dyn Future<Output = ()>>> = Box::pin(task);
    spawn_local(task);
}

/// The same for a future that can be given up: by its handle.
pub fn spawn_abortable(task: impl Future<Output = ()> + 'static) -> AbortHandle {
    let task: Pin<Box<dyn Future<Output = ()>>> = Box::pin(task);
    let (task, handle) = abortable(task);
    spawn(async move {
        // Given up: whoever did that has seen to the rest.
        let _ = task.await;
    });
    handle
}

/// The longest time in ms for which work keeps the page from doing anything else.
const MAX_SLICE_MS: f64 = 12.0;

/// Lets what is ready to be done be done first.
pub async fn yield_now() {
    TimeoutFuture::new(0).await;
}

/// Waits for so many ms.
pub async fn sleep(ms: u32) {
    TimeoutFuture::new(ms).await;
}

/// Work in slices, between which the page is painted and hears of what people do.
#[derive(Clone, Debug)]
pub struct TimeSlicer {
    since: Rc<Cell<f64>>,
}

impl TimeSlicer {
    /// The first slice begins now.
    pub fn start() -> Self {
        Self {
            since: Rc::new(Cell::new(instant())),
        }
    }
}

impl Yielder for TimeSlicer {
    fn due_yield(&self) -> Option<Pin<Box<dyn Future<Output = ()>>>> {
        if instant() - self.since.get() < MAX_SLICE_MS {
            return None;
        }
        let since = self.since.clone();
        Some(Box::pin(async move {
            yield_now().await;
            since.set(instant());
        }))
    }
}
