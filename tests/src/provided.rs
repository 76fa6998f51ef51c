//! Homeservers where people sign in by a provider, each started by the first test that asks.

use std::sync::OnceLock;

use anyhow::{Result, anyhow};
use xtask::{Login, Oidc, Options, Synapse};

/// Generated users, beside the special ones: signing in is not about many.
const USERS: u32 = 60;

/// A homeserver, and the provider behind its ways to sign in.
#[derive(Debug)]
pub struct Provided {
    /// The homeserver.
    pub synapse: Synapse,
    /// The provider.
    pub oidc: Oidc,
}

type Shared = OnceLock<Result<Provided, String>>;

/// A homeserver that delegates signing in to the stand-in for its authentication service.
///
/// # Errors
/// When it cannot be started.
pub fn delegating() -> Result<&'static Provided> {
    static SHARED: Shared = OnceLock::new();
    shared(&SHARED, "browser-tests-delegating", Oidc::delegation)
}

/// A homeserver with single sign-on, beside passwords.
///
/// # Errors
/// When it cannot be started.
pub fn with_single_sign_on() -> Result<&'static Provided> {
    static SHARED: Shared = OnceLock::new();
    shared(&SHARED, "browser-tests-sso", Oidc::sso)
}

fn shared(
    place: &'static Shared,
    name: &str,
    login: fn(&Oidc) -> Login,
) -> Result<&'static Provided> {
    let start = || -> Result<Provided> {
        let oidc = Oidc::start()?;
        let synapse = Synapse::start(&Options {
            login: login(&oidc),
            ..Options::named(name, USERS)
        })?;
        Ok(Provided { synapse, oidc })
    };
    let shared = place.get_or_init(|| start().map_err(|error| format!("{error:#}")));
    shared.as_ref().map_err(|error| anyhow!("{error}"))
}
