//! The state of the sign-in form, and signing in with what its fields contain.

mod discovery;
mod method;

pub(crate) use discovery::NameOrigin;
pub(crate) use method::LoginMethod;

use crate::state::auth_redirect::CallbackError;
use crate::state::connection_check::CheckTarget;
use crate::state::known_homeservers::KnownHomeservers;
use crate::state::sessions::SessionEnd;
use crate::state::settings::Settings;
use crate::state::sign_in::{HomeserverLocation, SignInError};
use leptos::ev;
use leptos::prelude::*;
use std::future::Future;
use synapse_client::{AccessToken, BaseUrl, Error, Homeserver, Session};

/// The IDs of the form's fields.
pub(crate) mod id {
    pub(crate) const HOMESERVER: &str = "homeserver";
    pub(crate) const OFFERED_HOMESERVER: &str = "offered";
    pub(crate) const TOKEN: &str = "token";
    pub(crate) const USER: &str = "user";
    pub(crate) const PASSWORD: &str = "password";
}

/// What is known of the homeserver that is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lookup {
    /// Nothing was looked for.
    Idle,
    /// The one of this name is being looked for.
    InProgress(String),
    /// Nothing may be sent there before the user agrees.
    Unconfirmed(Unconfirmed),
    /// The one that this text names.
    Found(String, Homeserver),
    /// There is none by this text.
    Failed(String, Error),
}

impl Lookup {
    /// The text that names the homeserver.
    fn name(&self) -> Option<&str> {
        match self {
            Self::Idle => None,
            Self::Unconfirmed(unconfirmed) => Some(&unconfirmed.name),
            Self::InProgress(name) | Self::Found(name, _) | Self::Failed(name, _) => Some(name),
        }
    }

    /// Whether it is about the homeserver of this name.
    pub(crate) fn is_for(&self, name: &str) -> bool {
        self.name() == Some(name)
    }
}

/// A homeserver that the user must confirm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unconfirmed {
    /// Its name.
    pub(crate) name: String,
    /// The base URL that the name leads to, if that is another one than before.
    pub(crate) moved: Option<BaseUrl>,
}

/// Why a sign-in can't go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FormFailure {
    /// The user has to do something first.
    NextStep(NextStep),
    /// The panel doesn't sign in to the homeserver that a link names.
    NotOffered(String),
    /// The homeserver of this name was not found.
    NotFound(String, Error),
    /// Secrets would be sent without encryption, and the user hasn't agreed to that.
    Unencrypted,
    /// The sign-in came to nothing.
    SignIn(SignInError),
    /// What came back of a sign-in elsewhere is of no use.
    Callback(CallbackError),
    /// An earlier session ended.
    Ended(SessionEnd),
}

/// What the user has to do before a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NextStep {
    /// Name the homeserver.
    NameHomeserver,
    /// Confirm the homeserver.
    ConfirmHomeserver,
    /// Look at the homeserver that was found, and submit again.
    CheckHomeserver,
    /// Paste an access token.
    PasteToken,
    /// Type the user name.
    TypeUser,
    /// Type the password.
    TypePassword,
    /// Choose an identity provider.
    ChooseProvider,
}

impl From<NextStep> for FormFailure {
    fn from(step: NextStep) -> Self {
        Self::NextStep(step)
    }
}

/// The form's state.
#[derive(Clone, Copy)]
pub(crate) struct SignInForm {
    pub(crate) settings: Settings,
    /// Whether it is known which homeservers are on offer.
    pub(crate) settled: RwSignal<bool>,
    /// What is typed, or chosen.
    pub(crate) homeserver: RwSignal<String>,
    pub(crate) search: RwSignal<Lookup>,
    /// Counts the look-ups: an older one has nothing more to say.
    pub(crate) lookup: StoredValue<u32>,
    /// Whether the user pressed the button while the homeserver was being looked for.
    pub(crate) waiting: StoredValue<bool>,
    /// Whether secrets may be sent without encryption to the homeserver that was found.
    pub(crate) may_send_unencrypted: RwSignal<bool>,
    /// The way that was chosen; the server's best without a choice.
    pub(crate) chosen: RwSignal<Option<LoginMethod>>,
    pub(crate) token: RwSignal<String>,
    pub(crate) user: RwSignal<String>,
    pub(crate) password: RwSignal<String>,
    pub(crate) busy: RwSignal<bool>,
    pub(crate) failure: RwSignal<Option<FormFailure>>,
    /// Whether the connection is examined: as soon as there is none.
    pub(crate) is_check_open: RwSignal<bool>,
}

