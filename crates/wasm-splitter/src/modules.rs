//! The panel's module taken apart: one file for what is needed at once, one for each part, and two
//! for what several parts need.
//!
//! A part begins at a function with `#[wasm_split(name)]`, and is all that only functions of that
//! name need, code and data. All parts share the memory of the panel.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, SplitWasm, transform};

use crate::linking;

/// What loads parts.
const LOADER: &str = include_str!("parts.js");

/// The part that some begin with.
const SIGN_IN: &str = "sign_in";

/// The files of what several parts need: the sign-in among them, or not. The loader knows them, too.
const SHARED: [&str; 2] = ["shared", "shared_lazy"];

/// Writes a module, as the linker has left it, into a folder: what is needed at once, and the parts.
///
/// # Errors
/// When it is no such module.
pub fn write(module: &[u8], folder: &Path) -> Result<()> {
    let main = folder.join("linked.wasm");
    let mut options = Options::new(module);
    options.output_dir = folder;
    options.main_out_path = &main;
    // Relative to each other: the folder may be served anywhere.
    options.main_module = "./main.js";
    options.link_name = "./parts.js";
    fs::create_dir_all(folder)?;
    let split = transform(options).map_err(|error| anyhow!("{error:#}"))?;
    let exported = linking::exports(&fs::read(&main)?)?;
    write_parts(folder, &split, &exported)?;
    Bindgen::new()
        .input_path(&main)
        .out_name("main")
        .web(true)?
        .typescript(false)
        // By these names the parts find what they need.
        .keep_lld_exports(true)
        .demangle(false)
        .generate(folder)?;
    Ok(fs::remove_file(main)?)
}

/// Puts modules together, one file for each part, and writes what loads them. The splitter makes a
/// module for each set of parts that share something: dozens.
fn write_parts(folder: &Path, split: &SplitWasm, exported: &BTreeSet<String>) -> Result<()> {
    let mut modules = split.split_modules.clone();
    modules.sort();
    let for_sign_in = split.prefetch_map.get(SIGN_IN);
    let for_sign_in = for_sign_in.with_context(|| format!("there is no part {SIGN_IN}"))?;
    let mut parts = BTreeMap::<String, Vec<u8>>::new();
    for path in modules {
        let module = fs::read(&path)?;
        fs::remove_file(&path)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        linking::check(&module, exported).with_context(|| format!("{name} can’t be linked"))?;
        let part = match name.strip_prefix("split_") {
            Some(part) => part,
            None if for_sign_in.iter().any(|it| *it == name) => SHARED[0],
            None => SHARED[1],
        };
        let part = parts.entry(part.to_owned());
        add_section(part.or_insert_with(|| EMPTY.to_vec()), &module)?;
    }
    let mut loader = LOADER.to_owned();
    let place = folder.join("parts");
    fs::create_dir(&place)?;
    for (name, file) in parts {
        fs::write(place.join(&name).with_extension("wasm"), file)?;
        if !SHARED.contains(&&*name) {
            // By this name the panel asks for it.
            let export = format!("export const __wasm_split_load_{name} = loader({name:?});");
            writeln!(loader, "{export}")?;
        }
    }
    Ok(fs::write(folder.join("parts.js"), loader)?)
}

/// A module without anything.
const EMPTY: [u8; 8] = *b"\0asm\x01\0\0\0";

/// Adds a module to the file of a part: as a custom section of an otherwise empty one, so that web
/// servers and browsers take the file for what it is.
fn add_section(file: &mut Vec<u8>, module: &[u8]) -> Result<()> {
    const NAME: &[u8] = b"\x04part";
    file.push(0);
    let mut length = u32::try_from(NAME.len() + module.len())?;
    // As LEB128: seven bits a byte, the lowest first.
    while length > 0x7f {
        file.push(0x80 | u8::try_from(length & 0x7f)?);
        length >>= 7;
    }
    file.push(u8::try_from(length)?);
    file.extend([NAME, module].concat());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The modules in a part's file.
    fn modules(file: &[u8]) -> Vec<&[u8]> {
        let mut rest = file.strip_prefix(&EMPTY).unwrap_or_default();
        let mut modules = Vec::new();
        while let [0, section @ ..] = rest {
            let (mut length, mut digits) = (0, 0);
            for byte in section {
                length |= usize::from(byte & 0x7f) << (7 * digits);
                digits += 1;
                if byte & 0x80 == 0 {
                    break;
                }
            }
            let (section, behind) = section[digits..].split_at(length);
            modules.extend(section.strip_prefix(b"\x04part"));
            rest = behind;
        }
        modules
    }

    #[test]
    fn what_was_put_into_a_file_is_found_there() -> Result<()> {
        // Lengths in one byte, in two and in three.
        let wanted = [0, 1, 122, 123, 16_378, 16_379, 70_000].map(|length| vec![7; length]);
        let mut file = EMPTY.to_vec();
        for module in &wanted {
            add_section(&mut file, module)?;
        }
        assert_eq!(modules(&file), wanted);
        Ok(())
    }
}
