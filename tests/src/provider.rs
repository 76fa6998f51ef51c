//! The pages that single sign-on and delegation lead through: the provider's form, and the
//! homeserver's question.

use anyhow::Result;
use thirtyfour::By;

use crate::page::Page;
use crate::scene::Scene;
use crate::wait::until;

impl Page {
    /// Waits for the provider's form, and logs in there; does not wait for what comes of it.
    ///
    /// # Errors
    /// When there is no form.
    pub async fn at_provider(&self, user: &str) -> Result<()> {
        self.find("heading", "Log in").await?;
        self.fill("User name", user).await?;
        self.press("Log in").await
    }

    /// Waits for the provider's form, and refuses what the panel asks for.
    ///
    /// # Errors
    /// When there is no form.
    pub async fn deny_at_provider(&self) -> Result<()> {
        self.find("heading", "Log in").await?;
        self.press("Deny").await
    }
}

impl Scene {
    /// Waits for the homeserver's question whether the panel is to be trusted, and says yes.
    ///
    /// # Errors
    /// When it does not ask.
    pub async fn continue_at_homeserver(&mut self) -> Result<()> {
        // Its page has a picture from elsewhere, and no icon.
        self.expect_failures("https://matrix.org/img/");
        self.expect_failures("/favicon.ico");
        until("the homeserver's question", async || {
            let link = self.driver().find(By::LinkText("Continue")).await?;
            Ok(Some(link.click().await?))
        })
        .await
    }
}
