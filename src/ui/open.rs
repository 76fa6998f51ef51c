//! Opening a report that was kept as a file.

use crate::browser;
use crate::edition::Edition;
use crate::text::{self, Explanation};
use leptos::ev::Event;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlElement, HtmlInputElement};

/// A button that lets a file be chosen, or dropped on it, and reads it into `edition`. Of a file
/// that is no report, `failure` is told why.
#[component]
pub(super) fn OpenFile(
    label: &'static str,
    failure: RwSignal<Option<Explanation>>,
    edition: RwSignal<Option<Edition>>,
) -> impl IntoView {
    let change = move |event: Event| {
        let input: HtmlInputElement = event_target(&event);
        let file = input.files().and_then(|files| files.get(0));
        // So that the same file can be chosen again.
        input.set_value("");
        close_menu(&input);
        let Some(file) = file else { return };
        failure.set(None);
        let name = file.name();
        browser::run(async move {
            // The page may be gone by then.
            match Edition::read(file).await {
                Ok(read) => drop(edition.try_set(Some(read))),
                Err(error) => drop(failure.try_set(Some(text::cannot_open(&name, &error)))),
            }
        });
    };
    view! {
        <label class="file">
            {label}
            <input type="file" accept=".json,application/json" on:change=change/>
        </label>
    }
}

/// Closes the menu that the field is in, if it is in one.
fn close_menu(input: &HtmlInputElement) {
    let menu = input.closest("[popover]").ok().flatten();
    if let Some(menu) = menu.and_then(|menu| menu.dyn_into::<HtmlElement>().ok()) {
        // It may be closed already.
        let _ = menu.hide_popover();
    }
}
