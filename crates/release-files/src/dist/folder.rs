//! The folder to be served: what was built, and its compressed forms.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::check;
use crate::compress::{brotli, gzip};

/// What is found by its name, and what the panel's host may change: a compressed form would go on
/// being served as it was.
pub(super) const FIXED: [&str; 2] = ["index.html", "config.json"];

/// Copies the panel from `built` to `folder`, which is replaced.
///
/// # Errors
/// When the panel is not built, or is not fit for any place and any cache.
pub fn prepare(built: &Path, folder: &Path) -> Result<()> {
    check::folder(built)?;
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    for name in files(built)? {
        let bytes = fs::read(built.join(&name))?;
        write(folder, &name, &bytes)?;
    }
    Ok(())
}

/// Writes a file into the folder, with its compressed forms where it can have them.
pub(super) fn write(folder: &Path, name: &Path, bytes: &[u8]) -> Result<()> {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(&path, bytes)?;
    if FIXED.iter().any(|it| name == Path::new(it)) {
        return Ok(());
    }
    compress(&path, bytes)
}

/// The files in a folder and below it, by their paths in it, in order.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(folder)?.to_path_buf());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Puts the compressed forms beside a file, where they are smaller.
fn compress(path: &Path, bytes: &[u8]) -> Result<()> {
    for (ending, compressed) in [("gz", gzip(bytes)?), ("br", brotli(bytes)?)] {
        if compressed.len() < bytes.len() {
            let mut name = path.as_os_str().to_owned();
            name.push(".");
            name.push(ending);
            fs::write(PathBuf::from(name), compressed)?;
        }
    }
    Ok(())
}
