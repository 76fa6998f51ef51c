//! Which homeserver to sign in to.

use super::form::{Form, Search};
use crate::text;
use crate::ui::helpers::aria;
use leptos::prelude::*;

/// The field in which a homeserver is named, and what is found by that name.
#[component]
pub(super) fn HomeserverField(form: Form) -> impl IntoView {
    let status = move || match form.search.get() {
        Search::Looking => text::LOOKING_FOR_SERVER.to_owned(),
        Search::Found(_, server) => text::found_at(server.base_url.as_str()),
        Search::Failed(typed, error) => text::explain(&error, &typed).what,
        Search::Idle => String::new(),
    };
    let failed = move || matches!(form.search.get(), Search::Failed(..));
    view! {
        <div class="field">
            <label for="homeserver">{text::HOMESERVER}</label>
            <input
                id="homeserver"
                type="text"
                inputmode="url"
                autocapitalize="none"
                autocomplete="url"
                spellcheck="false"
                aria-describedby="homeserver-hint homeserver-status"
                aria-invalid=aria(failed)
                prop:value=move || form.homeserver.get()
                on:input=move |event| form.homeserver.set(event_target_value(&event))
                on:change=move |_| form.look()
            />
            <p id="homeserver-hint" class="hint">{text::HOMESERVER_HINT}</p>
            <p id="homeserver-status" class="hint" class:bad=failed role="status">{status}</p>
        </div>
    }
}
