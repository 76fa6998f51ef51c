//! Other programs: finding them, running them, and saying in one line what went wrong.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::workspace::target;

/// Says on standard error what is being done.
pub fn print_status(message: impl std::fmt::Display) {
    eprintln!("==> {message}");
}

/// The program's path, if `PATH` has it.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|candidate| candidate.is_file())
}

/// `PATH` with `folder` in front.
pub fn path_with(folder: &Path) -> std::ffi::OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_path_buf()).chain(std::env::split_paths(&path));
    std::env::join_paths(folders).unwrap_or(path)
}

/// Whether this process may install packages of the system.
pub fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Runs a command whose output the reader should see.
///
/// # Errors
/// When it cannot be started, or fails.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot run {}", name(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// Runs a command and gives its standard output.
///
/// # Errors
/// When it cannot be started, or fails; the message has its last line on standard error.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot run {}", name(command)))?;
    let errors = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        bail!("{} failed: {}", name(command), last_line(&errors));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a command with its output kept in a file, which is named when it fails.
///
/// # Errors
/// When it cannot be started, or fails.
pub fn logged(command: &mut Command, log: &Path) -> Result<()> {
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder)?;
    }
    let file = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
    let status = command
        .stdin(Stdio::null())
        .stdout(file.try_clone()?)
        .stderr(file)
        .status()
        .with_context(|| format!("cannot run {}", name(command)))?;
    if !status.success() {
        let text = fs::read_to_string(log).unwrap_or_default();
        let (what, log) = (name(command), log.display());
        bail!("{what} failed: {} (full output in {log})", last_line(&text));
    }
    Ok(())
}

/// Installs Debian packages, where that is possible; else names them.
///
/// # Errors
/// When this is no Debian-like system, or not root, or the installation fails.
pub fn apt_install(what: &str, packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    if find("apt-get").is_none() {
        bail!("{what} is missing: please install it (Debian's packages are: {list})");
    }
    if !is_root() {
        bail!("{what} is missing: please install it (sudo apt-get install {list})");
    }
    print_status(format!("Installing {what} ({list})"));
    // Tests may miss several things at once; the system's packages bear one installation.
    let lock = File::create(target().join("apt.lock"))?;
    lock.lock().context("cannot lock the installation")?;
    let log = target().join("apt.log");
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive");
        logged(&mut command, &log)
    };
    apt(&["update"])?;
    let install = ["install", "--yes", "--no-install-recommends"];
    apt(&[&install, packages].concat())
}

/// What a command's program is called.
pub fn name(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    name.to_string_lossy().into_owned()
}

fn line(command: &Command) -> String {
    let arguments = command.get_args().map(|part| part.to_string_lossy());
    std::iter::once(name(command).into())
        .chain(arguments)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The last line with an error in it, or else the last line.
pub fn last_line(text: &str) -> &str {
    let lines = || text.lines().rev().filter(|line| !line.trim().is_empty());
    let error = |line: &&str| line.to_lowercase().contains("error");
    lines()
        .find(error)
        .or_else(|| lines().next())
        .unwrap_or("no message")
        .trim()
}
