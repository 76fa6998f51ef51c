//! What can be typed behind `cargo xtask`.

pub mod bench;
pub mod dist;
pub mod run;
pub mod test;
pub mod tools;

use std::ffi::OsString;
use std::process::Command;

use crate::workspace::root;

/// Runs a program of the workspace, which is compiled when it is needed: these commands start at once.
fn program(package: &str, arguments: impl IntoIterator<Item = OsString>) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "--quiet", "--package", package, "--"]);
    cargo.args(arguments).current_dir(root());
    cargo
}
