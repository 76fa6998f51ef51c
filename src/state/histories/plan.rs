//! Which windows a history is made of.

use panel_core::calendar::{Calendar, CalendarUnit, Window, windows};
use panel_core::url_query::{IntervalChoice, TimeRange};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::Arc;

/// How much of its day, week or month a window covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// All of it.
    Complete,
    /// A part: the period begins or ends within it.
    Partial,
    /// It has not ended yet.
    Ongoing,
}

/// The windows of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryPlan {
    /// What they are.
    pub unit: CalendarUnit,
    /// They follow each other, the oldest first, and none begins in the future.
    pub windows: Arc<[Window]>,
    /// Whether the last one goes on.
    pub is_open: bool,
    /// What lies before the first one, if there may be anything.
    pub before: Option<Window>,
    /// The end that the last one has for the server, whose clock may be ahead.
    end: Option<u64>,
    /// Whether the first one begins where a day, week or month does, and the last one ends so.
    is_cut: [bool; 2],
}

/// Where a history of all time begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstMedia {
    /// A moment in ms since the epoch: the first one of a month in some time zone.
    pub ts: u64,
    /// Whether there are media of an earlier time, which nobody can have uploaded.
    pub has_earlier_media: bool,
}

impl HistoryPlan {
    /// The windows of a period as far as it has come at the moment `at`, in ms since the epoch. Of a
    /// time before the beginning there are none.
    pub fn new(
        calendar: &impl Calendar,
        interval: IntervalChoice,
        range: TimeRange,
        first_media: FirstMedia,
        at: u64,
    ) -> Self {
        let first = calendar.start_of(calendar.date(first_media.ts).first_of_month());
        let from_ts = range.from_ts.unwrap_or(0).max(first);
        let is_open = range.until_ts.is_none_or(|until| until > at);
        let until_ts = range.until_ts.unwrap_or(at).min(at);
        let unit = interval.unit(until_ts.saturating_sub(from_ts));
        let may_be_more = from_ts > first || first_media.has_earlier_media;
        // Its end has to be later than 0, where the endpoint lets it begin.
        let before = (may_be_more && from_ts > 1).then(|| Window {
            from_ts: 0,
            until_ts: from_ts - 1,
        });
        Self {
            unit,
            windows: windows(calendar, unit, from_ts, until_ts).into(),
            is_open,
            before,
            end: range.until_ts,
            is_cut: [from_ts, until_ts.saturating_add(1)].map(|ts| !unit.is_start(calendar, ts)),
        }
    }

    /// The places of the windows that are whole days, weeks or months, and over at a moment, in ms
    /// since the epoch.
    pub fn complete_windows(&self, now: u64) -> Range<usize> {
        let first = usize::from(self.is_cut[0]);
        let last = usize::from(self.is_open || self.is_cut[1]);
        let end = self.windows.len().saturating_sub(last);
        let over = self.windows.iter().take(end);
        let over = over.filter(|window| window.until_ts < now).count();
        first.min(over)..over
    }

    /// How much of its day, week or month the window at a place covers at a moment, in ms since the
    /// epoch.
    pub fn coverage(&self, index: usize, now: u64) -> Coverage {
        let is_last = index + 1 == self.windows.len();
        let is_running = self.windows.get(index).is_some_and(|it| it.until_ts >= now);
        if is_last && (self.is_open || is_running) {
            Coverage::Ongoing
        } else if self.complete_windows(now).contains(&index) {
            Coverage::Complete
        } else {
            Coverage::Partial
        }
    }

    /// Whether a window's ends are the calendar's: only those are the same at the next visit.
    pub fn is_cacheable(&self, window: Window) -> bool {
        let is = |index: Option<&Window>| index == Some(&window);
        let is_first = is(self.windows.first()) && self.is_cut[0];
        let is_last = is(self.windows.last()) && (self.is_open || self.is_cut[1]);
        self.windows.contains(&window) && !is_first && !is_last
    }

