//! What the charts of a history show: everybody's bytes with the largest users set apart, or one
//! user's.

use crate::messages::history as words;
use crate::state::histories::{Coverage, Histories, PartialHistory};
use media_usage::history::{AddedMedia, Growth};
use media_usage::{IndexedReport, Report};
use panel_core::calendar::{CalendarUnit, DAY_MS, Window, Zone};
use panel_core::format::visible;
use std::ops::Range;
use std::sync::Arc;
use web_platform::BrowserCalendar;

/// How many users have a part of the bars for themselves.
const LARGEST_USERS: usize = 5;

/// More bars than this are too thin to have parts.
const MAX_STACKED_BARS: usize = 160;

/// A history, prepared for being shown.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HistoryViewModel {
    /// What a bar stands for.
    pub(crate) unit: CalendarUnit,
    /// Whose days, weeks and months these are.
    pub(crate) zone: Zone,
    /// When each begins and ends, the oldest first.
    pub(crate) windows: Arc<[Window]>,
    /// Whether the last one goes on.
    pub(crate) is_open: bool,
    /// The places of those that are whole days, weeks or months, and over.
    pub(crate) complete_windows: Range<usize>,
    /// How much of its day, week or month each covers.
    pub(crate) coverage: Vec<Coverage>,
    /// The user whom it is about; `None` for everybody.
    pub(crate) user_id: Option<String>,
    /// What that user is called.
    pub(crate) who: Option<String>,
    /// What was added; `None` where it is not known yet.
    pub(crate) added: Vec<Option<AddedMedia>>,
    /// Bytes that there were at the end of each.
    pub(crate) running_totals: Vec<Option<u128>>,
    /// The largest users, each with the bytes added in every window.
    pub(crate) largest: Vec<LargestUser>,
    /// Whether they have parts of the bars.
    pub(crate) has_parts: bool,
    /// Bytes at the end of the last one; `None` while it is not known what was before the first.
    pub(crate) total_bytes: Option<u128>,
    /// What the bars have together and the report, if that is something else.
    pub(crate) difference: Option<(u128, u128)>,
}

/// One of the largest users.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LargestUser {
    pub(crate) user_id: String,
    /// The name, or the ID without one, as it is shown.
    pub(crate) name: String,
    /// In every window; 0 where that is not known.
    pub(crate) bytes: Vec<u128>,
}

impl HistoryViewModel {
    /// Prepares a history. `usage` is the report of the same period. It determines the largest users,
    /// so that no user changes colour while the history loads.
    pub(crate) fn new(
        partial: &PartialHistory,
        user_id: Option<&str>,
        usage: &IndexedReport,
        histories: Histories,
    ) -> Self {
        let (report, bytes) = (usage.report(), usage.totals().bytes);
        let history = &partial.history;
        // Nobody has the last number: a user without any.
        let number = |id| {
            histories
                .user_index(|user_index| user_index.number(id))
                .unwrap_or(u32::MAX)
        };
        let by = user_id.map(number);
        let reported = match user_id {
            Some(id) => report
                .user(id)
                .and_then(|user| user.media_length)
                .unwrap_or(0)
                .into(),
            None => bytes,
        };
        let total_bytes = partial.total_bytes(by, reported);
        let largest = usage.largest_users(LARGEST_USERS).map(|largest| {
            let user_id = largest.user.user_id.unwrap_or_default();
            LargestUser::new(user_id, number(user_id), partial, report)
        });
        let now = web_platform::now();
        let places = 0..partial.plan.windows.len();
        Self {
            unit: partial.plan.unit,
            zone: partial.zone,
            windows: partial.plan.windows.clone(),
            is_open: partial.plan.is_open,
            complete_windows: partial.plan.complete_windows(now),
            coverage: places
                .map(|place| partial.plan.coverage(place, now))
                .collect(),
            user_id: user_id.map(str::to_owned),
            who: user_id.map(|id| shown_name(id, report)),
            added: history.added(by),
            running_totals: match total_bytes {
                Some(total_bytes) => history.running_totals(by, total_bytes),
                None => vec![None; history.len()],
            },
            largest: largest.collect(),
            has_parts: user_id.is_none() && history.len() <= MAX_STACKED_BARS,
            total_bytes,
            difference: partial
                .loaded_bytes(by)
                .filter(|&complete_windows| complete_windows != reported)
                .map(|complete_windows| (complete_windows, reported)),
        }
    }

