//! Measures the panel in Chromium. Started by `cargo xtask bench`, which builds what it needs.

mod core;
mod figures;
mod homeserver;
mod panel;
mod profile;
mod report;
mod ticks;

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use madeup::Users;
use panel::Panel;

const HELP: &str = "\
cargo xtask bench [OPTIONS]   Measure the optimised panel in Chromium
    --users N                 How many users the made-up homeserver has (100000)
    --runs N                  How often everything is measured (5)
    --only core|panel         One of the two parts
    --json                    Print JSON rather than a table
    --strict                  Fail when a goal is missed
    --profile NAME            Rather than to measure, print the functions that took most time in
                              the actions whose names begin like this (\"page turn\", \"order by\",
                              \"key stroke\", \"\" for all)

The part `core` has what the panel does with a report step by step: the same bytes, in pieces of
64 KiB, against JSON.parse; orders, folding and searches against plain JavaScript, in turns.
The part `panel` has the panel as it is, signed in to a homeserver on this machine: loads it anew,
then turns pages, orders and searches.

`core` and `script` are the processor's time in JavaScript and WebAssembly; with `layout and paint`,
all that the page's thread did. They hold on a machine that others use, too. Moments (`painted after`, from
the last byte) and tasks are by the clock: a task is the browser's own, told from 50 ms on, else 0.
Memory is WebAssembly's, which never shrinks, and the heap of JavaScript and the document after
garbage was collected. The median decides whether a goal is met.
";

/// The longest that a script of a page may take to come back, in ms.
const PATIENCE_MS: u64 = 600_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut arguments = pico_args::Arguments::from_env();
    if arguments.contains(["-h", "--help"]) {
        print!("{HELP}");
        return Ok(());
    }
    let count: u32 = arguments.opt_value_from_str("--users")?.unwrap_or(100_000);
    let runs = arguments.opt_value_from_str("--runs")?.unwrap_or(5);
    let only: Option<String> = arguments.opt_value_from_str("--only")?;
    let json = arguments.contains("--json");
    let strict = arguments.contains("--strict");
    let profile: Option<String> = arguments.opt_value_from_str("--profile")?;
    if let Some(first) = arguments.finish().first() {
        bail!("{} means nothing here\n\n{HELP}", first.to_string_lossy());
    }

    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let dist = folder("PANEL_DIST").unwrap_or_else(xtask::workspace::dist);
    let users = Users::new(count);
    if let Some(only) = profile {
        let panel = Panel::open(&dist, users).await?;
        print!("{}", panel.profile(&only).await?.table());
        return panel.close().await;
    }
    let wanted = |part: &str| only.as_deref().is_none_or(|only| only == part);
    let mut parts = Vec::new();
    if wanted("core") {
        let page = folder("BENCH_PAGE").context("BENCH_PAGE names no folder")?;
        parts.push(core::measure(&page, users.clone(), runs).await?);
    }
    if wanted("panel") {
        let panel = Panel::open(&dist, users).await?;
        parts.push(report::measure(&panel, count, runs).await?);
        panel.close().await?;
    }
    if json {
        println!("{}", serde_json::to_string_pretty(&parts)?);
    } else {
        let machine = machine();
        println!("{machine}\n");
        for part in &parts {
            println!("{}", part.table());
        }
    }
    let missed: usize = parts.iter().map(figures::Figures::missed).sum();
    if strict && missed > 0 {
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
