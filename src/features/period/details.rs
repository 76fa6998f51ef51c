//! Which period the figures on screen are of, and on demand what exactly that is.

use crate::features::period::name as zone_name;
use crate::messages;
use crate::state::report_view::Screen;
use crate::state::url_state::Address;
use crate::widgets::helpers::{disclosure, live_text};
use leptos::prelude::*;
use panel_core::calendar::format_exact;
use panel_core::url_query::key;
use web_platform::BrowserCalendar;

/// The period in words; behind them its bounds, with the time zone and in ms.
#[component]
pub(crate) fn Covers(screen: Screen) -> impl IntoView {
    let address = expect_context::<Address>();
    let detail = move || {
        let lines =
            move || in_detail(screen, address).map(|line| view! { <p prop:textContent=line></p> });
        (move || lines().collect_view()).into_any()
    };
    let name = move || messages::created(&screen.shown_period.get());
    let name = view! { <span title=messages::EXACTLY prop:textContent=live_text(name)></span> };
    disclosure("covers", name.into_any(), false, Box::new(detail))
}

/// The bounds and the time zone that they are written in; tracks both.
fn in_detail(screen: Screen, address: Address) -> impl Iterator<Item = String> {
    let zone = address.zone();
    let lines = screen.edition.with(|edition| {
        let info = &edition.as_ref()?.info;
        // A file that doesn't say when it was read says nothing of its period, either.
        info.loaded_ts?;
        let exact = |ts| format_exact(&BrowserCalendar(zone), ts);
        Some([
            messages::first_moment(info.from_ts.map(|ts| (exact(ts), key::FROM_TS, ts))),
            messages::last_moment(info.until_ts.map(|ts| (exact(ts), key::UNTIL_TS, ts))),
            messages::times_in(&zone_name(zone)),
        ])
    });
    lines.into_iter().flatten()
}
