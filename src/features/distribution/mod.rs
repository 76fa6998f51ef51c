//! The view `Distribution`: how the bytes are spread over the users found.

pub(crate) mod charts;
mod treemap;

use crate::features::distribution::charts::Charts;
use crate::features::distribution::treemap::Treemap;
use crate::messages::{self, Explanation, figures as words};
use crate::state::preferences::Preferences;
use crate::state::report_view::ReportView;
use crate::widgets::figure::Figure;
use crate::widgets::helpers::{disclosure, markup};
use crate::widgets::lazy::{lazy, wasm_split};
use leptos::prelude::*;
use media_usage::{Totals, fraction};
use panel_core::chart::Markup;

/// Further figures of a view, charts, and what all figures mean. What is saved is told to `message`.
#[component]
pub(crate) fn Distribution(report_view: ReportView, message: RwSignal<String>) -> impl IntoView {
    lazy(move || Box::pin(content(report_view, message)))
}

#[wasm_split(distribution, fallible)]
fn content(report_view: ReportView, message: RwSignal<String>) -> Result<AnyView, Explanation> {
    let view = report_view.view;
    let preferences = expect_context::<Preferences>();
    let figures = move || {
        let totals = view.with(|view| view.as_ref().map(|view| *view.totals()));
        let figures = extra_figures(&totals.unwrap_or_default(), preferences);
        figures.into_iter().map(Figure::show).collect_view()
    };
    let definitions = || {
        let mut list = Markup::default();
        for (name, meaning) in words::definitions() {
            list.open("div", &[]);
            list.element("dt", &[], name);
            list.element("dd", &[], meaning);
            list.close("div");
        }
        view! { <dl use:markup=list></dl> }.into_any()
    };
    let content = view! {
        <section class="content distribution" aria-label=messages::distribution()>
        <dl class="figures">{figures}</dl>
        {disclosure("definitions", messages::distribution_meaning().into_any(), false, Box::new(definitions))}
        <Treemap report_view/>
            <Charts report_view message/>
        </section>
    };
    Ok(content.into_any())
}

/// What the region of totals has no room for.
fn extra_figures(totals: &Totals, preferences: Preferences) -> [Figure; 7] {
    let size = |name, bytes: u128| Figure {
        name,
        exact: bytes.to_string(),
        shown: preferences.bytes(bytes),
        beside: messages::exact_bytes(&preferences.counted(bytes)),
        ..Figure::default()
    };
    let holders = |name, holders: usize| {
        let part = preferences.percent(holders as u128, totals.users as u128);
        Figure {
            exact: holders.to_string(),
            shown: preferences.count(holders),
            beside: messages::of_the_users(&part.unwrap_or_default()),
            ..Figure::unknown(name)
        }
    };
    if totals.bytes == 0 {
        return [
            messages::median(),
            messages::mean(),
            messages::largest_share(),
            messages::users_holding_50(),
            messages::users_holding_80(),
            messages::users_holding_95(),
            messages::gini(),
        ]
        .map(Figure::unknown);
    }
    let largest = u128::from(totals.largest);
    [
        size(messages::median(), totals.median.into()),
        size(messages::mean(), totals.average_user().unwrap_or(0)),
        Figure {
            name: messages::largest_share(),
            exact: fraction(largest, totals.bytes),
            shown: preferences
                .percent(largest, totals.bytes)
                .unwrap_or_default(),
            beside: preferences.bytes(largest),
            ..Figure::default()
        },
        holders(messages::users_holding_50(), totals.holders_of_50_percent),
        holders(messages::users_holding_80(), totals.holders_of_80_percent),
        holders(messages::users_holding_95(), totals.holders_of_95_percent),
        Figure {
            name: messages::gini(),
            exact: fraction(totals.gini.into(), 10_000),
            shown: preferences.thousandths(u128::from(totals.gini) / 10),
            beside: words::gini_note(totals.gini).to_owned(),
            ..Figure::default()
        },
    ]
}
