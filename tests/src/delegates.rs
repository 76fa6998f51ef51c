//! Homeservers whose users sign in elsewhere, each shared by the tests that need it.

use std::sync::OnceLock;

use anyhow::{Result, anyhow};
use serde_json::Value;
use test_support::oidc::ScopeFormat;
use test_support::{Oidc, Options, Synapse};

use crate::page::Page;

/// Generated users beside the special ones.
const USERS: u32 = 60;

/// A homeserver, and the authorization server that it trusts.
#[derive(Debug)]
pub struct DelegatedHomeserver {
    /// The authorization server.
    pub oidc: Oidc,
    /// The homeserver.
    pub synapse: Synapse,
}

impl DelegatedHomeserver {
    fn start(
        name: &str,
        oidc: Result<Oidc>,
        settings: impl FnOnce(&Oidc) -> Value,
    ) -> Result<Self, String> {
        let start = || {
            let oidc = oidc?;
            let synapse = Synapse::start(&Options {
                settings: settings(&oidc),
                ..Options::named(name, USERS)
            })?;
            oidc.serve(&synapse.base_url())?;
            Ok(Self { oidc, synapse })
        };
        start().map_err(|error: anyhow::Error| format!("{error:#}"))
    }
}

type Shared = OnceLock<Result<DelegatedHomeserver, String>>;

fn shared(
    place: &'static Shared,
    start: impl FnOnce() -> Result<DelegatedHomeserver, String>,
) -> Result<&'static DelegatedHomeserver> {
    let pair = place.get_or_init(start);
    pair.as_ref().map_err(|error| anyhow!("{error}"))
}

/// Seconds that an access token lasts, longer than any test.
const LONG: u32 = 600;

/// One with single sign-on beside its passwords.
///
/// # Errors
/// When it cannot be started.
pub fn single_sign_on() -> Result<&'static DelegatedHomeserver> {
    static PAIR: Shared = OnceLock::new();
    shared(&PAIR, || {
        let oidc = Oidc::start(LONG, ScopeFormat::Stable);
        DelegatedHomeserver::start("single-sign-on", oidc, Oidc::single_sign_on)
    })
}

/// One that leaves the sign-in to its authorization server.
///
/// # Errors
/// When it cannot be started.
pub fn delegated() -> Result<&'static DelegatedHomeserver> {
    static PAIR: Shared = OnceLock::new();
    shared(&PAIR, || {
        let oidc = Oidc::start(LONG, ScopeFormat::Stable);
        DelegatedHomeserver::start("delegated", oidc, Oidc::delegation)
    })
}

/// The same, with tokens that last for a moment, and scopes as they were first written.
///
/// # Errors
/// When it cannot be started.
pub fn delegated_briefly() -> Result<&'static DelegatedHomeserver> {
    static PAIR: Shared = OnceLock::new();
    shared(&PAIR, || {
        let oidc = Oidc::start(3, ScopeFormat::Msc2967);
        DelegatedHomeserver::start("delegated-briefly", oidc, Oidc::delegation)
    })
}

impl Page {
    /// Signs in at the authorization server's page, which takes every name.
    ///
    /// # Errors
    /// When the page is not there.
    pub async fn log_in_as(&self, name: &str) -> Result<()> {
        self.find("button", "Log in").await?;
        self.fill("Name", name).await?;
        self.press("Log in").await
    }
}
