//! The real panel, loading and showing the report of a made-up homeserver.

use std::path::Path;

use anyhow::{Context as _, Result};
use browser_tests::{Browser, Page};
use madeup::Users;
use serde::Deserialize;
use serde_json::{Value, json};
use xtask::Gateway;

use crate::homeserver::Homeserver;
use crate::profile::Profile;
use crate::ticks::Ticks;

const WATCH: &str = include_str!("watch.js");
const ACTIONS: &str = include_str!("actions.js");

/// How a report came. Moments are in ms since the page began.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Load {
    /// When the browser had the last byte.
    pub received: f64,
    /// When the panel was given the last byte.
    pub taken: f64,
    /// When the last change was on screen.
    pub painted: f64,
    /// Script in all, in ms.
    pub script: f64,
    /// The longest task above 50 ms, in ms; 0 without one.
    pub longest: f64,
}

/// What an action cost, in ms.
#[derive(Clone, Debug)]
pub struct Action {
    /// What was done.
    pub name: String,
    /// From its begin until the last change was on screen.
    pub painted: f64,
    /// The longest task above 50 ms; 0 without one.
    pub longest: f64,
    /// The processor's time for script.
    pub script: f64,
    /// The processor's time for all of the page's thread: script, style, layout, paint.
    pub thread: f64,
}

/// The page's memory, in bytes.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// Of WebAssembly; it never shrinks, so this is the most that was ever in use.
    pub wasm: f64,
    /// Of JavaScript and the document, after garbage was collected.
    pub heap: f64,
}

/// A browser with the panel open and an administrator signed in.
#[derive(Debug)]
pub struct Panel {
    page: Page,
    browser: Browser,
    _gateway: Gateway,
    _homeserver: Homeserver,
}

impl Panel {
    /// Opens the panel that was built, and signs in.
    ///
    /// # Errors
    /// When there is no panel or browser, or the panel does not let the administrator in.
    pub async fn open(dist: &Path, users: Users) -> Result<Self> {
        let homeserver = Homeserver::start(users)?;
        let gateway = Gateway::builder()
            .panel(dist)
            .homeserver(homeserver.base_url())
            .start()?;
        let browser = Browser::start().await?;
        let page = Page::new(browser.driver()?);
        page.wait_for_scripts(crate::PATIENCE_MS).await?;
        let script = json!({ "source": WATCH });
        page.cdp("Page.addScriptToEvaluateOnNewDocument", script)
            .await?;
        Ticks::count(&page).await?;
        page.driver().goto(gateway.url()).await?;
        page.status("Found at").await?;
        page.sign_in_with_token("made-up").await?;
        let panel = Self {
            page,
            browser,
            _gateway: gateway,
            _homeserver: homeserver,
        };
        panel.loaded().await?;
        Ok(panel)
    }

    /// Loads the page and the report anew.
    ///
    /// # Errors
    /// When the report does not come.
    pub async fn load(&self) -> Result<Load> {
        self.page.driver().refresh().await?;
        self.loaded().await
    }

    async fn loaded(&self) -> Result<Load> {
        let load = self.page.run("return watch.load()", &[]).await;
        load.context("the report does not come")
    }

    /// Does what an administrator does with a report; only actions whose name begins like this.
    ///
    /// # Errors
    /// When the panel has changed so much that an action is no longer possible.
    pub async fn act(&self, only: &str) -> Result<Vec<Action>> {
        #[derive(Deserialize)]
        struct Cost {
            painted: f64,
            longest: f64,
        }
        let names: Vec<String> = self.page.run(ACTIONS, &[]).await?;
        let mut actions = Vec::new();
        for (number, name) in names.into_iter().enumerate() {
            if !name.starts_with(only) {
                continue;
            }
            let before = Ticks::of(&self.page).await?;
            let cost = self.page.run(ACTIONS, &[json!(number)]).await;
            let cost: Cost = cost.with_context(|| format!("cannot measure: {name}"))?;
            let taken = before.since(&self.page).await?;
            actions.push(Action {
                name,
                painted: cost.painted,
                longest: cost.longest,
                script: taken.script,
                thread: taken.thread,
            });
        }
        Ok(actions)
    }

    /// The page's memory.
    ///
    /// # Errors
    /// When the browser does not tell it.
    pub async fn memory(&self) -> Result<Memory> {
        let wasm = "return watch.memory.buffer.byteLength";
        let wasm = self.page.run(wasm, &[]).await?;
        let nothing = json!({});
        self.page
            .cdp("HeapProfiler.collectGarbage", nothing.clone())
            .await?;
        let heap = self.page.cdp("Runtime.getHeapUsage", nothing).await?;
        let bytes = |name: &str| heap[name].as_f64();
        let used = bytes("usedSize").context("the browser does not tell its heap")?;
        Ok(Memory {
            wasm,
            heap: used + bytes("embedderHeapUsedSize").unwrap_or(0.0),
        })
    }

    /// Where the time goes while the administrator acts, by a sampling profiler; only in actions
    /// whose name begins like this.
    ///
    /// # Errors
    /// When the panel or the browser fails.
    pub async fn profile(&self, only: &str) -> Result<Profile> {
        let cdp = async |command: &str, parameters: Value| self.page.cdp(command, parameters).await;
        cdp("Profiler.enable", json!({})).await?;
        let often = json!({ "interval": 100 });
        cdp("Profiler.setSamplingInterval", often).await?;
        cdp("Profiler.start", json!({})).await?;
        self.act(only).await?;
        let mut answer = cdp("Profiler.stop", json!({})).await?;
        Ok(serde_json::from_value(answer["profile"].take())?)
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// When it does not end as it should.
    pub async fn close(self) -> Result<()> {
        self.browser.close().await
    }
}
