//! axe-core, which looks for barriers in a page.

use std::path::PathBuf;

use anyhow::Result;

use super::npm;
use super::pins::AXE;

/// The script to be run in a page.
///
/// # Errors
/// When it cannot be fetched.
pub fn ensure() -> Result<PathBuf> {
    Ok(npm::install(AXE.name, AXE.version)?.join("axe.min.js"))
}
