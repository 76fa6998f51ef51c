//! The two plots of a history, the legend, and the slider that reads them bar by bar.

use crate::features::distribution::charts::steps;
use crate::features::history::pointing::{self, Pointer};
use crate::features::history::view_model::{HistoryViewModel, LargestUser};
use crate::messages::{self, history as words};
use crate::state::histories::Coverage;
use crate::state::preferences::Preferences;
use crate::state::url_state::UrlState;
use crate::widgets::helpers::{aria_value, live_text, markup};
use leptos::prelude::*;
use panel_core::calendar::{Calendar as _, CalendarUnit};
use panel_core::chart::{
    Axis, AxisFraction, Plot, TickSteps, bar_slots, label_edges, stacked_bars,
};
use web_platform::BrowserCalendar;

/// The class of a part of a bar, counted from the ground; the last is of all others, or has the bar
/// for itself.
pub(crate) fn class_of(part: usize, of: usize) -> &'static str {
    const LARGEST: [&str; 5] = ["s1", "s2", "s3", "s4", "s5"];
    match LARGEST.get(part) {
        Some(class) if part + 1 < of || of == 1 => class,
        _ => "rest",
    }
}

/// Bars of what was added, in the parts of the largest users.
pub(crate) fn added(model: &HistoryViewModel, preferences: Preferences) -> Plot {
    let places: Vec<Vec<u128>> = (0..model.windows.len()).map(|at| model.bytes(at)).collect();
    let tallest_bar = places.iter().map(|parts| parts.iter().sum()).max();
    let up = Axis::to_next_tick(tallest_bar.unwrap_or(0), steps(preferences));
    let mut plot = Plot::default();
    plot.hatch();
    plot.y_axis(&up, &|bytes| preferences.compact(bytes));
    for (place, bar) in bar_slots(model.windows.len()).into_iter().enumerate() {
        if model.added.get(place).is_some_and(Option::is_none) {
            plot.bar("unknown", bar, messages::history_not_loaded());
        }
    }
    let stacked_bars = stacked_bars(&places, &up).into_iter().zip(&places);
    for (place, (stack, values)) in stacked_bars.enumerate() {
        for (part, (bar, &bytes)) in stack.into_iter().zip(values).enumerate() {
            if bytes > 0 {
                let who = model.parts().get(part).map(|largest| largest.name.as_str());
                let who = who
                    .or(model.who.as_deref())
                    .unwrap_or(messages::history_others());
                let draw = match model.coverage(place) {
                    Coverage::Complete => Plot::bar,
                    Coverage::Partial | Coverage::Ongoing => Plot::partial_bar,
                };
                let says = messages::history_part(&preferences.bytes(bytes), who);
                draw(&mut plot, class_of(part, values.len()), bar, &says);
            }
        }
    }
    plot
}

/// How many windows after the last one the forecast is drawn for: none where there is no forecast.
fn forecast_windows(model: &HistoryViewModel, free: Option<u64>) -> usize {
    let growth = model.growth().filter(|growth| growth.median > 0);
    let (Some(free), Some(growth), true) = (free, growth, model.is_open) else {
        return 0;
    };
    let until_full = u128::from(free).div_ceil(growth.median);
    let most = (model.windows.len() / 3).max(3);
    usize::try_from(until_full).map_or(most, |windows| windows.clamp(1, most))
}

/// The bytes at the end of each window, as far back as they are known, and before the first of those.
fn points(model: &HistoryViewModel) -> Vec<(u128, u128)> {
    let totals = &model.running_totals;
    let first = totals.iter().position(Option::is_some);
    let first = first.unwrap_or(totals.len());
    let before = model.added.get(first).copied().flatten();
    let begin = totals.get(first).copied().flatten().zip(before);
    let begin = begin.map(|(after, added)| (first as u128, after.saturating_sub(added.bytes)));
    let ends = (first..).zip(&totals[first..]);
    let ends = ends.filter_map(|(at, bytes)| Some((at as u128 + 1, (*bytes)?)));
    begin.into_iter().chain(ends).collect()
}

