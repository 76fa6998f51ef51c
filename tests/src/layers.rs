//! Checks that the panel's modules depend on each other in one direction only.

use anyhow::Result;
use std::fs;
use std::path::{Path, PathBuf};

/// Each layer, and those that it may not use because they are above it.
const LAYERS: [(&str, &[&str]); 4] = [
    ("state", &["messages", "widgets", "features", "pages"]),
    ("messages", &["widgets", "features", "pages"]),
    ("widgets", &["features", "pages"]),
    ("features", &["pages"]),
];

/// The source files of a module.
fn files(module: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let file = module.with_extension("rs");
    if file.is_file() {
        found.push(file);
    }
    if module.is_dir() {
        for entry in fs::read_dir(module)? {
            let path = entry?.path();
            if path.is_dir() {
                found.extend(files(&path)?);
            } else {
                found.push(path);
            }
        }
    }
    Ok(found)
}

#[test]
fn no_layer_uses_one_above_it() -> Result<()> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src");
    for (layer, above) in LAYERS {
        let files = files(&source.join(layer))?;
        assert!(!files.is_empty(), "there is no layer {layer}");
        for path in files {
            let text = fs::read_to_string(&path)?;
            let used = above
                .iter()
                .find(|other| text.contains(&format!("crate::{other}::")));
            let path = path.display();
            assert_eq!(used, None, "{path} is below what it uses");
        }
    }
    Ok(())
}
