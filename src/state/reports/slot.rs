//! The place of one report: the report in it, and the load that is to replace it.

use super::kept::KeptReports;
use super::{LoadedReport, ReportRequest};
use crate::state::load::{FIRST_PAGE, LoadEvent, LoadRequest, LoadStop, Progress, ReportLoad};
use futures::channel::oneshot;
use futures::future::{Either, select};
use leptos::prelude::*;
use media_usage::{IndexedReport, LimitExceeded, LoadLimits, ReportBuilder};
use panel_core::url_query::ZonedPeriod;
use std::pin::pin;
use std::sync::Arc;
use synapse_client::{Connection, Error};
use web_platform::{BrowserCalendar, BrowserFold, LatestTask, TimeSlicer};

const REQUESTED: Progress = Progress::Requested { seconds: None };

/// What a slot's load is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
enum LoadStatus {
    /// Nothing: there was none, it is complete, or the administrator cancelled it.
    Idle,
    /// It is so far.
    Loading(Progress),
    /// It stopped by itself.
    Stopped(LoadStop),
}

/// The load of a slot that is not complete.
enum CurrentLoad {
    /// Dropping the sender stops it.
    Running(ZonedPeriod, Option<oneshot::Sender<()>>),
    /// It can be resumed.
    Paused(ReportRequest, Box<ReportLoad>),
}

impl CurrentLoad {
    fn period(&self) -> ZonedPeriod {
        match self {
            Self::Running(period, _) => *period,
            Self::Paused(request, _) => request.period,
        }
    }
}

/// How a load ended that nothing went wrong with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LoadEnd {
    Complete,
    Cancelled,
}

/// The place of one report, as signals.
#[derive(Clone, Copy)]
pub struct ReportSlot {
    kept: KeptReports,
    /// Whether this report is on screen: then a part of it is shown before the rest has come, and
    /// it is prepared for searches.
    is_on_screen: bool,
    report: RwSignal<Option<LoadedReport>>,
    status: RwSignal<LoadStatus>,
    current: StoredValue<Option<CurrentLoad>, LocalStorage>,
    task: StoredValue<LatestTask>,
}

impl ReportSlot {
    /// A place without a report.
    pub(super) fn new(kept: KeptReports, is_on_screen: bool) -> Self {
        // The first period is opened as soon as the page is there.
        let status = if is_on_screen {
            LoadStatus::Loading(REQUESTED)
        } else {
            LoadStatus::Idle
        };
        Self {
            kept,
            is_on_screen,
            report: RwSignal::new(None),
            status: RwSignal::new(status),
            current: StoredValue::new_local(None),
            task: StoredValue::default(),
        }
    }

    /// The last report that came. While another one is loading, it may be that of another period.
    pub fn report(self) -> ReadSignal<Option<LoadedReport>> {
        self.report.read_only()
    }

    /// How far the load is; `None` if nothing is loading. Tracks it.
    pub fn progress(self) -> Option<Progress> {
        self.status.with(|status| match status {
            LoadStatus::Loading(progress) => Some(progress.clone()),
            _ => None,
        })
    }

    /// Whether something is loading; tracks it.
    pub fn is_loading(self) -> bool {
        self.status
            .with(|status| matches!(status, LoadStatus::Loading(_)))
    }

    /// Why the last load failed; tracks it.
    pub fn failure(self) -> Option<Error> {
        self.status.with(|status| match status {
            LoadStatus::Stopped(LoadStop::Failed(error)) => Some(error.clone()),
            _ => None,
        })
    }

    /// Whether the last load failed; tracks it.
    pub fn has_failed(self) -> bool {
        self.status
            .with(|status| matches!(status, LoadStatus::Stopped(LoadStop::Failed(_))))
    }

    /// Why the last load stopped to ask whether it may go on; tracks it.
    pub fn exceeded(self) -> Option<LimitExceeded> {
        self.status.with(|status| match status {
            LoadStatus::Stopped(LoadStop::LimitExceeded(exceeded)) => Some(*exceeded),
            _ => None,
        })
    }

    /// Whether a period's load is running, or was stopped and can be resumed.
    pub(super) fn has_load_for(self, period: ZonedPeriod) -> bool {
        let is_it = |current: &Option<CurrentLoad>| {
            current.as_ref().is_some_and(|it| it.period() == period)
        };
        self.current.with_value(is_it)
    }

    /// Shows a report that is there already.
    pub(super) fn set_report(self, report: Option<LoadedReport>) {
        self.abandon();
        self.report.set(report);
    }

