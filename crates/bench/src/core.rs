//! The panel's inner workings in Chromium, against plain JavaScript.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use e2e::{Browser, Page, until};
use serde::Deserialize;
use serde_json::json;
use test_users::Users;

use crate::cpu_time::CpuTime;
use crate::figures::{Figures, Goal};
use crate::server::{Files, Homeserver, STATISTICS, ServedSite, Server};

/// The panel's way to do a step, and JavaScript's, by the place that the page has them at.
const WASM: usize = 1;
const JS: usize = 2;

#[derive(Debug, Deserialize)]
struct Prepared {
    bytes: u64,
    /// Names of the steps, and whether plain JavaScript does them, too.
    steps: Vec<(String, bool)>,
}

/// What a step took in every run, in ms.
#[derive(Clone, Debug, Default)]
struct Times {
    wasm: Vec<f64>,
    js: Vec<f64>,
}

/// From so many users on, orders have goals: with fewer, both ways are done in a moment.
const MANY: usize = 100_000;

/// How many times as fast as JavaScript a step should be.
fn goal(step: &str, users: usize) -> Option<Goal> {
    match step {
        "decode" => Some(Goal::AtLeast(1.3)),
        "order by size" | "order by files" if users >= MANY => Some(Goal::AtLeast(10.0)),
        _ => None,
    }
}

/// Measures every step so many times. `folder` has the page and the module in WebAssembly.
///
/// # Errors
/// When the page or the browser fails.
pub async fn measure(folder: &Path, users: Users, runs: usize) -> Result<Figures> {
    let count = users.as_slice().len();
    let mut files = Files::default();
    files.add_folder("/", folder, true)?;
    let server = Server::start(ServedSite {
        files,
        homeserver: Homeserver::generated(users),
        latency: Duration::ZERO,
    })?;
    let browser = Browser::start().await?;
    let page = Page::new(browser.driver()?);
    page.wait_for_scripts(crate::PATIENCE_MS).await?;
    page.driver().goto(format!("{}/", server.origin())).await?;
    until("the page's script", async || {
        let ready: bool = page.run("return 'prepare' in window", &[]).await?;
        Ok(ready.then_some(()))
    })
    .await?;
    CpuTime::count(&page).await?;
    let address = format!("{STATISTICS}?order_by=user_id&limit={}", u32::MAX);
    let prepare = "return prepare(...arguments)";
    let Prepared { bytes, steps } = page.run(prepare, &[json!(address)]).await?;
    let mut all = vec![Times::default(); steps.len()];
    for _ in 0..runs {
        for (step, times) in all.iter_mut().enumerate() {
            times.wasm.push(take(&page, step, WASM).await?);
            if steps[step].1 {
                times.js.push(take(&page, step, JS).await?);
            }
        }
    }
    browser.close().await?;

    let about = format!("{count} users in {bytes} bytes, WebAssembly against JavaScript");
    let mut figures = Figures::new(&about);
    for ((name, _), Times { wasm, js }) in steps.into_iter().zip(all) {
        let ratios: Vec<f64> = wasm.iter().zip(&js).map(|(wasm, js)| js / wasm).collect();
        figures.add(&name, "ms", wasm, None);
        figures.add(&format!("{name}: JavaScript"), "ms", js, None);
        let times = format!("{name}: times as fast");
        figures.add(&times, "×", ratios, goal(&name, count));
    }
    Ok(figures)
}

/// Does a step one way; gives the processor's time for it in ms.
async fn take(page: &Page, step: usize, way: usize) -> Result<f64> {
    let which = [json!(step), json!(way)];
    page.run::<()>("ready(...arguments)", &which).await?;
    let before = CpuTime::of(page).await?;
    page.run::<()>("return take(...arguments)", &which).await?;
    Ok(before.since(page).await?.script)
}
