//! Synapse itself: a pinned release from the Python package index in a virtual environment.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::shell::{apt_install, find, logged, output, print_status};
use crate::tools::pins::{POSTGRES_DRIVER, Pin, SYNAPSE};
use crate::workspace::target;

/// The release of Synapse that is run and tested against.
pub const VERSION: &str = SYNAPSE.version;

/// The environment's Python, after installing Synapse there if need be.
///
/// # Errors
/// When Python is missing or too old, or the packages cannot be fetched.
pub fn ensure() -> Result<PathBuf> {
    let venv = target().join(format!("synapse-{VERSION}"));
    let python = venv.join("bin/python");
    let marker = venv.join("complete-with-oidc");
    fs::create_dir_all(target())?;
    let lock = File::create(target().join("synapse-install.lock"))?;
    lock.lock()
        .context("cannot lock the installation of Synapse")?;
    if marker.is_file() && output(Command::new(&python).arg("--version")).is_ok() {
        return Ok(python);
    }
    if venv.exists() {
        print_status("The installation of Synapse is incomplete: starting over");
        fs::remove_dir_all(&venv).with_context(|| format!("cannot remove {}", venv.display()))?;
    }
    environment(&venv)?;
    print_status(format!(
        "Installing Synapse {VERSION} (about a minute, 150 MB below the target folder)"
    ));
    let log = target().join("synapse-install.log");
    let mut pip = Command::new(&python);
    pip.args([
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--only-binary=:all:",
    ]);
    // With what single sign-on needs.
    pip.arg(format!("{}[oidc]=={VERSION}", SYNAPSE.name));
    let Pin { name, version, .. } = POSTGRES_DRIVER;
    pip.arg(format!("{name}=={version}"));
    logged(&mut pip, &log)
        .context("cannot install Synapse: is the Python package index reachable?")?;
    File::create(&marker)?;
    Ok(python)
}

/// Makes a virtual environment.
///
/// # Errors
/// When Python is missing or too old.
pub(crate) fn environment(venv: &Path) -> Result<()> {
    if find("python3").is_none() {
        apt_install("Python 3", &["python3", "python3-venv"])?;
    }
    let check = "import sys; sys.exit(sys.version_info < (3, 10))";
    if output(Command::new("python3").args(["-c", check])).is_err() {
        bail!("Synapse needs Python 3.10 or newer: please install it as `python3`");
    }
    // Debian ships venv without the pip that it needs unless python3-venv is installed.
    if output(Command::new("python3").args(["-c", "import venv, ensurepip"])).is_err() {
        apt_install("Python's venv module", &["python3-venv"])?;
    }
    output(Command::new("python3").args(["-m", "venv"]).arg(venv))
        .context("cannot make a virtual environment")
        .map(drop)
}
