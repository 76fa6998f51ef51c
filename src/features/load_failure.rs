//! Why a report could not be loaded, and what can be done about it.

use crate::features::connection_check::ConnectionCheck;
use crate::features::period::text::shown_period;
use crate::messages;
use crate::state::connection_check::CheckTarget;
use crate::state::report_view::{LiveReport, ReportView};
use crate::state::reports::LoadPurpose;
use crate::widgets::helpers::when;
use crate::widgets::notices::Failure;
use leptos::prelude::*;

/// Why a report could not be loaded, if it was for this, and another try.
#[component]
pub(crate) fn LoadFailure(
    live: LiveReport,
    report_view: ReportView,
    purpose: LoadPurpose,
) -> impl IntoView {
    let reports = live.reports;
    let homeserver = reports.homeserver();
    let slot = reports.slot(purpose);
    let failed = move || slot.has_failed();
    let failure = move || {
        let error = slot.failure()?;
        let mut explanation = messages::explain(&error, &homeserver);
        if live.is_other_period() {
            let still = messages::still_showing(&shown_period(report_view.shown_period.get()));
            explanation.remedy = format!("{} {still}", explanation.remedy);
        }
        Some(explanation)
    };
    let retry = move || {
        view! {
            <button type="button" class="retry" on:click=move |_| reports.resume(purpose)>
                {messages::try_again()}
            </button>
        }
        .into_any()
    };
    let check = move || {
        let target = move || {
            let session = reports.connection().session();
            CheckTarget {
                // Where the session is, wherever its name may lead by now.
                homeserver: session.base_url.to_string(),
                token: Some((session.tokens.access, session.base_url)),
            }
        };
        view! { <ConnectionCheck target open=RwSignal::new(false)/> }.into_any()
    };
    view! {
        <div class="failure">
            <Failure failure/>
            {when(failed, retry)}
            {when(failed, check)}
        </div>
    }
}
