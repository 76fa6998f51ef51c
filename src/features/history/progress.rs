//! How far a history is: what it costs, what is going on, and the button for both.

use super::HistoryContext;
use crate::features::status::in_words;
use crate::messages::{self, history as words};
use crate::state::histories::HistoryStage;
use crate::state::load::Progress;
use crate::state::preferences::Preferences;
use crate::widgets::helpers::{live_text, when};
use crate::widgets::notices::Failure;
use leptos::prelude::*;

/// What the region's button does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LoadAction {
    Load,
    LoadRest,
    Stop,
    TryAgain,
    Reload,
}

impl LoadAction {
    fn name(self) -> &'static str {
        match self {
            Self::Load => messages::history_load(),
            Self::LoadRest => messages::history_load_rest(),
            Self::Stop => messages::history_cancel(),
            Self::TryAgain => messages::history_try_again(),
            Self::Reload => messages::history_reload(),
        }
    }
}

impl HistoryContext {
    /// Why there can be no history of the report on screen. Tracks it.
    fn why_not(self) -> Option<&'static str> {
        let shown = self.live.reports.shown().report();
        shown.with(|loaded| {
            let report = loaded.as_ref()?.usage.report();
            match (report.is_complete(), report.table.is_empty()) {
                (false, _) => Some(messages::history_incomplete()),
                (true, true) => Some(messages::history_no_media()),
                (true, false) => None,
            }
        })
    }

    /// How many windows are missing, and how many there are. Tracks them.
    fn missing(self) -> Option<(usize, usize)> {
        self.histories.partial().with(|partial| {
            let partial = partial.as_ref()?;
            Some((partial.missing(), partial.history.len()))
        })
    }

    /// What the button does just now. Tracks the stage.
    fn action(self) -> LoadAction {
        match self.histories.stage().get() {
            HistoryStage::FindingStart | HistoryStage::Loading { .. } => LoadAction::Stop,
            HistoryStage::NeedsConsent => LoadAction::Load,
            HistoryStage::Failed(_) => LoadAction::TryAgain,
            HistoryStage::Idle => match self.missing() {
                Some((0, _)) => LoadAction::Reload,
                Some((missing, all)) if missing < all => LoadAction::LoadRest,
                _ => LoadAction::Load,
            },
        }
    }

    /// What is going on, or what it will cost.
    fn status(self, preferences: Preferences) -> String {
        let histories = self.histories;
        match (histories.stage().get(), self.missing()) {
            (HistoryStage::FindingStart, _) => messages::history_finding_start().to_owned(),
            (HistoryStage::NeedsConsent, _) => messages::history_needs_consent().to_owned(),
            (
                HistoryStage::Loading {
                    progress: Some(progress @ (Progress::Queued | Progress::Waiting { .. })),
                    ..
                },
                _,
            ) => in_words(&progress, preferences),
            (
                HistoryStage::Loading {
                    done, of, seconds, ..
                },
                _,
            ) => messages::history_loading(
                &preferences.count(done),
                &words::about(seconds),
                &preferences.count(of),
            ),
            (HistoryStage::Idle, Some((missing, _))) if missing > 0 => {
                let seconds = histories.estimate(missing);
                messages::history_cost(
                    &preferences.counted(missing as u128),
                    &words::about(seconds),
                )
            }
            (HistoryStage::Idle, None) => self.why_not().unwrap_or_default().to_owned(),
            (HistoryStage::Idle, Some(_)) | (HistoryStage::Failed(_), _) => String::new(),
        }
    }

    /// What is going on, what it will cost, and the button to go on or to stop: always the same one,
    /// so that the keyboard's focus stays on it.
    pub(crate) fn state(self, preferences: Preferences) -> AnyView {
        let Self {
            live, histories, ..
        } = self;
        let stage = histories.stage();
        let failure = move || match stage.get() {
            HistoryStage::Failed(error) => {
                Some(messages::explain(&error, &live.reports.homeserver()))
            }
            _ => None,
        };
        let part = move |of: fn(usize, usize) -> usize| match stage.get() {
            HistoryStage::Loading { done, of: all, .. } => Some(of(done, all).to_string()),
            _ => None,
        };
        let bar = move || {
            view! {
                <progress
                    aria-label=messages::history_loading_label()
                    value=move || part(|done, _| done)
                    max=move || part(|_, all| all)
                ></progress>
            }
            .into_any()
        };
        let press = move |_| {
            self.was_requested.set(true);
            match untrack(|| self.action()) {
                LoadAction::Stop => histories.cancel(),
                LoadAction::Reload => histories.reload(),
                LoadAction::Load | LoadAction::LoadRest | LoadAction::TryAgain => histories.load(),
            }
        };
        let button = move || {
            view! {
                <button
                    type="button"
                    class:primary=move || matches!(self.action(), LoadAction::Load | LoadAction::LoadRest)
                    on:click=press
                    prop:textContent=live_text(move || self.action().name().to_owned())
                ></button>
            }
            .into_any()
        };
        view! {
            <Failure failure/>
            <div class="history-state">
                <p role="status" prop:textContent=live_text(move || self.status(preferences))></p>
                {when(move || self.action() == LoadAction::Stop, bar)}
                {when(move || self.why_not().is_none(), button)}
            </div>
        }
        .into_any()
    }
}
