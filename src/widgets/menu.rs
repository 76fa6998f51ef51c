//! A button with a popover whose content is made when it is first opened.

use leptos::ev::Event;
use leptos::prelude::*;

/// What a menu's button says and looks like.
pub(crate) struct MenuButton {
    /// The ID of the popover.
    pub(crate) id: &'static str,
    pub(crate) class: &'static str,
    /// The accessible name where the content doesn't say enough.
    pub(crate) name: Option<&'static str>,
    pub(crate) content: AnyView,
}

/// A button, and the popover that it opens. The browser closes the popover on Escape and on a click
/// elsewhere.
pub(crate) fn menu(button: MenuButton, content: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    // The same code for all menus.
    let content: Box<dyn Fn() -> AnyView + Send> = Box::new(content);
    let MenuButton {
        id,
        class,
        name,
        content: label,
    } = button;
    let was_opened = RwSignal::new(false);
    // Only once: what was begun in a menu is there when it is opened again.
    let open = move |_: Event| {
        if !was_opened.get_untracked() {
            was_opened.set(true);
        }
    };
    view! {
        <button type="button" class=class popovertarget=id aria-haspopup="dialog" aria-label=name title=name>
            {label}
        </button>
        <div id=id popover="auto" class="popover" on:beforetoggle=open>
            {move || was_opened.get().then(|| untrack(&content))}
        </div>
    }
    .into_any()
}
