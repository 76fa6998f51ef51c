//! What is on screen, derived from what is asked and what is loaded.

use crate::state::comparison::Comparison;
use crate::state::regex_engine::regex_engine;
use crate::state::report_source::ReportSource;
use crate::state::reports::{LoadPurpose, LoadedReport, ReportRequest, Reports};
use crate::state::url_state::UrlState;
use leptos::prelude::*;
use media_usage::{IndexedReport, Page, SearchTerm, View, ViewQuery};
use panel_core::calendar::Zone;
use panel_core::url_query::{NotComparable, Period, Query, ZonedPeriod};
use std::num::NonZeroU32;
use std::sync::Arc;
use web_platform::{BrowserCalendar, BrowserFold, LatestTask, TimeSlicer};

/// The derived state that several parts of the page show.
#[derive(Clone, Copy)]
pub(crate) struct ReportView {
    /// The homeserver that can be asked; `None` while a file is looked at.
    pub(crate) live: Option<LiveReport>,
    /// The report on screen, and what it is compared with.
    pub(crate) comparison: Comparison,
    /// The users found, in their order; `None` before anything is loaded.
    pub(crate) view: ReadSignal<Option<View>>,
    /// The page of them that is shown.
    pub(crate) page: ReadSignal<Option<Page>>,
    /// The period of the report on screen.
    pub(crate) shown_period: Memo<ShownPeriod>,
    /// Whether what is on screen is about to be replaced by another period's report.
    pub(crate) busy: Memo<bool>,
}

/// The period of the report on screen, and how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ShownPeriod {
    /// The period; that of a file may not be known.
    pub(crate) period: Option<Period>,
    /// The time zone that its bounds are written in.
    pub(crate) zone: Zone,
    /// Whether its days are those of UTC.
    pub(crate) has_utc_bounds: bool,
}

/// What is asked of the homeserver, and what it has answered.
#[derive(Clone, Copy)]
pub(crate) struct LiveReport {
    query: ReadSignal<Query>,
    /// The period that is asked for.
    period: Memo<ZonedPeriod>,
    /// What the report on screen is to be compared with.
    pub(crate) compare_target: Memo<CompareTarget>,
    /// Whether the administrator has asked for a comparison here: a link alone sends one query, so a
    /// comparison that it names waits for a click.
    pub(crate) may_compare: RwSignal<bool>,
    /// The reports of the session.
    pub(crate) reports: Reports,
}

/// What the report on screen is to be compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CompareTarget {
    /// Off.
    Off,
    /// Something: what that is depends on the report, which isn't complete yet.
    Pending,
    /// Something that doesn't exist.
    Unavailable(NotComparable),
    /// This period.
    Period(ZonedPeriod),
}

impl ReportView {
    /// The report on screen and where it is from; `None` before anything is loaded. Tracks it.
    pub(crate) fn source(self) -> Option<ReportSource> {
        self.comparison.source()
    }

    /// Shows a file.
    pub(crate) fn of_file(url_state: UrlState, source: ReportSource) -> Self {
        let period = source.period();
        let comparison = Comparison::new(Signal::stored(Some(source)), || None);
        let is_settled = move || untrack(|| !comparison.is_under_way());
        let (view, page) = derive_page(url_state, comparison.usage(), is_settled);
        Self {
            live: None,
            comparison,
            view,
            page,
            shown_period: Memo::new(move |_| ShownPeriod {
                period,
                zone: url_state.zone(),
                has_utc_bounds: false,
            }),
            busy: Memo::new(|_| false),
        }
    }

