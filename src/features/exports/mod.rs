//! Taking users away: as files, and through the clipboard.

mod file;

use self::file::{ExportFile, as_markdown};
use crate::features::open_report::OpenFile;
use crate::features::period::text::shown_period;
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
use media_usage::{CsvFormat, Page, View, tsv};
use std::sync::Arc;
use web_platform::Storage;

/// The ID of the menu.
const MENU: &str = "export";

/// Where the browser keeps who a CSV is for.
const CSV_FORMAT: &str = "csv-format";

fn name_of(format: CsvFormat) -> &'static str {
    match format {
        CsvFormat::Plain => "plain",
        CsvFormat::ExcelPoint => "excel-point",
        CsvFormat::ExcelComma => "excel-comma",
        CsvFormat::ExcelSemicolon => "excel-semicolon",
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
    Markdown,
}

/// How a page is copied.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CopyFormat {
    Tsv,
    Markdown,
}

/// The users that a file contains.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum ExportScope {
    /// The users that match the search.
    #[default]
    Matches,
    /// All users of the report.
    AllUsers,
    /// The users on the current page.
    Page,
}

impl ExportScope {
    const ALL: [Self; 3] = [Self::Matches, Self::AllUsers, Self::Page];

    fn as_str(self) -> &'static str {
        match self {
            Self::Matches => "matches",
            Self::AllUsers => "all",
            Self::Page => "page",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Matches => messages::export_matches(),
            Self::AllUsers => messages::all_users(),
            Self::Page => messages::this_page(),
        }
    }
}

/// Selects the users that a file contains.
fn scope_select(scope: RwSignal<ExportScope>) -> AnyView {
    let options = ExportScope::ALL.map(|scope| (scope.as_str(), scope.name().to_owned()));
    let choose = move |name: String| {
        let mut all = ExportScope::ALL.into_iter();
        let chosen = all.find(|scope| scope.as_str() == name);
        scope.set(chosen.unwrap_or_default());
    };
    view! {
        <Select
            label=messages::export_scope()
            id="export-scope"
            options=options.to_vec()
            value=Arc::new(move || scope.get().as_str())
            choose=Box::new(choose)
        />
    }
    .into_any()
}

/// The select of who a CSV is for. The format of the browser's language comes before the other one.
fn csv_format_select(csv_format: RwSignal<CsvFormat>, preferences: Preferences) -> AnyView {
    let excel = match preferences.number_style().decimal {
        ',' => [CsvFormat::ExcelComma, CsvFormat::ExcelPoint],
        _ => [CsvFormat::ExcelPoint, CsvFormat::ExcelComma],
    };
    let [first, second] = excel;
    let formats = [CsvFormat::Plain, first, second, CsvFormat::ExcelSemicolon];
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
    let scope = RwSignal::new(ExportScope::default());
    let nothing = move || report_view.view.with(Option::is_none);
    let save_users = move |format| {
        let search = url_state
            .query()
            .with_untracked(|query| query.search.clone());
        if let (Some(view), Some(page), Some(source)) = (
            report_view.view.get_untracked(),
            report_view.page.get_untracked(),
            untrack(|| report_view.source()),
        ) {
            let file = ExportFile {
                view,
                page,
                source,
                format,
                scope: scope.get_untracked(),
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
    let save_item = move |name, format| item(name, Box::new(move || save_users(format)));
    // The page may be gone when a file has been read.
    let failed = move |found| drop(failure.try_set(found));
    let content = view! {
        <div class="menu">
            <div class="block">{scope_select(scope)}</div>
            {save_item(messages::export_csv(), FileFormat::Csv)}
            {save_item(messages::export_json(), FileFormat::Json)}
            {save_item(messages::export_markdown(), FileFormat::Markdown)}
            <div class="block">{csv_format_select(csv_format, preferences)}</div>
            <p class="menu-head">{messages::this_page()}</p>
            {item(messages::copy_tsv(), Box::new(move || copy(CopyFormat::Tsv)))}
            {item(messages::copy_markdown(), Box::new(move || copy(CopyFormat::Markdown)))}
            {item(messages::print_page(), Box::new(web_platform::print))}
            <p class="menu-head">{messages::saved_reports()}</p>
            <OpenFile label=messages::open_report() failed source=opened/>
        </div>
    };
    Ok(content.into_any())
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
        CopyFormat::Markdown => as_markdown(&view, Box::new(view.users_on(page)), preferences),
    }))
}

fn page_as_tsv(view: &View, page: Page, preferences: Preferences) -> String {
    let whole = view.usage().totals().bytes;
    tsv(Box::new(view.users_on(page)), whole, &|bytes| {
        preferences.bytes(bytes)
    })
}
