//! Copying to the clipboard; where the browser doesn't allow that, a field to copy from.

use crate::messages;
use crate::widgets::helpers::{live_text, when};
use leptos::html::Textarea;
use leptos::prelude::*;
use web_platform::CopyError;

/// Copies texts, and says so.
#[derive(Clone, Copy)]
pub(crate) struct Clipboard {
    message: RwSignal<String>,
    /// What could not be copied, and why.
    failed: RwSignal<Option<(String, CopyError)>>,
}

impl Clipboard {
    /// What was copied is said in `message`.
    pub(crate) fn new(message: RwSignal<String>) -> Self {
        let failed = RwSignal::new(None);
        Self { message, failed }
    }

    /// Says what became of a copy that was made elsewhere.
    pub(crate) fn say(self, said: String) {
        // The page may be gone by now.
        self.message.try_set(said);
    }

    /// Copies a text and then says this; else shows it in a field, selected.
    pub(crate) async fn copy(self, text: String, said: String) {
        let copied = web_platform::copy(&text).await;
        // The page may be gone by now.
        self.failed.try_set(copied.err().map(|why| (text, why)));
        if copied.is_ok() {
            self.message.try_set(said);
        }
    }
}

/// The field with what could not be copied, while there is anything.
#[component]
pub(crate) fn CopyField(clipboard: Clipboard) -> impl IntoView {
    let Clipboard { failed, .. } = clipboard;
    when(move || failed.with(Option::is_some), move || field(failed))
}

fn field(failed: RwSignal<Option<(String, CopyError)>>) -> AnyView {
    let area = NodeRef::<Textarea>::new();
    let value = move || {
        failed.with(|it| {
            it.as_ref()
                .map(|(text, _)| text.clone())
                .unwrap_or_default()
        })
    };
    let why = move || match failed.with(|it| it.as_ref().map(|(_, why)| *why)) {
        Some(CopyError::InsecurePage) => messages::copy_needs_https().to_owned(),
        _ => messages::copy_refused().to_owned(),
    };
    Effect::new(move |_| {
        if let Some(area) = area.get() {
            area.set_value(&value());
            let _ = area.focus();
            area.select();
        }
    });
    view! {
        <div class="notice copy-field">
            <div class="field">
                <label for="copy-from">{messages::copy_from()}</label>
                <p id="copy-problem" prop:textContent=live_text(why)></p>
                <textarea
                    id="copy-from"
                    node_ref=area
                    readonly
                    rows="3"
                    spellcheck="false"
                    translate="no"
                    aria-describedby="copy-problem"
                ></textarea>
            </div>
            <button type="button" on:click=move |_| failed.set(None)>{messages::close()}</button>
        </div>
    }
    .into_any()
}
