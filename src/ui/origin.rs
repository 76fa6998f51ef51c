//! How the report on screen came about.

use super::address::Address;
use super::helpers::{live_text, when};
use super::taste::Taste;
use crate::browser;
use crate::calendar::Zone;
use crate::load::tenths_of_seconds;
use crate::reports::Loaded;
use crate::text;
use leptos::prelude::*;

/// When the report was loaded and what that took; more of it on demand.
#[component]
pub(super) fn Origin(loaded: ReadSignal<Option<Loaded>>) -> impl IntoView {
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
    text::seconds(&taste.tenths(tenths_of_seconds(ms)))
}

fn in_a_line(loaded: &Loaded, taste: Taste, zone: Zone) -> String {
    let Loaded { at, effort, .. } = loaded;
    text::effort(
        &browser::date_time(*at, zone),
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
        (text::REQUESTS, Some(taste.integer(effort.requests))),
        (
            text::RECEIVED,
            Some(text::bytes(&taste.integer(effort.bytes))),
        ),
        (text::ROWS_RECEIVED, Some(taste.integer(effort.rows))),
        (text::SERVER_SECONDS, Some(seconds(effort.server_ms, taste))),
        (
            text::PAGE_SECONDS,
            Some(seconds(effort.page_ms + loaded.prepared_ms, taste)),
        ),
        (text::USERS, Some(taste.count(report.table.len()))),
        (text::USERS_COUNTED, counted),
        (text::USERS_AT_FIRST, at_first),
        (text::DUPLICATES, Some(taste.count(report.duplicates))),
    ];
    let details = details.into_iter();
    details
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}
