//! Which windows a history is made of.

use crate::calendar::{Calendar, Unit, Window, buckets};
use crate::query::{Bounds, Resolution};
use serde::{Deserialize, Serialize};
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

    /// How many windows are over at a moment, in ms since the epoch.
    pub fn finished(&self, now: u64) -> usize {
        let closed = self.windows.len() - usize::from(self.is_open && !self.windows.is_empty());
        let over = self.windows[..closed].iter();
        over.filter(|window| window.until_ts < now).count()
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

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::calendar::testing::Zoned;
    use proptest::prelude::*;

    /// 2026-11-24 12:00 UTC.
    const NOW: u64 = 1_795_521_600_000;
    const DAY: u64 = crate::calendar::DAY;

    fn plan(resolution: Resolution, bounds: (Option<u64>, Option<u64>), is_late: bool) -> Plan {
        let bounds = Bounds {
            from_ts: bounds.0,
            until_ts: bounds.1,
        };
        let ts = NOW - 900 * DAY;
        let beginning = Beginning { ts, is_late };
        let berlin = Zoned::new("Europe/Berlin", NOW);
        Plan::new(&berlin, resolution, bounds, beginning, NOW)
    }

    proptest! {
        #[test]
        fn what_is_asked_for_is_all_of_the_period_once(
            from in prop::option::of(NOW - 2_000 * DAY..NOW - DAY),
            length in prop::option::of(2..900 * DAY),
            resolution in 0..Resolution::ALL.len(),
        ) {
            let until = from.and_then(|from| length.map(|length| from + length));
            let plan = plan(Resolution::ALL[resolution], (from, until), false);
            let asked: Vec<Bounds> = plan.windows.iter().map(|&it| plan.bounds(it)).collect();
            prop_assert_eq!(asked[0].from_ts, Some(from.unwrap_or(NOW - 900 * DAY)));
            prop_assert_eq!(asked[asked.len() - 1].until_ts, until);
            for two in asked.windows(2) {
                prop_assert_eq!(two[0].until_ts.map(|ts| ts + 1), two[1].from_ts);
            }
            // Everything before is asked for where the period does not say that there is nothing.
            let before = plan.before.map(|it| (it.from_ts, it.until_ts));
            prop_assert_eq!(before, from.map(|from| (0, from - 1)));
        }
    }

    #[test]
    fn a_span_is_cut_into_some_dozens_of_windows() {
        for (days, unit) in [
            (1, Unit::Day),
            (62, Unit::Day),
            (90, Unit::Week),
            (366, Unit::Week),
            (400, Unit::Month),
        ] {
            let plan = plan(Resolution::BySpan, (Some(NOW - days * DAY), None), false);
            assert_eq!(plan.unit, unit, "{days} days");
        }
    }

    #[test]
    fn the_window_that_goes_on_is_not_over_and_has_no_end_for_the_server() {
        let open = plan(Resolution::BySpan, (Some(NOW - 5 * DAY), None), false);
        assert_eq!(open.windows.len(), 6);
        assert_eq!(open.finished(NOW + DAY), 5);
        assert_eq!(open.bounds(open.windows[5]).until_ts, None);
        let closed = plan(Resolution::BySpan, (Some(NOW - 5 * DAY), Some(NOW)), false);
        assert_eq!(closed.finished(NOW), 5);
        assert_eq!(closed.finished(NOW + DAY), 6);
        assert_eq!(closed.bounds(closed.windows[5]).until_ts, Some(NOW));
    }

    #[test]
    fn media_older_than_matrix_are_asked_for_together() {
        let late = plan(Resolution::BySpan, (None, None), true);
        let before = late.before.map(|it| it.until_ts + 1);
        assert_eq!(before, Some(late.windows[0].from_ts));
        assert_eq!(plan(Resolution::BySpan, (None, None), false).before, None);
    }
}
