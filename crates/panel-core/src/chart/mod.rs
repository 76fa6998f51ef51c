//! Charts without a browser: scales, ticks, bars and paths, and the markup that draws them.
//!
//! Everything stands in parts of the plot and not in pixels: a chart is sharp at any width, and
//! its text keeps its size.

mod axis;
mod markup;
mod picture;
mod plot;
mod shapes;
mod treemap;

pub use axis::{Axis, AxisFraction, Tick, TickSteps};
pub use markup::Markup;
pub use picture::Picture;
pub use plot::Plot;
pub use shapes::{Bar, bar_slots, bars, label_edges, sparkline, stacked_bars};
pub use treemap::{Tile, treemap};
