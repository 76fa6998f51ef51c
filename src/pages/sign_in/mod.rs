//! Signing in: which homeserver, and by which of the ways that it offers.

mod homeserver;
mod providers;
mod text;

use crate::features::connection_check::ConnectionCheck;
use crate::features::host_settings::{About, ConfigErrors, installation_title};
use crate::features::open_report::OpenFile;
use crate::features::period::text::short_period;
use crate::messages::{self, Explanation};
use crate::state::auth_redirect::{Callback, VerifiedCallback};
use crate::state::report_source::ReportSource;
use crate::state::sessions::SessionEnd;
use crate::state::settings::Settings;
use crate::state::sign_in::finish_callback;
use crate::state::sign_in_form::{FormFailure, LoginMethod, Lookup, NameOrigin, SignInForm, id};
use crate::state::url_state::UrlState;
use crate::widgets::helpers::{aria, live_text, when};
use crate::widgets::lazy::{lazy, wasm_split};
use crate::widgets::notices::Failure;
use crate::widgets::sentence::sentence;
use futures::TryFutureExt as _;
use homeserver::HomeserverField;
use leptos::ev::SubmitEvent;
use leptos::html::H1;
use leptos::prelude::*;
use panel_core::format::{server_name, visible};
use panel_core::homeserver_input::normalize_name;
use panel_core::url_query::{Period, View};
use providers::providers;
use synapse_client::Session;

/// What a sign-in begins with, and where it leads.
#[derive(Clone)]
pub struct SignInContext {
    /// The homeserver that is meant: empty for one that is not known yet, `None` for the usual one.
    pub prefill: Option<String>,
    /// Why an earlier session ended.
    pub ended: Option<SessionEnd>,
    /// What came back of a sign-in elsewhere, until it is used.
    pub callback: StoredValue<Option<Callback>, LocalStorage>,
    /// Takes the new session.
    pub signed_in: UnsyncCallback<Session>,
    /// Takes a report that is opened without signing in.
    pub opened: RwSignal<Option<ReportSource>>,
    /// The way back to a session that goes on meanwhile.
    pub back: Option<Back>,
}

/// The way back to a session.
#[derive(Clone)]
pub struct Back {
    /// What the button that leads there is called.
    pub name: String,
    /// Goes there.
    pub go: UnsyncCallback<()>,
}

/// The sign-in page.
#[component]
pub fn SignIn(entrance: SignInContext) -> impl IntoView {
    lazy(move || Box::pin(sign_in(entrance.clone())))
}

#[wasm_split(sign_in, fallible)]
fn sign_in(entrance: SignInContext) -> Result<AnyView, Explanation> {
    let SignInContext {
        prefill,
        ended,
        callback,
        signed_in,
        opened,
        back,
    } = entrance;
    let callback = callback.try_update_value(Option::take).flatten();
    let callback = callback.map(Callback::read);
    let signed_in = move |session| signed_in.run(session);
    let (prefill, from) = match &callback {
        Some(Ok(VerifiedCallback { homeserver, .. })) => {
            (Some(homeserver.clone()), NameOrigin::User)
        }
        _ => (prefill, NameOrigin::Link),
    };
    let form = SignInForm::new(ended.map(FormFailure::Ended));
    form.begin(prefill, from);
    let is_admitted = |it: &VerifiedCallback| {
        let base_url = it.base_url.as_str();
        let settings = form.settings;
        settings.get(|config| config.allows(&it.homeserver, base_url))
    };
    match callback {
        // The form already says why.
        Some(Ok(callback)) if !is_admitted(&callback) => {}
        Some(Ok(callback)) => {
            let finish = finish_callback(callback).map_err(FormFailure::SignIn);
            form.run(finish, signed_in);
        }
        Some(Err(stray)) => form.failure.set(Some(FormFailure::Callback(stray))),
        None => {}
    }
    // Memos, so that the fields are not recreated, losing the focus, at every step of discovery.
    let method = Memo::new(move |_| form.method());
    let other_methods = Memo::new(move |_| form.other_methods());
    let url_state = expect_context::<UrlState>();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        form.submit(url_state.view(), signed_in);
    };
    let title = NodeRef::<H1>::new();
    // Coming from a report, moves the focus so that a screen reader announces the new page.
    let came = back.is_some();
    Effect::new(move |_| {
        if let Some(title) = title.get().filter(|_| came) {
            let _ = title.focus();
        }
    });
    let back = back.map(|Back { name, go }| {
        view! { <button type="button" class="back" on:click=move |_| go.run(())>{sentence(&name)}</button> }
    });
    let name = installation_title(expect_context::<Settings>());
    // Nothing is sent to a homeserver that is not confirmed.
    let may_check = move || {
        !form
            .search
            .with(|search| matches!(search, Lookup::Unconfirmed(_)))
    };
    let check = move || {
        view! { <ConnectionCheck target=move || form.target() open=form.is_check_open/> }.into_any()
    };
    let file_failure = RwSignal::new(None::<Explanation>);
    // What was tried last is what matters.
    Effect::new(move |_| {
        if form.failure.with(Option::is_some) {
            file_failure.set(None);
        }
    });
    // The page may be gone when a file has been read.
    let file_failed = move |failure: Option<Explanation>| {
        form.failure.try_set(None);
        file_failure.try_set(failure);
    };
    let page = view! {
        <main class="sign-in">
            <h1 node_ref=title tabindex="-1" prop:textContent=name></h1>
            <p class="tagline">{messages::tagline()}" "<About/></p>
            <ConfigErrors/>
            {link_target(url_state)}
            {back}
            <form on:submit=submit novalidate aria-busy=aria(move || form.busy.get())>
                <Failure failure=move || file_failure.get().or_else(|| form.failure.get().map(text::explain))/>
                <HomeserverField form/>
                {move || match method.get() {
                    LoginMethod::Token => view! { <TokenField form/> }.into_any(),
                    LoginMethod::Password => view! { <PasswordFields form/> }.into_any(),
                    LoginMethod::Sso => lazy(move || Box::pin(providers(form))),
                    LoginMethod::OAuth => view! { <AuthorizationServer form/> }.into_any(),
                }}
                {move || (method.get() != LoginMethod::Sso).then(|| submit_button(form))}
                {move || {
                    let others = other_methods.get().into_iter().map(|method| {
                        view! {
                            <button
                                type="button"
                                class="quiet"
                                on:click=move |_| form.chosen.set(Some(method))
                                prop:textContent=text::use_method(method)
                            ></button>
                        }
                    });
                    view! { <div class="other-methods">{others.collect_view()}</div> }.into_any()
                }}
            </form>
            {when(may_check, check)}
            <div class="open-file">
                <OpenFile label=messages::open_report() failed=file_failed source=opened/>
                <p class="hint">{messages::open_hint()}</p>
            </div>
        </main>
    };
    Ok(page.into_any())
}

