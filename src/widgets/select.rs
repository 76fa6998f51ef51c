//! A labelled `<select>`.

use leptos::prelude::*;
use std::sync::Arc;

/// A select with a visible label. `options` are values and their names; `value` tells, and tracks,
/// the one chosen.
///
/// Boxed functions, so that the browser loads the code of one select and not of six.
#[component]
pub(crate) fn Select(
    label: &'static str,
    id: &'static str,
    options: Vec<(&'static str, String)>,
    value: Arc<dyn Fn() -> &'static str + Send + Sync>,
    choose: Box<dyn Fn(String)>,
) -> impl IntoView {
    let options = options.into_iter().map(|(name, text)| {
        let value = value.clone();
        view! { <option value=name selected=move || value() == name prop:textContent=text></option> }
    });
    let options = options.collect_view();
    view! {
        <div class="field">
            <label for=id prop:textContent=label></label>
            <select
                id=id
                prop:value=move || value()
                on:change=move |event| choose(event_target_value(&event))
            >
                {options}
            </select>
        </div>
    }
}
