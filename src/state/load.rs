//! Loading a report: page after page, waiting where the server asks for it, telling how far it is.

mod effort;

pub use effort::{Effort, tenths_of_seconds};

use gloo_timers::future::TimeoutFuture;
use media_usage::{LimitExceeded, LoadLimits, NextPage, ReceivedCounts, ReportBuilder, Yielder};
use panel_core::url_query::{Direction, Order, OrderBy, TimeRange};
use std::cell::RefCell;
use std::pin::Pin;
use synapse_client::{Answering, Connection, Error, ErrorKind, PageQuery};
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
const BACK_OFF: [u32; 3] = [1, 2, 4];

/// The longest wait that is kept to without asking the administrator, in seconds.
const LONGEST_WAIT: u32 = 120;

/// How far a load is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The server still works on a query that was given up; ours is sent when it is done.
    Queued,
    /// The request is sent and nothing has come yet.
    ViewQuery {
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
        because: Error,
        /// Seconds left.
        seconds: u32,
    },
}

/// Why a load ended before the report was complete. What came is in the unfinished report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Halt {
    /// A request failed for good.
    Failed(Error),
    /// The server would send more than is loaded without asking.
    LimitExceeded(LimitExceeded),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<LimitExceeded> for Halt {
    fn from(exceeded: LimitExceeded) -> Self {
        Self::LimitExceeded(exceeded)
    }
}

impl From<Halt> for Error {
    fn from(halt: Halt) -> Self {
        match halt {
            Halt::Failed(error) => error,
            Halt::LimitExceeded(_) => ErrorKind::TooLarge.into(),
        }
    }
}

/// A report in the making, and what it has cost. Outlives a load that was given up or failed, so
/// that it can be taken up again.
#[derive(Debug, Default)]
pub struct Unfinished {
    /// The report.
    pub report_builder: ReportBuilder,
    /// What it has cost.
    pub effort: Effort,
    /// How far loading may go without asking.
    pub load_limits: LoadLimits,
    /// The order of the first rows, where the server refused the one that was asked for.
    first_order: Option<Order>,
}

impl Unfinished {
    /// Nothing yet, with another allowance than the usual one.
    pub fn with_allowance(load_limits: LoadLimits) -> Self {
        Self {
            load_limits,
            ..Self::default()
        }
    }

    /// Takes the rows that received bytes complete; gives the number of users so far. `limit` is the
    /// number of rows that were requested.
    fn take(&mut self, bytes: &[u8], answer: &mut Answering, limit: u32) -> Result<usize, Halt> {
        let Self {
            report_builder,
            effort,
            load_limits,
            ..
        } = self;
        let begun = web_platform::instant();
        let before = report_builder.users();
        let decoded = answer.decode(bytes, report_builder.page());
        effort.bytes += bytes.len() as u64;
        effort.rows += (report_builder.users() - before) as u64;
        effort.page_ms += web_platform::instant() - begun;
        decoded?;
        let received = ReceivedCounts::from(&*effort);
        load_limits.check_rows(report_builder, limit.into(), received)?;
        Ok(report_builder.users())
    }

    /// Another order for the first rows, when the server refused this one.
    fn fall_back(&mut self, refused: Order) -> bool {
        self.effort.refused = self.effort.refused.or(Some(refused));
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
type Show<'a> = dyn Fn(ReportBuilder, Effort) -> Pin<Box<dyn Future<Output = ()> + 'a>> + 'a;

/// What a load is asked with, and whom it tells.
pub struct Load<'a> {
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
    pub tell: &'a dyn Fn(Progress),
    /// Is given the report in the making when there is more of it to be shown.
    pub show: &'a Show<'a>,
}

impl Load<'_> {
    /// Loads what is missing of a report. Dropping the future gives it up.
    ///
    /// # Errors
    /// When a request fails for good, or the server sends more than is loaded without asking; what
    /// came before is in `unfinished` and has been shown.
    pub async fn run(&self, unfinished: &RefCell<Unfinished>) -> Result<(), Halt> {
        let mut tries = 0;
        loop {
            let next = unfinished.borrow_mut().report_builder.begin_page();
            let Some(query) = self.page_query(next, unfinished.borrow().first_order) else {
                return Ok(());
            };
            match self.read_page(query, next, unfinished).await {
                Ok(()) => {
                    tries = 0;
                    // The largest users, in the order looked at, are a better page than everybody
                    // up to some letter: what is read by ID is shown when it is all there.
                    let done = unfinished.borrow().report_builder.is_done();
                    if done || next == NextPage::First {
                        self.show(unfinished).await;
                    }
                    if done {
                        return Ok(());
                    }
                }
                Err(Halt::Failed(Error {
                    kind: ErrorKind::Refused { status: 400, .. },
                    ..
                })) if next == NextPage::First
                    && unfinished.borrow_mut().fall_back(query.order) => {}
                Err(Halt::Failed(error)) => {
                    self.wait(error, tries).await?;
                    tries += 1;
                }
                Err(exceeded) => return Err(exceeded),
            }
        }
    }