/// The curve of all bytes at the end of each window, and a forecast if it is known how many bytes are
/// free. The level at which those are used up is marked if it is not far above.
pub(crate) fn total_chart(
    model: &HistoryViewModel,
    free: Option<u64>,
    preferences: Preferences,
) -> Plot {
    let windows = model.windows.len();
    let later = forecast_windows(model, free);
    let points = points(model);
    let forecast = points.last().zip(model.growth()).filter(|_| later > 0);
    let forecast = forecast.map(|(&(at, bytes), growth)| {
        let grown = growth.median.saturating_mul(later as u128);
        let grown = grown.min(free.unwrap_or(0).into());
        [(at, bytes), (at + later as u128, bytes + grown)]
    });
    let ends = points.iter().chain(forecast.iter().flatten());
    let highest = ends.map(|&(_, bytes)| bytes).max().unwrap_or(0);
    let full = free.zip(model.total_bytes);
    let full = full.map(|(free, total)| u128::from(free) + total);
    let full = full.filter(|&full| full <= highest.saturating_mul(3));
    let up = Axis::to_next_tick(highest.max(full.unwrap_or(0)), steps(preferences));
    let along = Axis::to_value((windows + later).max(1) as u128, TickSteps::Decimal);
    let mut plot = Plot::default();
    plot.y_axis(&up, &|bytes| preferences.compact(bytes));
    for edge in label_edges(windows + later, 0) {
        let window = usize::try_from(edge.value).unwrap_or(windows);
        let name = model.short_name(window);
        if !name.is_empty() {
            plot.x_tick(edge.at, edge.minor, &name);
        }
    }
    plot.curve(&points, &along, &up);
    if let Some(forecast) = &forecast {
        plot.forecast(forecast, &along, &up);
    }
    if let Some(full) = full {
        plot.reference_line(up.at(full), messages::history_full());
    }
    plot
}

/// The plots, and what is said of the bar that is pointed at.
pub(crate) fn show(
    model: &HistoryViewModel,
    free: Option<u64>,
    pointer: Pointer,
    preferences: Preferences,
) -> AnyView {
    let url_state = expect_context::<UrlState>();
    let last = model.windows.len().saturating_sub(1);
    let stored = StoredValue::new(model.clone());
    let place = move || pointer.at.get().min(last);
    let said = move || stored.with_value(|model| bar(model, place(), preferences));
    let name = move || stored.with_value(|model| messages::history_choose(&model.name(place())));
    let choose = move |bars| stored.with_value(|model| pointing::choose(model, bars, url_state));
    let card = move || {
        let card = || stored.with_value(|model| pointing::card(model, place(), preferences));
        pointer.has_card.get().then(card)
    };
    let plot = move |class: &'static str, name: String, id: &'static str, plot: Plot, slots| {
        let part = move |bars| AxisFraction::of(bars as u128, slots as u128).to_string();
        let x = move || part(*pointer.bars(last).start());
        let width = move || part(pointer.bars(last).count());
        let release = move |_| {
            if let Some(bars) = pointer.release(last) {
                choose(bars);
            }
        };
        view! {
            <div
                class=class
                on:pointermove=move |event| pointer.follow(&event, slots)
                on:pointerdown=move |event| {
                    pointer.follow(&event, slots);
                    pointer.press(&event);
                }
                on:pointerup=release
                on:pointerleave=move |_| pointer.leave()
                on:pointercancel=move |_| pointer.leave()
            >
                <svg class="cursor" aria-hidden="true"><rect x=x width=width height="100%"></rect></svg>
                <svg class="chart" role="img" aria-label=name aria-describedby=id
                    translate="no" use:markup=plot.into_markup()></svg>
            </div>
        }
    };
    let who = model.who.as_deref();
    let (upper, lower) = (words::uploads(model.unit, who), words::total(who));
    let slots = last + 1;
    let later = slots + forecast_windows(model, free);
    view! {
        <section class="card">
            <h2 prop:textContent=upper.clone()></h2>
            <p id="added-message" prop:textContent=tallest_bar(model, preferences)></p>
            <div class="with-card">
                {plot("plot bars stacked", upper, "added-message", added(model, preferences), slots)}
                {card}
            </div>
            <input
                class="bars-slider"
                type="range"
                min="0"
                max=last.to_string()
                aria-label=words::slider(model.unit)
                aria-valuetext=said
                prop:value=move || place().to_string()
                on:input=move |event| pointer.at.set(event_target_value(&event).parse().unwrap_or(last))
                on:focus=move |_| pointer.has_card.set(true)
                on:blur=move |_| pointer.has_card.set(false)
            />
            <div class="readout">
                <p aria-hidden="true"><bdi prop:textContent=live_text(said)></bdi></p>
                <button
                    type="button"
                    prop:textContent=live_text(name)
                    on:click=move |_| choose(pointer.bars(last))
                ></button>
            </div>
            {notes(model)}
        </section>
        <section class="card">
            <h2 prop:textContent=lower.clone()></h2>
            <p id="running-message" prop:textContent=growth_text(model, preferences)></p>
            // Its place is kept, so that nothing moves when it comes.
            {match model.total_bytes {
                Some(_) => {
                    let chart = total_chart(model, free, preferences);
                    plot("plot curve named", lower, "running-message", chart, later).into_any()
                }
                None => view! { <div class="plot named" aria-hidden=aria_value(true)></div> }.into_any(),
            }}
        </section>
    }
    .into_any()
}

