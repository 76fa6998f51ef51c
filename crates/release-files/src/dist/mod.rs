//! What is handed to those who host the panel: a folder of static files, and an archive of it.

mod archive;
mod bom;
mod check;
mod folder;
mod licences;
mod packages;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

pub use archive::Archive;
pub use folder::prepare;

use xtask::shell::output;
use xtask::workspace::{root, target};

/// The panel's version, which is that of the whole workspace.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What the folder, the archive and the package are called.
const NAME: &str = "synapse-media-usage";

/// What was made, and what is to be known about it.
#[derive(Debug)]
pub struct Release {
    /// The folder to be served.
    pub folder: PathBuf,
    /// The folder as one file.
    pub archive: Archive,
    /// The bill of materials, in the JSON of `CycloneDX`.
    pub bom: PathBuf,
}

/// Makes folder, archive and bill of materials of the panel that was built, below `target/dist`.
///
/// # Errors
/// When the panel is not built, has addresses that only work in one place, or something of what it
/// is made of may not be passed on.
pub fn make_release() -> Result<Release> {
    let made = target().join("dist");
    fs::create_dir_all(&made)?;
    let release = format!("{NAME}-{VERSION}");
    let folder = made.join(&release);
    prepare(&xtask::workspace::dist(), &folder)?;
    let packages = packages::packages_of_panel()?;
    let texts = licences::texts(&packages)?;
    folder::write(&folder, Path::new("third-party.txt"), texts.as_bytes())?;
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        let text = fs::read(root().join(licence))?;
        folder::write(&folder, Path::new(licence), &text)?;
    }
    let bom = made.join(format!("{release}.cdx.json"));
    let mut text = serde_json::to_string_pretty(&bom::bill_of_materials(&packages))?;
    text.push('\n');
    fs::write(&bom, text)?;
    let archive = Archive::pack(&folder, time()?)?;
    Ok(Release {
        folder,
        archive,
        bom,
    })
}

/// The moment that the files are said to be of, in seconds since the epoch: `SOURCE_DATE_EPOCH`, or
/// that of the commit, so that the same sources give the same bytes.
fn time() -> Result<u64> {
    let said = if let Ok(said) = std::env::var("SOURCE_DATE_EPOCH") {
        said
    } else {
        let mut git = Command::new("git");
        git.args(["log", "-1", "--format=%ct"]).current_dir(root());
        output(&mut git).context("set SOURCE_DATE_EPOCH where there is no git")?
    };
    let said = said.trim();
    said.parse()
        .with_context(|| format!("{said:?} is not a number of seconds"))
}
