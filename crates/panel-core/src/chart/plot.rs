//! Plots, drawn as what is inside an SVG element.
//!
//! A plot fills its element; what is written beside the axes hangs over into its margins.

use super::axis::{Axis, AxisFraction};
use super::markup::Markup;
use super::shapes::{Bar, curve};

/// A plot in the making.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plot(Markup);

/// Where a text stands beside a line: attributes and not CSS, so that a picture that is taken out of
/// the page reads the same.
#[derive(Clone, Copy)]
struct LabelPosition {
    /// The line's first (0) or second (1) end.
    end: usize,
    dx: &'static str,
    dy: &'static str,
    anchor: &'static str,
}

const BEFORE: LabelPosition = LabelPosition {
    end: 0,
    dx: "-8",
    dy: ".35em",
    anchor: "end",
};
const BEHIND: LabelPosition = LabelPosition {
    end: 1,
    dx: "8",
    anchor: "start",
    ..BEFORE
};
const BELOW: LabelPosition = LabelPosition {
    end: 1,
    dx: "0",
    dy: "1.5em",
    anchor: "middle",
};

impl Plot {
    /// The axis that goes up: a line across for each tick, its value on the left.
    pub fn y_axis(&mut self, axis: &Axis, write: &dyn Fn(u128) -> String) {
        for tick in &axis.ticks {
            let y = tick.at.complement();
            self.line(
                "up",
                (AxisFraction::START, y),
                (AxisFraction::END, y),
                BEFORE,
                &write(tick.value),
            );
        }
    }

    /// A place on the axis that goes along: a line up from it, its name below. A minor one is for
    /// where there is room.
    pub fn x_tick(&mut self, at: AxisFraction, minor: bool, name: &str) {
        let class = if minor { "along minor" } else { "along" };
        self.line(
            class,
            (at, AxisFraction::START),
            (at, AxisFraction::END),
            BELOW,
            name,
        );
    }

    /// A level worth a mark: a line across, its name on the right.
    pub fn reference_line(&mut self, at: AxisFraction, name: &str) {
        let y = at.complement();
        self.line(
            "mark",
            (AxisFraction::START, y),
            (AxisFraction::END, y),
            BEHIND,
            name,
        );
    }

    /// A line with a text at one of its ends.
    fn line(
        &mut self,
        class: &str,
        from: (AxisFraction, AxisFraction),
        to: (AxisFraction, AxisFraction),
        place: LabelPosition,
        text: &str,
    ) {
        let ends = [from, to].map(|(x, y)| (x.to_string(), y.to_string()));
        let [(x1, y1), (x2, y2)] = &ends;
        let (x, y) = &ends[place.end];
        self.0.open("g", &[("class", class)]);
        let line = [("x1", &x1[..]), ("y1", y1), ("x2", x2), ("y2", y2)];
        self.0.element("line", &line, "");
        let attributes = [
            ("x", &x[..]),
            ("y", y),
            ("dx", place.dx),
            ("dy", place.dy),
            ("text-anchor", place.anchor),
        ];
        self.0.element("text", &attributes, text);
        self.0.close("g");
    }

    /// A dashed line through points, given as values of the axes along and up: what is not yet.
    pub fn forecast(&mut self, points: &[(u128, u128)], along: &Axis, up: &Axis) {
        let (line, _) = curve(points, along, up);
        self.stretched(&[("forecast", &line)]);
    }

    /// A curve through points, given as values of the axes along and up, and the area below it.
    pub fn curve(&mut self, points: &[(u128, u128)], along: &Axis, up: &Axis) {
        let (line, area) = curve(points, along, up);
        self.stretched(&[("area", &area), ("line", &line)]);
    }

    /// Paths by their classes, stretched to the plot, whatever its shape.
    fn stretched(&mut self, paths: &[(&str, &str)]) {
        let stretched = [
            ("viewBox", "0 0 10000 10000"),
            ("preserveAspectRatio", "none"),
            ("width", "100%"),
            ("height", "100%"),
        ];
        self.0.open("svg", &stretched);
        for (class, path) in paths {
            self.0.element("path", &[("class", class), ("d", path)], "");
        }
        self.0.close("svg");
    }

