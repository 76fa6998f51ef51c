//! Signing in: which homeserver, and by which of the ways that it offers.

use super::address::Address;
use super::helpers::aria;
use super::notices::Failure;
use super::open::OpenFile;
use crate::browser::{self, Area};
use crate::edition::Edition;
use crate::homeserver::{
    AccessToken, Error, Homeserver, Session, TokenOrigin, check_admin, discover, log_in, log_out,
    who_am_i,
};
use crate::text::{self, Explanation};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// Where the last homeserver that somebody signed in to is remembered.
const LAST_HOMESERVER: &str = "homeserver";

/// A way to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Token,
    Password,
}

/// What is known of the homeserver that is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Search {
    /// Nothing was looked for.
    Idle,
    /// Being looked for.
    Looking,
    /// The one that this text names.
    Found(String, Homeserver),
    /// There is none by this text.
    Failed(String, Error),
}

/// The form's state.
#[derive(Clone, Copy)]
struct Form {
    homeserver: RwSignal<String>,
    search: RwSignal<Search>,
    /// The way that was chosen; the server's best without a choice.
    way: RwSignal<Option<Way>>,
    token: RwSignal<String>,
    user: RwSignal<String>,
    password: RwSignal<String>,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<Explanation>>,
}

/// The sign-in page. `ended` says why an earlier session ended; `signed_in` takes the new one.
#[component]
pub fn SignIn(
    ended: Option<Explanation>,
    signed_in: impl Fn(Session) + Copy + 'static,
    /// Takes a report that is opened without signing in.
    opened: RwSignal<Option<Edition>>,
) -> impl IntoView {
    let address = expect_context::<Address>();
    let named = address
        .query()
        .with_untracked(|query| query.homeserver.clone());
    let known = named.or_else(|| browser::load(Area::Browser, LAST_HOMESERVER));
    let form = Form {
        homeserver: RwSignal::new(known.clone().unwrap_or_default()),
        search: RwSignal::new(Search::Idle),
        way: RwSignal::new(None),
        token: RwSignal::default(),
        user: RwSignal::default(),
        password: RwSignal::default(),
        busy: RwSignal::new(false),
        failure: RwSignal::new(ended),
    };
    // Memos: the fields must not be made anew, and lose the focus, each time the search moves on.
    let way = Memo::new(move |_| form.way());
    let other_way = Memo::new(move |_| form.other_way());
    match known {
        Some(_) => form.look(),
        None => form.try_own_origin(),
    }
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if form.busy.get_untracked() {
            return;
        }
        form.busy.set(true);
        form.failure.set(None);
        browser::run(async move {
            let result = form.sign_in().await;
            // The page may be gone by now.
            form.busy.try_set(false);
            match result {
                Ok(session) => signed_in(session),
                Err(explanation) => {
                    form.failure.try_set(Some(explanation));
                }
            }
        });
    };
    view! {
        <main class="sign-in">
            <h1>{text::PRODUCT}</h1>
            <p class="tagline">{text::TAGLINE}</p>
            <form on:submit=submit novalidate aria-busy=aria(move || form.busy.get())>
                <Failure failure=move || form.failure.get()/>
                <HomeserverField form/>
                {move || match way.get() {
                    Way::Token => view! { <TokenField form/> }.into_any(),
                    Way::Password => view! { <PasswordFields form/> }.into_any(),
                }}
                <button type="submit" class="primary" disabled=move || form.busy.get()>
                    {move || if form.busy.get() { text::SIGNING_IN } else { text::SIGN_IN }}
                </button>
                {move || other_way.get().map(|way| {
                    let name = match way {
                        Way::Token => text::USE_TOKEN,
                        Way::Password => text::USE_PASSWORD,
                    };
                    view! {
                        <button type="button" class="quiet" on:click=move |_| form.way.set(Some(way))>
                            {name}
                        </button>
                    }
                    .into_any()
                })}
            </form>
            <div class="or-open">
                <OpenFile label=text::OPEN failure=form.failure edition=opened/>
                <p class="hint">{text::OPEN_HINT}</p>
            </div>
        </main>
    }
}

#[component]
fn HomeserverField(form: Form) -> impl IntoView {
    let status = move || match form.search.get() {
        Search::Looking => text::LOOKING_FOR_SERVER.to_owned(),
        Search::Found(_, server) => text::found_at(server.base_url.as_str()),
        Search::Failed(typed, error) => text::explain(&error, &typed).what,
        Search::Idle => String::new(),
    };
    let failed = move || matches!(form.search.get(), Search::Failed(..));
    view! {
        <div class="field">
            <label for="homeserver">{text::HOMESERVER}</label>
            <input
                id="homeserver"
                type="text"
                inputmode="url"
                autocapitalize="none"
                autocomplete="url"
                spellcheck="false"
                aria-describedby="homeserver-hint homeserver-status"
                aria-invalid=aria(failed)
                prop:value=move || form.homeserver.get()
                on:input=move |event| form.homeserver.set(event_target_value(&event))
                on:change=move |_| form.look()
            />
            <p id="homeserver-hint" class="hint">{text::HOMESERVER_HINT}</p>
            <p id="homeserver-status" class="hint" class:bad=failed role="status">{status}</p>
        </div>
    }
}

