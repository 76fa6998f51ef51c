//! What the built panel weighs, and whether that is within its budget.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};

use crate::compress::{brotli, gzip};

/// When a file is loaded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    /// At once, whatever is shown.
    AtOnce,
    /// For the sign-in, and with the first part that is asked for.
    ForSignIn,
    /// When the part is asked for.
    OnDemand,
}

/// The size limit of each file, compressed with Brotli, in bytes. Guards against unnoticed growth;
/// lower a limit whenever its file shrinks.
const BUDGETS: [(&str, When, usize); 23] = [
    ("index.html", When::AtOnce, 1_450),
    ("style.css", When::AtOnce, 9_250),
    ("theme.js", When::AtOnce, 120),
    ("icon.svg", When::AtOnce, 200),
    ("config.json", When::AtOnce, 50),
    ("boot.js", When::AtOnce, 2_060),
    ("parts.js", When::AtOnce, 930),
    ("main.js", When::AtOnce, 10_300),
    ("main_bg.wasm", When::AtOnce, 325_600),
    ("shared.wasm", When::ForSignIn, 25_800),
    ("shared_lazy.wasm", When::OnDemand, 33_000),
    ("sign_in.wasm", When::ForSignIn, 37_400),
    ("compare.wasm", When::OnDemand, 14_800),
    ("dates.wasm", When::OnDemand, 22_500),
    ("distribution.wasm", When::OnDemand, 30_800),
    ("connection_check.wasm", When::OnDemand, 21_200),
    ("oauth.wasm", When::OnDemand, 22_700),
    ("regex.wasm", When::OnDemand, 21_000),
    ("files.wasm", When::OnDemand, 17_200),
    ("groups.wasm", When::OnDemand, 9_400),
    ("menus.wasm", When::OnDemand, 35_900),
    ("user_panel.wasm", When::OnDemand, 7_300),
    ("history.wasm", When::OnDemand, 54_500),
];

/// What a file weighs as it is, and in the two usual compressions.
#[derive(Clone, Copy, Default)]
struct Weight {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// Prints what each file of the folder weighs.
///
/// # Errors
/// When one is beyond its budget, or has none.
pub fn report(dist: &Path) -> Result<()> {
    let mut files = Vec::new();
    list(dist, &mut files)?;
    files.sort();
    let mut table = format!(
        "{:>10} {:>10} {:>10} {:>10}\n",
        "raw", "gzip", "brotli", "budget"
    );
    let [mut at_once, mut for_sign_in, mut all] = [Weight::default(); 3];
    let mut grown = String::new();
    for path in files {
        let weight = weigh(&fs::read(&path)?)?;
        let name = name_without_hash(&path);
        let budget = BUDGETS.iter().find(|budget| budget.0 == name);
        let &(_, when, budget) = budget.with_context(|| format!("{name} has no budget"))?;
        line(&mut table, weight, &budget.to_string(), &name)?;
        if weight.brotli > budget {
            let more = weight.brotli - budget;
            write!(grown, "\n{name}: {more} bytes above its budget of {budget}")?;
        }
        all.add(weight);
        if when != When::OnDemand {
            for_sign_in.add(weight);
        }
        if when == When::AtOnce {
            at_once.add(weight);
        }
    }
    line(&mut table, at_once, "", "until the first table")?;
    line(&mut table, for_sign_in, "", "until the sign-in")?;
    line(&mut table, all, "", "all")?;
    println!("{table}");
    ensure!(
        grown.is_empty(),
        "the panel has grown, with Brotli:{grown}\nWhere it has to, raise the budget in size.rs"
    );
    Ok(())
}

/// Adds the files in the folder and below it.
fn list(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("{} is missing", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else {
            files.push(path);
        }
    }
    if files.is_empty() {
        bail!("{} is empty", folder.display());
    }
    Ok(())
}

/// `style.css` of `style-25303425b5e77761.css`.
fn name_without_hash(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_hash = |text: &str| text.len() == 16 && text.bytes().all(|it| it.is_ascii_hexdigit());
    match name.rsplit_once('-') {
        Some((start, rest)) => match rest.split_once('.') {
            Some((hash, end)) if is_hash(hash) => format!("{start}.{end}"),
            _ => name.into_owned(),
        },
        None => name.into_owned(),
    }
}

impl Weight {
    fn add(&mut self, other: Self) {
        self.raw += other.raw;
        self.gzip += other.gzip;
        self.brotli += other.brotli;
    }
}

fn line(table: &mut String, weight: Weight, budget: &str, name: &str) -> Result<()> {
    let Weight { raw, gzip, brotli } = weight;
    Ok(writeln!(
        table,
        "{raw:>10} {gzip:>10} {brotli:>10} {budget:>10}  {name}"
    )?)
}

fn weigh(bytes: &[u8]) -> Result<Weight> {
    Ok(Weight {
        raw: bytes.len(),
        gzip: gzip(bytes)?.len(),
        brotli: brotli(bytes)?.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_keeps_its_budget_when_its_hash_changes() {
        let name = |path: &str| name_without_hash(Path::new(path));
        assert_eq!(name("dist/style-25303425b5e77761.css"), "style.css");
        assert_eq!(name("dist/index.html"), "index.html");
        assert_eq!(name("dist/a-0123456789abcdef/main_bg.wasm"), "main_bg.wasm");
        assert_eq!(name("dist/not-hashed.css"), "not-hashed.css");
    }
}
