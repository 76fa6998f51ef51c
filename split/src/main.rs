//! The last step of building the panel, which Trunk runs (see `Trunk.toml`): parts that are not
//! needed at first become files of their own, which the panel loads when they are first asked for.
//!
//! A part begins at a function with `#[wasm_split(name)]`, and is all that only this function
//! needs, code and data. What several parts need and nothing else does is a file, too. All of them
//! share the memory of the panel.

use std::collections::hash_map::DefaultHasher;
use std::ffi::OsString;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

/// What cargo calls the panel.
const PANEL: &str = "synapse-media-usage";
/// How the name ends that Trunk gives to the panel's module.
const MODULE: &str = "_bg.wasm";

/// On what the outcome depends besides the panel: the releases of the tools, and this.
const TOOLS: [&str; 2] = [include_str!("../../Cargo.lock"), include_str!("main.rs")];

fn main() -> Result<()> {
    let variable = |name| std::env::var_os(name).with_context(|| format!("{name} is not set"));
    let staging = PathBuf::from(variable("TRUNK_STAGING_DIR")?);
    let profile = variable("TRUNK_PROFILE")?;
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| OsString::from("target"));
    let built = Path::new(&target).join("wasm32-unknown-unknown");
    let built = built.join(profile).join(PANEL).with_extension("wasm");
    let panel = fs::read(&built).with_context(|| format!("cannot read {}", built.display()))?;
    replace(&staging, &panel).context("the panel cannot be split")
}

/// Replaces the panel that Trunk has put into `staging` by a folder with all of its parts.
fn replace(staging: &Path, panel: &[u8]) -> Result<()> {
    let old = name_in(staging)?;
    for end in [MODULE, ".js"] {
        fs::remove_file(staging.join(format!("{old}{end}")))?;
    }
    let name = format!("{PANEL}-{:016x}", fingerprint(panel));
    let (folder, main) = (staging.join(&name), staging.join("main.wasm"));
    let mut options = Options::new(panel);
    options.output_dir = &folder;
    options.main_out_path = &main;
    // Relative to each other: the folder may be served anywhere.
    options.main_module = "./main.js";
    options.link_name = "./parts.js";
    transform(options).map_err(|error| anyhow!("{error:#}"))?;
    Bindgen::new()
        .input_path(&main)
        .web(true)?
        .typescript(false)
        // By these names the parts find what they need.
        .keep_lld_exports(true)
        .demangle(false)
        .generate(&folder)?;
    fs::remove_file(main)?;
    let page = staging.join("index.html");
    let text = fs::read_to_string(&page)?.replace(&old, &format!("{name}/main"));
    Ok(fs::write(page, text)?)
}

/// The name that Trunk has given to the panel's files.
fn name_in(staging: &Path) -> Result<String> {
    for entry in fs::read_dir(staging)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if let Some(name) = name.strip_suffix(MODULE) {
            return Ok(name.to_owned());
        }
    }
    Err(anyhow!("Trunk has left no module"))
}

/// Different for different outcomes, so that nothing of an old release is taken for a new one's.
fn fingerprint(panel: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    (panel, TOOLS).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_panel_has_another_name() {
        assert_eq!(fingerprint(b"one"), fingerprint(b"one"));
        assert_ne!(fingerprint(b"one"), fingerprint(b"other"));
    }
}
