//! The state of the sign-in form.

use super::way::Way;
use crate::browser::{self, Area};
use crate::homeserver::{AccessToken, Error, ErrorKind, Homeserver, Session, discover};
use crate::sign_in::Place;
use crate::text::{self, Explanation};
use crate::ui::doctor::Patient;
use crate::ui::settings::Settings;
use leptos::ev;
use leptos::prelude::*;
use std::future::Future;

/// Where the last homeserver that somebody signed in to is remembered.
const LAST_HOMESERVER: &str = "homeserver";

/// What is known of the homeserver that is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Search {
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
pub(super) struct Form {
    /// What is typed, or chosen.
    pub(super) homeserver: RwSignal<String>,
    pub(super) search: RwSignal<Search>,
    /// The way that was chosen; the server's best without a choice.
    pub(super) chosen: RwSignal<Option<Way>>,
    pub(super) token: RwSignal<String>,
    pub(super) user: RwSignal<String>,
    pub(super) password: RwSignal<String>,
    pub(super) busy: RwSignal<bool>,
    pub(super) failure: RwSignal<Option<Explanation>>,
    /// Whether the connection is examined: as soon as there is none.
    pub(super) examined: RwSignal<bool>,
}

impl Form {
    /// An empty form, but for the homeserver: the one given, or else the last one used, or the
    /// first on offer, or the page's own origin if one answers there. Of those that may be signed
    /// in to; an empty one is none.
    pub(super) fn new(given: Option<String>, failure: Option<Explanation>) -> Self {
        let settings = expect_context::<Settings>();
        let choose = |named: &str| settings.get(|config| config.choose(named));
        let last = match &given {
            Some(_) => None,
            None => browser::load(Area::Browser, LAST_HOMESERVER),
        };
        let named = given.as_deref().filter(|named| !named.is_empty());
        let refused = named.filter(|named| choose(named).is_none());
        let failure = failure.or(refused.map(text::not_offered));
        let known = named.and_then(choose).or(last.as_deref().and_then(choose));
        let first = || settings.get(|config| config.homeservers.first().cloned());
        let known = known.or_else(first);
        let form = Self {
            homeserver: RwSignal::new(known.clone().unwrap_or_default()),
            search: RwSignal::new(Search::Idle),
            chosen: RwSignal::new(None),
            token: RwSignal::default(),
            user: RwSignal::default(),
            password: RwSignal::default(),
            busy: RwSignal::new(false),
            failure: RwSignal::new(failure),
            examined: RwSignal::new(false),
        };
        // Back from a sign-in elsewhere, to the page as it was left.
        let shown = window_event_listener(ev::pageshow, move |event| {
            if event.persisted() {
                form.busy.set(false);
            }
        });
        on_cleanup(move || shown.remove());
        match (known, given) {
            (Some(_), _) => form.look(),
            (None, None) if settings.get(|config| config.other_homeservers) => {
                form.try_own_origin();
            }
            (None, _) => {}
        }
        form
    }

    /// The homeserver, once it is found.
    pub(super) fn server(self) -> Option<Homeserver> {
        self.search.with(|search| match search {
            Search::Found(_, server) => Some(server.clone()),
            _ => None,
        })
    }

    fn ways(self) -> Vec<Way> {
        Way::offered(self.server().as_ref().map(|server| &server.ways))
    }

    /// The way that is shown: the chosen one, if the server has it.
    pub(super) fn way(self) -> Way {
        let ways = self.ways();
        let chosen = self.chosen.get().filter(|way| ways.contains(way));
        chosen.or(ways.first().copied()).unwrap_or(Way::Token)
    }

    /// The ways that can be changed to.
    pub(super) fn other_ways(self) -> Vec<Way> {
        let way = self.way();
        let mut ways = self.ways();
        ways.retain(|other| *other != way);
        ways
    }

    /// Looks for the homeserver that is typed, unless it is known already.
    pub(super) fn look(self) {
        browser::run(async move {
            // What it found or why not is in `search`.
            let _ = self.find().await;
        });
    }

