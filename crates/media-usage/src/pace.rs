//! Giving way: long work asks now and then whether it has held the thread long enough.
//!
//! What that means is the caller's business, as in a browser, where the page can't be painted while
//! work holds its only thread.

use std::future::Future;
use std::pin::Pin;

/// Says when long work has to rest.
pub trait Pace {
    /// What to wait for before going on; `None` while there is time left. Asked every few thousand
    /// users, so the answer must be cheap.
    fn rest(&self) -> Option<Pin<Box<dyn Future<Output = ()>>>>;
}

/// Never rests.
#[derive(Clone, Copy, Debug)]
pub struct Unhurried;

impl Pace for Unhurried {
    fn rest(&self) -> Option<Pin<Box<dyn Future<Output = ()>>>> {
        None
    }
}

/// Rests if it is time to.
pub(crate) async fn breathe(pace: &dyn Pace) {
    if let Some(rest) = pace.rest() {
        rest.await;
    }
}
