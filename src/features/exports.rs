//! Taking users away: as files, and through the clipboard.

use crate::features::open_report::OpenFile;
use crate::features::period::text::shown_period;
use crate::features::users_table::columns;
use crate::messages::{self, Explanation};
use crate::state::preferences::Preferences;
use crate::state::report_source::ReportSource;
use crate::state::report_view::ReportView;
use crate::state::url_state::UrlState;
use crate::widgets::copy::Clipboard;
use crate::widgets::lazy::{LazyResult, lazy, wasm_split};
use crate::widgets::menu::{MenuButton, icon_label, menu, menu_item};
use crate::widgets::select::Select;
use leptos::prelude::*;
use media_usage::{
    Align, Chunks, CsvFormat, FIGURES, FigureColumn, OrderBy, Page, RankedUser, Users, View, csv,
    json, markdown, tsv,
};
use panel_core::calendar::Zone;
use panel_core::format::{file_name, server_name, visible};
use panel_core::url_query::key;
use std::sync::Arc;
use web_platform::{Storage, TimeSlicer};

/// The ID of the menu.
const MENU: &str = "export";

/// Where the browser keeps who a CSV is for.
const CSV_FORMAT: &str = "csv-format";

fn name_of(format: CsvFormat) -> &'static str {
    match format {
        CsvFormat::Plain => "plain",
        CsvFormat::ExcelPoint => "excel-point",
        CsvFormat::ExcelComma => "excel-comma",
    }
}

/// Who a CSV is for, as it was chosen last.
pub(crate) fn csv_format() -> CsvFormat {
    let name = web_platform::load(Storage::Local, CSV_FORMAT).unwrap_or_default();
    parse_format(&name)
}