fn submit_button(form: SignInForm) -> AnyView {
    // While there is a question, its button is the next step.
    let is_next = move || {
        !form
            .search
            .with(|search| matches!(search, Lookup::Unconfirmed(_)))
    };
    view! {
        <button
            type="submit"
            class:primary=is_next
            disabled=move || form.busy.get()
            prop:textContent=live_text(move || {
                let name = if form.busy.get() { messages::signing_in() } else { messages::sign_in() };
                name.to_owned()
            })
        ></button>
    }
    .into_any()
}

/// Says where the sign-in takes place.
#[component]
fn AuthorizationServer(form: SignInForm) -> impl IntoView {
    move || {
        let server = form.server()?;
        let issuer = server.login_flows.oauth?.server_name();
        let homeserver = form.homeserver.get_untracked();
        let text = messages::signs_in_at(server_name(&normalize_name(&homeserver)), &issuer);
        Some(view! { <p class="hint">{sentence(&text)}</p> }.into_any())
    }
}

#[component]
fn TokenField(form: SignInForm) -> impl IntoView {
    // A text field that hides its text: to a password field, password managers would offer to
    // keep what must not outlive the tab.
    view! {
        <Field
            id=id::TOKEN
            label=messages::access_token()
            value=form.token
            class="secret"
            autocomplete="off"
            hint=messages::access_token_hint()
        />
    }
}

#[component]
fn PasswordFields(form: SignInForm) -> impl IntoView {
    view! {
        <Field
            id=id::USER
            label=messages::user_name()
            value=form.user
            autocomplete="username"
            hint=messages::user_name_hint()
        />
        <Field
            id=id::PASSWORD
            label=messages::password()
            value=form.password
            kind="password"
            autocomplete="current-password"
        />
    }
}

/// A labelled field for a text that no program should correct.
#[component]
fn Field(
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    autocomplete: &'static str,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = "")] class: &'static str,
    #[prop(default = "")] hint: &'static str,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    view! {
        <div class="field">
            <label for=id prop:textContent=label></label>
            <input
                id=id
                type=kind
                class=class
                autocapitalize="none"
                autocomplete=autocomplete
                spellcheck="false"
                aria-describedby=hint_id.clone()
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
            <p id=hint_id class="hint" prop:textContent=hint></p>
        </div>
    }
}

/// What a link will show after signing in; `None` if that is the usual page.
fn link_target(url_state: UrlState) -> Option<AnyView> {
    let (query, zone) = url_state
        .query()
        .with_untracked(|query| (query.clone(), query.zone));
    let search = visible(query.search.trim());
    let parts = [
        (query.view != View::default()).then(|| messages::view_name(query.view).to_owned()),
        (query.period != Period::AllTime).then(|| short_period(query.period, zone)),
        search.map(|search| messages::searched_for(&search)),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        return None;
    }
    let text = messages::link_shows(&parts.join(", "));
    Some(view! { <p class="hint"><bdi prop:textContent=text></bdi></p> }.into_any())
}
