//! Loading a report: page after page, waiting where the server asks for it, telling how far it is.

mod cost;

pub use cost::{LoadCost, tenths_of_seconds};

use gloo_timers::future::TimeoutFuture;
use media_usage::{LimitExceeded, LoadLimits, NextPage, ReceivedCounts, ReportBuilder, Yielder};
use panel_core::url_query::{Direction, Order, OrderBy, TimeRange};
use std::cell::RefCell;
use std::pin::Pin;
use synapse_client::{Connection, Error, ErrorKind, PageQuery, StatisticsResponse};
use web_platform::TimeSlicer;

/// Users in the first request. It costs the server what a hundred would, and is the whole report
/// of most servers; the rows of the first page are painted while the rest is arriving.
pub const FIRST_PAGE: u32 = 10_000;

/// Users in each request that completes a larger report: some 12 MB.
pub const NEXT_PAGE: u32 = 100_000;

/// The order that a report is completed in. Backwards, because matrix-media-repo refuses the other
/// direction.
pub const BY_USER_ID: Order = Order {
    by: OrderBy::UserId,
    dir: Direction::Backwards,
};

/// The largest users first: the order that every known server has.
const LARGEST_FIRST: Order = Order {
    by: OrderBy::MediaLength,
    dir: Direction::Backwards,
};

/// For how many seconds to wait before a passing failure is tried again, by the number of tries.
const BACK_OFF_S: [u32; 3] = [1, 2, 4];

/// The longest wait that is kept to without asking the administrator, in seconds.
const MAX_WAIT_S: u32 = 120;

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
    /// Everything is there and is being put in order.
    Preparing,
    /// The server is left in peace for a while.
    Waiting {
        /// Why.
        error: Error,
        /// Seconds left.
        seconds: u32,
    },
}

/// Why a load ended before the report was complete. What came is in the unfinished report.
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

/// A report in the making, and what it has cost. Outlives a load that was given up or failed, so
/// that it can be taken up again.
#[derive(Debug, Default)]
pub struct PendingLoad {
    /// The report.
    pub report_builder: ReportBuilder,
    /// What it has cost.
    pub cost: LoadCost,
    /// How far loading may go without asking.
    pub load_limits: LoadLimits,
    /// The order of the first rows, where the server refused the one that was asked for.
    first_order: Option<Order>,
}

impl PendingLoad {
    /// Nothing yet, with another allowance than the usual one.
    pub fn with_limits(load_limits: LoadLimits) -> Self {
        Self {
            load_limits,
            ..Self::default()
        }
    }

    /// Takes the rows that received bytes complete; gives the number of users so far. `limit` is the
    /// number of rows that were requested.
    fn take(
        &mut self,
        bytes: &[u8],
        response: &mut StatisticsResponse,
        limit: u32,
    ) -> Result<usize, LoadStop> {
        let Self {
            report_builder,
            cost,
            load_limits,
            ..
        } = self;
        let begun = web_platform::instant();
        let before = report_builder.users();
        let decoded = response.decode(bytes, report_builder.page());
        cost.bytes += bytes.len() as u64;
        cost.rows += (report_builder.users() - before) as u64;
        cost.page_ms += web_platform::instant() - begun;
        decoded?;
        let received = ReceivedCounts::from(&*cost);
        load_limits.check_rows(report_builder, limit.into(), received)?;
        Ok(report_builder.users())
    }

    /// Another order for the first rows, when the server refused this one.
    fn fall_back(&mut self, refused: Order) -> bool {
        self.cost.refused = self.cost.refused.or(Some(refused));
        let next = match refused {
            BY_USER_ID => None,
            LARGEST_FIRST => Some(BY_USER_ID),
            _ => Some(LARGEST_FIRST),
        };
        self.first_order = next.or(self.first_order);
        next.is_some()
    }
}

/// Is given a report in the making, and what it has cost.
type ShowReport<'a> =
    dyn Fn(ReportBuilder, LoadCost) -> Pin<Box<dyn Future<Output = ()> + 'a>> + 'a;

/// What a load is asked with, and whom it tells.
pub struct ReportLoader<'a> {
    /// The server.
    pub connection: &'a Connection,
    /// When the counted media were created.
    pub range: TimeRange,
    /// Order in which the first rows are shown.
    pub order: Order,
    /// Users in the first request.
    pub first_page: u32,
    /// Number of rows that are shown first, before the answer is complete.
    pub first_rows: usize,
    /// Is told of progress.
    pub on_progress: &'a dyn Fn(Progress),
    /// Is given the report in the making when there is more of it to be shown.
    pub show: &'a ShowReport<'a>,
}

