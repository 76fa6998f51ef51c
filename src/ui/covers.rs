//! Which period the figures on screen are of, and on demand what exactly that is.

use super::address::Address;
use super::period::name;
use super::screen::Screen;
use crate::browser::InZone;
use crate::calendar::exact;
use crate::query::key;
use crate::text;
use leptos::prelude::*;

/// The period in words; behind them its bounds, with the time zone and in ms.
#[component]
pub(super) fn Covers(screen: Screen) -> impl IntoView {
    let address = expect_context::<Address>();
    let details = move || {
        let stamp = screen.edition.with(|it| Some(it.as_ref()?.stamp.clone()))?;
        let zone = address.zone();
        // A file that doesn't say when it was read says nothing of its period, either.
        stamp.loaded_ts?;
        let bound = |name: &'static str, key: &'static str, ts: Option<u64>| {
            let written = ts.map_or(text::NO_BOUND.to_owned(), |ts| exact(&InZone(zone), ts));
            let ms = ts.map(|ts| view! { <data value=ts>{format!("{key}={ts}")}</data> });
            view! { <div><dt>{name}</dt><dd>{written}</dd>{ms.map(|ms| view! { <dd>{ms}</dd> })}</div> }
        };
        let view = view! {
            <dl>
                {bound(text::FIRST_MOMENT, key::FROM_TS, stamp.from_ts)}
                {bound(text::LAST_MOMENT, key::UNTIL_TS, stamp.until_ts)}
                <div>
                    <dt>{text::TIME_ZONE}</dt>
                    <dd>{name(zone)}</dd>
                </div>
            </dl>
        };
        Some(view.into_any())
    };
    view! {
        <details class="covers">
            <summary title=text::EXACTLY>
                {move || text::created(&screen.shown_period.get())}
            </summary>
            {details}
        </details>
    }
}
