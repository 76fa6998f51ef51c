//! The last step of building the panel, which Trunk runs (see `Trunk.toml`): fewer bytes and fewer
//! files until the page is there.
//!
//! Parts of the panel that are not needed at first become files of their own ([`modules`]), the
//! stylesheets become one, and what the page loads is named in it with its hash ([`page`]).

mod linking;
mod modules;
mod page;

use std::collections::hash_map::DefaultHasher;
use std::ffi::OsString;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use page::Page;

/// What cargo calls the panel.
const PANEL: &str = "synapse-media-usage";

/// How the name ends that Trunk gives to the panel's module.
const MODULE: &str = "_bg.wasm";

/// What starts the panel. Trunk has copied it.
const START: &str = "boot.js";

/// What the page itself has in it, as it must run when there are no files.
const WATCH: &str = include_str!("../../../src/watch.js");

fn main() -> Result<()> {
    let variable = |name| std::env::var_os(name).with_context(|| format!("{name} is not set"));
    let staging = PathBuf::from(variable("TRUNK_STAGING_DIR")?);
    let profile = variable("TRUNK_PROFILE")?;
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| OsString::from("target"));
    let built = Path::new(&target).join("wasm32-unknown-unknown");
    let built = built.join(profile).join(PANEL).with_extension("wasm");
    let panel = fs::read(&built).with_context(|| format!("cannot read {}", built.display()))?;
    finish(&staging, &panel).context("the panel cannot be split")
}

/// Finishes what Trunk has put into `staging`.
fn finish(staging: &Path, panel: &[u8]) -> Result<()> {
    let old = name_in(staging)?;
    for end in [MODULE, ".js"] {
        fs::remove_file(staging.join(format!("{old}{end}")))?;
    }
    let folder = place_panel(staging, panel)?;
    let path = staging.join("index.html");
    let mut page = Page::new(fs::read_to_string(&path)?);
    join_styles(staging, &mut page)?;
    page.set_folder(&folder);
    page.inline_script(WATCH)?;
    for name in [START, "main.js", "parts.js"] {
        let name = format!("{folder}/{name}");
        page.add_integrity(&name, &fs::read(staging.join(&name))?);
    }
    Ok(fs::write(path, page.into_text())?)
}

/// Writes the panel into a folder of its own, and gives the name of that: another one for another
/// panel.
fn place_panel(staging: &Path, panel: &[u8]) -> Result<String> {
    let unnamed = staging.join(PANEL);
    modules::write(panel, &unnamed)?;
    let start = fs::read_to_string(staging.join(START))?;
    fs::write(unnamed.join(START), page::without_comments(&start))?;
    fs::remove_file(staging.join(START))?;
    let mut hasher = DefaultHasher::new();
    hash(&unnamed, &mut hasher)?;
    let name = format!("{PANEL}-{:016x}", hasher.finish());
    fs::rename(unnamed, staging.join(&name))?;
    Ok(name)
}

/// Takes note of all names and contents in a folder, in their order.
fn hash(folder: &Path, hasher: &mut DefaultHasher) -> Result<()> {
    let entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let mut paths: Vec<_> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        path.file_name().hash(hasher);
        if path.is_dir() {
            hash(&path, hasher)?;
        } else {
            fs::read(&path)?.hash(hasher);
        }
    }
    Ok(())
}

/// Puts the stylesheets together, in their order.
fn join_styles(staging: &Path, page: &mut Page) -> Result<()> {
    let mut styles = String::new();
    for name in page.take_styles() {
        let path = staging.join(name);
        styles.push_str(&fs::read_to_string(&path)?);
        fs::remove_file(path)?;
    }
    let mut hasher = DefaultHasher::new();
    styles.hash(&mut hasher);
    let name = format!("style-{:016x}.css", hasher.finish());
    page.add_style(&name, styles.as_bytes());
    Ok(fs::write(staging.join(name), styles)?)
}

/// The name that Trunk has given to the panel's files.
fn name_in(staging: &Path) -> Result<String> {
    for entry in fs::read_dir(staging)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(name) = name.strip_suffix(MODULE) {
            return Ok(name.to_owned());
        }
    }
    bail!("Trunk has left no module")
}
