//! How the report on screen came about.

use crate::features::period::details::PeriodDetails;
use crate::messages::{self, Explanation};
use crate::state::load::tenths_of_seconds;
use crate::state::preferences::Preferences;
use crate::state::report_view::ReportView;
use crate::state::reports::LoadedReport;
use crate::state::url_state::UrlState;
use crate::widgets::helpers::live_text;
use crate::widgets::lazy::{lazy, wasm_split};
use crate::widgets::menu::{MenuButton, menu};
use leptos::prelude::*;
use panel_core::calendar::Zone;

/// The time at which the report was loaded: a menu with what it took, and the exact period.
pub(crate) fn origin_menu(
    report_view: ReportView,
    loaded: ReadSignal<Option<LoadedReport>>,
) -> AnyView {
    let url_state = expect_context::<UrlState>();
    let time = move || {
        let at = loaded.with(|loaded| Some(loaded.as_ref()?.at));
        at.map_or(String::new(), |at| {
            web_platform::time_of_day(at, url_state.zone())
        })
    };
    let button = MenuButton {
        id: "origin",
        class: "loaded",
        name: None,
        content: view! {
            <span class="vh">{messages::loaded()}" "</span>
            <span prop:textContent=live_text(time)></span>
        }
        .into_any(),
    };
    menu(button, move || {
        lazy(move || Box::pin(content(report_view, loaded)))
    })
}

#[wasm_split(menus, fallible)]
fn content(
    report_view: ReportView,
    loaded: ReadSignal<Option<LoadedReport>>,
) -> Result<AnyView, Explanation> {
    let preferences = expect_context::<Preferences>();
    let url_state = expect_context::<UrlState>();
    let line = move || {
        let zone = url_state.zone();
        loaded.with(|loaded| Some(in_one_line(loaded.as_ref()?, preferences, zone)))
    };
    let details = move || {
        loaded.with(|loaded| {
            let details = loaded.as_ref().map(|loaded| in_detail(loaded, preferences));
            let details = details.into_iter().flatten();
            details
                .map(|(name, value)| {
                    view! {
                        <div>
                            <dt prop:textContent=name></dt>
                            <dd translate="no" prop:textContent=value></dd>
                        </div>
                    }
                })
                .collect_view()
        })
    };
    let content = view! {
        <div class="menu wide origin">
            <p prop:textContent=live_text(move || line().unwrap_or_default())></p>
            <PeriodDetails report_view/>
            <dl>{details}</dl>
        </div>
    };
    Ok(content.into_any())
}

fn seconds(ms: f64, preferences: Preferences) -> String {
    messages::duration(&preferences.tenths(tenths_of_seconds(ms)))
}

fn in_one_line(loaded: &LoadedReport, preferences: Preferences, zone: Zone) -> String {
    let LoadedReport { at, cost, .. } = loaded;
    messages::effort(
        &web_platform::date_time(*at, zone),
        &preferences.counted(cost.requests),
        &preferences.bytes(cost.bytes),
        &seconds(cost.total_ms, preferences),
    )
}

fn in_detail(loaded: &LoadedReport, preferences: Preferences) -> Vec<(&'static str, String)> {
    let (report, cost) = (loaded.usage.report(), loaded.cost);
    let counted = report.total.map(|total| preferences.integer(total));
    let at_first = report
        .total_at_first
        .map(|total| preferences.integer(total));
    let details = [
        (
            messages::requests(),
            Some(preferences.integer(cost.requests)),
        ),
        (
            messages::received(),
            Some(messages::exact_bytes(&preferences.counted(cost.bytes))),
        ),
        (
            messages::rows_received(),
            Some(preferences.integer(cost.rows)),
        ),
        (
            messages::server_seconds(),
            Some(seconds(cost.server_ms, preferences)),
        ),
        (
            messages::page_seconds(),
            Some(seconds(cost.page_ms + loaded.prepared_ms, preferences)),
        ),
        (
            messages::users(),
            Some(preferences.count(report.table.len())),
        ),
        (messages::users_counted(), counted),
        (messages::users_at_first(), at_first),
        (
            messages::duplicates(),
            Some(preferences.count(report.duplicates)),
        ),
    ];
    let details = details.into_iter();
    details
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}
