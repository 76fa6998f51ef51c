//! Shown when the list is empty: the reason, and buttons that show users again.

use crate::features::search::in_style;
use crate::messages::{self, Explanation};
use crate::state::preferences::Preferences;
use crate::state::report_view::ReportView;
use crate::state::url_state::UrlState;
use crate::widgets::helpers::when;
use crate::widgets::lazy::{lazy, wasm_split};
use leptos::prelude::*;
use media_usage::{NumberStyle, SearchTerm, search_parts};
use panel_core::format::visible;
use panel_core::url_query::{GroupMode, Period, Query};
use web_platform::{BrowserFold, LatestTask, TimeSlicer};

/// The reason why the list is empty, while it is.
#[component]
pub(crate) fn NoUsers(report_view: ReportView) -> impl IntoView {
    let is_empty = Memo::new(move |_| {
        let is_waiting = report_view.busy.get();
        !is_waiting
            && report_view
                .page
                .with(|page| page.is_some_and(|page| page.of() == 0))
    });
    when(
        move || is_empty.get(),
        move || lazy(move || Box::pin(content(report_view))),
    )
}

#[wasm_split(menus, fallible)]
fn content(report_view: ReportView) -> Result<AnyView, Explanation> {
    let url_state = expect_context::<UrlState>();
    let way_out = move |name: &'static str, is_one: fn(&Query) -> bool, go: fn(Query) -> Query| {
        when(
            move || url_state.query().with(is_one),
            move || {
                view! {
                    <button type="button" on:click=move |_| url_state.push(go)>{name}</button>
                }
                .into_any()
            },
        )
    };
    let reason = move || {
        let hidden = report_view
            .view
            .with(|view| view.as_ref().map_or(0, |view| view.hidden().users));
        if url_state.query().with(|query| query.change.is_some()) {
            messages::empty_change()
        } else if hidden > 0 {
            messages::empty_hidden()
        } else if url_state
            .query()
            .with(|query| !query.search.trim().is_empty())
        {
            messages::empty_search()
        } else {
            messages::empty_period()
        }
    };
    let is_live = report_view.live.is_some();
    let content = view! {
        <div class="empty">
            <p prop:textContent=reason></p>
            {search_parts_found(report_view)}
            <div class="ways-out">
                {way_out(
                    messages::show_all_changes(),
                    |query| query.change.is_some(),
                    |query| query.with_change(None),
                )}
                {way_out(
                    messages::clear_search(),
                    |query| !query.search.trim().is_empty(),
                    |query| query.with_search(String::new()),
                )}
                {way_out(
                    messages::show_hidden(),
                    |query| query.group_mode == GroupMode::Hide && !query.groups.is_empty(),
                    |query| query.with_group_mode(GroupMode::Sum),
                )}
                {is_live.then(|| way_out(
                    messages::show_all_time(),
                    |query| query.period != Period::AllTime,
                    |query| query.with_period(Period::AllTime),
                ))}
            </div>
        </div>
    };
    Ok(content.into_any())
}

/// A part of the search, and how many users it finds by itself.
#[derive(Clone, PartialEq)]
struct PartFound {
    /// As the address has it.
    term: String,
    users: usize,
}

/// The parts of a search without results: what each part finds on its own, and a link to it.
fn search_parts_found(report_view: ReportView) -> AnyView {
    let url_state = expect_context::<UrlState>();
    let preferences = expect_context::<Preferences>();
    let found = RwSignal::new(Vec::<PartFound>::new());
    let task = StoredValue::new(LatestTask::default());
    Effect::new(move |_| {
        let parts = url_state
            .query()
            .with(|query| search_parts(&query.search, &NumberStyle::LINK_STYLE));
        let words = Some(parts.words).filter(|words| !words.is_empty());
        let filters = parts.filters.into_iter().map(|part| part.text);
        let terms: Vec<_> = words.into_iter().chain(filters).collect();
        let view = report_view.view.get();
        found.set(Vec::new());
        task.update_value(LatestTask::abort);
        let Some(view) = view.filter(|_| terms.len() > 1) else {
            return;
        };
        let count = async move {
            let yielder = TimeSlicer::start();
            let mut counted = Vec::new();
            for term in terms {
                let parsed = SearchTerm::parse(&term, &BrowserFold);
                let users = view.count_matches(&parsed, &yielder).await;
                counted.push(PartFound { term, users });
            }
            found.try_set(counted);
        };
        task.update_value(|task| task.start(count));
    });
    let button = move |part: PartFound| {
        let shown = visible(&in_style(&part.term, preferences.number_style()));
        let users = preferences.counted(part.users as u128);
        let text = messages::search_part(&shown.unwrap_or_default(), &users);
        let term = part.term;
        let search = move |_| {
            let term = term.clone();
            url_state.push(|query| query.with_search(term));
        };
        view! {
            <button type="button" disabled=part.users == 0 on:click=search>
                <bdi prop:textContent=text></bdi>
            </button>
        }
    };
    when(
        move || found.with(|found| !found.is_empty()),
        move || {
            view! {
                <p class="hint">{messages::search_parts()}</p>
                <div class="ways-out">{move || found.get().into_iter().map(button).collect_view()}</div>
            }
            .into_any()
        },
    )
}
