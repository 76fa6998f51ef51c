//! What a load reports while it runs, and why it may stop before the end.

use media_usage::{LimitExceeded, ReportBuilder};
use synapse_client::{Error, ErrorKind};

/// What happens in a load.
#[derive(Debug)]
pub enum LoadEvent {
    /// It is further on.
    Progress(Progress),
    /// More of the first rows can be shown: [`super::ReportLoad::report_builder`] has them.
    Partial,
    /// This is the whole report. Nothing comes after it.
    Complete(Box<ReportBuilder>),
}

/// How far a load is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The server still works on a query that was given up; ours is sent when it is done.
    Queued,
    /// The request is sent and nothing has come yet.
    Requested {
        /// Seconds until everything is there, where an earlier answer lets it be guessed.
        seconds: Option<u32>,
    },
    /// Rows are arriving.
    Receiving {
        /// Users that came.
        users: usize,
        /// Users in all, once known.
        of: Option<u64>,
        /// Bytes of all answers so far, uncompressed.
        bytes: u64,
    },
    /// What came is being put in order.
    Preparing,
    /// The server is left in peace for a while.
    Waiting {
        /// Why.
        error: Error,
        /// Seconds left.
        seconds: u32,
    },
}

/// Why a load ended before the report was complete. What came stays in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadStop {
    /// A request failed for good.
    Failed(Error),
    /// The server would send more than is loaded without asking.
    LimitExceeded(LimitExceeded),
}

impl From<Error> for LoadStop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<LimitExceeded> for LoadStop {
    fn from(exceeded: LimitExceeded) -> Self {
        Self::LimitExceeded(exceeded)
    }
}

impl From<LoadStop> for Error {
    fn from(stop: LoadStop) -> Self {
        match stop {
            LoadStop::Failed(error) => error,
            LoadStop::LimitExceeded(_) => ErrorKind::TooLarge.into(),
        }
    }
}
