//! How much work matching is, so that it rests in time whatever the patterns and user IDs are.

use crate::yielder::{Yielder, maybe_yield};

/// Steps after which it may be time to rest: an expression takes about 10 ms for them, if it is as
/// large as it may be.
pub(super) const MAX_STEPS: usize = 1 << 18;

/// Work between two rests.
pub(super) struct WorkMeter<'a> {
    yielder: &'a dyn Yielder,
    steps: usize,
    has_yielded: bool,
}

impl<'a> WorkMeter<'a> {
    pub(super) fn new(yielder: &'a dyn Yielder) -> Self {
        Self {
            yielder,
            steps: 0,
            has_yielded: false,
        }
    }

    /// Counts steps, and returns whether it may be time to rest.
    #[inline]
    pub(super) fn count(&mut self, steps: usize) -> bool {
        self.steps = self.steps.saturating_add(steps);
        self.steps >= MAX_STEPS
    }

    pub(super) async fn maybe_yield(&mut self) {
        self.steps = 0;
        self.has_yielded = true;
        maybe_yield(self.yielder).await;
    }

    /// Whether there was a rest since the last call.
    pub(super) fn has_yielded(&mut self) -> bool {
        std::mem::take(&mut self.has_yielded)
    }
}
