//! Choosing the period: a preset, or a beginning and an end in the browser's time zone.

use super::address::Address;
use super::choice::Choice;
use super::helpers::{aria, when};
use crate::browser;
use crate::query::{Period, PeriodError, Preset};
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
        {when(is_custom, || view! { <Bounds/> }.into_any())}
    }
}

#[component]
fn Bounds() -> impl IntoView {
    let address = expect_context::<Address>();
    let written = |ts: Option<u64>| ts.map_or(String::new(), browser::local_iso);
    let from = RwSignal::new(String::new());
    let until = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<&'static str>);
    // The address leads: a link, or "back", shows in the fields. A preset's bounds are where to
    // start from.
    Effect::new(move |_| {
        let bounds = address
            .query()
            .with(|query| query.period.bounds(&browser::Local));
        from.set(written(bounds.from_ts));
        until.set(written(bounds.until_ts));
        problem.set(None);
    });
    let apply = move || {
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
        match period {
            Ok(period) => {
                problem.set(None);
                address.choose(|query| query.within(period));
            }
            Err(message) => problem.set(Some(message)),
        }
    };
    let field = move |id: &'static str, label: &'static str, value: RwSignal<String>| {
        view! {
            <div class="field moment">
                <label for=id>{label}</label>
                <input
                    id=id
                    type="datetime-local"
                    step="any"
                    min="1970-01-02T00:00"
                    aria-describedby="zone period-problem"
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
        {field("from", text::FROM, from)}
        {field("until", text::UNTIL, until)}
        <div class="bounds-notes">
            <p id="zone" class="hint">{text::time_zone(&browser::time_zone())}</p>
            <p id="period-problem" class="hint bad" role="alert">{move || problem.get().unwrap_or_default()}</p>
        </div>
    }
}