    /// The bounds that a window is asked for with.
    pub fn range(&self, window: Window) -> TimeRange {
        let is_last = self.windows.last() == Some(&window);
        TimeRange {
            from_ts: Some(window.from_ts).filter(|&ts| ts > 0),
            until_ts: if is_last {
                self.end
            } else {
                Some(window.until_ts)
            },
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use panel_core::calendar::testing::ZonedCalendar;
    use proptest::prelude::*;

    /// 2026-11-24 12:00 UTC.
    const NOW: u64 = 1_795_521_600_000;
    const DAY_MS: u64 = panel_core::calendar::DAY_MS;

    fn plan(
        interval: IntervalChoice,
        range: (Option<u64>, Option<u64>),
        has_earlier_media: bool,
    ) -> HistoryPlan {
        let range = TimeRange {
            from_ts: range.0,
            until_ts: range.1,
        };
        let ts = NOW - 900 * DAY_MS;
        let first_media = FirstMedia {
            ts,
            has_earlier_media,
        };
        let berlin = ZonedCalendar::new("Europe/Berlin", NOW);
        HistoryPlan::new(&berlin, interval, range, first_media, NOW)
    }

    proptest! {
        #[test]
        fn windows_cover_the_period_exactly_once(
            from in prop::option::of(NOW - 880 * DAY_MS..NOW - DAY_MS),
            length in prop::option::of(2..2_000 * DAY_MS),
            interval in 0..IntervalChoice::ALL.len(),
        ) {
            let until = from.and_then(|from| length.map(|length| from + length));
            let plan = plan(IntervalChoice::ALL[interval], (from, until), false);
            let asked: Vec<TimeRange> = plan.windows.iter().map(|&it| plan.range(it)).collect();
            if let Some(from) = from {
                prop_assert_eq!(asked[0].from_ts, Some(from));
            }
            prop_assert_eq!(asked[asked.len() - 1].until_ts, until);
            for two in asked.windows(2) {
                prop_assert_eq!(two[0].until_ts.map(|ts| ts + 1), two[1].from_ts);
            }
            prop_assert!(plan.windows.iter().all(|window| window.from_ts <= NOW));
            // Everything before is asked for where there may be something.
            let before = plan.before.map(|it| (it.from_ts, it.until_ts));
            prop_assert_eq!(before, from.map(|from| (0, from - 1)));
        }

        #[test]
        fn complete_windows_have_ended_and_are_cacheable(
            from in NOW - 880 * DAY_MS..NOW - DAY_MS,
            length in 2..900 * DAY_MS,
            interval in 0..IntervalChoice::ALL.len(),
        ) {
            let plan = plan(IntervalChoice::ALL[interval], (Some(from), Some(from + length)), false);
            let complete = plan.complete_windows(NOW);
            for (index, &window) in plan.windows.iter().enumerate() {
                let is_whole = plan.is_cacheable(window) && window.until_ts < NOW;
                prop_assert_eq!(complete.contains(&index), is_whole, "{} of {:?}", index, complete);
                let coverage = plan.coverage(index, NOW);
                prop_assert_eq!(coverage == Coverage::Complete, is_whole);
                let is_running = plan.is_open && index + 1 == plan.windows.len();
                prop_assert_eq!(coverage == Coverage::Ongoing, is_running);
            }
        }
    }

    #[test]
    fn a_period_is_split_into_a_few_dozen_windows() {
        for (days, unit) in [
            (1, CalendarUnit::Day),
            (62, CalendarUnit::Day),
            (90, CalendarUnit::Week),
            (366, CalendarUnit::Week),
            (400, CalendarUnit::Month),
        ] {
            let plan = plan(
                IntervalChoice::Automatic,
                (Some(NOW - days * DAY_MS), None),
                false,
            );
            assert_eq!(plan.unit, unit, "{days} days");
        }
    }

    #[test]
    fn the_current_window_is_sent_without_an_end() {
        // The first day and the last one are cut.
        let open = plan(
            IntervalChoice::Automatic,
            (Some(NOW - 5 * DAY_MS), None),
            false,
        );
        assert_eq!(open.windows.len(), 6);
        assert_eq!(open.complete_windows(NOW + DAY_MS), 1..5);
        assert_eq!(open.range(open.windows[5]).until_ts, None);
        let later = Some(NOW + 50 * DAY_MS);
        let closed = plan(
            IntervalChoice::Automatic,
            (Some(NOW - 5 * DAY_MS), later),
            false,
        );
        assert_eq!(closed.windows.len(), 6, "none is in the future");
        assert_eq!(closed.complete_windows(NOW), 1..5);
        assert_eq!(closed.range(closed.windows[5]).until_ts, later);
    }

    #[test]
    fn the_first_and_the_last_window_may_be_partial() {
        let berlin = ZonedCalendar::new("Europe/Berlin", NOW);
        // Tuesday to Thursday of the week after, and a period that has not ended.
        let days = |days: u64| berlin.start_of(berlin.date(NOW - days * DAY_MS));
        for (until, last) in [
            (Some(days(33) - 1), Coverage::Partial),
            (Some(days(36) - 1), Coverage::Complete),
            (None, Coverage::Ongoing),
        ] {
            let weeks = plan(
                IntervalChoice::Every(CalendarUnit::Week),
                (Some(days(49)), until),
                false,
            );
            let end = weeks.windows.len() - 1;
            assert_eq!(weeks.coverage(0, NOW), Coverage::Partial);
            assert_eq!(weeks.coverage(1, NOW), Coverage::Complete);
            assert_eq!(weeks.coverage(end, NOW), last, "{until:?}");
        }
    }

    #[test]
    fn has_no_windows_before_the_first_media() {
        let early = plan(IntervalChoice::Automatic, (Some(1), None), false);
        let all = plan(IntervalChoice::Automatic, (None, None), false);
        assert_eq!(early.windows, all.windows);
        assert_eq!(early.before, None);
    }

    #[test]
    fn media_older_than_matrix_share_one_window() {
        let late = plan(IntervalChoice::Automatic, (None, None), true);
        let before = late.before.map(|it| it.until_ts + 1);
        assert_eq!(before, Some(late.windows[0].from_ts));
        assert_eq!(
            plan(IntervalChoice::Automatic, (None, None), false).before,
            None
        );
    }
}
