//! Treemaps: rectangles whose areas are in proportion to values, as close to squares as they get.
//!
//! The layout is "squarified" (Bruls, Huizing, van Wijk, 2000): row after row along the shorter side
//! of what is left, each with as many values as make its rectangles more like squares.

use super::axis::AxisFraction;

/// A rectangle of a treemap, as the attributes of an SVG element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tile {
    /// Its left edge.
    pub x: AxisFraction,
    /// Its upper edge.
    pub y: AxisFraction,
    /// How wide it is.
    pub width: AxisFraction,
    /// How high it is.
    pub height: AxisFraction,
}

/// A tile for each value, the largest first, in a treemap of so many pixels. Together they fill it,
/// unless all values are 0.
pub fn treemap(values: &[u128], width: u32, height: u32) -> Vec<Tile> {
    let weights = weights(values);
    let size = [width, height].map(|length| u128::from(length.clamp(1, MAX_LENGTH)) * UNITS);
    let mut area = Area {
        start: [0; 2],
        end: size,
    };
    let mut tiles = Vec::with_capacity(values.len());
    let mut rest = &weights[..];
    let mut left: u128 = weights.iter().sum();
    while left > 0 {
        let (row, others) = rest.split_at(area.row_length(rest, left));
        let sum = row.iter().sum();
        area.lay(row, (sum, left), |part| tiles.push(part.tile(size)));
        left -= sum;
        rest = others;
    }
    tiles.resize(values.len(), Tile::default());
    tiles
}

/// The largest treemap, in pixels.
const MAX_LENGTH: u32 = 1 << 14;
/// A pixel has so many units along each axis.
const UNITS: u128 = 1 << 8;
/// Bits of the sum of all weights: products of two sums and a length stay within 128 bits.
const WEIGHT_BITS: u32 = 40;
/// Bits behind the binary point of a ratio.
const RATIO_BITS: u32 = 16;

/// The values without the digits that no pixel shows.
fn weights(values: &[u128]) -> Vec<u128> {
    let sum = values
        .iter()
        .fold(0, |sum: u128, &it| sum.saturating_add(it));
    let bits = sum.checked_ilog2().unwrap_or(0);
    let excess = (bits + 1).saturating_sub(WEIGHT_BITS);
    values.iter().map(|value| value >> excess).collect()
}

/// A rectangle in units, by its corners: along the width, and along the height.
#[derive(Clone, Copy)]
struct Area {
    start: [u128; 2],
    end: [u128; 2],
}

impl Area {
    /// The axis of the longer side: that of the width, or that of the height.
    fn long_axis(self) -> usize {
        let [width, height] = [0, 1].map(|axis| self.length(axis));
        usize::from(width < height)
    }

    fn length(self, axis: usize) -> u128 {
        self.end[axis] - self.start[axis]
    }

    /// How many of the weights form the next row. The weights add up to `left`.
    fn row_length(self, weights: &[u128], left: u128) -> usize {
        let axis = self.long_axis();
        let [long, short] = [axis, 1 - axis].map(|axis| self.length(axis));
        // The row is `long * sum / left` thick, and a weight takes `short * weight / sum` of it.
        let worst = |largest: u128, smallest: u128, sum: u128| {
            let thickness = long * sum * sum;
            let wide = ratio(short * largest * left, thickness);
            wide.max(ratio(thickness, short * smallest * left))
        };
        let Some(&largest) = weights.first() else {
            return 0;
        };
        let mut sum = largest;
        let mut before = worst(largest, largest, sum);
        for (place, &weight) in weights.iter().enumerate().skip(1) {
            sum += weight;
            let worst = worst(largest, weight, sum);
            if worst > before {
                return place;
            }
            before = worst;
        }
        weights.len()
    }

    /// Cuts a row off, whose part of the area is given, and divides it among its weights.
    fn lay(&mut self, row: &[u128], (sum, left): (u128, u128), mut lay: impl FnMut(Self)) {
        let axis = self.long_axis();
        let across = 1 - axis;
        let mut part = *self;
        self.start[axis] += share(self.length(axis), sum, left);
        part.end[axis] = self.start[axis];
        let mut laid = 0;
        for weight in row {
            laid += weight;
            part.end[across] = self.start[across] + share(self.length(across), laid, sum);
            lay(part);
            part.start[across] = part.end[across];
        }
    }

    /// The same in parts of the whole. An edge that two areas share is the same in both.
    fn tile(self, size: [u128; 2]) -> Tile {
        let at = |corner: [u128; 2], axis: usize| AxisFraction::of(corner[axis], size[axis]);
        let length = |axis| at(self.end, axis).minus(at(self.start, axis));
        Tile {
            x: at(self.start, 0),
            y: at(self.start, 1),
            width: length(0),
            height: length(1),
        }
    }
}

