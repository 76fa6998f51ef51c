//! Limits on how much of a report is loaded before the administrator is asked.
//!
//! A broken or malicious server must not exhaust memory or load for ever. Each limit allows what an
//! honest server of any size needs, according to the server's own figures if they are plausible.

use crate::report_builder::{NextPage, ReportBuilder};

/// Rows allowed beyond the server's count, because users may be added while loading.
const SPARE_ROWS: u64 = 1_000;
/// Users loaded without asking.
const MAX_USERS: u64 = 1_000_000;
/// Average bytes per row. Synapse's rows take about 110; with a name of 256 escaped characters,
/// 3,000.
const MAX_BYTES_PER_ROW: u64 = 1_024;
/// Bytes always allowed, however few rows they contain.
const SPARE_BYTES: u64 = 4 << 20;
/// Average rows per page. The shortest known pages, of matrix-media-repo, have 50.
const MIN_ROWS_PER_REQUEST: u64 = 25;
/// Requests always allowed, however few rows they return.
const SPARE_REQUESTS: u64 = 10;
/// Requests made without asking.
const MAX_REQUESTS: u64 = 2_000;
/// Maximum memory for the rows of a report, in bytes.
///
/// Derived data, copies during sorting, and a second report to compare with multiply this several
/// times. A page has 4 GiB, and crashes if an allocation fails.
const MAX_MEMORY_BYTES: usize = 192 << 20;

/// Totals received over all requests of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReceivedCounts {
    /// Requests that got a response.
    pub requests: u64,
    /// Rows received.
    pub rows: u64,
    /// Bytes received, uncompressed.
    pub bytes: u64,
}

/// Why loading stopped although the server has more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitExceeded {
    /// More rows than requested, or than the server's count of users.
    Rows {
        /// Rows received.
        received: u64,
        /// Maximum expected.
        expected: u64,
    },
    /// More users than most browsers handle well.
    Users {
        /// Users received.
        received: u64,
    },
    /// Far more bytes than the rows need.
    Bytes {
        /// Bytes received.
        bytes: u64,
        /// Rows received.
        rows: u64,
    },
    /// Far more requests than the rows need, or more than anyone would wait for.
    Requests {
        /// Requests sent.
        requests: u64,
        /// Rows received.
        rows: u64,
    },
    /// The report exceeds a page's memory.
    Memory,
}

impl LimitExceeded {
    /// Whether loading may continue if the administrator agrees.
    pub fn may_continue(self) -> bool {
        self != Self::Memory
    }
}

/// The limits for loading without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadLimits {
    factor: u64,
}

impl Default for LoadLimits {
    fn default() -> Self {
        Self { factor: 1 }
    }
}

impl LoadLimits {
    /// Allows a report of this many users, which the administrator has loaded before.
    pub fn for_users(users: usize) -> Self {
        let factor = (users as u64).div_ceil(MAX_USERS).max(1);
        Self { factor }
    }

    /// Quadruples the limits, after the administrator agreed.
    pub fn extend(&mut self) {
        self.factor = self.factor.saturating_mul(4);
    }

    fn of(self, limit: u64) -> u64 {
        limit.saturating_mul(self.factor)
    }

    /// Checks whether another request may be sent.
    ///
    /// # Errors
    /// If previous requests returned too little, or there were too many.
    pub fn check_requests(self, received: ReceivedCounts) -> Result<(), LimitExceeded> {
        let ReceivedCounts { requests, rows, .. } = received;
        let needed = SPARE_REQUESTS + rows / MIN_ROWS_PER_REQUEST;
        if requests >= self.of(needed.min(MAX_REQUESTS)) {
            return Err(LimitExceeded::Requests { requests, rows });
        }
        Ok(())
    }

    /// Checks whether reading the response to a request for `limit` rows may continue.
    ///
    /// # Errors
    /// If it contains more than it should.
    pub fn check_rows(
        self,
        report_builder: &ReportBuilder,
        limit: u64,
        received: ReceivedCounts,
    ) -> Result<(), LimitExceeded> {
        if report_builder.memory() > MAX_MEMORY_BYTES {
            return Err(LimitExceeded::Memory);
        }
        let in_page = report_builder.page_rows() as u64;
        let in_all = report_builder.users() as u64;
        let counted = match report_builder.next() {
            NextPage::ByUserId { .. } => report_builder.most_counted(),
            NextPage::First | NextPage::Done => None,
        };
        // The count may grow while pages are read.
        let plausible = |count: u64| count.saturating_add(count / 8).saturating_add(SPARE_ROWS);
        if in_page > self.of(limit) {
            return Err(LimitExceeded::Rows {
                received: in_page,
                expected: limit,
            });
        }
        if let Some(counted) = counted
            && in_all > self.of(plausible(counted))
        {
            return Err(LimitExceeded::Rows {
                received: in_all,
                expected: counted,
            });
        }
        if in_all > self.of(MAX_USERS) {
            return Err(LimitExceeded::Users { received: in_all });
        }
        let ReceivedCounts { rows, bytes, .. } = received;
        if bytes > self.of(SPARE_BYTES.saturating_add(rows.saturating_mul(MAX_BYTES_PER_ROW))) {
            return Err(LimitExceeded::Bytes { bytes, rows });
        }
        Ok(())
    }
}
