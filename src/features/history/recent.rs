//! Loads the uploads of the last twelve months for the sparklines, when the page is idle and if that
//! is cheap.

use crate::state::histories::{Consent, Histories, HistoryRequest, HistoryStage};
use crate::state::report_view::LiveReport;
use crate::state::reports::LoadedReport;
use crate::state::settings::Settings;
use crate::state::url_state::UrlState;
use leptos::prelude::*;
use panel_core::calendar::{Calendar as _, CalendarUnit, Zone};
use panel_core::config::TrendLoading;
use panel_core::url_query::{IntervalChoice, TimeRange, View};
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_platform::{BrowserCalendar, LatestTask};

/// A report that took longer than this, in ms, is of a server that has enough to do.
const QUICK_MS: f64 = 1_000.0;

/// How long a report has been there before more is loaded, in ms.
const REST_MS: u32 = 1_000;

const MONTHS: i32 = 12;

/// The curves of more users than this take more memory than they are worth.
const MAX_USERS: usize = 20_000;

/// Closes the history that belongs to a report when another one replaces it, and loads the last months
/// when that report is there and cheap. While the trend is shown, it opens its history itself.
pub(crate) fn follow_report(live: LiveReport, histories: Histories, shown_view: Memo<View>) {
    let url_state = expect_context::<UrlState>();
    let is_auto = expect_context::<Settings>().get(|config| config.trend) == TrendLoading::Auto;
    let report = live.reports.shown().report();
    let loaded = Memo::new(move |_| {
        report.with(|it| {
            let is_complete = |it: &LoadedReport| it.usage.report().is_complete();
            it.as_ref().map(|it| (it.period, it.at, is_complete(it)))
        })
    });
    let task = StoredValue::new(LatestTask::default());
    Effect::new(move |before: Option<_>| {
        let loaded = loaded.get();
        let is_trend = shown_view.get() == View::Trend;
        task.update_value(LatestTask::abort);
        if is_trend {
            return loaded;
        }
        if before.is_some_and(|before| before != loaded) {
            histories.close();
        }
        let zone = untrack(|| url_state.zone());
        let request = report.with_untracked(|it| request(it.as_ref()?, zone));
        if let Some(request) = request.filter(|_| is_auto) {
            let load_later = async move {
                web_platform::sleep(REST_MS).await;
                let is_resting = !untrack(|| live.reports.is_loading());
                let has_none = histories.partial().with_untracked(Option::is_none);
                let is_idle = histories
                    .stage()
                    .with_untracked(|it| *it == HistoryStage::Idle);
                if is_resting && has_none && is_idle {
                    // Without the part, there are no curves.
                    let _ = load(histories, request).await;
                }
            };
            task.update_value(|task| task.start(load_later));
        }
        loaded
    });
}

/// Whether the table reserves a column for the sparklines: they are loaded, or will be once the page is
/// idle.
pub(crate) fn has_curves(live: LiveReport, histories: Histories) -> Memo<bool> {
    let is_auto = expect_context::<Settings>().get(|config| config.trend) == TrendLoading::Auto;
    let report = live.reports.shown().report();
    Memo::new(move |_| {
        let is_expected = is_auto && report.with(|it| it.as_ref().is_none_or(is_cheap));
        is_expected || histories.complete_history().is_some()
    })
}

#[wasm_split(history, fallible)]
fn load(histories: Histories, request: HistoryRequest) -> Result<(), SplitLoaderError> {
    histories.open(request, Consent::Few);
    Ok(())
}

/// The last months up to the time of a report; `None` where loading them isn't cheap, or there is
/// nothing in them.
fn request(loaded: &LoadedReport, zone: Zone) -> Option<HistoryRequest> {
    let report = loaded.usage.report();
    let calendar = BrowserCalendar(zone);
    let this_month = calendar.date(loaded.at).first_of_month();
    let first = calendar.start_of(this_month.plus_months(1 - MONTHS));
    (is_cheap(loaded) && report.is_complete() && !report.table.is_empty()).then(|| HistoryRequest {
        range: TimeRange {
            from_ts: Some(first),
            until_ts: None,
        },
        at: loaded.at,
        interval: IntervalChoice::Every(CalendarUnit::Month),
        zone,
        request_ms: loaded.cost.total_ms / f64::from(loaded.cost.requests.max(1)),
        users: report.table.len(),
        has_totals: false,
    })
}

/// Whether the last months of so many users can be loaded without asking.
fn is_cheap(loaded: &LoadedReport) -> bool {
    loaded.cost.total_ms < QUICK_MS && loaded.usage.report().table.len() <= MAX_USERS
}
