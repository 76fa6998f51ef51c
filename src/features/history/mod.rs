//! The disclosure `History`: what was added when, by whom, and when the disk is full.
//!
//! Closed, it costs nothing. Opened by hand, it looks for the first media, and then says what their
//! history will cost before it asks for it. Opened by a link, it asks for nothing.

mod chart;
mod export;
mod forecast;
mod progress;
mod view_model;

use self::export::Origin;
use self::forecast::DiskField;
use self::view_model::Tale;
use crate::messages::{self, Explanation, history as words};
use crate::state::histories::{Consent, Histories, HistoryRequest};
use crate::state::preferences::Preferences;
use crate::state::report_view::LiveReport;
use crate::state::url_state::UrlState;
use crate::widgets::chart_image::save_buttons;
use crate::widgets::data_table::table;
use crate::widgets::helpers::{disclosure, when};
use crate::widgets::lazy::{later, wasm_split};
use crate::widgets::select::Choice;
use leptos::ev::Event;
use leptos::prelude::*;
use leptos::web_sys::Element;
use panel_core::url_query::IntervalChoice;
use std::sync::Arc;

/// The history of the period on screen. What is saved is told to `message`.
#[component]
pub(crate) fn HistoryRegion(
    live: LiveReport,
    histories: Histories,
    message: RwSignal<String>,
) -> impl IntoView {
    let url_state = expect_context::<UrlState>();
    let is_open = Memo::new(move |_| url_state.query().with(|query| query.interval.is_some()));
    let asked = RwSignal::new(!is_open.get_untracked());
    let toggle = move |event: Event| {
        let details: Element = event_target(&event);
        let open = details.has_attribute("open");
        if open != is_open.get_untracked() {
            asked.set(true);
            let history = open.then(IntervalChoice::default);
            url_state.push(|query| query.with_interval(history));
        }
    };
    let shown = RankedUser {
        live,
        histories,
        message,
        asked,
    };
    let content = move || later(move || Box::pin(content(shown)));
    view! {
        <details class="history" open=move || is_open.get() on:toggle=toggle>
            <summary>{words::HISTORY}</summary>
            {when(move || is_open.get(), content)}
        </details>
    }
}

#[wasm_split(history, fallible)]
fn content(shown: RankedUser) -> Result<AnyView, Explanation> {
    let url_state = expect_context();
    shown.follow(url_state);
    Ok(shown.show(url_state))
}

/// What the parts of the region are about.
#[derive(Clone, Copy)]
struct RankedUser {
    live: LiveReport,
    histories: Histories,
    message: RwSignal<String>,
    /// Whether somebody has asked for a history. Opening a link is not asking: it may come from
    /// anybody, and a history is many requests.
    asked: RwSignal<bool>,
}

impl RankedUser {
    /// Opens the history of what is asked for and loaded, as long as the region is there.
    fn follow(self, url_state: UrlState) {
        let Self {
            live, histories, ..
        } = self;
        let wanted = Memo::new(move |_| {
            let (interval, period) = url_state
                .query()
                .with(|query| (query.interval, query.zoned_period()));
            live.reports.shown().with(|loaded| {
                let loaded = loaded.as_ref().filter(|it| it.period == period)?;
                let report = loaded.usage.report();
                (report.is_complete() && !report.table.is_empty()).then(|| HistoryRequest {
                    range: loaded.range,
                    at: loaded.at,
                    interval: interval.unwrap_or_default(),
                    zone: url_state.zone(),
                    request_ms: loaded.cost.total_ms / f64::from(loaded.cost.requests.max(1)),
                    users: report.table.len(),
                })
            })
        });
        let asked = self.asked;
        let view = Memo::new(move |_| {
            url_state
                .query()
                .with(|query| (query.interval, query.user.clone()))
        });
        Effect::new(move |before: Option<_>| {
            let view = view.get();
            // Other bars, and another user, are chosen on the page.
            if before.is_some_and(|before| before != view) {
                asked.set(true);
            }
            view
        });
        Effect::new(move |_| {
            let consent = if asked.get() {
                Consent::Little
            } else {
                Consent::Nothing
            };
            match wanted.get() {
                Some(wanted) => histories.open(wanted, consent),
                None => histories.give_up(),
            }
        });
        on_cleanup(move || histories.give_up());
    }

    /// The history, ready to be drawn; `None` before anything of it is known.
    fn tale(self, url_state: UrlState) -> Memo<Option<Tale>> {
        let user = Memo::new(move |_| url_state.query().with(|query| query.user.clone()));
        let Self {
            live, histories, ..
        } = self;
        Memo::new_with_compare(
            move |_| {
                let user = user.get();
                histories.partial().with(|told| {
                    let told = told.as_ref()?;
                    live.reports.shown().with(|loaded| {
                        let usage = &loaded.as_ref()?.usage;
                        let (report, bytes) = (usage.report(), usage.totals().bytes);
                        Some(Tale::new(told, user.as_deref(), report, bytes, histories))
                    })
                })
            },
            |_, _| true,
        )
    }

