//! Where the page of rows stands among the others, and the ways to them.

use crate::messages;
use crate::state::url_state::UrlState;
use crate::widgets::helpers::{live_text, step};
use leptos::prelude::*;
use leptos::web_sys::HtmlInputElement;
use media_usage::Page;
use std::num::NonZeroU32;

/// The navigation `Pages`.
#[component]
pub(crate) fn Pages(page: ReadSignal<Option<Page>>) -> impl IntoView {
    let url_state = expect_context::<UrlState>();
    let number = move || page.get().map_or(NonZeroU32::MIN, Page::number);
    let last = move || page.get().map_or(NonZeroU32::MIN, Page::last);
    let go = move |number| url_state.push(|query| query.with_page(number));
    let turn = move |event| {
        if let Ok(number) = event_target_value(&event).parse() {
            go(number);
        }
        // A page that there is not: what is shown again is where one is.
        let field: HtmlInputElement = event_target(&event);
        field.set_value(&number().to_string());
    };
    view! {
        <nav
            aria-label=messages::pages()
            class="pages"
            class:pending=move || page.with(Option::is_none)
        >
            {step(messages::previous_page(), "‹", move || page.get()?.previous(), go)}
            <label for="page">{messages::page()}</label>
            <input
                id="page"
                aria-label=messages::page()
                type="number"
                inputmode="numeric"
                min="1"
                max=move || last().to_string()
                prop:value=move || number().to_string()
                on:change=turn
            />
            <span
                class="page-count"
                prop:textContent=live_text(move || messages::of_pages(&last().to_string()))
            ></span>
            {step(messages::next_page(), "›", move || page.get()?.next(), go)}
        </nav>
    }
}
