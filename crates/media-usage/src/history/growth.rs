//! How fast the media grow, and when a space is full at that pace.

use crate::history::AddedMedia;

/// Bytes that a window usually adds: the middle of the last ones, and how far they lie apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Growth {
    /// Three of four windows add at least so many bytes (the lower quartile).
    pub low: u128,
    /// One half of the windows add more, the other less (the median).
    pub median: u128,
    /// Three of four windows add at most so many bytes (the upper quartile).
    pub high: u128,
    /// How many windows this is made of.
    pub windows: usize,
}

impl Growth {
    /// How many of the last windows count.
    const MAX_INTERVALS: usize = 12;
    /// Of fewer, nothing can be said.
    const MIN_INTERVALS: usize = 3;

    /// The growth by the last finished windows, given the oldest first: as many as follow each
    /// other without a gap. `None` where they are too few.
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

/// A quartile of sorted numbers, of which there must be some: between two of them by its distance
/// to both (Hyndman and Fan's type 7, as spreadsheets have it), rounded down.
fn quartile(sorted: &[u128], quarter: usize) -> u128 {
    let at = (sorted.len() - 1) * quarter;
    let (below, rest) = (sorted[at / 4], (at % 4) as u128);
    let above = sorted.get(at / 4 + 1).unwrap_or(&below);
    below + (above - below) * rest / 4
}

/// When a space is full. Moments are in ms since the epoch; `None` where it never is, or later than a
/// calendar reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FillForecast {
    /// There is no room left.
    AlreadyFull,
    /// There is some.
    At {
        /// At the usual pace.
        typical: Option<u64>,
        /// At the pace of the busier quarter of the windows.
        earliest: Option<u64>,
        /// At the pace of the quieter quarter.
        latest: Option<u64>,
    },
}

impl Growth {
    /// When so many bytes of free space are used up, from `now` on, in ms since the epoch. A window
    /// lasts `every_ms`.
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

/// When a space is full, in ms since the epoch, if so many bytes are added every so many ms from
/// now on. `None` when it never is, or later than a calendar reaches.
pub(super) fn full_at(now: u64, free: u128, added: u128, every_ms: u64) -> Option<u64> {
    /// ECMA-262, "Time Values and Time Range".
    const MAX_TIMESTAMP_MS: u64 = 8_640_000_000_000_000;
    let ms = free.checked_mul(every_ms.into())?.checked_div(added)?;
    let at = u64::try_from(ms).ok()?.checked_add(now)?;
    (at <= MAX_TIMESTAMP_MS).then_some(at)
}
