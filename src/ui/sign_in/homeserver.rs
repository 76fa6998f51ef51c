//! Which homeserver to sign in to: typed, or chosen from those on offer.

use super::form::{Form, Search};
use crate::format::visible;
use crate::text;
use crate::ui::helpers::aria;
use crate::ui::names::sentence;
use crate::ui::settings::Settings;
use leptos::prelude::*;

/// The value of the option that reveals the field; no homeserver has such a name.
const OTHER: &str = "";

/// Names the homeserver, and says what is found by that name.
#[component]
pub(super) fn HomeserverField(form: Form) -> impl IntoView {
    let settings = expect_context::<Settings>();
    let offered = settings.get(|config| config.homeservers.clone());
    let others = settings.get(|config| config.other_homeservers);
    let is_offered = form
        .homeserver
        .with_untracked(|named| offered.iter().any(|it| it == named));
    let typing = RwSignal::new(others && !is_offered);
    let choice = match offered.as_slice() {
        [] => None,
        [only] if !others => Some(the_only_one(only)),
        _ => Some(choice(form, offered, others, typing)),
    };
    let labelled = choice.is_none();
    view! {
        <div class="field">
            {choice}
            {move || typing.get().then(|| field(form, labelled))}
            <Found form/>
        </div>
    }
}

fn the_only_one(name: &str) -> AnyView {
    view! {
        <p class="label">{text::HOMESERVER}</p>
        <p class="only"><bdi>{visible(name)}</bdi></p>
    }
    .into_any()
}

fn choice(form: Form, offered: Vec<String>, others: bool, typing: RwSignal<bool>) -> AnyView {
    let named = form.homeserver.get_untracked();
    let options = offered.into_iter().map(|name| {
        let selected = !typing.get_untracked() && name == named;
        view! { <option value=name.clone() selected=selected>{visible(&name)}</option> }
    });
    let options = options.collect_view();
    let other = others.then(|| {
        view! { <option value=OTHER selected=typing.get_untracked()>{text::OTHER_HOMESERVER}</option> }
    });
    let choose = move |name: String| {
        typing.set(name == OTHER);
        form.homeserver.set(name);
        form.look();
    };
    view! {
        <label for="offered">{text::HOMESERVER}</label>
        <select
            id="offered"
            aria-describedby="homeserver-status"
            on:change=move |event| choose(event_target_value(&event))
        >
            {options}
            {other}
        </select>
    }
    .into_any()
}

/// A field for any homeserver. Beside a choice it has a name of its own.
fn field(form: Form, labelled: bool) -> AnyView {
    let label = labelled.then(|| view! { <label for="homeserver">{text::HOMESERVER}</label> });
    let failed = move || matches!(form.search.get(), Search::Failed(..));
    view! {
        {label}
        <input
            id="homeserver"
            type="text"
            inputmode="url"
            autocapitalize="none"
            autocomplete="url"
            spellcheck="false"
            aria-label=(!labelled).then_some(text::OTHER_HOMESERVER_NAME)
            aria-describedby="homeserver-hint homeserver-status"
            aria-invalid=aria(failed)
            prop:value=move || form.homeserver.get()
            on:input=move |event| form.homeserver.set(event_target_value(&event))
            on:change=move |_| form.look()
        />
        <p id="homeserver-hint" class="hint">{text::HOMESERVER_HINT}</p>
    }
    .into_any()
}

/// What is found by the name.
#[component]
fn Found(form: Form) -> impl IntoView {
    let status = move || match form.search.get() {
        Search::Looking => text::LOOKING_FOR_SERVER.to_owned(),
        Search::Found(typed, server) => match &server.mistaken {
            Some(mistake) => text::found_in_spite(server.base_url.as_str(), mistake, &typed),
            None => text::found_at(server.base_url.as_str()),
        },
        Search::Failed(typed, error) => text::explain(&error, &typed).what,
        Search::Idle => String::new(),
    };
    let failed = move || matches!(form.search.get(), Search::Failed(..));
    view! { <p id="homeserver-status" class="hint" class:bad=failed role="status">{move || sentence(&status())}</p> }
}
