//! What is on screen, derived from what is asked and what is loaded.

use crate::features::groups::expressions;
use crate::messages;
use crate::state::report_source::Edition;
use crate::state::reports::{Loaded, Purpose, Reports, Wanted};
use crate::state::url_state::Address;
use futures::future::AbortHandle;
use leptos::prelude::*;
use media_usage::{IndexedReport, Page, SearchTerm, View, ViewQuery};
use panel_core::calendar::Zone;
use panel_core::url_query::{NotComparable, Period, Query, ZonedPeriod};
use std::num::NonZeroU32;
use std::sync::Arc;
use web_platform::{BrowserCalendar, BrowserFold, TimeSlicer};

/// The derived state that several parts of the page show.
#[derive(Clone, Copy)]
pub(crate) struct Screen {
    /// The homeserver that can be asked; `None` while a file is looked at.
    pub(crate) live: Option<Live>,
    /// The report on screen and where it is from; `None` before anything is loaded.
    pub(crate) edition: Signal<Option<Edition>>,
    /// The users found, in their order; `None` before anything is loaded.
    pub(crate) view: ReadSignal<Option<View>>,
    /// The page of them that is shown.
    pub(crate) page: ReadSignal<Option<Page>>,
    /// The period of the report on screen, in words.
    pub(crate) shown_period: Memo<String>,
    /// Whether what is on screen is about to be replaced by another period's report.
    pub(crate) busy: Memo<bool>,
}

/// What is asked of the homeserver, and what it has answered.
#[derive(Clone, Copy)]
pub(crate) struct Live {
    query: ReadSignal<Query>,
    /// The period that is asked for.
    period: Memo<ZonedPeriod>,
    /// What the report on screen is to be compared with.
    pub(crate) aim: Memo<Aim>,
    /// Whether the administrator has asked for a comparison here: a link alone sends one query, so a
    /// comparison that it names waits for a click.
    pub(crate) may_compare: RwSignal<bool>,
    /// The reports of the session.
    pub(crate) reports: Reports,
}

/// What the report on screen is to be compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aim {
    /// Nothing.
    Nothing,
    /// Something: what that is depends on the report, which isn't complete yet.
    Later,
    /// Something that doesn't exist.
    Impossible(NotComparable),
    /// This period.
    Period(ZonedPeriod),
}

impl Screen {
    /// Shows a file.
    pub(crate) fn of_file(address: Address, edition: Edition) -> Self {
        let usage = edition.usage.clone();
        let (view, page) = follow(address, Signal::stored(Some(usage)), || true);
        let period = edition.period();
        Self {
            live: None,
            edition: Signal::stored(Some(edition)),
            view,
            page,
            shown_period: Memo::new(move |_| in_words(period, address.zone())),
            busy: Memo::new(|_| false),
        }
    }

