//! What is on screen, derived from what is asked and what is loaded.

use super::address::Address;
use crate::browser::{self, BrowserFold};
use crate::query::{Period, Query};
use crate::reports::{Reports, Wanted};
use crate::text;
use leptos::prelude::*;
use usage::{Page, View};

/// The derived state that several parts of the page show.
#[derive(Clone, Copy)]
pub(super) struct Screen {
    query: ReadSignal<Query>,
    /// The period that is asked for.
    period: Memo<Period>,
    /// The reports of the session.
    pub(super) reports: Reports,
    /// The users found, in their order; `None` before anything is loaded.
    pub(super) view: Memo<Option<View>>,
    /// The page of them that is shown.
    pub(super) page: Memo<Option<Page>>,
    /// The period of the report on screen, in words.
    pub(super) shown_period: Memo<String>,
    /// Whether what is on screen is about to be replaced by another period's report.
    pub(super) busy: Memo<bool>,
}

impl Screen {
    /// Follows the address: a period that is asked for is opened.
    pub(super) fn new(address: Address, reports: Reports) -> Self {
        let query = address.query();
        let shown = reports.shown();
        let period = Memo::new(move |_| query.with(|query| query.period));
        let found = Memo::new(move |_| query.with(|query| (query.order, query.search.clone())));
        // A view is never equal to the one before: it is made when something in it changed.
        let view = Memo::new_with_compare(
            move |_| {
                let (order, search) = found.get();
                shown.with(|loaded| {
                    let usage = loaded.as_ref()?.usage.clone();
                    Some(View::new(usage, order, &search, &BrowserFold))
                })
            },
            |_, _| true,
        );
        let page = Memo::new(move |_| {
            let (number, rows) = query.with(|query| (query.page, query.rows_per_page));
            view.with(|view| Some(view.as_ref()?.page(number, rows.get())))
        });
        let shown_period = Memo::new(move |_| {
            let loaded = shown.with(|loaded| loaded.as_ref().map(|loaded| loaded.period));
            text::period(loaded.unwrap_or(period.get()), browser::date_time)
        });
        let busy = Memo::new(move |_| {
            let loaded = shown.with(|loaded| loaded.as_ref().map(|loaded| loaded.period));
            reports.progress().with(Option::is_some)
                && loaded.is_none_or(|loaded| loaded != period.get())
        });
        let screen = Self {
            query,
            period,
            reports,
            view,
            page,
            shown_period,
            busy,
        };
        Effect::new(move |_| {
            period.track();
            reports.open(screen.wanted());
        });
        screen
    }

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
            period: query.period,
            order: query.order,
            first_rows: query.rows_per_page.get(),
        })
    }
}
