//! Lighthouse's scores of the panel with rows, and of the baseline.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use e2e::{Browser, Page};
use serde::Deserialize;
use xtask::shell::output;
use xtask::tools::pins::LIGHTHOUSE;
use xtask::tools::{browser, npm};

use crate::figures::{Figures, Goal};
use crate::server::Server;
use crate::signed_in::SignedIn;

const CATEGORIES: &str = "performance,accessibility,best-practices";

/// The page, signed in: Lighthouse opens a new tab, which has no session.
const PAGE: &str = "signed-in.html";

/// Up to so many users the budgets hold.
const BUDGETED: u32 = 10_000;

/// What Lighthouse pretends to be: name, option, and the scores that there should be.
const FORMS: [(&str, &str, [f64; 3]); 2] = [
    ("desktop", "--preset=desktop", [100.0, 100.0, 100.0]),
    ("mobile", "--form-factor=mobile", [95.0, 100.0, 100.0]),
];

/// What Lighthouse writes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    categories: Categories,
    run_warnings: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Categories {
    performance: Category,
    accessibility: Category,
    best_practices: Category,
}

#[derive(Debug, Deserialize)]
struct Category {
    /// From 0 to 1; nothing when Lighthouse came to no result.
    score: Option<f64>,
}

/// The three scores, up to 100.
type Scores = [f64; 3];

fn scores(report: &str) -> Result<Scores> {
    let report: Report = serde_json::from_str(report).context("Lighthouse wrote no report")?;
    let warnings = report.run_warnings.join("; ");
    let Categories {
        performance,
        accessibility,
        best_practices,
    } = report.categories;
    let mut scores = [0.0; 3];
    let categories = [performance, accessibility, best_practices];
    for (score, category) in scores.iter_mut().zip(categories) {
        let points = category.score;
        let points = points.with_context(|| format!("Lighthouse gave no score: {warnings}"))?;
        *score = (points * 100.0).round();
    }
    Ok(scores)
}

/// Lighthouse, ready to be run.
#[derive(Debug)]
pub struct Lighthouse {
    node: PathBuf,
    script: PathBuf,
    chromium: PathBuf,
}

impl Lighthouse {
    /// Installs it if necessary, before anything is measured, so that a failure comes early.
    ///
    /// # Errors
    /// When it, or what runs it, is missing and cannot be had.
    pub fn ensure() -> Result<Self> {
        let package = npm::install(LIGHTHOUSE.name, LIGHTHOUSE.version)?;
        let this = Self {
            node: npm::node()?,
            script: package.join("cli").join("index.js"),
            chromium: browser::ensure()?.chromium,
        };
        let works = output(this.command().arg("--version"));
        works.context("Lighthouse does not start: it is made for Node.js 22.19 and later")?;
        Ok(this)
    }

    fn command(&self) -> Command {
        let mut node = Command::new(&self.node);
        node.arg(&self.script).env("CHROME_PATH", &self.chromium);
        node
    }

    /// The scores of a page of the server, which must ask for rows.
    fn look(&self, server: &Server, path: &str, form: &str) -> Result<Scores> {
        server.log().forget();
        let mut command = self.command();
        command.arg(format!("{}{path}{PAGE}", server.origin()));
        command.args([form, "--quiet", "--output=json", "--output-path=stdout"]);
        command.arg(format!("--only-categories={CATEGORIES}"));
        command.arg(format!("--chrome-flags={}", browser::ARGUMENTS.join(" ")));
        let report = output(&mut command)?;
        let shown = server.log().all().iter().any(|it| it.is_statistics);
        ensure!(shown, "Lighthouse saw {path} without rows");
        scores(&report)
    }

    /// Looks at both pages so many times.
    ///
    /// # Errors
    /// When the panel does not let the administrator in, or Lighthouse comes to no result.
    pub async fn measure(&self, server: &Server, users: u32, runs: usize) -> Result<Figures> {
        let origin = server.origin();
        let browser = Browser::start().await?;
        let page = Page::new(browser.driver()?);
        let panel = format!("{origin}/");
        let signed_in = SignedIn::through(&page, &panel, origin, crate::TOKEN).await?;
        browser.close().await?;
        for path in ["/", "/baseline/"] {
            server.vary(path, PAGE, |html| signed_in.page(html))?;
        }
        let mut figures =
            Figures::new(&format!("{users} users, Lighthouse {}", LIGHTHOUSE.version));
        for (name, form, wanted) in FORMS {
            let mut seen = Vec::new();
            for _ in 0..runs {
                let panel = self.look(server, "/", form)?;
                seen.push((panel, self.look(server, "/baseline/", form)?));
            }
            let names = ["performance", "accessibility", "best practices"];
            for (at, category) in names.into_iter().enumerate() {
                let both = seen
                    .iter()
                    .map(|(panel, baseline)| (panel[at], baseline[at]));
                let goal = (users <= BUDGETED).then_some(Goal::AtLeast(wanted[at]));
                figures.beside(&format!("{name}: {category}"), "", both.unzip(), goal);
            }
        }
        Ok(figures)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_points_up_to_100_and_a_missing_one_is_told() {
        let report = |score: &str| {
            format!(
                r#"{{"categories": {{"performance": {{"score": {score}}},
                "accessibility": {{"score": 1}}, "best-practices": {{"score": 0.96}}}},
                "runWarnings": ["it was slow"]}}"#
            )
        };
        let good = scores(&report("0.288")).expect("scores");
        assert_eq!(good.map(|score| format!("{score}")), ["29", "100", "96"]);
        let bad = scores(&report("null")).expect_err("no score");
        assert!(bad.to_string().contains("it was slow"));
        assert!(scores("").is_err());
    }
}
