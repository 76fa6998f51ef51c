//! Signing in, as the form wants it.

use anyhow::Result;

use crate::page::Page;

impl Page {
    /// Signs in by token, on the page that is open; does not wait for what comes of it.
    ///
    /// # Errors
    /// When there is no form.
    pub async fn sign_in_with_token(&self, token: &str) -> Result<()> {
        self.by_token().await?;
        self.fill("Access token", token).await?;
        self.press("Sign in").await
    }

    /// Chooses to sign in by token.
    ///
    /// # Errors
    /// When there is no form.
    pub async fn by_token(&self) -> Result<()> {
        self.find("button", "Sign in").await?;
        if self.seen("textbox", "Access token").await?.is_none() {
            self.press("Use an access token instead").await?;
        }
        Ok(())
    }
}
