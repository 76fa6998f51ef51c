//! The page's header: title, homeserver, and the menus of actions and settings.

use crate::features::settings_menu::settings_menu;
use crate::messages;
use crate::state::settings::Settings;
use crate::widgets::sentence::sentence;
use leptos::html::H1;
use leptos::prelude::*;

/// The page's head. `title` is the heading, which takes the focus after signing in; `account` says
/// whose report it is; `actions` come before the settings.
#[component]
pub(crate) fn Header(title: NodeRef<H1>, account: AnyView, actions: AnyView) -> impl IntoView {
    let settings = expect_context::<Settings>();
    let name = settings.get(|config| config.title.clone());
    let name = name.unwrap_or_else(|| messages::short_title().to_owned());
    let read_only = settings.get(|config| config.read_only);
    let skip = move |event: leptos::ev::MouseEvent| {
        // The page has a base, so the link alone would leave it.
        event.prevent_default();
        web_platform::scroll_to_and_focus("#list");
    };
    view! {
        <a class="skip" href="#list" on:click=skip>{messages::skip_to_list()}</a>
        <header class="page-head">
            <h1 node_ref=title tabindex="-1" prop:textContent=name></h1>
            {account}
            {read_only.then(|| view! { <span class="badge">{messages::read_only_mode()}</span> })}
            <div class="actions">{actions}{settings_menu()}</div>
        </header>
    }
}

/// The button that leaves the page.
pub(crate) fn leave_button(name: String, leave: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" on:click=move |_| leave()>{move || sentence(&name)}</button>
    }
    .into_any()
}
