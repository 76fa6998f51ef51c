//! What was measured, beside the baseline, against what it should be.

use std::fmt::Write as _;

use serde::Serialize;

/// What a figure should be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
    /// Less than this.
    Below(f64),
    /// No more than so many times the baseline.
    TimesBaseline(f64),
}

/// What came out of several runs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RunSpread {
    median: f64,
    least: f64,
    most: f64,
}

/// A figure, measured several times.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    name: String,
    unit: &'static str,
    runs: usize,
    #[serde(flatten)]
    spread: RunSpread,
    baseline: Option<RunSpread>,
    /// The median of what each run is as a multiple of the baseline's run beside it.
    times_baseline: Option<f64>,
    goal: Option<Goal>,
    met: Option<bool>,
}

/// Figures about one thing.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    about: String,
    figures: Vec<Figure>,
}

impl RunSpread {
    /// Of nothing there is none.
    fn of(values: &[f64]) -> Option<Self> {
        let mut values = values.to_vec();
        values.sort_unstable_by(f64::total_cmp);
        // The same value, unless their number is even.
        let (left, right) = ((values.len().checked_sub(1)?) / 2, values.len() / 2);
        Some(Self {
            median: f64::midpoint(values[left], values[right]),
            least: *values.first()?,
            most: *values.last()?,
        })
    }
}

impl Goal {
    fn is_met(self, median: f64, times_baseline: Option<f64>) -> bool {
        match self {
            Self::AtMost(most) => median <= most,
            Self::AtLeast(least) => median >= least,
            Self::Below(end) => median < end,
            // Of a baseline that is nothing, only nothing is a multiple.
            Self::TimesBaseline(most) => {
                times_baseline.map_or(median <= 0.0, |times| times <= most)
            }
        }
    }

    fn text(self) -> String {
        match self {
            Self::AtMost(most) => format!("≤ {most}"),
            Self::AtLeast(least) => format!("≥ {least}"),
            Self::Below(end) => format!("< {end}"),
            Self::TimesBaseline(most) => format!("≤ {most} × baseline"),
        }
    }
}

impl Figures {
    /// None yet.
    pub fn new(about: &str) -> Self {
        Self {
            about: about.to_owned(),
            figures: Vec::new(),
        }
    }

    /// Adds what was measured, unless nothing was. The median decides whether the goal is met.
    pub fn add(
        &mut self,
        name: &str,
        unit: &'static str,
        values: impl IntoIterator<Item = f64>,
        goal: Option<Goal>,
    ) {
        let values: Vec<f64> = values.into_iter().collect();
        self.add_all(name, unit, &values, &[], goal);
    }

    /// The same, with what was measured of the baseline in turns with it.
    pub fn beside(
        &mut self,
        name: &str,
        unit: &'static str,
        (values, baseline): (Vec<f64>, Vec<f64>),
        goal: Option<Goal>,
    ) {
        self.add_all(name, unit, &values, &baseline, goal);
    }

    fn add_all(
        &mut self,
        name: &str,
        unit: &'static str,
        values: &[f64],
        baseline: &[f64],
        goal: Option<Goal>,
    ) {
        let Some(spread) = RunSpread::of(values) else {
            return;
        };
        let times_baseline = times_baseline(values, baseline);
        self.figures.push(Figure {
            name: name.to_owned(),
            unit,
            runs: values.len(),
            spread,
            baseline: RunSpread::of(baseline),
            times_baseline,
            goal,
            met: goal.map(|goal| goal.is_met(spread.median, times_baseline)),
        });
    }

    /// How many goals were missed.
    pub fn missed(&self) -> usize {
        let missed = |figure: &&Figure| figure.met == Some(false);
        self.figures.iter().filter(missed).count()
    }
}

/// A readable table with a heading for each part.
pub fn table(parts: &[Figures]) -> String {
    let figures = parts.iter().flat_map(|part| &part.figures);
    let lengths = figures.map(|figure| figure.name.chars().count());
    let width = lengths.max().unwrap_or(0);
    let mut out = format!(
        "{:width$}  {:>9}      {:>19}  {:>9}  {:>6}  {:>12}\n",
        "figure", "median", "least to most", "baseline", "times", "goal"
    );
    for part in parts {
        // Writing to a text can't fail.
        let _ = writeln!(out, "\n{}", part.about);
        for figure in &part.figures {
            let _ = writeln!(out, "{}", figure.line(width).trim_end());
        }
    }
    out
}

