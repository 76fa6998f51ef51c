//! A real OAuth 2.0 and `OpenID` provider on this machine, for tests of signing in: what stands
//! behind a homeserver's own single sign-on, or in place of the Matrix Authentication Service
//! (MAS) that a homeserver delegates to.
//!
//! It is `oidc-provider` with a form in front that asks for a user name alone. Where MAS has ways
//! of its own, they are imitated: the names of its endpoints, its policy on registration, the
//! introspection that Synapse asks for, and the devices that it makes in Synapse.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::gateway::{Gateway, Recorded};
use crate::program::{Program, free_port};
use crate::synapse::http::Client;
use crate::synapse::{ADMIN, Login};
use crate::tools::npm;

/// The release of `oidc-provider`: the last one that runs on Node.js 18, which Debian 12 has.
pub const VERSION: &str = "8.8.1";

/// The scope that makes an administrator in Synapse.
pub const ADMIN_SCOPE: &str = "urn:synapse:admin:*";
/// The scope of the client-server API.
pub const API_SCOPE: &str = "urn:matrix:client:api:*";

/// What homeservers call themselves when they use it for their own single sign-on.
pub(crate) const CLIENT_ID: &str = "synapse";
/// What homeservers prove themselves with, in both roles. Of no worth: the users are made up.
pub(crate) const SECRET: &str = "of-no-worth";

const SERVER: &str = include_str!("server.mjs");

/// Which form of the scopes of Matrix is known. Others are answered with `invalid_scope`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scopes {
    /// `urn:matrix:client:…`
    Stable,
    /// `urn:matrix:org.matrix.msc2967.client:…`
    Unstable,
    /// Both.
    Both,
}

/// What becomes of somebody who asks for the administrator's scope without being one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The scope is left out of what is granted.
    Omitted,
    /// The whole request is answered with `access_denied`.
    Denied,
}

/// A successful answer of the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Success {
    /// A client registered itself.
    Registration,
    /// A code was exchanged for tokens.
    Code,
    /// A refresh token was exchanged for new tokens.
    Refresh,
    /// A session was ended by its access token.
    AccessRevocation,
    /// A session was ended by its refresh token.
    RefreshRevocation,
}

/// A running provider, behind a [`Gateway`] of its own. It ends with this value, or with this
/// process.
#[derive(Debug)]
pub struct Oidc {
    _program: Program,
    gateway: Gateway,
    control: Client,
}

impl Oidc {
    /// Starts the provider, after installing it if need be: access tokens last five minutes, both
    /// forms of scopes are known, and the administrator is [`ADMIN`].
    ///
    /// # Errors
    /// When Node.js or the package is missing and cannot be had, or the provider does not start.
    pub fn start() -> Result<Self> {
        let library = npm::install("oidc-provider", VERSION)?.join("lib/index.js");
        let node = npm::node()?;
        let port = free_port()?;
        let base_url = format!("http://127.0.0.1:{port}");
        let gateway = Gateway::builder().everything(&base_url).start()?;
        let settings = json!({
            "port": port,
            "issuer": gateway.url(),
            "client": CLIENT_ID,
            "secret": SECRET,
            "terms": {
                "access_seconds": 300,
                "prefixes": Scopes::Both.prefixes(),
                "admins": [ADMIN],
                "refusal": Refusal::Omitted.name(),
                "homeserver": null,
            },
        });
        let control = Client::new(&base_url);
        let metadata = || control.get("/.well-known/openid-configuration");
        let configured = |_: &_| {
            let mut command = Command::new(node);
            command.args(["--input-type=module", "--eval", SERVER]);
            command.arg(library).arg(settings.to_string());
            Ok(command)
        };
        let program = Program::start(configured, || matches!(metadata(), Ok((200, _))))?;
        Ok(Self {
            _program: program,
            gateway,
            control,
        })
    }

    /// What it calls itself; its addresses are below. With a slash at its end, as MAS has it.
    pub fn issuer(&self) -> &str {
        self.gateway.url()
    }

    /// What is in front of it: tells what was asked (the paths are MAS's: `/authorize`,
    /// `/oauth2/token`, …), holds requests back, and misbehaves on demand.
    pub fn gateway(&self) -> &Gateway {
        &self.gateway
    }

    /// How a homeserver signs in with it as the one provider of its own single sign-on, beside
    /// passwords, with the clients of this machine on the list of those it trusts.
    pub fn sso(&self) -> Login {
        Login::Sso {
            issuer: self.issuer().to_owned(),
            providers: vec![("sso".to_owned(), "Single sign-on".to_owned())],
            password: true,
            confirm: false,
        }
    }

    /// How a homeserver delegates signing in to it: one homeserver at a time.
    pub fn delegation(&self) -> Login {
        Login::Delegated {
            issuer: self.issuer().to_owned(),
            control: self.control.clone(),
        }
    }

