//! The side panel of one user: figures, uploads over time, and links.

use crate::features::users_table::row::CellContent;
use crate::features::users_table::{columns, sparkline};
use crate::messages::{self, Explanation};
use crate::state::histories::Histories;
use crate::state::preferences::Preferences;
use crate::state::report_view::ReportView;
use crate::state::settings::Settings;
use crate::state::url_state::UrlState;
use crate::widgets::copy::Clipboard;
use crate::widgets::figure::number;
use crate::widgets::helpers::{icon, markup};
use crate::widgets::lazy::{lazy, wasm_split};
use leptos::ev::{self, KeyboardEvent};
use leptos::html::H2;
use leptos::prelude::*;
use media_usage::{FIGURES, OrderBy};
use panel_core::chart::Markup;
use panel_core::format::visible;

/// The panel of the user in the address. `histories` is missing for a file.
#[component]
pub(crate) fn UserPanel(
    report_view: ReportView,
    histories: Option<Histories>,
    user_id: String,
) -> impl IntoView {
    lazy(move || Box::pin(content(report_view, histories, user_id.clone())))
}

#[wasm_split(user_panel, fallible)]
fn content(
    report_view: ReportView,
    histories: Option<Histories>,
    user_id: String,
) -> Result<AnyView, Explanation> {
    let url_state = expect_context::<UrlState>();
    let close = move || close(url_state);
    let listener = window_event_listener(ev::keydown, move |event: KeyboardEvent| {
        // A menu that is open takes the key first.
        if event.key() == "Escape" && !event.default_prevented() {
            close();
        }
    });
    on_cleanup(move || listener.remove());
    let title = NodeRef::<H2>::new();
    Effect::new(move |_| {
        if let Some(title) = title.get().filter(|_| web_platform::is_narrow()) {
            // It covers the page, so that is where one is now.
            let _ = title.focus();
        }
    });
    let about = user_id.clone();
    let figures = move || figures(report_view, &about);
    let id = visible(&user_id);
    let name = {
        let user_id = user_id.clone();
        move || display_name(report_view, &user_id)
    };
    let panel = view! {
        <div class="panel-head">
            <h2 id="panel-title" tabindex="-1" node_ref=title>{name}</h2>
            <button
                type="button"
                class="square quiet"
                aria-label=messages::user_panel_close()
                title=messages::user_panel_close()
                on:click=move |_| close()
            >
                {icon("icon i-close")}
            </button>
            <p class="id">
                <bdi translate="no" prop:textContent=id.unwrap_or_default()></bdi>
                {copy_button(user_id.clone())}
            </p>
        </div>
        <div class="panel-body">
            {figures}
            {histories.map(|histories| uploads(histories, user_id.clone()))}
        </div>
        {elsewhere(&user_id)}
    };
    Ok(panel.into_any())
}

/// Closes the panel and takes the keyboard back to the row.
fn close(url_state: UrlState) {
    url_state.push(|query| query.with_user(None));
    web_platform::scroll_to_and_focus(".users tbody .names[tabindex=\"0\"]");
}

/// The name as a heading; the ID of users without one.
fn display_name(report_view: ReportView, user_id: &str) -> AnyView {
    let name = report_view.view.with(|view| {
        let user = view.as_ref()?.usage().report().user(user_id)?;
        user.displayname.and_then(visible)
    });
    let name = name.or_else(|| visible(user_id)).unwrap_or_default();
    view! { <bdi translate="no" prop:textContent=name></bdi> }.into_any()
}

fn copy_button(user_id: String) -> AnyView {
    let clipboard = expect_context::<Clipboard>();
    let name = messages::copy_id_of(&visible(&user_id).unwrap_or_default());
    let copy = move |_| {
        let user_id = user_id.clone();
        web_platform::spawn(async move {
            let said = messages::copied_id(&user_id);
            clipboard.copy(user_id, said).await;
        });
    };
    view! { <button type="button" class="copy" aria-label=name on:click=copy></button> }.into_any()
}

/// What the user uses, as the table's columns have it.
fn figures(report_view: ReportView, user_id: &str) -> AnyView {
    let preferences = expect_context::<Preferences>();
    report_view.view.with(|view| {
        let Some(view) = view else {
            return ().into_any();
        };
        let Some(user) = view.usage().find(user_id) else {
            return view! { <p class="hint">{messages::user_missing()}</p> }.into_any();
        };
        let totals = view.usage().totals();
        let is_compared = user.change.is_some();
        let is_shown =
            |by: OrderBy| by != OrderBy::Cumulative && (is_compared || !by.needs_comparison());
        let facts = FIGURES.iter().filter(|column| is_shown(column.by));
        let facts = facts.map(|column| {
            let cell = CellContent::new((column.of_user)(&user), totals.bytes, preferences);
            let text = match column.by {
                OrderBy::Rank if !user.is_absent() => {
                    messages::rank_of(&cell.formatted, &preferences.count(totals.users))
                }
                _ => cell.formatted,
            };
            view! {
                <div>
                    <dt prop:textContent=columns::label(column.by)></dt>
                    <dd>{number(cell.exact, cell.title, text)}</dd>
                </div>
            }
        });
        view! { <dl class="facts">{facts.collect_view()}</dl> }.into_any()
    })
}

/// What the user uploaded over time, as far as that is loaded, and the way to all of it.
fn uploads(histories: Histories, user_id: String) -> AnyView {
    let url_state = expect_context::<UrlState>();
    let user = user_id.clone();
    let curve = move || {
        let history = histories.complete_history();
        let path = sparkline(history.as_ref(), Some(histories), &user);
        if path.is_empty() {
            return view! { <p class="hint">{messages::user_history_hint()}</p> }.into_any();
        }
        let mut drawing = Markup::default();
        drawing.element("path", &[("d", &path)], "");
        view! {
            <svg
                class="curve"
                viewBox="0 0 1000 100"
                preserveAspectRatio="none"
                aria-hidden="true"
                use:markup=drawing
            ></svg>
        }
        .into_any()
    };
    let show = move |_| url_state.push(|query| query.with_history_user(Some(user_id.clone())));
    view! {
        <section aria-label=messages::user_history()>
            <h3>{messages::user_history()}</h3>
            {curve}
            <button type="button" on:click=show>{messages::user_trend()}</button>
        </section>
    }
    .into_any()
}

/// The link to the user in another admin panel, if the host has one.
fn elsewhere(user_id: &str) -> Option<AnyView> {
    let settings = expect_context::<Settings>();
    let url = settings.get(|config| config.link_to_user(user_id))?;
    let site = url.split('/').nth(2).unwrap_or_default().to_owned();
    let name = messages::user_elsewhere(&site);
    Some(
        view! {
            <p class="panel-foot">
                <a href=url target="_blank" rel="noopener noreferrer" prop:textContent=name></a>
            </p>
        }
        .into_any(),
    )
}
