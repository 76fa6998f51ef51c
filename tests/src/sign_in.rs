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
        self.by("Access token", "Use an access token instead").await
    }

    /// Chooses to sign in by password.
    ///
    /// # Errors
    /// When there is no form.
    pub(crate) async fn by_password(&self) -> Result<()> {
        self.by("Password", "Use a password instead").await
    }

    /// Waits for a field of the form, and presses a button for it where there is one: which ways
    /// to sign in there are, the form learns from the homeserver.
    async fn by(&self, field: &str, button: &str) -> Result<()> {
        until(&format!("the field {field:?}"), async || {
            let found = self.seen("textbox", field).await?;
            if found.is_none()
                && let Some(button) = self.seen("button", button).await?
            {
                button.click().await?;
            }
            Ok(found.map(drop))
        })
        .await
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