    /// From now on access tokens last so many seconds. Synapse keeps to that by itself.
    ///
    /// # Errors
    /// When the provider does not answer.
    pub fn set_access_seconds(&self, seconds: u32) -> Result<()> {
        self.set("access_seconds", json!(seconds))
    }

    /// From now on these scopes are known.
    ///
    /// # Errors
    /// When the provider does not answer.
    pub fn set_scopes(&self, scopes: Scopes) -> Result<()> {
        self.set("prefixes", json!(scopes.prefixes()))
    }

    /// From now on whoever is no administrator is refused like this.
    ///
    /// # Errors
    /// When the provider does not answer.
    pub fn set_refusal(&self, refusal: Refusal) -> Result<()> {
        self.set("refusal", json!(refusal.name()))
    }

    /// How often it has answered like this so far.
    ///
    /// # Errors
    /// When the provider does not answer.
    pub fn count(&self, success: Success) -> Result<u64> {
        let answered = self.ask("answered", &json!({}))?;
        Ok(answered[success.name()].as_u64().unwrap_or(0))
    }

    /// Forgets all clients that have registered themselves, as a new database would.
    ///
    /// # Errors
    /// When the provider does not answer.
    pub fn forget_clients(&self) -> Result<()> {
        self.ask("forget_clients", &json!({})).map(drop)
    }

    /// Ends a user's access tokens; the refresh tokens stay. Synapse remembers tokens for two
    /// minutes and hears of their end by the device alone: one without a device lasts that long.
    ///
    /// # Errors
    /// When the provider does not answer.
    pub fn end_access_tokens(&self, user: &str) -> Result<()> {
        self.ask("end_access", &json!({ "user": user })).map(drop)
    }

    /// Ends a user's refresh tokens; the access tokens stay.
    ///
    /// # Errors
    /// When the provider does not answer.
    pub fn end_refresh_tokens(&self, user: &str) -> Result<()> {
        self.ask("end_refresh", &json!({ "user": user })).map(drop)
    }

    /// Whether an access or refresh token is one that it would accept.
    ///
    /// # Errors
    /// When the provider does not answer.
    pub fn is_active(&self, token: &str) -> Result<bool> {
        let active = self.ask("is_active", &json!({ "token": token }))?;
        active.as_bool().context("neither active nor not")
    }

    /// An access token for a user with these scopes, without further ado; it lasts a day.
    ///
    /// # Errors
    /// When the provider does not answer.
    pub fn issue(&self, user: &str, scope: &str) -> Result<String> {
        issue(&self.control, user, scope)
    }

    /// Waits until something was asked of this path with this method, and answered; says whether
    /// it came to that.
    pub fn wait_for(&self, method: &str, path: &str, patience: Duration) -> bool {
        let wanted = |it: &Recorded| it.method == method && it.path == path && it.status.is_some();
        let seen = |all: &[Recorded]| all.iter().any(wanted);
        self.gateway.wait_for_requests(patience, seen).is_some()
    }

    fn set(&self, term: &str, value: Value) -> Result<()> {
        let mut terms = json!({});
        terms[term] = value;
        self.ask("terms", &terms).map(drop)
    }

    fn ask(&self, command: &str, body: &Value) -> Result<Value> {
        ask(&self.control, command, body)
    }
}

impl Scopes {
    fn prefixes(self) -> &'static [&'static str] {
        const STABLE: &str = "urn:matrix:client:";
        const UNSTABLE: &str = "urn:matrix:org.matrix.msc2967.client:";
        match self {
            Scopes::Stable => &[STABLE],
            Scopes::Unstable => &[UNSTABLE],
            Scopes::Both => &[STABLE, UNSTABLE],
        }
    }
}

impl Refusal {
    fn name(self) -> &'static str {
        match self {
            Refusal::Omitted => "omitted",
            Refusal::Denied => "denied",
        }
    }
}

impl Success {
    fn name(self) -> &'static str {
        match self {
            Success::Registration => "registrations",
            Success::Code => "authorization_code",
            Success::Refresh => "refresh_token",
            Success::AccessRevocation => "access_revocations",
            Success::RefreshRevocation => "refresh_revocations",
        }
    }
}

/// Tells the provider behind `control` which homeserver delegates to it.
pub(crate) fn serve(control: &Client, homeserver: &str) -> Result<()> {
    ask(control, "terms", &json!({ "homeserver": homeserver })).map(drop)
}

/// An access token of the provider behind `control`.
pub(crate) fn issue(control: &Client, user: &str, scope: &str) -> Result<String> {
    let token = ask(control, "issue", &json!({ "user": user, "scope": scope }))?;
    let token = token.as_str().map(str::to_owned);
    token.context("the provider gives no token")
}

fn ask(control: &Client, command: &str, body: &Value) -> Result<Value> {
    control.json("POST", &format!("/control/{command}"), body)
}
