//! Where the page of rows stands, and the ways to the others.

use super::address::Address;
use super::choice::Choice;
use crate::query::RowsPerPage;
use crate::text;
use crate::usage::Page;
use leptos::prelude::*;
use std::num::NonZeroU32;

/// The select `Rows per page` and the navigation `Pages`.
#[component]
pub(super) fn Pages(#[prop(into)] page: Signal<Option<Page>>) -> impl IntoView {
    let address = expect_context::<Address>();
    let rows = Memo::new(move |_| address.query().with(|query| query.rows_per_page));
    let sizes = RowsPerPage::ALL.map(|rows| (rows.as_str(), rows.as_str().to_owned()));
    let number = move || page.get().map_or(NonZeroU32::MIN, Page::number);
    let last = move || page.get().map_or(NonZeroU32::MIN, Page::last);
    let previous = Memo::new(move |_| page.get().and_then(Page::previous));
    let next = Memo::new(move |_| page.get().and_then(Page::next));
    let go = move |to: Option<NonZeroU32>| {
        if let Some(to) = to {
            address.choose(|query| query.at_page(to));
        }
    };
    // `aria-disabled` and not `disabled`: the last step must not take the keyboard's focus away.
    view! {
        <Choice
            label=text::ROWS_PER_PAGE
            id="rows-per-page"
            options=sizes.to_vec()
            value=Signal::derive(move || rows.get().as_str())
            choose=move |name| {
                let rows = RowsPerPage::parse(&name).unwrap_or_default();
                address.choose(|query| query.in_pages_of(rows));
            }
        />
        <nav aria-label=text::PAGES class="pages">
            <button
                type="button"
                class="icon"
                aria-label=text::PREVIOUS_PAGE
                title=text::PREVIOUS_PAGE
                aria-disabled=move || previous.get().is_none().to_string()
                on:click=move |_| go(previous.get())
            >
                "‹"
            </button>
            <label for="page">{text::PAGE}</label>
            <input
                id="page"
                type="number"
                inputmode="numeric"
                min="1"
                max=move || last().to_string()
                prop:value=move || number().to_string()
                on:change=move |event| go(event_target_value(&event).parse().ok())
            />
            <span class="of-pages">{move || text::of_pages(&last().to_string())}</span>
            <button
                type="button"
                class="icon"
                aria-label=text::NEXT_PAGE
                title=text::NEXT_PAGE
                aria-disabled=move || next.get().is_none().to_string()
                on:click=move |_| go(next.get())
            >
                "›"
            </button>
        </nav>
    }
}
