//! How fast the media grow, and when the disk is full.

use crate::features::history::chart::bars;
use crate::features::history::view_model::HistoryViewModel;
use crate::messages::history as words;
use crate::state::preferences::Preferences;
use crate::state::url_state::UrlState;
use crate::widgets::figure::Figure;
use crate::widgets::helpers::{aria, live_text};
use leptos::prelude::*;
use media_usage::history::{FillForecast, Growth};
use panel_core::calendar::{DAY_MS, Zone, mean_ms};
use panel_core::format::{exact_size, parse_size};

/// The free disk space in bytes: as the URL says it, or what a link of 0.1 leaves of the whole disk
/// once it is known how many bytes are used. Only the history of everybody has something to do with it.
pub(crate) fn free_space(
    url_state: UrlState,
    model: Memo<Option<HistoryViewModel>>,
) -> Memo<Option<u64>> {
    let space = Memo::new(move |_| {
        let query = url_state.query();
        query.with(|query| (query.free_space, query.disk_size))
    });
    let used = Memo::new(move |_| {
        model.with(|model| {
            let model = model.as_ref().filter(|model| model.who.is_none())?;
            u64::try_from(model.total_bytes?).ok()
        })
    });
    Effect::new(move |_| {
        if let ((_, Some(disk_size)), Some(used)) = (space.get(), used.get()) {
            let free = disk_size.get().saturating_sub(used);
            url_state.replace(|query| query.with_free_space(Some(free)));
        }
    });
    Memo::new(move |_| space.get().0.filter(|_| used.get().is_some()))
}

/// The figures of a history.
pub(crate) fn figures(model: &HistoryViewModel, preferences: Preferences) -> AnyView {
    let typical = match model.growth() {
        Some(growth) => Figure {
            name: words::growth(model.unit),
            exact: growth.median.to_string(),
            shown: preferences.bytes(growth.median),
            title: String::new(),
            beside: messages::history_spread(
                &bars(growth.windows, model, preferences),
                &preferences.bytes(growth.high),
                &preferences.bytes(growth.low),
            ),
        },
        None => Figure {
            beside: messages::history_no_growth().to_owned(),
            ..Figure::unknown(words::growth(model.unit))
        },
    };
    view! { <dl class="figures">{typical.show()}</dl> }.into_any()
}

/// The answer to the free disk space, if it is known.
fn answer(model: &HistoryViewModel, free: Option<u64>) -> Option<AnyView> {
    let figure = match (free?, model.growth()) {
        _ if !model.is_open => Figure {
            beside: messages::history_full_closed().to_owned(),
            ..Figure::unknown(messages::history_full())
        },
        (free, Some(growth)) => full(model, free, growth),
        (_, None) => Figure {
            beside: messages::history_no_growth().to_owned(),
            ..Figure::unknown(messages::history_full())
        },
    };
    Some(view! { <dl class="figures answer">{figure.show()}</dl> }.into_any())
}

/// When so many bytes of free space are used up.
fn full(model: &HistoryViewModel, free: u64, growth: Growth) -> Figure {
    let unknown = Figure::unknown(messages::history_full());
    let last =
        model.complete_windows.end.saturating_sub(growth.windows)..model.complete_windows.end;
    let each = mean_ms(model.windows.get(last).unwrap_or_default());
    let now = web_platform::now();
    match growth.forecast(free.into(), now, each) {
        FillForecast::AlreadyFull => Figure {
            shown: messages::history_already_full().to_owned(),
            ..unknown
        },
        FillForecast::At {
            typical,
            earliest,
            latest,
        } => Figure {
            exact: typical.map_or(String::new(), |at| at.to_string()),
            shown: range(earliest, latest, now, model.zone),
            beside: messages::history_local_only().to_owned(),
            ..unknown
        },
    }
}

/// A range of time in words. What is further away is said less exactly: to the month, to the year, or
/// only that it is far away. `None` is never.
fn range(earliest: Option<u64>, latest: Option<u64>, now: u64, zone: Zone) -> String {
    const YEAR_MS: u64 = 365 * DAY_MS;
    let moment = |at: Option<u64>| {
        let at = at.filter(|at| at.saturating_sub(now) < 10 * YEAR_MS)?;
        Some(match at.saturating_sub(now) {
            left if left < 2 * YEAR_MS => web_platform::month(at, zone),
            _ => web_platform::year(at, zone),
        })
    };
    match (moment(earliest), moment(latest)) {
        (None, _) => messages::history_full_far().to_owned(),
        (Some(from), None) => messages::history_full_from(&from),
        (Some(from), Some(until)) if from == until => messages::history_full_in(&from),
        (Some(from), Some(until)) => messages::history_full_between(&from, &until),
    }
}

/// The field for the free disk space, and the answer beside it.
#[component]
pub(crate) fn DiskField(
    model: Memo<Option<HistoryViewModel>>,
    free: Memo<Option<u64>>,
) -> impl IntoView {
    let answer = move || {
        let free = free.get();
        model.with(|model| answer(model.as_ref()?, free))
    };
    let url_state = expect_context::<UrlState>();
    // What was typed and is not a size. Nothing is said about a disk then, least of all about the
    // one before.
    let unreadable = RwSignal::new(None::<String>);
    let is_bad = move || unreadable.with(Option::is_some);
    let asked = move || url_state.query().with(|query| query.free_space);
    let shown = move || match (asked(), unreadable.get()) {
        (Some(free), _) => exact_size(free),
        (None, typed) => typed.unwrap_or_default(),
    };
    let change = move |event| {
        let typed: String = event_target_value(&event);
        let size = parse_size(&typed);
        let is_unreadable = size.is_none() && !typed.trim().is_empty();
        unreadable.set(is_unreadable.then_some(typed));
        url_state.push(|query| query.with_free_space(size));
    };
    // Another size, such as by "back", is a readable one.
    Effect::new(move |_| {
        if asked().is_some() {
            unreadable.set(None);
        }
    });
    let problem = move || {
        let problem = is_bad().then_some(messages::disk_size_invalid());
        problem.unwrap_or_default().to_owned()
    };
    view! {
        <div class="field">
            <label for="disk">{messages::disk_size()}</label>
            <input
                id="disk"
                type="text"
                autocomplete="off"
                spellcheck="false"
                aria-describedby="disk-hint disk-problem"
                aria-invalid=aria(is_bad)
                prop:value=shown
                on:change=change
            />
            <p id="disk-hint" class="hint">{messages::disk_size_hint()}</p>
            <p
                id="disk-problem"
                class="hint invalid"
                role="alert"
                prop:textContent=live_text(problem)
            ></p>
        </div>
        {answer}
    }
}