    /// Follows the address: a period that is asked for is opened.
    pub(crate) fn new(url_state: UrlState, reports: Reports) -> Self {
        let query = url_state.query();
        let shown = reports.shown().report();
        let homeserver = reports.homeserver();
        let source = {
            let homeserver = homeserver.clone();
            Signal::derive(move || {
                shown.with(|loaded| Some(ReportSource::of(loaded.as_ref()?, &homeserver)))
            })
        };
        let period = Memo::new(move |_| query.with(Query::zoned_period));
        let shown_period = Memo::new(move |_| {
            let loaded = shown.with(|loaded| loaded.as_ref().map(|loaded| loaded.period));
            let period = loaded.unwrap_or(period.get());
            ShownPeriod {
                period: Some(period.period()),
                zone: url_state.zone(),
                has_utc_bounds: period.zone() == Zone::Utc,
            }
        });
        let busy = Memo::new(move |_| {
            let loaded = shown.with(|loaded| loaded.as_ref().map(|loaded| loaded.period));
            reports.shown().is_loading() && loaded.is_none_or(|loaded| loaded != period.get())
        });
        let compare_target = Memo::new(move |_| {
            shown.with(|shown| compare_target(query, period.get(), shown.as_ref()))
        });
        let live = LiveReport {
            query,
            period,
            compare_target,
            may_compare: may_compare(query),
            reports,
        };
        Effect::new(move |_| {
            period.track();
            reports.open(LoadPurpose::Show, live.request());
        });
        live.follow_compare_target();
        let comparison = Comparison::new(source, move || {
            Some(ReportSource::of(&live.compared()?, &homeserver))
        });
        live.compare_with_last_choice(comparison, url_state);
        // Pages of a report that isn't the one asked for, or not whole, are no pages of that one.
        let is_settled = move || {
            let is_it = |it: &LoadedReport| {
                it.period == period.get_untracked() && it.usage.report().is_complete()
            };
            let is_loaded = shown.with_untracked(|shown| shown.as_ref().is_some_and(is_it));
            is_loaded && untrack(|| !live.awaits_comparison() && !comparison.is_under_way())
        };
        let (view, page) = derive_page(url_state, comparison.usage(), is_settled);
        Self {
            live: Some(live),
            comparison,
            view,
            page,
            shown_period,
            busy,
        }
    }
}

/// Whether a second report may be requested: not for the comparison that the page was opened with,
/// but for any that is chosen later.
fn may_compare(query: ReadSignal<Query>) -> RwSignal<bool> {
    let chosen = Memo::new(move |_| query.with(|query| query.compare));
    let may_compare = RwSignal::new(chosen.get_untracked().is_none());
    Effect::new(move |before: Option<_>| {
        let chosen = chosen.get();
        if before.is_some_and(|before| before != chosen) {
            may_compare.set(true);
        }
        chosen
    });
    may_compare
}

/// What a report that is shown is to be compared with; tracks the query.
fn compare_target(
    query: ReadSignal<Query>,
    period: ZonedPeriod,
    shown: Option<&LoadedReport>,
) -> CompareTarget {
    let (compare_to, zone) = query.with(|query| (query.compare, query.zone));
    let Some(compare_to) = compare_to else {
        return CompareTarget::Off;
    };
    let is_whole = |it: &&LoadedReport| it.period == period && it.usage.report().is_complete();
    let Some(LoadedReport { range, at, .. }) = shown.filter(is_whole) else {
        return CompareTarget::Pending;
    };
    match compare_to.period(period.period(), *range, *at, &BrowserCalendar(zone)) {
        Ok(period) => CompareTarget::Period(ZonedPeriod::new(period, zone)),
        Err(why) => CompareTarget::Unavailable(why),
    }
}

impl LiveReport {
    /// Reloads the selected period.
    pub(crate) fn refresh(self) {
        self.reports.refresh(self.request());
    }

    /// Brings the report that the one on screen is to be compared with, after that has come.
    fn follow_compare_target(self) {
        let Self {
            compare_target,
            may_compare,
            reports,
            ..
        } = self;
        let shown = reports.shown();
        let is_settled = Memo::new(move |_| !shown.is_loading() && !shown.has_failed());
        Effect::new(move |_| match compare_target.get() {
            CompareTarget::Off | CompareTarget::Unavailable(_) => reports.stop_comparing(),
            CompareTarget::Period(period) if may_compare.get() && is_settled.get() => {
                let mut request = self.request();
                request.period = period;
                // Of this one, nothing is shown before it is complete.
                request.first_rows = usize::MAX;
                reports.open(LoadPurpose::Compare, request);
            }
            CompareTarget::Pending | CompareTarget::Period(_) => {}
        });
    }

