//! The reports of this session: the one shown, the one that it is compared with, those kept, and the
//! one being loaded.

use crate::state::load::{FIRST_PAGE, LoadCost, LoadStop, PendingLoad, Progress, ReportLoader};
use futures::future::AbortHandle;
use leptos::prelude::*;
use media_usage::{IndexedReport, LimitExceeded, ReportBuilder};
use panel_core::url_query::{Order, Query, TimeRange, ZonedPeriod};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use synapse_client::{Connection, Error};
use web_platform::{BrowserCalendar, BrowserFold, TimeSlicer};

/// How many complete reports are kept, and how many bytes of memory their rows may take together:
/// going back is free, but the memory is not. A user takes about 80 bytes.
const MAX_KEPT: usize = 12;
const MAX_KEPT_BYTES: usize = 24 << 20;

const REQUESTED: Progress = Progress::Requested { seconds: None };

/// A report that can be shown, and how it came about.
#[derive(Clone, Debug)]
pub struct LoadedReport {
    /// The period that it was asked for.
    pub period: ZonedPeriod,
    /// The period's bounds at that time.
    pub range: TimeRange,
    /// The report.
    pub usage: Arc<IndexedReport>,
    /// What it has cost.
    pub cost: LoadCost,
    /// Putting it in order and preparing it for searches, in ms.
    pub prepared_ms: f64,
    /// When the last of it came, in ms since the epoch.
    pub at: u64,
}

/// What a report is loaded for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadPurpose {
    /// To be shown.
    Show,
    /// To compare the one that is shown with it.
    Compare,
}

/// What a report is to be loaded with.
#[derive(Clone, Copy, Debug)]
pub struct ReportRequest {
    /// What for.
    pub purpose: LoadPurpose,
    /// When the counted media were created.
    pub period: ZonedPeriod,
    /// Order in which the first rows are shown.
    pub order: Order,
    /// Rows that are shown first.
    pub first_rows: usize,
}

impl ReportRequest {
    /// What is shown when this is asked for.
    pub fn shown(query: &Query) -> Self {
        Self {
            purpose: LoadPurpose::Show,
            period: query.zoned_period(),
            order: query.order,
            first_rows: query.rows_per_page.get(),
        }
    }
}

/// A load that is running, or that can be taken up again.
#[derive(Clone)]
struct LoadTask {
    request: ReportRequest,
    range: TimeRange,
    pending: Rc<RefCell<PendingLoad>>,
    abort: AbortHandle,
}

impl LoadTask {
    /// Tells it from all others.
    fn id(&self) -> *const RefCell<PendingLoad> {
        Rc::as_ptr(&self.pending)
    }

    fn is_for(&self, purpose: LoadPurpose) -> bool {
        self.request.purpose == purpose
    }
}

/// The reports of a session, as signals.
#[derive(Clone, Copy)]
pub struct Reports {
    connection: StoredValue<Connection, LocalStorage>,
    /// Complete reports, one for a period. There are never many: a list is the smallest map.
    kept: StoredValue<Vec<LoadedReport>>,
    task: StoredValue<Option<LoadTask>, LocalStorage>,
    shown: RwSignal<Option<LoadedReport>>,
    compared: RwSignal<Option<LoadedReport>>,
    /// What the load in hand is for, or the last one was.
    purpose: RwSignal<LoadPurpose>,
    progress: RwSignal<Option<Progress>>,
    failure: RwSignal<Option<Error>>,
    /// What the server sent too much of, if that stopped the last load.
    exceeded: RwSignal<Option<LimitExceeded>>,
}

impl Reports {
    /// No reports yet.
    pub fn new(connection: Connection) -> Self {
        Self {
            connection: StoredValue::new_local(connection),
            kept: StoredValue::default(),
            task: StoredValue::new_local(None),
            shown: RwSignal::new(None),
            compared: RwSignal::new(None),
            purpose: RwSignal::new(LoadPurpose::Show),
            // The first period is opened as soon as the page is there.
            progress: RwSignal::new(Some(REQUESTED)),
            failure: RwSignal::new(None),
            exceeded: RwSignal::new(None),
        }
    }

    /// The connection that they are loaded by.
    pub fn connection(self) -> Connection {
        self.connection.get_value()
    }

