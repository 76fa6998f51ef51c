//! Generates the functions of the messages from `locales/en.ftl`, and checks the catalogues of the
//! other languages against it.

mod generator;

use std::path::{Path, PathBuf};
use std::{env, fs, process};

fn main() {
    let locales = Path::new("../../locales");
    println!("cargo::rerun-if-changed={}", locales.display());
    println!("cargo::rerun-if-changed=generator");
    if let Err(error) = generate(locales) {
        eprintln!("{error}");
        process::exit(1);
    }
}

fn generate(locales: &Path) -> Result<(), String> {
    let out = env::var_os("OUT_DIR").map(PathBuf::from);
    let out = out.ok_or("OUT_DIR is not set")?;
    let path = locales.join("en.ftl");
    let english = parse(&path)?;
    write(&out.join("messages.rs"), &generator::rust(&english))?;
    let files = fs::read_dir(locales).map_err(|error| format!("{}: {error}", locales.display()))?;
    let mut files: Vec<_> = files.filter_map(|file| Some(file.ok()?.path())).collect();
    files.sort();
    for file in files {
        if file == path || file.extension().is_none_or(|extension| extension != "ftl") {
            continue;
        }
        let table = generator::translation(&english, &read(&file)?)
            .map_err(|errors| describe(&file, &errors))?;
        let name = file.file_stem().unwrap_or_default();
        write(&out.join(name).with_extension("table"), &table)?;
    }
    Ok(())
}

fn parse(path: &Path) -> Result<generator::Catalogue, String> {
    let text = read(path)?;
    generator::parse(&text).map_err(|errors| describe(path, &errors))
}

fn describe(path: &Path, errors: &[String]) -> String {
    format!("{}:\n  {}", path.display(), errors.join("\n  "))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
