//! What the components' views are written with.

use leptos::prelude::*;
use leptos::tachys::reactive_graph::SharedReactiveFunction;
use leptos::web_sys::Element;
use panel_core::chart::Markup;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};

/// A boolean attribute of ARIA, which is spelt out either way.
pub(crate) fn aria_value(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// The same where the value changes.
pub(crate) fn aria(value: impl Fn() -> bool + Send + 'static) -> impl Fn() -> &'static str + Send {
    move || aria_value(value())
}

/// A text that changes, for `prop:textContent`.
///
/// It is set on the element. A child that is a string would be a text node that Leptos keeps and
/// updates, but page translators replace text nodes: the page would go on showing the old text.
pub(crate) fn live_text(
    text: impl Fn() -> String + Send + 'static,
) -> SharedReactiveFunction<String> {
    Arc::new(Mutex::new(text))
}

/// What is in an element, for `use:markup`.
#[expect(clippy::needless_pass_by_value, reason = "directives are called so")]
pub(crate) fn markup(element: Element, content: Markup) {
    web_platform::set_inner_html(&element, content);
}

/// A drawing in the colour of the text around it, by its classes.
pub(crate) fn icon(class: &'static str) -> AnyView {
    view! { <span class=class aria-hidden="true"></span> }.into_any()
}

/// A button to a neighbouring page, if there is one.
pub(crate) fn step(
    name: &'static str,
    sign: &'static str,
    to: impl Fn() -> Option<NonZeroU32> + Copy + Send + 'static,
    go: impl Fn(NonZeroU32) + 'static,
) -> impl IntoView {
    let press = move |_| {
        if let Some(number) = to() {
            go(number);
        }
    };
    // Not `disabled`: the last step must not take the keyboard's focus away.
    view! {
        <button
            type="button"
            class="square"
            aria-label=name
            title=name
            aria-disabled=aria(move || to().is_none())
            on:click=press
        >
            {sign}
        </button>
    }
}

/// A view that exists while a condition holds, and is recreated only when the condition changes.
pub(crate) fn when(
    condition: impl Fn() -> bool + Send + Sync + 'static,
    view: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    // The same few functions for all conditions and views.
    let condition: Box<dyn Fn() -> bool + Send + Sync> = Box::new(condition);
    let view: Box<dyn Fn() -> AnyView + Send> = Box::new(view);
    shown_while(condition, view)
}

fn shown_while(
    condition: Box<dyn Fn() -> bool + Send + Sync>,
    view: Box<dyn Fn() -> AnyView + Send>,
) -> AnyView {
    let condition = Memo::new(move |_| condition());
    (move || condition.get().then(|| untrack(&view))).into_any()
}

/// A part of the page that is opened on demand, or open from the begin. Its content is made when it is opened, and gone
/// when it is closed.
pub(crate) fn disclosure(
    class: &'static str,
    name: AnyView,
    is_open: bool,
    content: Box<dyn Fn() -> AnyView + Send>,
) -> AnyView {
    let open = RwSignal::new(is_open);
    let toggle = move |event| {
        let details: Element = event_target(&event);
        open.set(details.has_attribute("open"));
    };
    view! {
        <details class=class open=is_open on:toggle=toggle>
            <summary>{name}</summary>
            {when(move || open.get(), content)}
        </details>
    }
    .into_any()
}
