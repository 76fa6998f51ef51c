//! Loading a report: page after page, waiting where the server asks for it, telling how far it is.

use crate::browser::{self, InSlices};
use crate::homeserver::{Answering, Connection, Error, ErrorKind, PageQuery};
use crate::query::{Bounds, Order, OrderBy};
use gloo_timers::future::TimeoutFuture;
use std::cell::RefCell;
use std::pin::Pin;
use usage::{Assembly, Next, Pace};

/// Users in the first request. It costs the server what a hundred would, and is the whole report
/// of most servers; the rows of the first page are painted while the rest is arriving.
pub const FIRST_PAGE: u32 = 10_000;

/// Users in each request that completes a larger report: some 12 MB.
pub const NEXT_PAGE: u32 = 100_000;

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
    Asked {
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

/// What a report has cost so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Effort {
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
}

impl Effort {
    /// Seconds that reading this many users by ID will take, if it goes on as it went.
    fn estimate(&self, users: u64) -> Option<u32> {
        if self.requests == 0 || self.rows == 0 {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "a guess")]
        let (users, rows) = (users as f64, self.rows as f64);
        let server = self.server_ms / f64::from(self.requests);
        let reading = (self.total_ms - self.server_ms) / rows * users;
        let ms = (users / f64::from(NEXT_PAGE)).ceil() * server + reading;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a guess"
        )]
        Some((ms / 1000.0).ceil() as u32)
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

/// A report in the making, and what it has cost. Outlives a load that was given up or failed, so
/// that it can be taken up again.
#[derive(Debug, Default)]
pub struct Unfinished {
    /// The report.
    pub assembly: Assembly,
    /// What it has cost.
    pub effort: Effort,
}

impl Unfinished {
    /// Takes the rows that received bytes complete; gives the number of users so far.
    fn take(&mut self, bytes: &[u8], answer: &mut Answering) -> Result<usize, Error> {
        let Self { assembly, effort } = self;
        let begun = browser::instant();
        let before = assembly.users();
        let decoded = answer.decode(bytes, assembly.page());
        effort.bytes += bytes.len() as u64;
        effort.rows += (assembly.users() - before) as u64;
        effort.page_ms += browser::instant() - begun;
        decoded?;
        Ok(assembly.users())
    }
}

/// Is given a report in the making, and what it has cost.
type Show<'a> = dyn Fn(Assembly, Effort) -> Pin<Box<dyn Future<Output = ()> + 'a>> + 'a;

/// What a load is asked with, and whom it tells.
pub struct Load<'a> {
    /// The server.
    pub connection: &'a Connection,
    /// When the counted media were created.
    pub bounds: Bounds,
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
    /// When a request fails for good; what came before is in `unfinished` and has been shown.
    pub async fn run(&self, unfinished: &RefCell<Unfinished>) -> Result<(), Error> {
        let mut tries = 0;
        loop {
            let next = unfinished.borrow_mut().assembly.begin_page();
            match self.read_page(next, unfinished).await {
                Ok(()) => {
                    tries = 0;
                    // The largest users, in the order looked at, are a better page than everybody
                    // up to some letter: what is read by ID is shown when it is all there.
                    let done = unfinished.borrow().assembly.is_done();
                    if done || next == Next::First {
                        self.show(unfinished).await;
                    }
                    if done {
                        return Ok(());
                    }
                }
                Err(error) => {
                    self.wait(error, tries).await?;
                    tries += 1;
                }
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

    async fn read_page(&self, next: Next, unfinished: &RefCell<Unfinished>) -> Result<(), Error> {
        let Some(query) = self.page_query(next) else {
            return Ok(());
        };
        let asked = browser::instant();
        (self.tell)(if self.connection.is_at_work() {
            Progress::Queued
        } else {
            let unfinished = unfinished.borrow();
            let total = unfinished.assembly.total();
            let left = total.map(|total| total.saturating_sub(query.from));
            let seconds = left.and_then(|users| unfinished.effort.estimate(users));
            Progress::Asked { seconds }
        });
        let mut answer = self.connection.statistics(query).await?;
        {
            let effort = &mut unfinished.borrow_mut().effort;
            effort.requests += 1;
            effort.server_ms += browser::instant() - asked;
        }
        let pace = InSlices::begin();
        let mut show_at = self.first_rows;
        while let Some(bytes) = answer.receive().await? {
            let users = unfinished.borrow_mut().take(&bytes, &mut answer)?;
            if next == Next::First && users >= show_at {
                self.show(unfinished).await;
                show_at = users.saturating_mul(4);
            }
            if let Some(rest) = pace.rest() {
                self.tell_received(unfinished);
                rest.await;
            }
        }
        let end = answer.finish()?;
        let unfinished = &mut *unfinished.borrow_mut();
        unfinished.effort.total_ms += browser::instant() - asked;
        unfinished
            .assembly
            .end_page(end)
            .map_err(|_| ErrorKind::Stuck)?;
        Ok(())
    }

    fn page_query(&self, next: Next) -> Option<PageQuery> {
        let (order, from, limit) = match next {
            Next::First => (self.order, 0, self.first_page),
            Next::ByUserId { from } => (Order::usual(OrderBy::UserId), from, NEXT_PAGE),
            Next::Done => return None,
        };
        Some(PageQuery {
            bounds: self.bounds,
            order,
            from,
            limit,
        })
    }

    fn tell_received(&self, unfinished: &RefCell<Unfinished>) {
        let Unfinished { assembly, effort } = &*unfinished.borrow();
        (self.tell)(Progress::Receiving {
            users: assembly.users(),
            of: assembly.total(),
            bytes: effort.bytes,
        });
    }

    /// Hands over a copy of what is there, or all of it when nothing is left to be asked for.
    async fn show(&self, unfinished: &RefCell<Unfinished>) {
        let (assembly, effort) = {
            let Unfinished { assembly, effort } = &mut *unfinished.borrow_mut();
            if assembly.is_done() {
                (self.tell)(Progress::Preparing);
                (std::mem::take(assembly), *effort)
            } else {
                (assembly.clone(), *effort)
            }
        };
        (self.show)(assembly, effort).await;
    }
}
