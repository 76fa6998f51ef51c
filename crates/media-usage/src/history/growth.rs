//! Growth rate of media, and a forecast of when the disk is full.

use crate::history::AddedMedia;

/// Bytes added in a typical interval: the median and quartiles of the last intervals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Growth {
    /// Lower quartile: three of four intervals add at least this many bytes.
    pub low: u128,
    /// Median bytes added.
    pub median: u128,
    /// Upper quartile: three of four intervals add at most this many bytes.
    pub high: u128,
    /// Number of intervals used.
    pub windows: usize,
}

impl Growth {
    /// Maximum number of most recent intervals used.
    const MAX_INTERVALS: usize = 12;
    /// Fewer intervals are not enough for an estimate.
    const MIN_INTERVALS: usize = 3;

    /// Computes growth from the last complete intervals, given oldest first: as many as are
    /// contiguous. `None` if there are too few.
    pub fn from_intervals(finished: &[Option<AddedMedia>]) -> Option<Self> {
        let known = finished.iter().rev().map_while(|added| *added);
        let mut bytes = Vec::<u128>::new();
        for added in known.take(Self::MAX_INTERVALS) {
            let place = bytes.partition_point(|&less| less < added.bytes);
            bytes.insert(place, added.bytes);
        }
        (bytes.len() >= Self::MIN_INTERVALS).then(|| Self {
            low: quartile(&bytes, 1),
            median: quartile(&bytes, 2),
            high: quartile(&bytes, 3),
            windows: bytes.len(),
        })
    }
}

/// Returns a quartile of sorted, non-empty numbers, interpolated linearly (Hyndman and Fan's type
/// 7, as in spreadsheets) and rounded down.
fn quartile(sorted: &[u128], quarter: usize) -> u128 {
    let at = (sorted.len() - 1) * quarter;
    let (below, rest) = (sorted[at / 4], (at % 4) as u128);
    let above = sorted.get(at / 4 + 1).unwrap_or(&below);
    below + (above - below) * rest / 4
}

/// When the disk is full. Times are in ms since the epoch; `None` if it never is, or only after the
/// latest representable date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FillForecast {
    /// No space is left.
    AlreadyFull,
    /// Some space is left.
    At {
        /// At the median growth rate.
        typical: Option<u64>,
        /// At the upper-quartile growth rate.
        earliest: Option<u64>,
        /// At the lower-quartile growth rate.
        latest: Option<u64>,
    },
}

impl Growth {
    /// Forecasts when `free` bytes are used up. `now` is in ms since the epoch; an interval lasts
    /// `every_ms` ms.
    pub fn forecast(&self, free: u128, now: u64, every_ms: u64) -> FillForecast {
        if free == 0 {
            return FillForecast::AlreadyFull;
        }
        let at = |bytes| full_at(now, free, bytes, every_ms);
        FillForecast::At {
            typical: at(self.median),
            earliest: at(self.high),
            latest: at(self.low),
        }
    }
}

/// Returns when `free` bytes are used up, in ms since the epoch, if `added` bytes are added every
/// `every_ms` ms from `now` on. `None` if never, or only after the latest representable date.
pub(super) fn full_at(now: u64, free: u128, added: u128, every_ms: u64) -> Option<u64> {
    /// Source: ECMA-262, "Time Values and Time Range".
    const MAX_TIMESTAMP_MS: u64 = 8_640_000_000_000_000;
    let ms = free.checked_mul(every_ms.into())?.checked_div(added)?;
    let at = u64::try_from(ms).ok()?.checked_add(now)?;
    (at <= MAX_TIMESTAMP_MS).then_some(at)
}
