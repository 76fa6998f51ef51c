//! The panel's inner workings in Chromium, against plain JavaScript.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use browser_tests::{Browser, Page, until};
use madeup::Users;
use serde::Deserialize;
use serde_json::json;
use xtask::Gateway;

use crate::figures::{Figures, Goal};
use crate::homeserver::{Homeserver, STATISTICS};

/// What both took, in ms, by run.
#[derive(Debug, Deserialize)]
struct Step {
    wasm: Vec<f64>,
    js: Vec<f64>,
}

#[derive(Debug, Deserialize)]
struct Answer {
    bytes: u64,
    users: u64,
    steps: BTreeMap<String, Step>,
}

/// How many times as fast as JavaScript a step should be.
fn goal(step: &str) -> Option<Goal> {
    match step {
        "decode" => Some(Goal::AtLeast(1.3)),
        "order by size" | "order by files" => Some(Goal::AtLeast(10.0)),
        _ => None,
    }
}

/// Measures every step so many times. `folder` has the page and the module in WebAssembly.
///
/// # Errors
/// When the page or the browser fails.
pub async fn measure(folder: &Path, users: Users, runs: usize) -> Result<Figures> {
    let homeserver = Homeserver::start(users)?;
    let gateway = Gateway::builder()
        .panel(folder)
        .homeserver(homeserver.base_url())
        .start()?;
    let browser = Browser::start().await?;
    let page = Page::new(browser.driver()?);
    page.wait_for_scripts(crate::PATIENCE_MS).await?;
    page.driver().goto(gateway.url()).await?;
    until("the page's script", async || {
        let ready: bool = page.run("return 'compare' in window", &[]).await?;
        Ok(ready.then_some(()))
    })
    .await?;
    let address = format!("{STATISTICS}?order_by=user_id&limit={}", u32::MAX);
    let arguments = [json!(address), json!(runs)];
    let answer: Answer = page.run("return compare(...arguments)", &arguments).await?;
    browser.close().await?;

    let mut figures = Figures::new(&format!(
        "{} users in {} bytes, WebAssembly against JavaScript",
        answer.users, answer.bytes
    ));
    for (name, Step { wasm, js }) in answer.steps {
        let ratios: Vec<_> = wasm.iter().zip(&js).map(|(wasm, js)| js / wasm).collect();
        figures.add(&name, "ms", wasm, None);
        figures.add(&format!("{name}: JavaScript"), "ms", js, None);
        let times = format!("{name}: times as fast");
        figures.add(&times, "×", ratios, goal(&name));
    }
    Ok(figures)
}
