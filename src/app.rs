//! The whole panel: sign-in, report, or a file.

use crate::away;
use crate::browser::{self, Unreadable};
use crate::config::{self, Config, Mistake};
use crate::edition::Edition;
use crate::format::server_name;
use crate::homeserver::Session;
use crate::sessions::{Sessions, SignedIn};
use crate::text::{self, Explanation};
use crate::ui::{Address, FilePage, ReportPage, Settings, SignIn, Taste};
use leptos::prelude::*;

/// What is to be seen when no file is open.
#[derive(Clone, PartialEq, Eq)]
enum Place {
    /// The sign-in; the ID of the session that can be gone back to, and its homeserver.
    SignIn(Option<(String, String)>),
    /// The report of the session with this ID.
    Report(String),
}

/// How long the configuration may take, in seconds.
const PATIENCE: u32 = 5;

/// What the panel's host has decided, and what of that can't be used.
pub async fn load_config() -> (Config, Vec<Mistake>) {
    match browser::neighbour(config::FILE, PATIENCE).await {
        Ok(bytes) => Config::parse(&bytes.unwrap_or_default()),
        Err(Unreadable) => (Config::default(), vec![Mistake::Unread]),
    }
}

/// A file while one is opened; else sign-in without a session, the report with one.
#[component]
pub fn App(config: Config, mistakes: Vec<Mistake>) -> impl IntoView {
    // First of all: what came back of a sign-in must not stay in the address.
    let returned = away::take();
    let address = Address::new(config.defaults.clone());
    let settings = Settings::new(config, mistakes);
    document().set_title(&settings.title());
    provide_context(settings);
    provide_context(address);
    provide_context(Taste::remembered());
    let sessions = Sessions::remembered();
    let ended = RwSignal::new(None::<Explanation>);
    let opened = RwSignal::new(None::<Edition>);
    // Whether another sign-in is asked for while a session goes on.
    let adding = RwSignal::new(returned.is_some());
    let returned = StoredValue::new_local(returned);
    let homeserver = Memo::new(move |_| address.query().with(|query| query.homeserver.clone()));
    let current = move || sessions.meant_by(homeserver.get().as_deref());
    let place = Memo::new(move |_| match current() {
        Some(current) if !adding.get() => Place::Report(current.id),
        current => Place::SignIn(current.map(|it| (it.id, it.homeserver))),
    });
    // Links lead to a session, too: it is then the one that was looked at last.
    Effect::new(move |_| {
        if let Place::Report(id) = place.get() {
            sessions.look_at(&id);
        }
    });
    let signed_in = move |new: Session| {
        let id = new.id.clone();
        ended.set(None);
        sessions.add(new);
        // So that a bookmark of what is to come leads back to this homeserver.
        go_to(address, sessions, Some(&id));
        adding.set(false);
    };
    // Nobody adds a homeserver in order to sign in to the same one again.
    let prefill = move || {
        let named = homeserver.get_untracked();
        let all = untrack(move || sessions.all());
        match named {
            named if all.is_empty() => named,
            Some(named) if all.iter().any(|it| it.is_at(Some(&named))) => Some(String::new()),
            None => Some(String::new()),
            named => named,
        }
    };
    let leave_file = move || opened.set(None);
    let file = move |edition: Edition, back: String| {
        view! { <FilePage edition opened back leave=leave_file/> }.into_any()
    };
    let sign_in = move |back: Option<(String, String)>| {
        let back_name = match &back {
            Some((_, homeserver)) => text::back_to(server_name(homeserver)),
            None => text::BACK_TO_SIGN_IN.to_owned(),
        };
        (move || match opened.get() {
            Some(edition) => file(edition, back_name.clone()),
            None => {
                let back = back.clone().map(|(id, homeserver)| {
                    let name = text::back_to_session(server_name(&homeserver));
                    let go = move |_| {
                        ended.set(None);
                        go_to(address, sessions, Some(&id));
                        adding.set(false);
                    };
                    view! { <button type="button" class="back" on:click=go>{name}</button> }
                        .into_any()
                });
                let returned = returned.try_update_value(Option::take).flatten();
                let ended = ended.get_untracked();
                view! { <SignIn prefill=prefill() ended returned signed_in opened back/> }
                    .into_any()
            }
        })
        .into_any()
    };
    let report = move |current: SignedIn| {
        (move || {
            let SignedIn { id, homeserver, .. } = current.clone();
            if let Some(edition) = opened.get() {
                return file(edition, text::back_to(server_name(&homeserver)));
            }
            let leaving = id.clone();
            let sign_out = move || {
                ended.set(None);
                sessions.sign_out(&leaving);
                go_to(address, sessions, None);
            };
            let ended = move |error| {
                ended.set(Some(text::explain(&error, &homeserver)));
                sessions.forget(&id);
                adding.set(true);
            };
            let add = move || adding.set(true);
            let current = current.clone();
            view! { <ReportPage current sessions opened add sign_out ended/> }.into_any()
        })
        .into_any()
    };
    move || match place.get() {
        Place::SignIn(back) => sign_in(back),
        Place::Report(id) => {
            let all = untrack(move || sessions.all());
            all.into_iter()
                .find(|it| it.id == id)
                .map(report)
                .into_any()
        }
    }
}

/// Lets the address lead to a session, or to the one that is left.
fn go_to(address: Address, sessions: Sessions, id: Option<&str>) {
    let all = untrack(move || sessions.all());
    let wanted = all.iter().find(|it| id.is_none_or(|id| it.id == id));
    if let Some(wanted) = wanted {
        address.type_in(|query| query.at_homeserver(wanted.link()));
    }
}
