//! Loading a report: page after page, with a pause where the server asks for one.

mod cost;
mod event;

pub use cost::{LoadCost, tenths_of_seconds};
pub use event::{LoadEvent, LoadStop, Progress};

use media_usage::{LoadLimits, NextPage, ReceivedCounts, ReportBuilder, Yielder};
use panel_core::url_query::{Direction, Order, OrderBy, TimeRange};
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

/// What a load asks for.
#[derive(Clone, Copy, Debug)]
pub struct LoadRequest {
    /// When the counted media were created.
    pub range: TimeRange,
    /// Order in which the first rows are shown.
    pub order: Order,
    /// Users in the first request.
    pub first_page: u32,
    /// Number of rows that are shown first, before the response is complete.
    pub first_rows: usize,
}

/// A report that is being loaded: each call of [`ReportLoad::next`] takes it a step further, so
/// nothing is requested or decoded while its user is busy with an event.
pub struct ReportLoad {
    connection: Connection,
    request: LoadRequest,
    report_builder: ReportBuilder,
    cost: LoadCost,
    load_limits: LoadLimits,
    /// The order of the first rows, where the server refused the one that was asked for.
    first_order: Option<Order>,
    /// Failures in a row.
    tries: usize,
    step: Step,
}

/// What is to be done next.
enum Step {
    /// To find out which page is missing.
    Begin,
    /// To request a page.
    Send(PageRequest),
    /// To receive a page.
    Receive(Box<PageResponse>),
    /// To wait for so many seconds after a failure.
    Wait { error: Error, seconds: u32 },
    /// Nothing: the report is complete.
    Done,
}

#[derive(Clone, Copy)]
struct PageRequest {
    page: NextPage,
    query: PageQuery,
}

struct PageResponse {
    request: PageRequest,
    response: StatisticsResponse,
    /// When it was requested, in ms.
    requested: f64,
    /// From how many users on there is more to be shown.
    show_at: usize,
    yielder: TimeSlicer,
}

impl ReportLoad {
    /// Nothing is requested before the first call of [`ReportLoad::next`].
    pub fn new(connection: Connection, request: LoadRequest, load_limits: LoadLimits) -> Self {
        Self {
            connection,
            request,
            report_builder: ReportBuilder::default(),
            cost: LoadCost::default(),
            load_limits,
            first_order: None,
            tries: 0,
            step: Step::Begin,
        }
    }

    /// What has come so far.
    pub fn report_builder(&self) -> &ReportBuilder {
        &self.report_builder
    }

    /// When the counted media were created.
    pub fn range(&self) -> TimeRange {
        self.request.range
    }

    /// What it has cost so far.
    pub fn cost(&self) -> LoadCost {
        self.cost
    }

    /// Gives up the request in hand. What it brought stays until the next call of
    /// [`ReportLoad::next`], which sends it again.
    pub fn pause(&mut self) {
        self.tries = 0;
        self.step = Step::Begin;
    }

    /// Lets the load go further than the limit that it stopped at.
    pub fn extend_limits(&mut self) {
        self.load_limits.extend();
    }

    /// Goes on until something is to be told; `None` after the report was complete. Dropping the
    /// future is the way to cancel: what came before stays.
    ///
    /// # Errors
    /// When a request fails for good, or the server sends more than is loaded without asking.
    pub async fn next(&mut self) -> Result<Option<LoadEvent>, LoadStop> {
        loop {
            let advanced = match &self.step {
                Step::Begin => self.begin(),
                Step::Send(request) => {
                    let request = *request;
                    self.send(request).await
                }
                Step::Receive(_) => self.receive().await,
                Step::Wait { .. } => Ok(self.wait().await),
                Step::Done => return Ok(None),
            };
            match advanced {
                Ok(None) => {}
                Ok(event) => return Ok(event),
                Err(LoadStop::Failed(error)) => {
                    if let Some(event) = self.recover(error)? {
                        return Ok(Some(event));
                    }
                }
                Err(exceeded) => return Err(exceeded),
            }
        }
    }

    fn begin(&mut self) -> Result<Option<LoadEvent>, LoadStop> {
        let page = self.report_builder.begin_page();
        let (order, from, limit) = match page {
            NextPage::First => (
                self.first_order.unwrap_or(self.request.order),
                0,
                self.request.first_page,
            ),
            NextPage::ByUserId { from } => (BY_USER_ID, from, NEXT_PAGE),
            NextPage::Done => {
                self.step = Step::Done;
                return Ok(None);
            }
        };
        let received = ReceivedCounts::from(&self.cost);
        self.load_limits.check_requests(received)?;
        let query = PageQuery {
            range: self.request.range,
            order,
            from,
            limit,
        };
        self.step = Step::Send(PageRequest { page, query });
        Ok(Some(LoadEvent::Progress(self.requested(&query))))
    }

