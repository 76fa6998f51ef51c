//! What is on screen, derived from what is asked and what is loaded.

use super::address::Address;
use crate::browser::{self, BrowserExpressions, BrowserFold, InSlices};
use crate::calendar::Zone;
use crate::edition::Edition;
use crate::query::{Period, Query, ZonedPeriod};
use crate::reports::{Reports, Wanted};
use crate::text;
use futures::future::AbortHandle;
use leptos::prelude::*;
use std::sync::Arc;
use usage::{Asked, Page, Term, Usage, View};

/// The derived state that several parts of the page show.
#[derive(Clone, Copy)]
pub(super) struct Screen {
    /// The homeserver that can be asked; `None` while a file is looked at.
    pub(super) live: Option<Live>,
    /// The report on screen and where it is from; `None` before anything is loaded.
    pub(super) edition: Signal<Option<Edition>>,
    /// The users found, in their order; `None` before anything is loaded.
    pub(super) view: ReadSignal<Option<View>>,
    /// The page of them that is shown.
    pub(super) page: ReadSignal<Option<Page>>,
    /// The period of the report on screen, in words.
    pub(super) shown_period: Memo<String>,
    /// Whether what is on screen is about to be replaced by another period's report.
    pub(super) busy: Memo<bool>,
}

/// What is asked of the homeserver, and what it has answered.
#[derive(Clone, Copy)]
pub(super) struct Live {
    query: ReadSignal<Query>,
    /// The period that is asked for.
    period: Memo<ZonedPeriod>,
    /// The reports of the session.
    pub(super) reports: Reports,
}

impl Screen {
    /// Shows a file.
    pub(super) fn of_file(address: Address, edition: Edition) -> Self {
        let usage = edition.usage.clone();
        let (view, page) = follow(address.query(), Signal::stored(Some(usage)));
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
    pub(super) fn new(address: Address, reports: Reports) -> Self {
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
        let (view, page) = follow(query, usage);
        let shown_period = Memo::new(move |_| {
            let loaded = shown.with(|loaded| loaded.as_ref().map(|loaded| loaded.period));
            let period = loaded.unwrap_or(period.get());
            let words = in_words(Some(period.period()), address.zone());
            match period.zone() {
                Zone::Local => words,
                Zone::Utc => text::in_utc(&words),
            }
        });
        let busy = Memo::new(move |_| {
            let loaded = shown.with(|loaded| loaded.as_ref().map(|loaded| loaded.period));
            reports.progress().with(Option::is_some)
                && loaded.is_none_or(|loaded| loaded != period.get())
        });
        let live = Live {
            query,
            period,
            reports,
        };
        Effect::new(move |_| {
            period.track();
            reports.open(live.wanted());
        });
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

/// A period in words; that of a file may not be known.
pub(super) fn in_words(period: Option<Period>, zone: Zone) -> String {
    match period {
        Some(period) => text::period(period, |ts| browser::date_time(ts, zone)),
        None => text::PERIOD_UNKNOWN.to_owned(),
    }
}

impl Live {
    /// Loads the period that is asked for anew.
    pub(super) fn refresh(self) {
        self.reports.reload(self.wanted());
    }

    /// Whether the report on screen is not the one that is asked for.
    pub(super) fn is_other_period(self) -> bool {
        let shown = self.reports.shown();
        shown.with(|loaded| {
            loaded
                .as_ref()
                .is_some_and(|it| it.period != self.period.get())
        })
    }

    fn wanted(self) -> Wanted {
        self.query.with_untracked(|query| Wanted {
            period: query.zoned_period(),
            order: query.order,
            first_rows: query.rows_per_page.get(),
        })
    }
}

/// Looks for the users that are asked for as often as something else is asked or there are others:
/// a large report is searched and ordered in slices, and only the last question is answered.
fn follow(
    query: ReadSignal<Query>,
    usage: Signal<Option<Arc<Usage>>>,
) -> (ReadSignal<Option<View>>, ReadSignal<Option<Page>>) {
    let (view, set_view) = signal(None::<View>);
    let (page, set_page) = signal(None::<Page>);
    let finding = StoredValue::new(None::<AbortHandle>);
    let give_up = move || {
        if let Some(finding) = finding.try_update_value(Option::take).flatten() {
            finding.abort();
        }
    };
    on_cleanup(give_up);
    Effect::new(move |_| {
        let Some(usage) = usage.get() else {
            return;
        };
        let (asked, number, rows) = query.with(|query| {
            let term = Term::parse(&query.search, &BrowserFold);
            let asked = Asked {
                order: query.order,
                term,
                grouping: query.to_grouping(),
            };
            (asked, query.page, query.rows_per_page.get())
        });
        give_up();
        let before = view.get_untracked();
        let is_shown = |view: &View| Arc::ptr_eq(view.usage(), &usage) && *view.asked() == asked;
        if let Some(view) = before.as_ref().filter(|view| is_shown(view)) {
            set_page.set(Some(view.page(number, rows)));
            return;
        }
        let handle = browser::run_abortable(async move {
            let slices = InSlices::begin();
            let before = before.as_ref();
            let found = View::new(usage, asked, before, &BrowserExpressions, &slices).await;
            set_page.set(Some(found.page(number, rows)));
            set_view.set(Some(found));
        });
        finding.set_value(Some(handle));
    });
    (view, page)
}