#[component]
fn TokenField(form: Form) -> impl IntoView {
    // A text field that hides its text: to a password field, password managers would offer to
    // keep what must not outlive the tab.
    view! {
        <Field
            id="token"
            label=text::ACCESS_TOKEN
            value=form.token
            class="secret"
            autocomplete="off"
            hint=text::ACCESS_TOKEN_HINT
        />
    }
}

#[component]
fn PasswordFields(form: Form) -> impl IntoView {
    view! {
        <Field id="user" label=text::USER_NAME value=form.user autocomplete="username"/>
        <Field
            id="password"
            label=text::PASSWORD
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
            <label for=id>{label}</label>
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
            <p id=hint_id class="hint">{hint}</p>
        </div>
    }
}

impl Form {
    fn server(self) -> Option<Homeserver> {
        self.search.with(|search| match search {
            Search::Found(_, server) => Some(server.clone()),
            _ => None,
        })
    }

    /// The way that is shown: the chosen one, if the server has it.
    fn way(self) -> Way {
        let password = self.server().is_none_or(|server| server.password);
        match self.way.get() {
            Some(Way::Password) | None if password => Way::Password,
            _ => Way::Token,
        }
    }

    /// The way that can be changed to.
    fn other_way(self) -> Option<Way> {
        match self.way() {
            Way::Password => Some(Way::Token),
            Way::Token => self
                .server()
                .is_none_or(|server| server.password)
                .then_some(Way::Password),
        }
    }

    /// Looks for the homeserver that is typed, unless it is known already.
    fn look(self) {
        browser::run(async move {
            // What it found or why not is in `search`.
            let _ = self.find().await;
        });
    }

    async fn find(self) -> Result<Homeserver, Error> {
        let typed = self.homeserver.get_untracked().trim().to_owned();
        if typed.is_empty() {
            self.search.set(Search::Idle);
            return Err(Error::BadAddress);
        }
        if let Search::Found(name, server) = self.search.get_untracked()
            && name == typed
        {
            return Ok(server);
        }
        self.search.set(Search::Looking);
        let found = discover(&typed).await;
        // Something else may have been typed since, and the page may be gone.
        let current = self.homeserver.try_get_untracked();
        if current.is_some_and(|current| current.trim() == typed) {
            self.search.set(match found.clone() {
                Ok(server) => Search::Found(typed, server),
                Err(error) => Search::Failed(typed, error),
            });
        }
        found
    }

    /// Offers the page's own origin when a homeserver answers there.
    fn try_own_origin(self) {
        let Some(origin) = browser::own_origin() else {
            return;
        };
        browser::run(async move {
            let Ok(server) = discover(&origin).await else {
                return;
            };
            let untouched = self.homeserver.try_with_untracked(String::is_empty);
            if untouched == Some(true) {
                self.homeserver.set(origin.clone());
                self.search.set(Search::Found(origin, server));
            }
        });
    }

    async fn sign_in(self) -> Result<Session, Explanation> {
        let typed = self.homeserver.get_untracked().trim().to_owned();
        let way = untrack(move || self.way());
        let missing = |what: &str| Explanation {
            what: what.to_owned(),
            why: String::new(),
            remedy: String::new(),
        };
        if typed.is_empty() {
            return Err(missing(text::MISSING_HOMESERVER));
        }
        let explained = |error: Error| text::explain(&error, &typed);
        // What was typed is read before the form can change.
        let pasted = self.token.get_untracked();
        let (user, password) = (self.user.get_untracked(), self.password.get_untracked());
        match way {
            Way::Token if pasted.trim().is_empty() => return Err(missing(text::MISSING_TOKEN)),
            Way::Password if user.trim().is_empty() => return Err(missing(text::MISSING_USER)),
            Way::Password if password.is_empty() => return Err(missing(text::MISSING_PASSWORD)),
            _ => {}
        }
        let base_url = self.find().await.map_err(explained)?.base_url;
        let (token, user_id, origin) = match way {
            Way::Token => {
                let token = AccessToken::parse(&pasted).ok_or_else(|| missing(text::BAD_TOKEN))?;
                let user_id = who_am_i(&base_url, &token)
                    .await
                    .map_err(|error| match error {
                        Error::SignedOut { .. } => text::unknown_token(&typed),
                        error => explained(error),
                    })?;
                (token, user_id, TokenOrigin::Pasted)
            }
            Way::Password => {
                let login = log_in(&base_url, user.trim(), &password).await;
                let (token, user_id) = login.map_err(explained)?;
                (token, user_id, TokenOrigin::Obtained)
            }
        };
        if let Err(error) = check_admin(&base_url, &token, &user_id).await {
            if origin == TokenOrigin::Obtained {
                // Of no use: should the server not hear of it, it ends like any other session.
                let _ = log_out(&base_url, &token).await;
            }
            return Err(match error {
                Error::NotAdmin => text::not_admin(&user_id),
                error => explained(error),
            });
        }
        browser::store(Area::Browser, LAST_HOMESERVER, &typed);
        Ok(Session {
            base_url,
            homeserver: typed,
            user_id,
            token,
            origin,
        })
    }
}
