//! The report page: its parts in their order.

use super::address::Address;
use super::exports::Exports;
use super::filters::Filters;
use super::header::Header;
use super::helpers::when;
use super::notices::{Failure, RejectedValues};
use super::origin::Origin;
use super::pages::Pages;
use super::screen::Screen;
use super::status::{Coverage, ProgressBar, Status};
use super::table::UserTable;
use super::totals::TotalsRegion;
use crate::browser;
use crate::homeserver::{Connection, Error, Session};
use crate::reports::Reports;
use crate::text;
use leptos::html::H1;
use leptos::prelude::*;

/// The page of a signed-in administrator. `sign_out` ends the session at will; `ended` is told
/// when the server has ended it.
#[component]
pub fn ReportPage(
    session: Session,
    sign_out: impl Fn() + 'static,
    ended: impl Fn(Error) + 'static,
) -> impl IntoView {
    let address = expect_context::<Address>();
    let reports = Reports::new(Connection::new(session.clone()));
    on_cleanup(move || reports.give_up());
    let screen = Screen::new(address, reports);
    let Screen {
        view,
        page,
        shown_period,
        busy,
        ..
    } = screen;
    Effect::new(move |_| {
        if let Some(error @ Error::SignedOut { .. }) = reports.failure().get() {
            ended(error);
        }
    });
    let title = NodeRef::<H1>::new();
    // Whoever signed in, with a screen reader perhaps, is told where they are now.
    Effect::new(move |_| {
        if let Some(title) = title.get() {
            let _ = title.focus();
        }
    });
    let message = RwSignal::new(String::new());
    let homeserver = session.homeserver.clone();
    let exported_from = homeserver.clone();
    view! {
        <Header session=session.clone() sign_out/>
        <main class="report">
            <h1 node_ref=title tabindex="-1">{text::TITLE}</h1>
            <OtherHomeserver session=session/>
            <RejectedValues/>
            <TotalsRegion view period=shown_period/>
            <Filters view>
                <button type="button" on:click=move |_| screen.refresh()>{text::REFRESH}</button>
                <Exports homeserver=exported_from view period=shown_period/>
            </Filters>
            <LoadFailure screen homeserver/>
            <Coverage screen/>
            <div class="where">
                <Status reports page view message/>
                <ProgressBar reports/>
                <Pages page/>
            </div>
            <UserTable view page busy copy=move |user_id| copy(user_id, message)/>
            <Origin loaded=reports.shown()/>
        </main>
    }
}

/// Why the report could not be loaded, and another try.
#[component]
fn LoadFailure(screen: Screen, homeserver: String) -> impl IntoView {
    let reports = screen.reports;
    let failure = move || {
        let error = reports.failure().get()?;
        let mut explanation = text::explain(&error, &homeserver);
        if screen.is_other_period() {
            let still = text::still_showing(&screen.shown_period.get());
            explanation.remedy = format!("{} {still}", explanation.remedy);
        }
        Some(explanation)
    };
    let retry = move || {
        view! {
            <button type="button" class="retry" on:click=move |_| reports.resume()>
                {text::TRY_AGAIN}
            </button>
        }
        .into_any()
    };
    view! {
        <Failure failure/>
        {when(move || reports.failure().with(Option::is_some), retry)}
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
    move || other().map(|text| view! { <p class="notice"><bdi>{text}</bdi></p> }.into_any())
}

/// Copies a user ID and says so.
fn copy(user_id: String, message: RwSignal<String>) {
    browser::run(async move {
        let said = if browser::copy(&user_id).await {
            text::copied(&user_id)
        } else {
            text::COPY_FAILED.to_owned()
        };
        // The page may be gone by now.
        message.try_set(said);
    });
}