/// Explains the bars that cover only a part, and on which day weeks start.
fn notes(model: &HistoryViewModel) -> Vec<AnyView> {
    let is_partial = model.coverage.iter().any(|it| *it != Coverage::Complete);
    let partial = is_partial.then(|| words::partial_bars(model.unit).to_owned());
    let weeks = (model.unit == CalendarUnit::Week).then(|| {
        let first = BrowserCalendar(model.zone).first_weekday();
        messages::history_weeks_start(messages::weekday(first))
    });
    let hint = Some(messages::history_choose_hint().to_owned());
    let notes = [hint, partial, weeks].into_iter().flatten();
    let notes = notes.map(|note| view! { <p class="hint">{note}</p> }.into_any());
    notes.collect()
}

/// Everything that there is to be said of a bar.
fn bar(model: &HistoryViewModel, window: usize, preferences: Preferences) -> String {
    let name = model.name(window);
    let Some(added) = model.added.get(window).copied().flatten() else {
        return messages::history_bar_missing(&name);
    };
    let running_total = model.running_totals.get(window).copied().flatten();
    let running_total = running_total.map(|bytes| preferences.bytes(bytes));
    let files = preferences.counted(added.files);
    let mut said = words::bar(
        &name,
        &preferences.bytes(added.bytes),
        &files,
        running_total.as_deref(),
    );
    let of = |largest: &LargestUser| {
        let bytes = largest
            .bytes
            .get(window)
            .copied()
            .filter(|&bytes| bytes > 0)?;
        Some(messages::history_part(
            &preferences.bytes(bytes),
            &largest.name,
        ))
    };
    for part in model.parts().iter().filter_map(of) {
        said = format!("{said}; {part}");
    }
    said
}

fn tallest_bar(model: &HistoryViewModel, preferences: Preferences) -> String {
    let known = model.added.iter().enumerate();
    let known: Vec<_> = known
        .filter_map(|(at, added)| Some((at, (*added)?.bytes)))
        .collect();
    let sum: u128 = known.iter().map(|(_, bytes)| bytes).sum();
    let Some(&(at, tallest_bar)) = known.iter().max_by_key(|(_, bytes)| bytes) else {
        return String::new();
    };
    let bars = bars(known.len(), model, preferences);
    messages::history_most(
        &bars,
        &preferences.bytes(sum),
        &preferences.bytes(tallest_bar),
        &model.name(at),
    )
}

/// So many bars in words.
pub(crate) fn bars(number: usize, model: &HistoryViewModel, preferences: Preferences) -> String {
    words::units(model.unit, &preferences.counted(number as u128))
}

fn growth_text(model: &HistoryViewModel, preferences: Preferences) -> String {
    let first = model
        .running_totals
        .iter()
        .zip(&model.added)
        .find_map(|(total, added)| Some((*total)?.saturating_sub((*added)?.bytes)));
    let (Some(first), Some(total_bytes)) = (first, model.total_bytes) else {
        return messages::history_not_yet().to_owned();
    };
    messages::history_grew(&preferences.bytes(first), &preferences.bytes(total_bytes))
}

/// The colour of a part of the bars.
fn swatch(class: &'static str) -> AnyView {
    view! { <span class=format!("swatch {class}") aria-hidden="true"></span> }.into_any()
}

/// Whose history is shown, and whose could be.
pub(crate) fn legend(model: &HistoryViewModel) -> AnyView {
    let url_state = expect_context::<UrlState>();
    let choice = |who: Option<&str>, name: &str, class: Option<&'static str>| {
        let user = who.map(str::to_owned);
        let swatch = class.map(swatch);
        view! {
            <button
                type="button"
                aria-pressed=aria_value(model.user_id.as_deref() == who)
                on:click=move |_| url_state.push(|query| query.with_history_user(user.clone()))
            >
                {swatch}
                <bdi translate="no" prop:textContent=name.to_owned()></bdi>
            </button>
        }
        .into_any()
    };
    let of = model.parts().len() + 1;
    let mut choices = vec![choice(None, messages::history_all_users(), None)];
    for (part, largest) in model.largest.iter().enumerate() {
        let class = model.has_parts.then(|| class_of(part, of));
        choices.push(choice(Some(&largest.user_id), &largest.name, class));
    }
    let is_another = |id: &str| model.largest.iter().all(|largest| largest.user_id != id);
    if let (Some(id), Some(name)) = (
        model.user_id.as_deref().filter(|id| is_another(id)),
        &model.who,
    ) {
        choices.push(choice(Some(id), name, None));
    }
    let rest = (of > 1).then(|| {
        view! {
            <span class="others">{swatch("rest")}{messages::history_others()}</span>
        }
    });
    view! {
        <div role="group" aria-label=messages::history_legend() class="legend">{choices}{rest}</div>
    }
    .into_any()
}
