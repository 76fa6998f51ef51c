//! A test's surroundings: a browser, the web server that it talks to, and the homeserver behind.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use test_support::web_server::WebServer;
use test_support::{Gateway, Synapse};
use thirtyfour::BrowserLogEntry;

use crate::browser::Browser;
use crate::copy::PanelCopy;
use crate::describe::SecretTraces;
use crate::page::Page;
use crate::secrets;
use crate::wait::until;

/// A test's surroundings. It can be used as the [`Page`] that the browser shows.
#[derive(Debug)]
pub struct Scene {
    pub(crate) browser: Option<Browser>,
    pub(crate) page: Option<Page>,
    pub(crate) url: String,
    pub(crate) folder: PathBuf,
    pub(crate) _web_server: Option<WebServer>,
    /// The web server of the panel, and of the homeserver if that is on the same origin.
    pub gateway: Gateway,
    pub(crate) remote: Option<Gateway>,
    /// The homeserver.
    pub synapse: &'static Synapse,
    pub(crate) console: Vec<BrowserLogEntry>,
    pub(crate) expected_failures: Vec<String>,
    pub(crate) expected_refusals: Vec<String>,
    pub(crate) expected_complaints: Vec<String>,
    pub(crate) secrets: Vec<String>,
    pub(crate) _changed: Option<PanelCopy>,
}

impl Deref for Scene {
    type Target = Page;

    fn deref(&self) -> &Page {
        match &self.page {
            Some(page) => page,
            None => panic!("the browser is closed"),
        }
    }
}

impl Scene {
    /// The web server that the homeserver is behind.
    pub fn server(&self) -> &Gateway {
        self.remote.as_ref().unwrap_or(&self.gateway)
    }

    /// The panel's URL, with a slash at its end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The folder that the panel is served from.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder that downloads go to.
    ///
    /// # Errors
    /// When the browser is closed.
    pub fn downloads(&self) -> Result<PathBuf> {
        let browser = self.browser.as_ref().context("the browser is closed")?;
        Ok(browser.downloads())
    }

    /// Opens the panel with a query string (with its question mark, or empty).
    ///
    /// # Errors
    /// When the browser fails.
    pub async fn open(&self, query: &str) -> Result<()> {
        let url = format!("{}{query}", self.url);
        Ok(self.driver().goto(url).await?)
    }

    /// Opens the panel with a query string in a tab in which the administrator has signed in by token
    /// before: its storage has the session, as the panel keeps it, before the panel starts.
    ///
    /// # Errors
    /// When that is not possible.
    pub async fn open_report(&self, query: &str) -> Result<()> {
        let account = self.synapse.admin();
        let homeserver = self.server().origin();
        let session = json!({
            "id": "a-session-of-tests", "base_url": homeserver, "homeserver": homeserver,
            "user_id": account.user_id, "device_id": null, "grant": "Pasted",
            "tokens": { "access": account.access_token, "refresh": null, "renew_ts": null },
        });
        let sessions = json!({ "current": 0, "sessions": [session] }).to_string();
        let source = format!("sessionStorage.setItem('sessions', {})", json!(sessions));
        let add = "Page.addScriptToEvaluateOnNewDocument";
        let added = self.cdp(add, json!({ "source": source })).await?;
        self.open(query).await?;
        let remove = "Page.removeScriptToEvaluateOnNewDocument";
        self.cdp(remove, added).await?;
        self.find("region", "Totals").await.map(drop)
    }

    /// Signs the administrator in by token, on the page that is open.
    ///
    /// # Errors
    /// When that is not possible.
    pub async fn sign_in(&self) -> Result<()> {
        self.name_homeserver().await?;
        self.sign_in_with_token(&self.synapse.admin().access_token)
            .await?;
        self.find("region", "Totals").await.map(drop)
    }

    /// Signs the administrator in by token at another homeserver, on the sign-in page that is open.
    ///
    /// # Errors
    /// When that is not possible.
    pub async fn sign_in_at(&self, homeserver: &Gateway) -> Result<()> {
        self.fill("Homeserver", &homeserver.origin()).await?;
        self.tab().await?;
        self.status("Found at").await?;
        self.sign_in_with_token(&self.synapse.admin().access_token)
            .await?;
        self.loaded().await
    }

