//! The packages that the panel's WebAssembly is made of, with what is known about each.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use super::NAME;
use xtask::shell::output;
use xtask::tools::WASM;
use xtask::workspace::root;

/// Name and version, which together are unique in `Cargo.lock` as far as the panel goes.
pub(super) type Id = (String, String);

/// A package that the panel has code of.
#[derive(Debug)]
pub(super) struct Package {
    pub(super) id: Id,
    /// An SPDX expression.
    pub(super) licence: String,
    pub(super) authors: Vec<String>,
    pub(super) repository: Option<String>,
    /// SHA-256 of the registry's archive.
    pub(super) checksum: Option<String>,
    /// The folder of its sources, unless it comes with the compiler.
    pub(super) sources: Option<PathBuf>,
    /// Whether it is a part of this project.
    pub(super) own: bool,
    pub(super) needs: BTreeSet<Id>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<PackageMetadata>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct PackageMetadata {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    #[serde(default)]
    authors: Vec<String>,
    repository: Option<String>,
    manifest_path: PathBuf,
    source: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    dependencies: Vec<String>,
}

/// The panel's packages, itself and the standard library among them, by name and version.
///
/// # Errors
/// When cargo does not tell, or a package has no licence.
pub(super) fn packages_of_panel() -> Result<Vec<Package>> {
    let ids = tree()?;
    let metadata: Metadata = serde_json::from_str(&cargo(&[
        "metadata",
        "--locked",
        "--format-version",
        "1",
        "--filter-platform",
        WASM,
    ])?)?;
    let checksums = checksums(&fs::read_to_string(root().join("Cargo.lock"))?);
    let names: BTreeMap<_, _> = metadata
        .packages
        .iter()
        .map(|it| (it.id.as_str(), (it.name.clone(), it.version.clone())))
        .collect();
    let needs = |id: &str| -> BTreeSet<Id> {
        let nodes = metadata.resolve.nodes.iter();
        nodes
            .filter(|node| node.id == id)
            .flat_map(|node| &node.dependencies)
            .filter_map(|id| names.get(id.as_str()).cloned())
            .filter(|id| ids.contains(id))
            .collect()
    };
    let mut found = vec![standard_library()?];
    for it in &metadata.packages {
        let id = (it.name.clone(), it.version.clone());
        if !ids.contains(&id) {
            continue;
        }
        let licence = it.license.as_deref();
        let licence = licence.with_context(|| format!("{} has no licence", it.name))?;
        found.push(Package {
            licence: licence.replace('/', " OR "),
            authors: it.authors.clone(),
            repository: it.repository.clone(),
            checksum: checksums.get(&id).cloned(),
            sources: it.manifest_path.parent().map(PathBuf::from),
            own: it.source.is_none(),
            needs: needs(&it.id),
            id,
        });
    }
    ensure!(
        found.len() == ids.len() + 1,
        "cargo's metadata lacks packages"
    );
    found.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(found)
}

/// What cargo builds for the panel, its macros left out: they work at build time only.
fn tree() -> Result<BTreeSet<Id>> {
    let text = cargo(&[
        "tree",
        "--locked",
        "--package",
        NAME,
        "--target",
        WASM,
        "--edges",
        "normal,no-proc-macro",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ])?;
    let id = |line: &str| {
        let mut words = line.split_whitespace();
        let name = words.next()?.to_owned();
        Some((name, words.next()?.strip_prefix('v')?.to_owned()))
    };
    Ok(text.lines().filter_map(id).collect())
}

fn standard_library() -> Result<Package> {
    let said = output(Command::new("rustc").arg("--version").current_dir(root()))?;
    let version = said.split_whitespace().nth(1);
    let version = version.with_context(|| format!("rustc says {said:?}"))?;
    Ok(Package {
        id: ("std".to_owned(), version.to_owned()),
        licence: "MIT OR Apache-2.0".to_owned(),
        authors: vec!["The Rust Project Developers".to_owned()],
        repository: Some("https://github.com/rust-lang/rust".to_owned()),
        checksum: None,
        sources: None,
        own: false,
        needs: BTreeSet::new(),
    })
}

/// The checksums in the text of a lock file.
fn checksums(lock: &str) -> BTreeMap<Id, String> {
    let entry = |text: &str| {
        let value = |key: &str| {
            let mut lines = text.lines();
            let value = lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \""))?;
            Some(value.strip_suffix('"')?.to_owned())
        };
        Some(((value("name")?, value("version")?), value("checksum")?))
    };
    lock.split("[[package]]").filter_map(entry).collect()
}

fn cargo(arguments: &[&str]) -> Result<String> {
    output(Command::new("cargo").args(arguments).current_dir(root()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_panel_is_made_of_itself_and_others_and_of_no_macros() -> Result<()> {
        let found = packages_of_panel()?;
        let has = |name: &str| found.iter().find(|it| it.id.0 == name);
        assert!(has(NAME).is_some_and(|it| it.own && !it.needs.is_empty()));
        assert!(has("leptos").is_some_and(|it| !it.own && it.checksum.is_some()));
        assert!(has("std").is_some());
        assert!(has("leptos_macro").is_none() && has("hyper").is_none());
        Ok(())
    }

    #[test]
    fn a_checksum_is_that_of_name_and_version() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nchecksum = \"c0\"\n\n\
            [[package]]\nname = \"own\"\nversion = \"0.1.0\"\n";
        let found = checksums(lock);
        let id = ("a".to_owned(), "1.0.0".to_owned());
        assert_eq!(found, [(id, "c0".to_owned())].into());
    }
}