impl SignInForm {
    /// An empty form. `failure` is why an earlier session ended.
    pub(crate) fn new(failure: Option<FormFailure>) -> Self {
        let form = Self {
            settings: expect_context(),
            settled: RwSignal::new(false),
            homeserver: RwSignal::default(),
            search: RwSignal::new(Lookup::Idle),
            lookup: StoredValue::new(0),
            waiting: StoredValue::new(false),
            may_send_unencrypted: RwSignal::new(false),
            chosen: RwSignal::new(None),
            token: RwSignal::default(),
            user: RwSignal::default(),
            password: RwSignal::default(),
            busy: RwSignal::new(false),
            failure: RwSignal::new(failure),
            is_check_open: RwSignal::new(false),
        };
        // Back from a sign-in elsewhere, to the page as it was left.
        let shown = window_event_listener(ev::pageshow, move |event| {
            if event.persisted() {
                form.busy.set(false);
            }
        });
        on_cleanup(move || shown.remove());
        form
    }

    /// The homeserver, once it is found.
    pub(crate) fn server(self) -> Option<Homeserver> {
        self.search.with(|search| match search {
            Lookup::Found(_, server) => Some(server.clone()),
            _ => None,
        })
    }

    /// The homeserver that is shown for the name in the field, if there is one.
    fn shown_server(self) -> Option<Homeserver> {
        let name = self.typed();
        let is_shown = self.search.with_untracked(|search| search.is_for(&name));
        untrack(move || self.server()).filter(|_| is_shown)
    }

    fn login_flows(self) -> Vec<LoginMethod> {
        LoginMethod::offered(self.server().as_ref().map(|server| &server.login_flows))
    }

    /// The way that is shown: the chosen one, if the server has it.
    pub(crate) fn method(self) -> LoginMethod {
        let login_flows = self.login_flows();
        let chosen = self
            .chosen
            .get()
            .filter(|method| login_flows.contains(method));
        chosen
            .or(login_flows.first().copied())
            .unwrap_or(LoginMethod::Token)
    }

    /// The ways that can be changed to.
    pub(crate) fn other_methods(self) -> Vec<LoginMethod> {
        let method = self.method();
        let mut login_flows = self.login_flows();
        login_flows.retain(|other| *other != method);
        login_flows
    }

    /// What there is to examine. The token that is typed goes to the homeserver that is shown only.
    pub(crate) fn target(self) -> CheckTarget {
        self.read_fields();
        let server = self.shown_server().filter(|it| self.may_send_to(it));
        let token = AccessToken::parse(&self.token.get_untracked());
        CheckTarget {
            homeserver: self.typed(),
            token: token.zip(server.map(|server| server.base_url)),
        }
    }

    pub(crate) fn typed(self) -> String {
        self.homeserver
            .with_untracked(|name| name.trim().to_owned())
    }

    /// Reads what the fields contain: password managers fill them in without telling the page.
    fn read_fields(self) {
        let name = web_platform::field_value(id::HOMESERVER);
        let fields = [
            (
                name.or_else(|| web_platform::field_value(id::OFFERED_HOMESERVER)),
                self.homeserver,
            ),
            (web_platform::field_value(id::TOKEN), self.token),
            (web_platform::field_value(id::USER), self.user),
            (web_platform::field_value(id::PASSWORD), self.password),
        ];
        for (value, signal) in fields {
            if let Some(value) = value.filter(|it| signal.with_untracked(|old| old != it)) {
                signal.set(value);
            }
        }
    }

