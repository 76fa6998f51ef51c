//! Choosing the period: a preset, or a beginning and an end; and the time zone that they are in.

pub(crate) mod date_range;
pub(crate) mod details;
pub(crate) mod text;

use crate::features::period::date_range::{FieldLabels, RangeTarget, bounds_choice};
use crate::messages;
use crate::state::url_state::UrlState;
use crate::widgets::helpers::when;
use crate::widgets::select::Select;
use leptos::prelude::*;
use panel_core::calendar::Zone;
use panel_core::url_query::{Period, Preset};
use std::sync::Arc;
use web_platform::BrowserCalendar;

/// From this length on, a period may begin and end on the same day of the year, in ms.
const YEAR_MS: u64 = 364 * 24 * 60 * 60 * 1000;

const ALL_TIME: &str = "all";
const CUSTOM: &str = "custom";

fn labels() -> FieldLabels {
    FieldLabels {
        from: ("from", messages::from()),
        until: ("until", messages::until()),
        zone: "zone",
        problem: "period-problem",
    }
}

const BOUNDS: RangeTarget = RangeTarget {
    period: |query| query.period,
    choose: |query, period| Ok(query.with_period(period)),
};

/// The choice `Period`, and the fields `From` and `Until` when it is `Custom`.
#[component]
pub(crate) fn PeriodChoice() -> impl IntoView {
    let url_state = expect_context::<UrlState>();
    let period = Memo::new(move |_| url_state.query().with(|query| query.period));
    let period = move || period.get();
    // Chosen, but no bound is set yet: the address has no word for that.
    let open = RwSignal::new(false);
    let is_custom = move || matches!(period(), Period::Fixed(_)) || open.get();
    let value = move || match period() {
        _ if is_custom() => CUSTOM,
        Period::Preset(preset) => preset.as_str(),
        _ => ALL_TIME,
    };
    let choose = move |name: &'static str| {
        open.set(name == CUSTOM);
        if name != CUSTOM {
            let period = Preset::parse(name).map_or(Period::AllTime, Period::Preset);
            url_state.push(|query| query.with_period(period));
        }
    };
    let option = move |name: &'static str, text: &'static str, dates: String| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="period"
                    prop:checked=move || value() == name
                    on:change=move |_| choose(name)
                />
                <span prop:textContent=text></span>
                <span class="end" prop:textContent=dates></span>
            </label>
        }
        .into_any()
    };
    // Wherever the address leads, that is what is chosen now.
    Effect::new(move |_| {
        period();
        open.set(false);
    });
    let presets = move || {
        let zone = url_state.zone();
        let presets = Preset::ALL.map(|preset| {
            option(
                preset.as_str(),
                messages::preset(preset),
                dates(preset, zone),
            )
        });
        presets.into_iter().collect_view()
    };
    view! {
        <fieldset class="choices">
            <legend>{messages::period()}</legend>
            {option(ALL_TIME, messages::all_time(), String::new())}
            {presets}
            {option(CUSTOM, messages::custom(), String::new())}
        </fieldset>
        {when(is_custom, || bounds_choice(labels(), BOUNDS))}
    }
}

/// The days that a preset stands for now.
fn dates(preset: Preset, zone: Zone) -> String {
    let calendar = BrowserCalendar(zone);
    let range = Period::Preset(preset).range(&calendar);
    let until = range.until_ts.unwrap_or_else(web_platform::now);
    let is_of_this_year = range
        .from_ts
        .is_some_and(|from| until.saturating_sub(from) < YEAR_MS);
    let day = |ts| {
        if is_of_this_year {
            web_platform::day_of_year(ts, zone)
        } else {
            web_platform::day(ts, zone)
        }
    };
    match range.from_ts {
        Some(from) => messages::between_dates(&day(from), &day(until)),
        None => String::new(),
    }
}

/// The select `Time zone`.
#[component]
pub(crate) fn TimeZoneSelect() -> impl IntoView {
    let url_state = expect_context::<UrlState>();
    let options = Zone::ALL.map(|zone| {
        let option = match zone {
            Zone::Local => messages::local_zone(&name(zone)),
            Zone::Utc => name(zone),
        };
        (zone.as_str(), option)
    });
    let choose = Box::new(move |name: String| {
        let zone = Zone::parse(&name).unwrap_or_default();
        url_state.push(|query| query.with_time_zone(zone));
    });
    view! {
        <Select
            label=messages::time_zone()
            id="time-zone"
            options=options.to_vec()
            value=Arc::new(move || url_state.zone().as_str())
            choose
        />
    }
}

/// A time zone's name.
pub(crate) fn name(zone: Zone) -> String {
    match zone {
        Zone::Local => web_platform::time_zone(),
        Zone::Utc => messages::utc().to_owned(),
    }
}
