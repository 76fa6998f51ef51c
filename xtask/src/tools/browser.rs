//! Chromium and its driver, for the tests.

use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::shell::{apt_install, find};

/// A browser that tests can drive.
#[derive(Clone, Debug)]
pub struct Browser {
    /// Chromium.
    pub chromium: PathBuf,
    /// The `WebDriver` for it.
    pub chromedriver: PathBuf,
}

/// How Chromium is started: without a window, and (as root, and in containers) without its
/// sandbox and the small `/dev/shm`.
pub const ARGUMENTS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--force-color-profile=srgb",
];

/// With fonts for the scripts that the seeded names are in.
const PACKAGES: &[&str] = &[
    "chromium",
    "chromium-driver",
    "fonts-noto-core",
    "fonts-noto-cjk",
    "fonts-noto-color-emoji",
];

/// Makes sure of Chromium and its driver.
///
/// # Errors
/// When they are missing and cannot be installed.
pub fn ensure() -> Result<Browser> {
    if let Some(browser) = installed() {
        return Ok(browser);
    }
    apt_install("Chromium with its driver", PACKAGES)?;
    installed().context("Chromium was installed, but it is not in PATH")
}

fn installed() -> Option<Browser> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let chromium = names.iter().find_map(|name| find(name))?;
    Some(Browser {
        chromium,
        chromedriver: find("chromedriver")?,
    })
}
