//! axe-core, which looks for barriers in a page.

use std::path::PathBuf;

use anyhow::Result;

use super::npm;

/// The release of axe-core that the tests use.
pub const VERSION: &str = "4.14.1";

/// The script to be run in a page.
///
/// # Errors
/// When it cannot be fetched.
pub fn ensure() -> Result<PathBuf> {
    Ok(npm::install("axe-core", VERSION)?.join("axe.min.js"))
}
