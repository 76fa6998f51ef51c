//! What the components' views are written with.

use leptos::prelude::*;

/// A boolean attribute of ARIA, which is spelt out either way.
pub(super) fn spelt(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// The same where the value changes.
pub(super) fn aria(value: impl Fn() -> bool + Send + 'static) -> impl Fn() -> &'static str + Send {
    move || spelt(value())
}

/// A view that is there while a condition holds, and is made anew only when that changes.
pub(super) fn when(
    condition: impl Fn() -> bool + Send + Sync + 'static,
    view: impl Fn() -> AnyView + Send + 'static,
) -> impl Fn() -> Option<AnyView> + Send {
    let condition = Memo::new(move |_| condition());
    move || condition.get().then(|| untrack(&view))
}
