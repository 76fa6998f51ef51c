//! Pointer input on the bars: a card with a bar's values, and choosing the period of one or more bars.

use crate::features::history::chart::class_of;
use crate::features::history::view_model::HistoryViewModel;
use crate::messages;
use crate::state::preferences::Preferences;
use crate::state::url_state::UrlState;
use leptos::ev::PointerEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Element;
use panel_core::chart::AxisFraction;
use panel_core::url_query::{IntervalChoice, Period};
use std::ops::RangeInclusive;

/// What is pointed at. It stays while bars are added.
#[derive(Clone, Copy)]
pub(crate) struct Pointer {
    /// The bar; behind the last one it is the last.
    pub(crate) at: RwSignal<usize>,
    /// Whether its values are shown beside it.
    pub(crate) has_card: RwSignal<bool>,
    /// The bar that a drag began at.
    drag_start: RwSignal<Option<usize>>,
}

impl Pointer {
    pub(crate) fn new() -> Self {
        Self {
            at: RwSignal::new(usize::MAX),
            has_card: RwSignal::new(false),
            drag_start: RwSignal::new(None),
        }
    }

    /// The bars from where a drag began to where it is; tracks both.
    pub(crate) fn bars(self, last: usize) -> RangeInclusive<usize> {
        let at = self.at.get().min(last);
        let start = self.drag_start.get().unwrap_or(at).min(last);
        start.min(at)..=start.max(at)
    }

    /// Moves to the bar under a pointer, of so many as there is room for.
    pub(crate) fn follow(self, event: &PointerEvent, slots: usize) {
        let plot = event.current_target();
        if let Some(plot) = plot.and_then(|it| it.dyn_into::<Element>().ok()) {
            let bounds = plot.get_bounding_client_rect();
            let x = f64::from(event.client_x()) - bounds.left();
            self.at.set(bar_at(x, bounds.width(), slots));
            self.has_card.set(true);
        }
    }

    /// Begins to choose a period. A finger only looks: it can't point without touching.
    pub(crate) fn press(self, event: &PointerEvent) {
        if event.pointer_type() != "touch" && event.button() == 0 {
            self.drag_start.set(Some(self.at.get_untracked()));
        }
    }

    /// Ends a drag; the bars that it went over.
    pub(crate) fn release(self, last: usize) -> Option<RangeInclusive<usize>> {
        self.drag_start.get_untracked()?;
        let bars = untrack(|| self.bars(last));
        self.drag_start.set(None);
        Some(bars)
    }

    /// The pointer is elsewhere.
    pub(crate) fn leave(self) {
        self.has_card.set(false);
        self.drag_start.set(None);
    }
}

/// The bar at a distance from the left, both in pixels.
fn bar_at(x: f64, width: f64, bars: usize) -> usize {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place on the screen; what is outside saturates"
    )]
    let bar = (x / width * bars as f64) as usize;
    bar.min(bars.saturating_sub(1))
}

/// Asks for the period that bars stand for, unless it is asked for already.
pub(crate) fn choose(model: &HistoryViewModel, bars: RangeInclusive<usize>, url_state: UrlState) {
    let (first, last) = (
        model.windows.get(*bars.start()),
        model.windows.get(*bars.end()),
    );
    let (Some(first), Some(last)) = (first, last) else {
        return;
    };
    let goes_on = model.is_open && *bars.end() + 1 == model.windows.len();
    let until_ts = (!goes_on).then_some(last.until_ts);
    if let Ok(period) = Period::between(Some(first.from_ts), until_ts) {
        // One month by month would be a single bar.
        url_state.push(|query| {
            let query = query.with_interval(IntervalChoice::default());
            query.with_period(period)
        });
    }
}

/// The values of a bar, beside it.
pub(crate) fn card(model: &HistoryViewModel, place: usize, preferences: Preferences) -> AnyView {
    let name = model.name(place);
    let added = model.added.get(place).copied().flatten();
    let sum = added.map_or(messages::history_not_loaded().to_owned(), |added| {
        preferences.bytes(added.bytes)
    });
    let bytes = model.bytes(place);
    let parts = bytes.len();
    let names = model.parts().iter().map(|part| part.name.as_str());
    let names = names.chain([messages::history_others()]);
    let parts = names.zip(bytes).enumerate().filter(|_| parts > 1);
    let parts = parts.filter(|(_, (_, bytes))| *bytes > 0);
    let row = |(part, (name, bytes)): (usize, (&str, u128))| {
        let class = format!("swatch {}", class_of(part, model.parts().len() + 1));
        view! {
            <li>
                <span class=class></span>
                <bdi translate="no" prop:textContent=name.to_owned()></bdi>
                <span translate="no" prop:textContent=preferences.bytes(bytes)></span>
            </li>
        }
    };
    let last = model.windows.len().max(1);
    let is_late = 2 * place >= last;
    let edge = if is_late { place } else { place + 1 };
    let x = AxisFraction::of(edge as u128, last as u128).to_string();
    view! {
        <div class="hover-card" class:before=is_late aria-hidden="true" style:left=x>
            <p class="title">
                <span prop:textContent=name></span>
                <span translate="no" prop:textContent=sum></span>
            </p>
            <ul>{parts.map(row).collect_view()}</ul>
        </div>
    }
    .into_any()
}
