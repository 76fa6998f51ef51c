//! Measures the work of matching, so that it yields in time for any patterns and user IDs.

use crate::yielder::{Yielder, maybe_yield};

/// Steps between checks of the yielder: about 10 ms for the largest allowed expression.
pub(super) const MAX_STEPS: usize = 1 << 18;

/// Work since the last check.
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

    /// Counts steps, and returns whether to check the yielder.
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

    /// Whether there was a yield since the last call.
    pub(super) fn has_yielded(&mut self) -> bool {
        std::mem::take(&mut self.has_yielded)
    }
}
