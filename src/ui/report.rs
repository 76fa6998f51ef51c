//! The report: what is asked for leads to what is loaded, found and shown.

use super::address::Address;
use super::exports::Exports;
use super::filters::Filters;
use super::header::Header;
use super::notices::{Failure, RejectedValues};
use super::pages::Pages;
use super::status::{Coverage, Origin, ProgressBar, Status};
use super::table::UserTable;
use super::totals::TotalsRegion;
use crate::browser::{self, BrowserFold};
use crate::homeserver::{Connection, Error, Session};
use crate::query::{Period, Query};
use crate::reports::{Reports, Wanted};
use crate::text;
use crate::usage::View;
use leptos::html::H1;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The page of a signed-in administrator. `sign_out` ends the session at will; `ended` is told
/// when the server has ended it.
#[component]
pub fn ReportPage(
    session: Session,
    sign_out: impl Fn() + 'static,
    ended: impl Fn(Error) + 'static,
) -> impl IntoView {
    let address = expect_context::<Address>();
    let query = address.query();
    let reports = Reports::new(Connection::new(session.clone()));
    on_cleanup(move || reports.give_up());

    let period = Memo::new(move |_| query.with(|query| query.period));
    Effect::new(move |_| {
        let period = period.get();
        reports.open(wanted(&query.get_untracked(), period));
    });
    Effect::new(move |_| {
        if let Some(error @ Error::SignedOut { .. }) = reports.failure().get() {
            ended(error);
        }
    });

    let found = Memo::new(move |_| query.with(|query| (query.order, query.search.clone())));
    let shown = reports.shown();
    let view = ArcMemo::new_with_compare(
        move |_| {
            let (order, search) = found.get();
            shown.with(|loaded| {
                let usage = loaded.as_ref()?.usage.clone();
                Some(View::new(usage, order, &search, &BrowserFold))
            })
        },
        |_, _| true,
    );
    let view: Signal<Option<View>> = view.into();
    let page = Memo::new(move |_| {
        let (number, rows) = query.with(|query| (query.page, query.rows_per_page));
        view.with(|view| Some(view.as_ref()?.page(number, rows)))
    });
    let term = Memo::new(move |_| query.with(|query| query.search.clone()));
    let shown_period = Memo::new(move |_| {
        let loaded = shown.with(|loaded| loaded.as_ref().map(|loaded| loaded.period));
        in_words(loaded.unwrap_or(period.get()))
    });
    let busy = Memo::new(move |_| {
        let loading = reports.progress().with(Option::is_some);
        loading && shown.with(|loaded| loaded.as_ref().is_none_or(|it| it.period != period.get()))
    });
    let homeserver = StoredValue::new(session.homeserver.clone());
    let failure = Signal::derive(move || {
        let error = reports.failure().get()?;
        let mut explanation = homeserver.with_value(|server| text::explain(&error, server));
        if shown.with(|loaded| loaded.as_ref().is_some_and(|it| it.period != period.get())) {
            explanation.remedy.push(' ');
            explanation
                .remedy
                .push_str(&text::still_showing(&shown_period.get()));
        }
        Some(explanation)
    });
    let message = RwSignal::new(None::<String>);
    let copy = move |user_id: String| {
        spawn_local(async move {
            let copied = browser::copy(&user_id).await;
            message.try_set(Some(if copied {
                text::copied(&user_id)
            } else {
                text::COPY_FAILED.to_owned()
            }));
        });
    };
    let title = NodeRef::<H1>::new();
    // Whoever signed in, with a screen reader perhaps, is told where they are now.
    Effect::new(move |_| {
        if let Some(title) = title.get() {
            let _ = title.focus();
        }
    });
    view! {
        <Header session=session.clone() sign_out/>
        <main class="report">
            <h1 node_ref=title tabindex="-1">{text::TITLE}</h1>
            <OtherHomeserver session=session.clone()/>
            <RejectedValues/>
            <TotalsRegion view period=shown_period/>
            <Filters>
                <button type="button" on:click=move |_| {
                    let query = query.get_untracked();
                    reports.reload(wanted(&query, query.period));
                }>
                    {text::REFRESH}
                </button>
                <Exports session view period=shown_period/>
            </Filters>
            <Failure failure/>
            <Show when=move || failure.with(Option::is_some)>
                <button type="button" class="retry" on:click=move |_| reports.resume()>
                    {text::TRY_AGAIN}
                </button>
            </Show>
            <Coverage reports view/>
            <div class="where">
                <Status reports page term message/>
                <Pages page/>
                <ProgressBar reports/>
            </div>
            <UserTable view page busy copy/>
            <Origin loaded=shown/>
        </main>
    }
}

/// Says when the link is for another homeserver than the one signed in to.
#[component]
fn OtherHomeserver(session: Session) -> impl IntoView {
    let address = expect_context::<Address>();
    let other = move || {
        let named = address.query().with(|query| query.homeserver.clone())?;
        let same =
            named == session.homeserver || named.trim_end_matches('/') == session.base_url.as_str();
        (!same).then(|| text::other_homeserver(&named, &session.homeserver))
    };
    move || other().map(|text| view! { <p class="notice"><bdi>{text}</bdi></p> })
}

fn wanted(query: &Query, period: Period) -> Wanted {
    Wanted {
        period,
        order: query.order,
        first_rows: query.rows_per_page.get(),
    }
}

fn in_words(period: Period) -> String {
    text::period(period, browser::date_time)
}
