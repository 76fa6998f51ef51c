//! Every text comes from the catalogue, and the catalogue has no text that isn't used.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../generator/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the build script uses all of it")]
mod generator;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const ENGLISH: &str = include_str!("../../../locales/en.ftl");

/// The panel's sources: path and text of each file.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap_or_default();
            found.push((path.display().to_string(), text));
        }
    }
}

fn panel(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src");
    let mut found = Vec::new();
    sources(&root.join(folder), &mut found);
    assert!(!found.is_empty());
    found
}

#[test]
fn every_message_is_used() {
    let mut sources = panel("");
    // A part of the panel that can't be loaded.
    sources.push((
        "interpreter.rs".to_owned(),
        include_str!("../src/interpreter.rs").to_owned(),
    ));
    let is_part_of_name = |char: char| char.is_alphanumeric() || char == '_';
    let words = sources
        .iter()
        .flat_map(|(_, text)| text.split(|char| !is_part_of_name(char)));
    let words: BTreeSet<&str> = words.collect();
    let catalogue = generator::parse(ENGLISH).unwrap_or_else(|errors| panic!("{errors:?}"));
    // Messages that others include.
    let is_included = |id: &str| ENGLISH.contains(&format!("{{ {id} }}"));
    let unused = catalogue.messages.iter().map(|message| message.id.as_str());
    let unused =
        unused.filter(|id| !words.contains(id.replace('-', "_").as_str()) && !is_included(id));
    assert_eq!(unused.collect::<Vec<_>>(), Vec::<&str>::new());
}

/// Whether a literal reads like a label or sentence: a capital letter, and more than one word.
fn is_text(literal: &str) -> bool {
    let is_word = |word: &str| word.chars().any(char::is_alphabetic);
    literal.starts_with(|char: char| char.is_uppercase())
        && literal.split(' ').filter(|word| is_word(word)).count() > 1
}

#[test]
fn no_text_is_outside_of_the_catalogue() {
    let mut found = Vec::new();
    for folder in ["features", "pages", "widgets", "state"] {
        for (path, text) in panel(folder) {
            let code = text.split("#[cfg(all(test").next().unwrap_or_default();
            let is_code = |line: &&str| !line.trim_start().starts_with("//");
            for line in code
                .lines()
                .filter(is_code)
                .filter(|_| !path.ends_with("tests.rs"))
            {
                let literals = line.split('"').skip(1).step_by(2);
                found.extend(
                    literals
                        .filter(|it| is_text(it))
                        .map(|it| format!("{path}: {it}")),
                );
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn sentences_are_recognized_as_text() {
    assert!(is_text("Sign in") && is_text("Loading was stopped."));
    assert!(!is_text("plot bars") && !is_text("Enter") && !is_text("aria-label"));
}
