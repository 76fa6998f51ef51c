//! A history in the making: the plan, and which of its buckets are there.

use super::plan::HistoryPlan;
use media_usage::history::{AddedMedia, Bucket, History};
use panel_core::calendar::{Window, Zone};
use std::sync::Arc;

/// A history as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub struct PartialHistory {
    /// What it is made of.
    pub plan: HistoryPlan,
    /// Whose days, weeks and months these are.
    pub zone: Zone,
    /// The buckets of the plan's windows.
    pub history: History,
    /// What was there before the first of them.
    before: Option<Arc<Bucket>>,
}

impl PartialHistory {
    /// A history of which nothing is known yet.
    pub(super) fn empty(plan: HistoryPlan, zone: Zone) -> Self {
        Self {
            history: History::without_data(plan.windows.len()),
            plan,
            zone,
            before: None,
        }
    }

    /// Puts what is kept into its places.
    pub(super) fn fill_from(&mut self, kept: &[(Window, Arc<Bucket>)]) {
        for position in self.missing_positions() {
            let kept = kept.iter().find(|(window, _)| *window == position.window());
            if let Some((_, bucket)) = kept {
                self.put(position, bucket.clone());
            }
        }
    }

    /// Number of requests that are still to be sent.
    pub fn missing(&self) -> usize {
        let before = self.plan.before.is_some() && self.before.is_none();
        self.history.missing() + usize::from(before)
    }

    /// The windows that are still to be asked for: the newest first, then what was before all.
    pub(super) fn missing_positions(&self) -> Vec<WindowPosition> {
        let windows = self.plan.windows.iter().enumerate().rev();
        let missing = windows.filter(|&(position, _)| self.history.bucket(position).is_none());
        let missing = missing.map(|(position, &window)| WindowPosition::Within(position, window));
        let before = self.plan.before.filter(|_| self.before.is_none());
        missing.chain(before.map(WindowPosition::Before)).collect()
    }

    /// What was there before the first window; `None` while that is not known.
    fn before(&self, by: Option<u32>) -> Option<AddedMedia> {
        let of = |bucket: &Arc<Bucket>| match by {
            Some(number) => bucket.added_by_user(number),
            None => bucket.added(),
        };
        match self.plan.before {
            Some(_) => self.before.as_ref().map(of),
            None => Some(AddedMedia::default()),
        }
    }

    /// How many bytes there are at the end of the last window, of one user or of all: what the windows
    /// have together, or while some are missing, what the report of them says; and what was before.
    /// `None` while that is not known.
    pub fn total_bytes(&self, by: Option<u32>, reported: u128) -> Option<u128> {
        let within = self.loaded_bytes(by).unwrap_or(reported);
        Some(within + self.before(by)?.bytes)
    }

    /// How many bytes the windows have together, when all are there.
    pub fn loaded_bytes(&self, by: Option<u32>) -> Option<u128> {
        (self.history.missing() == 0).then(|| self.history.bytes(by))
    }

    /// Puts a bucket into its place.
    pub(super) fn put(&mut self, position: WindowPosition, bucket: Arc<Bucket>) {
        match position {
            WindowPosition::Before(_) => self.before = Some(bucket),
            WindowPosition::Within(position, _) => self.history.set_bucket(position, bucket),
        }
    }
}

/// Where a bucket belongs.
#[derive(Clone, Copy, Debug)]
pub(super) enum WindowPosition {
    Before(Window),
    Within(usize, Window),
}

impl WindowPosition {
    /// Its window.
    pub(super) fn window(self) -> Window {
        match self {
            Self::Before(window) | Self::Within(_, window) => window,
        }
    }
}
