//! What the figures of users must be. Every figure is a whole number, so any comparison with any
//! decimal is a range of whole numbers, and several conditions on a figure are one range.

/// The whole numbers from one up to, and without, another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) from: u128,
    pub(super) below: u128,
}

impl Bounds {
    /// Every number that a figure can be.
    pub(super) const ALL: Self = Self {
        from: 0,
        below: u128::MAX,
    };

    #[inline]
    fn contain(self, number: u64) -> bool {
        (self.from..self.below).contains(&number.into())
    }

    fn and(self, other: Self) -> Self {
        Self {
            from: self.from.max(other.from),
            below: self.below.min(other.below),
        }
    }

    fn are_within(self, other: Self) -> bool {
        self.from >= other.from && self.below <= other.below
    }
}

/// What a condition is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Figure {
    Size,
    Files,
    Average,
}

impl Default for Bounds {
    fn default() -> Self {
        Self::ALL
    }
}

/// What the figures of a user must be. By default, any will do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    pub(super) size: Bounds,
    files: Bounds,
    average: Bounds,
}

impl Limits {
    /// The limits of a condition on one figure.
    pub(super) fn of(figure: Figure, bounds: Bounds) -> Self {
        let mut limits = Self::default();
        *match figure {
            Figure::Size => &mut limits.size,
            Figure::Files => &mut limits.files,
            Figure::Average => &mut limits.average,
        } = bounds;
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
    pub(super) fn are_within(self, other: Self) -> bool {
        self.size.are_within(other.size)
            && self.files.are_within(other.files)
            && self.average.are_within(other.average)
    }

    /// Whether a user's bytes and files keep the limits. The average is the one that is shown,
    /// rounded down to a whole byte; 0 without files.
    #[inline]
    pub fn allow(self, bytes: u64, files: u64) -> bool {
        self.size.contain(bytes)
            && self.files.contain(files)
            && self.average.contain(bytes.checked_div(files).unwrap_or(0))
    }
}
