//! Which homeserver to sign in to: typed, or chosen from those on offer.

use crate::messages;
use crate::state::sign_in_form::{Lookup, SignInForm, Unconfirmed, id};
use crate::widgets::helpers::aria;
use crate::widgets::sentence::sentence;
use leptos::prelude::*;
use panel_core::config::Config;
use panel_core::format::visible;
use synapse_client::normalized_name;

/// The value of the option that reveals the field; no homeserver has such a name.
const OTHER: &str = "";

/// Names the homeserver, and says what is found by that name.
#[component]
pub(crate) fn HomeserverField(form: SignInForm) -> impl IntoView {
    let name = move || {
        if form.settled.get() {
            untrack(move || name_field(form))
        } else {
            view! { <p class="label">{messages::homeserver()}</p> }.into_any()
        }
    };
    view! {
        <div class="field">
            {name}
            <Found form/>
            <Question form/>
        </div>
    }
}

fn name_field(form: SignInForm) -> AnyView {
    let offered = form.settings.get(|config| config.homeservers.clone());
    let others = form.settings.get(Config::allows_others);
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
        {choice}
        {move || typing.get().then(|| field(form, labelled))}
    }
    .into_any()
}

fn the_only_one(name: &str) -> AnyView {
    let name = visible(name).unwrap_or_default();
    view! {
        <p class="label">{messages::homeserver()}</p>
        <p class="single-homeserver"><bdi translate="no" prop:textContent=name></bdi></p>
    }
    .into_any()
}

fn choice(form: SignInForm, offered: Vec<String>, others: bool, typing: RwSignal<bool>) -> AnyView {
    let named = form.homeserver.get_untracked();
    let options = offered.into_iter().map(|name| {
        let selected = !typing.get_untracked() && name == named;
        let shown = visible(&name).unwrap_or_default();
        view! { <option value=name selected=selected prop:textContent=shown></option> }
    });
    let options = options.collect_view();
    let other = others.then(|| {
        view! { <option value=OTHER selected=typing.get_untracked()>{messages::another_homeserver()}</option> }
    });
    let choose = move |name: String| {
        typing.set(name == OTHER);
        form.rename(name);
        form.start_lookup();
    };
    view! {
        <label for=id::OFFERED_HOMESERVER>{messages::homeserver()}</label>
        <select
            id=id::OFFERED_HOMESERVER
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
fn field(form: SignInForm, labelled: bool) -> AnyView {
    let label =
        labelled.then(|| view! { <label for=id::HOMESERVER>{messages::homeserver()}</label> });
    let failed = move || matches!(form.search.get(), Lookup::Failed(..));
    view! {
        {label}
        <input
            id=id::HOMESERVER
            type="text"
            inputmode="url"
            autocapitalize="none"
            autocomplete="url"
            spellcheck="false"
            aria-label=(!labelled).then_some(messages::another_homeserver_name())
            aria-describedby="homeserver-hint homeserver-status"
            aria-invalid=aria(failed)
            prop:value=move || form.homeserver.get()
            on:input=move |event| form.rename(event_target_value(&event))
            on:change=move |event| {
                form.rename(event_target_value(&event));
                form.start_lookup();
            }
            on:blur=move |_| form.start_lookup_if_idle()
        />
        <p id="homeserver-hint" class="hint">{messages::homeserver_hint()}</p>
    }
    .into_any()
}

/// What is found by the name.
#[component]
fn Found(form: SignInForm) -> impl IntoView {
    let status = move || match form.search.get() {
        Lookup::InProgress(_) => messages::looking_for_server().to_owned(),
        Lookup::Found(typed, server) => match &server.ignored_well_known {
            Some(mistake) => {
                messages::found_despite_file(server.base_url.as_str(), mistake, &typed)
            }
            None => messages::found_at(server.base_url.as_str()),
        },
        Lookup::Failed(typed, error) => messages::explain(&error, &typed).what,
        Lookup::Idle | Lookup::Unconfirmed(_) => String::new(),
    };
    let failed = move || matches!(form.search.get(), Lookup::Failed(..));
    view! {
        <p id="homeserver-status" class="hint" class:bad=failed role="status">
            {move || sentence(&status())}
        </p>
    }
}

/// What the user must agree to before anything, or anything secret, is sent.
#[component]
fn Question(form: SignInForm) -> impl IntoView {
    move || {
        form.search.with(|search| match search {
            Lookup::Unconfirmed(unconfirmed) => Some(confirmation(form, unconfirmed)),
            Lookup::Found(_, server) if server.base_url.is_insecure() => {
                Some(encryption(form, server.base_url.as_str()))
            }
            _ => None,
        })
    }
}

/// Shows a homeserver in full, and asks whether it is the right one.
fn confirmation(form: SignInForm, Unconfirmed { name, moved }: &Unconfirmed) -> AnyView {
    let plain = || normalized_name(name).unwrap_or_else(|| name.clone());
    let (why, shown) = match moved {
        Some(base_url) => (messages::confirm_moved(), base_url.to_string()),
        None => (messages::confirm_link(), plain()),
    };
    view! {
        <div class="question" role="alert">
            <p>{why}</p>
            <p class="single-homeserver">
                <bdi translate="no" prop:textContent=visible(&shown).unwrap_or_default()></bdi>
            </p>
            <button type="button" class="primary" on:click=move |_| form.confirm()>
                {messages::use_homeserver()}
            </button>
        </div>
    }
    .into_any()
}

/// Warns that what is secret could be read on its way.
fn encryption(form: SignInForm, base_url: &str) -> AnyView {
    let agree = move |event| form.may_send_unencrypted.set(event_target_checked(&event));
    view! {
        <div class="question" role="alert">
            <p>
                <bdi translate="no" prop:textContent=visible(base_url).unwrap_or_default()></bdi>
                " "{messages::unencrypted()}
            </p>
            <label>
                <input
                    type="checkbox"
                    prop:checked=move || form.may_send_unencrypted.get()
                    on:change=agree
                />
                {messages::send_unencrypted()}
            </label>
        </div>
    }
    .into_any()
}
