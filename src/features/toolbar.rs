//! What narrows, orders and cuts up the list of users: search, period, order, rows per page.

use crate::features::comparison::compare_select::CompareSelect;
use crate::features::groups::GroupFields;
use crate::features::period::{PeriodSelect, TimeZoneSelect};
use crate::features::search::SearchField;
use crate::messages;
use crate::state::url_state::UrlState;
use crate::widgets::helpers::live_text;
use crate::widgets::select::Select;
use leptos::prelude::*;
use media_usage::View;
use panel_core::url_query::{Direction, Order, OrderBy, RowsPerPage};
use std::sync::Arc;

/// Search, period, order and rows per page, with room for the page's actions.
#[component]
pub(crate) fn Filters(
    view: ReadSignal<Option<View>>,
    /// Whether another period can be asked for.
    period: bool,
    children: Children,
) -> impl IntoView {
    let url_state = expect_context::<UrlState>();
    let order = move || url_state.query().with(|query| query.order);
    let rows = move || url_state.query().with(|query| query.rows_per_page);
    let sizes = RowsPerPage::ALL.map(|rows| (rows.as_str(), rows.as_str().to_owned()));
    let columns = OrderBy::ALL.map(|by| (by.as_str(), messages::order_name(by).to_owned()));
    view! {
        <section class="filters" aria-label=messages::filters()>
            <SearchField/>
            {period.then(|| view! { <PeriodSelect/><CompareSelect/> })}
            <TimeZoneSelect/>
            <div class="order">
                <Select
                    label=messages::order_by()
                    id="order-by"
                    options=columns.to_vec()
                    value=Arc::new(move || order().by.as_str())
                    choose=Box::new(move |name| {
                        let by = OrderBy::parse(&name).unwrap_or_default();
                        url_state.push(|query| query.with_order(Order::for_column(by)));
                    })
                />
                <button
                    type="button"
                    class="icon"
                    aria-label=messages::reverse()
                    title=messages::reverse()
                    on:click=move |_| url_state.push(|query| {
                        let order = query.order.reversed();
                        query.with_order(order)
                    })
                    prop:textContent=live_text(move || {
                        let sign = match order().dir {
                            Direction::Forwards => "↑",
                            Direction::Backwards => "↓",
                        };
                        sign.to_owned()
                    })
                ></button>
            </div>
            <Select
                label=messages::rows_per_page()
                id="rows-per-page"
                options=sizes.to_vec()
                value=Arc::new(move || rows().as_str())
                choose=Box::new(move |name| {
                    let rows = RowsPerPage::parse(&name).unwrap_or_default();
                    url_state.push(|query| query.with_rows_per_page(rows));
                })
            />
            <div class="actions">{children()}</div>
            <GroupFields view/>
        </section>
    }
}
