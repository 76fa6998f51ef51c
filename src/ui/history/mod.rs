//! The disclosure `History`: what was added when, by whom, and when the disk is full.
//!
//! Closed, it costs nothing. Open, it says first what it will ask of the homeserver.

mod chart;
mod outlook;
mod saving;
mod tale;

use self::outlook::{COLUMNS, DiskField};
use self::saving::Origin;
use self::tale::Tale;
use super::address::Address;
use super::choice::Choice;
use super::helpers::when;
use super::notices::Failure;
use super::numbers::table;
use super::part::{later, wasm_split};
use super::picture::save_buttons;
use super::screen::Live;
use super::status::in_words;
use super::taste::Taste;
use crate::browser;
use crate::history::{Histories, Stage, Wanted};
use crate::load::Progress;
use crate::query::Resolution;
use crate::text::{self, Explanation, history as words};
use leptos::ev::Event;
use leptos::prelude::*;
use leptos::web_sys::Element;
use std::sync::Arc;

/// The history of the period on screen. What is saved is told to `message`.
#[component]
pub(super) fn HistoryRegion(
    live: Live,
    histories: Histories,
    message: RwSignal<String>,
) -> impl IntoView {
    let address = expect_context::<Address>();
    let is_open = Memo::new(move |_| address.query().with(|query| query.history.is_some()));
    let toggle = move |event: Event| {
        let details: Element = event_target(&event);
        let open = details.has_attribute("open");
        if open != is_open.get_untracked() {
            let history = open.then(Resolution::default);
            address.choose(|query| query.with_history(history));
        }
    };
    let shown = Shown {
        live,
        histories,
        message,
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
fn content(shown: Shown) -> Result<AnyView, Explanation> {
    let address = expect_context();
    shown.follow(address);
    Ok(shown.show(address))
}

/// What the parts of the region are about.
#[derive(Clone, Copy)]
struct Shown {
    live: Live,
    histories: Histories,
    message: RwSignal<String>,
}

impl Shown {
    /// Opens the history of what is asked for and loaded, as long as the region is there.
    fn follow(self, address: Address) {
        let Self {
            live, histories, ..
        } = self;
        let wanted = Memo::new(move |_| {
            let (resolution, period) = address
                .query()
                .with(|query| (query.history, query.zoned_period()));
            live.reports.shown().with(|loaded| {
                let loaded = loaded.as_ref().filter(|it| it.period == period)?;
                let report = loaded.usage.report();
                (report.is_complete() && !report.table.is_empty()).then(|| Wanted {
                    bounds: loaded.bounds,
                    at: loaded.at,
                    resolution: resolution.unwrap_or_default(),
                    zone: address.zone(),
                    request_ms: loaded.effort.total_ms / f64::from(loaded.effort.requests.max(1)),
                })
            })
        });
        Effect::new(move |_| match wanted.get() {
            Some(wanted) => histories.open(wanted),
            None => histories.give_up(),
        });
        on_cleanup(move || histories.give_up());
    }

    /// The history, ready to be drawn; `None` before anything of it is known.
    fn tale(self, address: Address) -> Memo<Option<Tale>> {
        let user = Memo::new(move |_| address.query().with(|query| query.user.clone()));
        let Self {
            live, histories, ..
        } = self;
        Memo::new_with_compare(
            move |_| {
                let user = user.get();
                histories.told().with(|told| {
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

    fn show(self, address: Address) -> AnyView {
        let taste = expect_context::<Taste>();
        let tale = self.tale(address);
        let at = RwSignal::new(usize::MAX);
        let disk = Memo::new(move |_| address.query().with(|query| query.disk));
        let disk_bytes = move || disk.get().map(|disk| u128::from(disk.get()));
        let drawn = move || {
            tale.with(|tale| {
                let tale = tale
                    .as_ref()
                    .filter(|tale| tale.added.iter().any(Option::is_some))?;
                Some(
                    view! {
                        {chart::legend(tale)}
                        {chart::show(tale, disk_bytes(), at, taste)}
                        {outlook::figures(tale, disk.get(), taste)}
                        {differs(tale, taste)}
                    }
                    .into_any(),
                )
            })
        };
        let numbers = move || {
            let made = move || tale.with(|tale| tale.as_ref().map(|tale| numbers(tale, taste)));
            made.into_any()
        };
        let known = move || {
            tale.with(|tale| {
                tale.as_ref()
                    .is_some_and(|tale| tale.added.iter().any(Option::is_some))
            })
        };
        let rest = move || {
            view! {
                {super::helpers::disclosure("numbers", words::NUMBERS, false, Box::new(numbers))}
                {self.files(tale, disk_bytes, taste)}
            }
            .into_any()
        };
        view! {
            <div class="history-controls">{resolution(address)}<DiskField/>{self.keeping()}</div>
            {self.state(taste)}
            <div class="charts"><figure class="history-charts">{drawn}</figure></div>
            {when(known, rest)}
            <p class="hint">{words::WHAT_THIS_IS}</p>
        }
        .into_any()
    }

    /// The choice to keep finished bars, where the browser can.
    fn keeping(self) -> Option<AnyView> {
        let histories = self.histories;
        browser::is_trusted_page().then(|| {
            view! {
                <div class="field">
                    <label class="check">
                        <input
                            type="checkbox"
                            aria-describedby="keep-hint"
                            prop:checked=move || histories.keeps().get()
                            on:change=move |event| histories.set_keeps(event_target_checked(&event))
                        />
                        {words::KEEP}
                    </label>
                    <p id="keep-hint" class="hint">{words::KEEP_HINT}</p>
                </div>
            }
            .into_any()
        })
    }

    /// Why there is no history of the report on screen. Tracks it.
    fn why_not(self) -> Option<&'static str> {
        if self.histories.told().with(Option::is_some) {
            return None;
        }
        let shown = self.live.reports.shown();
        shown.with(|loaded| {
            let report = loaded.as_ref()?.usage.report();
            Some(if report.is_complete() {
                words::NOTHING
            } else {
                words::NOT_COMPLETE
            })
        })
    }

    /// What is going on, what it will cost, and the buttons to go on or to stop.
    fn state(self, taste: Taste) -> AnyView {
        let Self {
            live, histories, ..
        } = self;
        let stage = histories.stage();
        let missing = move || {
            histories.told().with(|told| {
                told.as_ref()
                    .map(|told| (told.missing(), told.history.len()))
            })
        };
        let can_load = move || {
            stage.get() == Stage::Resting && missing().is_some_and(|(missing, _)| missing > 0)
        };
        let failure = move || match stage.get() {
            Stage::Failed(error) => Some(text::explain(&error, &live.reports.homeserver())),
            _ => None,
        };
        let status = move || match stage.get() {
            Stage::Looking => words::LOOKING.to_owned(),
            Stage::Loading {
                progress: Some(progress @ (Progress::Queued | Progress::Waiting { .. })),
                ..
            } => in_words(&progress, taste),
            Stage::Loading {
                done, of, seconds, ..
            } => words::loading(&taste.count(done), &taste.count(of), &words::about(seconds)),
            Stage::Resting if can_load() => {
                let (missing, _) = missing().unwrap_or_default();
                let seconds = histories.estimate(missing);
                words::cost(&taste.count(missing), missing == 1, &words::about(seconds))
            }
            Stage::Resting => self.why_not().unwrap_or_default().to_owned(),
            Stage::Failed(_) => String::new(),
        };
        let name = move || match missing() {
            Some((missing, all)) if missing < all => words::LOAD_REST,
            _ => words::LOAD,
        };
        let load = move || {
            view! { <button type="button" class="primary" on:click=move |_| histories.load()>{name}</button> }.into_any()
        };
        let bar = move || {
            let part = move |of: fn(usize, usize) -> usize| match stage.get() {
                Stage::Loading { done, of: all, .. } => Some(of(done, all).to_string()),
                _ => None,
            };
            view! {
                <div class="loading">
                    <progress aria-label=words::LOADING value=move || part(|done, _| done) max=move || part(|_, all| all)></progress>
                    <button type="button" on:click=move |_| histories.cancel()>{words::CANCEL}</button>
                </div>
            }
            .into_any()
        };
        let retry = move || {
            view! { <button type="button" class="retry" on:click=move |_| histories.load()>{words::TRY_AGAIN}</button> }.into_any()
        };
        let at_work = move || matches!(stage.get(), Stage::Looking | Stage::Loading { .. });
        view! {
            <Failure failure/>
            {when(move || matches!(stage.get(), Stage::Failed(_)), retry)}
            <div class="history-state">
                <p role="status">{status}</p>
                {when(can_load, load)}
                {when(at_work, bar)}
            </div>
        }
        .into_any()
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

    /// The buttons that make files, and the one that reads all of it again.
    fn files(
        self,
        tale: Memo<Option<Tale>>,
        disk: impl Fn() -> Option<u128> + Copy + 'static,
        taste: Taste,
    ) -> AnyView {
        let Self {
            histories, message, ..
        } = self;
        let save_csv = move |_| {
            if let Some(tale) = tale.get_untracked() {
                let origin = self.origin();
                browser::run(async move {
                    let said = saving::save_csv(&tale, &origin).await;
                    // The page may be gone by then.
                    message.try_set(said);
                });
            }
        };
        let picture = move |extension: &'static str| {
            let (tale, origin) = (tale.get()?, self.origin());
            let name = origin.file(&tale, extension);
            Some((saving::picture(&tale, disk(), &origin, taste), name))
        };
        view! {
            <div class="actions">
                <button type="button" on:click=save_csv>{words::EXPORT_CSV}</button>
                {save_buttons(picture, message)}
                <button type="button" on:click=move |_| histories.reload()>{words::READ_AGAIN}</button>
            </div>
        }
        .into_any()
    }
}

/// The select of what a bar stands for.
fn resolution(address: Address) -> AnyView {
    let chosen = move || {
        address
            .query()
            .with(|query| query.history.unwrap_or_default())
    };
    let options = Resolution::ALL.map(|it| (it.as_str(), words::resolution(it).to_owned()));
    view! {
        <Choice
            label=words::CUT_INTO
            id="resolution"
            options=options.to_vec()
            value=Arc::new(move || chosen().as_str())
            choose=Box::new(move |name| {
                let chosen = Resolution::parse(&name).unwrap_or_default();
                address.choose(|query| query.with_history(Some(chosen)));
            })
        />
    }
    .into_any()
}

/// Says when the bars and the report do not agree.
fn differs(tale: &Tale, taste: Taste) -> Option<AnyView> {
    let (bars, report) = tale.differs?;
    let said = words::differs(&taste.bytes(bars), &taste.bytes(report));
    Some(view! { <p class="hint">{said}</p> }.into_any())
}

/// The numbers of the windows that are known, the newest first.
fn numbers(tale: &Tale, taste: Taste) -> AnyView {
    let row = |at: usize| {
        let added = tale.added.get(at).copied().flatten()?;
        let running = tale.running.get(at).copied().flatten();
        let number = |number: u128| (number.to_string(), taste.integer(number));
        let bytes = |bytes: u128| (bytes.to_string(), taste.bytes(bytes));
        Some(vec![
            (tale.windows.get(at)?.from_ts.to_string(), tale.name(at)),
            bytes(added.bytes),
            number(added.files),
            number(added.users as u128),
            running.map_or((String::new(), text::NONE.to_owned()), bytes),
        ])
    };
    let rows = (0..tale.windows.len()).rev().filter_map(row).collect();
    table(words::HISTORY, COLUMNS, rows)
}