    /// The homeserver, as the administrator named it.
    pub fn homeserver(self) -> String {
        self.connection
            .with_value(|connection| connection.session().homeserver)
    }

    /// The report on screen. While another is on its way, it may be that of another period.
    pub fn shown(self) -> ReadSignal<Option<LoadedReport>> {
        self.shown.read_only()
    }

    /// The last report that one was to be compared with. While another is on its way, it may be that
    /// of another period.
    pub fn compared(self) -> ReadSignal<Option<LoadedReport>> {
        self.compared.read_only()
    }

    /// What the load in hand is for, or the last one was.
    pub fn purpose(self) -> ReadSignal<LoadPurpose> {
        self.purpose.read_only()
    }

    /// How far the load in hand is; `None` without one.
    pub fn progress(self) -> ReadSignal<Option<Progress>> {
        self.progress.read_only()
    }

    /// Why the last load failed.
    pub fn failure(self) -> ReadSignal<Option<Error>> {
        self.failure.read_only()
    }

    /// Why the last load stopped to ask whether it may go on.
    pub fn exceeded(self) -> ReadSignal<Option<LimitExceeded>> {
        self.exceeded.read_only()
    }

    /// Brings a period's report: the one that is kept, or a new one. One that is on its way, or was
    /// stopped there, is left alone.
    pub fn open(self, request: ReportRequest) {
        let ReportRequest {
            purpose, period, ..
        } = request;
        let is_it = |task: &LoadTask| task.is_for(purpose) && task.request.period == period;
        if self.has_task(is_it) {
            return;
        }
        let kept = self
            .kept
            .with_value(|kept| kept.iter().find(|it| it.period == period).cloned());
        match kept {
            Some(loaded) => {
                self.drop_task_for(purpose);
                self.slot(purpose).set(Some(loaded));
            }
            None => self.reload(request),
        }
    }

    /// Loads a period's report anew, and has the one that it is compared with loaded anew when that
    /// is opened again.
    pub fn refresh(self, request: ReportRequest) {
        let period = |loaded: &Option<LoadedReport>| loaded.as_ref().map(|it| it.period);
        let compared = self.compared.with_untracked(period);
        self.kept
            .update_value(|kept| kept.retain(|it| Some(it.period) != compared));
        self.reload(request);
    }

    /// Compares with nothing any more.
    pub fn stop_comparing(self) {
        self.drop_task_for(LoadPurpose::Compare);
        self.compared.set(None);
    }

    /// Loads a period's report anew.
    fn reload(self, request: ReportRequest) {
        let zone = BrowserCalendar(request.period.zone());
        let range = request.period.period().range(&zone);
        self.start(request, range, Rc::default());
    }

    /// Takes the last load up where it stopped. If it stopped to ask, this is the answer.
    pub fn resume(self) {
        let task = self.task.with_value(Clone::clone);
        if let Some(task) = task {
            if self.exceeded.with_untracked(Option::is_some) {
                task.pending.borrow_mut().load_limits.extend();
            }
            self.start(task.request, task.range, task.pending);
        }
    }

    /// Stops the load in hand and keeps what it has brought.
    pub fn cancel(self) {
        let task = self.task.with_value(Clone::clone);
        self.give_up();
        if let Some(task) = task {
            self.task.set_value(Some(task.clone()));
            web_platform::spawn(async move { self.show_partial(&task).await });
        }
    }

    /// Stops the load in hand, if there is one, for good.
    pub fn give_up(self) {
        if let Some(task) = self.task.try_update_value(Option::take).flatten() {
            task.abort.abort();
        }
        self.progress.set(None);
    }

    /// Gives everything up, and the memory with it.
    pub fn forget(self) {
        self.give_up();
        self.kept.update_value(Vec::clear);
        self.shown.set(None);
        self.compared.set(None);
    }

    fn has_task(self, is_it: impl Fn(&LoadTask) -> bool) -> bool {
        self.task
            .with_value(|task| task.as_ref().is_some_and(is_it))
    }

    /// Gives up the load in hand if it is for this, and forgets how it failed.
    fn drop_task_for(self, purpose: LoadPurpose) {
        if self.has_task(|task| task.is_for(purpose)) {
            self.give_up();
            self.failure.set(None);
            self.exceeded.set(None);
        }
    }

