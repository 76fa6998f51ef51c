//! Why a report could not be loaded, and what can be done about it.

use super::doctor::{ConnectionCheck, Patient};
use super::helpers::when;
use super::notices::Failure;
use super::screen::{Live, Screen};
use crate::reports::Purpose;
use crate::text;
use leptos::prelude::*;

/// Why a report could not be loaded, if it was for this, and another try.
#[component]
pub(super) fn LoadFailure(live: Live, screen: Screen, purpose: Purpose) -> impl IntoView {
    let reports = live.reports;
    let homeserver = reports.homeserver();
    let failed =
        move || reports.purpose().get() == purpose && reports.failure().with(Option::is_some);
    let failure = move || {
        let error = reports.failure().get().filter(|_| failed())?;
        let mut explanation = text::explain(&error, &homeserver);
        if live.is_other_period() {
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
    let check = move || {
        let patient = move || {
            let session = reports.connection().session();
            Patient {
                // Where the session is, wherever its name may lead by now.
                homeserver: session.base_url.to_string(),
                token: Some((session.tokens.access, session.base_url)),
            }
        };
        view! { <ConnectionCheck patient open=RwSignal::new(false)/> }.into_any()
    };
    view! {
        <Failure failure/>
        {when(failed, retry)}
        {when(failed, check)}
    }
}
