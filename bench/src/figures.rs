//! What was measured, against what it should be.

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
}

/// A figure, measured several times.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    name: String,
    unit: &'static str,
    median: f64,
    least: f64,
    most: f64,
    runs: usize,
    goal: Option<Goal>,
    met: Option<bool>,
}

/// Figures about one thing.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    about: String,
    figures: Vec<Figure>,
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
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_unstable_by(f64::total_cmp);
        let (Some(&least), Some(&most)) = (values.first(), values.last()) else {
            return;
        };
        let median = values[values.len() / 2];
        self.figures.push(Figure {
            name: name.to_owned(),
            unit,
            median,
            least,
            most,
            runs: values.len(),
            goal,
            met: goal.map(|goal| match goal {
                Goal::AtMost(most) => median <= most,
                Goal::AtLeast(least) => median >= least,
                Goal::Below(end) => median < end,
            }),
        });
    }

    /// How many goals were missed.
    pub fn missed(&self) -> usize {
        let met = self
            .figures
            .iter()
            .filter(|figure| figure.met == Some(false));
        met.count()
    }

    /// A table for people.
    pub fn table(&self) -> String {
        let width = self
            .figures
            .iter()
            .map(|figure| figure.name.chars().count());
        let width = width.max().unwrap_or(0);
        let mut out = format!(
            "{}\n\n{:width$}  {:>10}        {:>19}  {:>10}\n",
            self.about, "figure", "median", "least to most", "goal"
        );
        for figure in &self.figures {
            let goal = match figure.goal {
                Some(Goal::AtMost(most)) => format!("≤ {most}"),
                Some(Goal::AtLeast(least)) => format!("≥ {least}"),
                Some(Goal::Below(end)) => format!("< {end}"),
                None => String::new(),
            };
            let met = match figure.met {
                Some(true) => "met",
                Some(false) => "MISSED",
                None => "",
            };
            let spread = format!("{:.1} to {:.1}", figure.least, figure.most);
            // Writing to a text can't fail.
            let _ = writeln!(
                out,
                "{:width$}  {:>10.1} {:6} {spread:>19}  {goal:>10} {met}",
                figure.name, figure.median, figure.unit
            );
        }
        out
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
        let table = figures.table();
        assert_eq!(table.lines().count(), 6);
        assert_eq!(table.matches("MISSED").count(), 2);
    }
}
