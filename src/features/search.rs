//! The search field, what of its text is not understood, and how to write a search for those who ask.

use crate::messages::{self, Explanation};
use crate::state::preferences::Preferences;
use crate::state::url_state::UrlState;
use crate::widgets::helpers::{aria, icon, when};
use crate::widgets::lazy::{lazy, wasm_split};
use leptos::prelude::*;
use media_usage::{
    ConditionErrorReason, NumberStyle, SearchPart, condition_errors, rewrite_numbers, search_parts,
};
use panel_core::format::visible;

/// The field `Search users`.
#[component]
pub(crate) fn SearchField() -> impl IntoView {
    let url_state = expect_context::<UrlState>();
    let style = expect_context::<Preferences>().number_style();
    let typed = RwSignal::new(String::new());
    // What was typed stays as it is while it means the search in the address, which writes numbers in
    // the same way for everybody.
    let shown = Memo::new(move |_| {
        let typed = typed.get();
        let is_current = url_state.query().with(|query| {
            query.search == rewrite_numbers(&typed, &style, &NumberStyle::LINK_STYLE)
        });
        if is_current {
            typed
        } else {
            search_term(url_state, style)
        }
    });
    let is_wrong = aria(move || {
        let is_error = |reason: &ConditionErrorReason| *reason != ConditionErrorReason::Unfinished;
        let errors = shown.with(|shown| condition_errors(shown, &style));
        errors.iter().any(|error| is_error(&error.reason))
    });
    // Some programs fill a field in with a change alone.
    let search = move |event| {
        let text = event_target_value(&event);
        let search = rewrite_numbers(&text, &style, &NumberStyle::LINK_STYLE);
        typed.set(text);
        url_state.type_in(|query| query.with_search(search));
    };
    let ways = messages::search_examples().map(|(sample, found)| {
        view! {
            <div>
                <dt><code>{in_style(sample, style)}</code></dt>
                <dd>{found}</dd>
            </div>
        }
    });
    // A popover is the browser's own: it opens and closes by key, pointer and touch.
    view! {
        <search class="search">
            <label class="vh" for="search">{messages::search()}</label>
            <input
                id="search"
                type="search"
                autocomplete="off"
                spellcheck="false"
                placeholder=messages::search_hint()
                aria-describedby="search-mistakes"
                aria-invalid=is_wrong
                prop:value=move || shown.get()
                on:input=search
                on:change=search
            />
            {icon("icon i-search")}
            <button
                type="button"
                class="help"
                popovertarget="search-help"
                aria-label=messages::search_help()
                title=messages::search_help()
            >
                "?"
            </button>
            <section id="search-help" popover="auto" aria-label=messages::search_help()>
                <dl>{ways.collect_view()}</dl>
                <p>{messages::search_rules()}</p>
            </section>
        </search>
    }
}

/// Chips for the conditions and exclusions of the search, each with a button that takes it out.
#[component]
pub(crate) fn SearchChips() -> impl IntoView {
    let url_state = expect_context::<UrlState>();
    // Whatever a condition or an exclusion has; words may have it, too.
    let may_have_filters = move || {
        let signs = |char: char| "-<>=≤≥".contains(char);
        url_state.query().with(|query| query.search.contains(signs))
    };
    when(may_have_filters, || lazy(|| Box::pin(chips())))
}

#[wasm_split(menus, fallible)]
fn chips() -> Result<AnyView, Explanation> {
    let url_state = expect_context::<UrlState>();
    let style = expect_context::<Preferences>().number_style();
    let filters = Memo::new(move |_| {
        url_state
            .query()
            .with(|query| search_parts(&query.search, &NumberStyle::LINK_STYLE).filters)
    });
    let chip = move |part: SearchPart| {
        let text = visible(&in_style(&part.text, style)).unwrap_or_default();
        let name = messages::remove_condition(&text);
        let rest = part.rest;
        let remove = move |_| {
            let rest = rest.clone();
            url_state.push(|query| query.with_search(rest));
        };
        view! {
            <li class="chip">
                <bdi translate="no" prop:textContent=text></bdi>
                <button type="button" aria-label=name.clone() title=name on:click=remove>
                    {icon("icon i-close")}
                </button>
            </li>
        }
    };
    let chips = move || filters.get().into_iter().map(chip).collect_view();
    Ok(chips.into_any())
}

/// What of the search is not understood: below the toolbar.
#[component]
pub(crate) fn SearchMistakes() -> impl IntoView {
    let url_state = expect_context::<UrlState>();
    let style = expect_context::<Preferences>().number_style();
    let mistakes = move || {
        let errors = condition_errors(&search_term(url_state, style), &style);
        let lines = errors.into_iter().map(|error| {
            let class = match error.reason {
                ConditionErrorReason::Unfinished => "hint",
                _ => "invalid",
            };
            let message = messages::search_mistake(&error, |sample| in_style(sample, style));
            let message = visible(&message).unwrap_or_default();
            view! { <p class=class><bdi prop:textContent=message></bdi></p> }
        });
        lines.collect_view()
    };
    view! { <div id="search-mistakes" class="status-line" aria-live="polite">{mistakes}</div> }
}

/// The search in the address, with numbers as the browser's language writes them; tracks it.
pub(crate) fn search_term(url_state: UrlState, style: NumberStyle) -> String {
    url_state
        .query()
        .with(|query| in_style(&query.search, style))
}

/// A search as a link has it, with numbers as the browser's language writes them.
pub(crate) fn in_style(search: &str, style: NumberStyle) -> String {
    rewrite_numbers(search, &NumberStyle::LINK_STYLE, &style)
}
