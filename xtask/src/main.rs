//! Reads what was typed behind `cargo xtask`.

use std::process::ExitCode;

use anyhow::{Result, bail};
use xtask::commands::bench::bench;
use xtask::commands::dist::dist;
use xtask::commands::run::run;
use xtask::commands::test::test;
use xtask::commands::tools::tools;

const HELP: &str = "\
cargo xtask run [OPTIONS]     Serve the panel, with a homeserver full of made-up users
    --homeserver URL          Use this homeserver instead
    --users N                 How many users to make up (3000)
    --release                 Build the panel with optimisation
    --port P                  The panel's port (8080)
    --synapse-port P          The made-up homeserver's port (8008)

cargo xtask test [STEP]       Run all tests, or one step of them:
                              fmt, clippy, deny, native, wasm, build, browser

cargo xtask dist              Make the folder to be served, and its archive, below target/dist

cargo xtask tools [--check]   List the programs that are pinned, and their newest releases

cargo xtask bench [OPTIONS]   Measure the optimised panel in Chromium (bench --help tells more)
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
        Some(other) => bail!("there is no command {other}\n\n{HELP}"),
        None => bail!("which command?\n\n{HELP}"),
    }
}

fn no_more_arguments(arguments: pico_args::Arguments) -> Result<()> {
    let rest = arguments.finish();
    if let Some(first) = rest.first() {
        bail!("{} means nothing here\n\n{HELP}", first.to_string_lossy());
    }
    Ok(())
}