impl Figure {
    fn line(&self, width: usize) -> String {
        let number = |value| number(value, self.unit);
        let RunSpread {
            median,
            least,
            most,
        } = self.spread;
        let met = match self.met {
            Some(true) => "met",
            Some(false) => "MISSED",
            None => "",
        };
        let baseline = self.baseline.map(|baseline| number(baseline.median));
        let times = self.times_baseline.map(|times| format!("{times:.2}"));
        format!(
            "{:width$}  {:>9} {:4} {:>19}  {:>9}  {:>6}  {:>12} {met}",
            self.name,
            number(median),
            self.unit,
            format!("{} to {}", number(least), number(most)),
            baseline.unwrap_or_default(),
            times.unwrap_or_default(),
            self.goal.map(Goal::text).unwrap_or_default(),
        )
    }
}

/// How many times the baseline something is: of runs in turns, the median of what each is of the one
/// beside it, as both met the same machine; else by the medians. Of nothing it is no multiple.
fn times_baseline(values: &[f64], baseline: &[f64]) -> Option<f64> {
    let spread = if values.len() == baseline.len() {
        let turns = values
            .iter()
            .zip(baseline)
            .filter(|(_, baseline)| **baseline > 0.0);
        RunSpread::of(
            &turns
                .map(|(value, baseline)| value / baseline)
                .collect::<Vec<_>>(),
        )?
    } else {
        let baseline = RunSpread::of(baseline)?.median;
        let values = values.iter().map(|value| value / baseline);
        RunSpread::of(&values.filter(|_| baseline > 0.0).collect::<Vec<_>>())?
    };
    Some(spread.median)
}

/// With as many places as make sense: counts have no unit.
fn number(value: f64, unit: &str) -> String {
    match unit {
        "" if value.fract() == 0.0 => format!("{value}"),
        "" => format!("{value:.3}"),
        _ => format!("{value:.1}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_decides_whether_a_goal_is_met() {
        let mut figures = Figures::new("a test");
        figures.add("kept", "ms", [20.0, 1.0, 2.0], Some(Goal::AtMost(2.0)));
        figures.add("nothing", "ms", [], Some(Goal::AtMost(2.0)));
        assert_eq!(figures.missed(), 0);
        figures.add("missed", "ms", [2.0, 2.0], Some(Goal::Below(2.0)));
        figures.add("missed", "×", [1.2], Some(Goal::AtLeast(1.3)));
        assert_eq!(figures.missed(), 2);
        let table = table(&[figures]);
        assert_eq!(table.lines().count(), 6);
        assert_eq!(table.matches("MISSED").count(), 2);
    }

    #[test]
    fn the_median_of_two_lies_between_them() {
        let spread = RunSpread::of(&[4.0, 1.0]).map(|it| (it.least, it.median, it.most));
        assert_eq!(spread, Some((1.0, 2.5, 4.0)));
        assert_eq!(RunSpread::of(&[]), None);
    }

    #[test]
    fn a_run_is_compared_with_the_baselines_run_beside_it() {
        let mut figures = Figures::new("a test");
        let slow_machine_later = (vec![10.0, 20.0, 90.0], vec![10.0, 10.0, 30.0]);
        let goal = Some(Goal::TimesBaseline(2.0));
        figures.beside("kept", "ms", slow_machine_later, goal);
        assert_eq!(figures.figures[0].times_baseline, Some(2.0));
        assert_eq!(figures.missed(), 0);
        assert_eq!(times_baseline(&[4.0, 5.0, 6.0], &[2.0]), Some(2.5));
    }

    #[test]
    fn a_zero_baseline_allows_only_zero() {
        let mut figures = Figures::new("a test");
        let goal = Some(Goal::TimesBaseline(2.0));
        figures.beside("kept", "ms", (vec![0.0], vec![0.0]), goal);
        assert_eq!(figures.missed(), 0);
        figures.beside("missed", "ms", (vec![1.0], vec![0.0]), goal);
        assert_eq!(figures.missed(), 1);
    }
}
