//! Keys that work anywhere on the report page.

use crate::messages::{self, Explanation};
use crate::state::url_state::UrlState;
use crate::widgets::helpers::markup;
use crate::widgets::lazy::{lazy, wasm_split};
use leptos::ev::{self, Event, KeyboardEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};
use media_usage::Page;
use panel_core::chart::Markup;

/// The popover with all keys.
const HELP: &str = "shortcuts";

/// Listens for the keys, as long as the caller's view is there, and shows them on `?`.
#[component]
pub(crate) fn Shortcuts(page: ReadSignal<Option<Page>>) -> impl IntoView {
    let url_state = expect_context::<UrlState>();
    let press = move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing(&event) {
            return;
        }
        let turn = |to: Option<_>| {
            if let Some(number) = to {
                url_state.push(|query| query.with_page(number));
            }
        };
        let page = page.get_untracked();
        match event.key().as_str() {
            "/" => focus("search"),
            "p" => open("period-menu"),
            "c" => open("compare-menu"),
            "g" => open("groups-menu"),
            "[" => turn(page.and_then(Page::previous)),
            "]" => turn(page.and_then(Page::next)),
            "?" => open(HELP),
            _ => return,
        }
        event.prevent_default();
    };
    let listener = window_event_listener(ev::keydown, press);
    on_cleanup(move || listener.remove());
    let was_opened = RwSignal::new(false);
    let keys = || lazy(|| Box::pin(keys()));
    view! {
        <section
            id=HELP
            popover="auto"
            class="shortcuts"
            aria-label=messages::shortcuts()
            on:beforetoggle=move |_: Event| {
                if !was_opened.get_untracked() {
                    was_opened.set(true);
                }
            }
        >
            <h2>{messages::shortcuts()}</h2>
            {move || was_opened.get().then(keys)}
        </section>
    }
}

#[wasm_split(menus, fallible)]
fn keys() -> Result<AnyView, Explanation> {
    let mut keys = Markup::default();
    for (key, meaning) in messages::shortcut_list() {
        keys.open("div", &[]);
        keys.open("dt", &[]);
        keys.element("kbd", &[], key);
        keys.close("dt");
        keys.element("dd", &[], meaning);
        keys.close("div");
    }
    Ok(view! { <dl use:markup=keys></dl> }.into_any())
}

/// Whether the key belongs to a field.
fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    let field = target.map(|target| target.closest("input, select, textarea").ok().flatten());
    field.flatten().is_some()
}

fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

fn focus(id: &str) {
    if let Some(field) = by_id(id) {
        // What can't have the focus leaves it where it is.
        let _ = field.focus();
    }
}

/// Opens a popover, and takes the keyboard into it.
fn open(id: &str) {
    let Some(popover) = by_id(id) else { return };
    // Open already, it stays open.
    let _ = popover.show_popover();
    let first = popover
        .query_selector("button, select, input, a")
        .ok()
        .flatten();
    if let Some(first) = first.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        let _ = first.focus();
    }
}
