//! Shown when the list is empty: the reason, and buttons that show users again.

use crate::messages;
use crate::state::report_view::ReportView;
use crate::state::url_state::UrlState;
use crate::widgets::helpers::when;
use leptos::prelude::*;
use media_usage::View;
use panel_core::url_query::{GroupMode, Period, Query};

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
    when(move || is_empty.get(), move || content(report_view))
}

fn content(report_view: ReportView) -> AnyView {
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
            .with(|view| view.as_ref().map_or(0, View::hidden));
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
    view! {
        <div class="empty">
            <p prop:textContent=reason></p>
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
    }
    .into_any()
}
