//! `wasm-bindgen`, which makes JavaScript bindings for Trunk, from the library that the workspace
//! compiles anyway: it need not be fetched, and its version is always that of `Cargo.lock`.
//!
//! Of the options of the original, it knows those that are used here, and refuses all others. Trunk
//! finds it under the original's name, which Rust lets no other crate have.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let mut arguments = pico_args::Arguments::from_env();
    if arguments.contains("--version") {
        println!("wasm-bindgen {}", wasm_bindgen_shared::version());
        return Ok(());
    }
    let target: String = arguments.value_from_str("--target")?;
    ensure!(target == "web", "{target}: there is no target but web");
    let folder: PathBuf = arguments.value_from_str("--out-dir")?;
    let name: Option<String> = arguments.opt_value_from_str("--out-name")?;
    // There are none in any case.
    arguments.contains("--no-typescript");
    let module: PathBuf = arguments.free_from_str()?;
    if let Some(unknown) = arguments.finish().first() {
        bail!("{} means nothing here", unknown.to_string_lossy());
    }
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&module).web(true)?.typescript(false);
    // Whoever loads the script need not name the module.
    bindgen.omit_default_module_path(false);
    if let Some(name) = &name {
        bindgen.out_name(name);
    }
    let made = bindgen.generate(&folder);
    made.with_context(|| format!("no bindings can be made for {}", module.display()))
}
