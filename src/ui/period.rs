//! Choosing the period: a preset, or a beginning and an end; and the time zone of dates.

use super::address::Address;
use super::choice::Choice;
use super::helpers::{aria, when};
use crate::browser::{self, BrowserFold, InZone};
use crate::calendar::{self, Bound, DateStyle, Zone};
use crate::query::{Period, PeriodError, Preset};
use crate::text;
use leptos::html::Input;
use leptos::prelude::*;
use std::sync::Arc;
use usage::Fold as _;

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

/// The select `Time zone`.
#[component]
pub(super) fn TimeZoneChoice() -> impl IntoView {
    let address = expect_context::<Address>();
    let options = Zone::ALL.map(|zone| {
        let option = match zone {
            Zone::Local => text::browser_zone(&name(zone)),
            Zone::Utc => name(zone),
        };
        (zone.as_str(), option)
    });
    let choose = Box::new(move |name: String| {
        let zone = Zone::parse(&name).unwrap_or_default();
        address.choose(|query| query.in_zone(zone));
    });
    view! {
        <Choice
            label=text::TIME_ZONE
            id="time-zone"
            options=options.to_vec()
            value=Arc::new(move || address.zone().as_str())
            choose
        />
    }
}

/// A time zone's name.
pub(super) fn name(zone: Zone) -> String {
    match zone {
        Zone::Local => browser::time_zone(),
        Zone::Utc => text::UTC.to_owned(),
    }
}

/// What is typed into the fields, and what is wrong with it.
#[derive(Clone, Copy)]
struct Fields {
    address: Address,
    from: RwSignal<String>,
    until: RwSignal<String>,
    /// Where it is, if it is in one of them, and what it is.
    problem: RwSignal<Option<(Option<Bound>, String)>>,
    style: StoredValue<DateStyle>,
}

impl Fields {
    fn text(self, bound: Bound) -> RwSignal<String> {
        match bound {
            Bound::From => self.from,
            Bound::Until => self.until,
        }
    }

    /// Shows what the address says. A preset's bounds are where to start from.
    fn show(self) {
        let query = self.address.query();
        let (period, zone) = query.with_untracked(|query| (query.period, query.zone));
        let calendar = InZone(zone);
        let written =
            |ts: Option<u64>| ts.map_or(String::new(), |ts| calendar::written(&calendar, ts));
        let bounds = period.bounds(&calendar);
        self.from.set(written(bounds.from_ts));
        self.until.set(written(bounds.until_ts));
        self.problem.set(None);
    }

    /// Asks for what is typed, if it is a period; else says why it is none, and leaves it there.
    fn apply(self) {
        let period = self.read(Bound::From).and_then(|from_ts| {
            let until_ts = self.read(Bound::Until)?;
            Period::between(from_ts, until_ts).map_err(|error| {
                let message = match error {
                    PeriodError::EndsBeforeItBegins => text::ENDS_BEFORE_IT_BEGINS,
                    PeriodError::OutOfRange => text::BAD_DATE,
                };
                (None, message.to_owned())
            })
        });
        match period {
            Ok(period) => {
                self.address.choose(|query| query.within(period));
                self.show();
            }
            Err(problem) => self.problem.set(Some(problem)),
        }
    }

    /// The bound that is typed, in ms since the epoch; `None` for an open one.
    fn read(self, bound: Bound) -> Result<Option<u64>, (Option<Bound>, String)> {
        let typed = self.text(bound).get_untracked();
        if typed.trim().is_empty() {
            return Ok(None);
        }
        let zone = untrack(|| self.address.zone());
        self.style.with_value(|style| {
            let folded = BrowserFold.fold(&typed);
            let read = calendar::read(&folded, bound, style, &InZone(zone));
            read.map(Some).map_err(|mistake| {
                let date = |ts| browser::date_time(ts, zone);
                let words = text::mistyped(&mistake, &style.example, &name(zone), date);
                (Some(bound), words)
            })
        })
    }
}

#[component]
fn Bounds() -> impl IntoView {
    let address = expect_context::<Address>();
    let fields = Fields {
        address,
        from: RwSignal::default(),
        until: RwSignal::default(),
        problem: RwSignal::new(None),
        style: StoredValue::new(browser::date_style()),
    };
    // The address leads: a link, or "back", shows in the fields.
    let asked = Memo::new(move |_| address.query().with(|query| (query.period, query.zone)));
    Effect::new(move |_| {
        asked.get();
        fields.show();
    });
    let example = fields.style.with_value(|style| style.example.clone());
    let how = move || text::write_dates(&name(address.zone()), &example);
    let problem = move || fields.problem.with(|it| Some(it.as_ref()?.1.clone()));
    view! {
        {field(fields, Bound::From)}
        {field(fields, Bound::Until)}
        <div class="bounds-notes">
            <p id="zone" class="hint">{how}</p>
            <p id="period-problem" class="hint bad" role="alert">{move || problem().unwrap_or_default()}</p>
        </div>
    }
}

/// A field to type a bound into, with the browser's own calendar to pick it from.
fn field(fields: Fields, bound: Bound) -> AnyView {
    let (id, label) = match bound {
        Bound::From => ("from", text::FROM),
        Bound::Until => ("until", text::UNTIL),
    };
    let value = fields.text(bound);
    let typed = move |event| {
        value.set(event_target_value(&event));
        fields.apply();
    };
    let is_wrong = move || {
        let concerns = |problem: &(Option<Bound>, _)| problem.0.is_none_or(|it| it == bound);
        fields
            .problem
            .with(|problem| problem.as_ref().is_some_and(concerns))
    };
    let picker = NodeRef::<Input>::new();
    let pick = move |_| {
        if let Some(picker) = picker.get_untracked() {
            picker.set_value(&value.get_untracked());
            // Where the browser has none, there is the field.
            let _ = picker.show_picker();
        }
    };
    view! {
        <div class="field moment">
            <label for=id>{label}</label>
            <input
                id=id
                type="text"
                autocomplete="off"
                spellcheck="false"
                placeholder=text::NO_BOUND
                aria-describedby="zone period-problem"
                aria-invalid=aria(is_wrong)
                prop:value=move || value.get()
                on:change=typed
            />
            <button
                type="button"
                class="icon"
                aria-label=text::pick(label)
                title=text::PICK
                on:click=pick
            >
                "▾"
            </button>
            <input
                class="picker"
                type="datetime-local"
                step="any"
                tabindex="-1"
                aria-hidden="true"
                node_ref=picker
                on:change=typed
            />
        </div>
    }
    .into_any()
}
