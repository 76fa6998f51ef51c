//! Tasks that replace each other, and work that leaves the page time.

use super::{instant, spawn, yield_now};
use futures::future::{AbortHandle, abortable};
use media_usage::Yielder;
use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

/// The latest task of one kind. Starting another one aborts it, and so does dropping this.
#[derive(Debug, Default)]
pub struct LatestTask(Option<AbortHandle>);

impl LatestTask {
    /// Runs a future instead of the one that was started before.
    pub fn start(&mut self, task: impl Future<Output = ()> + 'static) {
        let task: Pin<Box<dyn Future<Output = ()>>> = Box::pin(task);
        let (task, handle) = abortable(task);
        self.abort();
        self.0 = Some(handle);
        spawn(async move {
            // Aborting is not an error to report here.
            let _ = task.await;
        });
    }

    /// Aborts the task, if it is still running.
    pub fn abort(&mut self) {
        if let Some(handle) = self.0.take() {
            handle.abort();
        }
    }
}

impl Drop for LatestTask {
    fn drop(&mut self) {
        self.abort();
    }
}

/// The longest time in ms for which work keeps the page from doing anything else.
const MAX_SLICE_MS: f64 = 12.0;

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
