//! The panel's files as its host may have changed them.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context as _, Result, anyhow, ensure};

/// Stands for a file that leads to itself, and so to nothing that can be served.
pub(crate) const BROKEN: &str = "broken";

/// A configuration that loads nothing unless requested.
pub(crate) const QUIET: &str = r#"{"trend":"ask"}"#;

/// A changed copy of the panel's files, gone when dropped.
#[derive(Debug)]
pub(crate) struct PanelCopy(PathBuf);

impl PanelCopy {
    pub(crate) fn of(dist: &Path) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = format!("panel-copy-{}-{number}", std::process::id());
        let copy = Self(std::env::temp_dir().join(folder));
        copy_all(dist, &copy.0)?;
        Ok(copy)
    }

    /// The folder that they are in.
    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }

    /// Writes `config.json`, or removes it.
    pub(crate) fn write_config(&self, config: &str) -> Result<()> {
        let file = self.0.join("config.json");
        if config.is_empty() || config == BROKEN {
            std::fs::remove_file(&file)?;
            if config == BROKEN {
                std::os::unix::fs::symlink(&file, &file)?;
            }
            return Ok(());
        }
        Ok(std::fs::write(file, config)?)
    }

    /// Sets the seconds that statistics may take.
    pub(crate) fn wait_for(&self, seconds: u32) -> Result<()> {
        let index = self.0.join("index.html");
        let text = std::fs::read_to_string(&index)?;
        let setting = text
            .split('<')
            .find(|tag| tag.contains("statistics-timeout-seconds"));
        let setting = setting.context("index.html has no statistics-timeout-seconds")?;
        let changed = setting.replace("180", &seconds.to_string());
        ensure!(changed != setting, "the setting is not 180: {setting}");
        Ok(std::fs::write(&index, text.replace(setting, &changed))?)
    }
}

/// The folder that administrators get, made of the panel that was built, once in all tests.
///
/// # Errors
/// When it cannot be made.
pub(crate) fn packed_release(built: &Path) -> Result<&'static Path> {
    static FOLDER: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let make = || {
        let folder = xtask::workspace::target().join("handed-on");
        let made = release_files::dist::prepare(built, &folder);
        made.map(|()| folder).map_err(|error| format!("{error:#}"))
    };
    let folder = FOLDER.get_or_init(make).as_ref();
    folder
        .map(PathBuf::as_path)
        .map_err(|error| anyhow!("{error}"))
}

/// The panel's files with a configuration that loads nothing by itself, once for all tests: those that
/// count requests mean those of the administrator.
///
/// # Errors
/// When it cannot be made.
pub(crate) fn quiet_copy(built: &Path) -> Result<&'static Path> {
    static FOLDER: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let make = || {
        let folder = xtask::workspace::target().join("quiet");
        let _ = std::fs::remove_dir_all(&folder);
        copy_all(built, &folder)?;
        std::fs::write(folder.join("config.json"), QUIET)?;
        anyhow::Ok(folder)
    };
    let folder = FOLDER.get_or_init(|| make().map_err(|error| format!("{error:#}")));
    let folder = folder.as_ref().map(PathBuf::as_path);
    folder.map_err(|error| anyhow!("{error}"))
}

fn copy_all(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (kind, to) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() {
            copy_all(&entry.path(), &to)?;
        } else if kind.is_file() {
            std::fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

impl Drop for PanelCopy {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
