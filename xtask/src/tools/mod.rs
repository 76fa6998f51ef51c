//! The programs that the commands need, each in the one version that they were tried with.

pub mod axe;
pub mod browser;
pub mod firefox;
pub mod npm;
pub mod pins;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use self::pins::{DENY, TRUNK};
use crate::shell::{find, output, path_with, run, say};
use crate::workspace::{locked_version, root, target};

/// What the panel is compiled to.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The folders of the programs that build the panel.
#[derive(Clone, Debug)]
pub struct Tools {
    trunk: PathBuf,
    wasm_bindgen: PathBuf,
}

impl Tools {
    /// Makes sure of the WASM target, Trunk and wasm-bindgen.
    ///
    /// # Errors
    /// When one is missing and cannot be had.
    pub fn ensure() -> Result<Self> {
        wasm_target()?;
        let bindgen = locked_version("wasm-bindgen")?;
        Ok(Self {
            trunk: program("trunk", TRUNK.name, TRUNK.version, &["--locked"])?,
            wasm_bindgen: program("wasm-bindgen", "wasm-bindgen-cli", &bindgen, &[])?,
        })
    }

    /// What runs the panel's own tests in a browser.
    pub fn test_runner(&self) -> PathBuf {
        self.wasm_bindgen.join("wasm-bindgen-test-runner")
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
        // Trunk passes its "offline" on to cargo, which has fetched for this machine only so far.
        let mut fetch = Command::new("cargo");
        fetch.args(["fetch", "--locked", "--target", WASM]);
        run(fetch.current_dir(root())).context("the panel's packages cannot be fetched")?;
        let mut trunk = Command::new(self.trunk.join("trunk"));
        // Offline: the tools are the ones from here, or none.
        trunk.args(["build", "--offline", "--skip-version-check"]);
        trunk.arg("--dist").arg(dist);
        trunk
            .current_dir(root())
            .env("PATH", self.path())
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
        let mut bindgen = Command::new(self.wasm_bindgen.join("wasm-bindgen"));
        bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]);
        run(bindgen.arg(folder).arg(built.with_extension("wasm")))
    }

    fn path(&self) -> OsString {
        path_with(&self.wasm_bindgen)
    }
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
///
/// # Errors
/// When cargo-deny is missing and cannot be had.
pub fn deny() -> Result<Command> {
    let options = ["--locked", "--no-default-features"];
    let folder = program("cargo-deny", DENY.name, DENY.version, &options)?;
    let mut deny = Command::new(folder.join("cargo-deny"));
    deny.args(["--workspace", "--offline", "--locked", "check"]);
    deny.args(["licenses", "bans", "sources"]);
    Ok(deny)
}

/// The folder of a program in the wanted version: from `PATH`, or from the target folder, or
/// built now.
fn program(name: &str, package: &str, version: &str, options: &[&str]) -> Result<PathBuf> {
    let ours = target().join("tools");
    let installed = ours.join("bin").join(name);
    let right = |path: &PathBuf| is_version(path, version);
    if let Some(path) = find(name).into_iter().chain([installed]).find(right) {
        return Ok(path.parent().unwrap_or(Path::new("")).to_path_buf());
    }
    say(format!("Building {package} {version} (once; some minutes)"));
    let mut cargo = Command::new("cargo");
    cargo
        .args([
            "install",
            package,
            "--version",
            version,
            "--force",
            "--root",
        ])
        .arg(&ours);
    // Its own target folder: ours may be locked by the cargo that runs us.
    cargo
        .args(options)
        .env("CARGO_TARGET_DIR", target().join("tools-build"))
        // Built soon rather than fast: they work for seconds, and compile for minutes.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    run(&mut cargo).with_context(|| {
        format!("cannot build {package} {version}: is the package registry reachable?")
    })?;
    fs::remove_dir_all(target().join("tools-build")).ok();
    Ok(ours.join("bin"))
}

fn is_version(path: &Path, version: &str) -> bool {
    let answer = output(Command::new(path).arg("--version"));
    answer.is_ok_and(|text| text.split_whitespace().any(|word| word == version))
}

fn wasm_target() -> Result<()> {
    let print = ["--print", "target-libdir", "--target", WASM];
    let folder = output(Command::new("rustc").args(print).current_dir(root()))?;
    if Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    if find("rustup").is_none() {
        bail!("Rust's target {WASM} is missing, and there is no rustup to add it");
    }
    say(format!("Adding Rust's target {WASM}"));
    run(Command::new("rustup")
        .args(["target", "add", WASM])
        .current_dir(root()))
}
