//! How slowly a large response may arrive before it is given up.

/// Bytes per second, on average. A line over GPRS has at least twice that, so a slower response comes
/// from a server that doesn't mean to finish it.
const MIN_BYTES_PER_SECOND: f64 = 1024.0;

/// Tells whether a response keeps to the minimum rate, averaged over one window of time after the
/// other. Only time spent waiting for the server counts, not what the page does with the bytes.
#[derive(Debug)]
pub(super) struct MinimumRate {
    seconds: u32,
    waited_ms: f64,
    bytes: usize,
}

/// What is wrong with a window of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RateViolation {
    /// Nothing arrived.
    NoData,
    /// Too little arrived.
    TooSlow,
}

impl MinimumRate {
    /// Windows of this many seconds.
    pub(super) fn over_seconds(seconds: u32) -> Self {
        Self {
            seconds,
            waited_ms: 0.0,
            bytes: 0,
        }
    }

    /// The length of a window in seconds.
    pub(super) fn window_seconds(&self) -> u32 {
        self.seconds
    }

    /// Milliseconds until the end of the window.
    pub(super) fn remaining_ms(&self) -> u32 {
        let remaining = f64::from(self.seconds) * 1000.0 - self.waited_ms;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the conversion saturates"
        )]
        let remaining = remaining.ceil() as u32;
        remaining
    }

    /// Adds bytes that arrived after some waiting.
    ///
    /// # Errors
    /// When a window ends in which too little arrived.
    pub(super) fn add(&mut self, bytes: usize, waited_ms: f64) -> Result<(), RateViolation> {
        self.bytes = self.bytes.saturating_add(bytes);
        self.waited_ms += waited_ms;
        if self.waited_ms < f64::from(self.seconds) * 1000.0 {
            return Ok(());
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "a comparison with a rough limit"
        )]
        let arrived = self.bytes as f64;
        let arrived_nothing = self.bytes == 0;
        *self = Self::over_seconds(self.seconds);
        if arrived_nothing {
            Err(RateViolation::NoData)
        } else if arrived < f64::from(self.seconds) * MIN_BYTES_PER_SECOND {
            Err(RateViolation::TooSlow)
        } else {
            Ok(())
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn aborts_a_response_below_the_minimum_rate() {
        let mut rate = MinimumRate::over_seconds(60);
        let outcome = (0..60).try_for_each(|_| rate.add(1, 1000.0));
        assert_eq!(outcome, Err(RateViolation::TooSlow));
    }

    #[test]
    fn aborts_a_stalled_response_after_the_window() {
        let mut rate = MinimumRate::over_seconds(60);
        assert_eq!(rate.add(200_000, 59_999.0), Ok(()));
        assert_eq!(rate.remaining_ms(), 1);
        assert_eq!(rate.add(0, 1.0), Ok(()), "the window had its bytes");
        assert_eq!(rate.add(0, 60_000.0), Err(RateViolation::NoData));
    }

    proptest! {
        #[test]
        fn never_aborts_a_steady_slow_connection(
            pieces in proptest::collection::vec(1_u32..50_000, 1..500),
        ) {
            let mut rate = MinimumRate::over_seconds(60);
            for bytes in pieces {
                // What 2 KiB/s take; the end of a window interrupts the waiting.
                let mut ms = f64::from(bytes) / 2.048;
                while ms >= f64::from(rate.remaining_ms()) {
                    let remaining = f64::from(rate.remaining_ms());
                    prop_assert_eq!(rate.add(0, remaining), Ok(()));
                    ms -= remaining;
                }
                prop_assert_eq!(rate.add(bytes as usize, ms), Ok(()));
            }
        }
    }
}
