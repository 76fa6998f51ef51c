//! Giving way: long work asks now and then whether it has held the thread long enough.
//!
//! What that means is the caller's business, as in a browser, where the page can't be painted while
//! work holds its only thread.

use std::future::Future;
use std::pin::Pin;

/// Says when long work has to rest.
pub trait Yielder {
    /// What to wait for before going on; `None` while there is time left. Asked every few thousand
    /// users, so the answer must be cheap.
    fn due_yield(&self) -> Option<Pin<Box<dyn Future<Output = ()>>>>;
}

/// Never rests.
#[derive(Clone, Copy, Debug)]
pub struct NoYield;

impl Yielder for NoYield {
    fn due_yield(&self) -> Option<Pin<Box<dyn Future<Output = ()>>>> {
        None
    }
}

/// Rests if it is time to.
pub(crate) async fn maybe_yield(yielder: &dyn Yielder) {
    if let Some(due_yield) = yielder.due_yield() {
        due_yield.await;
    }
}
