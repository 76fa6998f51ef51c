//! Where the page of rows stands among the others, and the ways to them.

use super::address::Address;
use super::helpers::aria;
use crate::text;
use leptos::prelude::*;
use leptos::web_sys::HtmlInputElement;
use std::num::NonZeroU32;
use usage::Page;

/// The navigation `Pages`.
#[component]
pub(super) fn Pages(page: ReadSignal<Option<Page>>) -> impl IntoView {
    let address = expect_context::<Address>();
    let number = move || page.get().map_or(NonZeroU32::MIN, Page::number);
    let last = move || page.get().map_or(NonZeroU32::MIN, Page::last);
    let turn = move |event| {
        if let Ok(number) = event_target_value(&event).parse() {
            address.choose(|query| query.at_page(number));
        }
        // A page that there is not: what is shown again is where one is.
        let field: HtmlInputElement = event_target(&event);
        field.set_value(&number().to_string());
    };
    view! {
        <nav aria-label=text::PAGES class="pages">
            <Step name=text::PREVIOUS_PAGE sign="‹" to=move || page.get()?.previous()/>
            <label for="page">{text::PAGE}</label>
            <input
                id="page"
                aria-label=text::PAGE
                type="number"
                inputmode="numeric"
                min="1"
                max=move || last().to_string()
                prop:value=move || number().to_string()
                on:change=turn
            />
            <span class="of-pages">{move || text::of_pages(&last().to_string())}</span>
            <Step name=text::NEXT_PAGE sign="›" to=move || page.get()?.next()/>
        </nav>
    }
}

/// A button to a neighbouring page, if there is one.
#[component]
fn Step(
    name: &'static str,
    sign: &'static str,
    to: impl Fn() -> Option<NonZeroU32> + Copy + Send + 'static,
) -> impl IntoView {
    let address = expect_context::<Address>();
    let go = move |_| {
        if let Some(number) = to() {
            address.choose(|query| query.at_page(number));
        }
    };
    // Not `disabled`: the last step must not take the keyboard's focus away.
    view! {
        <button
            type="button"
            class="icon"
            aria-label=name
            title=name
            aria-disabled=aria(move || to().is_none())
            on:click=go
        >
            {sign}
        </button>
    }
}
