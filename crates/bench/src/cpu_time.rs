//! The processor's time that a page took. Not the clock's: others may use the machine, too.

use anyhow::{Context as _, Result};
use e2e::Page;
use serde_json::json;

/// The processor's time of a page so far, in ms.
#[derive(Clone, Copy, Debug)]
pub struct CpuTime {
    /// For JavaScript and WebAssembly.
    pub script: f64,
    /// For all of the page's thread: script, style, layout, paint.
    pub thread: f64,
}

impl CpuTime {
    /// Lets the browser keep book.
    ///
    /// # Errors
    /// When it refuses to.
    pub async fn count(page: &Page) -> Result<()> {
        let domain = json!({ "timeDomain": "threadTicks" });
        page.cdp("Performance.enable", domain).await.map(drop)
    }

    /// What the page has taken so far.
    ///
    /// # Errors
    /// When the browser does not tell.
    pub async fn of(page: &Page) -> Result<Self> {
        let answer = page.cdp("Performance.getMetrics", json!({})).await?;
        let metric = |name: &str| -> Result<f64> {
            let mut metrics = answer["metrics"].as_array().into_iter().flatten();
            let metric = metrics.find(|metric| metric["name"] == name);
            let seconds = metric.and_then(|metric| metric["value"].as_f64());
            let seconds = seconds.with_context(|| format!("the browser does not tell {name}"))?;
            Ok(seconds * 1000.0)
        };
        Ok(Self {
            script: metric("ScriptDuration")?,
            thread: metric("TaskDuration")?,
        })
    }

    /// What it has taken since then.
    ///
    /// # Errors
    /// When the browser does not tell.
    pub async fn since(self, page: &Page) -> Result<Self> {
        let now = Self::of(page).await?;
        Ok(Self {
            script: now.script - self.script,
            thread: now.thread - self.thread,
        })
    }
}
