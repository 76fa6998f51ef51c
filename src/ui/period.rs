//! Choosing the period: a preset, or a beginning and an end in the browser's time zone.

use super::address::Address;
use super::choice::Choice;
use super::helpers::{aria, when};
use crate::browser;
use crate::query::{Bounds, Period, PeriodError, Preset};
use crate::text;
use leptos::prelude::*;
use std::sync::Arc;

const ALL_TIME: &str = "all";
const CUSTOM: &str = "custom";

/// The select `Period`, and the fields `From` and `Until` when it is `Custom`.
#[component]
pub(super) fn PeriodChoice() -> impl IntoView {
    let address = expect_context::<Address>();
    let period = move || address.query().with(|query| query.period);
    // Chosen, but no bound is set yet: the address has no word for that.
    let open = RwSignal::new(false);
    let is_custom = move || matches!(period(), Period::Fixed(_)) || open.get();
    let value = Arc::new(move || match period() {
        _ if is_custom() => CUSTOM,
        Period::Preset(preset) => preset.as_str(),
        _ => ALL_TIME,
    });
    let mut options = vec![(ALL_TIME, text::ALL_TIME.to_owned())];
    options.extend(Preset::ALL.map(|preset| (preset.as_str(), text::preset(preset).to_owned())));
    options.push((CUSTOM, text::CUSTOM.to_owned()));
    let choose = Box::new(move |name: String| {
        open.set(name == CUSTOM);
        if name != CUSTOM {
            let period = Preset::parse(&name).map_or(Period::AllTime, Period::Preset);
            address.choose(|query| query.within(period));
        }
    });
    // Wherever the address leads, that is what is chosen now.
    Effect::new(move |_| {
        period();
        open.set(false);
    });
    view! {
        <Choice label=text::PERIOD id="period" options value choose/>
        {when(is_custom, move || {
            // A preset's bounds are where to start from.
            let bounds = Arc::new(move || period().bounds(&browser::Local));
            let choose = Arc::new(move |period| {
                address.choose(|query| query.within(period));
                None
            });
            view! { <BoundsChoice fields=FIELDS bounds choose/> }.into_any()
        })}
    }
}

/// The IDs and labels of the two fields of a fixed period, and the IDs of what is said of them.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    pub(super) from: (&'static str, &'static str),
    pub(super) until: (&'static str, &'static str),
    pub(super) zone: &'static str,
    pub(super) problem: &'static str,
}

const FIELDS: Fields = Fields {
    from: ("from", text::FROM),
    until: ("until", text::UNTIL),
    zone: "zone",
    problem: "period-problem",
};

/// The fields of a fixed period. `bounds` tells, and tracks, the ones in the address; `choose` is
/// given others, and says what is wrong with them.
#[component]
pub(super) fn BoundsChoice(
    fields: Fields,
    bounds: Arc<dyn Fn() -> Bounds + Send + Sync>,
    choose: Arc<dyn Fn(Period) -> Option<&'static str> + Send + Sync>,
) -> impl IntoView {
    let written = |ts: Option<u64>| ts.map_or(String::new(), browser::local_iso);
    let from = RwSignal::new(String::new());
    let until = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<&'static str>);
    // The address leads: a link, or "back", shows in the fields.
    Effect::new(move |_| {
        let bounds = bounds();
        from.set(written(bounds.from_ts));
        until.set(written(bounds.until_ts));
        problem.set(None);
    });
    let apply = Arc::new(move || {
        let bound = |value: String| match value.as_str() {
            "" => Ok(None),
            value => browser::parse_local(value).map(Some).ok_or(text::BAD_DATE),
        };
        let period = bound(from.get_untracked()).and_then(|from_ts| {
            let until_ts = bound(until.get_untracked())?;
            Period::between(from_ts, until_ts).map_err(|error| match error {
                PeriodError::EndsBeforeItBegins => text::ENDS_BEFORE_IT_BEGINS,
                PeriodError::OutOfRange => text::BAD_DATE,
            })
        });
        problem.set(match period {
            Ok(period) => choose(period),
            Err(message) => Some(message),
        });
    });
    let described_by = format!("{} {}", fields.zone, fields.problem);
    let field = move |(id, label): (&'static str, &'static str), value: RwSignal<String>| {
        let apply = apply.clone();
        view! {
            <div class="field moment">
                <label for=id>{label}</label>
                <input
                    id=id
                    type="datetime-local"
                    step="any"
                    min="1970-01-02T00:00"
                    aria-describedby=described_by.clone()
                    aria-invalid=aria(move || problem.get().is_some())
                    prop:value=move || value.get()
                    on:change=move |event| {
                        value.set(event_target_value(&event));
                        apply();
                    }
                />
            </div>
        }
    };
    view! {
        {field(fields.from, from)}
        {field(fields.until, until)}
        <div class="bounds-notes">
            <p id=fields.zone class="hint">{text::time_zone(&browser::time_zone())}</p>
            <p id=fields.problem class="hint bad" role="alert">{move || problem.get().unwrap_or_default()}</p>
        </div>
    }
}
