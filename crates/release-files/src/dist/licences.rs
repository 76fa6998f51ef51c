//! The licence texts of what the panel is made of, as a text file.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use anyhow::{Context as _, Result, bail};

use super::packages::Package;

/// How the files begin that packages keep licences in.
const FILES: [&str; 6] = [
    "LICENSE",
    "LICENCE",
    "COPYING",
    "COPYRIGHT",
    "NOTICE",
    "UNLICENSE",
];

/// The standard text, for packages that are under it and carry none.
const MIT: &str = include_str!("mit.txt");

const RULE: &str =
    "--------------------------------------------------------------------------------";

/// All texts, each once, with the packages that carry it.
///
/// # Errors
/// When a package carries none, and the standard text of its licence is not at hand.
pub(super) fn texts(packages: &[Package]) -> Result<String> {
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut out = String::from(
        "The panel's WebAssembly has code of these packages, besides its own. Their licence texts \
         follow.\n\n",
    );
    for package in packages.iter().filter(|it| !it.own) {
        let (name, version) = &package.id;
        let called = format!("{name} {version}");
        writeln!(out, "{called}: {}", package.licence)?;
        for text in texts_of(package).with_context(|| called.clone())? {
            texts.entry(text).or_default().push(called.clone());
        }
    }
    // In the order of the packages that carry them first.
    let mut texts: Vec<_> = texts.into_iter().collect();
    texts.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
    for (text, carriers) in texts {
        let carriers = carriers.join(", ");
        write!(out, "\n{RULE}\n{carriers}\n{RULE}\n\n{text}\n")?;
    }
    Ok(out)
}

fn texts_of(package: &Package) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    if let Some(folder) = &package.sources {
        let mut paths = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().to_uppercase();
            if FILES.iter().any(|begin| name.starts_with(begin)) && entry.path().is_file() {
                paths.push(entry.path());
            }
        }
        paths.sort();
        for path in paths {
            let text = fs::read(&path)?;
            // Line ends and blanks are as the package's host likes them; the words count.
            let text = String::from_utf8_lossy(&text);
            let lines: Vec<_> = text.trim().lines().map(str::trim_end).collect();
            texts.push(lines.join("\n"));
        }
    }
    if texts.is_empty() {
        let alternatives = package.licence.split(" OR ");
        if !alternatives.into_iter().any(|licence| licence == "MIT") {
            bail!(
                "it carries no licence text, and is under {}",
                package.licence
            );
        }
        let whose = match package.authors.as_slice() {
            [] => format!("The authors of {}", package.id.0),
            authors => authors.join(", "),
        };
        texts.push(MIT.trim().replace("AUTHORS", &whose));
    }
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dist::packages::packages_of_panel;

    #[test]
    fn every_package_is_named_with_a_text() -> Result<()> {
        let packages = packages_of_panel()?;
        let text = texts(&packages)?;
        for package in packages.iter().filter(|it| !it.own) {
            let called = format!("{} {}", package.id.0, package.id.1);
            let times = text.matches(&called).count();
            assert!(times >= 2, "{called} is there {times} times");
        }
        assert!(text.contains("Copyright (c) Greg Johnston"), "no Leptos");
        assert_eq!(text.matches("synapse-media-usage").count(), 0);
        Ok(())
    }
}
