//! A history as files: its numbers as CSV, its charts as SVG and PNG.

use crate::features::exports::csv_format;
use crate::features::history::chart::{added, class_of, total_chart};
use crate::features::history::view_model::HistoryViewModel;
use crate::messages::{self, history as words};
use crate::state::histories::Coverage;
use crate::state::preferences::Preferences;
use crate::widgets::chart_image::colour;
use media_usage::{HistoryRow, history_csv};
use panel_core::calendar::format_exact;
use panel_core::chart::Picture;
use panel_core::format::{file_name, server_name};
use web_platform::{BrowserCalendar, TimeSlicer};

/// Where a history is from, for the names of its files.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    pub(crate) homeserver: String,
    /// When the report was read, in ms since the epoch.
    pub(crate) at: u64,
}

impl Origin {
    /// The name of a file.
    pub(crate) fn file(&self, model: &HistoryViewModel, extension: &str) -> String {
        let at = web_platform::minute(self.at, model.zone);
        let parts = [
            "media-history",
            server_name(&self.homeserver),
            model.user_id.as_deref().unwrap_or_default(),
            words::unit_in_file(model.unit),
            &at,
        ];
        file_name(&parts, extension)
    }
}

/// The lines of the windows that are known, the oldest first.
fn lines(model: &HistoryViewModel) -> Vec<HistoryRow> {
    let calendar = BrowserCalendar(model.zone);
    let line = |at: usize| {
        let window = model.windows.get(at)?;
        Some(HistoryRow {
            from: format_exact(&calendar, window.from_ts),
            until: format_exact(&calendar, window.until_ts),
            from_ts: window.from_ts,
            until_ts: window.until_ts,
            added: model.added.get(at).copied().flatten()?,
            running_total: model.running_totals.get(at).copied().flatten(),
            coverage: coverage(model.coverage(at)),
            parts: model.columns(at),
        })
    };
    (0..model.windows.len()).filter_map(line).collect()
}

/// How the CSV file says how much of its day, week or month a window covers.
fn coverage(coverage: Coverage) -> &'static str {
    match coverage {
        Coverage::Complete => "whole",
        Coverage::Partial => "partial",
        Coverage::Ongoing => "running",
    }
}

/// Offers the numbers as a CSV file; says so.
pub(crate) async fn save_csv(model: &HistoryViewModel, origin: &Origin) -> String {
    let name = origin.file(model, "csv");
    let users: Vec<&str> = model
        .parts()
        .iter()
        .map(|part| part.user_id.as_str())
        .collect();
    let mut pieces = history_csv(&users, Box::new(lines(model).into_iter()), csv_format());
    web_platform::download(
        &name,
        "text/csv;charset=utf-8",
        &mut pieces,
        &TimeSlicer::start(),
    )
    .await;
    messages::saved(&name)
}

/// The charts as a picture of their own.
pub(crate) fn picture(
    model: &HistoryViewModel,
    free: Option<u64>,
    origin: &Origin,
    preferences: Preferences,
) -> Picture {
    let who = model.who.as_deref();
    let of = model.parts().len() + 1;
    let largest = model.parts().iter().enumerate();
    let largest = largest.map(|(part, largest)| (class_of(part, of), largest.name.clone()));
    let rest = (of > 1).then(|| (class_of(of - 1, of), messages::history_others().to_owned()));
    Picture {
        title: messages::history_picture(
            &web_platform::date_time(origin.at, model.zone),
            server_name(&origin.homeserver),
        ),
        plots: vec![
            (words::uploads(model.unit, who), added(model, preferences)),
            (words::total(who), total_chart(model, free, preferences)),
        ],
        legend: largest.chain(rest).collect(),
        colour,
    }
}
