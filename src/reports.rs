//! The reports of this session: the one shown, those kept, and the one being loaded.

use crate::browser;
use crate::homeserver::{Connection, Error};
use crate::load::{Effort, Load, Progress, Unfinished};
use crate::query::{Bounds, Calendar, Order, Period};
use futures::future::{AbortHandle, abortable};
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use usage::{Report, Usage};

/// How many complete reports are kept: going back is free, but the memory is not.
const KEPT: usize = 12;

const ASKED: Progress = Progress::Asked { seconds: None };

/// A report that can be shown, and how it came about.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The period that it was asked for.
    pub period: Period,
    /// The report.
    pub usage: Arc<Usage>,
    /// What it has cost.
    pub effort: Effort,
    /// When the last of it came, in ms since the epoch.
    pub at: u64,
}

/// What a report is to be loaded with.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// When the counted media were created.
    pub period: Period,
    /// Order in which the first rows are shown.
    pub order: Order,
    /// Rows that are shown first.
    pub first_rows: usize,
}

/// A load that is running, or that can be taken up again.
#[derive(Clone)]
struct Task {
    wanted: Wanted,
    bounds: Bounds,
    unfinished: Rc<RefCell<Unfinished>>,
    abort: AbortHandle,
}

/// The reports of a session, as signals.
#[derive(Clone, Copy)]
pub struct Reports {
    connection: StoredValue<Connection>,
    /// Complete reports, one for a period. There are never many: a list is the smallest map.
    kept: StoredValue<Vec<Loaded>>,
    task: StoredValue<Option<Task>, LocalStorage>,
    shown: RwSignal<Option<Loaded>>,
    progress: RwSignal<Option<Progress>>,
    failure: RwSignal<Option<Error>>,
}

impl Reports {
    /// No reports yet.
    pub fn new(connection: Connection) -> Self {
        Self {
            connection: StoredValue::new(connection),
            kept: StoredValue::default(),
            task: StoredValue::new_local(None),
            shown: RwSignal::new(None),
            // The first period is opened as soon as the page is there.
            progress: RwSignal::new(Some(ASKED)),
            failure: RwSignal::new(None),
        }
    }

    /// The report on screen. While another is on its way, it may be that of another period.
    pub fn shown(self) -> ReadSignal<Option<Loaded>> {
        self.shown.read_only()
    }

    /// How far the load in hand is; `None` without one.
    pub fn progress(self) -> ReadSignal<Option<Progress>> {
        self.progress.read_only()
    }

    /// Why the last load failed.
    pub fn failure(self) -> ReadSignal<Option<Error>> {
        self.failure.read_only()
    }

    /// Shows a period's report: the one that is kept, or a new one.
    pub fn open(self, wanted: Wanted) {
        let kept = self
            .kept
            .with_value(|kept| kept.iter().find(|it| it.period == wanted.period).cloned());
        match kept {
            Some(loaded) => {
                self.give_up();
                self.failure.set(None);
                self.shown.set(Some(loaded));
            }
            None => self.reload(wanted),
        }
    }

    /// Loads a period's report anew.
    pub fn reload(self, wanted: Wanted) {
        let bounds = wanted.period.bounds(&browser::Local);
        self.start(wanted, bounds, Rc::default());
    }

    /// Takes the last load up where it stopped.
    pub fn resume(self) {
        let task = self.task.with_value(Clone::clone);
        if let Some(task) = task {
            self.start(task.wanted, task.bounds, task.unfinished);
        }
    }

    /// Stops the load in hand and keeps what it has brought.
    pub fn cancel(self) {
        let task = self.task.with_value(Clone::clone);
        self.give_up();
        if let Some(task) = task {
            self.task.set_value(Some(task.clone()));
            self.keep_what_came(&task);
        }
    }

    /// Stops the load in hand, if there is one, for good.
    pub fn give_up(self) {
        if let Some(task) = self.task.try_update_value(Option::take).flatten() {
            task.abort.abort();
        }
        self.progress.set(None);
    }

    fn start(self, wanted: Wanted, bounds: Bounds, unfinished: Rc<RefCell<Unfinished>>) {
        self.give_up();
        self.progress.set(Some(ASKED));
        self.failure.set(None);
        let connection = self.connection.get_value();
        let loading = unfinished.clone();
        let (load, abort) = abortable(async move {
            let load = Load {
                connection: &connection,
                bounds,
                order: wanted.order,
                first_rows: wanted.first_rows,
                tell: |progress| self.progress.set(Some(progress)),
                show: |report, effort| self.show(wanted.period, report, effort),
            };
            load.run(&loading).await
        });
        let task = Task {
            wanted,
            bounds,
            unfinished,
            abort,
        };
        self.task.set_value(Some(task.clone()));
        browser::run(async move {
            match load.await {
                // Given up: whoever did that has seen to the rest.
                Err(_) => {}
                Ok(Ok(())) => {
                    self.task.set_value(None);
                    self.progress.set(None);
                }
                Ok(Err(error)) => {
                    self.progress.set(None);
                    self.keep_what_came(&task);
                    self.failure.set(Some(error));
                }
            }
        });
    }

    /// Shows what a load brought before it stopped.
    fn keep_what_came(self, task: &Task) {
        let (report, effort) = {
            let unfinished = task.unfinished.borrow();
            (unfinished.assembly.report(), unfinished.effort)
        };
        if !report.table.is_empty() {
            self.show(task.wanted.period, report, effort);
        }
    }

    /// Shows a report, unless there is more of the same period on screen already.
    fn show(self, period: Period, report: Report, effort: Effort) {
        let complete = report.is_complete();
        let better = self.shown.with_untracked(|shown| {
            let same = shown.as_ref().filter(|shown| shown.period == period);
            same.is_some_and(|shown| shown.usage.report().is_complete())
        });
        if better && !complete {
            return;
        }
        let loaded = Loaded {
            period,
            usage: Arc::new(Usage::new(report)),
            effort,
            at: browser::Local.now(),
        };
        if complete {
            self.kept.update_value(|kept| {
                kept.retain(|kept| kept.period != period);
                kept.push(loaded.clone());
                if kept.len() > KEPT {
                    kept.remove(0);
                }
            });
        }
        self.shown.set(Some(loaded));
    }
}
