//! Whether the parts can be linked: a part that imports what nothing exports would fail in the browser
//! only, when it is first asked for.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use wasmparser::{Parser, Payload};

/// What a module exports, by name.
///
/// # Errors
/// If it isn't a module.
pub fn exports(module: &[u8]) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ExportSection(section) = payload? {
            for export in section {
                names.insert(export?.name.to_owned());
            }
        }
    }
    Ok(names)
}

/// Makes sure that everything a module imports is exported.
///
/// # Errors
/// With the names that are missing.
pub fn check(module: &[u8], exported: &BTreeSet<String>) -> Result<()> {
    let mut missing = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ImportSection(section) = payload? {
            for import in section.into_imports() {
                let name = import?.name;
                if !exported.contains(name) {
                    missing.push(name.to_owned());
                }
            }
        }
    }
    let names = missing.join(", ");
    ensure!(missing.is_empty(), "no module exports {names}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The start of every module, and a type: a function without parameters and results.
    const START: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0";

    fn module(section: &[u8]) -> Vec<u8> {
        [START, section].concat()
    }

    #[test]
    fn an_import_that_nothing_exports_is_named() -> Result<()> {
        // A function `f` of the module `m`.
        let importing = module(b"\x02\x07\x01\x01m\x01f\0\0");
        // A function `f` with an empty body.
        let exporting = module(b"\x03\x02\x01\0\x07\x05\x01\x01f\0\0\x0a\x04\x01\x02\0\x0b");
        check(&importing, &exports(&exporting)?)?;
        let error = check(&importing, &BTreeSet::new());
        assert!(error.is_err_and(|error| error.to_string().ends_with(" f")));
        Ok(())
    }
}
