//! The two fields of a fixed period, typed as people write dates, or picked from the browser's calendar.

use crate::features::period::name;
use crate::messages::{self, Explanation};
use crate::state::url_state::UrlState;
use crate::widgets::helpers::{aria, live_text};
use crate::widgets::lazy::{lazy, wasm_split};
use leptos::html::Input;
use leptos::prelude::*;
use panel_core::calendar::{self, DateStyle, PeriodBound};
use panel_core::url_query::{Period, PeriodError, Query};
use web_platform::BrowserCalendar;

/// The IDs and labels of the two fields, and the IDs of what is said of them.
#[derive(Clone, Copy)]
pub(crate) struct FieldLabels {
    pub(crate) from: (&'static str, &'static str),
    pub(crate) until: (&'static str, &'static str),
    pub(crate) zone: &'static str,
    pub(crate) problem: &'static str,
}

/// Where the bounds are in the question.
#[derive(Clone, Copy)]
pub(crate) struct RangeTarget {
    /// The period whose bounds they are. Those of a preset are where to start from.
    pub(crate) period: fn(&Query) -> Period,
    /// The question with others, or what is wrong with them.
    pub(crate) choose: fn(Query, Period) -> Result<Query, &'static str>,
}

/// What is typed into the fields, and what is wrong with it.
#[derive(Clone, Copy)]
struct DateFields {
    url_state: UrlState,
    labels: FieldLabels,
    range: RangeTarget,
    from: RwSignal<String>,
    until: RwSignal<String>,
    /// Where it is, if it is in one of them, and what it is.
    problem: RwSignal<Option<(Option<PeriodBound>, String)>>,
    /// A date as the locale writes it.
    example: StoredValue<String>,
    /// The words of the locale, learned when the first date is typed.
    style: StoredValue<Option<DateStyle>>,
}

impl DateFields {
    fn text(self, bound: PeriodBound) -> RwSignal<String> {
        match bound {
            PeriodBound::From => self.from,
            PeriodBound::Until => self.until,
        }
    }

    /// Shows what the address says. A preset's bounds are where to start from.
    fn show(self) {
        let query = self.url_state.query();
        let of = self.range.period;
        let (period, zone) = query.with_untracked(|query| (of(query), query.zone));
        let calendar = BrowserCalendar(zone);
        let format_moment =
            |ts: Option<u64>| ts.map_or(String::new(), |ts| calendar::format_moment(&calendar, ts));
        let range = period.range(&calendar);
        self.from.set(format_moment(range.from_ts));
        self.until.set(format_moment(range.until_ts));
        self.problem.set(None);
    }

    /// Asks for what is typed, if it is a period; else says why it is none, and leaves it there.
    fn apply(self) {
        let period = self.read(PeriodBound::From).and_then(|from_ts| {
            let until_ts = self.read(PeriodBound::Until)?;
            Period::between(from_ts, until_ts).map_err(|error| {
                let message = match error {
                    PeriodError::EndsBeforeItBegins => messages::ends_before_it_begins(),
                    PeriodError::OutOfRange => messages::date_out_of_range(),
                };
                (None, message.to_owned())
            })
        });
        let query = self.url_state.query().get_untracked();
        let choose = self.range.choose;
        let chosen = period
            .and_then(|period| choose(query, period).map_err(|message| (None, message.to_owned())));
        match chosen {
            Ok(query) => {
                self.url_state.push(|_| query);
                self.show();
            }
            Err(problem) => self.problem.set(Some(problem)),
        }
    }

    /// The bound that is typed, in ms since the epoch; `None` for an open one.
    fn read(self, bound: PeriodBound) -> Result<Option<u64>, (Option<PeriodBound>, String)> {
        let typed = web_platform::normalize_date_input(&self.text(bound).get_untracked());
        if typed.trim().is_empty() {
            return Ok(None);
        }
        let zone = untrack(|| self.url_state.zone());
        self.style.update_value(|style| {
            style.get_or_insert_with(web_platform::date_style);
        });
        let calendar = BrowserCalendar(zone);
        let read = |style: &DateStyle| calendar::read(&typed, bound, style, &calendar);
        let read = self.style.with_value(|style| style.as_ref().map(read));
        read.transpose().map_err(|mistake| {
            let date = |ts| web_platform::date_time(ts, zone);
            let example = self.example.get_value();
            (
                Some(bound),
                messages::date_error(&mistake, &example, &name(zone), date),
            )
        })
    }
}

/// The fields of a beginning and an end.
pub(crate) fn bounds_choice(labels: FieldLabels, range: RangeTarget) -> AnyView {
    lazy(move || Box::pin(content(labels, range)))
}

#[wasm_split(dates, fallible)]
fn content(labels: FieldLabels, range: RangeTarget) -> Result<AnyView, Explanation> {
    let url_state = expect_context::<UrlState>();
    let fields = DateFields {
        url_state,
        labels,
        range,
        from: RwSignal::default(),
        until: RwSignal::default(),
        problem: RwSignal::new(None),
        example: StoredValue::new(web_platform::date_example()),
        style: StoredValue::default(),
    };
    // The address leads: a link, or "back", shows in the fields.
    let asked = Memo::new(move |_| {
        url_state
            .query()
            .with(|query| ((range.period)(query), query.zone))
    });
    Effect::new(move |_| {
        asked.get();
        fields.show();
    });
    let example = fields.example.get_value();
    let how = move || messages::write_dates(&example, &name(url_state.zone()));
    let problem = move || fields.problem.with(|it| Some(it.as_ref()?.1.clone()));
    let view = view! {
        {field(&fields, PeriodBound::From)}
        {field(&fields, PeriodBound::Until)}
        <div class="date-notes">
            <p id=labels.zone class="hint" prop:textContent=live_text(how)></p>
            <p
                id=labels.problem
                class="hint invalid"
                role="alert"
                prop:textContent=live_text(move || problem().unwrap_or_default())
            ></p>
        </div>
    };
    Ok(view.into_any())
}

/// A field to type a bound into, with the browser's own calendar to pick it from.
fn field(&fields: &DateFields, bound: PeriodBound) -> AnyView {
    let labels = fields.labels;
    let (id, label) = match bound {
        PeriodBound::From => labels.from,
        PeriodBound::Until => labels.until,
    };
    let described_by = format!("{} {}", labels.zone, labels.problem);
    let value = fields.text(bound);
    let (other_id, other) = match bound {
        PeriodBound::From => (labels.until.0, fields.until),
        PeriodBound::Until => (labels.from.0, fields.from),
    };
    let typed = move |event| {
        value.set(event_target_value(&event));
        // Whatever filled the other field in may not have told the page.
        if let Some(text) = web_platform::field_value(other_id) {
            other.set(text);
        }
        fields.apply();
    };
    let is_wrong = move || {
        let concerns = |problem: &(Option<PeriodBound>, _)| problem.0.is_none_or(|it| it == bound);
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
        <div class="field date-field">
            <label for=id prop:textContent=label></label>
            <input
                id=id
                type="text"
                autocomplete="off"
                spellcheck="false"
                placeholder=messages::no_bound()
                aria-describedby=described_by
                aria-invalid=aria(is_wrong)
                prop:value=move || value.get()
                on:change=typed
            />
            <button
                type="button"
                class="square"
                aria-label=messages::pick_for(label)
                title=messages::pick()
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
