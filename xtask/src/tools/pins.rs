//! The releases of other people's programs that `Cargo.lock` does not name: those that the project
//! was tried with. Renovate reads the comments (see `renovate.json`).

use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::shell::{find, output};
use crate::workspace::root;

/// Where a program is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registry {
    /// crates.io.
    Crates,
    /// npm's.
    Npm,
    /// Python's package index.
    Pypi,
}

/// A program in the one release that is used.
#[derive(Clone, Copy, Debug)]
pub struct Pin {
    /// Where it is published.
    pub registry: Registry,
    /// What it is called there.
    pub name: &'static str,
    /// The release.
    pub version: &'static str,
    /// Why it stays behind the newest, where it has to.
    pub held: Option<&'static str>,
}

/// Builds the panel.
// renovate: datasource=crate depName=trunk
pub const TRUNK: Pin = Pin::new(Registry::Crates, "trunk", "0.21.14");

/// Says what the project may be made of.
// renovate: datasource=crate depName=cargo-deny
pub const DENY: Pin = Pin::new(Registry::Crates, "cargo-deny", "0.20.2");

/// Drives Firefox.
// renovate: datasource=crate depName=geckodriver
pub const GECKODRIVER: Pin = Pin::new(Registry::Crates, "geckodriver", "0.37.1");

/// The homeserver that is run and tested against.
// renovate: datasource=pypi depName=matrix-synapse
pub const SYNAPSE: Pin = Pin::new(Registry::Pypi, "matrix-synapse", "1.163.2");

/// Lets Synapse talk to PostgreSQL, without a compiler.
// renovate: datasource=pypi depName=psycopg2-binary
pub const POSTGRES_DRIVER: Pin = Pin::new(Registry::Pypi, "psycopg2-binary", "2.9.13");

/// Looks for barriers in a page.
// renovate: datasource=npm depName=axe-core
pub const AXE: Pin = Pin::new(Registry::Npm, "axe-core", "4.14.1");

/// Scores a page.
// renovate: datasource=npm depName=lighthouse
pub const LIGHTHOUSE: Pin = Pin::new(Registry::Npm, "lighthouse", "13.5.0");

/// The authorization server of the tests.
pub const OIDC: Pin = Pin {
    held: Some("the last that the Node.js of Debian 12 can run"),
    ..Pin::new(Registry::Npm, "oidc-provider", "8.8.1")
};

/// All of them.
pub const ALL: [Pin; 8] = [
    TRUNK,
    DENY,
    GECKODRIVER,
    SYNAPSE,
    POSTGRES_DRIVER,
    AXE,
    LIGHTHOUSE,
    OIDC,
];

impl Pin {
    const fn new(registry: Registry, name: &'static str, version: &'static str) -> Self {
        Self {
            registry,
            name,
            version,
            held: None,
        }
    }

    /// The newest release, as the registry's own client tells it.
    ///
    /// # Errors
    /// When there is no such client, or the registry cannot be reached.
    pub fn newest(&self) -> Result<String> {
        let name = self.name;
        let found = match self.registry {
            Registry::Crates => {
                let mut cargo = Command::new("cargo");
                cargo.args(["info", "--quiet", "--registry", "crates-io", name]);
                // Beside a workspace, it would tell what that one has.
                in_crates_answer(&output(cargo.current_dir(std::env::temp_dir()))?)
            }
            Registry::Npm => {
                let mut npm = Command::new("npm");
                npm.args(["view", name, "version"]).current_dir(root());
                output(&mut npm)?
                    .split_whitespace()
                    .next()
                    .map(str::to_owned)
            }
            Registry::Pypi => {
                if find("python3").is_none() {
                    bail!("Python is missing");
                }
                let mut pip = Command::new("python3");
                pip.args(["-m", "pip", "index", "versions", name]);
                in_pip_answer(&output(&mut pip)?)
            }
        };
        found.with_context(|| format!("the registry lists no release of {name}"))
    }
}

/// `version: 1.0.0 (latest 1.1.0)`, or without the latter where they are the same.
fn in_crates_answer(text: &str) -> Option<String> {
    let line = text.lines().find_map(|it| it.strip_prefix("version: "))?;
    let latest = line.split_once("(latest ");
    let version = latest.map_or(line, |(_, rest)| rest);
    let version = version.split([' ', ')']).next()?;
    Some(version.to_owned())
}

/// `name (1.1.0)`, and more lines.
fn in_pip_answer(text: &str) -> Option<String> {
    let (_, rest) = text.lines().next()?.split_once('(')?;
    Some(rest.split_once(')')?.0.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clients_answers_are_understood() {
        let crates = |text: &str| in_crates_answer(text);
        let both = "trunk\nversion: 0.21.14 (latest 0.22.1)\nlicense: MIT";
        assert_eq!(crates(both).as_deref(), Some("0.22.1"));
        let one = "version: 0.22.1\n";
        assert_eq!(crates(one).as_deref(), Some("0.22.1"));
        let pip = "axe (1.2.3)\nAvailable versions: 1.2.3, 1.2.2";
        assert_eq!(in_pip_answer(pip).as_deref(), Some("1.2.3"));
        assert!(in_pip_answer("nothing").is_none());
    }

    #[test]
    fn every_release_that_is_not_held_is_seen_by_renovate() {
        let text = include_str!("pins.rs");
        for pin in ALL.iter().filter(|pin| pin.held.is_none()) {
            let comment = format!("depName={}\n", pin.name);
            assert!(text.contains(&comment), "{}", pin.name);
        }
    }
}
