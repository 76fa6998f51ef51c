//! Cooperative yielding: long-running work regularly checks whether to give up the thread.
//!
//! The caller decides how. In a browser, the page can't be painted while work occupies its only
//! thread.

use std::future::Future;
use std::pin::Pin;

/// Decides when long-running work yields.
pub trait Yielder {
    /// Returns a future to await before continuing; `None` while there is time left. Called every
    /// few thousand users, so it must be cheap.
    fn due_yield(&self) -> Option<Pin<Box<dyn Future<Output = ()>>>>;
}

/// Never yields.
#[derive(Clone, Copy, Debug)]
pub struct NoYield;

impl Yielder for NoYield {
    fn due_yield(&self) -> Option<Pin<Box<dyn Future<Output = ()>>>> {
        None
    }
}

/// Yields if it is due.
pub(crate) async fn maybe_yield(yielder: &dyn Yielder) {
    if let Some(due_yield) = yielder.due_yield() {
        due_yield.await;
    }
}
