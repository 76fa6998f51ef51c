//! Which windows a history is made of.

use crate::calendar::{Calendar, Unit, Window, buckets};
use crate::query::{Bounds, Resolution};
use std::sync::Arc;

/// The windows of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What they are.
    pub unit: Unit,
    /// They follow each other, the oldest first.
    pub windows: Arc<[Window]>,
    /// Whether the last one goes on: it then has no end for the server, whose clock may be ahead.
    pub is_open: bool,
    /// What lies before the first one, if there may be anything.
    pub before: Option<Window>,
}

/// Where a history of all time begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// The first moment of its first day, in ms since the epoch.
    pub ts: u64,
    /// Whether there are media of an earlier time, which nobody can have uploaded.
    pub is_late: bool,
}

impl Plan {
    /// The windows of a period. One without a beginning has its first media then; one without an
    /// end goes on at the moment `at`, in ms since the epoch.
    pub fn new(
        calendar: &impl Calendar,
        resolution: Resolution,
        bounds: Bounds,
        beginning: Beginning,
        at: u64,
    ) -> Self {
        let from_ts = bounds.from_ts.unwrap_or(beginning.ts);
        let until_ts = bounds.until_ts.unwrap_or(at);
        let unit = resolution.unit(until_ts.saturating_sub(from_ts));
        let may_be_more = bounds.from_ts.is_some() || beginning.is_late;
        // Its end has to be later than 0, where the endpoint lets it begin.
        let before = (may_be_more && from_ts > 1).then(|| Window {
            from_ts: 0,
            until_ts: from_ts - 1,
        });
        Self {
            unit,
            windows: buckets(calendar, unit, from_ts, until_ts).into(),
            is_open: bounds.until_ts.is_none(),
            before,
        }
    }

    /// The bounds that a window is asked for with.
    pub fn bounds(&self, window: Window) -> Bounds {
        let goes_on = self.is_open && self.windows.last() == Some(&window);
        Bounds {
            from_ts: Some(window.from_ts).filter(|&ts| ts > 0),
            until_ts: Some(window.until_ts).filter(|_| !goes_on),
        }
    }
}
