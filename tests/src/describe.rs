//! What was on the page when a test failed, and what the page may never hold.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use serde::Deserialize;
use thirtyfour::BrowserLogEntry;

use crate::page::Page;
use test_support::Gateway;

/// How much of the page's text is printed, in characters.
const LENGTH: usize = 1500;

/// Describes the page, the browser's log, and the requests to the homeserver.
pub(crate) async fn describe(
    page: Option<&Page>,
    console: &[BrowserLogEntry],
    gateways: &[&Gateway],
) -> String {
    let mut out = String::new();
    if let Some(page) = page {
        let url = page.driver().current_url().await;
        let url = url.map_or_else(|error| error.to_string(), |url| url.to_string());
        let _ = writeln!(out, "  address: {url}");
        for role in ["alert", "status"] {
            let text = page.announced(role).await.unwrap_or_default();
            let _ = writeln!(out, "  {role}: {text:?}");
        }
        let text = page.text().await.unwrap_or_else(|error| error.to_string());
        let text: String = text.chars().take(LENGTH).collect();
        let _ = writeln!(out, "  page: {text:?}");
        if let Some(path) = picture(page).await {
            let _ = writeln!(out, "  picture: {}", path.display());
        }
    }
    for entry in console {
        let _ = writeln!(out, "  console: {} {}", entry.level, entry.message);
    }
    for gateway in gateways {
        for request in gateway.requests() {
            let (method, path, query) = (&request.method, &request.path, &request.query);
            let (status, outcome) = (request.status, request.outcome);
            let _ = writeln!(
                out,
                "  request: {method} {path}?{query} {status:?} {outcome:?}"
            );
        }
        for report in gateway.csp_reports() {
            let _ = writeln!(out, "  refused by the policy: {report}");
        }
    }
    out
}

async fn picture(page: &Page) -> Option<PathBuf> {
    let test = std::thread::current().name()?.replace("::", "-");
    let folder = xtask::workspace::target().join("browser-tests");
    std::fs::create_dir_all(&folder).ok()?;
    let path = folder.join(format!("{test}.png"));
    page.driver().screenshot(&path).await.ok()?;
    Some(path)
}

/// Where a secret could lie in the open.
#[derive(Debug, Deserialize)]
pub(crate) struct SecretTraces {
    /// The address, and what the page keeps beyond the tab.
    pub(crate) kept: String,
    /// The document.
    pub(crate) document: String,
    /// The token of the tab's session, if somebody is signed in.
    pub(crate) token: Option<String>,
}

impl SecretTraces {
    pub(crate) async fn of(page: &Page) -> Result<Self> {
        let read = "
            const caches_as_text = async () => {
                const texts = [];
                for (const name of await self.caches?.keys() ?? []) {
                    const cache = await caches.open(name);
                    for (const request of await cache.keys()) {
                        texts.push(request.url, await (await cache.match(request)).text());
                    }
                }
                return texts;
            };
            const kept = JSON.parse(sessionStorage.getItem('sessions')) ?? { sessions: [] };
            const session = kept.sessions[kept.current ?? 0];
            return caches_as_text().then((texts) => ({
                kept: [location.href, document.cookie, document.title, window.name, ...texts,
                    JSON.stringify(history.state), JSON.stringify(localStorage)].join('\\n'),
                document: document.documentElement.outerHTML,
                token: session?.tokens.access ?? null,
            }));";
        page.run(read, &[]).await
    }
}
