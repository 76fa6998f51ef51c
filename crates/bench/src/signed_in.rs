//! An administrator who is signed in before a page begins, as one is who comes back to a tab.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use e2e::{Page, until};
use serde_json::json;

/// The tab's storage, as the panel has left it, and with the same for the floor.
#[derive(Clone, Debug)]
pub struct SignedIn(BTreeMap<String, String>);

impl SignedIn {
    /// Signs in through the panel at `url`, to the homeserver at `base_url`, and leaves the page.
    ///
    /// # Errors
    /// When the panel does not let the administrator in.
    pub async fn through(page: &Page, url: &str, base_url: &str, token: &str) -> Result<Self> {
        let named = format!("{url}?homeserver={base_url}");
        page.driver().goto(named).await?;
        until("the homeserver", async || {
            if let Some(confirm) = page.seen("button", "Use this homeserver").await? {
                confirm.click().await?;
            }
            let status = page.announced("status").await?;
            Ok(status.contains("Found at").then_some(()))
        })
        .await?;
        page.sign_in_with_token(token).await?;
        page.find("table", "Media usage by user").await?;
        let mut kept: BTreeMap<String, String> = page
            .run("return { ...sessionStorage }", &[])
            .await
            .context("the tab keeps no session")?;
        // However long the benchmark takes, the session is not idle.
        kept.remove("used");
        page.driver().goto("about:blank").await?;
        Ok(Self::new(kept, base_url, token))
    }

    /// Signs in to the floor alone.
    pub fn to_baseline(base_url: &str, token: &str) -> Self {
        Self::new(BTreeMap::new(), base_url, token)
    }

    fn new(mut kept: BTreeMap<String, String>, base_url: &str, token: &str) -> Self {
        let baseline = json!({ "base_url": base_url, "token": token });
        kept.insert("floor".to_owned(), baseline.to_string());
        Self(kept)
    }

    /// A script that puts it there, to be run before any other of the page.
    pub fn script(&self) -> String {
        let entries = json!(self.0).to_string();
        // Within a page, too, its end must not be the script's.
        let entries = entries.replace('<', "\\u003c");
        format!(
            "if (location.protocol === 'http:' && sessionStorage.length === 0)
                for (const entry of Object.entries({entries})) sessionStorage.setItem(...entry);"
        )
    }

    /// The page with that script before all others, for who can't be given it otherwise.
    pub fn page(&self, html: &str) -> String {
        let script = format!("<script>{}</script><script", self.script());
        html.replacen("<script", &script, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_comes_before_all_others_and_ends_where_it_should() {
        let kept = BTreeMap::from([("a".to_owned(), "</script>\"".to_owned())]);
        let signed_in = SignedIn::new(kept, "http://x", "t");
        let page = signed_in.page("<html><title></title><script src=\"b\"></script></html>");
        assert_eq!(page.matches("</script>").count(), 2);
        let (ours, theirs) = page.split_once("</script>").expect("two scripts");
        assert!(ours.contains(r#""a":"\u003c/script>\"""#), "{ours}");
        assert!(ours.contains("floor"));
        assert!(theirs.starts_with("<script src=\"b\">"));
    }
}
