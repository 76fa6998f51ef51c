//! The reports of this session: the one shown, the one that it is compared with, those kept, and the
//! one being loaded.

use crate::state::load::{Effort, FIRST_PAGE, Halt, Load, Progress, Unfinished};
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
const KEPT: usize = 12;
const KEPT_BYTES: usize = 24 << 20;

const ASKED: Progress = Progress::ViewQuery { seconds: None };

/// A report that can be shown, and how it came about.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The period that it was asked for.
    pub period: ZonedPeriod,
    /// The period's bounds at that time.
    pub range: TimeRange,
    /// The report.
    pub usage: Arc<IndexedReport>,
    /// What it has cost.
    pub effort: Effort,
    /// Putting it in order and preparing it for searches, in ms.
    pub prepared_ms: f64,
    /// When the last of it came, in ms since the epoch.
    pub at: u64,
}

/// What a report is loaded for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To be shown.
    Show,
    /// To compare the one that is shown with it.
    Compare,
}

/// What a report is to be loaded with.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// What for.
    pub purpose: Purpose,
    /// When the counted media were created.
    pub period: ZonedPeriod,
    /// Order in which the first rows are shown.
    pub order: Order,
    /// Rows that are shown first.
    pub first_rows: usize,
}

impl Wanted {
    /// What is shown when this is asked for.
    pub fn shown(query: &Query) -> Self {
        Self {
            purpose: Purpose::Show,
            period: query.zoned_period(),
            order: query.order,
            first_rows: query.rows_per_page.get(),
        }
    }
}

/// A load that is running, or that can be taken up again.
#[derive(Clone)]
struct Task {
    wanted: Wanted,
    range: TimeRange,
    unfinished: Rc<RefCell<Unfinished>>,
    abort: AbortHandle,
}

impl Task {
    /// Tells it from all others.
    fn id(&self) -> *const RefCell<Unfinished> {
        Rc::as_ptr(&self.unfinished)
    }

    fn is_for(&self, purpose: Purpose) -> bool {
        self.wanted.purpose == purpose
    }
}

/// The reports of a session, as signals.
#[derive(Clone, Copy)]
pub struct Reports {
    connection: StoredValue<Connection, LocalStorage>,
    /// Complete reports, one for a period. There are never many: a list is the smallest map.
    kept: StoredValue<Vec<Loaded>>,
    task: StoredValue<Option<Task>, LocalStorage>,
    shown: RwSignal<Option<Loaded>>,
    compared: RwSignal<Option<Loaded>>,
    /// What the load in hand is for, or the last one was.
    purpose: RwSignal<Purpose>,
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
            purpose: RwSignal::new(Purpose::Show),
            // The first period is opened as soon as the page is there.
            progress: RwSignal::new(Some(ASKED)),
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
    pub fn shown(self) -> ReadSignal<Option<Loaded>> {
        self.shown.read_only()
    }

    /// The last report that one was to be compared with. While another is on its way, it may be that
    /// of another period.
    pub fn compared(self) -> ReadSignal<Option<Loaded>> {
        self.compared.read_only()
    }