fn share(length: u128, part: u128, whole: u128) -> u128 {
    (length * part).checked_div(whole).unwrap_or(0)
}

fn ratio(a: u128, b: u128) -> u128 {
    (a << RATIO_BITS).checked_div(b).unwrap_or(u128::MAX)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WHOLE: u32 = AxisFraction::WHOLE;

    fn sorted(mut values: Vec<u128>) -> Vec<u128> {
        values.sort_unstable_by(|a, b| b.cmp(a));
        values
    }

    /// Left, top, right and bottom, in ten-thousandths.
    fn edges(tile: &Tile) -> [u32; 4] {
        let [x, y, width, height] =
            [tile.x, tile.y, tile.width, tile.height].map(AxisFraction::ten_thousandths);
        [x, y, x + width, y + height]
    }

    fn area(tile: &Tile) -> u128 {
        let [left, top, right, bottom] = edges(tile).map(u128::from);
        (right - left) * (bottom - top)
    }

    fn any_values() -> impl Strategy<Value = Vec<u128>> {
        let value = (0..90_u32, 1..1_u128 << 90).prop_map(|(shift, value)| value >> shift);
        prop::collection::vec(value, 1..62).prop_map(sorted)
    }

    proptest! {
        #[test]
        fn areas_are_in_proportion(values in any_values(), width in 200..3000_u32, height in 200..1200_u32) {
            let whole = u128::from(WHOLE) * u128::from(WHOLE);
            let sum: u128 = values.iter().sum();
            let tiles = treemap(&values, width, height);
            prop_assert_eq!(tiles.len(), values.len());
            for (tile, value) in tiles.iter().zip(&values) {
                // Two edges along each axis are rounded to the ten-thousandth below.
                let part = (value * 1_000_000).checked_div(sum).unwrap_or(0);
                let wanted = part * (whole / 1_000_000);
                prop_assert!(area(tile).abs_diff(wanted) < whole / 1000, "{:?}: {}", tile, wanted);
            }
        }

        #[test]
        fn tiles_fill_the_treemap(values in any_values(), width in 1..3000_u32, height in 1..1200_u32) {
            let tiles = treemap(&values, width, height);
            let sum: u128 = tiles.iter().map(area).sum();
            let is_empty = values.iter().sum::<u128>() == 0;
            prop_assert_eq!(sum, if is_empty { 0 } else { u128::from(WHOLE) * u128::from(WHOLE) });
        }

        #[test]
        fn no_tile_lies_over_another_or_the_edge(values in any_values(), width in 1..3000_u32, height in 1..1200_u32) {
            let tiles: Vec<_> = treemap(&values, width, height).iter().map(edges).collect();
            for (place, &[left, top, right, bottom]) in tiles.iter().enumerate() {
                prop_assert!(right <= WHOLE && bottom <= WHOLE);
                for &[its_left, its_top, its_right, its_bottom] in &tiles[place + 1..] {
                    let is_beside = left.max(its_left) >= right.min(its_right);
                    let is_below = top.max(its_top) >= bottom.min(its_bottom);
                    prop_assert!(is_beside || is_below);
                }
            }
        }
    }

    #[test]
    fn the_example_of_the_paper_is_laid_out_like_there() {
        let tiles = treemap(&[6, 6, 4, 3, 2, 2, 1], 600, 400);
        let pixels = |tile: &Tile| {
            let [left, top, right, bottom] = edges(tile);
            [
                left * 6 / 100,
                top * 4 / 100,
                right * 6 / 100,
                bottom * 4 / 100,
            ]
        };
        assert_eq!(pixels(&tiles[0]), [0, 0, 300, 200]);
        assert_eq!(pixels(&tiles[1]), [0, 200, 300, 400]);
        assert_eq!(pixels(&tiles[2])[..2], [300, 0]);
        assert_eq!(pixels(&tiles[3])[1..], [0, 600, 233]);
    }

    #[test]
    fn equal_values_are_squares() {
        let tiles = treemap(&[1; 4], 200, 200);
        let half = AxisFraction::of(1, 2);
        assert!(
            tiles
                .iter()
                .all(|tile| (tile.width, tile.height) == (half, half))
        );
    }

    #[test]
    fn rows_follow_the_longer_side() {
        let tall = treemap(&[1; 3], 100, 900);
        assert!(tall.iter().all(|tile| tile.x == AxisFraction::START));
        let wide = treemap(&[1; 3], 900, 100);
        assert!(wide.iter().all(|tile| tile.y == AxisFraction::START));
    }

    #[test]
    fn nothing_has_no_area() {
        assert_eq!(treemap(&[], 100, 100), []);
        assert_eq!(treemap(&[0, 0], 100, 100), [Tile::default(); 2]);
    }
}
