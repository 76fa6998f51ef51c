//! What narrows, orders and cuts up the list of users: search, period, order, rows per page.

use super::address::Address;
use super::against::AgainstChoice;
use super::choice::Choice;
use super::groups::GroupChoice;
use super::helpers::live_text;
use super::period::{PeriodChoice, TimeZoneChoice};
use super::search::SearchField;
use crate::query::{Direction, Order, OrderBy, RowsPerPage};
use crate::text;
use leptos::prelude::*;
use std::sync::Arc;
use usage::View;

/// Search, period, order and rows per page, with room for the page's actions.
#[component]
pub(super) fn Filters(
    view: ReadSignal<Option<View>>,
    /// Whether another period can be asked for.
    period: bool,
    children: Children,
) -> impl IntoView {
    let address = expect_context::<Address>();
    let order = move || address.query().with(|query| query.order);
    let rows = move || address.query().with(|query| query.rows_per_page);
    let sizes = RowsPerPage::ALL.map(|rows| (rows.as_str(), rows.as_str().to_owned()));
    let columns = OrderBy::ALL.map(|by| (by.as_str(), text::order_by(by).to_owned()));
    view! {
        <section class="filters" aria-label=text::FILTERS>
            <SearchField/>
            {period.then(|| view! { <PeriodChoice/><AgainstChoice/> })}
            <TimeZoneChoice/>
            <div class="order">
                <Choice
                    label=text::ORDER_BY
                    id="order-by"
                    options=columns.to_vec()
                    value=Arc::new(move || order().by.as_str())
                    choose=Box::new(move |name| {
                        let by = OrderBy::parse(&name).unwrap_or_default();
                        address.choose(|query| query.ordered(Order::usual(by)));
                    })
                />
                <button
                    type="button"
                    class="icon"
                    aria-label=text::REVERSE
                    title=text::REVERSE
                    on:click=move |_| address.choose(|query| {
                        let order = query.order.reversed();
                        query.ordered(order)
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
            <Choice
                label=text::ROWS_PER_PAGE
                id="rows-per-page"
                options=sizes.to_vec()
                value=Arc::new(move || rows().as_str())
                choose=Box::new(move |name| {
                    let rows = RowsPerPage::parse(&name).unwrap_or_default();
                    address.choose(|query| query.in_pages_of(rows));
                })
            />
            <div class="actions">{children()}</div>
            <GroupChoice view/>
        </section>
    }
}
