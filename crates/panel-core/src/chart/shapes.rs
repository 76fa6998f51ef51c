//! What is drawn between two axes.

use super::axis::{Axis, AxisFraction, Tick, TickSteps};
use std::fmt::Write;

/// A line through points, given as values of the two axes, and the area below it: the data of two
/// SVG paths in a view box of 10,000 by 10,000. Without points, both are empty.
pub(super) fn curve(points: &[(u128, u128)], along: &Axis, up: &Axis) -> (String, String) {
    if points.is_empty() {
        return Default::default();
    }
    let mut line = String::new();
    let (mut first, mut last) = (None, 0);
    for &(x, y) in points {
        let (x, y) = (
            along.at(x).ten_thousandths(),
            up.at(y).complement().ten_thousandths(),
        );
        let sign = if first.is_none() { 'M' } else { 'L' };
        first.get_or_insert(x);
        last = x;
        // Writing to a text does not fail.
        let _ = write!(line, "{sign}{x} {y}");
    }
    let (first, ground) = (first.unwrap_or(0), AxisFraction::END.ten_thousandths());
    let area = format!("{line}L{last} {ground}L{first} {ground}Z");
    (line, area)
}

/// Values from left to right as the data of an SVG path in a view box of 1,000 by 100: an area as
/// high as the largest of them. Empty where there is nothing.
pub fn sparkline(values: &[u128]) -> String {
    const WIDTH: usize = 1_000;
    const HEIGHT: u128 = 100;
    let largest = values.iter().copied().max().unwrap_or(0);
    if largest == 0 {
        return String::new();
    }
    let mut path = format!("M0 {HEIGHT}");
    for (place, &value) in values.iter().enumerate() {
        // A step for each: what is added in a window is added in all of it.
        let [from, to] = [place, place + 1].map(|edge| edge * WIDTH / values.len());
        let y = HEIGHT - value.min(largest).saturating_mul(HEIGHT) / largest;
        // Writing to a text does not fail.
        let _ = write!(path, "L{from} {y}L{to} {y}");
    }
    let _ = write!(path, "L{WIDTH} {HEIGHT}Z");
    path
}

/// A bar of a chart, as the attributes of an SVG rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Its left edge.
    pub x: AxisFraction,
    /// Its upper edge.
    pub y: AxisFraction,
    /// How wide it is.
    pub width: AxisFraction,
    /// How high it is.
    pub height: AxisFraction,
    /// Its middle, where its name stands.
    pub middle: AxisFraction,
}

/// A bar for each value, side by side over the whole width. What is more than nothing never looks
/// like nothing.
pub fn bars(values: &[u128], y: &Axis) -> Vec<Bar> {
    /// Parts of a place that its bar takes; an even rest is left on both sides.
    const BAR: u128 = 84;
    const SLOT: u128 = 100;
    const LOWEST: AxisFraction = AxisFraction::from_ten_thousandths(150);
    let bar_slots = values.len() as u128 * SLOT;
    let bar = |(place, &value): (u128, &u128)| {
        let height = match y.at(value) {
            _ if value == 0 => AxisFraction::default(),
            height => height.max(LOWEST),
        };
        let left = place * SLOT;
        Bar {
            x: AxisFraction::of(left + (SLOT - BAR) / 2, bar_slots),
            y: height.complement(),
            width: AxisFraction::of(BAR, bar_slots),
            height,
            middle: AxisFraction::of(left + SLOT / 2, bar_slots),
        }
    };
    (0..).zip(values).map(bar).collect()
}

/// So many bars as high as the plot.
pub fn bar_slots(bars: usize) -> Vec<Bar> {
    let all = vec![1; bars];
    self::bars(&all, &Axis::to_value(1, TickSteps::Decimal))
}

/// Bars that stand on each other: for each place its values, from the ground up. Together they are as
/// high as the bar of their sum.
pub fn stacked_bars(bar_slots: &[Vec<u128>], y: &Axis) -> Vec<Vec<Bar>> {
    let sums: Vec<u128> = bar_slots.iter().map(|values| values.iter().sum()).collect();
    let stack = |((whole, values), &of): ((Bar, &Vec<u128>), &u128)| {
        let mut sum = 0;
        let mut ground = AxisFraction::START;
        let part = |&value: &u128| {
            sum += value;
            // Sums of bytes are below 2^117, a height below 2^14: no sum of media is that large.
            let top = (u128::from(whole.height.ten_thousandths()) * sum).checked_div(of);
            let top = AxisFraction::of(top.unwrap_or(0), AxisFraction::WHOLE.into());
            let height = AxisFraction::from_ten_thousandths(
                top.ten_thousandths() - ground.ten_thousandths(),
            );
            ground = top;
            Bar {
                y: top.complement(),
                height,
                ..whole
            }
        };
        values.iter().map(part).collect()
    };
    let bars = bars(&sums, y).into_iter().zip(bar_slots).zip(&sums);
    bars.map(stack).collect()
}