    /// Lets the panel use the clipboard without the browser's question.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn allow_clipboard(&self) -> Result<()> {
        let may = json!({
            "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"],
            "origin": self.gateway.origin(),
        });
        self.cdp("Browser.grantPermissions", may).await.map(drop)
    }

    /// What the clipboard holds.
    ///
    /// # Errors
    /// When the page may not read it.
    pub async fn clipboard(&self) -> Result<String> {
        self.run("return navigator.clipboard.readText()", &[]).await
    }

    /// Sees to it that the form names the homeserver.
    ///
    /// # Errors
    /// When there is no form.
    pub async fn name_homeserver(&self) -> Result<()> {
        if let Some(remote) = &self.remote {
            self.fill("Homeserver", &remote.origin()).await?;
            self.tab().await?;
        }
        self.status("Found at").await
    }

    /// Signs in by password, on the page that is open; does not wait for what comes of it.
    ///
    /// # Errors
    /// When there is no form.
    pub async fn sign_in_with_password(&self, user: &str, password: &str) -> Result<()> {
        self.by_password().await?;
        self.fill("User name", user).await?;
        self.fill("Password", password).await?;
        self.press("Sign in").await
    }

    /// Waits for a session in the browser's tab, and gives its token.
    ///
    /// # Errors
    /// When no one is signed in.
    pub async fn token(&mut self) -> Result<String> {
        let token = until("a session", async || {
            Ok(SecretTraces::of(self).await?.token)
        })
        .await?;
        self.secrets.push(token.clone());
        Ok(token)
    }

    /// Says that requests for addresses with this in them are going to fail on purpose.
    pub fn expect_failures(&mut self, address: &str) {
        self.expected_failures.push(address.to_owned());
    }

    /// Says that another page is going to try to frame the panel.
    pub fn expect_refused_frames(&mut self) {
        self.expect_refused("frame-ancestors");
    }

    /// Says that something is going to be refused by this directive of the policy.
    pub fn expect_refused(&mut self, directive: &str) {
        self.expected_refusals.push(directive.to_owned());
        self.expect_complaints(directive);
    }

    /// Says that the browser is going to write this to its console.
    pub fn expect_complaints(&mut self, words: &str) {
        self.expected_complaints.push(words.to_owned());
    }

    /// Closes the browser and continues with a fresh one.
    ///
    /// # Errors
    /// When the one that is closed has something to complain about.
    pub async fn fresh_browser(&mut self) -> Result<()> {
        self.check().await?;
        self.page = None;
        if let Some(browser) = self.browser.take() {
            browser.close().await?;
        }
        let browser = Browser::start().await?;
        self.page = Some(Page::new(browser.driver()?));
        self.browser = Some(browser);
        Ok(())
    }

    pub(crate) async fn read_console(&mut self) -> Result<()> {
        if let Some(page) = &self.page {
            self.console.extend(page.driver().browser_log().await?);
        }
        Ok(())
    }

    /// Checks what holds for every test: nothing was refused by the policy, the console is clean,
    /// and no token lies in the open.
    ///
    /// # Errors
    /// When one of these does not hold.
    pub async fn check(&mut self) -> Result<()> {
        self.read_console().await?;
        let mut reports = self.gateway.csp_reports();
        reports.retain(|report| {
            let report = report.to_string();
            let mut expected = self.expected_refusals.iter();
            !expected.any(|directive| report.contains(directive))
        });
        ensure!(reports.is_empty(), "refused by the policy: {reports:?}");
        for entry in &self.console {
            let quiet = !matches!(entry.level.as_str(), "SEVERE" | "WARNING");
            ensure!(
                quiet || self.is_expected(entry),
                "the browser complains: {entry:?}"
            );
        }
        let traces = SecretTraces::of(self).await?;
        let mut secrets = self.secrets.clone();
        secrets.extend(traces.token);
        secrets.extend(secrets::in_tab(self).await?);
        let addresses = secrets::addresses(self, &self.url).await?;
        let console = self.console.iter().map(|entry| entry.message.as_str());
        let open = addresses.iter().map(String::as_str).chain(console);
        for text in open.chain([traces.kept.as_str()]) {
            let parameter = secrets::parameter(text);
            ensure!(parameter.is_none(), "{parameter:?} lies in the open");
        }
        for secret in secrets {
            ensure!(
                !traces.kept.contains(&secret),
                "a token is kept in the open"
            );
            ensure!(!traces.document.contains(&secret), "a token is in the page");
            let mut addresses = addresses.iter();
            let remembered = addresses.any(|address| address.contains(&secret));
            ensure!(!remembered, "a token is in the tab's history");
            let mut console = self.console.iter();
            let logged = console.any(|entry| entry.message.contains(&secret));
            ensure!(!logged, "a token is in the console");
            for gateway in [&self.gateway].into_iter().chain(&self.remote) {
                let sent = |it: &test_support::gateway::RecordedRequest| it.query.contains(&secret);
                ensure!(
                    !gateway.requests().iter().any(sent),
                    "a token is in an address"
                );
            }
        }
        Ok(())
    }

    fn is_expected(&self, entry: &BrowserLogEntry) -> bool {
        let mut expected = self.expected_complaints.iter();
        if expected.any(|words| entry.message.contains(words)) {
            return true;
        }
        let network = [
            "Failed to load resource",
            "blocked by CORS policy",
            "Mixed Content:",
            // What loads parts of the panel says so, too.
            "/parts.js",
        ];
        network.iter().any(|words| entry.message.contains(words))
            && self
                .expected_failures
                .iter()
                .any(|address| entry.message.contains(address))
    }
}
