//! A labelled `<select>`.

use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyView;

/// A select with a visible label. `options` are values and their names; `value` is the one chosen.
#[component]
pub(super) fn Choice(
    label: &'static str,
    id: &'static str,
    options: Vec<(&'static str, String)>,
    #[prop(into)] value: Signal<&'static str>,
    choose: impl Fn(String) + 'static,
) -> AnyView {
    let options = options
        .into_iter()
        .map(|(name, text)| {
            view! { <option value=name selected=move || value.get() == name>{text}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select
                id=id
                prop:value=move || value.get()
                on:change=move |event| choose(event_target_value(&event))
            >
                {options}
            </select>
        </div>
    }
    .into_any()
}
