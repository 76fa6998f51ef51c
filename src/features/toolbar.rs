//! What the report is about, always in sight: search, period, comparison and groups.

use crate::features::comparison::CloseComparison;
use crate::features::comparison::compare_select::{CompareSelect, compare_name};
use crate::features::groups::{GroupMistakes, HiddenChip, group_fields};
use crate::features::open_report::OpenFile;
use crate::features::period::PeriodChoice;
use crate::features::period::text::short_period;
use crate::features::search::{SearchChips, SearchField, SearchMistakes};
use crate::messages::{self, Explanation};
use crate::state::comparison::Comparison;
use crate::state::report_view::ReportView;
use crate::state::url_state::UrlState;
use crate::widgets::helpers::{icon, live_text};
use crate::widgets::lazy::{lazy, wasm_split};
use crate::widgets::menu::{MenuButton, menu};
use leptos::prelude::*;
use panel_core::url_query::Patterns;

/// The search field, the menus of the report's scope, and chips for what is in effect. If a file to
/// compare with can't be read, the reason goes to `failure`.
#[component]
pub(crate) fn Toolbar(
    report_view: ReportView,
    failure: RwSignal<Option<Explanation>>,
) -> impl IntoView {
    let url_state = expect_context::<UrlState>();
    let is_live = report_view.live.is_some();
    prefetch_menus();
    view! {
        <section class="toolbar" aria-label=messages::scope()>
            <SearchField/>
            <div class="scope">
                {is_live.then(|| period_menu(url_state))}
                {compare_menu(url_state, report_view, failure)}
                {groups_menu(report_view, url_state)}
            </div>
            <ul class="chips" aria-label=messages::in_effect()>
                <HiddenChip view=report_view.view/>
                <SearchChips/>
            </ul>
        </section>
        <SearchMistakes/>
        <GroupMistakes view=report_view.view/>
    }
}

/// Prefetches the menus after the first rows, so that they open immediately and work offline.
fn prefetch_menus() {
    /// In ms.
    const DELAY: u32 = 2_000;
    web_platform::spawn(async {
        web_platform::sleep(DELAY).await;
        // If this fails, opening a menu shows the reason.
        let _ = menus().await;
    });
}

#[wasm_split(menus, fallible)]
fn menus() -> Result<(), Explanation> {
    Ok(())
}

/// The content of a menu's button: a text that changes, and the sign of a menu.
fn label(text: impl Fn() -> String + Send + 'static) -> AnyView {
    view! {
        <span class="text" prop:textContent=live_text(text)></span>
        {icon("icon i-down")}
    }
    .into_any()
}

fn period_menu(url_state: UrlState) -> AnyView {
    let name = move || {
        let (period, zone) = url_state.query().with(|query| (query.period, query.zone));
        short_period(period, zone)
    };
    let button = MenuButton {
        id: "period-menu",
        class: "on",
        name: None,
        content: label(name),
    };
    menu(button, || lazy(|| Box::pin(period_content())))
}

#[wasm_split(menus, fallible)]
fn period_content() -> Result<AnyView, Explanation> {
    Ok(view! { <div class="menu"><PeriodChoice/></div> }.into_any())
}

fn compare_menu(
    url_state: UrlState,
    report_view: ReportView,
    failure: RwSignal<Option<Explanation>>,
) -> AnyView {
    let comparison = report_view.comparison;
    let is_live = report_view.live.is_some();
    let name = move || compare_name(report_view, url_state);
    let button = MenuButton {
        id: "compare-menu",
        class: "compare-button",
        name: None,
        content: label(name),
    };
    let menu = menu(button, move || {
        lazy(move || Box::pin(compare_content(is_live, comparison, failure)))
    });
    view! {
        {menu}
        <CloseComparison comparison/>
    }
    .into_any()
}

#[wasm_split(menus, fallible)]
fn compare_content(
    is_live: bool,
    comparison: Comparison,
    failure: RwSignal<Option<Explanation>>,
) -> Result<AnyView, Explanation> {
    // The page may be gone when a file has been read.
    let failed = move |found| drop(failure.try_set(found));
    let content = view! {
        <div class="menu">
            {is_live.then(|| view! { <CompareSelect/> })}
            <OpenFile label=messages::compare_file() failed source=comparison.signals().file/>
        </div>
    };
    Ok(content.into_any())
}

fn groups_menu(report_view: ReportView, url_state: UrlState) -> AnyView {
    let name = move || {
        let groups = url_state
            .query()
            .with(|query| Patterns::parse(&query.groups));
        match groups.all().len() {
            0 => messages::groups().to_owned(),
            count => messages::groups_count(&count.to_string()),
        }
    };
    let button = MenuButton {
        id: "groups-menu",
        class: "groups-button",
        name: None,
        content: label(name),
    };
    menu(button, move || group_fields(report_view.view))
}
