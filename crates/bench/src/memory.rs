//! What a page holds in memory.

use anyhow::{Context as _, Result};
use e2e::Page;
use serde_json::json;

/// Lets the scripts behind it get at the memory of WebAssembly.
pub const INSTANCES: &str = include_str!("instances.js");

/// A page's memory, in bytes, after garbage was collected.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// Of WebAssembly; it never shrinks, so this is the most that was ever in use. The browser counts
    /// it nowhere else.
    pub wasm: f64,
    /// Of JavaScript.
    pub script: f64,
    /// Of the document.
    pub document: f64,
}

impl Memory {
    /// Of a page in which `watch.memory` is that of WebAssembly, or nothing.
    ///
    /// # Errors
    /// When the browser does not tell it.
    pub async fn of(page: &Page) -> Result<Self> {
        let wasm = "return watch.memory?.buffer.byteLength ?? 0";
        let wasm = page.run(wasm, &[]).await?;
        page.cdp("HeapProfiler.collectGarbage", json!({})).await?;
        let heap = page.cdp("Runtime.getHeapUsage", json!({})).await?;
        let bytes = |name: &str| heap[name].as_f64();
        Ok(Self {
            wasm,
            script: bytes("usedSize").context("the browser does not tell its heap")?,
            document: bytes("embedderHeapUsedSize").unwrap_or(0.0),
        })
    }

    /// All of it.
    pub fn all(self) -> f64 {
        self.wasm + self.script + self.document
    }
}
