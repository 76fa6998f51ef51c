//! Measures the panel in Chromium. Started by `cargo xtask bench`, which builds what it needs.

mod cold;
mod core;
mod figures;
mod floor;
mod lighthouse;
mod memory;
mod options;
mod panel;
mod profile;
mod report;
mod server;
mod session;
mod signed_in;
mod ticks;

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use figures::Figures;
use floor::Floor;
use madeup::Users;
use options::{HELP, Options, Part};
use panel::Panel;
use server::{Files, Homeserver, Server, Site};
use xtask::shell::say;
use xtask::workspace::{dist, root};

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
    let files = pages()?;
    if let Some(only) = &options.profile {
        let users = options.users.last().copied().unwrap_or_default();
        let server = serve(&options, &files, Homeserver::made_up(Users::new(users)))?;
        let panel = Panel::open(&server).await?;
        print!("{}", panel.profile(only).await?.table());
        return panel.close().await;
    }
    let mut measured = Vec::new();
    if options.synapse {
        measured.push(real(&options, &files).await?);
    } else {
        for &users in &options.users {
            measured.extend(made_up(&options, &files, users).await?);
        }
    }
    if options.json {
        println!("{}", serde_json::to_string_pretty(&measured)?);
    } else {
        println!("{}\n", machine());
        print!("{}", figures::table(&measured));
    }
    let missed: usize = measured.iter().map(Figures::missed).sum();
    if options.strict && missed > 0 {
        bail!("{missed} goals were missed");
    }
    Ok(())
}

/// The folder that a variable of the environment names.
fn folder(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).map(PathBuf::from)
}

/// The panel, and the floor beside it.
fn pages() -> Result<Files> {
    say("Compressing");
    let mut files = Files::default();
    let panel = folder("PANEL_DIST").unwrap_or_else(dist);
    files.add_folder("/", &panel, true)?;
    let floor = root().join("bench").join("floor");
    files.add_folder("/floor/", &floor, false)?;
    Ok(files)
}

fn serve(options: &Options, files: &Files, homeserver: Homeserver) -> Result<Server> {
    Server::start(Site {
        files: files.clone(),
        homeserver,
        latency: options.latency,
    })
}

/// Measures what is wanted with so many made-up users.
async fn made_up(options: &Options, files: &Files, count: u32) -> Result<Vec<Figures>> {
    let runs = options.runs;
    let users = Users::new(count);
    let mut measured = Vec::new();
    if options.wants(Part::Core) {
        say(format!("core, {count} users"));
        let page = folder("BENCH_PAGE").context("BENCH_PAGE names no folder")?;
        measured.push(core::measure(&page, users.clone(), runs).await?);
    }
    let server = serve(options, files, Homeserver::made_up(users))?;
    if options.wants(Part::Cold) {
        say(format!("cold, {count} users"));
        let ms = options.latency.as_millis();
        let about = format!("{count} users, cold; every answer is held back for {ms} ms");
        let subject = cold::Subject {
            about: &about,
            server: &server,
            token: TOKEN,
            users: count,
        };
        measured.push(cold::measure(subject, runs).await?);
    }
    if options.wants(Part::Panel) {
        say(format!("panel, {count} users"));
        let panel = Panel::open(&server).await?;
        let floor = Floor::open(&server).await?;
        measured.push(report::measure(&panel, &floor, count, runs).await?);
        floor.close().await?;
        panel.close().await?;
    }
    if options.wants(Part::Session) {
        say(format!("session, {count} users"));
        let panel = Panel::open(&server).await?;
        measured.push(session::measure(&panel, count).await?);
        panel.close().await?;
    }
    if options.wants(Part::Lighthouse) {
        say(format!("lighthouse, {count} users"));
        measured.push(lighthouse::measure(&server, count, runs).await?);
    }
    Ok(measured)
}

/// Measures cold loads with the homeserver that `cargo xtask run` has, too.
async fn real(options: &Options, files: &Files) -> Result<Figures> {
    let count = options.users.first().copied().unwrap_or_default();
    let name = format!("run-{count}");
    let synapse = xtask::Synapse::start(&xtask::Options::named(&name, count))?;
    say(format!("cold, {count} users of a real Synapse"));
    let ms = options.latency.as_millis();
    let server = serve(options, files, Homeserver::real(synapse.base_url()))?;
    let about =
        format!("{count} users of a real Synapse, cold; every answer is held back for {ms} ms");
    let subject = cold::Subject {
        about: &about,
        server: &server,
        token: &synapse.admin().access_token,
        users: count,
    };
    cold::measure(subject, options.runs).await
}

/// How busy the machine is: times by the clock are worth little when others use it.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?");
    format!("{cores} cores, load {load}")
}