    async fn send(&mut self, request: PageRequest) -> Result<Option<LoadEvent>, LoadStop> {
        let response = self.connection.statistics(request.query).await?;
        let requested = response.sent_at();
        self.cost.requests += 1;
        self.cost.server_ms += web_platform::instant() - requested;
        self.step = Step::Receive(Box::new(PageResponse {
            request,
            response,
            requested,
            show_at: self.request.first_rows,
            yielder: TimeSlicer::start(),
        }));
        Ok(None)
    }

    /// Takes the rows that the next received bytes complete.
    async fn receive(&mut self) -> Result<Option<LoadEvent>, LoadStop> {
        let Step::Receive(page) = &mut self.step else {
            return Ok(None);
        };
        if let Some(due_yield) = page.yielder.due_yield() {
            due_yield.await;
            return Ok(Some(LoadEvent::Progress(self.receiving())));
        }
        let Some(bytes) = page.response.next_chunk().await? else {
            return self.finish_page();
        };
        let PageRequest { page: next, query } = page.request;
        let begun = web_platform::instant();
        let before = self.report_builder.users();
        let decoded = page.response.decode(&bytes, self.report_builder.page());
        let users = self.report_builder.users();
        self.cost.bytes += bytes.len() as u64;
        self.cost.rows += (users - before) as u64;
        self.cost.page_ms += web_platform::instant() - begun;
        decoded?;
        let received = ReceivedCounts::from(&self.cost);
        self.load_limits
            .check_rows(&self.report_builder, query.limit.into(), received)?;
        if next == NextPage::First && users >= page.show_at {
            page.show_at = users.saturating_mul(4);
            return Ok(Some(LoadEvent::Partial));
        }
        Ok(None)
    }

    fn finish_page(&mut self) -> Result<Option<LoadEvent>, LoadStop> {
        let Step::Receive(page) = std::mem::replace(&mut self.step, Step::Begin) else {
            return Ok(None);
        };
        let PageResponse {
            request,
            response,
            requested,
            ..
        } = *page;
        let end = response.finish()?;
        self.cost.total_ms += web_platform::instant() - requested;
        let rows = self.report_builder.page_rows() as u64;
        if end.next_token.is_some() && rows < request.query.limit.into() {
            self.cost.page_length = Some(rows);
        }
        self.report_builder
            .finish_page(end)
            .map_err(|_| Error::from(ErrorKind::PaginationLoop))?;
        self.tries = 0;
        if self.report_builder.is_done() {
            self.step = Step::Done;
            let report_builder = std::mem::take(&mut self.report_builder);
            return Ok(Some(LoadEvent::Complete(Box::new(report_builder))));
        }
        // The largest users, in the order looked at, are a better page than everybody up to some
        // letter: what is read by ID is shown when it is all there.
        Ok((request.page == NextPage::First).then_some(LoadEvent::Partial))
    }

    /// Finds another way after a failure: another order, where the server refused this one, or a
    /// wait as long as a passing failure asks for. Any other failure is handed on.
    fn recover(&mut self, error: Error) -> Result<Option<LoadEvent>, Error> {
        if let Step::Send(PageRequest {
            page: NextPage::First,
            query,
        }) = &self.step
            && matches!(error.kind, ErrorKind::Refused { status: 400, .. })
        {
            let refused = query.order;
            if self.fall_back(refused) {
                self.step = Step::Begin;
                return Ok(None);
            }
        }
        let delay = BACK_OFF_S.get(self.tries).copied();
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
        self.tries += 1;
        Ok(self.wait_for(error, seconds))
    }

    fn wait_for(&mut self, error: Error, seconds: u32) -> Option<LoadEvent> {
        if seconds == 0 {
            self.step = Step::Begin;
            return None;
        }
        self.step = Step::Wait {
            error: error.clone(),
            seconds,
        };
        Some(LoadEvent::Progress(Progress::Waiting { error, seconds }))
    }

    /// Waits for one second of those that are left.
    async fn wait(&mut self) -> Option<LoadEvent> {
        let Step::Wait { error, seconds } = &self.step else {
            return None;
        };
        let (error, seconds) = (error.clone(), *seconds);
        web_platform::sleep(1000).await;
        self.wait_for(error, seconds - 1)
    }

    /// What there is to be told when a page is requested.
    fn requested(&self, query: &PageQuery) -> Progress {
        if self.connection.is_busy() {
            return Progress::Queued;
        }
        if query.from > 0 && self.cost.page_length.is_some() {
            // Of many short pages, what has come so far says more than a guess for each.
            return self.receiving();
        }
        let left = self
            .report_builder
            .total()
            .map(|total| total.saturating_sub(query.from));
        let seconds = left.and_then(|users| self.cost.estimate(users));
        Progress::Requested { seconds }
    }

    fn receiving(&self) -> Progress {
        Progress::Receiving {
            users: self.report_builder.users(),
            of: self.report_builder.total(),
            bytes: self.cost.bytes,
        }
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
