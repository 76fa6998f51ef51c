//! The figures of the panel, and what they should be.

use anyhow::Result;

use crate::figures::{Figures, Goal};
use crate::panel::{Action, Panel};

const MB: f64 = 1e6;

/// The longest task in ms, and in an order by name of a million users.
const TASK: f64 = 50.0;
const TASK_BY_NAME: f64 = 200.0;
/// Up to so many users, an action must fit into a frame, and the page into little memory.
const COMFORTABLE: u32 = 100_000;

/// Measures so many loads of a report of so many users, and all actions after each.
///
/// # Errors
/// When the panel or the browser fails.
pub async fn measure(panel: &Panel, users: u32, runs: usize) -> Result<Figures> {
    let mut loads = Vec::new();
    let mut rounds = Vec::new();
    let mut memories = Vec::new();
    for _ in 0..runs {
        loads.push(panel.load().await?);
        rounds.push(panel.act("").await?);
        memories.push(panel.memory().await?);
    }
    let comfortable = users <= COMFORTABLE;
    let mut figures = Figures::new(&format!("{users} users in the panel"));

    let painted = loads.iter().map(|load| load.painted - load.received);
    figures.add("last byte received, to rows painted", "ms", painted, None);
    let painted = loads.iter().map(|load| load.painted - load.taken);
    figures.add("last byte read, to rows painted", "ms", painted, None);
    let script = loads.iter().map(|load| load.script);
    figures.add("script while loading", "ms", script, None);
    let longest = loads.iter().map(|load| load.longest);
    let goal = Some(Goal::AtMost(TASK));
    figures.add("longest task while loading", "ms", longest, goal);

    let mut names: Vec<&str> = Vec::new();
    for action in rounds.iter().flatten() {
        if !names.contains(&action.name.as_str()) {
            names.push(&action.name);
        }
    }
    let costs = |name: &str, cost: fn(&Action) -> f64| {
        let actions = rounds.iter().flatten();
        let actions = actions.filter(|action| action.name == name);
        actions.map(cost).collect::<Vec<_>>()
    };
    for &name in &names {
        let goal = comfortable.then_some(Goal::AtMost(16.0));
        let script = costs(name, |action| action.script);
        figures.add(&format!("{name}: script"), "ms", script, goal);
    }
    for &name in &names {
        let thread = costs(name, |action| action.thread);
        let what = format!("{name}: script, layout and paint");
        figures.add(&what, "ms", thread, None);
    }
    for &name in &names {
        let painted = costs(name, |action| action.painted);
        figures.add(&format!("{name}: painted after"), "ms", painted, None);
    }
    for (what, by_name, limit) in [
        ("longest task in an order by name", true, TASK_BY_NAME),
        ("longest task in any other action", false, TASK),
    ] {
        let longest = rounds.iter().map(|round| {
            let actions = round.iter();
            let actions = actions.filter(|it| it.name.starts_with("order by name") == by_name);
            actions.map(|action| action.longest).fold(0.0, f64::max)
        });
        figures.add(what, "ms", longest, Some(Goal::AtMost(limit)));
    }

    let all = memories.iter().map(|it| (it.wasm + it.heap) / MB);
    let limit = if comfortable { 100.0 } else { 400.0 };
    let goal = Some(Goal::Below(limit));
    figures.add("memory after all that", "MB", all, goal);
    let wasm = memories.iter().map(|it| it.wasm / MB);
    figures.add("of it WebAssembly", "MB", wasm, None);
    Ok(figures)
}
