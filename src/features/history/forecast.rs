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
use panel_core::calendar::mean_ms;
use panel_core::format::{exact_size, parse_size};
use std::num::NonZeroU64;

/// The figures of a history. Those of the disk are about everybody.
pub(crate) fn figures(
    model: &HistoryViewModel,
    disk_size: Option<NonZeroU64>,
    preferences: Preferences,
) -> AnyView {
    let growth = model.growth();
    let typical = match growth {
        Some(growth) => Figure {
            name: words::growth(model.unit),
            exact: growth.median.to_string(),
            shown: preferences.bytes(growth.median),
            title: String::new(),
            beside: words::spread(
                &preferences.bytes(growth.low),
                &preferences.bytes(growth.high),
                &bars(growth.windows, model, preferences),
            ),
        },
        None => Figure {
            beside: words::NO_GROWTH.to_owned(),
            ..Figure::unknown(words::growth(model.unit))
        },
    };
    let full = match (disk_size, growth, model.total_bytes, &model.who) {
        (Some(disk_size), Some(growth), Some(total_bytes), None) if model.is_open => {
            Some(full(model, disk_size.get().into(), total_bytes, growth))
        }
        _ => None,
    };
    let figures = [Some(typical), full].into_iter().flatten();
    let figures = figures.map(Figure::show).collect_view();
    view! { <dl class="figures">{figures}</dl> }.into_any()
}

/// When a disk of so many bytes is full.
fn full(model: &HistoryViewModel, disk_size: u128, total_bytes: u128, growth: Growth) -> Figure {
    let unknown = Figure::unknown(words::FULL);
    let last =
        model.complete_windows.end.saturating_sub(growth.windows)..model.complete_windows.end;
    let each = mean_ms(model.windows.get(last).unwrap_or_default());
    let date = |at: Option<u64>| {
        at.map_or(words::NOT_SOON.to_owned(), |at| {
            web_platform::day(at, model.zone)
        })
    };
    match growth.forecast(disk_size, total_bytes, web_platform::now(), each) {
        FillForecast::AlreadyFull => Figure {
            shown: words::IS_FULL.to_owned(),
            ..unknown
        },
        FillForecast::At {
            typical,
            earliest,
            latest,
        } => Figure {
            exact: typical.map_or(String::new(), |at| at.to_string()),
            shown: date(typical),
            beside: words::full_between(&date(earliest), &date(latest)),
            ..unknown
        },
    }
}

/// The field for the disk's size.
#[component]
pub(crate) fn DiskField() -> impl IntoView {
    let url_state = expect_context::<UrlState>();
    // What was typed and is not a size. Nothing is said about a disk then, least of all about the
    // one before.
    let unreadable = RwSignal::new(None::<String>);
    let is_bad = move || unreadable.with(Option::is_some);
    let disk_size = move || url_state.query().with(|query| query.disk_size);
    let shown = move || match (disk_size(), unreadable.get()) {
        (Some(disk_size), _) => exact_size(disk_size.get()),
        (None, typed) => typed.unwrap_or_default(),
    };
    let change = move |event| {
        let typed: String = event_target_value(&event);
        let size = parse_size(&typed).and_then(NonZeroU64::new);
        let is_unreadable = size.is_none() && !typed.trim().is_empty();
        unreadable.set(is_unreadable.then_some(typed));
        url_state.push(|query| query.with_disk_size(size));
    };
    // Another size, such as by "back", is a readable one.
    Effect::new(move |_| {
        if disk_size().is_some() {
            unreadable.set(None);
        }
    });
    let problem = move || {
        let problem = is_bad().then_some(words::BAD_DISK);
        problem.unwrap_or_default().to_owned()
    };
    view! {
        <div class="field">
            <label for="disk">{words::DISK}</label>
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
            <p id="disk-hint" class="hint">{words::DISK_HINT}</p>
            <p
                id="disk-problem"
                class="hint invalid"
                role="alert"
                prop:textContent=live_text(problem)
            ></p>
        </div>
    }
}
