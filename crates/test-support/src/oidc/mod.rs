//! A real server of OAuth 2.0 and `OpenID` Connect, for Synapse's single sign-on, and in the place of
//! the Matrix Authentication Service.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::gateway::lock;
use crate::program::free_port;
use crate::synapse::ADMIN;
use xtask::tools::npm;
use xtask::tools::pins::OIDC;

/// Shared with the homeserver. The server signs anybody in: there is nothing to protect.
const SECRET: &str = "of-no-worth";

/// How the scopes of Matrix are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeFormat {
    /// As specified.
    Stable,
    /// As they were before that.
    Msc2967,
}

/// A running server. It ends with this value, or with this process.
#[derive(Debug)]
pub struct Oidc {
    child: Child,
    line: Mutex<(ChildStdin, BufReader<ChildStdout>)>,
    port: u16,
}

impl Oidc {
    /// Starts a server whose access tokens last for so many seconds.
    ///
    /// # Errors
    /// When Node.js or the package is missing and cannot be had.
    pub fn start(access_seconds: u32, scope_format: ScopeFormat) -> Result<Self> {
        let script = install()?;
        let port = free_port()?;
        let options = json!({
            "port": port,
            "secret": SECRET,
            "admins": [ADMIN],
            "accessSeconds": access_seconds,
            "dialect": match scope_format {
                ScopeFormat::Stable => "stable",
                ScopeFormat::Msc2967 => "msc2967",
            },
        });
        let log = File::create(script.with_extension(format!("{port}.log")))?;
        let mut child = Command::new(npm::node()?)
            .arg(&script)
            .arg(options.to_string())
            .env("NODE_ENV", "test")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .context("cannot start Node.js")?;
        let input = child
            .stdin
            .take()
            .context("Node.js has no standard input")?;
        let output = child
            .stdout
            .take()
            .context("Node.js has no standard output")?;
        let this = Self {
            child,
            line: Mutex::new((input, BufReader::new(output))),
            port,
        };
        let said = this.hear(&mut lock(&this.line).1)?;
        ensure!(said == "listening", "the authorization server said {said}");
        Ok(this)
    }

    /// Its name.
    pub fn issuer(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Settings of a Synapse that has it as a provider of single sign-on, twice: `House` and
    /// `Guests`.
    pub fn single_sign_on(&self) -> Value {
        let provider = |id: &str, name: &str| {
            json!({
                "idp_id": id,
                "idp_name": name,
                "issuer": self.issuer(),
                "client_id": "synapse",
                "client_secret": SECRET,
                "scopes": ["openid", "profile"],
                "skip_verification": true,
                "allow_existing_users": true,
                "user_mapping_provider": { "config": {
                    "subject_claim": "sub",
                    "localpart_template": "{{ user.sub }}",
                } },
            })
        };
        json!({
            "oidc_providers": [provider("house", "House"), provider("guests", "Guests")],
            "sso": { "client_whitelist": ["http://127.0.0.1:"] },
        })
    }

    /// Settings of a Synapse that leaves its users' sign-in to it.
    pub fn delegation(&self) -> Value {
        json!({
            "matrix_authentication_service": {
                "enabled": true,
                "endpoint": self.issuer(),
                "secret": SECRET,
            },
            "password_config": { "enabled": false },
        })
    }

    /// Introduces the homeserver at this base URL.
    ///
    /// # Errors
    /// When the server has ended.
    pub fn serve(&self, homeserver: &str) -> Result<()> {
        let callback = format!("{homeserver}/_synapse/client/oidc/callback");
        let order = json!({ "do": "homeserver", "url": homeserver, "callbacks": [callback] });
        self.order(&order).map(drop)
    }

    /// How often pages of an origin have asked for a path.
    ///
    /// # Errors
    /// When the server has ended.
    pub fn asked(&self, origin: &str, path: &str) -> Result<u64> {
        let counts = self.order(&json!({ "do": "counts" }))?;
        Ok(counts[format!("{origin} {path}")].as_u64().unwrap_or(0))
    }

    /// From now on, pages of an origin get this answer at a path: a `status`, and perhaps a
    /// `location` and a JSON `body`.
    ///
    /// # Errors
    /// When the server has ended.
    pub fn answer(&self, origin: &str, path: &str, answer: &Value) -> Result<()> {
        let order = json!({ "do": "prepare", "origin": origin, "path": path, "answer": answer });
        self.order(&order).map(drop)
    }

    /// A token of somebody who signed in, with an administrator's scope if they are one.
    ///
    /// # Errors
    /// When the server has ended.
    pub fn token_of(&self, account: &str) -> Result<String> {
        let token = self.order(&json!({ "do": "token", "account": account }))?;
        let token = token.as_str().context("the response has no token")?;
        Ok(token.to_owned())
    }

    fn order(&self, order: &Value) -> Result<Value> {
        let (input, output) = &mut *lock(&self.line);
        writeln!(input, "{order}")?;
        self.hear(output)
    }

    fn hear(&self, output: &mut BufReader<ChildStdout>) -> Result<Value> {
        let mut line = String::new();
        output.read_line(&mut line)?;
        let issuer = self.issuer();
        serde_json::from_str(&line)
            .with_context(|| format!("the authorization server at {issuer} has ended"))
    }
}

impl Drop for Oidc {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The script, beside the package that it needs.
fn install() -> Result<PathBuf> {
    let package = npm::install(OIDC.name, OIDC.version)?;
    let script = package.with_file_name("server.mjs");
    fs::write(&script, include_str!("server.mjs"))?;
    Ok(script)
}
