//! `cargo xtask tools`: the pinned programs, and how far behind they are.

use anyhow::{Result, bail};

use crate::tools::pins::ALL;

/// Prints the pinned releases and, if `check` is set, the newest ones.
///
/// # Errors
/// If there is a newer release that nothing rules out. Registries that can't be reached are
/// reported, but are not an error.
pub fn tools(check: bool) -> Result<()> {
    let mut behind = Vec::new();
    for pin in ALL {
        let (name, version) = (pin.name, pin.version);
        let held = pin.held.map_or(String::new(), |why| format!(": {why}"));
        if !check {
            println!("{name} {version}{held}");
            continue;
        }
        match pin.newest() {
            Ok(newest) if newest == version => println!("{name} {version} is the newest"),
            Ok(newest) => {
                println!("{name} {version}, the newest is {newest}{held}");
                if pin.held.is_none() {
                    behind.push(name);
                }
            }
            Err(error) => println!("{name} {version}, the newest is not known: {error:#}"),
        }
    }
    if !behind.is_empty() {
        bail!("newer releases are available of {}", behind.join(", "));
    }
    Ok(())
}
