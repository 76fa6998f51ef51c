//! The reports of a session: the one on screen, the one that it is compared with, and those kept.

mod kept;
mod slot;

pub use slot::ReportSlot;

use crate::state::load::{LoadCost, Progress};
use kept::KeptReports;
use leptos::prelude::*;
use media_usage::IndexedReport;
use panel_core::url_query::{Order, Query, TimeRange, ZonedPeriod};
use std::sync::Arc;
use synapse_client::{Connection, Error};

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
            period: query.zoned_period(),
            order: query.order,
            first_rows: query.rows_per_page.get(),
        }
    }
}

/// The reports of a session, as signals. One load runs at a time, and that of the report on screen
/// comes first.
#[derive(Clone, Copy)]
pub struct Reports {
    connection: StoredValue<Connection, LocalStorage>,
    kept: KeptReports,
    shown: ReportSlot,
    compared: ReportSlot,
}

impl Reports {
    /// No reports yet.
    pub fn new(connection: Connection) -> Self {
        let kept = KeptReports::default();
        Self {
            connection: StoredValue::new_local(connection),
            kept,
            shown: ReportSlot::new(kept, true),
            compared: ReportSlot::new(kept, false),
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

    /// The report on screen.
    pub fn shown(self) -> ReportSlot {
        self.shown
    }

    /// The report that the one on screen is compared with.
    pub fn compared(self) -> ReportSlot {
        self.compared
    }

    /// The place of the report for a purpose.
    pub fn slot(self, purpose: LoadPurpose) -> ReportSlot {
        match purpose {
            LoadPurpose::Show => self.shown,
            LoadPurpose::Compare => self.compared,
        }
    }

    /// How far the load is that is running; `None` if none is. Tracks it.
    pub fn progress(self) -> Option<Progress> {
        self.shown.progress().or_else(|| self.compared.progress())
    }

    /// Whether a load is running; tracks it.
    pub fn is_loading(self) -> bool {
        self.shown.is_loading() || self.compared.is_loading()
    }

    /// Why the last load failed; tracks it.
    pub fn failure(self) -> Option<Error> {
        self.shown.failure().or_else(|| self.compared.failure())
    }

    /// Shows a period's report: the one that is kept, or a new one. If it is loading, or its load
    /// was stopped, that is left alone.
    pub fn open(self, purpose: LoadPurpose, request: ReportRequest) {
        let slot = self.slot(purpose);
        if slot.has_load_for(request.period) {
            return;
        }
        match self.kept.find(request.period) {
            Some(loaded) => slot.set_report(Some(loaded)),
            None => self.load(purpose, request),
        }
    }

    /// Loads a period's report again, and has the one that it is compared with loaded again when
    /// that is opened.
    pub fn refresh(self, request: ReportRequest) {
        let period = |loaded: &Option<LoadedReport>| loaded.as_ref().map(|it| it.period);
        if let Some(compared) = self.compared.report().with_untracked(period) {
            self.kept.remove(compared);
        }
        self.load(LoadPurpose::Show, request);
    }

    /// Compares with nothing any more.
    pub fn stop_comparing(self) {
        self.compared.set_report(None);
    }

    /// Resumes a load where it stopped. If it stopped to ask, this is the answer.
    pub fn resume(self, purpose: LoadPurpose) {
        if self.may_start(purpose) {
            self.slot(purpose).resume();
        }
    }

    /// Stops the load that is running and keeps what it has brought.
    pub fn cancel(self) {
        self.shown.cancel();
        self.compared.cancel();
    }

    /// Gives everything up, and the memory with it.
    pub fn forget(self) {
        self.shown.set_report(None);
        self.compared.set_report(None);
        self.kept.clear();
    }

    fn load(self, purpose: LoadPurpose, request: ReportRequest) {
        if self.may_start(purpose) {
            self.slot(purpose).load(self.connection(), request);
        }
    }

    /// Whether a load may start now; makes way for it.
    fn may_start(self, purpose: LoadPurpose) -> bool {
        match purpose {
            LoadPurpose::Show => {
                self.compared.abandon();
                true
            }
            LoadPurpose::Compare => !untrack(|| self.shown.is_loading()),
        }
    }
}