    fn slot(self, purpose: LoadPurpose) -> RwSignal<Option<LoadedReport>> {
        match purpose {
            LoadPurpose::Show => self.shown,
            LoadPurpose::Compare => self.compared,
        }
    }

    fn start(self, request: ReportRequest, range: TimeRange, pending: Rc<RefCell<PendingLoad>>) {
        self.give_up();
        self.purpose.set(request.purpose);
        self.progress.set(Some(REQUESTED));
        self.failure.set(None);
        self.exceeded.set(None);
        let connection = self.connection.get_value();
        let loading = pending.clone();
        let abort = web_platform::spawn_abortable(async move {
            let load = ReportLoader {
                connection: &connection,
                range,
                order: request.order,
                first_page: FIRST_PAGE,
                first_rows: request.first_rows,
                on_progress: &|progress| self.progress.set(Some(progress)),
                show: &|report_builder, cost| {
                    Box::pin(self.show(request, range, report_builder, cost))
                },
            };
            let ended = load.run(&loading).await;
            self.progress.set(None);
            match ended {
                Ok(()) => self.task.set_value(None),
                Err(stop) => {
                    if let Some(task) = self.task.with_value(Clone::clone) {
                        self.show_partial(&task).await;
                    }
                    match stop {
                        LoadStop::Failed(error) => self.failure.set(Some(error)),
                        LoadStop::LimitExceeded(exceeded) => self.exceeded.set(Some(exceeded)),
                    }
                }
            }
        });
        self.task.set_value(Some(LoadTask {
            request,
            range,
            pending,
            abort,
        }));
    }

    /// Shows what a load brought before it stopped.
    async fn show_partial(self, task: &LoadTask) {
        let (report_builder, cost) = {
            let pending = task.pending.borrow();
            (pending.report_builder.clone(), pending.cost)
        };
        if report_builder.has_users() {
            self.show(task.request, task.range, report_builder, cost)
                .await;
        }
    }

    /// Shows a report, unless there is more of the same period on screen already. With a part of the
    /// users nothing is compared.
    async fn show(
        self,
        request: ReportRequest,
        range: TimeRange,
        report_builder: ReportBuilder,
        cost: LoadCost,
    ) {
        let ReportRequest {
            purpose, period, ..
        } = request;
        let complete = report_builder.is_done();
        let better = self.shown.with_untracked(|shown| {
            let same = shown.as_ref().filter(|shown| shown.period == period);
            same.is_some_and(|shown| shown.usage.report().is_complete())
        });
        if !complete && (better || purpose == LoadPurpose::Compare) {
            return;
        }
        let task = self.task.with_value(|task| task.as_ref().map(LoadTask::id));
        let at = web_platform::now();
        let begun = web_platform::instant();
        let yielder = TimeSlicer::start();
        let report = report_builder.into_report(&yielder).await;
        let usage = Arc::new(IndexedReport::new(report, &BrowserFold, &yielder).await);
        // Something else may have been asked for in the meantime.
        if self
            .task
            .try_with_value(|now| now.as_ref().map(LoadTask::id))
            != Some(task)
        {
            return;
        }
        let loaded = LoadedReport {
            period,
            range,
            usage,
            cost,
            prepared_ms: web_platform::instant() - begun,
            at,
        };
        if complete {
            self.keep(&loaded);
        }
        if complete && purpose == LoadPurpose::Show {
            let usage = loaded.usage.clone();
            web_platform::spawn(async move { usage.prepare(&TimeSlicer::start()).await });
        }
        self.slot(purpose).set(Some(loaded));
    }

    /// Keeps a report for when its period is asked for again; the oldest make room for it.
    fn keep(self, loaded: &LoadedReport) {
        let bytes = |kept: &[LoadedReport]| -> usize {
            kept.iter().map(|it| it.usage.report().table.memory()).sum()
        };
        self.kept.update_value(|kept| {
            kept.retain(|kept| kept.period != loaded.period);
            kept.push(loaded.clone());
            while kept.len() > 1 && (kept.len() > MAX_KEPT || bytes(kept) > MAX_KEPT_BYTES) {
                kept.remove(0);
            }
        });
    }
}
