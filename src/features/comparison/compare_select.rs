//! Choosing what the period is compared with.

use crate::features::period::date_range::{FieldLabels, RangeTarget, bounds_choice};
use crate::features::period::text::short_period;
use crate::messages;
use crate::state::report_view::{CompareTarget, ReportView};
use crate::state::url_state::UrlState;
use crate::widgets::helpers::when;
use crate::widgets::select::Select;
use leptos::prelude::*;
use panel_core::format::visible;
use panel_core::url_query::{CompareTo, Period, Query};
use std::sync::Arc;
use web_platform::BrowserCalendar;

const NOTHING: &str = "nothing";
const PREVIOUS: &str = "previous";
const YEAR: &str = "year";
const ANOTHER: &str = "another";

fn labels() -> FieldLabels {
    FieldLabels {
        from: ("compare-from", messages::compare_from()),
        until: ("compare-until", messages::compare_until()),
        zone: "compare-zone",
        problem: "compare-problem",
    }
}

const BOUNDS: RangeTarget = RangeTarget {
    period: |query| match query.compare {
        Some(CompareTo::Fixed(fixed)) => Period::Fixed(fixed),
        _ => Period::AllTime,
    },
    choose: |query, period| match period {
        Period::Fixed(fixed) => Ok(query.with_compare_to(Some(CompareTo::Fixed(fixed)))),
        _ => Err(messages::compare_unbounded()),
    },
};

/// What is compared, for the button of the menu; tracks it.
pub(crate) fn compare_name(report_view: ReportView, url_state: UrlState) -> String {
    let file = report_view.comparison.signals().file.with(|file| {
        let file = file.as_ref()?.file.as_deref().and_then(visible);
        Some(file.unwrap_or_default())
    });
    if let Some(file) = file {
        return messages::versus(&file);
    }
    let (compare, zone) = url_state.query().with(|query| (query.compare, query.zone));
    let target = report_view.live.map(|live| live.compare_target.get());
    match (compare, target) {
        (None, _) => messages::compare().to_owned(),
        (_, Some(CompareTarget::Period(period))) => {
            messages::versus(&short_period(period.period(), zone))
        }
        (Some(CompareTo::Previous), _) => messages::versus_previous().to_owned(),
        (Some(CompareTo::Year), _) => messages::versus_year().to_owned(),
        (Some(CompareTo::Fixed(period)), _) => {
            messages::versus(&short_period(Period::Fixed(period), zone))
        }
    }
}

/// The select `Compare with`, and the fields `Compare from` and `Compare until` when that is
/// `Another period`.
#[component]
pub(crate) fn CompareSelect() -> impl IntoView {
    let url_state = expect_context::<UrlState>();
    let compare = move || url_state.query().with(|query| query.compare);
    let value = Arc::new(move || match compare() {
        None => NOTHING,
        Some(CompareTo::Previous) => PREVIOUS,
        Some(CompareTo::Year) => YEAR,
        Some(CompareTo::Fixed(_)) => ANOTHER,
    });
    let options = [
        (NOTHING, messages::compare_off()),
        (PREVIOUS, messages::compare_previous()),
        (YEAR, messages::compare_year()),
        (ANOTHER, messages::compare_custom()),
    ];
    let options = options.map(|(name, text)| (name, text.to_owned())).to_vec();
    let choose = Box::new(move |name: String| {
        url_state.push(|query| {
            let against = match name.as_str() {
                PREVIOUS => Some(CompareTo::Previous),
                YEAR => Some(CompareTo::Year),
                ANOTHER => another(&query),
                _ => None,
            };
            query.with_compare_to(against)
        });
    });
    view! {
        <Select label=messages::compare_with() id="compare-with" options value choose/>
        {when(
            move || matches!(compare(), Some(CompareTo::Fixed(_))),
            || bounds_choice(labels(), BOUNDS),
        )}
    }
}

/// Where choosing any other period starts from: what is compared with now, or could be.
fn another(query: &Query) -> Option<CompareTo> {
    let calendar = BrowserCalendar(query.zone);
    let (range, now) = (query.period.range(&calendar), web_platform::now());
    let mut ways = [
        query.compare.unwrap_or(CompareTo::Previous),
        CompareTo::Year,
    ]
    .into_iter();
    let found = ways.find_map(|against| {
        let found = against.period(query.period, range, now, &calendar);
        found.ok()
    });
    match found {
        Some(Period::Fixed(fixed)) => Some(CompareTo::Fixed(fixed)),
        _ => query.compare,
    }
}
