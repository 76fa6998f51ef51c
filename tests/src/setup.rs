//! What a test's surroundings are to be like, and how they come about.

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;

use anyhow::{Result, anyhow, ensure};
use futures::FutureExt as _;
use test_support::web_server::Hosting;
use test_support::{Gateway, Synapse};
use tokio::sync::Semaphore;

use crate::browser::Browser;
use crate::copy::{BROKEN, PanelCopy, QUIET, packed_release, quiet_copy};
use crate::describe::describe;
use crate::homeserver::shared;
use crate::page::Page;
use crate::scene::Scene;

/// Browsers at once.
static MAX_BROWSERS: Semaphore = Semaphore::const_new(2);

/// What a test's surroundings are to be like.
#[derive(Debug, Default)]
pub struct Setup {
    prefix: String,
    elsewhere: bool,
    patience: Option<u32>,
    config: Option<String>,
    synapse: Option<&'static Synapse>,
    hosting: Option<Hosting>,
}

impl Setup {
    /// The panel and the shared homeserver on one origin.
    pub fn new() -> Self {
        Self::default()
    }

    /// The panel is served below this path.
    #[must_use]
    pub fn below(self, prefix: &str) -> Self {
        let prefix = prefix.to_owned();
        Self { prefix, ..self }
    }

    /// The homeserver is on another origin than the panel.
    #[must_use]
    pub fn homeserver_elsewhere(self) -> Self {
        Self {
            elsewhere: true,
            ..self
        }
    }

    /// The panel waits for statistics no longer than so many seconds, as its host may decide.
    #[must_use]
    pub fn waiting_for(self, seconds: u32) -> Self {
        Self {
            patience: Some(seconds),
            ..self
        }
    }

    /// The panel's host has put this into `config.json`; with nothing, there is no such file.
    #[must_use]
    pub fn config(self, text: &str) -> Self {
        Self {
            config: Some(text.to_owned()),
            ..self
        }
    }

    /// Other homeservers than the one on the panel's origin may be signed in to.
    #[must_use]
    pub fn other_homeservers(self) -> Self {
        self.config(r#"{"other_homeservers":true}"#)
    }

    /// The panel's web server fails at `config.json`.
    #[must_use]
    pub fn broken_config(self) -> Self {
        self.config(BROKEN)
    }

    /// Another homeserver than the shared one.
    #[must_use]
    pub fn on(self, synapse: &'static Synapse) -> Self {
        Self {
            synapse: Some(synapse),
            ..self
        }
    }

    /// The panel is handed on as `cargo xtask dist` does it, and served by a real web server with a
    /// configuration of `deploy/`.
    #[must_use]
    pub fn hosted(self, hosting: Hosting) -> Self {
        Self {
            hosting: Some(hosting),
            ..self
        }
    }

    /// Runs a test, and checks afterwards what holds for every test. A failure tells what was on
    /// the page.
    ///
    /// # Errors
    /// When the test fails, or anything that must hold does not.
    pub async fn test(self, test: impl AsyncFnOnce(&mut Scene) -> Result<()>) -> Result<()> {
        let _place = MAX_BROWSERS.acquire().await?;
        let mut scene = self.start().await?;
        let outcome = AssertUnwindSafe(test(&mut scene)).catch_unwind().await;
        let outcome = match outcome {
            Ok(Ok(())) => scene.check().await,
            Ok(failure) => failure,
            Err(panic) => {
                let words = panic.downcast_ref::<String>().map(String::as_str);
                let words = words.or(panic.downcast_ref::<&str>().copied());
                Err(anyhow!("panic: {}", words.unwrap_or("without words")))
            }
        };
        let outcome = match outcome {
            Ok(()) => Ok(()),
            Err(error) => {
                let _ = scene.read_console().await;
                let gateways: Vec<_> = [&scene.gateway].into_iter().chain(&scene.remote).collect();
                let seen = describe(scene.page.as_ref(), &scene.console, &gateways).await;
                Err(anyhow!("{error:#}\n\n{seen}"))
            }
        };
        let closed = match scene.browser.take() {
            Some(browser) => browser.close().await,
            None => Ok(()),
        };
        outcome.and(closed)
    }

    async fn start(self) -> Result<Scene> {
        let synapse = match self.synapse {
            Some(synapse) => synapse,
            None => shared()?,
        };
        let mut dist =
            std::env::var_os("PANEL_DIST").map_or_else(xtask::workspace::dist, PathBuf::from);
        let index = dist.join("index.html");
        let place = index.display();
        ensure!(index.is_file(), "the panel is not built: no {place}");
        let mut changed = None;
        if self.hosting.is_some() {
            // Apache runs as a user who can't read every folder.
            let copy = PanelCopy::of(packed_release(&dist)?)?;
            copy.write_config(QUIET)?;
            dist = copy.folder().to_path_buf();
            changed = Some(copy);
        }
        if self.patience.is_some() || self.config.is_some() {
            let copy = PanelCopy::of(&dist)?;
            if let Some(seconds) = self.patience {
                copy.wait_for(seconds)?;
            }
            if let Some(config) = &self.config {
                copy.write_config(config)?;
            }
            dist = copy.folder().to_path_buf();
            changed = Some(copy);
        } else if self.hosting.is_none() {
            dist = quiet_copy(&dist)?.to_path_buf();
        }
        let panel = Gateway::builder()
            .panel(&dist)
            .prefix(&self.prefix)
            .collect_csp_reports();
        let (gateway, remote) = if self.elsewhere {
            let remote = Gateway::builder().homeserver(&synapse.base_url());
            (panel.start()?, Some(remote.start()?))
        } else {
            (panel.homeserver(&synapse.base_url()).start()?, None)
        };
        let mut url = gateway.url().to_owned();
        let mut web_server = None;
        let browser = match self.hosting {
            None => Browser::start().await?,
            Some(hosting) => {
                let server = hosting.start(&dist, &gateway.origin())?;
                hosting.url().clone_into(&mut url);
                let browser = Browser::start_at(Hosting::HOSTS, server.port()).await?;
                web_server = Some(server);
                browser
            }
        };
        let page = Page::new(browser.driver()?);
        Ok(Scene {
            page: Some(page),
            browser: Some(browser),
            url,
            folder: dist,
            _web_server: web_server,
            gateway,
            remote,
            synapse,
            console: Vec::new(),
            expected_failures: Vec::new(),
            expected_refusals: Vec::new(),
            expected_complaints: Vec::new(),
            secrets: vec![synapse.admin().access_token.clone()],
            _changed: changed,
        })
    }
}
