//! Which homeserver's report is looked at, of those that are signed in to.

use super::address::Address;
use crate::format::{isolate, server_name, visible};
use crate::sessions::{Sessions, SignedIn};
use crate::text;
use leptos::prelude::*;

/// Who is signed in where, a switch where there are several, and the way to another one.
#[component]
pub(super) fn Servers(
    current: SignedIn,
    sessions: Sessions,
    add: impl Fn() + 'static,
) -> impl IntoView {
    let address = expect_context::<Address>();
    let choose = move |id: String| {
        let chosen = sessions.all().into_iter().find(|it| it.id == id);
        if let Some(chosen) = chosen {
            sessions.look_at(&chosen.id);
            address.choose(|query| query.at_homeserver(chosen.link()));
        }
    };
    let SignedIn {
        id,
        homeserver,
        user_id,
        ..
    } = current;
    let all = untrack(move || sessions.all());
    let who = if all.len() > 1 {
        let options = all.into_iter().map(|it| {
            let name = in_a_line(&it.user_id, &it.homeserver);
            view! { <option value=it.id.clone() selected=it.id == id>{name}</option> }
        });
        let options = options.collect_view();
        view! {
            <select
                class="account"
                aria-label=text::SIGNED_IN_TO
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
        <button type="button" class="quiet" on:click=move |_| add()>{text::ADD_HOMESERVER}</button>
    }
}

/// Whose report it is, and where from.
pub(super) fn account(who: &str, place: &str) -> AnyView {
    let (who, place) = (visible(who), visible(place));
    view! { <p class="account"><bdi>{who}</bdi>" · "<bdi>{place}</bdi></p> }.into_any()
}

/// The same as a plain text. Letters that are written from the right can't swap its two parts.
fn in_a_line(user_id: &str, homeserver: &str) -> String {
    let part = |name: &str| {
        if name.is_ascii() {
            visible(name).unwrap_or_default()
        } else {
            isolate(name)
        }
    };
    format!("{} · {}", part(user_id), part(server_name(homeserver)))
}
