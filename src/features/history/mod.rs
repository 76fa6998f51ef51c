//! The view `Trend`: what was added when, by whom, and when the disk is full.
//!
//! Opened by hand, it looks for the first media, and then says what their history will cost before it
//! asks for it. Opened by a link, it asks for nothing.

mod chart;
mod export;
mod forecast;
mod pointing;
mod progress;
pub(crate) mod recent;
mod view_model;

use self::export::Origin;
use self::forecast::DiskField;
use self::pointing::Pointer;
use self::view_model::HistoryViewModel;
use crate::messages::{self, Explanation, history as words};
use crate::state::histories::{Consent, Histories, HistoryRequest};
use crate::state::preferences::Preferences;
use crate::state::report_view::LiveReport;
use crate::state::settings::Settings;
use crate::state::url_state::UrlState;
use crate::widgets::chart_image::save_image_buttons;
use crate::widgets::data_table::table;
use crate::widgets::helpers::{disclosure, when};
use crate::widgets::lazy::{lazy, wasm_split};
use crate::widgets::select::Select;
use leptos::prelude::*;
use panel_core::config::TrendLoading;
use panel_core::url_query::IntervalChoice;
use std::sync::Arc;

/// The history of the period on screen. What is saved is told to `message`.
#[component]
pub(crate) fn HistoryView(
    live: LiveReport,
    histories: Histories,
    message: RwSignal<String>,
    /// Whether the administrator came here from another view, and not by a link.
    was_requested: bool,
) -> impl IntoView {
    let shown = HistoryContext {
        live,
        histories,
        message,
        was_requested: RwSignal::new(was_requested),
    };
    lazy(move || Box::pin(content(shown)))
}

#[wasm_split(history, fallible)]
fn content(shown: HistoryContext) -> Result<AnyView, Explanation> {
    let url_state = expect_context();
    shown.follow(url_state);
    Ok(shown.show(url_state))
}

/// What the parts of the region are about.
#[derive(Clone, Copy)]
struct HistoryContext {
    live: LiveReport,
    histories: Histories,
    message: RwSignal<String>,
    /// Whether somebody has asked for a history. Opening a link is not asking: it may come from
    /// anybody, and a history is many requests.
    was_requested: RwSignal<bool>,
}

impl HistoryContext {
    /// Opens the history of what is asked for and loaded, as long as the region is there.
    fn follow(self, url_state: UrlState) {
        let Self {
            live, histories, ..
        } = self;
        let request = Memo::new(move |_| {
            let (interval, period) = url_state
                .query()
                .with(|query| (query.interval, query.zoned_period()));
            live.reports.shown().report().with(|loaded| {
                let loaded = loaded.as_ref().filter(|it| it.period == period)?;
                let report = loaded.usage.report();
                (report.is_complete() && !report.table.is_empty()).then(|| HistoryRequest {
                    range: loaded.range,
                    at: loaded.at,
                    interval,
                    zone: url_state.zone(),
                    request_ms: loaded.cost.total_ms / f64::from(loaded.cost.requests.max(1)),
                    users: report.table.len(),
                    has_totals: true,
                })
            })
        });
        let was_requested = self.was_requested;
        let view = Memo::new(move |_| {
            url_state
                .query()
                .with(|query| (query.view, query.interval, query.user.clone()))
        });
        Effect::new(move |before: Option<_>| {
            let view = view.get();
            // Other bars, and another user, are chosen on the page.
            if before.is_some_and(|before| before != view) {
                was_requested.set(true);
            }
            view
        });
        let may_start =
            expect_context::<Settings>().get(|config| config.trend) == TrendLoading::Auto;
        Effect::new(move |_| {
            let consent = if may_start && was_requested.get() {
                Consent::Few
            } else {
                Consent::None
            };
            match request.get() {
                Some(request) => histories.open(request, consent),
                None => histories.close(),
            }
        });
    }

    /// The history, ready to be drawn; `None` before anything of it is known.
    fn model(self, url_state: UrlState) -> Memo<Option<HistoryViewModel>> {
        let user = Memo::new(move |_| url_state.query().with(|query| query.user.clone()));
        let Self {
            live, histories, ..
        } = self;
        Memo::new_with_compare(
            move |_| {
                let user = user.get();
                histories.partial().with(|partial| {
                    let partial = partial.as_ref()?;
                    live.reports.shown().report().with(|loaded| {
                        let usage = &loaded.as_ref()?.usage;
                        let user = user.as_deref();
                        Some(HistoryViewModel::new(partial, user, usage, histories))
                    })
                })
            },
            |_, _| true,
        )
    }

