//! The folder to be served: what was built, with integrity and in compressed forms.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha384};

use super::check;

/// What the panel's host may change: a compressed form would go on being served as it was.
const CHANGEABLE: [&str; 2] = ["index.html", "config.json"];

/// Copies the panel from `built` to `folder`, which is replaced; gives the names of the files that
/// keep their name when their content changes, other than those that have to.
///
/// # Errors
/// When the panel is not built, or has addresses that only work in one place.
pub fn prepare(built: &Path, folder: &Path) -> Result<Vec<String>> {
    let index = built.join("index.html");
    let page = fs::read_to_string(&index)
        .with_context(|| format!("the panel is not built: no {}", index.display()))?;
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    for name in files(built)? {
        let bytes = fs::read(built.join(&name))?;
        write(folder, &name, &bytes)?;
    }
    let page = with_integrity(&page, |name| Ok(fs::read(built.join(name))?))?;
    write(folder, Path::new("index.html"), page.as_bytes())?;
    check::folder(built)
}

/// Writes a file into the folder, with its compressed forms where it can have them.
pub(super) fn write(folder: &Path, name: &Path, bytes: &[u8]) -> Result<()> {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(&path, bytes)?;
    if CHANGEABLE.iter().any(|it| name == Path::new(it)) {
        return Ok(());
    }
    compress(&path, bytes)
}

/// The files in a folder and below it, by their paths in it, in order.
pub(super) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(folder)?.to_path_buf());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Puts the compressed forms beside a file, where they are smaller.
fn compress(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes)?;
    let mut brotli = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
    brotli.write_all(bytes)?;
    for (ending, compressed) in [("gz", gzip.finish()?), ("br", brotli.into_inner())] {
        if compressed.len() < bytes.len() {
            let mut name = path.as_os_str().to_owned();
            name.push(".");
            name.push(ending);
            fs::write(PathBuf::from(name), compressed)?;
        }
    }
    Ok(())
}

/// Gives each script of the page that has none its `integrity`, and so the module that is loaded
/// ahead. Trunk does so for styles alone.
fn with_integrity(page: &str, read: impl Fn(&str) -> Result<Vec<u8>>) -> Result<String> {
    let mut out = String::with_capacity(page.len());
    for (at, piece) in page.split('<').enumerate() {
        if at > 0 {
            out.push('<');
        }
        let Some((tag, rest)) = piece.split_once('>') else {
            out.push_str(piece);
            continue;
        };
        out.push_str(tag);
        let address = if tag.starts_with("script ") {
            check::attribute(tag, "src")
        } else if tag.starts_with("link ") && check::attribute(tag, "rel") == Some("modulepreload")
        {
            check::attribute(tag, "href")
        } else {
            None
        };
        if let Some(address) = address.filter(|_| check::attribute(tag, "integrity").is_none()) {
            let name = address.trim_start_matches("./");
            let bytes = read(name).with_context(|| format!("the page names {name}"))?;
            let digest = BASE64_STANDARD.encode(Sha384::digest(&bytes));
            out.push_str(" integrity=sha384-");
            out.push_str(&digest);
        }
        out.push('>');
        out.push_str(rest);
    }
    ensure!(out.len() >= page.len(), "the page was cut");
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_get_the_digest_of_what_they_are() -> Result<()> {
        let page = "<!doctype html><link href=./a.js rel=modulepreload><script src=b.js></script>\
            <link href=./c.css integrity=x rel=stylesheet>a > b";
        let read = |name: &str| Ok(name.as_bytes().to_vec());
        let out = with_integrity(page, read)?;
        let digest = |of: &str| BASE64_STANDARD.encode(Sha384::digest(of));
        let (a, b) = (digest("a.js"), digest("b.js"));
        let wanted = page
            .replace(
                "rel=modulepreload",
                &format!("rel=modulepreload integrity=sha384-{a}"),
            )
            .replace("src=b.js", &format!("src=b.js integrity=sha384-{b}"));
        ensure!(out == wanted, "{out}");
        Ok(())
    }
}
