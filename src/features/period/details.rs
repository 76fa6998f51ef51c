//! Which period the figures on screen are of, and on demand what exactly that is.

use crate::features::period::name as zone_name;
use crate::features::period::text::shown_period;
use crate::messages;
use crate::state::report_view::ReportView;
use crate::state::url_state::UrlState;
use crate::widgets::helpers::live_text;
use leptos::prelude::*;
use panel_core::calendar::format_exact;
use panel_core::url_query::key;
use web_platform::BrowserCalendar;

/// The period in words, and its bounds, with the time zone and in ms.
#[component]
pub(crate) fn PeriodDetails(report_view: ReportView) -> impl IntoView {
    let url_state = expect_context::<UrlState>();
    let name = move || messages::uploaded(&shown_period(report_view.shown_period.get()));
    let lines = move || {
        in_detail(report_view, url_state)
            .map(|line| view! { <p prop:textContent=line></p> })
            .collect_view()
    };
    view! {
        <div class="period-details">
            <p prop:textContent=live_text(name)></p>
            {lines}
        </div>
    }
}

/// The bounds and the time zone that they are written in; tracks both.
fn in_detail(report_view: ReportView, url_state: UrlState) -> impl Iterator<Item = String> {
    let zone = url_state.zone();
    let lines = report_view.source().and_then(|source| {
        let info = source.info;
        // A file that doesn't say when it was read says nothing of its period, either.
        info.loaded_ts?;
        let exact = |ts| format_exact(&BrowserCalendar(zone), ts);
        Some([
            messages::start_of_period(info.from_ts.map(|ts| (exact(ts), key::FROM_TS, ts))),
            messages::end_of_period(info.until_ts.map(|ts| (exact(ts), key::UNTIL_TS, ts))),
            messages::times_in(&zone_name(zone)),
        ])
    });
    lines.into_iter().flatten()
}
