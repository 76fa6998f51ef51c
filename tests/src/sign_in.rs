//! Signing in, as the form wants it, and copies of a tab that is signed in.

use anyhow::Result;
use thirtyfour::WindowHandle;

use crate::page::Page;
use crate::wait::until;

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

    /// Opens a copy of the tab with its session, as duplicating it does; stays in the tab.
    ///
    /// # Errors
    /// When the browser does not open it.
    pub async fn copy_tab(&self) -> Result<WindowHandle> {
        let before = self.driver().windows().await?;
        // A window that a page opens has a copy of its session storage, as a duplicate has.
        self.run::<()>("window.open(location.href)", &[]).await?;
        until("the copy", async || {
            let windows = self.driver().windows().await?;
            Ok(windows.into_iter().find(|it| !before.contains(it)))
        })
        .await
    }
}
