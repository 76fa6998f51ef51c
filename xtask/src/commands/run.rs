//! `cargo xtask run`: the panel and a filled homeserver, ready to be tried.

use std::ffi::OsString;

use anyhow::Result;

use crate::shell::run as run_command;

/// The program that serves both.
const SERVERS: &str = "test-support";

/// Serves the panel until it is interrupted; the arguments are for the program that does.
///
/// # Errors
/// When a port is in use, something is missing, or the panel does not compile.
pub fn run(arguments: Vec<OsString>) -> Result<()> {
    run_command(&mut super::program(SERVERS, arguments))
}
