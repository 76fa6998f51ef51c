//! What tests search with.

use crate::pace::Pace;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use user_filters::Fold;

/// A fold that knows only what Rust's standard library knows.
pub(crate) struct Lowercase;

impl Fold for Lowercase {
    fn fold(&self, texts: &str) -> String {
        texts.to_lowercase()
    }
}

/// Rests whenever it is asked.
pub(super) struct Tired;

impl Pace for Tired {
    fn rest(&self) -> Option<Pin<Box<dyn Future<Output = ()>>>> {
        Some(Box::pin(Nap { over: false }))
    }
}

struct Nap {
    over: bool,
}

impl Future for Nap {
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
