//! The folder as one compressed file, the same for the same content.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use flate2::{Compression, GzBuilder};
use tar::{Builder, EntryType, Header};

use super::folder::files;
use xtask::digest::sha256;

/// An archive that was written, with its digest beside it.
#[derive(Debug)]
pub struct Archive {
    /// The `.tar.gz`.
    pub path: PathBuf,
    /// Its SHA-256, in hexadecimal digits; also in a file beside it, as `sha256sum --check` reads it.
    pub sha256: String,
}

impl Archive {
    /// Packs a folder, with its name, into a file beside it. All files are said to be of that
    /// `time` (in seconds since the epoch).
    pub(super) fn pack(folder: &Path, time: u64) -> Result<Self> {
        let name = folder.file_name().context("the folder has no name")?;
        let name = name.to_string_lossy().into_owned();
        // Without a time and a name, of which gzip would keep both.
        let gzip = GzBuilder::new().write(Vec::new(), Compression::best());
        let bytes = write(folder, &name, time, gzip)?.finish()?;
        let file = format!("{name}.tar.gz");
        let path = folder.with_file_name(&file);
        fs::write(&path, &bytes)?;
        let sha256 = sha256(&bytes);
        let beside = folder.with_file_name(format!("{file}.sha256"));
        fs::write(beside, format!("{sha256}  {file}\n"))?;
        Ok(Self { path, sha256 })
    }
}

/// Writes folders and files sorted by name, without an owner.
fn write<W: Write>(folder: &Path, name: &str, time: u64, to: W) -> Result<W> {
    let mut tar = Builder::new(to);
    let mut folders = vec![PathBuf::new()];
    let files = files(folder)?;
    for file in &files {
        for parent in file.ancestors().skip(1) {
            if !folders.iter().any(|it| it == parent) {
                folders.push(parent.to_path_buf());
            }
        }
    }
    folders.sort();
    for inner in folders {
        let mut header = header(EntryType::Directory, 0o755, 0, time);
        // A path that ends with a slash is a folder's, to those who don't look at the type.
        let path = Path::new(name).join(inner).join("");
        tar.append_data(&mut header, path, std::io::empty())?;
    }
    for file in files {
        let bytes = fs::read(folder.join(&file))?;
        let mut header = header(EntryType::Regular, 0o644, bytes.len() as u64, time);
        tar.append_data(&mut header, Path::new(name).join(file), bytes.as_slice())?;
    }
    Ok(tar.into_inner()?)
}

fn header(kind: EntryType, mode: u32, size: u64, time: u64) -> Header {
    let mut header = Header::new_ustar();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_size(size);
    header.set_mtime(time);
    header.set_uid(0);
    header.set_gid(0);
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_give_the_same_archive() -> Result<()> {
        let packed = |order: &[&str]| -> Result<Vec<u8>> {
            let folder = std::env::temp_dir().join(format!("archive-{}", std::process::id()));
            for name in order {
                let path = folder.join(name);
                fs::create_dir_all(path.parent().context("no parent")?)?;
                fs::write(path, name)?;
            }
            let bytes = write(&folder, "panel-1", 7, Vec::new());
            fs::remove_dir_all(&folder)?;
            bytes
        };
        let bytes = packed(&["b/c.txt", "a.txt", "b/d/e.txt"])?;
        assert!(bytes == packed(&["b/d/e.txt", "b/c.txt", "a.txt"])?);
        let mut archive = tar::Archive::new(bytes.as_slice());
        let mut names = Vec::new();
        for entry in archive.entries()? {
            let entry = entry?;
            assert!(entry.header().mtime()? == 7 && entry.header().uid()? == 0);
            names.push(entry.path()?.display().to_string());
        }
        let wanted = [
            "panel-1/",
            "panel-1/b/",
            "panel-1/b/d/",
            "panel-1/a.txt",
            "panel-1/b/c.txt",
            "panel-1/b/d/e.txt",
        ];
        assert_eq!(names, wanted);
        Ok(())
    }
}