    /// A bar, and what it says to who points at it.
    pub fn bar(&mut self, class: &str, bar: Bar, says: &str) {
        let [x, y, width, height] =
            [bar.x, bar.y, bar.width, bar.height].map(|part| part.to_string());
        let attributes = [
            ("class", class),
            ("x", &x[..]),
            ("y", &y),
            ("width", &width),
            ("height", &height),
        ];
        self.0.open("rect", &attributes);
        self.0.element("title", &[], says);
        self.0.close("rect");
    }

    /// A hatched bar, for a value that is not comparable with the others.
    pub fn partial_bar(&mut self, class: &str, bar: Bar, says: &str) {
        self.bar(class, bar, says);
        self.bar("hatched", bar, says);
    }

    /// The pattern of hatched bars, once for all of them.
    pub fn hatch(&mut self) {
        let pattern = [
            ("id", "hatch"),
            ("width", "6"),
            ("height", "6"),
            ("patternUnits", "userSpaceOnUse"),
            ("patternTransform", "rotate(45)"),
        ];
        self.0.open("pattern", &pattern);
        let stripe = [("class", "stripe"), ("width", "2"), ("height", "6")];
        self.0.element("rect", &stripe, "");
        self.0.close("pattern");
    }

    /// The markup, as a part of more.
    pub(super) fn markup(&self) -> &Markup {
        &self.0
    }

    /// The markup for the inside of an SVG element.
    pub fn into_markup(self) -> Markup {
        self.0
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::super::axis::TickSteps;
    use super::*;

    #[test]
    fn an_axis_is_drawn_from_the_ground_up() {
        let mut plot = Plot::default();
        plot.y_axis(&Axis::to_value(1, TickSteps::Decimal), &|value| {
            value.to_string()
        });
        let wanted = "<g class=\"up\"><line x1=\"0.00%\" y1=\"100.00%\" x2=\"100.00%\" y2=\"100.00%\"></line>\
            <text x=\"0.00%\" y=\"100.00%\" dx=\"-8\" dy=\".35em\" text-anchor=\"end\">0</text></g>\
            <g class=\"up\"><line x1=\"0.00%\" y1=\"0.00%\" x2=\"100.00%\" y2=\"0.00%\"></line>\
            <text x=\"0.00%\" y=\"0.00%\" dx=\"-8\" dy=\".35em\" text-anchor=\"end\">1</text></g>";
        assert_eq!(plot.into_markup().finish(), wanted);
    }

    #[test]
    fn a_partial_bar_is_hatched() {
        let bar = super::super::shapes::bar_slots(1)[0];
        let drawn = |draw: fn(&mut Plot, &str, Bar, &str)| {
            let mut plot = Plot::default();
            plot.hatch();
            draw(&mut plot, "s1", bar, "");
            plot.into_markup().finish()
        };
        assert!(!drawn(Plot::bar).contains("class=\"hatched\""));
        assert!(drawn(Plot::partial_bar).contains("class=\"hatched\""));
        assert!(drawn(Plot::partial_bar).contains("id=\"hatch\""));
    }

    #[test]
    fn names_stand_at_the_far_ends_of_marks_and_below_places() {
        let mut plot = Plot::default();
        plot.reference_line(AxisFraction::of(1, 2), "half");
        plot.x_tick(AxisFraction::of(1, 4), true, "here");
        let drawn = plot.into_markup().finish();
        assert!(
            drawn.contains("<text x=\"100.00%\" y=\"50.00%\" dx=\"8\" dy=\".35em\" text-anchor=\"start\">half</text>"),
            "{drawn}"
        );
        assert!(
            drawn.contains("<text x=\"25.00%\" y=\"100.00%\" dx=\"0\" dy=\"1.5em\" text-anchor=\"middle\">here</text>"),
            "{drawn}"
        );
        assert!(drawn.contains("class=\"along minor\""), "{drawn}");
    }
}
