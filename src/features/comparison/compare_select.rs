//! Choosing what the period is compared with.

use crate::features::period::date_range::{Bounds, Labels, bounds_choice};
use crate::messages;
use crate::state::url_state::Address;
use crate::widgets::helpers::when;
use crate::widgets::select::Choice;
use leptos::prelude::*;
use panel_core::url_query::{Against, Period, Query};
use std::sync::Arc;
use web_platform::InZone;

const NOTHING: &str = "nothing";
const PREVIOUS: &str = "previous";
const YEAR: &str = "year";
const ANOTHER: &str = "another";

const LABELS: Labels = Labels {
    from: ("compare-from", messages::COMPARE_FROM),
    until: ("compare-until", messages::COMPARE_UNTIL),
    zone: "compare-zone",
    problem: "compare-problem",
};

const BOUNDS: Bounds = Bounds {
    period: |query| match query.compare {
        Some(Against::Fixed(fixed)) => Period::Fixed(fixed),
        _ => Period::AllTime,
    },
    choose: |query, period| match period {
        Period::Fixed(fixed) => Ok(query.against(Some(Against::Fixed(fixed)))),
        _ => Err(messages::UNBOUNDED),
    },
};

/// The select `Compare with`, and the fields `Compare from` and `Compare until` when that is
/// `Another period`.
#[component]
pub(crate) fn AgainstChoice() -> impl IntoView {
    let address = expect_context::<Address>();
    let compare = move || address.query().with(|query| query.compare);
    let value = Arc::new(move || match compare() {
        None => NOTHING,
        Some(Against::Previous) => PREVIOUS,
        Some(Against::Year) => YEAR,
        Some(Against::Fixed(_)) => ANOTHER,
    });
    let options = [
        (NOTHING, messages::NOTHING),
        (PREVIOUS, messages::PERIOD_BEFORE),
        (YEAR, messages::YEAR_EARLIER),
        (ANOTHER, messages::ANOTHER_PERIOD),
    ];
    let options = options.map(|(name, text)| (name, text.to_owned())).to_vec();
    let choose = Box::new(move |name: String| {
        address.choose(|query| {
            let against = match name.as_str() {
                PREVIOUS => Some(Against::Previous),
                YEAR => Some(Against::Year),
                ANOTHER => another(&query),
                _ => None,
            };
            query.against(against)
        });
    });
    view! {
        <Choice label=messages::COMPARE_WITH id="compare-with" options value choose/>
        {when(
            move || matches!(compare(), Some(Against::Fixed(_))),
            || bounds_choice(LABELS, BOUNDS),
        )}
    }
}

/// Where choosing any other period starts from: what is compared with now, or could be.
fn another(query: &Query) -> Option<Against> {
    let calendar = InZone(query.zone);
    let (bounds, now) = (query.period.bounds(&calendar), web_platform::now());
    let mut ways = [query.compare.unwrap_or(Against::Previous), Against::Year].into_iter();
    let found = ways.find_map(|against| {
        let found = against.period(query.period, bounds, now, &calendar);
        found.ok()
    });
    match found {
        Some(Period::Fixed(fixed)) => Some(Against::Fixed(fixed)),
        _ => query.compare,
    }
}