    /// Whether anything of it is known.
    pub(crate) fn is_known(&self) -> bool {
        self.added.iter().any(Option::is_some)
    }

    /// The users who have parts of the bars, from the ground up; all others come last.
    pub(crate) fn parts(&self) -> &[LargestUser] {
        if self.has_parts { &self.largest } else { &[] }
    }

    /// The bytes of a window's parts, those of all others last.
    pub(crate) fn bytes(&self, window: usize) -> Vec<u128> {
        let all = self
            .added
            .get(window)
            .copied()
            .flatten()
            .unwrap_or_default();
        let of = |largest: &LargestUser| largest.bytes.get(window).copied().unwrap_or(0);
        let mut parts: Vec<u128> = self.parts().iter().map(of).collect();
        let rest = all.bytes.saturating_sub(parts.iter().sum());
        parts.push(rest);
        parts
    }

    /// The same where they stand in columns: none where nobody has a part.
    pub(crate) fn columns(&self, window: usize) -> Vec<u128> {
        if self.parts().is_empty() {
            return Vec::new();
        }
        self.bytes(window)
    }

    /// The growth by the windows that are whole.
    pub(crate) fn growth(&self) -> Option<Growth> {
        Growth::from_intervals(&self.added[self.complete_windows.clone()])
    }

    /// How much of its day, week or month a window covers.
    pub(crate) fn coverage(&self, window: usize) -> Coverage {
        self.coverage
            .get(window)
            .copied()
            .unwrap_or(Coverage::Complete)
    }

    /// A window's name, with a note if it is partial; empty when there is no such window.
    pub(crate) fn name(&self, window: usize) -> String {
        let Some(Window { from_ts, .. }) = self.windows.get(window) else {
            return String::new();
        };
        // A partial one is called by its whole day, week or month.
        let start = self.unit.start_of(&BrowserCalendar(self.zone), *from_ts);
        let date = match self.unit {
            CalendarUnit::Day | CalendarUnit::Week => web_platform::day(start, self.zone),
            CalendarUnit::Month => web_platform::month(start, self.zone),
        };
        words::window(self.unit, &date, self.coverage(window))
    }

    /// The same where there is little room.
    pub(crate) fn short_name(&self, window: usize) -> String {
        let Some(Window { from_ts, .. }) = self.windows.get(window) else {
            return String::new();
        };
        let span = self
            .windows
            .last()
            .map_or(0, |last| last.until_ts - self.windows[0].from_ts);
        match self.unit {
            CalendarUnit::Day | CalendarUnit::Week if span <= 366 * DAY_MS => {
                web_platform::day_of_year(*from_ts, self.zone)
            }
            _ => web_platform::short_month(*from_ts, self.zone),
        }
    }
}

impl LargestUser {
    fn new(user_id: &str, number: u32, partial: &PartialHistory, report: &Report) -> Self {
        let added = partial.history.added(Some(number)).into_iter();
        Self {
            name: shown_name(user_id, report),
            user_id: user_id.to_owned(),
            bytes: added
                .map(|added| added.map_or(0, |added| added.bytes))
                .collect(),
        }
    }
}

/// What a user is called on this page.
fn shown_name(user_id: &str, report: &Report) -> String {
    let name = report.user(user_id).and_then(|user| user.displayname);
    let name = name.and_then(visible).or_else(|| visible(user_id));
    name.unwrap_or_else(|| crate::messages::no_user().to_owned())
}