impl ReportLoader<'_> {
    /// Loads what is missing of a report. Dropping the future gives it up.
    ///
    /// # Errors
    /// When a request fails for good, or the server sends more than is loaded without asking; what
    /// came before is in `pending` and has been shown.
    pub async fn run(&self, pending: &RefCell<PendingLoad>) -> Result<(), LoadStop> {
        let mut tries = 0;
        loop {
            let next = pending.borrow_mut().report_builder.begin_page();
            let Some(query) = self.page_query(next, pending.borrow().first_order) else {
                return Ok(());
            };
            match self.read_page(query, next, pending).await {
                Ok(()) => {
                    tries = 0;
                    // The largest users, in the order looked at, are a better page than everybody
                    // up to some letter: what is read by ID is shown when it is all there.
                    let done = pending.borrow().report_builder.is_done();
                    if done || next == NextPage::First {
                        self.show(pending).await;
                    }
                    if done {
                        return Ok(());
                    }
                }
                Err(LoadStop::Failed(Error {
                    kind: ErrorKind::Refused { status: 400, .. },
                    ..
                })) if next == NextPage::First && pending.borrow_mut().fall_back(query.order) => {}
                Err(LoadStop::Failed(error)) => {
                    self.wait(error, tries).await?;
                    tries += 1;
                }
                Err(exceeded) => return Err(exceeded),
            }
        }
    }

    /// Waits as long as a passing failure asks for; any other is handed on.
    async fn wait(&self, error: Error, tries: usize) -> Result<(), Error> {
        let delay = BACK_OFF_S.get(tries).copied();
        let seconds = match (&error.kind, delay) {
            (
                ErrorKind::RateLimited {
                    retry_after_ms: Some(ms),
                },
                Some(_),
            ) => u32::try_from(ms.div_ceil(1000)).unwrap_or(u32::MAX),
            (_, Some(seconds)) if error.is_transient() => seconds,
            _ => return Err(error),
        };
        if seconds > MAX_WAIT_S {
            return Err(error);
        }
        for seconds in (1..=seconds).rev() {
            (self.on_progress)(Progress::Waiting {
                error: error.clone(),
                seconds,
            });
            TimeoutFuture::new(1000).await;
        }
        Ok(())
    }

    async fn read_page(
        &self,
        query: PageQuery,
        next: NextPage,
        pending: &RefCell<PendingLoad>,
    ) -> Result<(), LoadStop> {
        {
            let pending = pending.borrow();
            let received = ReceivedCounts::from(&pending.cost);
            pending.load_limits.check_requests(received)?;
        }
        let asked = web_platform::instant();
        self.report_requested(&query, pending);
        let mut response = self.connection.statistics(query).await?;
        {
            let cost = &mut pending.borrow_mut().cost;
            cost.requests += 1;
            cost.server_ms += web_platform::instant() - asked;
        }
        let yielder = TimeSlicer::start();
        let mut show_at = self.first_rows;
        while let Some(bytes) = response.next_chunk().await? {
            let users = {
                let pending = &mut *pending.borrow_mut();
                pending.take(&bytes, &mut response, query.limit)?
            };
            if next == NextPage::First && users >= show_at {
                self.show(pending).await;
                show_at = users.saturating_mul(4);
            }
            if let Some(due_yield) = yielder.due_yield() {
                self.report_received(pending);
                due_yield.await;
            }
        }
        let end = response.finish()?;
        let pending = &mut *pending.borrow_mut();
        pending.cost.total_ms += web_platform::instant() - asked;
        let rows = pending.report_builder.page_rows() as u64;
        if end.next_token.is_some() && rows < query.limit.into() {
            pending.cost.page_length = Some(rows);
        }
        pending
            .report_builder
            .finish_page(end)
            .map_err(|_| Error::from(ErrorKind::PaginationLoop))?;
        Ok(())
    }

    fn page_query(&self, next: NextPage, first_order: Option<Order>) -> Option<PageQuery> {
        let (order, from, limit) = match next {
            NextPage::First => (first_order.unwrap_or(self.order), 0, self.first_page),
            NextPage::ByUserId { from } => (BY_USER_ID, from, NEXT_PAGE),
            NextPage::Done => return None,
        };
        Some(PageQuery {
            range: self.range,
            order,
            from,
            limit,
        })
    }

    fn report_requested(&self, query: &PageQuery, pending: &RefCell<PendingLoad>) {
        if self.connection.is_busy() {
            (self.on_progress)(Progress::Queued);
            return;
        }
        let PendingLoad {
            report_builder,
            cost,
            ..
        } = &*pending.borrow();
        if query.from > 0 && cost.page_length.is_some() {
            // Of many short pages, what has come so far says more than a guess for each.
            (self.on_progress)(receiving(report_builder, cost));
            return;
        }
        let left = report_builder
            .total()
            .map(|total| total.saturating_sub(query.from));
        let seconds = left.and_then(|users| cost.estimate(users));
        (self.on_progress)(Progress::Requested { seconds });
    }

    fn report_received(&self, pending: &RefCell<PendingLoad>) {
        let PendingLoad {
            report_builder,
            cost,
            ..
        } = &*pending.borrow();
        (self.on_progress)(receiving(report_builder, cost));
    }

    /// Hands over a copy of what is there, or all of it when nothing is left to be asked for.
    async fn show(&self, pending: &RefCell<PendingLoad>) {
        let (report_builder, cost) = {
            let PendingLoad {
                report_builder,
                cost,
                ..
            } = &mut *pending.borrow_mut();
            if report_builder.is_done() {
                (self.on_progress)(Progress::Preparing);
                (std::mem::take(report_builder), *cost)
            } else {
                (report_builder.clone(), *cost)
            }
        };
        (self.show)(report_builder, cost).await;
    }
}

fn receiving(report_builder: &ReportBuilder, cost: &LoadCost) -> Progress {
    Progress::Receiving {
        users: report_builder.users(),
        of: report_builder.total(),
        bytes: cost.bytes,
    }
}
