//! What the floor does when an administrator acts: it asks the server.

use anyhow::{Context as _, Result};
use e2e::{Browser, Page};
use serde_json::json;

use crate::server::Server;
use crate::signed_in::SignedIn;

/// Presses a button; gives the ms until other rows were on screen.
const PRESS: &str = "
    const [selector] = arguments;
    return new Promise((resolve) => {
        const start = performance.now();
        const observer = new MutationObserver(() => {
            observer.disconnect();
            requestAnimationFrame(() => {
                const { port1, port2 } = new MessageChannel();
                port1.onmessage = () => resolve(performance.now() - start);
                port2.postMessage(null);
            });
        });
        observer.observe(document.querySelector('tbody'), { childList: true });
        document.querySelector(selector).click();
    });";

/// A browser with the floor open.
#[derive(Debug)]
pub struct Baseline {
    page: Page,
    browser: Browser,
}

/// What actions took from the click until other rows were on screen, in ms.
#[derive(Clone, Copy, Debug)]
pub struct Acts {
    order: f64,
    page_turn: f64,
}

impl Acts {
    /// What the action took that has this name in the panel's list, if the floor has it, too.
    pub fn get(&self, name: &str) -> Option<f64> {
        match name {
            "order by another column" => Some(self.order),
            "page turn" => Some(self.page_turn),
            _ => None,
        }
    }
}

impl Baseline {
    /// Opens the floor, for the homeserver on its origin.
    ///
    /// # Errors
    /// When there is no browser, or no rows come.
    pub async fn open(server: &Server) -> Result<Self> {
        let browser = Browser::start().await?;
        let page = Page::new(browser.driver()?);
        let script = SignedIn::to_baseline(server.origin(), crate::TOKEN).script();
        let script = json!({ "source": script });
        page.cdp("Page.addScriptToEvaluateOnNewDocument", script)
            .await?;
        let url = format!("{}/floor/", server.origin());
        page.driver().goto(url).await?;
        page.find("button", "Next page").await?;
        let baseline = Self { page, browser };
        // From here on the homeserver has its answers at hand, as it has for the panel.
        baseline.act().await?;
        Ok(baseline)
    }

    /// Does what an administrator does.
    ///
    /// # Errors
    /// When no rows come.
    pub async fn act(&self) -> Result<Acts> {
        let press = async |selector: &str| -> Result<f64> {
            let pressed = self.page.run(PRESS, &[json!(selector)]).await;
            pressed.with_context(|| format!("the floor's {selector} does nothing"))
        };
        press("[data-order=media_length]").await?;
        let order = press("[data-order=media_count]").await?;
        let page_turn = press("#next").await?;
        Ok(Acts { order, page_turn })
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// When it does not end as it should.
    pub async fn close(self) -> Result<()> {
        self.browser.close().await
    }
}
