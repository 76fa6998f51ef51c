//! Where the page of rows stands among the others, and the ways to them.

use super::address::Address;
use super::helpers::aria;
use crate::text;
use crate::usage::Page;
use leptos::prelude::*;
use leptos::web_sys::HtmlInputElement;
use std::num::NonZeroU32;

/// The navigation `Pages`.
#[component]
pub(super) fn Pages(page: Memo<Option<Page>>) -> impl IntoView {
    let address = expect_context::<Address>();
    let number = move || page.get().map_or(NonZeroU32::MIN, Page::number);
    let last = move || page.get().map_or(NonZeroU32::MIN, Page::last);
    let previous = move || page.get().and_then(Page::previous);
    let next = move || page.get().and_then(Page::next);
    let go = move |to: Option<NonZeroU32>| {
        if let Some(to) = to {
            address.choose(|query| query.at_page(to));
        }
    };
    // `aria-disabled` and not `disabled`: the last step must not take the keyboard's focus away.
    view! {
        <nav aria-label=text::PAGES class="pages">
            <button
                type="button"
                class="icon"
                aria-label=text::PREVIOUS_PAGE
                title=text::PREVIOUS_PAGE
                aria-disabled=aria(move || previous().is_none())
                on:click=move |_| go(previous())
            >
                "‹"
            </button>
            <label for="page">{text::PAGE}</label>
            <input
                id="page"
                aria-label=text::PAGE
                type="number"
                inputmode="numeric"
                min="1"
                max=move || last().to_string()
                prop:value=move || number().to_string()
                on:change=move |event| {
                    go(event_target_value(&event).parse().ok());
                    // A page that there is not: what is shown again is where one is.
                    let field: HtmlInputElement = event_target(&event);
                    field.set_value(&number().to_string());
                }
            />
            <span class="of-pages">{move || text::of_pages(&last().to_string())}</span>
            <button
                type="button"
                class="icon"
                aria-label=text::NEXT_PAGE
                title=text::NEXT_PAGE
                aria-disabled=aria(move || next().is_none())
                on:click=move |_| go(next())
            >
                "›"
            </button>
        </nav>
    }
}