    /// What the load in hand is for, or the last one was.
    pub fn purpose(self) -> ReadSignal<Purpose> {
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
    pub fn open(self, wanted: Wanted) {
        let Wanted {
            purpose, period, ..
        } = wanted;
        let is_it = |task: &Task| task.is_for(purpose) && task.wanted.period == period;
        if self.in_hand(is_it) {
            return;
        }
        let kept = self
            .kept
            .with_value(|kept| kept.iter().find(|it| it.period == period).cloned());
        match kept {
            Some(loaded) => {
                self.drop_for(purpose);
                self.place(purpose).set(Some(loaded));
            }
            None => self.reload(wanted),
        }
    }

    /// Loads a period's report anew, and has the one that it is compared with loaded anew when that
    /// is opened again.
    pub fn refresh(self, wanted: Wanted) {
        let period = |loaded: &Option<Loaded>| loaded.as_ref().map(|it| it.period);
        let compared = self.compared.with_untracked(period);
        self.kept
            .update_value(|kept| kept.retain(|it| Some(it.period) != compared));
        self.reload(wanted);
    }

    /// Compares with nothing any more.
    pub fn stop_comparing(self) {
        self.drop_for(Purpose::Compare);
        self.compared.set(None);
    }

    /// Loads a period's report anew.
    fn reload(self, wanted: Wanted) {
        let zone = BrowserCalendar(wanted.period.zone());
        let range = wanted.period.period().range(&zone);
        self.start(wanted, range, Rc::default());
    }

    /// Takes the last load up where it stopped. If it stopped to ask, this is the answer.
    pub fn resume(self) {
        let task = self.task.with_value(Clone::clone);
        if let Some(task) = task {
            if self.exceeded.with_untracked(Option::is_some) {
                task.unfinished.borrow_mut().load_limits.extend();
            }
            self.start(task.wanted, task.range, task.unfinished);
        }
    }

    /// Stops the load in hand and keeps what it has brought.
    pub fn cancel(self) {
        let task = self.task.with_value(Clone::clone);
        self.give_up();
        if let Some(task) = task {
            self.task.set_value(Some(task.clone()));
            web_platform::spawn(async move { self.keep_what_came(&task).await });
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

    fn in_hand(self, is_it: impl Fn(&Task) -> bool) -> bool {
        self.task
            .with_value(|task| task.as_ref().is_some_and(is_it))
    }

    /// Gives up the load in hand if it is for this, and forgets how it failed.
    fn drop_for(self, purpose: Purpose) {
        if self.in_hand(|task| task.is_for(purpose)) {
            self.give_up();
            self.failure.set(None);
            self.exceeded.set(None);
        }
    }

    fn place(self, purpose: Purpose) -> RwSignal<Option<Loaded>> {
        match purpose {
            Purpose::Show => self.shown,
            Purpose::Compare => self.compared,
        }
    }

    fn start(self, wanted: Wanted, range: TimeRange, unfinished: Rc<RefCell<Unfinished>>) {
        self.give_up();
        self.purpose.set(wanted.purpose);
        self.progress.set(Some(ASKED));
        self.failure.set(None);
        self.exceeded.set(None);
        let connection = self.connection.get_value();
        let loading = unfinished.clone();
        let abort = web_platform::spawn_abortable(async move {
            let load = Load {
                connection: &connection,
                range,
                order: wanted.order,
                first_page: FIRST_PAGE,
                first_rows: wanted.first_rows,
                tell: &|progress| self.progress.set(Some(progress)),
                show: &|report_builder, effort| {
                    Box::pin(self.show(wanted, range, report_builder, effort))
                },
            };
            let ended = load.run(&loading).await;
            self.progress.set(None);
            match ended {
                Ok(()) => self.task.set_value(None),
                Err(halt) => {
                    if let Some(task) = self.task.with_value(Clone::clone) {
                        self.keep_what_came(&task).await;
                    }
                    match halt {
                        Halt::Failed(error) => self.failure.set(Some(error)),
                        Halt::LimitExceeded(exceeded) => self.exceeded.set(Some(exceeded)),
                    }
                }
            }
        });
        self.task.set_value(Some(Task {
            wanted,
            range,
            unfinished,
            abort,
        }));
    }

    /// Shows what a load brought before it stopped.
    async fn keep_what_came(self, task: &Task) {
        let (report_builder, effort) = {
            let unfinished = task.unfinished.borrow();
            (unfinished.report_builder.clone(), unfinished.effort)
        };
        if report_builder.has_users() {
            self.show(task.wanted, task.range, report_builder, effort)
                .await;
        }
    }

    /// Shows a report, unless there is more of the same period on screen already. With a part of the
    /// users nothing is compared.
    async fn show(
        self,
        wanted: Wanted,
        range: TimeRange,
        report_builder: ReportBuilder,
        effort: Effort,
    ) {
        let Wanted {
            purpose, period, ..
        } = wanted;
        let complete = report_builder.is_done();
        let better = self.shown.with_untracked(|shown| {
            let same = shown.as_ref().filter(|shown| shown.period == period);
            same.is_some_and(|shown| shown.usage.report().is_complete())
        });
        if !complete && (better || purpose == Purpose::Compare) {
            return;
        }
        let task = self.task.with_value(|task| task.as_ref().map(Task::id));
        let at = web_platform::now();
        let begun = web_platform::instant();
        let yielder = TimeSlicer::start();
        let report = report_builder.into_report(&yielder).await;
        let usage = Arc::new(IndexedReport::new(report, &BrowserFold, &yielder).await);
        // Something else may have been asked for in the meantime.
        if self.task.try_with_value(|now| now.as_ref().map(Task::id)) != Some(task) {
            return;
        }
        let loaded = Loaded {
            period,
            range,
            usage,
            effort,
            prepared_ms: web_platform::instant() - begun,
            at,
        };
        if complete {
            self.keep(&loaded);
        }
        if complete && purpose == Purpose::Show {
            let usage = loaded.usage.clone();
            web_platform::spawn(async move { usage.prepare(&TimeSlicer::start()).await });
        }
        self.place(purpose).set(Some(loaded));
    }

    /// Keeps a report for when its period is asked for again; the oldest make room for it.
    fn keep(self, loaded: &Loaded) {
        let bytes = |kept: &[Loaded]| -> usize {
            kept.iter().map(|it| it.usage.report().table.memory()).sum()
        };
        self.kept.update_value(|kept| {
            kept.retain(|kept| kept.period != loaded.period);
            kept.push(loaded.clone());
            while kept.len() > 1 && (kept.len() > KEPT || bytes(kept) > KEPT_BYTES) {
                kept.remove(0);
            }
        });
    }
}
