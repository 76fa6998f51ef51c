//! The search field, and how to write a search for those who ask.

use super::address::Address;
use crate::text;
use leptos::prelude::*;

/// The field `Search users`.
#[component]
pub(super) fn SearchField() -> impl IntoView {
    let address = expect_context::<Address>();
    // Some programs fill a field in with a change alone.
    let typed = move |event| {
        address.type_in(|query| query.searching(event_target_value(&event)));
    };
    let term = move || address.query().with(|query| query.search.clone());
    let ways = text::SEARCH_WAYS.map(|(sample, found)| {
        view! {
            <div>
                <dt><code>{sample}</code></dt>
                <dd>{found}</dd>
            </div>
        }
    });
    // A popover is the browser's own: it opens and closes by key, pointer and touch.
    view! {
        <div class="field search">
            <label for="search">{text::SEARCH}</label>
            <input
                id="search"
                type="search"
                autocomplete="off"
                spellcheck="false"
                placeholder=text::SEARCH_HINT
                prop:value=term
                on:input=typed
                on:change=typed
            />
            <button
                type="button"
                class="help"
                popovertarget="search-help"
                aria-label=text::SEARCH_HELP
                title=text::SEARCH_HELP
            >
                "?"
            </button>
            <section id="search-help" popover="auto" aria-label=text::SEARCH_HELP>
                <dl>{ways.collect_view()}</dl>
                <p>{text::SEARCH_RULES}</p>
            </section>
        </div>
    }
}
