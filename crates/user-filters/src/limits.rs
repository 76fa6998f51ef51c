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
    fn contains(self, number: impl Into<u128>) -> bool {
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
    Share,
    Rank,
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
    /// In parts of [`WHOLE`].
    share: NumberRange,
    rank: NumberRange,
}

/// What a share is a part of: so many parts that a user's bytes times this fit into 128 bits, and that
/// no two shares of users are taken for one.
const WHOLE: u128 = 1_000_000_000_000_000_000;

/// A hundredth of that.
pub(super) const PERCENT: u128 = WHOLE / 100;

/// The figures of a user that conditions are about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Bytes of the user's media.
    pub bytes: u64,
    /// Number of the user's media.
    pub files: u64,
    /// Rank by size, from 1.
    pub rank: u32,
    /// Bytes of all users.
    pub all_bytes: u128,
}

impl MetricLimits {
    /// The limits of a condition on one figure.
    pub(super) fn of(metric: Metric, range: NumberRange) -> Self {
        let mut limits = Self::default();
        *match metric {
            Metric::Size => &mut limits.size,
            Metric::Files => &mut limits.files,
            Metric::Average => &mut limits.average,
            Metric::Share => &mut limits.share,
            Metric::Rank => &mut limits.rank,
        } = range;
        limits
    }

    /// Both these limits and others.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            size: self.size.and(other.size),
            files: self.files.and(other.files),
            average: self.average.and(other.average),
            share: self.share.and(other.share),
            rank: self.rank.and(other.rank),
        }
    }

    /// Whether every user within these limits is within the others.
    pub(super) fn is_within(self, other: Self) -> bool {
        self.size.is_within(other.size)
            && self.files.is_within(other.files)
            && self.average.is_within(other.average)
            && self.share.is_within(other.share)
            && self.rank.is_within(other.rank)
    }

    /// Whether a user's figures keep the limits. The average is the one that is shown, rounded down to
    /// a whole byte; 0 without files.
    #[inline]
    pub fn allows(self, figures: Figures) -> bool {
        let Figures {
            bytes,
            files,
            rank,
            all_bytes,
        } = figures;
        self.size.contains(bytes)
            && self.files.contains(files)
            && self.average.contains(bytes.checked_div(files).unwrap_or(0))
            && self.rank.contains(rank)
            // Divisions of 128 bits are slow.
            && (self.share == NumberRange::ALL || self.share.contains(share(bytes, all_bytes)))
    }
}

/// A user's share in parts of [`WHOLE`], rounded down; 0 of nothing.
fn share(bytes: u64, all_bytes: u128) -> u128 {
    let parts = u128::from(bytes) * WHOLE;
    parts.checked_div(all_bytes).unwrap_or(0)
}
