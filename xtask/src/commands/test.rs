//! `cargo xtask test`: everything that must hold before a change goes in.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;
use std::{fs, thread};

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use crate::background::Background;
use crate::shell::{print_status, run};
use crate::tools::python;
use crate::tools::{self, Program, Tools, WASM, browser, compile_panel, firefox};
use crate::workspace::{root, target};

const PANEL: &str = "synapse-media-usage";
/// The packages that run in a browser, beside the panel itself.
const BROWSER_LIBRARIES: [&str; 7] = [
    "bench-wasm",
    "media-usage",
    "messages",
    "panel-core",
    "synapse-client",
    "user-filters",
    "web-platform",
];
/// Those of them with tests in a browser.
const TESTED_IN_BROWSER: [&str; 2] = ["synapse-client", "web-platform"];
/// The program with the tests of the whole panel in a browser.
const BROWSER_TEST: &str = "panel";

struct Step {
    name: &'static str,
    what: &'static str,
    run: fn(&mut Preparation) -> Result<()>,
}

/// In this order because the tools of the later steps are built during the first ones.
const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        what: "formatting",
        run: |_| fmt(),
    },
    Step {
        name: "clippy",
        what: "lints on both targets",
        run: |_| clippy(),
    },
    Step {
        name: "native",
        what: "native tests",
        run: |_| native(),
    },
    Step {
        name: "deny",
        what: "licences, duplicates and sources of what the project is made of",
        run: deny,
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
        run: |_| browser(),
    },
];

/// What is prepared while other steps run, for as long as no step has taken it.
#[derive(Default)]
struct Preparation {
    trunk: Option<Background<PathBuf>>,
    deny: Option<Background<PathBuf>>,
    test_runner: Option<Background<PathBuf>>,
    panel: Option<Background<()>>,
    /// The browser tests wait for it by themselves.
    _geckodriver: Option<Background<PathBuf>>,
}

impl Preparation {
    /// Begins to prepare everything.
    fn start() -> Result<Self> {
        tools::wasm_target()?;
        // What fails here fails again, and is reported, where it is needed.
        thread::spawn(|| browser::ensure().is_ok() && firefox::browser().is_ok());
        thread::spawn(|| python::ensure().is_ok());
        Ok(Self {
            trunk: Some(Program::trunk().start()),
            deny: Some(Program::deny().start()),
            test_runner: Some(Program::test_runner()?.start()),
            panel: Some(compile_panel(true, false)),
            _geckodriver: Some(Program::geckodriver().start()),
        })
    }
}

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
        bail!("no such step; the steps are: {}", names.join(", "));
    }
    let begun = Instant::now();
    let mut preparation = match only {
        None => Preparation::start()?,
        Some(_) => Preparation::default(),
    };
    for step in &wanted {
        let Step { name, what, .. } = step;
        print_status(format!("{name}: {what}"));
        let begun = Instant::now();
        // The browser tests need the panel as it is now, not as it was built some time ago.
        let outcome = match (*name, only) {
            ("browser", Some(_)) => {
                build_panel(&mut preparation).and_then(|()| (step.run)(&mut preparation))
            }
            _ => (step.run)(&mut preparation),
        };
        outcome.with_context(|| {
            format!("step {name} failed (alone it is: cargo xtask test {name})")
        })?;
        print_status(format!(
            "{name}: passed in {:.1} s",
            begun.elapsed().as_secs_f32()
        ));
    }
    let (count, seconds) = (wanted.len(), begun.elapsed().as_secs());
    print_status(format!("{count} of {count} steps passed in {seconds} s"));
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
    tools::wasm_target()?;
    let strict = ["--all-targets", "--", "-D", "warnings"];
    run(cargo(&["clippy", "--workspace"]).args(strict))?;
    run(cargo(&["clippy", "--package", PANEL, "--target", WASM]).args(strict))?;
    let mut libraries = Vec::new();
    for package in BROWSER_LIBRARIES {
        libraries.extend(["--package", package]);
    }
    libraries.push("--lib");
    let wasm = ["--target", WASM, "--", "-D", "warnings"];
    run(cargo(&["clippy"]).args(libraries).args(wasm))
}

fn deny(preparation: &mut Preparation) -> Result<()> {
    let program = preparation.deny.take();
    let program = program.unwrap_or_else(|| Program::deny().start()).wait()?;
    // It reads the manifests of all targets' packages, offline: they have to be here.
    run(&mut cargo(&["fetch", "--locked"]))?;
    run(&mut tools::deny(&program))
}

/// All tests but those in a browser. The packages are selected as in [`browser`], so that cargo
/// compiles what they depend on once, with the same features.
fn native() -> Result<()> {
    let mut tests = cargo(&["test", "--workspace", "--lib", "--bins"]);
    for name in integration_tests()? {
        tests.arg("--test").arg(name);
    }
    run(&mut tests)
}

/// The names of the packages' integration tests, except those in a browser.
fn integration_tests() -> Result<Vec<OsString>> {
    let mut names = Vec::new();
    for package in fs::read_dir(root().join("crates"))? {
        let package = package?.path();
        for file in fs::read_dir(package.join("tests")).into_iter().flatten() {
            let file = file?.path();
            if file.extension().is_some_and(|it| it == "rs") {
                names.extend(file.file_stem().map(OsString::from));
            }
        }
    }
    Ok(names)
}

fn wasm(preparation: &mut Preparation) -> Result<()> {
    tools::wasm_target()?;
    let runner = match preparation.test_runner.take() {
        Some(runner) => runner.wait()?,
        None => Program::test_runner()?.ensure()?,
    };
    let browser = browser::ensure()?;
    let capabilities = target().join("webdriver.json");
    let options = json!({ "args": browser::ARGUMENTS, "binary": browser.chromium });
    let options = json!({ "goog:chromeOptions": options });
    fs::create_dir_all(target())?;
    fs::write(&capabilities, serde_json::to_vec(&options)?)?;
    let mut tests = cargo(&["test", "--target", WASM, "--lib"]);
    for package in TESTED_IN_BROWSER {
        tests.args(["--package", package]);
    }
    run(tests
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
        .env("CHROMEDRIVER", browser.chromedriver)
        // Dates are read in all locales of the browser: that takes longer than the usual 20 seconds.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300")
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities))
}

fn build_panel(preparation: &mut Preparation) -> Result<()> {
    if let Some(panel) = preparation.panel.take() {
        panel.wait()?;
    }
    let trunk = preparation.trunk.take();
    let trunk = trunk.unwrap_or_else(|| Program::trunk().start());
    Tools::with(trunk)?.build_panel(true)
}

fn build(preparation: &mut Preparation) -> Result<()> {
    build_panel(preparation)?;
    run(&mut super::program("release-files", ["size".into()]))
}

fn browser() -> Result<()> {
    browser::ensure()?;
    run(&mut cargo(&["test", "--workspace", "--test", BROWSER_TEST]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integration_tests_of_all_packages_are_native_tests() -> Result<()> {
        let mut names = integration_tests()?;
        names.sort();
        assert_eq!(
            names,
            [
                "client",
                "colours",
                "endless",
                "gateway",
                "generator",
                "memory",
                "texts",
                "usage",
                "web_servers"
            ]
        );
        Ok(())
    }
}
