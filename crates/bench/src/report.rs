//! The figures of the panel in use, beside the floor's, and what they should be.

use anyhow::Result;

use crate::baseline::{Acts, Baseline};
use crate::figures::{Figures, Goal};
use crate::panel::{Action, Load, Panel};

const MB: f64 = 1e6;

/// What an action may take of the processor for script, in ms: a frame.
const FRAME: f64 = 16.0;
/// The longest task in ms, and in an order by name of a million users.
const TASK: f64 = 50.0;
const TASK_BY_NAME: f64 = 200.0;
/// Up to so many users, an action must fit into a frame, and the page into little memory.
const COMFORTABLE: u32 = 100_000;
/// Up to so many, what an action changes must be on screen soon after.
const QUICK: u32 = 10_000;

/// Measures so many loads of a report of so many users, and all actions after each.
///
/// # Errors
/// When the panel or the browser fails.
pub async fn measure(
    panel: &Panel<'_>,
    baseline: &Baseline,
    users: u32,
    runs: usize,
) -> Result<Figures> {
    let mut loads = Vec::new();
    let mut rounds = Vec::new();
    let mut floors = Vec::new();
    let mut memories = Vec::new();
    for _ in 0..runs {
        loads.push(panel.load().await?);
        rounds.push(panel.act("").await?);
        floors.push(baseline.act().await?);
        memories.push(panel.memory().await?);
    }
    let mut figures = Figures::new(&format!("{users} users in the panel"));
    add_loads(&mut figures, &loads);
    add_actions(&mut figures, &Rounds(&rounds), &floors, users);
    let all = memories.iter().map(|it| it.all() / MB);
    let limit = if users <= COMFORTABLE { 100.0 } else { 400.0 };
    let goal = Some(Goal::Below(limit));
    figures.add("memory after all that", "MB", all, goal);
    let wasm = memories.iter().map(|it| it.wasm / MB);
    figures.add("of it WebAssembly", "MB", wasm, None);
    Ok(figures)
}

fn add_loads(figures: &mut Figures, loads: &[Load]) {
    let painted = loads.iter().map(|load| load.painted - load.received);
    let name = "last byte received, to the whole report painted";
    figures.add(name, "ms", painted, None);
    let painted = loads.iter().map(|load| load.painted - load.taken);
    let name = "last byte read, to the whole report painted";
    figures.add(name, "ms", painted, None);
    let script = loads.iter().map(|load| load.script);
    figures.add("script while loading", "ms", script, None);
    let longest = loads.iter().map(|load| load.longest);
    let goal = Some(Goal::AtMost(TASK));
    figures.add("longest task while loading", "ms", longest, goal);
}

/// All actions, once in each round.
struct Rounds<'a>(&'a [Vec<Action>]);

impl Rounds<'_> {
    /// The actions' names, in the order in which they are done.
    fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for action in self.0.iter().flatten() {
            if !names.contains(&action.name.as_str()) {
                names.push(&action.name);
            }
        }
        names
    }

    /// What an action cost, every time that it was done.
    fn costs(&self, name: &str, cost: fn(&Action) -> f64) -> Vec<f64> {
        let actions = self.0.iter().flatten();
        let actions = actions.filter(|action| action.name == name);
        actions.map(cost).collect()
    }

    /// The longest task of each round in actions of which this holds.
    fn longest(&self, is_one: impl Fn(&str) -> bool) -> Vec<f64> {
        let longest = |round: &Vec<Action>| {
            let actions = round.iter().filter(|action| is_one(&action.name));
            actions.map(|action| action.longest).fold(0.0, f64::max)
        };
        self.0.iter().map(longest).collect()
    }
}

fn add_actions(figures: &mut Figures, rounds: &Rounds, floors: &[Acts], users: u32) {
    let names = rounds.names();
    for name in &names {
        let script = rounds.costs(name, |action| action.script);
        let is_bounded = users <= COMFORTABLE && kind(name) == Kind::Frequent;
        let goal = is_bounded.then_some(Goal::AtMost(FRAME));
        figures.add(&format!("{name}: script"), "ms", script, goal);
    }
    for name in &names {
        let thread = rounds.costs(name, |action| action.thread);
        let what = format!("{name}: script, layout and paint");
        figures.add(&what, "ms", thread, None);
    }
    for name in &names {
        let painted = rounds.costs(name, |action| action.painted);
        let baseline = floors.iter().filter_map(|acts| acts.get(name)).collect();
        let goal = painted_within(kind(name)).filter(|_| users <= QUICK);
        let what = format!("{name}: painted after");
        figures.beside(&what, "ms", (painted, baseline), goal);
    }
    for name in &names {
        let longest = rounds.costs(name, |action| action.longest);
        // Most have none.
        if longest.iter().any(|&ms| ms > 0.0) {
            figures.add(&format!("{name}: longest task"), "ms", longest, None);
        }
    }
    let by_name = |name: &str| name.starts_with("order by name");
    let longest = rounds.longest(by_name);
    let goal = Some(Goal::AtMost(TASK_BY_NAME));
    figures.add("longest task in an order by name", "ms", longest, goal);
    let longest = rounds.longest(|name| !by_name(name) && kind(name) == Kind::Frequent);
    let goal = Some(Goal::AtMost(TASK));
    let name = "longest task in another order, a search or a page turn";
    figures.add(name, "ms", longest, goal);
}

/// What is expected of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// What an administrator does all the time, with pages of the usual size.
    Frequent,
    /// The same with ten times the rows.
    OfManyRows,
    /// What is done once or twice.
    Rare,
}

fn kind(name: &str) -> Kind {
    let begins = ["page turn", "order", "key stroke", "search"];
    if name.starts_with("1,000 rows: ") {
        Kind::OfManyRows
    } else if begins.iter().any(|begin| name.starts_with(begin)) {
        Kind::Frequent
    } else {
        Kind::Rare
    }
}

/// When what an action changed is to be on screen, in ms after its begin.
fn painted_within(kind: Kind) -> Option<Goal> {
    match kind {
        Kind::Frequent => Some(Goal::AtMost(50.0)),
        Kind::OfManyRows => Some(Goal::AtMost(150.0)),
        Kind::Rare => None,
    }
}
