//! Exports users to a file: chooses the users, the format, and the provenance to include.

use super::{ExportScope, FileFormat};
use crate::features::users_table::columns;
use crate::messages;
use crate::state::preferences::Preferences;
use crate::state::report_source::ReportSource;
use leptos::prelude::*;
use media_usage::{
    Align, CsvFormat, ExportInfo, FIGURES, FigureColumn, OrderBy, Page, RankedUser, Sheet, Users,
    View, csv, csv_columns, json, markdown,
};
use panel_core::calendar::Zone;
use panel_core::format::{file_name, server_name, visible};
use panel_core::url_query::key;
use web_platform::TimeSlicer;

/// A file to be made.
pub(super) struct ExportFile {
    pub(super) view: View,
    pub(super) page: Page,
    pub(super) source: ReportSource,
    pub(super) format: FileFormat,
    pub(super) scope: ExportScope,
    pub(super) search: String,
    pub(super) period: String,
    pub(super) zone: Zone,
    pub(super) csv_format: CsvFormat,
}

impl ExportFile {
    /// What users were found with, as in the address.
    fn narrowed_by(&self) -> String {
        let change = self.view.query().status;
        let change = change.map(|change| format!("{}={}", key::CHANGE, change.as_str()));
        let search = self.search.trim().to_owned();
        let parts = [Some(search).filter(|it| !it.is_empty()), change];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    /// The users that the file has, in their order.
    fn users(&self) -> Users<'_> {
        match self.scope {
            ExportScope::Matches => Box::new(self.view.users()),
            ExportScope::AllUsers => Box::new(self.view.all_users()),
            ExportScope::Page => Box::new(self.view.users_on(self.page)),
        }
    }

    /// Whether not all users of the report are in the file.
    fn is_narrowed(&self) -> bool {
        match self.scope {
            ExportScope::Matches => self.view.totals().users < self.view.usage().totals().users,
            ExportScope::AllUsers => false,
            ExportScope::Page => true,
        }
    }

    /// Makes the file and offers it; says so.
    pub(super) async fn save(self, preferences: Preferences) -> String {
        let whole = self.view.usage().totals().bytes;
        let searched = self.is_narrowed().then(|| self.narrowed_by());
        let info = self.source.stamp_now(searched);
        // A JSON file is of the report alone: it can be opened, and compared, again.
        let present = || self.users().filter(|user| !user.is_absent());
        let count = match self.format {
            FileFormat::Json => present().count(),
            FileFormat::Csv | FileFormat::Markdown => self.users().count(),
        };
        let size = |bytes| untrack(|| preferences.bytes(bytes));
        let total = if self.is_narrowed() {
            count as u64
        } else {
            self.source.total_users()
        };
        let (mut pieces, extension, media_type): (Box<dyn Iterator<Item = String>>, _, _) =
            match self.format {
                FileFormat::Csv => {
                    let sheet = untrack(|| self.sheet(&info, preferences));
                    let csv = csv(self.users(), whole, &size, self.csv_format, sheet);
                    (Box::new(csv), "csv", "text/csv;charset=utf-8")
                }
                FileFormat::Json => {
                    let users = Box::new(present().map(|shown| shown.user));
                    (
                        Box::new(json(users, total, &info)),
                        "json",
                        "application/json",
                    )
                }
                FileFormat::Markdown => {
                    let text = untrack(|| as_markdown(&self.view, self.users(), preferences));
                    (
                        Box::new(std::iter::once(text)),
                        "md",
                        "text/markdown;charset=utf-8",
                    )
                }
            };
        let loaded = info.loaded_ts;
        let parts = [
            "media-usage",
            server_name(info.homeserver.as_deref().unwrap_or_default()),
            &self.period,
            &loaded.map_or(String::new(), |ts| web_platform::minute(ts, self.zone)),
            if self.is_narrowed() { "found" } else { "" },
        ];
        let name = file_name(&parts, extension);
        web_platform::download(&name, media_type, &mut *pieces, &TimeSlicer::start()).await;
        messages::exported(&name, &preferences.counted(count as u128))
    }

    /// Readable names and the origin, in a CSV for people; `None` in one for programs.
    fn sheet(&self, info: &ExportInfo, preferences: Preferences) -> Option<Sheet> {
        if self.csv_format == CsvFormat::Plain {
            return None;
        }
        let columns = csv_columns(self.view.changes().is_some()).into_iter();
        let totals = match self.scope {
            ExportScope::AllUsers => self.view.usage().totals(),
            ExportScope::Matches | ExportScope::Page => self.view.totals(),
        };
        let loaded = info.loaded_ts;
        let loaded = loaded.map(|ts| web_platform::date_time(ts, self.zone));
        let origin = [
            (messages::csv_homeserver(), info.homeserver.clone()),
            (messages::csv_period(), Some(self.period.clone())),
            (messages::csv_loaded(), loaded),
            (messages::csv_search(), info.searched.clone()),
        ];
        let origin = origin.into_iter().filter_map(|(name, value)| {
            let value = value.filter(|value| !value.is_empty())?;
            Some(vec![name.to_owned(), value])
        });
        // Of a page, there are no totals.
        let total = (self.scope != ExportScope::Page).then(|| {
            vec![
                messages::csv_total().to_owned(),
                messages::group_members(&preferences.counted(totals.users as u128)),
                String::new(),
                totals.bytes.to_string(),
                preferences.bytes(totals.bytes),
                totals.files.to_string(),
            ]
        });
        Some(Sheet {
            columns: columns
                .map(|name| messages::csv_column(name).to_owned())
                .collect(),
            notes: total.into_iter().chain(origin).collect(),
        })
    }
}

/// Users as a table in Markdown.
pub(super) fn as_markdown(view: &View, users: Users<'_>, preferences: Preferences) -> String {
    let whole = view.usage().totals().bytes;
    let readable = |text: Option<&str>| text.and_then(visible).unwrap_or_default();
    let is_compared = view.changes().is_some();
    let is_written = |column: &&FigureColumn| {
        column.csv.is_some() || is_compared && column.by.needs_comparison()
    };
    let columns = || FIGURES.iter().filter(is_written);
    let mut head = Vec::new();
    for column in columns() {
        head.push((columns::label(column.by), Align::Number));
        if column.by == OrderBy::Rank {
            head.push((messages::user(), Align::Text));
            head.push((messages::display_name(), Align::Text));
        }
    }
    let row = |ranked: RankedUser| {
        let mut cells = Vec::new();
        for column in columns() {
            cells.push(columns::text((column.of_user)(&ranked), whole, preferences));
            if column.by == OrderBy::Rank {
                cells.push(readable(ranked.user.user_id));
                cells.push(readable(ranked.user.displayname));
            }
        }
        cells
    };
    markdown(&head, &mut users.map(row))
}
