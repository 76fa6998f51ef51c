//! A program in the one version that is used: at hand, or fetched, or built.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use anyhow::{Context as _, Result};

use super::archive::Archive;
use super::pins::{DENY, GECKODRIVER, Pin, TRUNK};
use super::wheel::Wheel;
use crate::background::{Background, Runner};
use crate::shell::{find, output, print_status};
use crate::workspace::{locked_version, target};

/// Held while a program is built: one at a time, since each keeps all cores busy.
static TURN: Mutex<()> = Mutex::new(());

/// The program and version to install, and how cargo builds it if there is no prebuilt one.
#[derive(Clone, Debug)]
pub struct Program {
    name: &'static str,
    package: &'static str,
    version: String,
    options: &'static [&'static str],
    /// How long building takes on two cores that do nothing else.
    minutes: u32,
}

impl Program {
    /// Builds the panel.
    pub fn trunk() -> Self {
        // It downloads nothing, and so needs no TLS.
        Self::of(&TRUNK, &["--locked", "--no-default-features"], 3)
    }

    /// Checks what the project is made of.
    pub fn deny() -> Self {
        Self::of(&DENY, &["--locked", "--no-default-features"], 2)
    }

    /// Drives Firefox.
    pub fn geckodriver() -> Self {
        Self::of(&GECKODRIVER, &["--locked"], 1)
    }

    /// Runs the panel's own tests in a browser.
    ///
    /// # Errors
    /// When `Cargo.lock` does not say in which version.
    pub fn test_runner() -> Result<Self> {
        const NAME: &str = "wasm-bindgen-test-runner";
        Ok(Self {
            name: NAME,
            package: "wasm-bindgen-cli",
            version: locked_version("wasm-bindgen")?,
            // It talks to this machine only, and so needs no TLS. Its lock file names a release that
            // is not to be had everywhere.
            options: &["--no-default-features", "--bin", NAME],
            minutes: 1,
        })
    }

    fn of(pin: &Pin, options: &'static [&'static str], minutes: u32) -> Self {
        Self {
            name: pin.name,
            package: pin.name,
            version: pin.version.to_owned(),
            options,
            minutes,
        }
    }

    /// Begins to get the program. The result is its path.
    pub fn start(self) -> Background<PathBuf> {
        let (name, version) = (self.name, &self.version);
        let log = target().join("tools").join(format!("{name}.log"));
        let what = format!("{name} {version}");
        Background::start(&what, Some(log), move |runner| self.get(runner))
    }

    /// Gets the program's path.
    ///
    /// # Errors
    /// When it cannot be had.
    pub fn ensure(self) -> Result<PathBuf> {
        self.start().wait()
    }

    fn get(&self, runner: &Runner) -> Result<PathBuf> {
        let Self { name, version, .. } = self;
        let folder = target().join("tools");
        let placed = folder.join("bin").join(name);
        fs::create_dir_all(&folder)?;
        // Tests and commands may want it at once.
        let lock = File::create(folder.join(format!("{name}.lock")))?;
        runner.until(|| Ok(lock.try_lock().ok()))?;
        let candidates = find(name).into_iter().chain([placed.clone()]);
        if let Some(path) = candidates.into_iter().find(|it| self.is_right(it)) {
            return Ok(path);
        }
        if let Err(error) = self.fetch(&folder.join("bin"), runner) {
            print_status(format!("{name} {version} cannot be fetched: {error:#}"));
        }
        if !self.is_right(&placed) {
            self.build(&folder, runner)?;
        }
        Ok(placed)
    }

    /// Downloads the program into a folder, if there is a prebuilt one for this machine.
    fn fetch(&self, folder: &Path, runner: &Runner) -> Result<()> {
        let Self { name, version, .. } = self;
        if let Some(archive) = Archive::of(name) {
            print_status(format!("Downloading {name} {version}"));
            archive.install(folder, runner)?;
        } else if let Some(wheel) = Wheel::of(name) {
            print_status(format!("Fetching {name} {version}"));
            wheel.install(folder, runner)?;
        }
        Ok(())
    }

    fn build(&self, folder: &Path, runner: &Runner) -> Result<()> {
        let Self {
            name,
            package,
            version,
            options,
            minutes,
        } = self;
        let _turn = runner.until(|| Ok(TURN.try_lock().ok()))?;
        print_status(format!(
            "Building {name} {version} (once; about {minutes} min on two cores)"
        ));
        let mut cargo = Command::new("cargo");
        cargo.args(["install", package, "--version", version, "--force"]);
        cargo.args(*options).arg("--root").arg(folder);
        // A target folder of its own: the other one is in use meanwhile.
        let built = folder.join(format!("{name}-build"));
        cargo
            .env("CARGO_TARGET_DIR", &built)
            // It works for seconds, and compiles for minutes.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "256")
            // For the progress that is reported from the log.
            .env("CARGO_TERM_PROGRESS_WHEN", "always")
            .env("CARGO_TERM_PROGRESS_WIDTH", "80");
        runner.run(&mut cargo).with_context(|| {
            format!("cannot build {package} {version}: is the package registry reachable?")
        })?;
        fs::remove_dir_all(built).ok();
        print_status(format!("{name} {version} is built"));
        Ok(())
    }

    fn is_right(&self, path: &Path) -> bool {
        let answer = output(Command::new(path).arg("--version"));
        answer.is_ok_and(|text| text.split_whitespace().any(|it| it == self.version))
    }
}
