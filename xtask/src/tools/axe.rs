//! axe-core, which looks for barriers in a page.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::shell::{apt_install, find, logged, say};
use crate::workspace::target;

/// The release of axe-core that the tests use.
pub const VERSION: &str = "4.14.1";

/// The script to be run in a page.
///
/// # Errors
/// When it cannot be fetched.
pub fn ensure() -> Result<PathBuf> {
    let folder = target().join(format!("axe-core-{VERSION}"));
    let script = folder.join("node_modules/axe-core/axe.min.js");
    if script.is_file() {
        return Ok(script);
    }
    if find("npm").is_none() {
        apt_install("npm", &["npm"])?;
    }
    say(format!("Fetching axe-core {VERSION}"));
    fs::create_dir_all(&folder)?;
    let mut npm = Command::new("npm");
    npm.args([
        "install",
        "--no-save",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--prefix",
    ]);
    npm.arg(&folder).arg(format!("axe-core@{VERSION}"));
    logged(&mut npm, &target().join("npm.log"))
        .context("cannot fetch axe-core: is the npm registry reachable?")?;
    Ok(script)
}
