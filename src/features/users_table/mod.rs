//! The table of users.

pub(crate) mod columns;
mod navigation;
pub(crate) mod pagination;
pub(crate) mod row;
pub(crate) mod rows;

use crate::features::users_table::row::{RowContent, RowFormatter};
use crate::features::users_table::rows::RowWriter;
use crate::messages;
use crate::state::histories::Histories;
use crate::state::preferences::Preferences;
use crate::state::url_state::UrlState;
use crate::widgets::helpers::{aria, live_text, markup, when};
use leptos::ev::{FocusEvent, KeyboardEvent, MouseEvent, PointerEvent};
use leptos::html::Tbody;
use leptos::prelude::*;
use leptos::web_sys::Element;
use media_usage::history::History;
use media_usage::{FIGURES, FigureColumn, Page, View};
use panel_core::chart::{self, Markup};
use panel_core::url_query::{Columns, Direction, OrderBy};

/// The users on a page. `copy` is called with the user ID that the administrator wants.
#[component]
pub(crate) fn UserTable(
    view: ReadSignal<Option<View>>,
    page: ReadSignal<Option<Page>>,
    /// Whether the rows are about to be replaced by those of another period.
    busy: Memo<bool>,
    /// Whether rows are on their way.
    loading: Signal<bool>,
    /// What users added over time.
    histories: Option<Histories>,
    /// Whether that is shown, now or soon.
    has_curves: Signal<bool>,
    copy: impl Fn(String) + 'static,
) -> impl IntoView {
    let preferences = expect_context::<Preferences>();
    let url_state = expect_context::<UrlState>();
    let body = NodeRef::<Tbody>::new();
    show_first_row(url_state, body);
    let rows = StoredValue::new_local(RowWriter::default());
    let history = Memo::new(move |_| histories.and_then(Histories::complete_history));
    Effect::new(move |_| {
        let (Some(body), Some(page)) = (body.get(), page.get()) else {
            return;
        };
        view.with(|view| {
            let Some(view) = view else {
                return;
            };
            let history = history.get();
            let sparkline = |user_id: &str| sparkline(history.as_ref(), histories, user_id);
            let is_compared = view.changes().is_some();
            let formatter = RowFormatter {
                sparkline: &sparkline,
                totals: view.usage().totals(),
                is_compared,
                largest: view.largest(),
                preferences,
            };
            let lines = view
                .rows_on(page)
                .map(|line| RowContent::new(line, formatter));
            let mut lines: Vec<RowContent> = lines.collect();
            RowContent::mark(&mut lines, &view.query().term);
            rows.update_value(|rows| rows.show(&body, lines, is_compared));
            navigation::keep_tab_stop(&body);
        });
    });
    show_open_row(url_state, body, page);
    let is_compared = Memo::new(move |_| {
        view.with(|view| view.as_ref().is_some_and(|view| view.changes().is_some()))
    });
    let class = move || {
        let states = [
            ("with-history", has_curves.get()),
            ("stale", busy.get()),
            ("loading", loading.get()),
            ("comparing", is_compared.get()),
        ];
        let states = states.into_iter().filter(|(_, is_on)| *is_on);
        let mut class = String::from("users");
        states.for_each(|(name, _)| class = format!("{class} {name}"));
        let columns = url_state.query().with(|query| query.columns);
        for (by, _) in Columns::OPTIONAL {
            if !columns.contains(by) {
                class = format!("{class} no-{}", columns::class(by));
            }
        }
        class
    };
    let click = move |event: MouseEvent| navigation::click(&event, url_state, &copy);
    let point = move |event: PointerEvent| navigation::address(&event, url_state);
    let focus = move |event: FocusEvent| {
        navigation::focused(&event);
        navigation::address(&event, url_state);
    };
    let key = move |event: KeyboardEvent| navigation::key(&event);
    view! {
        <div class="users-list">
        // The roles are those that a table's elements have anyway, unless they are laid out otherwise in
        // a browser that takes them away then.
        <table
            role="table"
            class=class
            aria-busy=aria(move || busy.get())
        >
            <caption>{messages::title()}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    {heads(view, is_compared)}
                </tr>
            </thead>
            <tbody
                role="rowgroup"
                node_ref=body
                on:click=click
                on:pointerover=point
                on:focusin=focus
                on:keydown=key
                use:markup=skeleton()
            ></tbody>
        </table>
        </div>
    }
}

