//! Looking for the homeserver: one look-up at a time, and only what it shows is used.

use super::{FormFailure, Lookup, NextStep, SignInForm, Unconfirmed, id};
use crate::state::known_homeservers::KnownHomeservers;
use leptos::prelude::*;
use panel_core::config::{OtherHomeservers, is_same_name};
use panel_core::homeserver_input::HomeserverInput;
use synapse_client::{BaseUrl, Discovery, Error, ErrorKind, discover};

/// What a look-up came to.
type LookupResult = Result<Discovery, Error>;

/// Where the name of a homeserver comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameOrigin {
    /// It was chosen by the author of the link.
    Link,
    /// The user chose it in this tab.
    User,
}

impl SignInForm {
    /// Names the homeserver: the one given, or else the last one used, or the first on offer, or
    /// the page's own origin if one answers there. An empty one is none of those.
    pub(crate) fn begin(self, given: Option<String>, from: NameOrigin) {
        let offer = self.settings.get(|config| config.other_homeservers);
        if offer != OtherHomeservers::UnlessOwnOrigin {
            let tries_own = given.is_none() && offer == OtherHomeservers::Allowed;
            self.prefill_name(given.as_deref(), from, None);
            self.settled.set(true);
            if tries_own && self.typed().is_empty() {
                self.try_own_origin();
            }
            return;
        }
        self.search.set(Lookup::InProgress(String::new()));
        web_platform::spawn(async move {
            let own = own_homeserver().await;
            self.settings
                .resolve_own_origin(own.as_ref().map(|it| it.0.clone()));
            // The page may be gone by now.
            if self.settled.is_disposed() {
                return;
            }
            let waited = self.waiting.get_value();
            self.search.set(Lookup::Idle);
            self.prefill_name(given.as_deref(), from, own);
            self.settled.set(true);
            if waited
                && !self
                    .search
                    .with_untracked(|it| matches!(it, Lookup::InProgress(_)))
            {
                self.stop_waiting();
            }
        });
    }

    /// Fills the name in and looks for it, or asks whether that is wanted. `own` is the page's own
    /// origin, if it was looked for already.
    fn prefill_name(
        self,
        given: Option<&str>,
        from: NameOrigin,
        own: Option<(String, LookupResult)>,
    ) {
        let known = KnownHomeservers::load();
        let choose = |name: &str| self.settings.get(|config| config.allowed_name(name));
        // As a field holds it.
        let given = given.map(|name| name.replace(char::is_control, "").trim().to_owned());
        let named = given.as_deref().filter(|name| !name.is_empty());
        if let Some(refused) = named.filter(|name| choose(name).is_none()) {
            let refusal = FormFailure::NotOffered(refused.to_owned());
            self.failure
                .update(|failure| *failure = failure.take().or(Some(refusal)));
        }
        let last = known.last().filter(|_| given.is_none());
        let first = || {
            self.settings
                .get(|config| config.homeservers.first().cloned())
        };
        let chosen = named.and_then(choose).or(last.and_then(choose));
        let Some(name) = chosen.or_else(first) else {
            return;
        };
        self.homeserver.set(name.clone());
        let is_own = |own: &str| is_same_name(own, &name);
        if let Some((_, outcome)) = own.filter(|own| is_own(&own.0)) {
            return self.show(name, outcome);
        }
        // What is no address is explained: nothing can be sent there.
        let is_trusted = from == NameOrigin::User
            || HomeserverInput::parse(&name).is_none()
            || known.base_url(&name).is_some()
            || self
                .settings
                .get(|config| config.find_listed(&name).is_some())
            || web_platform::own_origin().as_deref().is_some_and(is_own);
        if is_trusted {
            self.start_lookup();
        } else {
            self.search
                .set(Lookup::Unconfirmed(Unconfirmed { name, moved: None }));
        }
    }

    /// Changes the homeserver. What is secret was meant for the one before.
    pub(crate) fn rename(self, name: String) {
        if self.homeserver.with_untracked(|old| *old == name) {
            return;
        }
        self.homeserver.set(name);
        self.next_lookup();
        self.stop_waiting();
        self.search.set(Lookup::Idle);
        for (id, field) in [(id::TOKEN, self.token), (id::PASSWORD, self.password)] {
            field.set(String::new());
            web_platform::clear_field(id);
        }
    }

    /// Looks for the homeserver that is typed, unless that is done already.
    pub(crate) fn start_lookup(self) {
        let name = self.typed();
        let is_done = self
            .search
            .with_untracked(|search| search.is_for(&name) && !matches!(search, Lookup::Failed(..)));
        if name.is_empty() {
            self.search.set(Lookup::Idle);
        } else if !is_done {
            let expected = KnownHomeservers::load().base_url(&name).cloned();
            self.run_lookup(name, expected);
        }
    }

