//! Packages of the npm registry, each in one release, in a folder of its own.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::shell::{apt_install, find, logged, print_status};
use crate::workspace::target;

/// The package's folder, after fetching it and what it needs into `target/NAME-VERSION`.
///
/// # Errors
/// When npm is missing and cannot be installed, or the package cannot be fetched.
pub fn install(name: &str, version: &str) -> Result<PathBuf> {
    let folder = target().join(format!("{name}-{version}"));
    let package = folder.join("node_modules").join(name);
    let marker = folder.join("complete");
    fs::create_dir_all(&folder)?;
    // Tests of several programs may need it at once.
    let lock = File::create(folder.join("lock"))?;
    lock.lock()
        .with_context(|| format!("cannot lock {}", folder.display()))?;
    if marker.is_file() {
        return Ok(package);
    }
    if find("npm").is_none() {
        apt_install("npm", &["npm"])?;
    }
    print_status(format!("Fetching {name} {version}"));
    let mut npm = Command::new("npm");
    npm.args([
        "install",
        "--no-save",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--prefix",
    ]);
    npm.arg(&folder).arg(format!("{name}@{version}"));
    logged(&mut npm, &target().join(format!("npm-{name}.log")))
        .with_context(|| format!("cannot fetch {name}: is the npm registry reachable?"))?;
    File::create(marker)?;
    Ok(package)
}

/// Node.js, which runs such packages.
///
/// # Errors
/// When it is missing and cannot be installed.
pub fn node() -> Result<PathBuf> {
    if find("node").is_none() {
        apt_install("Node.js", &["nodejs"])?;
    }
    find("node").context("Node.js is installed, but `node` is not in PATH")
}
