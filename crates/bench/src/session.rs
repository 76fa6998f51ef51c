//! A long session: what it asks of the homeserver, and whether its memory grows.

use anyhow::Result;

use crate::figures::{Figures, Goal};
use crate::panel::Panel;

const MB: f64 = 1e6;

/// Clicks in the session whose requests are counted.
const CLICKS: usize = 20;

/// Rounds of reloading and searching; memory is compared after the first few and after all of them.
const FEW: u32 = 10;
const ALL: u32 = 100;
/// By how much it may have grown, in per cent.
const GROWTH: f64 = 5.0;

/// Has a session once: it is long.
///
/// # Errors
/// When the panel or the browser fails.
pub async fn measure(panel: &Panel<'_>, users: u32) -> Result<Figures> {
    let mut figures = Figures::new(&format!("{users} users, a long session"));
    panel.load().await?;
    let before = panel.requests();
    panel.act_first(CLICKS).await?;
    let asked = f64::from(panel.requests() - before);
    let name = format!("requests to the homeserver in {CLICKS} clicks and key strokes");
    figures.add(&name, "", [asked], Some(Goal::AtMost(0.0)));

    panel.load().await?;
    panel.rounds(FEW).await?;
    let few = panel.memory().await?;
    panel.rounds(ALL - FEW).await?;
    let all = panel.memory().await?;
    for (count, memory) in [(FEW, few), (ALL, all)] {
        let name = format!("memory after {count} rounds of reload and search");
        figures.add(&name, "MB", [memory.all() / MB], None);
        figures.add("of it WebAssembly's", "MB", [memory.wasm / MB], None);
    }
    let growth = (all.all() / few.all() - 1.0) * 100.0;
    let name = format!("growth from {FEW} to {ALL} rounds");
    let goal = Some(Goal::AtMost(GROWTH));
    figures.add(&name, "%", [growth], goal);
    Ok(figures)
}