    fn show(self, url_state: UrlState) -> AnyView {
        let preferences = expect_context::<Preferences>();
        let model = self.model(url_state);
        let pointer = Pointer::new();
        let free = forecast::free_space(url_state, model);
        let drawn = move || {
            model.with(|model| {
                let model = model.as_ref().filter(|model| model.is_known())?;
                Some(
                    view! {
                        {chart::legend(model)}
                        {chart::show(model, free.get(), pointer, preferences)}
                        {forecast::figures(model, preferences)}
                        {difference(model, preferences)}
                    }
                    .into_any(),
                )
            })
        };
        let numbers = move || {
            let made =
                move || model.with(|model| model.as_ref().map(|model| numbers(model, preferences)));
            made.into_any()
        };
        let known =
            move || model.with(|model| model.as_ref().is_some_and(HistoryViewModel::is_known));
        let rest = move || {
            view! {
                {disclosure("numbers", messages::history_numbers().into_any(), false, Box::new(numbers))}
                {self.files(model, free, preferences)}
            }
            .into_any()
        };
        view! {
            <section class="content history" aria-label=messages::history()>
            <div class="history-controls">
                {interval(url_state)} <DiskField model free/> {self.state(preferences)}
            </div>
            <div class="charts"><figure class="history-charts">{drawn}</figure></div>
            {when(known, rest)}
            {self.cache_choice()}
            <p class="hint">{messages::history_about()}</p>
            </section>
        }
        .into_any()
    }

    /// The choice to keep finished bars, where the browser can.
    fn cache_choice(self) -> Option<AnyView> {
        let histories = self.histories;
        web_platform::is_trusted_page().then(|| {
            view! {
                <div class="field">
                    <label class="check">
                        <input
                            type="checkbox"
                            aria-describedby="keep-hint"
                            prop:checked=move || histories.is_caching().get()
                            on:change=move |event| histories.set_caching(event_target_checked(&event))
                        />
                        {messages::history_remember()}
                    </label>
                    <p id="keep-hint" class="hint">{messages::history_remember_hint()}</p>
                </div>
            }
            .into_any()
        })
    }

    /// Where the report is from that the history is of.
    fn origin(self) -> Origin {
        let reports = self.live.reports;
        Origin {
            homeserver: reports.homeserver(),
            at: reports
                .shown()
                .report()
                .with_untracked(|it| it.as_ref().map_or(0, |it| it.at)),
        }
    }

    /// The buttons that make files.
    fn files(
        self,
        model: Memo<Option<HistoryViewModel>>,
        free: Memo<Option<u64>>,
        preferences: Preferences,
    ) -> AnyView {
        let message = self.message;
        let save_csv = move |_| {
            if let Some(model) = model.get_untracked() {
                let origin = self.origin();
                web_platform::spawn(async move {
                    let said = export::save_csv(&model, &origin).await;
                    // The page may be gone by then.
                    message.try_set(said);
                });
            }
        };
        let picture = move |extension: &'static str| {
            let (model, origin) = (model.get()?, self.origin());
            let name = origin.file(&model, extension);
            Some((
                export::picture(&model, free.get(), &origin, preferences),
                name,
            ))
        };
        view! {
            <div class="actions">
                <button type="button" on:click=save_csv>{messages::history_csv()}</button>
                {save_image_buttons([messages::history_svg(), messages::history_png()], picture, message)}
            </div>
        }
        .into_any()
    }
}

/// The select of what a bar stands for.
fn interval(url_state: UrlState) -> AnyView {
    let chosen = move || url_state.query().with(|query| query.interval);
    let options = IntervalChoice::ALL.map(|it| (it.as_str(), words::interval(it).to_owned()));
    view! {
        <Select
            label=messages::history_interval()
            id="interval"
            options=options.to_vec()
            value=Arc::new(move || chosen().as_str())
            choose=Box::new(move |name| {
                let chosen = IntervalChoice::parse(&name).unwrap_or_default();
                url_state.push(|query| query.with_interval(chosen));
            })
        />
    }
    .into_any()
}

/// Says when the bars and the report do not agree.
fn difference(model: &HistoryViewModel, preferences: Preferences) -> Option<AnyView> {
    let (bars, report) = model.difference?;
    let said = messages::history_differs(&preferences.bytes(report), &preferences.bytes(bars));
    Some(view! { <p class="hint" prop:textContent=said></p> }.into_any())
}

/// The numbers of the windows that are known, the newest first.
fn numbers(model: &HistoryViewModel, preferences: Preferences) -> AnyView {
    let bytes = |bytes: u128| (bytes.to_string(), preferences.bytes(bytes));
    let parts = model.parts();
    let row = |at: usize| {
        let added = model.added.get(at).copied().flatten()?;
        let running_total = model.running_totals.get(at).copied().flatten();
        let number = |number: u128| (number.to_string(), preferences.integer(number));
        let mut row = vec![
            (model.windows.get(at)?.from_ts.to_string(), model.name(at)),
            bytes(added.bytes),
            number(added.files),
            number(added.users as u128),
            running_total.map_or((String::new(), messages::none().to_owned()), bytes),
        ];
        row.extend(model.columns(at).into_iter().map(bytes));
        Some(row)
    };
    let rows = (0..model.windows.len()).rev().filter_map(row).collect();
    let first = words::slider(model.unit);
    let mut columns = vec![
        first,
        messages::history_added(),
        messages::files(),
        messages::users(),
        messages::history_total(),
    ];
    if !parts.is_empty() {
        columns.extend(parts.iter().map(|part| part.name.as_str()));
        columns.push(messages::history_others());
    }
    view! { <div class="table-scroll">{table(messages::history(), &columns, rows)}</div> }
        .into_any()
}
