//! Cold loads of the panel, in turns with the floor.

mod load;

use anyhow::Result;
use e2e::{Browser, Page};

use crate::figures::{Figures, Goal};
use crate::server::Server;
use crate::signed_in::SignedIn;
use load::{Conditions, Load, Target};

const KB: f64 = 1e3;
const MB: f64 = 1e6;

/// Up to so many users the budgets hold.
const BUDGETED: u32 = 10_000;
/// Rows on the first page.
const ROWS: u32 = 100;

/// What a server is measured with.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// What it is, for people.
    pub about: &'a str,
    /// Where panel, floor and homeserver are.
    pub server: &'a Server,
    /// The administrator's token.
    pub token: &'a str,
    /// The number of users in the report.
    pub users: u32,
}

/// Loads of one page after the other, in the same conditions.
#[derive(Debug, Default)]
struct AlternatingLoads {
    panel: Vec<Load>,
    baseline: Vec<Load>,
}

impl AlternatingLoads {
    /// What each load has of something; nothing where one has not.
    fn values(&self, value: impl Fn(&Load) -> Option<f64>) -> (Vec<f64>, Vec<f64>) {
        let all = |loads: &[Load]| loads.iter().filter_map(&value).collect();
        (all(&self.panel), all(&self.baseline))
    }
}

/// Loads everything so many times, in each of the conditions.
///
/// # Errors
/// When a page or the browser fails.
pub async fn measure(subject: Subject<'_>, runs: usize) -> Result<Figures> {
    let server = subject.server;
    let browser = Browser::start().await?;
    let page = Page::new(browser.driver()?);
    let url = format!("{}/", server.origin());
    let rows = subject.users.min(ROWS);
    let mut turns = Vec::new();
    for (homeserver, conditions) in [
        (server.other_origin(), Conditions::Own),
        (server.other_origin(), Conditions::Slow),
        (server.origin(), Conditions::Own),
    ] {
        let signed_in = SignedIn::through(&page, &url, homeserver, subject.token).await?;
        let target = |path: &str| Target {
            url: format!("{url}{path}"),
            script: signed_in.script(),
            rows,
        };
        let [panel, baseline] = [target(""), target("floor/")];
        let load = async |target| Load::measure(&browser, server.log(), target, conditions).await;
        // The browser itself is warm, and the homeserver has its answers at hand.
        load(&panel).await?;
        load(&baseline).await?;
        let mut turn = AlternatingLoads::default();
        for _ in 0..runs {
            turn.panel.push(load(&panel).await?);
            turn.baseline.push(load(&baseline).await?);
        }
        turns.push(turn);
    }
    browser.close().await?;
    let [other, slow, own] = &turns[..] else {
        return Ok(Figures::new(subject.about));
    };
    let budgeted = subject.users <= BUDGETED;
    let mut table = Table {
        figures: Figures::new(subject.about),
        budgeted,
    };
    table.traffic(other, own);
    table.moments(other);
    table.memory(other);
    table.slow(slow);
    table.own(own);
    Ok(table.figures)
}

/// The figures, with budgets where they hold.
struct Table {
    figures: Figures,
    budgeted: bool,
}

impl Table {
    fn add(
        &mut self,
        name: &str,
        unit: &'static str,
        turns: &AlternatingLoads,
        value: impl Fn(&Load) -> Option<f64>,
        goal: impl Into<Option<Goal>>,
    ) {
        let goal = goal.into().filter(|_| self.budgeted);
        self.figures.beside(name, unit, turns.values(value), goal);
    }

    fn traffic(&mut self, other: &AlternatingLoads, own: &AlternatingLoads) {
        let kb = |bytes: u32| Some(f64::from(bytes) / KB);
        let bytes = "bytes of the page until rows (Brotli)";
        let goal = Goal::AtMost(120.0);
        self.add(bytes, "KB", other, |it| kb(it.first.bytes), goal);
        let all = "bytes of the page in all, 3 s after the last request";
        self.add(all, "KB", other, |it| kb(it.all.bytes), None);
        let count = |count: u32| Some(f64::from(count));
        let name = "requests for the page's files until rows";
        self.add(name, "", other, |it| count(it.first.files), None);
        let name = "requests for the page's files in all";
        self.add(name, "", other, |it| count(it.all.files), None);
        let goal = Goal::AtMost(4.0);
        for (place, turns) in [("another", other), ("its own", own)] {
            let name = format!("requests to the homeserver until rows, on {place} origin");
            self.add(&name, "", turns, |it| count(it.first.homeserver), goal);
        }
        let name = "requests to the homeserver in all, on another origin";
        self.add(name, "", other, |it| count(it.all.homeserver), None);
    }

    fn moments(&mut self, turns: &AlternatingLoads) {
        let goal = Goal::TimesBaseline(1.5);
        let name = "first contentful paint";
        self.add(name, "ms", turns, |it| Some(it.painted), goal);
        let name = "first 100 rows painted";
        let first_rows = Goal::TimesBaseline(1.25);
        self.add(name, "ms", turns, |it| Some(it.rows), first_rows);
        let name = "data received to painted rows";
        self.add(name, "ms", turns, |it| it.from_data, goal);
        let name = "script until rows";
        let goal = Goal::AtMost(100.0);
        self.add(name, "ms", turns, |it| Some(it.taken.script), goal);
        let name = "script, layout and paint until rows";
        self.add(name, "ms", turns, |it| Some(it.taken.thread), None);
        let nothing = Goal::AtMost(0.0);
        let name = "blocking time until rows";
        self.add(name, "ms", turns, |it| Some(it.blocked), nothing);
        self.add("layout shift", "", turns, |it| Some(it.shift), nothing);
    }

    fn memory(&mut self, turns: &AlternatingLoads) {
        let mb = |bytes: f64| bytes / MB;
        let name = "JavaScript's heap and WebAssembly's memory";
        let both = |it: &Load| it.memory.map(|memory| mb(memory.script + memory.wasm));
        self.add(name, "MB", turns, both, Goal::AtMost(10.0));
        let wasm = |it: &Load| it.memory.map(|memory| mb(memory.wasm));
        self.add("of it WebAssembly's", "MB", turns, wasm, None);
        let document = |it: &Load| it.memory.map(|memory| mb(memory.document));
        self.add("the document's heap", "MB", turns, document, None);
    }

    fn slow(&mut self, turns: &AlternatingLoads) {
        let name = "slow: first contentful paint";
        self.add(name, "ms", turns, |it| Some(it.painted), None);
        let name = "slow: first 100 rows painted";
        let goal = Goal::TimesBaseline(1.75);
        self.add(name, "ms", turns, |it| Some(it.rows), goal);
        let name = "slow: script until rows";
        self.add(name, "ms", turns, |it| Some(it.taken.script), None);
        let name = "slow: blocking time until rows";
        self.add(name, "ms", turns, |it| Some(it.blocked), None);
        let name = "slow: layout shift until rows";
        self.add(name, "", turns, |it| Some(it.shift), None);
    }

    fn own(&mut self, turns: &AlternatingLoads) {
        let name = "homeserver on its own origin: first 100 rows painted";
        self.add(name, "ms", turns, |it| Some(it.rows), None);
    }
}
