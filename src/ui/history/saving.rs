//! A history as files: its numbers as CSV, its charts as SVG and PNG.

use super::chart::{added, class_of, running};
use super::tale::Tale;
use crate::browser::{self, InSlices, InZone};
use crate::calendar::exact;
use crate::chart::Picture;
use crate::format::{file_name, isolate, server_name};
use crate::history::Coverage;
use crate::text::{self, history as words};
use crate::ui::exports::csv_format;
use crate::ui::picture::colour;
use crate::ui::taste::Taste;
use usage::{HistoryLine, history_csv};

/// Where a history is from, for the names of its files.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub(super) homeserver: String,
    /// When the report was read, in ms since the epoch.
    pub(super) at: u64,
}

impl Origin {
    /// The name of a file.
    pub(super) fn file(&self, tale: &Tale, extension: &str) -> String {
        let at = browser::minute(self.at, tale.zone);
        let parts = [
            "media-history",
            server_name(&self.homeserver),
            tale.user_id.as_deref().unwrap_or_default(),
            words::unit(tale.unit, true),
            &at,
        ];
        file_name(&parts, extension)
    }
}

/// The lines of the windows that are known, the oldest first.
fn lines(tale: &Tale) -> Vec<HistoryLine> {
    let calendar = InZone(tale.zone);
    let line = |at: usize| {
        let window = tale.windows.get(at)?;
        Some(HistoryLine {
            from: exact(&calendar, window.from_ts),
            until: exact(&calendar, window.until_ts),
            from_ts: window.from_ts,
            until_ts: window.until_ts,
            added: tale.added.get(at).copied().flatten()?,
            running: tale.running.get(at).copied().flatten(),
            coverage: coverage(tale.coverage(at)),
            parts: tale.columns(at),
        })
    };
    (0..tale.windows.len()).filter_map(line).collect()
}

/// How the CSV file says how much of its day, week or month a window covers.
fn coverage(coverage: Coverage) -> &'static str {
    match coverage {
        Coverage::Whole => "whole",
        Coverage::Partial => "partial",
        Coverage::Running => "running",
    }
}

/// Offers the numbers as a CSV file; says so.
pub(super) async fn save_csv(tale: &Tale, origin: &Origin) -> String {
    let name = origin.file(tale, "csv");
    let users: Vec<&str> = tale
        .parts()
        .iter()
        .map(|part| part.user_id.as_str())
        .collect();
    let mut pieces = history_csv(&users, Box::new(lines(tale).into_iter()), csv_format());
    browser::download(
        &name,
        "text/csv;charset=utf-8",
        &mut pieces,
        &InSlices::begin(),
    )
    .await;
    text::saved(&name)
}

/// The charts as a picture of their own.
pub(super) fn picture(tale: &Tale, disk: Option<u128>, origin: &Origin, taste: Taste) -> Picture {
    let who = tale.who.as_deref();
    let of = tale.parts().len() + 1;
    let largest = tale.parts().iter().enumerate();
    let largest = largest.map(|(part, largest)| (class_of(part, of), largest.name.clone()));
    let rest = (of > 1).then(|| (class_of(of - 1, of), words::THE_REST.to_owned()));
    Picture {
        title: words::picture(
            &isolate(server_name(&origin.homeserver)),
            &browser::date_time(origin.at, tale.zone),
        ),
        plots: vec![
            (words::added_by(tale.unit, who), added(tale, taste)),
            (words::running_of(who), running(tale, disk, taste)),
        ],
        legend: largest.chain(rest).collect(),
        colour,
    }
}
