//! How the report on screen came about.

use crate::messages;
use crate::state::load::tenths_of_seconds;
use crate::state::preferences::Taste;
use crate::state::reports::Loaded;
use crate::state::url_state::Address;
use crate::widgets::helpers::{live_text, when};
use leptos::prelude::*;
use panel_core::calendar::Zone;

/// When the report was loaded and what that took; more of it on demand.
#[component]
pub(crate) fn Origin(loaded: ReadSignal<Option<Loaded>>) -> impl IntoView {
    let taste = expect_context::<Taste>();
    let address = expect_context::<Address>();
    let line = move || {
        let zone = address.zone();
        loaded.with(|loaded| Some(in_a_line(loaded.as_ref()?, taste, zone)))
    };
    let details = move || {
        loaded.with(|loaded| {
            let details = loaded.as_ref().map(|loaded| in_detail(loaded, taste));
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
    when(
        move || loaded.with(Option::is_some),
        move || {
            view! {
                <details class="origin">
                    <summary prop:textContent=live_text(move || line().unwrap_or_default())></summary>
                    <dl>{details}</dl>
                </details>
            }
            .into_any()
        },
    )
}

fn seconds(ms: f64, taste: Taste) -> String {
    messages::seconds(&taste.tenths(tenths_of_seconds(ms)))
}

fn in_a_line(loaded: &Loaded, taste: Taste, zone: Zone) -> String {
    let Loaded { at, effort, .. } = loaded;
    messages::effort(
        &web_platform::date_time(*at, zone),
        &seconds(effort.total_ms, taste),
        effort.requests,
        &taste.bytes(effort.bytes),
    )
}

fn in_detail(loaded: &Loaded, taste: Taste) -> Vec<(&'static str, String)> {
    let (report, effort) = (loaded.usage.report(), loaded.effort);
    let counted = report.total.map(|total| taste.integer(total));
    let at_first = report.total_at_first.map(|total| taste.integer(total));
    let details = [
        (messages::REQUESTS, Some(taste.integer(effort.requests))),
        (
            messages::RECEIVED,
            Some(messages::bytes(&taste.integer(effort.bytes))),
        ),
        (messages::ROWS_RECEIVED, Some(taste.integer(effort.rows))),
        (
            messages::SERVER_SECONDS,
            Some(seconds(effort.server_ms, taste)),
        ),
        (
            messages::PAGE_SECONDS,
            Some(seconds(effort.page_ms + loaded.prepared_ms, taste)),
        ),
        (messages::USERS, Some(taste.count(report.table.len()))),
        (messages::USERS_COUNTED, counted),
        (messages::USERS_AT_FIRST, at_first),
        (messages::DUPLICATES, Some(taste.count(report.duplicates))),
    ];
    let details = details.into_iter();
    details
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}
