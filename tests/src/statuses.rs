//! What the page announces for a moment only, such as that it is going to try again.

use anyhow::Result;
use serde_json::json;

use crate::page::Page;
use crate::wait::until;

impl Page {
    /// Remembers from now on, until a reload, every status of the page.
    ///
    /// # Errors
    /// When there is no page.
    pub async fn remember_statuses(&self) -> Result<()> {
        let observe = "
            window.statuses = new Set();
            const remember = () => {
                for (const status of document.querySelectorAll('[role=status]'))
                    window.statuses.add(status.textContent);
            };
            new MutationObserver(remember)
                .observe(document.body, { subtree: true, childList: true, characterData: true });";
        self.run(observe, &[]).await
    }

    /// Waits until one of the remembered statuses has this text in it.
    ///
    /// # Errors
    /// When there is none, or [`Page::remember_statuses`] was not called.
    pub async fn had_status(&self, text: &str) -> Result<()> {
        let look = "return [...window.statuses].some((it) => it.includes(arguments[0]))";
        until(&format!("a status with {text:?}"), async || {
            let found: bool = self.run(look, &[json!(text)]).await?;
            Ok(found.then_some(()))
        })
        .await
    }
}
