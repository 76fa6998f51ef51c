//! The whole panel: sign-in, report, or a file.

use crate::browser::{self, Area};
use crate::edition::Edition;
use crate::format::server_name;
use crate::homeserver::{Connection, Session, TokenOrigin, log_out};
use crate::reports::Reports;
use crate::text::{self, Explanation};
use crate::ui::{Address, FilePage, ReportPage, SignIn, Taste};
use leptos::prelude::*;

/// Where the tab keeps its session.
const SESSION: &str = "session";

/// A file while one is opened; else sign-in without a session, the report with one.
#[component]
pub fn App() -> impl IntoView {
    let address = Address::new();
    provide_context(address);
    provide_context(Taste::remembered());
    let session = RwSignal::new(remembered_session());
    let ended = RwSignal::new(None::<Explanation>);
    let signed_in = move |new: Session| {
        remember_session(&new);
        ended.set(None);
        // So that a bookmark of what is to come leads back to this homeserver.
        let elsewhere = browser::own_origin().as_deref() != Some(new.base_url.as_str());
        let homeserver = elsewhere.then(|| new.homeserver.clone());
        address.type_in(|query| crate::query::Query {
            homeserver,
            ..query
        });
        session.set(Some(new));
    };
    let forget = move || {
        browser::remove(Area::Tab, SESSION);
        session.set(None);
    };
    let opened = RwSignal::new(None::<Edition>);
    let file = move |edition: Edition, back: String| {
        view! { <FilePage edition opened back leave=move || opened.set(None)/> }.into_any()
    };
    move || match session.get() {
        None => (move || match opened.get() {
            Some(edition) => file(edition, text::BACK_TO_SIGN_IN.to_owned()),
            None => view! { <SignIn ended=ended.get_untracked() signed_in opened/> }.into_any(),
        })
        .into_any(),
        Some(current) => {
            // Of the session, not of the page: what is loaded outlasts a look into a file.
            let reports = Reports::new(Connection::new(current.clone()));
            on_cleanup(move || reports.give_up());
            (move || {
                let current = current.clone();
                if let Some(edition) = opened.get() {
                    return file(edition, text::back_to(server_name(&current.homeserver)));
                }
                let server = current.homeserver.clone();
                let leaving = current.clone();
                let sign_out = move || {
                    revoke(leaving.clone());
                    ended.set(None);
                    forget();
                };
                let ended = move |error| {
                    ended.set(Some(text::explain(&error, &server)));
                    forget();
                };
                view! { <ReportPage session=current reports opened sign_out ended/> }.into_any()
            })
            .into_any()
        }
    }
}

fn remembered_session() -> Option<Session> {
    serde_json::from_slice(browser::load(Area::Tab, SESSION)?.as_bytes()).ok()
}

fn remember_session(session: &Session) {
    if let Ok(text) = serde_json::to_string(session) {
        browser::store(Area::Tab, SESSION, &text);
    }
}

/// Revokes a token that the panel obtained. One that was pasted may be in use elsewhere.
fn revoke(session: Session) {
    if session.origin == TokenOrigin::Obtained {
        browser::run(async move {
            // Without contact it stays valid; the session is forgotten all the same.
            let _ = log_out(&session.base_url, &session.token).await;
        });
    }
}