/// The edges between so many bars that have a name written below, from one edge on, both ends of
/// the plot included: their numbers, from 0, as the ticks' values.
pub fn label_edges(bars: usize, first: usize) -> Vec<Tick> {
    /// Names for which there is room, and one in how many where there is little.
    const NAMES: usize = 8;
    const FEW: usize = 3;
    let every = bars.div_ceil(NAMES).max(1);
    let label_edges = (first..=bars).step_by(every).zip(0..);
    let tick = |(edge, place): (usize, usize)| Tick {
        value: edge as u128,
        at: AxisFraction::of(edge as u128, bars as u128),
        minor: !place.is_multiple_of(FEW),
    };
    label_edges.map(tick).collect()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bars_stand_side_by_side_within_the_plot(values in prop::collection::vec(0..1_u128 << 90, 1..40)) {
            let largest = values.iter().copied().max().unwrap_or(0);
            let bars = bars(&values, &Axis::to_next_tick(largest, TickSteps::Decimal));
            prop_assert_eq!(bars.len(), values.len());
            for (bar, &value) in bars.iter().zip(&values) {
                prop_assert_eq!(bar.height == AxisFraction::default(), value == 0);
                prop_assert_eq!(bar.y.ten_thousandths() + bar.height.ten_thousandths(), AxisFraction::WHOLE);
                prop_assert!(bar.x < bar.middle && bar.middle.ten_thousandths() < bar.x.ten_thousandths() + bar.width.ten_thousandths());
            }
            for two in bars.windows(2) {
                prop_assert!(two[0].x.ten_thousandths() + two[0].width.ten_thousandths() < two[1].x.ten_thousandths());
            }
            let last = bars[bars.len() - 1];
            prop_assert!(last.x.ten_thousandths() + last.width.ten_thousandths() <= AxisFraction::WHOLE);
        }

        #[test]
        fn stacked_bars_stand_on_each_other_and_reach_the_sum(bar_slots in prop::collection::vec(prop::collection::vec(0..1_u128 << 80, 1..7), 1..9)) {
            let sums: Vec<u128> = bar_slots.iter().map(|values| values.iter().sum()).collect();
            let axis = Axis::to_next_tick(sums.iter().copied().max().unwrap_or(0), TickSteps::Binary);
            let whole = bars(&sums, &axis);
            for ((stack, whole), values) in stacked_bars(&bar_slots, &axis).iter().zip(whole).zip(&bar_slots) {
                prop_assert_eq!(stack.len(), values.len());
                prop_assert_eq!(stack[0].y.ten_thousandths() + stack[0].height.ten_thousandths(), AxisFraction::WHOLE);
                for two in stack.windows(2) {
                    prop_assert_eq!(two[1].y.ten_thousandths() + two[1].height.ten_thousandths(), two[0].y.ten_thousandths());
                }
                prop_assert_eq!(stack[stack.len() - 1].y, whole.y);
            }
        }

        #[test]
        fn the_higher_of_two_bars_is_the_larger_value(a in 0..1_u128 << 90, b in 0..1_u128 << 90) {
            let bars = bars(&[a, b], &Axis::to_next_tick(a.max(b), TickSteps::Binary));
            prop_assert!(a <= b || bars[0].height >= bars[1].height);
        }
    }

    #[test]
    fn a_curve_connects_its_points_and_its_area_is_closed() {
        let axis = Axis::to_value(100, TickSteps::Decimal);
        let (line, area) = curve(&[(0, 0), (50, 75), (100, 100)], &axis, &axis);
        assert_eq!(line, "M0 10000L5000 2500L10000 0");
        assert_eq!(area, "M0 10000L5000 2500L10000 0L10000 10000L0 10000Z");
        assert_eq!(curve(&[], &axis, &axis), Default::default());
    }

    #[test]
    fn a_spark_has_a_step_for_each_value() {
        assert_eq!(
            sparkline(&[1, 0, 4]),
            "M0 100L0 75L333 75L333 100L666 100L666 0L1000 0L1000 100Z"
        );
        assert_eq!(sparkline(&[0, 0]), "");
        assert_eq!(sparkline(&[]), "");
    }

    #[test]
    fn names_stand_below_some_edges_where_there_are_many_bars() {
        let values = |ticks: Vec<Tick>| ticks.iter().map(|tick| tick.value).collect::<Vec<_>>();
        assert_eq!(values(label_edges(4, 0)), [0, 1, 2, 3, 4]);
        assert_eq!(
            values(label_edges(22, 2)),
            (2..=22).step_by(3).collect::<Vec<_>>()
        );
        let major = label_edges(8, 0).into_iter().filter(|tick| !tick.minor);
        assert_eq!(values(major.collect()), [0, 3, 6]);
        assert_eq!(label_edges(4, 0)[4].at, AxisFraction::of(1, 1));
    }
}