    /// Follows the address: a period that is asked for is opened.
    pub(crate) fn new(address: Address, reports: Reports) -> Self {
        let query = address.query();
        let shown = reports.shown();
        let homeserver = reports.homeserver();
        let edition = Signal::derive(move || {
            shown.with(|loaded| Some(Edition::of(loaded.as_ref()?, &homeserver)))
        });
        let period = Memo::new(move |_| query.with(Query::zoned_period));
        let usage = Signal::derive(move || {
            shown.with(|loaded| loaded.as_ref().map(|loaded| loaded.usage.clone()))
        });
        // Pages of a report that isn't the one asked for, or not whole, are no pages of that one.
        let is_settled = move || {
            let is_it = |it: &Loaded| {
                it.period == period.get_untracked() && it.usage.report().is_complete()
            };
            shown.with_untracked(|shown| shown.as_ref().is_some_and(is_it))
        };
        let (view, page) = follow(address, usage, is_settled);
        let shown_period = Memo::new(move |_| {
            let loaded = shown.with(|loaded| loaded.as_ref().map(|loaded| loaded.period));
            let period = loaded.unwrap_or(period.get());
            let words = in_words(Some(period.period()), address.zone());
            match period.zone() {
                Zone::Local => words,
                Zone::Utc => messages::in_utc(&words),
            }
        });
        let busy = Memo::new(move |_| {
            let loaded = shown.with(|loaded| loaded.as_ref().map(|loaded| loaded.period));
            reports.progress().with(Option::is_some)
                && loaded.is_none_or(|loaded| loaded != period.get())
        });
        let aim = Memo::new(move |_| shown.with(|shown| aim(query, period.get(), shown.as_ref())));
        let live = Live {
            query,
            period,
            aim,
            may_compare: may_compare(query),
            reports,
        };
        Effect::new(move |_| {
            period.track();
            reports.open(live.wanted());
        });
        live.follow_aim();
        Self {
            live: Some(live),
            edition,
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
fn aim(query: ReadSignal<Query>, period: ZonedPeriod, shown: Option<&Loaded>) -> Aim {
    let (against, zone) = query.with(|query| (query.compare, query.zone));
    let Some(against) = against else {
        return Aim::Nothing;
    };
    let is_whole = |it: &&Loaded| it.period == period && it.usage.report().is_complete();
    let Some(Loaded { range, at, .. }) = shown.filter(is_whole) else {
        return Aim::Later;
    };
    match against.period(period.period(), *range, *at, &BrowserCalendar(zone)) {
        Ok(period) => Aim::Period(ZonedPeriod::new(period, zone)),
        Err(why) => Aim::Impossible(why),
    }
}

/// A period in words; that of a file may not be known.
pub(crate) fn in_words(period: Option<Period>, zone: Zone) -> String {
    match period {
        Some(period) => messages::period(period, |ts| web_platform::date_time(ts, zone)),
        None => messages::PERIOD_UNKNOWN.to_owned(),
    }
}

impl Live {
    /// Loads the period that is asked for anew.
    pub(crate) fn refresh(self) {
        self.reports.refresh(self.wanted());
    }

    /// Brings the report that the one on screen is to be compared with, after that has come.
    fn follow_aim(self) {
        let Self {
            aim,
            may_compare,
            reports,
            ..
        } = self;
        let unsettled = Memo::new(move |_| {
            let at_work = reports.progress().with(Option::is_some);
            let failed = reports.failure().with(Option::is_some);
            reports.purpose().get() == Purpose::Show && (at_work || failed)
        });
        Effect::new(move |_| match aim.get() {
            Aim::Nothing | Aim::Impossible(_) => reports.stop_comparing(),
            Aim::Period(period) if may_compare.get() && !unsettled.get() => {
                let mut wanted = self.wanted();
                wanted.purpose = Purpose::Compare;
                wanted.period = period;
                // Of this one, nothing is shown before it is complete.
                wanted.first_rows = usize::MAX;
                reports.open(wanted);
            }
            Aim::Later | Aim::Period(_) => {}
        });
    }

    /// The report that the one on screen is to be compared with, when it is there.
    pub(crate) fn compared(self) -> Option<Loaded> {
        let aim = self.aim.get();
        let is_it = |loaded: &&Loaded| aim == Aim::Period(loaded.period);
        let compared = self.reports.compared();
        compared.with(|loaded| loaded.as_ref().filter(is_it).cloned())
    }

    /// Whether the report on screen is not the one that is asked for.
    pub(crate) fn is_other_period(self) -> bool {
        let shown = self.reports.shown();
        shown.with(|loaded| {
            loaded
                .as_ref()
                .is_some_and(|it| it.period != self.period.get())
        })
    }

    fn wanted(self) -> Wanted {
        self.query.with_untracked(Wanted::shown)
    }
}

/// Looks for the users that are asked for as often as something else is asked or there are others:
/// a large report is searched and ordered in slices, and only the last question is answered. Where
/// the page that is asked for doesn't exist, and `is_settled` says that it never will, the address
/// is corrected.
fn follow(
    address: Address,
    usage: Signal<Option<Arc<IndexedReport>>>,
    is_settled: impl Fn() -> bool + Copy + Send + Sync + 'static,
) -> (ReadSignal<Option<View>>, ReadSignal<Option<Page>>) {
    let query = address.query();
    let (view, set_view) = signal(None::<View>);
    let (page, set_page) = signal(None::<Page>);
    let finding = StoredValue::new(None::<AbortHandle>);
    let give_up = move || {
        if let Some(finding) = finding.try_update_value(Option::take).flatten() {
            finding.abort();
        }
    };
    on_cleanup(give_up);
    let show = move |page: Page, asked: NonZeroU32| {
        set_page.set(Some(page));
        let is_asked = query.with_untracked(|query| query.page == asked);
        if page.number() != asked && is_asked && is_settled() {
            address.type_in(|query| query.with_page(page.number()));
        }
    };
    Effect::new(move |_| {
        let Some(usage) = usage.get() else {
            return;
        };
        let (asked, number, rows) = query.with(|query| {
            let term = SearchTerm::parse(&query.search, &BrowserFold);
            let asked = ViewQuery {
                order: query.order,
                term,
                grouping: query.grouping(),
            };
            (asked, query.page, query.rows_per_page.get())
        });
        give_up();
        let before = view.get_untracked();
        let is_shown = |view: &View| Arc::ptr_eq(view.usage(), &usage) && *view.query() == asked;
        if let Some(view) = before.as_ref().filter(|view| is_shown(view)) {
            show(view.page(number, rows), number);
            return;
        }
        let handle = web_platform::spawn_abortable(async move {
            let slices = TimeSlicer::start();
            let before = before.as_ref();
            let expressions = expressions(&asked.grouping.patterns).await;
            let found = View::new(usage, asked, before, &*expressions, &slices).await;
            let page = found.page(number, rows);
            set_view.set(Some(found));
            show(page, number);
        });
        finding.set_value(Some(handle));
    });
    (view, page)
}
