//! The real panel, loading and showing the report of a made-up homeserver.

use anyhow::{Context as _, Result};
use e2e::{Browser, Page};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cpu_time::CpuTime;
use crate::memory::{INSTANCES, Memory};
use crate::profile::Profile;
use crate::server::{Recipient, Server};

const WATCH: &str = include_str!("watch.js");
const ACTIONS: &str = include_str!("actions.js");
const ROUND: &str = include_str!("round.js");

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

/// A browser with the panel open and an administrator signed in.
#[derive(Debug)]
pub struct Panel<'a> {
    page: Page,
    browser: Browser,
    server: &'a Server,
}

impl<'a> Panel<'a> {
    /// Opens the panel, and signs in to the homeserver on its origin.
    ///
    /// # Errors
    /// When there is no browser, or the panel does not let the administrator in.
    pub async fn open(server: &'a Server) -> Result<Self> {
        let browser = Browser::start().await?;
        let page = Page::new(browser.driver()?);
        page.wait_for_scripts(crate::PATIENCE_MS).await?;
        let script = json!({ "source": format!("{{\n{INSTANCES}\n{WATCH}\n}}") });
        page.cdp("Page.addScriptToEvaluateOnNewDocument", script)
            .await?;
        CpuTime::count(&page).await?;
        page.driver().goto(format!("{}/", server.origin())).await?;
        page.status("Found at").await?;
        page.sign_in_with_token(crate::TOKEN).await?;
        let panel = Self {
            page,
            browser,
            server,
        };
        panel.loaded().await?;
        Ok(panel)
    }

    /// Reloads the page and the report.
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
        self.make_settings().await?;
        let mut actions = Vec::new();
        for (number, name) in self.actions().await?.into_iter().enumerate() {
            if name.starts_with(only) {
                actions.push(self.act_once(number, name).await?);
            }
        }
        Ok(actions)
    }

    /// Does the first so many of these actions.
    ///
    /// # Errors
    /// When one is no longer possible.
    pub async fn act_first(&self, count: usize) -> Result<()> {
        self.make_settings().await?;
        let names = self.actions().await?.into_iter().take(count);
        for (number, name) in names.enumerate() {
            self.act_once(number, name).await?;
        }
        Ok(())
    }

    /// Opens and closes the settings menu, whose content is made when it is first opened.
    async fn make_settings(&self) -> Result<()> {
        self.page.open_menu("settings").await?;
        self.page.find("combobox", "Rows per page").await?;
        self.page.close_menus().await
    }

    async fn actions(&self) -> Result<Vec<String>> {
        self.page.run(ACTIONS, &[]).await
    }

    async fn act_once(&self, number: usize, name: String) -> Result<Action> {
        #[derive(Deserialize)]
        struct Cost {
            painted: f64,
            longest: f64,
        }
        let before = CpuTime::of(&self.page).await?;
        let cost = self.page.run(ACTIONS, &[json!(number)]).await;
        let cost: Cost = cost.with_context(|| format!("cannot measure: {name}"))?;
        let taken = before.since(&self.page).await?;
        Ok(Action {
            name,
            painted: cost.painted,
            longest: cost.longest,
            script: taken.script,
            thread: taken.thread,
        })
    }

    /// The page's memory.
    ///
    /// # Errors
    /// When the browser does not tell it.
    pub async fn memory(&self) -> Result<Memory> {
        Memory::of(&self.page).await
    }

    /// Loads the report anew on the same page and searches in it, so many times.
    ///
    /// # Errors
    /// When the report does not come.
    pub async fn rounds(&self, count: u32) -> Result<()> {
        for _ in 0..count {
            let round = self.page.run::<()>(ROUND, &[]).await;
            round.context("the report does not come again")?;
        }
        Ok(())
    }

    /// How many requests the homeserver has got.
    pub fn requests(&self) -> u32 {
        let exchanges = self.server.log().all();
        let asked = exchanges
            .iter()
            .filter(|it| it.party == Recipient::Homeserver);
        asked.count().try_into().unwrap_or(u32::MAX)
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
