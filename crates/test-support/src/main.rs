//! What `cargo xtask run` runs: serves the panel, and a homeserver full of made-up users.

use std::net::TcpListener;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, bail};
use tokio::signal::unix::{SignalKind, signal};

use test_support::synapse::PASSWORD;
use test_support::{Gateway, Options, Synapse};
use xtask::shell::print_status;
use xtask::tools::{Program, Tools, WASM, compile_panel};
use xtask::workspace::{dist, target};

const HELP: &str = "\
cargo xtask run [OPTIONS]     Serve the panel, with a homeserver full of made-up users
    --homeserver URL          Use this homeserver instead
    --users N                 How many users to make up (3000)
    --release                 Build the panel with optimisation
    --port P                  The panel's port (8080)
    --synapse-port P          The made-up homeserver's port (8008)
";

/// What is served.
struct Run {
    /// An existing homeserver, rather than one of our own.
    homeserver: Option<String>,
    /// How many users our own homeserver has.
    users: u32,
    /// Whether the panel is built with optimisation.
    release: bool,
    /// The panel's port.
    port: u16,
    /// Our own homeserver's port.
    synapse_port: u16,
}

impl Run {
    fn parse(mut arguments: pico_args::Arguments) -> Result<Self> {
        let options = Self {
            homeserver: arguments.opt_value_from_str("--homeserver")?,
            users: arguments.opt_value_from_str("--users")?.unwrap_or(3000),
            release: arguments.contains("--release"),
            port: arguments.opt_value_from_str("--port")?.unwrap_or(8080),
            synapse_port: arguments
                .opt_value_from_str("--synapse-port")?
                .unwrap_or(8008),
        };
        match arguments.finish().first() {
            Some(first) => bail!("unknown argument {}\n\n{HELP}", first.to_string_lossy()),
            None => Ok(options),
        }
    }
}

fn main() -> ExitCode {
    let mut arguments = pico_args::Arguments::from_env();
    if arguments.contains(["-h", "--help"]) {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    match Run::parse(arguments).and_then(|options| run(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Builds and serves the panel until it is interrupted.
fn run(options: &Run) -> Result<()> {
    // Checked first, to fail before minutes of work.
    refuse_taken(options.port, "--port")?;
    if options.homeserver.is_none() {
        refuse_taken(options.synapse_port, "--synapse-port")?;
    }
    if !target().join(WASM).is_dir() {
        print_status("The first time takes some minutes (see README.md)");
    }
    let trunk = Program::trunk().start();
    let panel = compile_panel(options.release, true);
    let mut synapse = None;
    if options.homeserver.is_none() {
        let name = format!("run-{}", options.users);
        let port = options.synapse_port;
        synapse = Some(Synapse::start(&Options {
            port,
            ..Options::named(&name, options.users)
        })?);
    }
    panel.wait()?;
    let tools = Tools::with(trunk)?;
    print_status("Building the panel");
    tools.build_panel(options.release)?;
    let gateway = Gateway::builder()
        .panel(dist())
        .port(options.port)
        .start()?;
    let own = synapse.as_ref().map(Synapse::base_url);
    let homeserver = options.homeserver.clone().or(own).unwrap_or_default();
    println!(
        "\n    {}?homeserver={}\n",
        gateway.url(),
        encoded(&homeserver)
    );
    if let Some(synapse) = &synapse {
        println!("    User name:  {}", synapse.admin().localpart);
        println!("    Password:   {PASSWORD}\n");
    }
    println!("Ctrl-C ends it.");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(interrupted(synapse.as_mut()))?;
    print_status("Ending");
    Ok(())
}

fn refuse_taken(port: u16, option: &str) -> Result<()> {
    if TcpListener::bind(("127.0.0.1", port)).is_err() {
        bail!(
            "port {port} is in use: stop the program that uses it, or choose another port with {option}"
        );
    }
    Ok(())
}

/// Waits for Ctrl-C, or for the homeserver's end.
async fn interrupted(mut synapse: Option<&mut Synapse>) -> Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    loop {
        tokio::select! {
            _ = interrupt.recv() => return Ok(()),
            _ = terminate.recv() => return Ok(()),
            () = tokio::time::sleep(Duration::from_secs(1)) => {
                if synapse.as_mut().is_some_and(|synapse| !synapse.is_running()) {
                    bail!("Synapse has ended by itself");
                }
            }
        }
    }
}

fn encoded(text: &str) -> String {
    let encode = |byte: u8| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    text.bytes().map(encode).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_fits_into_a_query_string() {
        assert_eq!(
            encoded("http://127.0.0.1:8008"),
            "http%3A%2F%2F127.0.0.1%3A8008"
        );
    }
}
