//! Opening a report that was kept as a file.

use crate::messages::{self, Explanation};
use crate::state::report_source::ReportSource;
use crate::widgets::lazy::{LazyResult, wasm_split};
use leptos::ev::Event;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{File, HtmlElement, HtmlInputElement};

/// A button that lets a file be chosen, or dropped on it, and reads it into `source`. Of a file
/// that is no report, `failed` is told why; `None` when another one is chosen.
#[component]
pub(crate) fn OpenFile(
    label: &'static str,
    failed: impl Fn(Option<Explanation>) + Copy + 'static,
    source: RwSignal<Option<ReportSource>>,
) -> impl IntoView {
    let change = move |event: Event| {
        let input: HtmlInputElement = event_target(&event);
        let file = input.files().and_then(|files| files.get(0));
        // So that the same file can be chosen again.
        input.set_value("");
        close_menu(&input);
        let Some(file) = file else { return };
        failed(None);
        web_platform::spawn(async move {
            let read = async { read(file).await?.await };
            match read.await {
                // The page may be gone by then.
                Ok(read) => drop(source.try_set(Some(read))),
                Err(explanation) => failed(Some(explanation)),
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

/// Reads a file; why it can't be read, in words.
#[wasm_split(files, fallible)]
fn read(file: File) -> Result<LazyResult<Result<ReportSource, Explanation>>, Explanation> {
    Ok(Box::pin(async move {
        let name = file.name();
        let read = ReportSource::read(file).await;
        read.map_err(|error| messages::cannot_open(&name, &error))
    }))
}

/// Closes the menu that the field is in, if it is in one.
fn close_menu(input: &HtmlInputElement) {
    let menu = input.closest("[popover]").ok().flatten();
    if let Some(menu) = menu.and_then(|menu| menu.dyn_into::<HtmlElement>().ok()) {
        // It may be closed already.
        let _ = menu.hide_popover();
    }
}
