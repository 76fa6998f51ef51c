//! What narrows and orders the users: search, period, order.

use super::address::Address;
use super::choice::Choice;
use super::period::PeriodChoice;
use crate::query::{Direction, Order, OrderBy};
use crate::text;
use leptos::prelude::*;

/// Search, period and order, with room for the page's actions.
#[component]
pub(super) fn Filters(children: Children) -> impl IntoView {
    let address = expect_context::<Address>();
    let term = Memo::new(move |_| address.query().with(|query| query.search.clone()));
    let order = Memo::new(move |_| address.query().with(|query| query.order));
    let columns = OrderBy::ALL.map(|by| (by.as_str(), text::order_by(by).to_owned()));
    view! {
        <section class="filters" aria-label=text::FILTERS>
            <div class="field search">
                <label for="search">{text::SEARCH}</label>
                <input
                    id="search"
                    type="search"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=text::SEARCH_HINT
                    prop:value=move || term.get()
                    on:input=move |event| {
                        address.type_in(|query| query.searching(event_target_value(&event)));
                    }
                />
            </div>
            <PeriodChoice/>
            <div class="order">
                <Choice
                    label=text::ORDER_BY
                    id="order-by"
                    options=columns.to_vec()
                    value=Signal::derive(move || order.get().by.as_str())
                    choose=move |name| {
                        let by = OrderBy::parse(&name).unwrap_or_default();
                        address.choose(|query| query.ordered(Order::usual(by)));
                    }
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
                >
                    {move || match order.get().dir {
                        Direction::Forwards => "↑",
                        Direction::Backwards => "↓",
                    }}
                </button>
            </div>
            <div class="actions">{children()}</div>
        </section>
    }
}
