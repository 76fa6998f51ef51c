//! What was typed behind `cargo xtask bench`.

use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};

pub const HELP: &str = "\
cargo xtask bench [OPTIONS]   Measure the optimised panel in Chromium, next to a plain page (the baseline)
    --users N[,N...]          Numbers of users (default: 10000,100000)
    --runs N                  How often to measure everything (default: 5)
    --only PART[,PART...]     Measure only these parts: core, cold, panel, session, lighthouse
    --latency MS              Delay of every response (default: 20)
    --synapse                 Measure only cold loads, with a real Synapse (default: 10000 users)
    --json                    Print JSON instead of tables
    --strict                  Fail if a goal is missed
    --profile NAME            Instead of measuring, print the functions that took the most time in the
                              actions whose names start like this (\"page turn\", \"order by\",
                              \"key stroke\", \"\" for all)

crates/bench/README.md explains what is measured, and how.
";

/// A part of what can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What the panel does with a report, step by step, against plain JavaScript.
    Core,
    /// Cold loads, in turns with the baseline.
    Cold,
    /// What an administrator does with a report.
    Panel,
    /// A long session.
    Session,
    /// Lighthouse's scores.
    Lighthouse,
}

const PARTS: [Part; 5] = [
    Part::Core,
    Part::Cold,
    Part::Panel,
    Part::Session,
    Part::Lighthouse,
];

impl Part {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Cold => "cold",
            Self::Panel => "panel",
            Self::Session => "session",
            Self::Lighthouse => "lighthouse",
        }
    }
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    pub users: Vec<u32>,
    pub runs: usize,
    pub parts: Vec<Part>,
    pub latency: Duration,
    pub synapse: bool,
    pub json: bool,
    pub strict: bool,
    pub profile: Option<String>,
}

impl Options {
    /// Reads them; `None` when it is help that is asked for.
    ///
    /// # Errors
    /// When something means nothing.
    pub fn read(mut arguments: pico_args::Arguments) -> Result<Option<Self>> {
        if arguments.contains(["-h", "--help"]) {
            return Ok(None);
        }
        let users: Vec<String> = arguments.values_from_str("--users")?;
        let parts: Vec<String> = arguments.values_from_str("--only")?;
        let latency = arguments.opt_value_from_str("--latency")?.unwrap_or(20);
        let mut options = Self {
            users: list(&users, |it| {
                it.parse().with_context(|| format!("--users {it}"))
            })?,
            runs: arguments.opt_value_from_str("--runs")?.unwrap_or(5),
            parts: list(&parts, part)?,
            latency: Duration::from_millis(latency),
            synapse: arguments.contains("--synapse"),
            json: arguments.contains("--json"),
            strict: arguments.contains("--strict"),
            profile: arguments.opt_value_from_str("--profile")?,
        };
        if let Some(first) = arguments.finish().first() {
            bail!("{} means nothing here\n\n{HELP}", first.to_string_lossy());
        }
        ensure!(options.runs > 0, "nothing comes of no runs");
        if options.users.is_empty() {
            options.users.push(10_000);
            // To be filled with more, a real homeserver takes long.
            if !options.synapse {
                options.users.push(100_000);
            }
        }
        if options.parts.is_empty() {
            options.parts = PARTS.to_vec();
        }
        if options.synapse {
            options.parts = vec![Part::Cold];
        }
        if options.profile.is_some() {
            options.parts.clear();
        }
        Ok(Some(options))
    }

    /// Whether a part is wanted.
    pub fn wants(&self, part: Part) -> bool {
        self.parts.contains(&part)
    }
}

fn part(name: &str) -> Result<Part> {
    let part = PARTS.into_iter().find(|part| part.name() == name);
    part.with_context(|| format!("there is no part {name}\n\n{HELP}"))
}

/// What stands between commas, in an option that may be given several times.
fn list<T>(given: &[String], read: impl Fn(&str) -> Result<T>) -> Result<Vec<T>> {
    let all = given.iter().flat_map(|text| text.split(','));
    all.map(|one| read(one.trim())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Option<Options>> {
        let arguments = arguments.iter().map(Into::into).collect();
        Options::read(pico_args::Arguments::from_vec(arguments))
    }

    #[test]
    fn lists_may_be_given_with_commas_or_again() {
        let typed = ["--users", "1,20", "--only", "cold,core", "--users", "300"];
        let options = read(&typed).expect("understood").expect("not help");
        assert_eq!(options.users, [1, 20, 300]);
        assert!(options.wants(Part::Core) && !options.wants(Part::Panel));
    }

    #[test]
    fn everything_is_measured_unless_said_otherwise() {
        let options = read(&[]).expect("understood").expect("not help");
        assert_eq!(options.users, [10_000, 100_000]);
        assert_eq!(options.parts.len(), PARTS.len());
    }

    #[test]
    fn a_real_synapse_is_for_cold_loads() {
        let options = read(&["--synapse"]).expect("understood").expect("not help");
        assert_eq!(options.parts, [Part::Cold]);
        assert_eq!(options.users, [10_000]);
    }

    #[test]
    fn what_means_nothing_is_refused() {
        assert!(read(&["--only", "all"]).is_err());
        assert!(read(&["--users", "many"]).is_err());
        assert!(read(&["--runs", "0"]).is_err());
        assert!(read(&["fast"]).is_err());
        assert_eq!(read(&["--help"]).expect("understood"), None);
    }
}
