//! Axes: which value stands where, and which values are written beside them.

use std::fmt;

/// A place on an axis, or a length along it, as a part of the axis; ten-thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct AxisFraction(u32);

impl AxisFraction {
    /// The beginning of an axis.
    pub const START: Self = Self(0);
    /// The end of an axis, or all of it.
    pub const END: Self = Self(Self::WHOLE);
    /// The whole axis in ten-thousandths.
    pub(super) const WHOLE: u32 = 10_000;

    /// A part of a whole, rounded down and never more than the whole; nothing of nothing.
    pub fn of(part: u128, whole: u128) -> Self {
        let parts = part.saturating_mul(Self::WHOLE.into()).checked_div(whole);
        let parts = u32::try_from(parts.unwrap_or(0)).unwrap_or(Self::WHOLE);
        Self(parts.min(Self::WHOLE))
    }

    /// What is left of the axis: SVG counts from the top, people from the bottom.
    #[must_use]
    pub fn complement(self) -> Self {
        Self(Self::WHOLE - self.0)
    }

    /// How long this part of an axis of a length is, rounded down.
    pub fn of_length(self, length: u32) -> u32 {
        let part = u64::from(length) * u64::from(self.0) / u64::from(Self::WHOLE);
        u32::try_from(part).unwrap_or(length)
    }

    /// The length from another place to this one; nothing if it lies behind.
    pub(super) fn minus(self, from: Self) -> Self {
        Self(self.0.saturating_sub(from.0))
    }

    /// The ten-thousandths.
    pub(super) fn ten_thousandths(self) -> u32 {
        self.0
    }

    /// From ten-thousandths, of which there must not be more than the whole.
    pub(super) const fn from_ten_thousandths(parts: u32) -> Self {
        Self(parts)
    }
}

/// As SVG reads it: `12.50%`.
impl fmt::Display for AxisFraction {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}.{:02}%", self.0 / 100, self.0 % 100)
    }
}

/// What the distance of two ticks may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TickSteps {
    /// Powers of 2.
    Binary,
    /// 1, 2 or 5 times a power of 10.
    Decimal,
}

/// A value that is written beside an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tick {
    /// The value.
    pub value: u128,
    /// Where it stands, from the beginning of the axis.
    pub at: AxisFraction,
    /// Whether it is left out where there is little room.
    pub minor: bool,
}

/// An axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    scale: Scale,
    /// In rising order.
    pub ticks: Vec<Tick>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scale {
    /// From 0 to this.
    Linear(u128),
    /// From 1 to this.
    Logarithmic(u128),
}

impl Axis {
    /// Most ticks of a linear axis beside the one at 0.
    const MAX_TICKS: u128 = 5;

    /// From 0 to a value, wherever that stands between the ticks.
    pub fn to_value(last: u128, steps: TickSteps) -> Self {
        Self::linear(last, step(last, steps))
    }

    /// From 0 to the first tick that is not below a value.
    pub fn to_next_tick(largest: u128, steps: TickSteps) -> Self {
        let step = step(largest, steps);
        Self::linear(largest.div_ceil(step).max(1) * step, step)
    }

    fn linear(last: u128, step: u128) -> Self {
        let scale = Scale::Linear(last);
        let values = (0..=last / step).map(|tick| tick * step);
        Self {
            scale,
            ticks: scale.ticks(values),
        }
    }

    /// From 1 to a value of 2 or more, with ticks at the powers of 10; between them where those
    /// are few.
    pub fn logarithmic(last: u128) -> Self {
        let scale = Scale::Logarithmic(last);
        let powers = std::iter::successors(Some(1_u128), |power| power.checked_mul(10));
        let powers: Vec<u128> = powers.take_while(|&power| power <= last).collect();
        let mut ticks = Vec::new();
        for (&power, place) in powers.iter().zip(0..) {
            let crowded = powers.len() > 4;
            let within: &[u128] = if crowded { &[1] } else { &[1, 2, 5] };
            let values = within.iter().map(|factor| factor * power);
            for mut tick in scale.ticks(values.filter(|&value| value <= last)) {
                tick.minor = tick.value != power || (crowded && place % 2 == 1);
                ticks.push(tick);
            }
        }
        Self { scale, ticks }
    }

    /// Where a value stands, from the beginning of the axis.
    pub fn at(&self, value: u128) -> AxisFraction {
        self.scale.at(value)
    }
}

impl Scale {
    fn at(self, value: u128) -> AxisFraction {
        match self {
            Self::Linear(last) => AxisFraction::of(value, last),
            Self::Logarithmic(last) => AxisFraction::of(log2(value), log2(last)),
        }
    }

    fn ticks(self, values: impl Iterator<Item = u128>) -> Vec<Tick> {
        values
            .map(|value| Tick {
                value,
                at: self.at(value),
                minor: false,
            })
            .collect()
    }
}

