//! The comparison of two reports, merged into one.

use crate::state::report_source::ReportSource;
use leptos::prelude::*;
use media_usage::IndexedReport;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_platform::{BrowserFold, LatestTask, TimeSlicer};

/// Two reports.
#[derive(Clone)]
pub(crate) struct ComparedReports {
    pub(crate) before: ReportSource,
    pub(crate) after: ReportSource,
}

impl ComparedReports {
    /// Whether they are of two periods, and not of two times.
    pub(crate) fn are_periods(&self) -> bool {
        self.before.file.is_none() && self.after.file.is_none()
    }

    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.before.usage, &other.before.usage)
            && Arc::ptr_eq(&self.after.usage, &other.after.usage)
    }
}

/// Two reports as one.
#[derive(Clone)]
struct Merged {
    reports: ComparedReports,
    usage: Arc<IndexedReport>,
}

/// The comparison of the report on screen with another one.
#[derive(Clone, Copy)]
pub(crate) struct Comparison(StoredValue<Signals>);

/// What it is made of. Many components hold it, so they hold one handle.
#[derive(Clone, Copy)]
pub(crate) struct Signals {
    /// A file that is compared with, instead of a period.
    pub(crate) file: RwSignal<Option<ReportSource>>,
    /// Whether the later of two files is taken for the earlier one.
    pub(crate) is_swapped: RwSignal<bool>,
    /// Whether the code that compares could not be loaded.
    pub(crate) has_failed: RwSignal<bool>,
    current: Signal<Option<ReportSource>>,
    reports: Signal<Option<ComparedReports>>,
    merged: RwSignal<Option<Merged>>,
    retried: Trigger,
}

impl Comparison {
    /// Compares `current` with a file, or with what `period` returns.
    pub(crate) fn new(
        current: Signal<Option<ReportSource>>,
        period: impl Fn() -> Option<ReportSource> + Send + Sync + 'static,
    ) -> Self {
        let file = RwSignal::new(None::<ReportSource>);
        let is_swapped = RwSignal::new(false);
        let reports = Signal::derive(move || {
            let current = current.get()?;
            let Some(file) = file.get() else {
                let before = period()?;
                return Some(ComparedReports {
                    before,
                    after: current,
                });
            };
            let (before, after) = if current.is_before(&file) == is_swapped.get() {
                (file, current)
            } else {
                (current, file)
            };
            Some(ComparedReports { before, after })
        });
        let signals = Signals {
            file,
            is_swapped,
            has_failed: RwSignal::new(false),
            current,
            reports,
            merged: RwSignal::new(None),
            retried: Trigger::new(),
        };
        signals.follow();
        Self(StoredValue::new(signals))
    }

    /// Its signals.
    pub(crate) fn signals(self) -> Signals {
        self.0.get_value()
    }

    /// Tries again to load the code that compares.
    pub(crate) fn retry(self) {
        self.signals().retried.notify();
    }

    /// The reports that are compared, when the table has both; tracks them.
    pub(crate) fn shown(self) -> Option<ComparedReports> {
        let Signals {
            reports, merged, ..
        } = self.signals();
        let reports = reports.get()?;
        let is_shown = |merged: &Merged| merged.reports.is(&reports);
        let is_shown = merged.with(|merged| merged.as_ref().is_some_and(is_shown));
        is_shown.then_some(reports)
    }

    /// Whether there are two reports that the table hasn't both yet; tracks them.
    pub(crate) fn is_under_way(self) -> bool {
        self.signals().reports.with(Option::is_some) && self.shown().is_none()
    }

    /// The report whose figures are shown, the later one of a comparison; tracks it.
    pub(super) fn source(self) -> Option<ReportSource> {
        match self.shown() {
            Some(reports) => Some(reports.after),
            None => self.signals().current.get(),
        }
    }

    /// The report to show: both reports as one, once they are merged.
    pub(super) fn usage(self) -> Signal<Option<Arc<IndexedReport>>> {
        let Signals {
            current, merged, ..
        } = self.signals();
        Signal::derive(move || {
            if self.shown().is_some() {
                return merged.with(|merged| merged.as_ref().map(|merged| merged.usage.clone()));
            }
            current.with(|current| current.as_ref().map(|current| current.usage.clone()))
        })
    }
}

impl Signals {
    /// Merges the reports as often as one of them is another; only the last question is answered.
    fn follow(self) {
        let Self {
            reports,
            merged,
            has_failed,
            retried,
            ..
        } = self;
        let task = StoredValue::new(LatestTask::default());
        Effect::new(move |_| {
            retried.track();
            let reports = reports.get();
            let is_known = match (&reports, &*merged.read_untracked()) {
                (Some(reports), Some(merged)) => merged.reports.is(reports),
                (None, None) => true,
                _ => false,
            };
            if is_known {
                return;
            }
            task.update_value(LatestTask::abort);
            has_failed.set(false);
            let Some(reports) = reports else {
                merged.set(None);
                return;
            };
            let merge = async move {
                match merge(reports.clone()).await {
                    Ok(usage) => {
                        let usage = usage.await;
                        merged.set(Some(Merged { reports, usage }));
                    }
                    Err(_) => has_failed.set(true),
                }
            };
            task.update_value(|task| task.start(merge));
        });
    }
}

/// Folds the names of a report for searches, as soon as it is on screen.
fn prepare_search(usage: Arc<IndexedReport>) {
    web_platform::spawn(async move { usage.prepare_search(&TimeSlicer::start()).await });
}

type Merging = Pin<Box<dyn Future<Output = Arc<IndexedReport>>>>;

/// Makes one report of two, in slices.
#[wasm_split(compare, fallible)]
fn merge(reports: ComparedReports) -> Result<Merging, SplitLoaderError> {
    Ok(Box::pin(async move {
        let ComparedReports { before, after } = reports;
        let yielder = TimeSlicer::start();
        let merged =
            IndexedReport::compared(before.usage, &after.usage, &BrowserFold, &yielder).await;
        let merged = Arc::new(merged);
        prepare_search(merged.clone());
        merged
    }))
}
