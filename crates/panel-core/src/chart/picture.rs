//! Plots as a picture that stands by itself: an SVG document with its title and legend.
//!
//! Where a class stands on the page, the picture has attributes: of its styles, a page's policy lets
//! none into an image.

use super::markup::Markup;
use super::plot::Plot;

/// A picture in the making.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Names all of it.
    pub title: String,
    /// Each with its name, below each other.
    pub plots: Vec<(String, Plot)>,
    /// Classes of colours and what they stand for.
    pub legend: Vec<(&'static str, String)>,
    /// The value of a custom property of the page's style: a colour.
    pub colour: fn(&str) -> String,
}

const WIDTH: u32 = 960;
const LEFT: u32 = 96;
const RIGHT: u32 = 88;
const PLOT: u32 = 220;
/// Above a plot is its name, below it what is written along the axis.
const PLOT_MARGINS: u32 = 80;
const LINE_HEIGHT: u32 = 22;
const TITLE_HEIGHT: u32 = 48;

impl Picture {
    /// Width and height in pixels.
    pub fn size(&self) -> (u32, u32) {
        let number = |length: usize| u32::try_from(length).unwrap_or(0);
        let plots = number(self.plots.len()) * (PLOT + PLOT_MARGINS);
        (
            WIDTH,
            TITLE_HEIGHT + plots + (number(self.legend.len()) + 1) * LINE_HEIGHT,
        )
    }

    /// The document.
    pub fn finish(self) -> String {
        let (width, height) = self.size();
        let mut out = Markup::default();
        let view_box = format!("0 0 {width} {height}");
        let [width, height] = [width, height].map(|length| length.to_string());
        out.open(
            "svg",
            &[
                ("xmlns", "http://www.w3.org/2000/svg"),
                ("width", &width),
                ("height", &height),
                ("viewBox", &view_box),
                ("font-family", "sans-serif"),
                ("font-size", "13"),
            ],
        );
        out.element("title", &[], &self.title);
        out.element(
            "rect",
            &[("class", "page"), ("width", "100%"), ("height", "100%")],
            "",
        );
        let text = |out: &mut Markup, class: &str, x: u32, y: u32, text: &str| {
            let [x, y] = [x, y].map(|place| place.to_string());
            out.element("text", &[("class", class), ("x", &x), ("y", &y)], text);
        };
        text(&mut out, "title", LEFT, 32, &self.title);
        let mut top = TITLE_HEIGHT;
        for (name, plot) in self.plots {
            text(&mut out, "name", LEFT, top + 20, &name);
            let [x, y] = [LEFT, top + 36].map(|place| place.to_string());
            let [across, high] = [WIDTH - LEFT - RIGHT, PLOT].map(|length| length.to_string());
            let place = [
                ("x", &x[..]),
                ("y", &y),
                ("width", &across),
                ("height", &high),
                ("overflow", "visible"),
            ];
            out.open("svg", &place);
            out.append(plot.markup());
            out.close("svg");
            top += PLOT + PLOT_MARGINS;
        }
        for (class, name) in self.legend {
            let [x, y] = [LEFT, top].map(|place| place.to_string());
            out.element(
                "rect",
                &[
                    ("class", class),
                    ("x", &x),
                    ("y", &y),
                    ("width", "12"),
                    ("height", "12"),
                ],
                "",
            );
            text(&mut out, "entry", LEFT + 20, top + 11, &name);
            top += LINE_HEIGHT;
        }
        out.close("svg");
        inline_styles(out.finish(), self.colour)
    }
}

/// What the classes look like: attributes of SVG, and their values or where the colour is found.
const CLASS_STYLES: [(&str, &[(&str, &str)]); 20] = [
    ("page", &[("fill", "--surface")]),
    ("title", &[("fill", "--text"), ("font-size", "18")]),
    ("name", &[("fill", "--text"), ("font-size", "15")]),
    ("entry", &[("fill", "--quiet")]),
    ("up", &[("fill", "--quiet"), ("stroke", "--line")]),
    ("along", &[("fill", "--quiet"), ("stroke", "--line")]),
    ("along minor", &[("fill", "--quiet"), ("stroke", "--line")]),
    ("mark", &[("fill", "--quiet"), ("stroke", "--line-strong")]),
    (
        "line",
        &[
            ("fill", "none"),
            ("stroke", "--accent"),
            ("stroke-width", "2"),
            ("vector-effect", "non-scaling-stroke"),
        ],
    ),
    ("area", &[("fill", "--accent"), ("fill-opacity", "0.12")]),
    ("s1", &[("fill", "--s1")]),
    ("s2", &[("fill", "--s2")]),
    ("s3", &[("fill", "--s3")]),
    ("s4", &[("fill", "--s4")]),
    ("s5", &[("fill", "--s5")]),
    ("rest", &[("fill", "--rest")]),
    ("unknown", &[("fill", "--raised")]),
    ("stripe", &[("fill", "--surface")]),
    ("hatched", &[("fill", "url(#hatch)")]),
    (
        "forecast",
        &[
            ("fill", "none"),
            ("stroke", "--accent"),
            ("stroke-width", "2"),
            ("stroke-dasharray", "6 5"),
            ("vector-effect", "non-scaling-stroke"),
        ],
    ),
];

/// Puts attributes into the place of classes. No text can be taken for one: it has no quotes.
fn inline_styles(mut drawn: String, colour: fn(&str) -> String) -> String {
    for (class, attributes) in CLASS_STYLES {
        let attributes = attributes.iter().map(|&(name, value)| {
            let value = match value.strip_prefix("--") {
                Some(_) => colour(value),
                None => value.to_owned(),
            };
            format!("{name}=\"{value}\"")
        });
        let attributes: Vec<_> = attributes.collect();
        drawn = drawn.replace(&format!("class=\"{class}\""), &attributes.join(" "));
    }
    // A line's colour is not that of the text beside it.
    drawn.replace("<text ", "<text stroke=\"none\" ")
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::chart::{Axis, TickSteps};

    #[test]
    fn a_picture_has_everything_in_it_and_takes_no_name_for_markup() {
        let mut plot = Plot::default();
        plot.y_axis(&Axis::to_value(2, TickSteps::Decimal), &|value| {
            value.to_string()
        });
        let picture = Picture {
            title: "<All>".to_owned(),
            plots: vec![
                ("First".to_owned(), plot.clone()),
                ("Second".to_owned(), plot),
            ],
            legend: vec![("s1", "</svg><script>".to_owned())],
            colour: |name| format!("({name})"),
        };
        let (width, height) = picture.size();
        let drawn = picture.finish();
        assert!(drawn.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
        assert!(drawn.contains(&format!("viewBox=\"0 0 {width} {height}\"")));
        assert_eq!(drawn.matches("<svg").count(), 3);
        assert_eq!(drawn.matches("</svg>").count(), 3);
        assert!(drawn.contains("&lt;All&gt;") && !drawn.contains("<script"));
        assert!(drawn.contains("fill=\"(--s1)\"") && !drawn.contains("class="));
    }
}
