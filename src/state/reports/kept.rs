//! The complete reports of a session, so that going back costs no request.

use super::LoadedReport;
use leptos::prelude::*;
use panel_core::url_query::ZonedPeriod;

/// How many complete reports are kept, and how many bytes of memory their rows may take together:
/// going back is free, but the memory is not. A user takes about 80 bytes.
const MAX_KEPT: usize = 12;
const MAX_KEPT_BYTES: usize = 24 << 20;

/// One report for a period, the latest last. There are never many: a list is the smallest map.
#[derive(Clone, Copy, Default)]
pub(super) struct KeptReports(StoredValue<Vec<LoadedReport>>);

impl KeptReports {
    pub(super) fn find(self, period: ZonedPeriod) -> Option<LoadedReport> {
        let find = |kept: &Vec<LoadedReport>| kept.iter().find(|it| it.period == period).cloned();
        self.0.with_value(find)
    }

    /// Keeps a report for when its period is requested again; the oldest make room for it.
    pub(super) fn keep(self, loaded: &LoadedReport) {
        let bytes = |kept: &[LoadedReport]| -> usize {
            kept.iter().map(|it| it.usage.report().table.memory()).sum()
        };
        self.0.update_value(|kept| {
            kept.retain(|kept| kept.period != loaded.period);
            kept.push(loaded.clone());
            while kept.len() > 1 && (kept.len() > MAX_KEPT || bytes(kept) > MAX_KEPT_BYTES) {
                kept.remove(0);
            }
        });
    }

    pub(super) fn remove(self, period: ZonedPeriod) {
        self.0
            .update_value(|kept| kept.retain(|it| it.period != period));
    }

    pub(super) fn clear(self) {
        self.0.update_value(Vec::clear);
    }
}