/// The smallest distance at which there are few enough ticks up to a value.
fn step(last: u128, steps: TickSteps) -> u128 {
    let factors: &[u128] = match steps {
        TickSteps::Binary => &[2],
        TickSteps::Decimal => &[2, 5, 10],
    };
    let (mut power, mut step) = (1_u128, 1_u128);
    loop {
        for factor in factors {
            if last / step <= Axis::MAX_TICKS {
                return step;
            }
            step = power.saturating_mul(*factor);
        }
        power = step;
    }
}

/// The logarithm to base 2, in 65,536ths, rounded down; 0 of 0.
fn log2(value: u128) -> u128 {
    let Some(whole) = value.checked_ilog2() else {
        return 0;
    };
    // The digits before the binary point are gone, 63 behind it are kept.
    let mut rest = if whole > 63 {
        value >> (whole - 63)
    } else {
        value << (63 - whole)
    };
    let mut log = u128::from(whole);
    for _ in 0..16 {
        // Squaring doubles a logarithm: its next digit is whether that reaches 2.
        rest = (rest * rest) >> 63;
        let digit = rest >> 64;
        log = (log << 1) | digit;
        rest >>= digit;
    }
    log
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values(axis: &Axis) -> Vec<u128> {
        axis.ticks.iter().map(|tick| tick.value).collect()
    }

    proptest! {
        #[test]
        fn a_linear_axis_has_a_few_ticks_at_even_distances(last in 1..1_u128 << 96) {
            for steps in [TickSteps::Binary, TickSteps::Decimal] {
                let values = values(&Axis::to_value(last, steps));
                prop_assert!((2..=6).contains(&values.len()), "{:?}", values);
                prop_assert_eq!(values[0], 0);
                prop_assert!(values.windows(3).all(|three| three[1] - three[0] == three[2] - three[1]));
                prop_assert!(values[values.len() - 1] <= last);
            }
        }

        #[test]
        fn an_axis_around_a_value_ends_at_a_tick_not_far_above(largest in 1..1_u128 << 96) {
            for steps in [TickSteps::Binary, TickSteps::Decimal] {
                let axis = Axis::to_next_tick(largest, steps);
                let last = axis.ticks[axis.ticks.len() - 1];
                prop_assert!(last.value >= largest && last.value <= 2 * largest);
                prop_assert_eq!(last.at, AxisFraction::END);
            }
        }

        #[test]
        fn a_logarithmic_axis_keeps_the_order_and_its_ends(last in 2..1_u128 << 33, a in 1..1_u128 << 33, b in 1..1_u128 << 33) {
            let axis = Axis::logarithmic(last);
            let (low, high) = (a.min(b), a.max(b));
            prop_assert!(axis.at(low) <= axis.at(high));
            prop_assert_eq!(axis.at(1), AxisFraction::default());
            prop_assert_eq!(axis.at(last), AxisFraction::END);
            prop_assert!(axis.ticks.windows(2).all(|two| two[0].value < two[1].value));
        }

        #[test]
        fn a_logarithm_is_right_to_its_last_digit(value in 1..1_u64 << 50) {
            #[expect(clippy::cast_precision_loss, reason = "a double has 53 digits")]
            let wanted = (value as f64).log2() * 65_536.0;
            #[expect(clippy::cast_precision_loss, reason = "it has 22 digits")]
            let found = log2(value.into()) as f64;
            prop_assert!((wanted - found).abs() <= 1.01, "{} and not {}", found, wanted);
        }
    }

    #[test]
    fn ticks_are_round_in_their_units() {
        const GIB: u128 = 1 << 30;
        let sizes = values(&Axis::to_value(20 * GIB, TickSteps::Binary));
        assert_eq!(sizes, [0, 4 * GIB, 8 * GIB, 12 * GIB, 16 * GIB, 20 * GIB]);
        let sizes = values(&Axis::to_value(GIB + 1, TickSteps::Binary));
        assert_eq!(sizes, [0, GIB / 4, GIB / 2, GIB / 4 * 3, GIB]);
        let numbers = values(&Axis::to_next_tick(612, TickSteps::Decimal));
        assert_eq!(numbers, [0, 200, 400, 600, 800]);
    }

    #[test]
    fn ticks_of_a_logarithmic_axis_are_as_many_as_there_is_room_for() {
        let few = Axis::logarithmic(1_500);
        assert_eq!(values(&few), [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]);
        let major = few.ticks.iter().filter(|tick| !tick.minor);
        assert!(major.map(|tick| tick.value).eq([1, 10, 100, 1000]));
        let many = Axis::logarithmic(1_000_000);
        assert_eq!(values(&many).len(), 7);
        let major = many.ticks.iter().filter(|tick| !tick.minor);
        assert!(major.map(|tick| tick.value).eq([1, 100, 10_000, 1_000_000]));
    }

    #[test]
    fn a_part_reads_as_per_cent() {
        assert_eq!(AxisFraction::of(1, 3).to_string(), "33.33%");
        assert_eq!(AxisFraction::of(1, 3).complement().to_string(), "66.67%");
        assert_eq!(AxisFraction::of(5, 0).to_string(), "0.00%");
        assert_eq!(AxisFraction::of(u128::MAX, 2).to_string(), "100.00%");
    }
}