fn parse_format(name: &str) -> CsvFormat {
    let mut all = CsvFormat::ALL.into_iter();
    all.find(|format| name_of(*format) == name)
        .unwrap_or_default()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FileFormat {
    Csv,
    Json,
}

/// How a page is copied.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CopyFormat {
    Tsv,
    Markdown,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ExportScope {
    /// Those whom the search finds.
    Matches,
    /// All users of the report.
    AllUsers,
}

/// The select of who a CSV is for. The format of the browser's language comes before the other one.
fn csv_format_select(csv_format: RwSignal<CsvFormat>, preferences: Preferences) -> AnyView {
    let excel = match preferences.number_style().decimal {
        ',' => [CsvFormat::ExcelComma, CsvFormat::ExcelPoint],
        _ => [CsvFormat::ExcelPoint, CsvFormat::ExcelComma],
    };
    let formats = [CsvFormat::Plain, excel[0], excel[1]];
    let option = |format| {
        (
            name_of(format),
            messages::csv_format_name(format).to_owned(),
        )
    };
    let choose = move |name: String| {
        web_platform::store(Storage::Local, CSV_FORMAT, &name);
        csv_format.set(parse_format(&name));
    };
    view! {
        <Select
            label=messages::csv_format()
            id="csv-format"
            options=formats.map(option).to_vec()
            value=Arc::new(move || name_of(csv_format.get()))
            choose=Box::new(choose)
        />
    }
    .into_any()
}

/// The menu `Export`: files with the users found or with all users, this page for the clipboard or on
/// paper, and reports to open. Confirmations go to `message`, an opened report to `opened`, and the
/// reason why a file can't be read to `failure`.
pub(crate) fn export_menu(
    report_view: ReportView,
    message: RwSignal<String>,
    opened: RwSignal<Option<ReportSource>>,
    failure: RwSignal<Option<Explanation>>,
) -> AnyView {
    let button = MenuButton {
        id: MENU,
        class: "wide-menu",
        name: Some(messages::export_menu()),
        content: icon_label("icon i-export", messages::export_menu()),
    };
    menu(button, move || {
        lazy(move || Box::pin(content(report_view, message, opened, failure)))
    })
}

#[wasm_split(menus, fallible)]
fn content(
    report_view: ReportView,
    message: RwSignal<String>,
    opened: RwSignal<Option<ReportSource>>,
    failure: RwSignal<Option<Explanation>>,
) -> Result<AnyView, Explanation> {
    let preferences = expect_context::<Preferences>();
    let url_state = expect_context::<UrlState>();
    let csv_format = RwSignal::new(csv_format());
    let nothing = move || report_view.view.with(Option::is_none);
    let save_users = move |format, scope| {
        let search = url_state
            .query()
            .with_untracked(|query| query.search.clone());
        if let (Some(view), Some(source)) = (
            report_view.view.get_untracked(),
            untrack(|| report_view.source()),
        ) {
            let file = ExportFile {
                view,
                source,
                format,
                scope,
                search,
                period: shown_period(report_view.shown_period.get_untracked()),
                zone: untrack(|| url_state.zone()),
                csv_format: csv_format.get_untracked(),
            };
            web_platform::spawn(async move {
                let said = match save(file, preferences).await {
                    Ok(saving) => saving.await,
                    Err(missing) => missing.what,
                };
                // The page may be gone by now.
                message.try_set(said);
            });
        }
    };
    let clipboard = expect_context::<Clipboard>();
    let copy = move |form| {
        let view = report_view.view.get_untracked();
        if let (Some(view), Some(page)) = (view, report_view.page.get_untracked()) {
            web_platform::spawn(async move {
                match format_moment(view, page, form, preferences).await {
                    Ok(text) => {
                        let said = messages::copied_page().to_owned();
                        clipboard.copy(text, said).await;
                    }
                    Err(missing) => drop(message.try_set(missing.what)),
                }
            });
        }
    };
    let item = move |name, act| menu_item(MENU, name, nothing, act);
    let save_item =
        move |name, format, scope| item(name, Box::new(move || save_users(format, scope)));
    // The page may be gone when a file has been read.
    let failed = move |found| drop(failure.try_set(found));
    let content = view! {
        <div class="menu">
            {save_item(messages::export_csv(), FileFormat::Csv, ExportScope::Matches)}
            {save_item(messages::export_json(), FileFormat::Json, ExportScope::Matches)}
            <p class="menu-head">{messages::all_users()}</p>
            {save_item(messages::all_users_csv(), FileFormat::Csv, ExportScope::AllUsers)}
            {save_item(messages::all_users_json(), FileFormat::Json, ExportScope::AllUsers)}
            <p class="menu-head">{messages::this_page()}</p>
            {item(messages::copy_tsv(), Box::new(move || copy(CopyFormat::Tsv)))}
            {item(messages::copy_markdown(), Box::new(move || copy(CopyFormat::Markdown)))}
            {item(messages::print_page(), Box::new(web_platform::print))}
            <div class="block">{csv_format_select(csv_format, preferences)}</div>
            <p class="menu-head">{messages::saved_reports()}</p>
            <OpenFile label=messages::open_report() failed source=opened/>
        </div>
    };
    Ok(content.into_any())
}

/// A file to be made.
struct ExportFile {
    view: View,
    source: ReportSource,
    format: FileFormat,
    scope: ExportScope,
    search: String,
    period: String,
    zone: Zone,
    csv_format: CsvFormat,
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

    /// Makes the file and offers it; says so.
    async fn save(self, preferences: Preferences) -> String {
        let all = self.view.usage().totals();
        let is_narrowed =
            self.scope == ExportScope::Matches && self.view.totals().users < all.users;
        let users: Users = match self.scope {
            ExportScope::Matches => Box::new(self.view.users()),
            ExportScope::AllUsers => Box::new(self.view.all_users()),
        };
        let total = if is_narrowed {
            self.view.totals().users as u64
        } else {
            self.source.total_users()
        };
        let count = match (self.format, self.scope) {
            (FileFormat::Json, ExportScope::Matches) => self.view.totals().users,
            (FileFormat::Json, ExportScope::AllUsers) => all.users,
            (FileFormat::Csv, ExportScope::Matches) => self.view.users().count(),
            (FileFormat::Csv, ExportScope::AllUsers) => self.view.all_users().count(),
        };
        let size = |bytes| untrack(|| preferences.bytes(bytes));
        let searched = is_narrowed.then(|| self.narrowed_by());
        let info = self.source.stamp_now(searched);
        let (mut pieces, extension, media_type): (Chunks, _, _) = match self.format {
            FileFormat::Csv => {
                let pieces = csv(users, all.bytes, &size, self.csv_format);
                (pieces, "csv", "text/csv;charset=utf-8")
            }
            FileFormat::Json => {
                // Of the report alone: it can be opened, and compared, again.
                let users = users.filter(|shown| !shown.is_absent());
                let users = Box::new(users.map(|shown| shown.user));
                (json(users, total, &info), "json", "application/json")
            }
        };
        let loaded = info.loaded_ts;
        let parts = [
            "media-usage",
            server_name(info.homeserver.as_deref().unwrap_or_default()),
            &self.period,
            &loaded.map_or(String::new(), |ts| web_platform::minute(ts, self.zone)),
            if is_narrowed { "found" } else { "" },
        ];
        let name = file_name(&parts, extension);
        web_platform::download(&name, media_type, &mut pieces, &TimeSlicer::start()).await;
        messages::exported(&name, &preferences.counted(count as u128))
    }
}

/// Makes a file and offers it; what was done, in words.
#[wasm_split(files, fallible)]
fn save(file: ExportFile, preferences: Preferences) -> Result<LazyResult<String>, Explanation> {
    Ok(Box::pin(file.save(preferences)))
}

/// A page as text for the clipboard.
#[wasm_split(files, fallible)]
fn format_moment(
    view: View,
    page: Page,
    form: CopyFormat,
    preferences: Preferences,
) -> Result<String, Explanation> {
    Ok(untrack(|| match form {
        CopyFormat::Tsv => page_as_tsv(&view, page, preferences),
        CopyFormat::Markdown => page_as_markdown(&view, page, preferences),
    }))
}

fn page_as_tsv(view: &View, page: Page, preferences: Preferences) -> String {
    let whole = view.usage().totals().bytes;
    tsv(Box::new(view.users_on(page)), whole, &|bytes| {
        preferences.bytes(bytes)
    })
}

fn page_as_markdown(view: &View, page: Page, preferences: Preferences) -> String {
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
    markdown(&head, &mut view.users_on(page).map(row))
}
