//! What the administrator has to know: failures, and links that could not be followed to the letter.

use crate::messages::{self, Explanation};
use crate::state::url_state::UrlState;
use crate::widgets::sentence::sentence;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use panel_core::url_query::{Correction, Period, RejectedValue};

/// A failure: what happened, why, and what to do. Announced when it appears.
#[component]
pub(crate) fn Failure(failure: impl Fn() -> Option<Explanation> + Send + 'static) -> impl IntoView {
    move || {
        failure().map(|Explanation { what, why, remedy }| {
            view! {
                <div role="alert" class="alert">
                    <p class="alert-title">{sentence(&what)}</p>
                    <p>{sentence(&why)}</p>
                    <p>{sentence(&remedy)}</p>
                </div>
            }
            .into_any()
        })
    }
}

/// What of the link was not used.
#[component]
pub(crate) fn RejectedValues() -> impl IntoView {
    let url_state = expect_context::<UrlState>();
    move || {
        let rejected = url_state.rejected().get();
        (!rejected.is_empty()).then(|| {
            let lines = rejected.into_iter().map(|rejected| {
                let RejectedValue {
                    key,
                    value,
                    correction,
                } = rejected;
                let correction = correction.map(|correction| corrected(key, correction, url_state));
                view! { <p>{sentence(&messages::ignored(key, &value))}{correction}</p> }
            });
            view! {
                <div class="notice">
                    <div>{lines.collect_view()}</div>
                    <button type="button" on:click=move |_| url_state.dismiss_rejected()>
                        {messages::dismiss()}
                    </button>
                </div>
            }
            .into_any()
        })
    }
}

/// What a value in another unit was probably meant to be, and the link that asks for that.
fn corrected(key: &'static str, correction: Correction, url_state: UrlState) -> AnyView {
    let Correction { unit, period } = correction;
    let zone = url_state.zone();
    let words = messages::period_name(Period::Fixed(period), |ts| web_platform::day(ts, zone));
    let follow = move |event: MouseEvent| {
        // A click with a modifier opens the link elsewhere.
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        event.prevent_default();
        url_state.push(|query| query.with_correction(key, period));
        url_state.forget_rejected(key);
    };
    view! {
        " "
        {messages::looks_like(unit)}
        " "
        <a href=url_state.link(|query| query.with_correction(key, period)) on:click=follow>{words}</a>
        "?"
    }
    .into_any()
}
