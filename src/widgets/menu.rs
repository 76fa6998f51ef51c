//! A button with a popover whose content is made when it is first opened.

use crate::widgets::helpers::icon;
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

/// The content of a button whose text makes room for an icon on phones.
pub(crate) fn icon_label(icon_class: &'static str, text: &'static str) -> AnyView {
    view! {
        {icon(icon_class)}
        <span class="wide">{text}</span>
        {icon("icon i-down")}
    }
    .into_any()
}

/// An entry of the menu with this ID: it does something, and closes the menu.
pub(crate) fn menu_item(
    menu: &'static str,
    name: &'static str,
    is_disabled: impl Fn() -> bool + Send + 'static,
    act: Box<dyn Fn()>,
) -> AnyView {
    view! {
        <button
            type="button"
            class="item"
            popovertarget=menu
            popovertargetaction="hide"
            disabled=is_disabled
            on:click=move |_| act()
        >
            {name}
        </button>
    }
    .into_any()
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
    // Only once, so that reopening a menu keeps its state.
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
