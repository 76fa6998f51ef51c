//! What may never lie in the open, and where the browser could have kept it.

use anyhow::{Context as _, Result};
use serde_json::json;

use crate::page::Page;

/// What a redirect brings back for one use, and what may never be in an address at all.
const PARAMETERS: [&str; 5] = [
    "code=",
    "loginToken=",
    "access_token=",
    "refresh_token=",
    "code_verifier=",
];

/// Everything in the tab's storage that opens a homeserver: tokens, and the verifier of a redirect
/// that is under way.
pub(crate) async fn in_tab(page: &Page) -> Result<Vec<String>> {
    let read = "
        const secret = ['access', 'refresh', 'token', 'verifier', 'code_verifier'];
        const found = [];
        for (const text of Object.values({ ...sessionStorage })) {
            try {
                JSON.parse(text, (key, value) => {
                    if (secret.includes(key) && typeof value === 'string') found.push(value);
                    return value;
                });
            } catch { /* no JSON, so no tokens */ }
        }
        return found;";
    let found: Vec<String> = page.run(read, &[]).await?;
    Ok(found.into_iter().filter(|it| !it.is_empty()).collect())
}

/// The addresses that the tab's history keeps, of those that begin with `url`; the homeserver's
/// own pages on the same origin left aside.
pub(crate) async fn addresses(page: &Page, url: &str) -> Result<Vec<String>> {
    let history = page.cdp("Page.getNavigationHistory", json!({})).await?;
    let entries = history["entries"].as_array().context("no history")?;
    let entries = entries.iter().filter_map(|entry| entry["url"].as_str());
    let ours = |it: &&str| {
        it.strip_prefix(url)
            .is_some_and(|rest| !rest.starts_with('_'))
    };
    Ok(entries.filter(ours).map(str::to_owned).collect())
}

/// The parameter in a text that may not stand in an address, if there is one.
pub(crate) fn parameter(text: &str) -> Option<&'static str> {
    let begins = |it: &&str| {
        let mut found = text.match_indices(*it);
        found.any(|(at, _)| text[..at].ends_with(['?', '&', '#']))
    };
    PARAMETERS.iter().copied().find(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_parameter_of_that_very_name_is_found() {
        assert_eq!(parameter("http://a/?x=1&loginToken=t"), Some("loginToken="));
        assert_eq!(parameter("http://a/#code=t"), Some("code="));
        assert_eq!(parameter("http://a/?errcode=t and code=x"), None);
        assert_eq!(parameter("http://a/?period=30d"), None);
    }
}