    async fn find(self) -> Result<Homeserver, Error> {
        let typed = self.typed();
        if typed.is_empty() {
            self.search.set(Search::Idle);
            return Err(ErrorKind::BadAddress.into());
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
                Err(error) => {
                    // An examination that is open is one of what was typed before.
                    self.examined.set(false);
                    self.examined.set(error.kind != ErrorKind::BadAddress);
                    Search::Failed(typed, error)
                }
            });
        }
        found
    }

    /// What there is to examine: with the token that is typed.
    pub(super) fn patient(self) -> Patient {
        Patient {
            homeserver: self.typed(),
            token: AccessToken::parse(&self.token.get_untracked()),
        }
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

    fn typed(self) -> String {
        self.homeserver
            .with_untracked(|name| name.trim().to_owned())
    }

    /// Signs in with what is typed. `view` is the query string to come back to, should the page
    /// be left for it.
    pub(super) fn submit(self, view: String, signed_in: impl Fn(Session) + 'static) {
        if !self.busy.get_untracked() {
            self.run(self.sign_in(view), signed_in);
        }
    }

    /// Waits for a sign-in, and hands its session on. Without one, the page is being left.
    pub(super) fn run(
        self,
        sign_in: impl Future<Output = Result<Option<Session>, Explanation>> + 'static,
        signed_in: impl Fn(Session) + 'static,
    ) {
        self.busy.set(true);
        self.failure.set(None);
        browser::run(async move {
            let result = sign_in.await;
            match result {
                Ok(Some(session)) => {
                    browser::store(Area::Browser, LAST_HOMESERVER, &session.homeserver);
                    signed_in(session);
                }
                // The page is being left.
                Ok(None) => {}
                // The form may be gone by now.
                Err(explanation) => {
                    self.busy.try_set(false);
                    self.failure.try_set(Some(explanation));
                }
            }
        });
    }

    /// Leaves for a provider of single sign-on. `view` is the query string to come back to.
    pub(super) fn leave_for_sso(self, provider: &str, view: &str) {
        let Some(server) = untrack(move || self.server()) else {
            return;
        };
        let place = Place {
            homeserver: self.typed(),
            base_url: server.base_url,
        };
        match place.leave_for_sso(provider, view) {
            // Until the other page is there.
            Ok(()) => self.busy.set(true),
            Err(explanation) => self.failure.set(Some(explanation)),
        }
    }

    async fn sign_in(self, view: String) -> Result<Option<Session>, Explanation> {
        let way = untrack(move || self.way());
        let homeserver = self.typed();
        if homeserver.is_empty() {
            return Err(text::missing(text::MISSING_HOMESERVER));
        }
        // What was typed is read before the form can change.
        let pasted = self.token.get_untracked();
        let (user, password) = (self.user.get_untracked(), self.password.get_untracked());
        let missing = match way {
            Way::Token if pasted.trim().is_empty() => Some(text::MISSING_TOKEN),
            Way::Password if user.trim().is_empty() => Some(text::MISSING_USER),
            Way::Password if password.is_empty() => Some(text::MISSING_PASSWORD),
            _ => None,
        };
        if let Some(missing) = missing {
            return Err(text::missing(missing));
        }
        let found = self.find().await;
        let server = found.map_err(|error| text::explain(&error, &homeserver))?;
        let place = Place {
            homeserver,
            base_url: server.base_url,
        };
        match way {
            Way::Token => place.with_token(&pasted).await.map(Some),
            Way::Password => place.with_password(user.trim(), &password).await.map(Some),
            Way::OAuth => {
                let metadata = server.ways.oauth;
                let metadata = metadata.ok_or_else(|| text::missing(text::CHOOSE_PROVIDER))?;
                place.leave_for_oauth(*metadata, view).await.map(|()| None)
            }
            Way::Sso => Err(text::missing(text::CHOOSE_PROVIDER)),
        }
    }
}
