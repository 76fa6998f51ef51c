//! Helpers for search tests.

use crate::yielder::Yielder;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use user_filters::Fold;

/// Folds with Rust's standard library only.
pub(crate) struct Lowercase;

impl Fold for Lowercase {
    fn fold(&self, texts: &str) -> String {
        texts.to_lowercase()
    }
}

/// Yields whenever it is checked.
pub(super) struct AlwaysYield;

impl Yielder for AlwaysYield {
    fn due_yield(&self) -> Option<Pin<Box<dyn Future<Output = ()>>>> {
        Some(Box::pin(YieldOnce { over: false }))
    }
}

struct YieldOnce {
    over: bool,
}

impl Future for YieldOnce {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context) -> Poll<()> {
        if self.over {
            return Poll::Ready(());
        }
        self.over = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