    /// The same for a name that was typed anew: browsers don't call that a change.
    pub(crate) fn start_lookup_if_idle(self) {
        if self.search.with_untracked(|it| *it == Lookup::Idle) {
            self.start_lookup();
        }
    }

    /// Looks for the homeserver that the user has confirmed.
    pub(crate) fn confirm(self) {
        if let Lookup::Unconfirmed(Unconfirmed { name, moved }) = self.search.get_untracked() {
            self.failure.set(None);
            self.run_lookup(name, moved);
        }
    }

    /// Lets the submission wait until the homeserver is shown.
    pub(crate) fn wait_for_lookup(self) {
        // Whatever the field holds by now: only typing, or a click, leads on from here.
        let is_unconfirmed = self
            .search
            .with_untracked(|it| matches!(it, Lookup::Unconfirmed(_)));
        if is_unconfirmed {
            return self.fail(NextStep::ConfirmHomeserver.into());
        }
        self.waiting.set_value(true);
        self.busy.set(true);
        if self.settled.get_untracked() {
            self.start_lookup();
        }
    }

    fn stop_waiting(self) {
        if self.waiting.get_value() {
            self.waiting.set_value(false);
            self.busy.set(false);
        }
    }

    fn next_lookup(self) -> u32 {
        let number = self.lookup.get_value().wrapping_add(1);
        self.lookup.set_value(number);
        number
    }

    fn run_lookup(self, name: String, expected: Option<BaseUrl>) {
        let number = self.next_lookup();
        self.search.set(Lookup::InProgress(name.clone()));
        web_platform::spawn(async move {
            let outcome = discover(&name, expected.as_ref()).await;
            // Something else may have been typed since, and the page may be gone.
            if self.lookup.try_get_value() == Some(number) {
                self.show(name, outcome);
            }
        });
    }

    /// Shows the result of a lookup. Once it is shown, the form can be submitted again.
    fn show(self, name: String, outcome: LookupResult) {
        let notice = match &outcome {
            Ok(Discovery::Found(_)) => NextStep::CheckHomeserver.into(),
            Ok(Discovery::Moved(_)) => NextStep::ConfirmHomeserver.into(),
            Err(error) => FormFailure::NotFound(name.clone(), error.clone()),
        };
        if self.waiting.get_value() {
            self.fail(notice);
        }
        self.stop_waiting();
        self.may_send_unencrypted.set(false);
        self.search.set(match outcome {
            Ok(Discovery::Found(server)) => Lookup::Found(name, server),
            Ok(Discovery::Moved(base_url)) => Lookup::Unconfirmed(Unconfirmed {
                name,
                moved: Some(base_url),
            }),
            Err(error) => {
                // An examination that is open is one of what was typed before.
                self.is_check_open.set(false);
                self.is_check_open
                    .set(error.kind != ErrorKind::InvalidAddress);
                Lookup::Failed(name, error)
            }
        });
    }

    /// Offers the page's own origin when a homeserver answers there.
    fn try_own_origin(self) {
        let number = self.lookup.get_value();
        web_platform::spawn(async move {
            let Some((origin, outcome @ Ok(_))) = own_homeserver().await else {
                return;
            };
            let is_untouched = self.homeserver.try_with_untracked(String::is_empty);
            if is_untouched == Some(true) && self.lookup.try_get_value() == Some(number) {
                self.homeserver.set(origin.clone());
                self.show(origin, outcome);
            }
        });
    }
}

/// The page's own origin, and what looking for it came to; `None` where it is not a homeserver. One
/// that doesn't work right now is still one; where somebody has signed in to it before, whatever
/// answers there, such as a maintenance page.
async fn own_homeserver() -> Option<(String, LookupResult)> {
    let origin = web_platform::own_origin()?;
    let expected = KnownHomeservers::load().base_url(&origin).cloned();
    match discover(&origin, expected.as_ref()).await {
        Err(error) if expected.is_none() && !may_be_down(&error) => None,
        outcome => Some((origin, outcome)),
    }
}

/// Whether there may be a homeserver that is not reached at the moment.
fn may_be_down(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::Offline
            | ErrorKind::Unreachable
            | ErrorKind::Truncated
            | ErrorKind::ProxyTimedOut
            | ErrorKind::TimedOut { .. }
            | ErrorKind::RateLimited { .. }
            | ErrorKind::Server { .. }
    )
}
