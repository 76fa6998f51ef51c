//! Packages from npm's registry.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::shell::{apt_install, find, logged, say};
use crate::workspace::target;

/// Makes sure of a package in a folder of its own.
///
/// # Errors
/// When npm is missing or the package cannot be fetched.
pub fn ensure(folder: &Path, package: &str, version: &str) -> Result<()> {
    let complete = folder.join("complete");
    if complete.is_file() {
        return Ok(());
    }
    if find("npm").is_none() {
        apt_install("npm", &["npm"])?;
    }
    say(format!("Fetching {package} {version}"));
    fs::create_dir_all(folder)?;
    let mut npm = Command::new("npm");
    npm.args([
        "install",
        "--no-save",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--prefix",
    ]);
    npm.arg(folder).arg(format!("{package}@{version}"));
    logged(&mut npm, &target().join("npm.log"))
        .with_context(|| format!("cannot fetch {package}: is the npm registry reachable?"))?;
    Ok(fs::write(complete, "")?)
}