/// Rows without anything in them, which the first ones replace.
fn skeleton() -> Markup {
    const ROWS: usize = 8;
    let mut rows = Markup::default();
    for _ in 0..ROWS {
        rows.open("tr", &[("class", "skeleton"), ("aria-hidden", "true")]);
        for class in ["rank", "user", "size", "files", "average", "share"] {
            rows.open("td", &[("class", class)]);
            rows.element("span", &[("class", "bone")], "");
            rows.close("td");
        }
        rows.close("tr");
    }
    rows
}

/// Marks the row of the user whose panel is open.
fn show_open_row(url_state: UrlState, body: NodeRef<Tbody>, page: ReadSignal<Option<Page>>) {
    let user = Memo::new(move |_| url_state.query().with(|query| query.user.clone()));
    Effect::new(move |before: Option<Option<Element>>| {
        page.track();
        let user = user.get();
        if let Some(row) = before.flatten() {
            let _ = row.class_list().remove_1("open");
        }
        let rows = body.get()?.children();
        let mut rows = (0..rows.length()).filter_map(|index| rows.item(index));
        let row = rows.find(|row| user.is_some() && row.get_attribute("data-user-id") == user)?;
        let _ = row.class_list().add_1("open");
        Some(row)
    });
}

/// Scrolls to the first row when other rows are asked for from the middle of the table.
fn show_first_row(url_state: UrlState, body: NodeRef<Tbody>) {
    let asked = Memo::new(move |_| {
        url_state.query().with(|query| {
            let rows = (query.order, query.page, query.rows_per_page);
            (rows, query.search.clone(), query.zoned_period())
        })
    });
    Effect::new(move |before: Option<_>| {
        let asked = asked.get();
        if let Some(body) = body.get_untracked()
            && before.is_some_and(|before| before != asked)
            && body.get_bounding_client_rect().top() < 0.0
        {
            // The style sheet keeps room for the head that sticks.
            body.scroll_into_view();
        }
        asked
    });
}

/// What a user added over time, as the data of a path; empty where that is not known.
pub(crate) fn sparkline(
    history: Option<&History>,
    histories: Option<Histories>,
    user_id: &str,
) -> String {
    let number = histories.and_then(|it| it.user_index(|user_index| user_index.number(user_id)));
    let (Some(history), Some(number)) = (history, number) else {
        return String::new();
    };
    let added = history.added(Some(number)).into_iter();
    let bytes = added.map(|added| added.map_or(0, |added| added.bytes));
    chart::sparkline(&bytes.collect::<Vec<_>>())
}

/// The heads of all columns: of the figures, of the user behind the rank, and of the history behind the
/// size.
fn heads(view: ReadSignal<Option<View>>, is_compared: Memo<bool>) -> Vec<AnyView> {
    let mut heads = Vec::new();
    for FigureColumn { by, .. } in &FIGURES {
        if by.needs_comparison() {
            heads.push(when(move || is_compared.get(), move || head(*by, None)));
            continue;
        }
        let sum = (*by == OrderBy::MediaLength).then(|| sum(view));
        heads.push(head(*by, sum));
        match by {
            OrderBy::Rank => heads.push(head(OrderBy::UserId, None)),
            OrderBy::MediaLength => heads.push(
                view! { <th scope="col" role="columnheader" class="trend">{messages::history()}</th> }
                    .into_any(),
            ),
            _ => {}
        }
    }
    heads
}

/// The bytes of all users found.
fn sum(view: ReadSignal<Option<View>>) -> AnyView {
    let preferences = expect_context::<Preferences>();
    let bytes = move || {
        let bytes = view.with(|view| view.as_ref().map(|view| view.totals().bytes));
        bytes.map_or(String::new(), |bytes| preferences.bytes(bytes))
    };
    view! { <span class="sum" translate="no" prop:textContent=live_text(bytes)></span> }.into_any()
}

/// The head of a column: a button that orders by it, and what stands behind that.
fn head(by: OrderBy, behind: Option<AnyView>) -> AnyView {
    let url_state = expect_context::<UrlState>();
    let order = move || url_state.query().with(|query| query.order);
    let sorted = move || {
        let order = order();
        (order.by == by).then_some(match order.dir {
            Direction::Forwards => "ascending",
            Direction::Backwards => "descending",
        })
    };
    view! {
        <th scope="col" role="columnheader" class=columns::class(by) aria-sort=sorted>
            <button
                type="button"
                title=columns::hint(by)
                on:click=move |_| url_state.push(|query| {
                    let order = query.order.toggled_to(by);
                    query.with_order(order)
                })
            >
                {columns::label(by)}
            </button>
            {behind}
        </th>
    }
    .into_any()
}
