//! The idle time after which a session ends.

/// The time without activity after which a session ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdleTimeout {
    minutes: u32,
}

impl IdleTimeout {
    /// After so many minutes; never after 0.
    pub fn after_minutes(minutes: u32) -> Self {
        Self { minutes }
    }

    /// The minutes; 0 for never.
    pub fn minutes(self) -> u32 {
        self.minutes
    }

    /// Whether that time is over at `now`, when the page was last used at `used_ts`. Both are in ms
    /// since the epoch.
    pub fn is_over(self, used_ts: u64, now: u64) -> bool {
        let limit = u64::from(self.minutes) * 60_000;
        limit > 0 && now.saturating_sub(used_ts) >= limit
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_session_ends_after_the_last_idle_minute() {
        let idle = IdleTimeout::after_minutes(2);
        assert!(!idle.is_over(1_000, 120_999));
        assert!(idle.is_over(1_000, 121_000));
        assert!(!idle.is_over(5_000, 1_000), "the clock was set back");
    }

    proptest! {
        #[test]
        fn without_a_limit_no_session_ends(used_ts in any::<u64>(), now in any::<u64>()) {
            prop_assert!(!IdleTimeout::after_minutes(0).is_over(used_ts, now));
        }
    }
}
