//! The command line of `cargo xtask`.

use std::process::ExitCode;

use anyhow::{Result, bail};
use xtask::commands::bench::bench;
use xtask::commands::dist::dist;
use xtask::commands::run::run;
use xtask::commands::test::test;
use xtask::commands::tools::tools;

const HELP: &str = "\
The commands of this project. What they need is installed where possible.

cargo xtask run [OPTIONS]     Build and serve the panel, and a Synapse with made-up users to try it on
    --homeserver URL          Use this homeserver instead of setting one up
    --users N                 Number of made-up users (default: 3000)
    --release                 Build the optimised panel
    --port P                  Port of the panel (default: 8080)
    --synapse-port P          Port of the Synapse (default: 8008)

cargo xtask test [STEP]       Run all checks and tests, or one step:
                              fmt, clippy, native, deny, wasm, build, browser

cargo xtask dist              Build the files of a release, and their archive, in target/dist

cargo xtask tools [--check]   List the pinned programs; with --check, compare them with the newest releases

cargo xtask bench [OPTIONS]   Measure the optimised panel in Chromium (see bench --help)
";

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
    let command = arguments.subcommand()?;
    if command.as_deref() == Some("bench") {
        return bench(&arguments.finish());
    }
    if command.as_deref() == Some("run") {
        return run(arguments.finish());
    }
    if arguments.contains(["-h", "--help"]) {
        print!("{HELP}");
        return Ok(());
    }
    match command.as_deref() {
        Some("test") => {
            let step = arguments.subcommand()?;
            no_more_arguments(arguments)?;
            test(step.as_deref())
        }
        Some("tools") => {
            let check = arguments.contains("--check");
            no_more_arguments(arguments)?;
            tools(check)
        }
        Some("dist") => {
            no_more_arguments(arguments)?;
            dist()
        }
        Some(other) => bail!("unknown command “{other}”\n\n{HELP}"),
        None => {
            print!("{HELP}");
            Ok(())
        }
    }
}

fn no_more_arguments(arguments: pico_args::Arguments) -> Result<()> {
    let rest = arguments.finish();
    if let Some(first) = rest.first() {
        bail!(
            "unexpected argument “{}”\n\n{HELP}",
            first.to_string_lossy()
        );
    }
    Ok(())
}
