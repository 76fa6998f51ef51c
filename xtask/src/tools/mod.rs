//! The programs that the commands need, each in the one version that they were tried with.

mod archive;
pub mod axe;
pub mod browser;
pub mod firefox;
pub mod npm;
pub mod pins;
mod program;
pub mod python;
mod wheel;

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

pub use self::program::Program;
use crate::background::{Background, Runner};
use crate::shell::{find, output, path_with, print_status, run};
use crate::workspace::{root, target};

/// What the panel is compiled to.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The package with the panel's build steps, `wasm-bindgen` among them.
const STEPS: &str = "wasm-splitter";

/// The programs that build the panel.
#[derive(Clone, Debug)]
pub struct Tools {
    trunk: PathBuf,
}

impl Tools {
    /// Makes sure of the WASM target, Trunk and wasm-bindgen.
    ///
    /// # Errors
    /// When one is missing and cannot be had.
    pub fn ensure() -> Result<Self> {
        Self::with(Program::trunk().start())
    }

    /// The same, with Trunk on its way already.
    ///
    /// # Errors
    /// When one is missing and cannot be had.
    pub fn with(trunk: Background<PathBuf>) -> Result<Self> {
        wasm_target()?;
        compile_steps(run)?;
        let trunk = trunk.wait()?;
        Ok(Self { trunk })
    }

    /// Builds the panel into [`crate::workspace::dist`].
    ///
    /// # Errors
    /// When it does not compile.
    pub fn build_panel(&self, release: bool) -> Result<()> {
        let mut trunk = self.trunk(&crate::workspace::dist())?;
        if release {
            optimised(trunk.arg("--release"))?;
        }
        run(&mut trunk).context("the panel cannot be built")
    }

    /// Builds the optimised panel into a folder, with the names of its functions, for profilers.
    ///
    /// # Errors
    /// When it does not compile.
    pub fn build_panel_with_names(&self, folder: &Path) -> Result<()> {
        let mut trunk = self.trunk(folder)?;
        optimised(trunk.arg("--release"))?;
        trunk.env("CARGO_PROFILE_RELEASE_STRIP", "none");
        run(&mut trunk).context("the panel cannot be built")
    }

    fn trunk(&self, dist: &Path) -> Result<Command> {
        run(&mut fetch_panel()).context("the panel's packages cannot be fetched")?;
        let mut trunk = Command::new(&self.trunk);
        // Offline: the tools are the ones from here, or none.
        trunk.args(["build", "--offline", "--skip-version-check"]);
        trunk.arg("--dist").arg(dist);
        trunk
            .current_dir(root())
            .env("PATH", path())
            .env_remove("NO_COLOR")
            // What it says is progress, not an answer.
            .stdout(std::io::stderr());
        Ok(trunk)
    }

    /// Builds a library of the workspace, optimised as the panel is, into a folder: a module in
    /// WebAssembly, and the script that loads it.
    ///
    /// # Errors
    /// When it does not compile.
    pub fn build_module(&self, package: &str, folder: &Path) -> Result<()> {
        let mut cargo = Command::new("cargo");
        cargo.args(["build", "--locked", "--release", "--target", WASM]);
        optimised(&mut cargo)?;
        run(cargo.args(["--package", package]).current_dir(root()))?;
        let built = target().join(WASM).join("release");
        let built = built.join(package.replace('-', "_"));
        let mut bindgen = Command::new(programs().join("wasm-bindgen"));
        bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]);
        run(bindgen.arg(folder).arg(built.with_extension("wasm")))
    }
}

/// The folder with the build steps that Trunk looks for by name.
fn programs() -> PathBuf {
    target().join("tools").join("wasm-bindgen")
}

/// Where Trunk finds `wasm-bindgen`.
fn path() -> OsString {
    path_with(&programs())
}

/// Trunk passes its "offline" on to cargo, which has fetched for this machine only so far.
fn fetch_panel() -> Command {
    let mut fetch = Command::new("cargo");
    fetch.args(["fetch", "--locked", "--target", WASM]);
    fetch.current_dir(root());
    fetch
}

/// Compiles the build steps that are a part of the workspace.
fn compile_steps(run: impl Fn(&mut Command) -> Result<()>) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--locked", "--package", STEPS]);
    run(cargo.current_dir(root())).context("the panel's build steps cannot be compiled")?;
    let name = programs().join("wasm-bindgen");
    fs::create_dir_all(programs())?;
    fs::remove_file(&name).ok();
    symlink(target().join("debug").join("bindgen"), &name)
        .with_context(|| format!("cannot make {}", name.display()))
}

/// Compiles in the background what the panel is built of, exactly as Trunk is going to ask for it.
/// Where it is `visible`, its output is shown rather than kept in a log.
pub fn compile_panel(release: bool, visible: bool) -> Background<()> {
    let compile = move |runner: &Runner| {
        wasm_target()?;
        let run = |command: &mut Command| runner.run(command);
        run(&mut fetch_panel())?;
        let mut cargo = Command::new("cargo");
        cargo.args(["build", "--offline", "--locked", "--target", WASM]);
        if release {
            optimised(cargo.arg("--release"))?;
        }
        run(cargo.current_dir(root())).context("the panel does not compile")?;
        compile_steps(run)
    };
    let log = target().join("tools").join("panel.log");
    Background::start("The panel", (!visible).then_some(log), compile)
}

/// Lets a build for WebAssembly come out the same wherever it is made: the messages of panics name
/// sources by their paths, those of the packages below cargo's home folder.
fn optimised(build: &mut Command) -> Result<()> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = match home {
        Some(home) => home,
        None => Path::new(&std::env::var_os("HOME").context("HOME is not set")?).join(".cargo"),
    };
    let registry = home.join("registry/src");
    let mut flags = Vec::new();
    for index in fs::read_dir(&registry).into_iter().flatten() {
        let index = index?.path();
        flags.push(format!("--remap-path-prefix={}=/packages", index.display()));
    }
    // Beside those of `.cargo/config.toml`, which RUSTFLAGS would replace.
    build.env(
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        flags.join(" "),
    );
    Ok(())
}

/// The command that checks the packages of the workspace against its `deny.toml`, without network.
pub fn deny(program: &Path) -> Command {
    let mut deny = Command::new(program);
    deny.args(["--workspace", "--offline", "--locked", "check"]);
    deny.args(["licenses", "bans", "sources"]);
    deny.current_dir(root());
    deny
}

/// Makes sure of Rust's target for WebAssembly.
///
/// # Errors
/// When it is missing and cannot be added.
pub fn wasm_target() -> Result<()> {
    let print = ["--print", "target-libdir", "--target", WASM];
    let folder = output(Command::new("rustc").args(print).current_dir(root()))?;
    if Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    if find("rustup").is_none() {
        bail!("Rust's target {WASM} is missing, and there is no rustup to add it");
    }
    print_status(format!("Adding Rust's target {WASM}"));
    run(Command::new("rustup")
        .args(["target", "add", WASM])
        .current_dir(root()))
}
