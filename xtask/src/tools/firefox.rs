//! Firefox and its driver, for the tests.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use super::Program;
use crate::shell::{apt_install, find};

/// A Firefox that tests can drive.
#[derive(Clone, Debug)]
pub struct Firefox {
    /// Firefox, by Debian's package the one with extended support.
    pub firefox: PathBuf,
    /// The `WebDriver` for it.
    pub geckodriver: PathBuf,
}

/// Makes sure of Firefox and its driver.
///
/// # Errors
/// When they are missing and cannot be had.
pub fn ensure() -> Result<Firefox> {
    Ok(Firefox {
        firefox: browser()?,
        geckodriver: Program::geckodriver().ensure()?,
    })
}

/// Makes sure of Firefox alone.
///
/// # Errors
/// When it is missing and cannot be installed.
pub(crate) fn browser() -> Result<PathBuf> {
    let installed = || ["firefox-esr", "firefox"].iter().find_map(|it| find(it));
    if installed().is_none() {
        apt_install("Firefox", &["firefox-esr"])?;
    }
    installed().context("Firefox was installed, but it is not in PATH")
}
