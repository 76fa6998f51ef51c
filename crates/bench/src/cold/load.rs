//! One cold load: a tab of its own, nothing in any cache, nothing known but who is signed in.

use std::ops::Add as _;
use std::time::Duration;

use anyhow::{Context as _, Result};
use e2e::{Browser, Page};
use serde::Deserialize;
use serde_json::json;

use crate::cpu_time::CpuTime;
use crate::memory::{INSTANCES, Memory};
use crate::server::{Exchange, Log, Recipient};

const WATCH: &str = include_str!("watch.js");

/// How long nothing must have been asked for a page to be all there.
const QUIET: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(50);

/// What of a task is no hindrance, in ms.
const UNNOTICED: f64 = 50.0;

/// Processor and line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conditions {
    /// As they are.
    Own,
    /// The processor at a quarter of its speed, and Lighthouse's slow 4G.
    Slow,
}

/// What is loaded.
#[derive(Clone, Debug)]
pub struct Target {
    /// The page.
    pub url: String,
    /// What signs in.
    pub script: String,
    /// The number of rows that are waited for.
    pub rows: u32,
}

/// What the page tells of a load. Moments are in ms since the navigation began.
#[derive(Clone, Debug, Deserialize)]
struct PageReport {
    /// When it began, in ms since the epoch.
    origin: f64,
    painted: f64,
    rows: f64,
    received: Option<f64>,
    /// Begin and duration of each task above 50 ms.
    tasks: Vec<(f64, f64)>,
    shift: f64,
}

/// How a page came. Moments are in ms since the navigation began.
#[derive(Clone, Debug)]
pub struct Load {
    /// When anything was first on screen.
    pub painted: f64,
    /// When the rows were.
    pub rows: f64,
    /// From the last byte of the first answer that has rows until they were on screen: 0 when they
    /// were there before; nothing when the page was left before that byte.
    pub from_data: Option<f64>,
    /// The processor's time until the rows were there.
    pub taken: CpuTime,
    /// What tasks took beyond 50 ms each, between the first paint and the rows.
    pub blocked: f64,
    /// By how much things moved.
    pub shift: f64,
    /// What was asked until the rows were there.
    pub first: Traffic,
    /// What was asked in all.
    pub all: Traffic,
    /// When all was there; nothing when the page was left before.
    pub memory: Option<Memory>,
}

/// What was asked.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Traffic {
    /// Requests for files.
    pub files: u32,
    /// Bytes of their answers' bodies.
    pub bytes: u32,
    /// Requests to the homeserver, preflights among them.
    pub homeserver: u32,
}

impl Traffic {
    /// What was asked until a moment, in ms since the epoch.
    fn until(moment: f64, exchanges: &[Exchange]) -> Self {
        let mut all = Self::default();
        for exchange in exchanges.iter().filter(|it| it.asked <= moment) {
            match exchange.party {
                Recipient::Files => {
                    all.files += 1;
                    all.bytes = all.bytes.saturating_add(exchange.bytes);
                }
                Recipient::Homeserver => all.homeserver += 1,
            }
        }
        all
    }
}

/// What tasks above 50 ms take beyond that between two moments.
fn blocked(tasks: &[(f64, f64)], from: f64, until: f64) -> f64 {
    let within = |&(start, duration): &(f64, f64)| {
        let (start, end) = (start.max(from), (start + duration).min(until));
        (end - start - UNNOTICED).max(0.0)
    };
    // Not `sum`: that of nothing is -0.
    tasks.iter().map(within).fold(0.0, f64::add)
}

impl Load {
    /// Loads a page; to its end if nothing is slow.
    ///
    /// # Errors
    /// When the rows don't come, or the browser fails.
    pub async fn measure(
        browser: &Browser,
        log: &Log,
        target: &Target,
        conditions: Conditions,
    ) -> Result<Self> {
        let driver = browser.driver()?;
        let home = driver.window().await?;
        let tab = driver.new_tab().await?;
        driver.switch_to_window(tab).await?;
        let page = Page::new(driver);
        let load = measure(&page, log, target, conditions).await;
        driver.close_window().await?;
        driver.switch_to_window(home).await?;
        load.with_context(|| format!("cannot load {}", target.url))
    }
}

async fn measure(page: &Page, log: &Log, target: &Target, conditions: Conditions) -> Result<Load> {
    prepare(page, target, conditions).await?;
    log.forget();
    page.driver().goto(&target.url).await?;
    page.run::<f64>("return watch.rows", &[]).await?;
    let taken = CpuTime::of(page).await?;
    let mut memory = None;
    if conditions == Conditions::Own {
        while !log.is_quiet_for(QUIET) {
            tokio::time::sleep(PAUSE).await;
        }
        memory = Some(Memory::of(page).await?);
    }
    let told: PageReport = page.run("return watch.load()", &[]).await?;
    let exchanges = log.all();
    Ok(Load {
        painted: told.painted,
        rows: told.rows,
        from_data: told.received.map(|at| (told.rows - at).max(0.0)),
        taken,
        blocked: blocked(&told.tasks, told.painted, told.rows),
        shift: told.shift,
        first: Traffic::until(told.origin + told.rows, &exchanges),
        all: Traffic::until(f64::INFINITY, &exchanges),
        memory,
    })
}

/// Empties the caches of an empty tab, and gets it ready.
async fn prepare(page: &Page, target: &Target, conditions: Conditions) -> Result<()> {
    page.wait_for_scripts(crate::PATIENCE_MS).await?;
    page.cdp("Network.clearBrowserCache", json!({})).await?;
    let everything = json!({ "origin": target.url, "storageTypes": "all" });
    page.cdp("Storage.clearDataForOrigin", everything).await?;
    let Target { script, rows, .. } = target;
    let source = format!("{{\n{script}\n{INSTANCES}\n({WATCH})({rows});\n}}");
    let script = json!({ "source": source });
    page.cdp("Page.addScriptToEvaluateOnNewDocument", script)
        .await?;
    CpuTime::count(page).await?;
    if conditions == Conditions::Slow {
        let rate = json!({ "rate": 4 });
        page.cdp("Emulation.setCPUThrottlingRate", rate).await?;
        page.cdp("Network.enable", json!({})).await?;
        let line = json!({
            "offline": false,
            "latency": 150,
            // Bytes a second.
            "downloadThroughput": 1_600_000 / 8,
            "uploadThroughput": 750_000 / 8,
        });
        page.cdp("Network.emulateNetworkConditions", line).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_above_50_ms_and_between_the_moments_blocks() {
        let tasks = [(0.0, 200.0), (300.0, 60.0), (400.0, 300.0)];
        // 70 of the first are before, 50 of the last behind.
        assert!((blocked(&tasks, 70.0, 650.0) - (80.0 + 10.0 + 200.0)).abs() < 1e-9);
        assert!(blocked(&tasks, 800.0, 900.0).abs() < 1e-9);
    }

    #[test]
    fn what_is_asked_later_does_not_count_as_first() {
        let exchange = |party, asked| Exchange {
            party,
            is_statistics: false,
            asked,
            bytes: 10,
        };
        let exchanges = [
            exchange(Recipient::Files, 1.0),
            exchange(Recipient::Homeserver, 2.0),
            exchange(Recipient::Files, 3.0),
        ];
        let first = Traffic::until(2.0, &exchanges);
        assert_eq!((first.files, first.bytes, first.homeserver), (1, 10, 1));
        assert_eq!(Traffic::until(9.0, &exchanges).bytes, 20);
    }
}
