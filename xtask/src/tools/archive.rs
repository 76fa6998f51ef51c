//! Programs as their authors have built them: archives with a known checksum.

use std::env::consts::{ARCH, OS};
use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use flate2::read::GzDecoder;

use super::pins::{GECKODRIVER, Pin, TRUNK};
use crate::background::Runner;
use crate::digest;

/// A gzipped tar archive with a program for one platform.
#[derive(Clone, Copy, Debug)]
pub(super) struct Archive {
    program: &'static Pin,
    os: &'static str,
    arch: &'static str,
    url: &'static str,
    /// The checksum that the release publishes beside it.
    sha256: &'static str,
}

const ARCHIVES: [Archive; 5] = [
    Archive {
        program: &TRUNK,
        os: "linux",
        arch: "x86_64",
        url: "https://github.com/trunk-rs/trunk/releases/download/v0.21.14/trunk-x86_64-unknown-linux-gnu.tar.gz",
        sha256: "f2b4680cd239693a646a2795e4633c625328d7b2a044fbe749fa3a2fe9e7036b",
    },
    Archive {
        program: &TRUNK,
        os: "linux",
        arch: "aarch64",
        url: "https://github.com/trunk-rs/trunk/releases/download/v0.21.14/trunk-aarch64-unknown-linux-gnu.tar.gz",
        sha256: "b1d8e60e454f7fc182d9a4d95d1506ffbae947d8ba90f8f6f02da93b60f980f9",
    },
    Archive {
        program: &TRUNK,
        os: "macos",
        arch: "x86_64",
        url: "https://github.com/trunk-rs/trunk/releases/download/v0.21.14/trunk-x86_64-apple-darwin.tar.gz",
        sha256: "f1ba0e3bbe24e0ae219c6d22c33e24e2825c1608dd27c2556e323495110f1a95",
    },
    Archive {
        program: &TRUNK,
        os: "macos",
        arch: "aarch64",
        url: "https://github.com/trunk-rs/trunk/releases/download/v0.21.14/trunk-aarch64-apple-darwin.tar.gz",
        sha256: "764e299dd50d89442a4e96a236349f57961984b701e74d3dbdb39cd1c9f5101e",
    },
    Archive {
        program: &GECKODRIVER,
        os: "linux",
        arch: "x86_64",
        url: "https://github.com/mozilla/geckodriver/releases/download/v0.37.1/geckodriver-v0.37.1-linux64.tar.gz",
        sha256: "e815130ea95983e162ae91843b48d3a3ce991735635fce83a647afde21e09f7e",
    },
];

impl Archive {
    /// The archive of a program for this machine, if its checksum is known.
    pub(super) fn of(program: &str) -> Option<Self> {
        let mut all = ARCHIVES.into_iter();
        all.find(|it| it.program.name == program && (it.os, it.arch) == (OS, ARCH))
    }

    /// Downloads the archive and puts the program in it into a folder.
    ///
    /// # Errors
    /// When the archive cannot be downloaded, or is not the one that was pinned.
    pub(super) fn install(&self, folder: &Path, runner: &Runner) -> Result<()> {
        fs::create_dir_all(folder)?;
        let file = folder.join(format!("{}.tar.gz", self.program.name));
        let mut curl = Command::new("curl");
        curl.args(["--fail", "--silent", "--show-error", "--location"]);
        // Redirects included; where there is no network, building must not wait for long.
        curl.args(["--proto", "=https", "--connect-timeout", "10"]);
        curl.args(["--max-time", "300", "--output"]).arg(&file);
        let outcome = runner.run(curl.arg(self.url)).and_then(|()| {
            let archive = fs::read(&file)?;
            unpack(&archive, self.sha256, self.program.name, folder)
        });
        fs::remove_file(&file).ok();
        outcome
    }
}

/// Puts the program called `name` from an archive into a folder.
fn unpack(archive: &[u8], sha256: &str, name: &str, folder: &Path) -> Result<()> {
    let found = digest::sha256(archive);
    ensure!(found == sha256, "its SHA-256 is {found} and not {sha256}");
    let mut archive = tar::Archive::new(GzDecoder::new(archive));
    for entry in archive.entries()? {
        let mut entry = entry?;
        let path = entry.path()?;
        if path.file_name().is_none_or(|it| it != name) || !entry.header().entry_type().is_file() {
            continue;
        }
        let part = folder.join(format!("{name}.part"));
        let mut file = File::create(&part)?;
        std::io::copy(&mut entry, &mut file)?;
        file.flush()?;
        file.set_permissions(fs::Permissions::from_mode(0o755))?;
        // It can't be run while it is open for writing.
        drop(file);
        return fs::rename(&part, folder.join(name)).context("cannot place the program");
    }
    bail!("the archive has no {name}")
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn archive() -> Result<Vec<u8>> {
        let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        let script = b"#!/bin/sh\necho 1.2.3\n";
        let mut header = tar::Header::new_gnu();
        header.set_size(script.len() as u64);
        // Some archives lack the executable bit, which unpacking must set.
        header.set_mode(0o644);
        archive.append_data(&mut header, "folder/program", script.as_slice())?;
        Ok(archive.into_inner()?.finish()?)
    }

    fn folder(name: &str) -> Result<std::path::PathBuf> {
        let folder = format!("archive-{}-{name}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    #[test]
    fn a_program_can_be_run_once_it_is_unpacked() -> Result<()> {
        let (archive, folder) = (archive()?, folder("right")?);
        let sha256 = digest::sha256(&archive);
        unpack(&archive, &sha256, "program", &folder)?;
        let said = crate::shell::output(&mut Command::new(folder.join("program")))?;
        assert_eq!(said, "1.2.3\n");
        assert!(unpack(&archive, &sha256, "other", &folder).is_err());
        Ok(fs::remove_dir_all(folder)?)
    }

    #[test]
    fn an_archive_with_another_checksum_is_refused() -> Result<()> {
        let (mut archive, folder) = (archive()?, folder("wrong")?);
        let sha256 = digest::sha256(&archive);
        archive.push(0);
        assert!(unpack(&archive, &sha256, "program", &folder).is_err());
        assert!(!folder.join("program").exists());
        Ok(fs::remove_dir_all(folder)?)
    }

    #[test]
    fn every_archive_is_of_the_pinned_release() {
        for archive in ARCHIVES {
            let release = format!("/v{}/", archive.program.version);
            assert!(archive.url.contains(&release), "{}", archive.url);
            assert_eq!(archive.sha256.len(), 64, "{}", archive.url);
        }
    }
}
