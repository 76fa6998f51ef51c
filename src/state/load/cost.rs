//! What loading a report has cost, and what the rest of it will.

use super::NEXT_PAGE;
use media_usage::ReceivedCounts;
use panel_core::url_query::Order;

/// What a report has cost so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LoadCost {
    /// Requests that were answered.
    pub requests: u32,
    /// Bytes of the answers, uncompressed.
    pub bytes: u64,
    /// Rows of the answers.
    pub rows: u64,
    /// From each request to the begin of its answer, in ms.
    pub server_ms: f64,
    /// Decoding what arrived, in ms.
    pub page_ms: f64,
    /// From each request to the end of its answer, in ms.
    pub total_ms: f64,
    /// Rows of a page, where the server sends fewer than were requested.
    pub page_length: Option<u64>,
    /// The order of the first rows that the server refused.
    pub refused: Option<Order>,
}

impl LoadCost {
    /// Estimated seconds to read this many users by ID, at the current rate.
    pub(super) fn estimate(&self, users: u64) -> Option<u32> {
        if self.requests == 0 || self.rows == 0 {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "a guess")]
        let (users, rows) = (users as f64, self.rows as f64);
        let server = self.server_ms / f64::from(self.requests);
        let reading = (self.total_ms - self.server_ms) / rows * users;
        #[expect(clippy::cast_precision_loss, reason = "a guess")]
        let page = self.page_length.unwrap_or(NEXT_PAGE.into()).max(1) as f64;
        let ms = (users / page).ceil() * server + reading;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a guess"
        )]
        Some((ms / 1000.0).ceil() as u32)
    }
}

impl From<&LoadCost> for ReceivedCounts {
    fn from(cost: &LoadCost) -> Self {
        Self {
            requests: cost.requests.into(),
            rows: cost.rows,
            bytes: cost.bytes,
        }
    }
}

/// Milliseconds as tenths of a second, rounded.
pub fn tenths_of_seconds(ms: f64) -> u128 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a duration"
    )]
    let tenths = (ms / 100.0).round() as u128;
    tenths
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn each_short_page_takes_one_request() {
        let mut cost = LoadCost {
            requests: 1,
            rows: 50,
            server_ms: 100.0,
            total_ms: 150.0,
            ..LoadCost::default()
        };
        assert_eq!(cost.estimate(1_000), Some(2));
        cost.page_length = Some(50);
        assert_eq!(cost.estimate(1_000), Some(3));
        assert_eq!(LoadCost::default().estimate(1_000), None);
    }
}
