//! What the built panel weighs, and whether that is within its budget.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

/// The most that all files may weigh together, compressed with Brotli. A guard against growth that
/// nobody noticed, a little above what they weigh: lower it with every byte that is saved.
const BUDGET: usize = 341_500;

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
/// When the sum is beyond the budget.
pub(super) fn report(dist: &Path) -> Result<()> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dist).with_context(|| format!("{} is missing", dist.display()))? {
        let path = entry?.path();
        if path.is_file() {
            names.push(path);
        }
    }
    names.sort();
    let mut table = format!("{:>10} {:>10} {:>10}\n", "raw", "gzip", "brotli");
    let mut sum = Weight::default();
    for path in names {
        let weight = weigh(&fs::read(&path)?)?;
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        line(&mut table, weight, &name)?;
        sum.raw += weight.raw;
        sum.gzip += weight.gzip;
        sum.brotli += weight.brotli;
    }
    line(&mut table, sum, "all")?;
    println!("{table}");
    if sum.brotli > BUDGET {
        bail!(
            "the panel weighs {} bytes with Brotli; its budget is {BUDGET}",
            sum.brotli
        );
    }
    Ok(())
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
