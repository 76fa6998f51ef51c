//! The refresh button, and a summary of what a refresh changed.

use crate::features::report_origin::origin_menu;
use crate::messages;
use crate::state::preferences::Preferences;
use crate::state::report_view::{LiveReport, ReportView};
use crate::state::reports::LoadedReport;
use crate::state::url_state::UrlState;
use crate::widgets::helpers::icon;
use leptos::prelude::*;
use media_usage::{Totals, difference};

/// The button `Refresh`, and when the report was loaded. What changed goes to `message`.
pub(crate) fn refresh_button(
    report_view: ReportView,
    live: LiveReport,
    message: RwSignal<String>,
) -> AnyView {
    let preferences = expect_context::<Preferences>();
    let url_state = expect_context::<UrlState>();
    let report = live.reports.shown().report();
    let refreshed = StoredValue::new(None::<LoadedReport>);
    Effect::new(move |_| {
        report.with(|report| {
            let Some(report) = report else { return };
            let Some(before) = refreshed.get_value() else {
                return;
            };
            let is_new = before.at != report.at;
            if before.period != report.period {
                refreshed.set_value(None);
            } else if is_new && report.usage.report().is_complete() {
                refreshed.set_value(None);
                let since = web_platform::time_of_day(before.at, untrack(|| url_state.zone()));
                let totals = [before.usage.totals(), report.usage.totals()];
                message.set(in_words(totals, &since, preferences));
            }
        });
    });
    let refresh = move |_| {
        let is_complete = |it: &LoadedReport| it.usage.report().is_complete();
        refreshed.set_value(report.get_untracked().filter(is_complete));
        live.refresh();
    };
    view! {
        <button
            type="button"
            class="square"
            aria-label=messages::refresh()
            title=messages::refresh()
            on:click=refresh
        >
            {icon("icon i-refresh")}
        </button>
        {origin_menu(report_view, report)}
    }
    .into_any()
}

/// Describes how a refresh changed the totals. `since` is the time of day of the earlier report.
fn in_words([before, after]: [&Totals; 2], since: &str, preferences: Preferences) -> String {
    if before == after {
        return messages::refreshed_no_change(since);
    }
    let bytes = difference(after.bytes, before.bytes);
    let files = difference(after.files, before.files);
    let users = difference(after.users as u128, before.users as u128);
    messages::refreshed(
        &preferences.signed_bytes(bytes),
        &preferences.signed_integer(files),
        since,
        &preferences.signed_integer(users),
    )
}