    /// Loads a period's report.
    pub(super) fn load(self, connection: Connection, request: ReportRequest) {
        let calendar = BrowserCalendar(request.period.zone());
        let load_request = LoadRequest {
            range: request.period.period().range(&calendar),
            order: request.order,
            first_page: FIRST_PAGE,
            first_rows: request.first_rows,
        };
        let load = ReportLoad::new(connection, load_request, LoadLimits::default());
        self.start(request, Box::new(load));
    }

    /// Resumes the load that was stopped. If it stopped to ask, this is the answer.
    pub(super) fn resume(self) {
        let take = |current: &mut Option<CurrentLoad>| {
            current.take_if(|it| matches!(it, CurrentLoad::Paused(..)))
        };
        let paused = self.current.try_update_value(take).flatten();
        if let Some(CurrentLoad::Paused(request, mut load)) = paused {
            if untrack(|| self.exceeded()).is_some() {
                load.extend_limits();
            }
            self.start(request, load);
        }
    }

    /// Stops the load that is running, and shows what it has brought.
    pub(super) fn cancel(self) {
        let stop = |current: &mut Option<CurrentLoad>| match current {
            Some(CurrentLoad::Running(_, stop)) => stop.take().is_some(),
            _ => false,
        };
        if self.current.try_update_value(stop) == Some(true) {
            self.status.set(LoadStatus::Loading(Progress::Preparing));
        }
    }

    /// Stops the load for good.
    pub(super) fn abandon(self) {
        self.task.update_value(LatestTask::abort);
        self.current.set_value(None);
        self.status.set(LoadStatus::Idle);
    }

    fn start(self, request: ReportRequest, load: Box<ReportLoad>) {
        let (stop, stopped) = oneshot::channel();
        self.current
            .set_value(Some(CurrentLoad::Running(request.period, Some(stop))));
        self.status.set(LoadStatus::Loading(REQUESTED));
        self.task
            .update_value(|task| task.start(self.run(request, load, stopped)));
    }

    async fn run(
        self,
        request: ReportRequest,
        mut load: Box<ReportLoad>,
        stopped: oneshot::Receiver<()>,
    ) {
        let period = request.period;
        let ended = self.follow(period, &mut load, stopped).await;
        if ended == Ok(LoadEnd::Complete) {
            self.current.set_value(None);
            self.status.set(LoadStatus::Idle);
            return;
        }
        load.pause();
        self.show_partial(period, &load).await;
        self.current
            .set_value(Some(CurrentLoad::Paused(request, load)));
        self.status
            .set(ended.map_or_else(LoadStatus::Stopped, |_| LoadStatus::Idle));
    }

    async fn follow(
        self,
        period: ZonedPeriod,
        load: &mut ReportLoad,
        mut stopped: oneshot::Receiver<()>,
    ) -> Result<LoadEnd, LoadStop> {
        loop {
            let next = match select(&mut stopped, pin!(load.next())).await {
                Either::Left(_) => return Ok(LoadEnd::Cancelled),
                Either::Right((event, _)) => event?,
            };
            match next {
                None => return Ok(LoadEnd::Complete),
                Some(LoadEvent::Progress(progress)) => {
                    self.status.set(LoadStatus::Loading(progress));
                }
                Some(LoadEvent::Partial) => self.show_partial(period, load).await,
                Some(LoadEvent::Complete(report)) => {
                    self.status.set(LoadStatus::Loading(Progress::Preparing));
                    self.show(period, load, *report).await;
                }
            }
        }
    }

    /// Shows what has come, unless there is more of the same period on screen already. With a part
    /// of the users nothing is compared.
    async fn show_partial(self, period: ZonedPeriod, load: &ReportLoad) {
        let has_better = self.report.with_untracked(|report| {
            let same = report.as_ref().filter(|report| report.period == period);
            same.is_some_and(|report| report.usage.report().is_complete())
        });
        if self.is_on_screen && !has_better && load.report_builder().has_users() {
            // The load goes on with its own rows.
            let report = load.report_builder().clone();
            self.show(period, load, report).await;
        }
    }

    async fn show(self, period: ZonedPeriod, load: &ReportLoad, report: ReportBuilder) {
        let at = web_platform::now();
        let started = web_platform::instant();
        let request_stats = TimeSlicer::start();
        let report = report.into_report(&request_stats).await;
        let usage = Arc::new(IndexedReport::new(report, &BrowserFold, &request_stats).await);
        let loaded = LoadedReport {
            period,
            range: load.range(),
            usage,
            cost: load.cost(),
            prepared_ms: web_platform::instant() - started,
            at,
        };
        if loaded.usage.report().is_complete() {
            self.kept.keep(&loaded);
            if self.is_on_screen {
                let usage = loaded.usage.clone();
                web_platform::spawn(async move { usage.prepare(&TimeSlicer::start()).await });
            }
        }
        self.report.set(Some(loaded));
    }
}
