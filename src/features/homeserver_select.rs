//! The menu of the homeserver: who is signed in where, and the ways to another one and out.

use crate::messages;
use crate::state::sessions::{ActiveSession, Sessions};
use crate::state::settings::Settings;
use crate::state::url_state::UrlState;
use crate::widgets::helpers::icon;
use crate::widgets::menu::{MenuButton, menu};
use leptos::prelude::*;
use panel_core::format::{isolate, server_name, visible};

/// The menu of the homeserver. `add` asks for another one; `sign_out` ends the session.
pub(crate) fn homeserver_menu(
    current: ActiveSession,
    sessions: Sessions,
    add: impl Fn() + Copy + Send + 'static,
    sign_out: impl Fn() + Clone + Send + 'static,
) -> AnyView {
    let server = visible(server_name(&current.homeserver)).unwrap_or_default();
    let button = MenuButton {
        id: "homeserver-menu",
        class: "server",
        name: None,
        content: view! {
            <bdi translate="no" prop:textContent=server></bdi>
            {icon("icon i-down")}
        }
        .into_any(),
    };
    menu(button, move || {
        content(current.clone(), sessions, add, sign_out.clone())
    })
}

fn content(
    current: ActiveSession,
    sessions: Sessions,
    add: impl Fn() + Copy + Send + 'static,
    sign_out: impl Fn() + 'static,
) -> AnyView {
    let url_state = expect_context::<UrlState>();
    let choose = move |id: String| {
        let chosen = sessions.all().into_iter().find(|it| it.id == id);
        if let Some(chosen) = chosen {
            sessions.select(&chosen.id);
            url_state.push(|query| query.with_homeserver(chosen.link()));
        }
    };
    let is_own = current.matches_link(None);
    let settings = expect_context::<Settings>();
    let add = settings.get(|config| config.allows_another(is_own)).then(|| {
        view! {
            <button type="button" class="item" on:click=move |_| add()>{messages::add_homeserver()}</button>
        }
    });
    let ActiveSession {
        id,
        homeserver,
        user_id,
        ..
    } = current;
    let all = untrack(move || sessions.all());
    let who = if all.len() > 1 {
        let options = all.into_iter().map(|it| {
            let name = in_one_line(&it.user_id, &it.homeserver);
            let selected = it.id == id;
            view! { <option value=it.id selected=selected translate="no" prop:textContent=name></option> }
        });
        let options = options.collect_view();
        view! {
            <select
                class="account"
                aria-label=messages::signed_in_to()
                on:change=move |event| choose(event_target_value(&event))
            >
                {options}
            </select>
        }
        .into_any()
    } else {
        account(&user_id, &homeserver)
    };
    view! {
        <div class="menu">
            <div class="block">{who}</div>
            {add}
            <button type="button" class="item" on:click=move |_| sign_out()>{messages::sign_out()}</button>
        </div>
    }
    .into_any()
}

/// Whose report it is, and where from.
pub(crate) fn account(who: &str, place: &str) -> AnyView {
    let name = |name: &str| visible(name).unwrap_or_default();
    let (who, place) = (name(who), name(place));
    view! {
        <p class="account" translate="no">
            <bdi prop:textContent=who></bdi>" · "<bdi prop:textContent=place></bdi>
        </p>
    }
    .into_any()
}

/// The same as a plain text. Letters that are written from the right can't swap its two parts.
fn in_one_line(user_id: &str, homeserver: &str) -> String {
    let part = |name: &str| {
        if name.is_ascii() {
            visible(name).unwrap_or_default()
        } else {
            isolate(name)
        }
    };
    format!("{} · {}", part(user_id), part(server_name(homeserver)))
}
