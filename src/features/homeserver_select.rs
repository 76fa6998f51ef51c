//! Which homeserver's report is looked at, of those that are signed in to.

use crate::features::host_settings::Settings;
use crate::messages;
use crate::state::sessions::{ActiveSession, Sessions};
use crate::state::url_state::UrlState;
use leptos::prelude::*;
use panel_core::format::{isolate, server_name, visible};

/// Who is signed in where, a switch where there are several, and the way to another one.
#[component]
pub(crate) fn HomeserverSelect(
    current: ActiveSession,
    sessions: Sessions,
    add: impl Fn() + 'static,
) -> impl IntoView {
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
            <button type="button" class="quiet" on:click=move |_| add()>{messages::add_homeserver()}</button>
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
        {who}
        {add}
    }
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