    /// Waits as long as a passing failure asks for; any other is handed on.
    async fn wait(&self, error: Error, tries: usize) -> Result<(), Error> {
        let back_off = BACK_OFF.get(tries).copied();
        let seconds = match (&error.kind, back_off) {
            (
                ErrorKind::RateLimited {
                    retry_after_ms: Some(ms),
                },
                Some(_),
            ) => u32::try_from(ms.div_ceil(1000)).unwrap_or(u32::MAX),
            (_, Some(seconds)) if error.is_transient() => seconds,
            _ => return Err(error),
        };
        if seconds > LONGEST_WAIT {
            return Err(error);
        }
        for seconds in (1..=seconds).rev() {
            (self.tell)(Progress::Waiting {
                because: error.clone(),
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
        unfinished: &RefCell<Unfinished>,
    ) -> Result<(), Halt> {
        {
            let unfinished = unfinished.borrow();
            let received = ReceivedCounts::from(&unfinished.effort);
            unfinished.load_limits.check_requests(received)?;
        }
        let asked = web_platform::instant();
        self.tell_asked(&query, unfinished);
        let mut answer = self.connection.statistics(query).await?;
        {
            let effort = &mut unfinished.borrow_mut().effort;
            effort.requests += 1;
            effort.server_ms += web_platform::instant() - asked;
        }
        let yielder = TimeSlicer::start();
        let mut show_at = self.first_rows;
        while let Some(bytes) = answer.receive().await? {
            let users = {
                let unfinished = &mut *unfinished.borrow_mut();
                unfinished.take(&bytes, &mut answer, query.limit)?
            };
            if next == NextPage::First && users >= show_at {
                self.show(unfinished).await;
                show_at = users.saturating_mul(4);
            }
            if let Some(due_yield) = yielder.due_yield() {
                self.tell_received(unfinished);
                due_yield.await;
            }
        }
        let end = answer.finish()?;
        let unfinished = &mut *unfinished.borrow_mut();
        unfinished.effort.total_ms += web_platform::instant() - asked;
        let rows = unfinished.report_builder.page_rows() as u64;
        if end.next_token.is_some() && rows < query.limit.into() {
            unfinished.effort.page_length = Some(rows);
        }
        unfinished
            .report_builder
            .finish_page(end)
            .map_err(|_| Error::from(ErrorKind::Stuck))?;
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

    fn tell_asked(&self, query: &PageQuery, unfinished: &RefCell<Unfinished>) {
        if self.connection.is_at_work() {
            (self.tell)(Progress::Queued);
            return;
        }
        let Unfinished {
            report_builder,
            effort,
            ..
        } = &*unfinished.borrow();
        if query.from > 0 && effort.page_length.is_some() {
            // Of many short pages, what has come so far says more than a guess for each.
            (self.tell)(receiving(report_builder, effort));
            return;
        }
        let left = report_builder
            .total()
            .map(|total| total.saturating_sub(query.from));
        let seconds = left.and_then(|users| effort.estimate(users));
        (self.tell)(Progress::ViewQuery { seconds });
    }

    fn tell_received(&self, unfinished: &RefCell<Unfinished>) {
        let Unfinished {
            report_builder,
            effort,
            ..
        } = &*unfinished.borrow();
        (self.tell)(receiving(report_builder, effort));
    }

    /// Hands over a copy of what is there, or all of it when nothing is left to be asked for.
    async fn show(&self, unfinished: &RefCell<Unfinished>) {
        let (report_builder, effort) = {
            let Unfinished {
                report_builder,
                effort,
                ..
            } = &mut *unfinished.borrow_mut();
            if report_builder.is_done() {
                (self.tell)(Progress::Preparing);
                (std::mem::take(report_builder), *effort)
            } else {
                (report_builder.clone(), *effort)
            }
        };
        (self.show)(report_builder, effort).await;
    }
}

fn receiving(report_builder: &ReportBuilder, effort: &Effort) -> Progress {
    Progress::Receiving {
        users: report_builder.users(),
        of: report_builder.total(),
        bytes: effort.bytes,
    }
}
