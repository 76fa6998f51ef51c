//! Parts of the page that change, behind boxes.
//!
//! Leptos compiles its rendering code anew for the type of every closure. A box gives all closures
//! that make the same thing one type, so that the browser loads that code once: it takes a sixth
//! off the bundle.

use leptos::prelude::*;

/// A boxed closure: a text, an attribute or a view that changes with the signals it reads.
pub(super) type Live<T> = Box<dyn Fn() -> T + Send>;

/// Boxes a closure.
pub(super) fn live<T>(value: impl Fn() -> T + Send + 'static) -> Live<T> {
    Box::new(value)
}

/// Boxes a closure that makes an attribute of a boolean: ARIA's are spelt out.
pub(super) fn aria(value: impl Fn() -> bool + Send + 'static) -> Live<&'static str> {
    live(move || if value() { "true" } else { "false" })
}

/// A view that is there while a condition holds, and is made anew only when that changes.
pub(super) fn when(
    condition: impl Fn() -> bool + Send + Sync + 'static,
    view: impl Fn() -> AnyView + Send + 'static,
) -> Live<Option<AnyView>> {
    boxed_when(Box::new(condition), Box::new(view))
}

fn boxed_when(
    condition: Box<dyn Fn() -> bool + Send + Sync>,
    view: Live<AnyView>,
) -> Live<Option<AnyView>> {
    let condition = Memo::new(move |_| condition());
    live(move || condition.get().then(|| untrack(&view)))
}
