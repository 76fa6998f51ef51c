//! Measures the panel in Chromium. Started by `cargo xtask bench`, which builds what it needs.

mod baseline;
mod bench;
mod cold;
mod core;
mod cpu_time;
mod figures;
mod lighthouse;
mod memory;
mod options;
mod panel;
mod profile;
mod report;
mod server;
mod session;
mod signed_in;

use anyhow::{Result, bail};
use bench::Bench;
use figures::{Figures, table};
use options::{HELP, Options};

/// The longest that a script of a page may take to come back, in ms.
const PATIENCE_MS: u64 = 600_000;
/// What the made-up homeserver takes for an administrator's token, as any other.
const TOKEN: &str = "made-up";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let Some(options) = Options::read(pico_args::Arguments::from_env())? else {
        print!("{HELP}");
        return Ok(());
    };
    let bench = Bench::new(&options)?;
    if let Some(only) = &options.profile {
        print!("{}", bench.profile(only).await?.table());
        return Ok(());
    }
    let measured = bench.measure().await?;
    if options.json {
        println!("{}", serde_json::to_string_pretty(&measured)?);
    } else {
        println!("{}\n\n{}", machine(), table(&measured));
    }
    let missed: usize = measured.iter().map(Figures::missed).sum();
    if options.strict && missed > 0 {
        bail!("{missed} goals were missed");
    }
    Ok(())
}

/// How busy the machine is: times by the clock are worth little when others use it.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?");
    format!("{cores} cores, load {load}")
}
