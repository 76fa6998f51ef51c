//! What the built panel weighs, and whether that is within its budget.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

/// The most that the files may weigh together that the panel starts with, compressed with Brotli. A
/// guard against growth that nobody noticed, a little above what they weigh: lower it with every
/// byte that is saved.
const BUDGET: usize = 286_500;

/// The same for all files.
const BUDGET_OF_ALL: usize = 484_000;

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
/// When a sum is beyond its budget.
pub(super) fn report(dist: &Path) -> Result<()> {
    let mut names = Vec::new();
    list(dist, &mut names)?;
    names.sort();
    let mut table = format!("{:>10} {:>10} {:>10}\n", "raw", "gzip", "brotli");
    let (mut first, mut all) = (Weight::default(), Weight::default());
    for path in names {
        let weight = weigh(&fs::read(&path)?)?;
        let name = path.strip_prefix(dist).unwrap_or(&path);
        line(&mut table, weight, &name.to_string_lossy())?;
        all.add(weight);
        if !is_part(name) {
            first.add(weight);
        }
    }
    line(&mut table, first, "what the panel starts with")?;
    line(&mut table, all, "all")?;
    println!("{table}");
    let budgets = [
        ("what the panel starts with", first, BUDGET),
        ("all of the panel", all, BUDGET_OF_ALL),
    ];
    for (what, Weight { brotli, .. }, budget) in budgets {
        if brotli > budget {
            bail!("{what} weighs {brotli} bytes with Brotli; its budget is {budget}");
        }
    }
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
    Ok(())
}

/// Whether a file is loaded when it is first asked for, and not before.
fn is_part(name: &Path) -> bool {
    let name = name.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("split_") || name.starts_with("chunk_")
}

impl Weight {
    fn add(&mut self, other: Self) {
        self.raw += other.raw;
        self.gzip += other.gzip;
        self.brotli += other.brotli;
    }
}

fn line(table: &mut String, weight: Weight, name: &str) -> Result<()> {
    let Weight { raw, gzip, brotli } = weight;
    Ok(writeln!(
        table,
        "{raw:>10} {gzip:>10} {brotli:>10}  {name}"
    )?)
}

fn weigh(bytes: &[u8]) -> Result<Weight> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes)?;
    let mut brotli = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
    brotli.write_all(bytes)?;
    let brotli = brotli.into_inner();
    Ok(Weight {
        raw: bytes.len(),
        gzip: gzip.finish()?.len(),
        brotli: brotli.len(),
    })
}
