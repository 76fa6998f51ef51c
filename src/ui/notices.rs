//! What the administrator has to know: failures, and links that could not be followed to the letter.

use super::address::Address;
use crate::text::{self, Explanation};
use leptos::prelude::*;

/// A failure: what happened, why, and what to do. Announced when it appears.
#[component]
pub(super) fn Failure(failure: impl Fn() -> Option<Explanation> + Send + 'static) -> impl IntoView {
    move || {
        failure().map(|Explanation { what, why, remedy }| {
            view! {
                <div role="alert" class="alert">
                    <p class="what" prop:textContent=what></p>
                    <p prop:textContent=why></p>
                    <p prop:textContent=remedy></p>
                </div>
            }
            .into_any()
        })
    }
}

/// What of the link was not used.
#[component]
pub(super) fn RejectedValues() -> impl IntoView {
    let address = expect_context::<Address>();
    move || {
        let rejected = address.rejected().get();
        (!rejected.is_empty()).then(|| {
            let lines = rejected.into_iter().map(|rejected| {
                let line = text::rejected(rejected.key, &rejected.value);
                view! { <p><bdi prop:textContent=line></bdi></p> }
            });
            view! {
                <div class="notice">
                    <div>{lines.collect_view()}</div>
                    <button type="button" on:click=move |_| address.dismiss_rejected()>
                        {text::DISMISS}
                    </button>
                </div>
            }
            .into_any()
        })
    }
}
