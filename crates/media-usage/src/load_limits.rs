//! How much of a report is loaded before the administrator is asked.
//!
//! A broken or hostile server must fill neither the memory nor the day. Each limit allows what an
//! honest server of any size needs, by the server's own figures as long as they are plausible.

use crate::report_builder::{NextPage, ReportBuilder};

/// Rows that are not yet suspicious, whatever the server counts: users come and go meanwhile.
const SPARE_ROWS: u64 = 1_000;
/// Users of a report that is loaded without asking.
const MAX_USERS: u64 = 1_000_000;
/// Bytes of a row, on average. Synapse's have about 110; a name of 256 escaped characters, 3,000.
const MAX_BYTES_PER_ROW: u64 = 1_024;
/// Bytes that are not yet suspicious, however few rows they bring.
const SPARE_BYTES: u64 = 4 << 20;
/// Rows of a page, on average. The shortest known pages, those of matrix-media-repo, have 50.
const MIN_ROWS_PER_REQUEST: u64 = 25;
/// Requests that are not yet suspicious, however few rows they bring.
const SPARE_REQUESTS: u64 = 10;
/// Requests of a report that is loaded without asking.
const MAX_REQUESTS: u64 = 2_000;
/// Bytes of memory that the rows of a report may take at most.
///
/// What is derived from them, copies while they are sorted, a report that is shown and one that it
/// is compared with make this several times as much. A page has 4 GiB, and is lost when an
/// allocation fails.
const MAX_MEMORY_BYTES: usize = 192 << 20;

/// What loading a report has taken so far, of all its requests together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReceivedCounts {
    /// Requests that were answered.
    pub requests: u64,
    /// Rows of the responses.
    pub rows: u64,
    /// Bytes of the responses, uncompressed.
    pub bytes: u64,
}

/// Why loading stopped, though the server would send more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitExceeded {
    /// More rows than were requested, or than the server counts users.
    Rows {
        /// How many came.
        received: u64,
        /// How many there should be at most.
        expected: u64,
    },
    /// More users than most browsers show with ease.
    Users {
        /// How many came.
        received: u64,
    },
    /// Far more bytes than so many rows need.
    Bytes {
        /// Bytes of the responses.
        bytes: u64,
        /// Rows that they brought.
        rows: u64,
    },
    /// Far more requests than so many rows need, or more than anybody waits for.
    Requests {
        /// How many were sent.
        requests: u64,
        /// Rows that they brought.
        rows: u64,
    },
    /// As much as the memory of a page has room for.
    Memory,
}

impl LimitExceeded {
    /// Whether loading can go on when the administrator wants that.
    pub fn may_continue(self) -> bool {
        self != Self::Memory
    }
}

/// How far loading may go without asking.
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
    /// Allows a report of this many users, which the administrator has loaded already.
    pub fn for_users(users: usize) -> Self {
        let factor = (users as u64).div_ceil(MAX_USERS).max(1);
        Self { factor }
    }

    /// Allows four times as much, after the administrator was asked.
    pub fn extend(&mut self) {
        self.factor = self.factor.saturating_mul(4);
    }

    fn of(self, limit: u64) -> u64 {
        limit.saturating_mul(self.factor)
    }

    /// Whether another request may be sent.
    ///
    /// # Errors
    /// When the earlier ones brought too little, or there were too many.
    pub fn check_requests(self, received: ReceivedCounts) -> Result<(), LimitExceeded> {
        let ReceivedCounts { requests, rows, .. } = received;
        let needed = SPARE_REQUESTS + rows / MIN_ROWS_PER_REQUEST;
        if requests >= self.of(needed.min(MAX_REQUESTS)) {
            return Err(LimitExceeded::Requests { requests, rows });
        }
        Ok(())
    }

    /// Whether a response to a request for `limit` rows may go on.
    ///
    /// # Errors
    /// When it has brought more than it should.
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
        // The count may rise while pages are read.
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