    /// Compares with what was chosen last, a period or a file.
    fn compare_with_last_choice(self, comparison: Comparison, url_state: UrlState) {
        let compare_target = self.compare_target;
        let file = comparison.signals().file;
        Effect::new(move |_| {
            if compare_target.get() != CompareTarget::Off {
                file.set(None);
            }
        });
        Effect::new(move |_| {
            if file.with(Option::is_some) {
                url_state.replace(|query| query.with_compare_to(None));
            }
        });
    }

    /// Whether there is to be a comparison with a report that isn't there.
    fn awaits_comparison(self) -> bool {
        let is_wanted = matches!(
            self.compare_target.get(),
            CompareTarget::Pending | CompareTarget::Period(_)
        );
        is_wanted && self.compared().is_none()
    }

    /// The report that the one on screen is to be compared with, when it is there.
    pub(crate) fn compared(self) -> Option<LoadedReport> {
        let compare_target = self.compare_target.get();
        let is_it = |loaded: &&LoadedReport| compare_target == CompareTarget::Period(loaded.period);
        let compared = self.reports.compared().report();
        compared.with(|loaded| loaded.as_ref().filter(is_it).cloned())
    }

    /// Whether the report on screen is not the one that is asked for.
    pub(crate) fn is_other_period(self) -> bool {
        let shown = self.reports.shown().report();
        shown.with(|loaded| {
            loaded
                .as_ref()
                .is_some_and(|it| it.period != self.period.get())
        })
    }

    fn request(self) -> ReportRequest {
        self.query.with_untracked(ReportRequest::shown)
    }
}

/// Looks for the users that are asked for as often as something else is asked or there are others:
/// a large report is searched and ordered in slices, and only the last question is answered. Where
/// the page that is asked for doesn't exist, and `is_settled` says that it never will, the address
/// is corrected.
fn derive_page(
    url_state: UrlState,
    usage: Signal<Option<Arc<IndexedReport>>>,
    is_settled: impl Fn() -> bool + Copy + Send + Sync + 'static,
) -> (ReadSignal<Option<View>>, ReadSignal<Option<Page>>) {
    let query = url_state.query();
    let (view, set_view) = signal(None::<View>);
    let (page, set_page) = signal(None::<Page>);
    let task = StoredValue::new(LatestTask::default());
    let show = move |page: Page, requested: NonZeroU32| {
        set_page.set(Some(page));
        let is_asked = query.with_untracked(|query| query.page == requested);
        if page.number() != requested && is_asked && is_settled() {
            url_state.replace(|query| query.with_page(page.number()));
        }
    };
    Effect::new(move |_| {
        let Some(usage) = usage.get() else {
            return;
        };
        let (view_query, number, rows) = query.with(|query| {
            let term = SearchTerm::parse(&query.search, &BrowserFold);
            let view_query = ViewQuery {
                order: query.order,
                term,
                grouping: query.grouping(),
                status: query.change,
            };
            (view_query, query.page, query.rows_per_page.get())
        });
        task.update_value(LatestTask::abort);
        let before = view.get_untracked();
        let is_shown =
            |view: &View| Arc::ptr_eq(view.usage(), &usage) && *view.query() == view_query;
        if let Some(view) = before.as_ref().filter(|view| is_shown(view)) {
            show(view.page(number, rows), number);
            return;
        }
        let find = async move {
            let slices = TimeSlicer::start();
            let before = before.as_ref();
            let regex_engine = regex_engine(&view_query.grouping.patterns).await;
            let found = View::new(usage, view_query, before, &*regex_engine, &slices).await;
            let page = found.page(number, rows);
            set_view.set(Some(found));
            show(page, number);
        };
        task.update_value(|task| task.start(find));
    });
    (view, page)
}
