//! `cargo xtask test`: everything that must hold before a change goes in.

use std::fs;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use crate::shell::{run, say};
use crate::tools::{self, Tools, WASM, browser};
use crate::workspace::{dist, root, target};

const PANEL: &str = "synapse-media-usage";
const BROWSER_TESTS: &str = "browser-tests";

struct Step {
    name: &'static str,
    what: &'static str,
    run: fn() -> Result<()>,
}

const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        what: "formatting",
        run: fmt,
    },
    Step {
        name: "clippy",
        what: "lints on both targets",
        run: clippy,
    },
    Step {
        name: "deny",
        what: "licences, duplicates and sources of what the project is made of",
        run: deny,
    },
    Step {
        name: "native",
        what: "native tests",
        run: native,
    },
    Step {
        name: "wasm",
        what: "the panel's own tests in Chromium",
        run: wasm,
    },
    Step {
        name: "build",
        what: "the optimised panel and its weight",
        run: build,
    },
    Step {
        name: "browser",
        what: "the panel in Chromium against a real Synapse",
        run: browser,
    },
];

/// Runs all steps, or the one that is named.
///
/// # Errors
/// At the first step that fails, or when there is no such step.
pub fn test(only: Option<&str>) -> Result<()> {
    let wanted: Vec<_> = STEPS
        .iter()
        .filter(|step| only.is_none_or(|name| name == step.name))
        .collect();
    if wanted.is_empty() {
        let names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
        bail!("there is no such step; there are: {}", names.join(", "));
    }
    let begun = Instant::now();
    for step in &wanted {
        let Step { name, what, .. } = step;
        say(format!("{name}: {what}"));
        let begun = Instant::now();
        // The browser tests need the panel as it is now, not as it was built some time ago.
        let outcome = match (*name, only) {
            ("browser", Some(_)) => build_panel().and_then(|()| (step.run)()),
            _ => (step.run)(),
        };
        outcome.with_context(|| {
            format!("step {name} failed (alone it is: cargo xtask test {name})")
        })?;
        say(format!(
            "{name}: passed in {:.1} s",
            begun.elapsed().as_secs_f32()
        ));
    }
    let (count, seconds) = (wanted.len(), begun.elapsed().as_secs());
    say(format!("{count} of {count} steps passed in {seconds} s"));
    Ok(())
}

fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.args(arguments).current_dir(root());
    cargo
}

fn fmt() -> Result<()> {
    run(&mut cargo(&["fmt", "--all", "--check"]))
}

fn clippy() -> Result<()> {
    Tools::ensure()?;
    let strict = ["--all-targets", "--", "-D", "warnings"];
    run(cargo(&["clippy", "--workspace"]).args(strict))?;
    run(cargo(&["clippy", "--package", PANEL, "--target", WASM]).args(strict))?;
    let libraries = ["--package", "usage", "--package", "bench-wasm", "--lib"];
    let wasm = ["--target", WASM, "--", "-D", "warnings"];
    run(cargo(&["clippy"]).args(libraries).args(wasm))
}

fn deny() -> Result<()> {
    let mut deny = tools::deny()?;
    // It reads the manifests of all targets' packages, offline: they have to be here.
    run(&mut cargo(&["fetch", "--locked"]))?;
    run(deny.current_dir(root()))
}

fn native() -> Result<()> {
    run(&mut cargo(&[
        "test",
        "--workspace",
        "--exclude",
        BROWSER_TESTS,
    ]))
}

fn wasm() -> Result<()> {
    let tools = Tools::ensure()?;
    let browser = browser::ensure()?;
    let capabilities = target().join("webdriver.json");
    let options = json!({ "args": browser::ARGUMENTS, "binary": browser.chromium });
    let options = json!({ "goog:chromeOptions": options });
    fs::create_dir_all(target())?;
    fs::write(&capabilities, serde_json::to_vec(&options)?)?;
    let without_the_page = ["--lib", "--no-default-features"];
    run(cargo(&["test", "--package", PANEL, "--target", WASM])
        .args(without_the_page)
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            tools.test_runner(),
        )
        .env("CHROMEDRIVER", browser.chromedriver)
        // Dates are read in all locales of the browser: that takes longer than the usual 20 seconds.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300")
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities))
}

fn build_panel() -> Result<()> {
    Tools::ensure()?.build_panel(true)
}

fn build() -> Result<()> {
    build_panel()?;
    super::size::report(&dist())
}

fn browser() -> Result<()> {
    browser::ensure()?;
    run(&mut cargo(&["test", "--package", BROWSER_TESTS]))
}
