//! Lighthouse's scores of the panel with rows, and of the floor.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use browser_tests::{Browser, Page};
use serde::Deserialize;
use xtask::tools::{browser, npm};

use crate::figures::{Figures, Goal};
use crate::server::Server;
use crate::signed_in::SignedIn;

/// The release of Lighthouse.
const VERSION: &str = "13.5.0";
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

/// Lets Lighthouse look at both pages so many times.
///
/// # Errors
/// When Lighthouse cannot be had, or comes to no result.
pub async fn measure(server: &Server, users: u32, runs: usize) -> Result<Figures> {
    let package = npm::install("lighthouse", VERSION)?;
    let origin = server.origin();
    let browser = Browser::start().await?;
    let page = Page::new(browser.driver()?);
    let panel = format!("{origin}/");
    let signed_in = SignedIn::through(&page, &panel, origin, crate::TOKEN).await?;
    browser.close().await?;
    let chromium = browser::ensure()?.chromium;
    let look = |path: &str, form: &str| -> Result<Scores> {
        let mut node = Command::new(npm::node()?);
        node.arg(package.join("cli").join("index.js"));
        node.arg(format!("{origin}{path}{PAGE}"));
        node.args([form, "--quiet", "--output=json", "--output-path=stdout"]);
        node.arg(format!("--only-categories={CATEGORIES}"));
        node.arg(format!("--chrome-flags={}", browser::ARGUMENTS.join(" ")));
        node.env("CHROME_PATH", &chromium);
        server.log().forget();
        let output = node.output().context("cannot start Node.js")?;
        let errors = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "Lighthouse failed: {errors}");
        let shown = server.log().all().iter().any(|it| it.is_statistics);
        ensure!(shown, "Lighthouse saw {path} without rows");
        scores(&String::from_utf8_lossy(&output.stdout))
    };
    for path in ["/", "/floor/"] {
        server.vary(path, PAGE, |html| signed_in.page(html))?;
    }
    let about = format!("{users} users, Lighthouse {VERSION}");
    let mut figures = Figures::new(&about);
    for (name, form, wanted) in FORMS {
        let mut seen = Vec::new();
        for _ in 0..runs {
            seen.push((look("/", form)?, look("/floor/", form)?));
        }
        let names = ["performance", "accessibility", "best practices"];
        for (at, category) in names.into_iter().enumerate() {
            let both = seen.iter().map(|(panel, floor)| (panel[at], floor[at]));
            let goal = (users <= BUDGETED).then_some(Goal::AtLeast(wanted[at]));
            figures.beside(&format!("{name}: {category}"), "", both.unzip(), goal);
        }
    }
    Ok(figures)
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
