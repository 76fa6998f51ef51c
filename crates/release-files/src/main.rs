//! Packs the panel that was built, or checks what it weighs. `cargo xtask` runs this.

use std::process::ExitCode;

use anyhow::{Result, bail};
use release_files::{dist, size};
use xtask::workspace;

fn main() -> ExitCode {
    match command() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn command() -> Result<()> {
    let mut arguments = pico_args::Arguments::from_env();
    match arguments.subcommand()?.as_deref() {
        Some("pack") => pack(),
        Some("size") => size::report(&workspace::dist()),
        _ => bail!("usage: release-files pack | size"),
    }
}

/// Makes the folder to be served, its archive and its bill of materials; prints where they are.
fn pack() -> Result<()> {
    let dist::Release {
        folder,
        archive,
        bom,
    } = dist::make_release()?;
    println!("{}", folder.display());
    println!("{}", archive.path.display());
    println!("{}", bom.display());
    println!("SHA-256 of the archive: {}", archive.sha256);
    Ok(())
}
