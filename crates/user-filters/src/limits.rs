//! What the figures of users must be. Every figure is a whole number, so any comparison with any
//! decimal is a range of whole numbers, and several conditions on a figure are one range.

/// The whole numbers from one up to, and without, another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NumberRange {
    pub(super) from: u128,
    pub(super) below: u128,
}

impl NumberRange {
    /// Every number that a figure can be.
    pub(super) const ALL: Self = Self {
        from: 0,
        below: u128::MAX,
    };

    #[inline]
    fn contains(self, number: u64) -> bool {
        (self.from..self.below).contains(&number.into())
    }

    fn and(self, other: Self) -> Self {
        Self {
            from: self.from.max(other.from),
            below: self.below.min(other.below),
        }
    }

    fn is_within(self, other: Self) -> bool {
        self.from >= other.from && self.below <= other.below
    }
}

/// What a condition is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Metric {
    Size,
    Files,
    Average,
}

impl Default for NumberRange {
    fn default() -> Self {
        Self::ALL
    }
}

/// What the figures of a user must be. By default, any will do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MetricLimits {
    pub(super) size: NumberRange,
    files: NumberRange,
    average: NumberRange,
}

impl MetricLimits {
    /// The limits of a condition on one figure.
    pub(super) fn of(metric: Metric, range: NumberRange) -> Self {
        let mut limits = Self::default();
        *match metric {
            Metric::Size => &mut limits.size,
            Metric::Files => &mut limits.files,
            Metric::Average => &mut limits.average,
        } = range;
        limits
    }

    /// Both these limits and others.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            size: self.size.and(other.size),
            files: self.files.and(other.files),
            average: self.average.and(other.average),
        }
    }

    /// Whether every user within these limits is within the others.
    pub(super) fn is_within(self, other: Self) -> bool {
        self.size.is_within(other.size)
            && self.files.is_within(other.files)
            && self.average.is_within(other.average)
    }

    /// Whether a user's bytes and files keep the limits. The average is the one that is shown,
    /// rounded down to a whole byte; 0 without files.
    #[inline]
    pub fn allows(self, bytes: u64, files: u64) -> bool {
        self.size.contains(bytes)
            && self.files.contains(files)
            && self.average.contains(bytes.checked_div(files).unwrap_or(0))
    }
}