    /// Whether secrets may be sent to a homeserver: encrypted, or because the user said so.
    fn may_send_to(self, server: &Homeserver) -> bool {
        !server.base_url.is_insecure() || self.may_send_unencrypted.get_untracked()
    }

    /// Signs in with what the fields contain, at the homeserver that is shown. Where none is shown
    /// yet, it is looked for and shown, and the user submits again. `view` is the query string to
    /// come back to, should the page be left for it.
    pub(crate) fn submit(self, view: String, signed_in: impl Fn(Session) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.read_fields();
        self.failure.set(None);
        if let Some(missing) = self.missing() {
            return self.fail(missing.into());
        }
        match self.shown_server() {
            Some(server) if self.may_send_to(&server) => {
                self.run(self.sign_in(server, view), signed_in);
            }
            Some(_) => self.fail(FormFailure::Unencrypted),
            None => self.wait_for_lookup(),
        }
    }

    fn fail(self, failure: FormFailure) {
        self.failure.set(Some(failure));
    }

    /// What is not filled in.
    fn missing(self) -> Option<NextStep> {
        let is_blank = |field: RwSignal<String>| field.with_untracked(|it| it.trim().is_empty());
        if self.settled.get_untracked() && is_blank(self.homeserver) {
            return Some(NextStep::NameHomeserver);
        }
        match untrack(move || self.method()) {
            LoginMethod::Token if is_blank(self.token) => Some(NextStep::PasteToken),
            LoginMethod::Password if is_blank(self.user) => Some(NextStep::TypeUser),
            LoginMethod::Password if self.password.with_untracked(String::is_empty) => {
                Some(NextStep::TypePassword)
            }
            _ => None,
        }
    }

    /// Waits for a sign-in, and hands its session on. Without one, the page is being left.
    pub(crate) fn run(
        self,
        sign_in: impl Future<Output = Result<Option<Session>, FormFailure>> + 'static,
        signed_in: impl Fn(Session) + 'static,
    ) {
        self.busy.set(true);
        self.failure.set(None);
        web_platform::spawn(async move {
            let result = sign_in.await;
            match result {
                Ok(Some(session)) => {
                    KnownHomeservers::remember(&session.homeserver, &session.base_url);
                    signed_in(session);
                }
                // The page is being left.
                Ok(None) => {}
                // The form may be gone by now.
                Err(failure) => {
                    self.busy.try_set(false);
                    self.failure.try_set(Some(failure));
                }
            }
        });
    }

    /// Leaves for a provider of single sign-on. `view` is the query string to come back to.
    pub(crate) fn start_sso(self, provider: &str, view: &str) {
        let Some(server) = self.shown_server() else {
            return;
        };
        if !self.may_send_to(&server) {
            return self.fail(FormFailure::Unencrypted);
        }
        let place = HomeserverLocation {
            homeserver: self.typed(),
            base_url: server.base_url,
        };
        match place.start_sso(provider, view) {
            // Until the other page is there.
            Ok(()) => self.busy.set(true),
            Err(error) => self.fail(FormFailure::SignIn(error)),
        }
    }

    /// Signs in at a homeserver. The fields are read before they can change.
    fn sign_in(
        self,
        server: Homeserver,
        view: String,
    ) -> impl Future<Output = Result<Option<Session>, FormFailure>> {
        let method = untrack(move || self.method());
        let place = HomeserverLocation {
            homeserver: self.typed(),
            base_url: server.base_url,
        };
        let token = self.token.get_untracked();
        let (user, password) = (self.user.get_untracked(), self.password.get_untracked());
        async move {
            let result = match (method, server.login_flows.oauth) {
                (LoginMethod::Token, _) => place.with_token(&token).await.map(Some),
                (LoginMethod::Password, _) => {
                    place.with_password(user.trim(), &password).await.map(Some)
                }
                (LoginMethod::OAuth, Some(metadata)) => {
                    place.start_oauth(*metadata, view).await.map(|()| None)
                }
                (LoginMethod::OAuth, None) | (LoginMethod::Sso, _) => {
                    return Err(NextStep::ChooseProvider.into());
                }
            };
            result.map_err(FormFailure::SignIn)
        }
    }
}
