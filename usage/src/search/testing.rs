//! What tests search with.

use super::fold::Fold;
use crate::pace::Pace;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A fold that knows only what Rust's standard library knows.
pub(crate) struct Lowercase;

impl Fold for Lowercase {
    fn fold(&self, texts: &str) -> String {
        texts.to_lowercase()
    }
}

/// Lower case, and a few letters that fold further.
pub(super) struct Letters;

impl Fold for Letters {
    fn fold(&self, texts: &str) -> String {
        let mut out = String::new();
        for char in texts.chars().flat_map(char::to_lowercase) {
            match char {
                '\u{300}'..='\u{36f}' => {}
                'é' => out.push('e'),
                'ä' => out.push('a'),
                'ς' => out.push('σ'),
                'ß' => out.push_str("ss"),
                'ﬁ' => out.push_str("fi"),
                '\u{a0}' => out.push(' '),
                other => out.push(other),
            }
        }
        out
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
