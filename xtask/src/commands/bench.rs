//! `cargo xtask bench`: how fast the panel is in Chromium, and how much memory it takes.

use std::ffi::OsString;
use std::fs;

use anyhow::{Context as _, Result};

use crate::shell::{print_status, run};
use crate::tools::{Tools, browser};
use crate::workspace::{root, target};

/// The program that measures.
const BENCH: &str = "bench";
/// The panel's inner workings for a page.
const MODULE: &str = "bench-wasm";

/// Builds what is to be measured, and measures it; the arguments are for the program that does.
///
/// # Errors
/// When something is missing, does not compile, or breaks while it is measured.
pub fn bench(arguments: &[OsString]) -> Result<()> {
    let mut cargo = super::program(BENCH, arguments.iter().cloned());
    if arguments.iter().any(|it| it == "--help" || it == "-h") {
        return run(&mut cargo);
    }
    let tools = Tools::ensure()?;
    browser::ensure()?;
    if arguments.iter().any(|it| it == "--profile") {
        let folder = target().join("bench").join("panel");
        print_status("Building the panel with the names of its functions");
        tools.build_panel_with_names(&folder)?;
        cargo.env("PANEL_DIST", folder);
    } else {
        print_status("Building the panel");
        tools.build_panel(true)?;
    }
    let folder = target().join("bench").join("page");
    print_status("Building its inner workings for a page of their own");
    fs::create_dir_all(&folder)?;
    tools.build_module(MODULE, &folder)?;
    for name in ["index.html", "bench.js"] {
        let page = root().join("crates/bench/page").join(name);
        fs::copy(&page, folder.join(name)).with_context(|| format!("no {}", page.display()))?;
    }
    cargo.env("BENCH_PAGE", folder);
    print_status("Measuring");
    run(&mut cargo)
}
