//! Choosing what the period is compared with.

use super::address::Address;
use super::bounds::{Bounds, Labels, bounds_choice};
use super::choice::Choice;
use super::helpers::when;
use crate::browser::{self, InZone};
use crate::query::{Against, Period, Query};
use crate::text;
use leptos::prelude::*;
use std::sync::Arc;

const NOTHING: &str = "nothing";
const PREVIOUS: &str = "previous";
const YEAR: &str = "year";
const ANOTHER: &str = "another";

const LABELS: Labels = Labels {
    from: ("compare-from", text::COMPARE_FROM),
    until: ("compare-until", text::COMPARE_UNTIL),
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
        _ => Err(text::UNBOUNDED),
    },
};

/// The select `Compare with`, and the fields `Compare from` and `Compare until` when that is
/// `Another period`.
#[component]
pub(super) fn AgainstChoice() -> impl IntoView {
    let address = expect_context::<Address>();
    let compare = move || address.query().with(|query| query.compare);
    let value = Arc::new(move || match compare() {
        None => NOTHING,
        Some(Against::Previous) => PREVIOUS,
        Some(Against::Year) => YEAR,
        Some(Against::Fixed(_)) => ANOTHER,
    });
    let options = [
        (NOTHING, text::NOTHING),
        (PREVIOUS, text::PERIOD_BEFORE),
        (YEAR, text::YEAR_EARLIER),
        (ANOTHER, text::ANOTHER_PERIOD),
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
        <Choice label=text::COMPARE_WITH id="compare-with" options value choose/>
        {when(
            move || matches!(compare(), Some(Against::Fixed(_))),
            || bounds_choice(LABELS, BOUNDS),
        )}
    }
}

/// Where choosing any other period starts from: what is compared with now, or could be.
fn another(query: &Query) -> Option<Against> {
    let calendar = InZone(query.zone);
    let (bounds, now) = (query.period.bounds(&calendar), browser::now());
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