    fn show(self, url_state: UrlState) -> AnyView {
        let preferences = expect_context::<Preferences>();
        let tale = self.tale(url_state);
        let at = RwSignal::new(usize::MAX);
        let disk_size = Memo::new(move |_| url_state.query().with(|query| query.disk_size));
        let disk_bytes = move || disk_size.get().map(|disk_size| u128::from(disk_size.get()));
        let drawn = move || {
            tale.with(|tale| {
                let tale = tale.as_ref().filter(|tale| tale.is_known())?;
                Some(
                    view! {
                        {chart::legend(tale)}
                        {chart::show(tale, disk_bytes(), at, preferences)}
                        {forecast::figures(tale, disk_size.get(), preferences)}
                        {differs(tale, preferences)}
                    }
                    .into_any(),
                )
            })
        };
        let numbers = move || {
            let made =
                move || tale.with(|tale| tale.as_ref().map(|tale| numbers(tale, preferences)));
            made.into_any()
        };
        let known = move || tale.with(|tale| tale.as_ref().is_some_and(Tale::is_known));
        let rest = move || {
            view! {
                {disclosure("numbers", words::NUMBERS.into_any(), false, Box::new(numbers))}
                {self.files(tale, disk_bytes, preferences)}
            }
            .into_any()
        };
        view! {
            <div class="history-controls">{interval(url_state)}<DiskField/>{self.keeping()}</div>
            {self.state(preferences)}
            <div class="charts"><figure class="history-charts">{drawn}</figure></div>
            {when(known, rest)}
            <p class="hint">{words::WHAT_THIS_IS}</p>
        }
        .into_any()
    }

    /// The choice to keep finished bars, where the browser can.
    fn keeping(self) -> Option<AnyView> {
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
                        {words::KEEP}
                    </label>
                    <p id="keep-hint" class="hint">{words::KEEP_HINT}</p>
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
                .with_untracked(|it| it.as_ref().map_or(0, |it| it.at)),
        }
    }

    /// The buttons that make files.
    fn files(
        self,
        tale: Memo<Option<Tale>>,
        disk_size: impl Fn() -> Option<u128> + Copy + 'static,
        preferences: Preferences,
    ) -> AnyView {
        let message = self.message;
        let save_csv = move |_| {
            if let Some(tale) = tale.get_untracked() {
                let origin = self.origin();
                web_platform::spawn(async move {
                    let said = export::save_csv(&tale, &origin).await;
                    // The page may be gone by then.
                    message.try_set(said);
                });
            }
        };
        let picture = move |extension: &'static str| {
            let (tale, origin) = (tale.get()?, self.origin());
            let name = origin.file(&tale, extension);
            Some((
                export::picture(&tale, disk_size(), &origin, preferences),
                name,
            ))
        };
        view! {
            <div class="actions">
                <button type="button" on:click=save_csv>{words::EXPORT_CSV}</button>
                {save_buttons(words::SAVE, picture, message)}
            </div>
        }
        .into_any()
    }
}

/// The select of what a bar stands for.
fn interval(url_state: UrlState) -> AnyView {
    let chosen = move || {
        url_state
            .query()
            .with(|query| query.interval.unwrap_or_default())
    };
    let options = IntervalChoice::ALL.map(|it| (it.as_str(), words::interval(it).to_owned()));
    view! {
        <Choice
            label=words::CUT_INTO
            id="resolution"
            options=options.to_vec()
            value=Arc::new(move || chosen().as_str())
            choose=Box::new(move |name| {
                let chosen = IntervalChoice::parse(&name).unwrap_or_default();
                url_state.push(|query| query.with_interval(Some(chosen)));
            })
        />
    }
    .into_any()
}

/// Says when the bars and the report do not agree.
fn differs(tale: &Tale, preferences: Preferences) -> Option<AnyView> {
    let (bars, report) = tale.differs?;
    let said = words::differs(&preferences.bytes(bars), &preferences.bytes(report));
    Some(view! { <p class="hint" prop:textContent=said></p> }.into_any())
}

/// The numbers of the windows that are known, the newest first.
fn numbers(tale: &Tale, preferences: Preferences) -> AnyView {
    let bytes = |bytes: u128| (bytes.to_string(), preferences.bytes(bytes));
    let parts = tale.parts();
    let row = |at: usize| {
        let added = tale.added.get(at).copied().flatten()?;
        let running_total = tale.running_totals.get(at).copied().flatten();
        let number = |number: u128| (number.to_string(), preferences.integer(number));
        let mut row = vec![
            (tale.windows.get(at)?.from_ts.to_string(), tale.name(at)),
            bytes(added.bytes),
            number(added.files),
            number(added.users as u128),
            running_total.map_or((String::new(), messages::NONE.to_owned()), bytes),
        ];
        row.extend(tale.columns(at).into_iter().map(bytes));
        Some(row)
    };
    let rows = (0..tale.windows.len()).rev().filter_map(row).collect();
    let first = words::slider(tale.unit);
    let mut columns = vec![
        first,
        words::ADDED,
        messages::FILES,
        messages::USERS,
        words::RUNNING,
    ];
    if !parts.is_empty() {
        columns.extend(parts.iter().map(|part| part.name.as_str()));
        columns.push(words::THE_REST);
    }
    view! { <div class="scrolled">{table(words::HISTORY, &columns, rows)}</div> }.into_any()
}
