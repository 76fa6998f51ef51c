//! How much work matching is, so that it rests in time whatever the patterns and user IDs are.

use crate::pace::{Pace, breathe};

/// Steps after which it may be time to rest: an expression takes about 10 ms for them, if it is as
/// large as it may be.
pub(super) const MOST_STEPS: usize = 1 << 18;

/// Work between two rests.
pub(super) struct Work<'a> {
    pace: &'a dyn Pace,
    steps: usize,
    has_rested: bool,
}

impl<'a> Work<'a> {
    pub(super) fn new(pace: &'a dyn Pace) -> Self {
        Self {
            pace,
            steps: 0,
            has_rested: false,
        }
    }

    /// Counts steps, and returns whether it may be time to rest.
    #[inline]
    pub(super) fn count(&mut self, steps: usize) -> bool {
        self.steps = self.steps.saturating_add(steps);
        self.steps >= MOST_STEPS
    }

    pub(super) async fn rest(&mut self) {
        self.steps = 0;
        self.has_rested = true;
        breathe(self.pace).await;
    }

    /// Whether there was a rest since the last call.
    pub(super) fn has_rested(&mut self) -> bool {
        std::mem::take(&mut self.has_rested)
    }
}
