//! Plots as a picture that stands by itself: an SVG document with its title, legend and style.

use super::markup::Markup;
use super::plot::Plot;

/// A picture in the making.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// Names all of it.
    pub title: String,
    /// Each with its name, below each other.
    pub plots: Vec<(String, Plot)>,
    /// Classes of colours and what they stand for.
    pub legend: Vec<(&'static str, String)>,
    /// The style of what is in it.
    pub style: String,
}

const WIDTH: u32 = 960;
const LEFT: u32 = 96;
const RIGHT: u32 = 88;
const PLOT: u32 = 220;
/// Above a plot is its name, below it what is written along the axis.
const AROUND: u32 = 80;
const LINE: u32 = 22;
const HEAD: u32 = 48;

impl Picture {
    /// Width and height in pixels.
    pub fn size(&self) -> (u32, u32) {
        let number = |length: usize| u32::try_from(length).unwrap_or(0);
        let plots = number(self.plots.len()) * (PLOT + AROUND);
        (WIDTH, HEAD + plots + (number(self.legend.len()) + 1) * LINE)
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
            ],
        );
        out.element("title", &[], &self.title);
        out.element("style", &[], &self.style);
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
        let mut top = HEAD;
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
            out.append(plot.into_markup());
            out.close("svg");
            top += PLOT + AROUND;
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
            top += LINE;
        }
        out.close("svg");
        out.finish()
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::chart::{Axis, Steps};

    #[test]
    fn a_picture_has_everything_in_it_and_takes_no_name_for_markup() {
        let mut plot = Plot::default();
        plot.up(&Axis::until(2, Steps::Decimal), &|value| value.to_string());
        let picture = Picture {
            title: "<All>".to_owned(),
            plots: vec![
                ("First".to_owned(), plot.clone()),
                ("Second".to_owned(), plot),
            ],
            legend: vec![("s1", "</svg><script>".to_owned())],
            style: "text > tspan { fill: red }".to_owned(),
        };
        let (width, height) = picture.size();
        let drawn = picture.finish();
        assert!(drawn.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
        assert!(drawn.contains(&format!("viewBox=\"0 0 {width} {height}\"")));
        assert_eq!(drawn.matches("<svg").count(), 3);
        assert_eq!(drawn.matches("</svg>").count(), 3);
        assert!(drawn.contains("&lt;All&gt;") && !drawn.contains("<script"));
    }
}
