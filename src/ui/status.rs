//! What is going on: which rows are shown, how far a load is, and what a report covers.

use super::address::Address;
use super::helpers::when;
use super::screen::{Live, Screen};
use super::taste::Taste;
use crate::load::Progress;
use crate::reports::Reports;
use crate::text;
use leptos::prelude::*;
use usage::{Extent, Report, View};

/// The report's live region: rows shown, progress, and short confirmations.
#[component]
pub(super) fn Status(screen: Screen, message: RwSignal<String>) -> impl IntoView {
    let taste = expect_context::<Taste>();
    let address = expect_context::<Address>();
    let term = move || address.query().with(|query| query.search.trim().to_owned());
    let rows = move || {
        let page = screen.page.get()?;
        Some(match page.places() {
            Some((first, last)) => text::rows(
                &taste.count(first),
                &taste.count(last),
                &taste.count(page.of()),
                match screen
                    .view
                    .with(|view| view.as_ref().is_some_and(View::is_grouped))
                {
                    true => text::LINES,
                    false if page.of() == 1 => text::ONE_USER,
                    false => text::MANY_USERS,
                },
            ),
            None if term().is_empty() => text::NOBODY.to_owned(),
            None => text::nobody_found(&term()),
        })
    };
    let progress = move || {
        let progress = screen.live?.reports.progress().get();
        progress.map(|progress| in_words(&progress, taste))
    };
    view! {
        <div role="status" class="status">
            <p class="rows">{move || rows().unwrap_or_default()}</p>
            <p class="progress">{move || progress().unwrap_or_default()}</p>
            <p class="message">{move || message.get()}</p>
        </div>
    }
}

/// How far the load is, to be seen, and the button that stops it.
#[component]
pub(super) fn ProgressBar(reports: Reports) -> impl IntoView {
    let loading = move || reports.progress().with(Option::is_some);
    let can_stop = move || reports.progress().get() != Some(Progress::Preparing);
    let done = move || match reports.progress().get() {
        Some(Progress::Receiving {
            users,
            of: Some(of),
            ..
        }) => Some((users.to_string(), of.to_string())),
        _ => None,
    };
    when(loading, move || {
        view! {
            <div class="loading">
                <progress
                    aria-label=text::LOADING
                    value=move || done().map(|(users, _)| users)
                    max=move || done().map(|(_, of)| of)
                ></progress>
                {when(can_stop, move || {
                    view! {
                        <button type="button" on:click=move |_| reports.cancel()>{text::CANCEL}</button>
                    }
                    .into_any()
                })}
            </div>
        }
        .into_any()
    })
}

/// Progress in a sentence.
pub(super) fn in_words(progress: &Progress, taste: Taste) -> String {
    match progress {
        Progress::Queued => text::QUEUED.to_owned(),
        Progress::Asked { seconds: None } => text::ASKED.to_owned(),
        Progress::Asked {
            seconds: Some(seconds),
        } => text::asked_for(*seconds),
        Progress::Receiving { users, of, bytes } => {
            let of = of.map(|of| taste.integer(of));
            text::receiving(&taste.count(*users), of.as_deref(), &taste.bytes(*bytes))
        }
        Progress::Preparing => text::PREPARING.to_owned(),
        Progress::Waiting { because, seconds } => text::waiting(because, *seconds),
    }
}

/// What the figures on screen cover, where that is not what was asked for, and the way to the rest.
#[component]
pub(super) fn Coverage(screen: Screen) -> impl IntoView {
    let taste = expect_context::<Taste>();
    let is_other_period = move || screen.live.is_some_and(Live::is_other_period);
    // After a failure, trying again is offered beside its reason.
    let stopped = move || {
        let wanting = screen.view.with(|view| {
            let report = view.as_ref().map(|view| view.usage().report());
            report.is_none_or(|report| !report.is_complete())
        });
        screen.live.is_some_and(|Live { reports, .. }| {
            (wanting || is_other_period())
                && reports.progress().with(Option::is_none)
                && reports.failure().with(Option::is_none)
        })
    };
    let lines = move || {
        let report_lines = |view: &View| about(view.usage().report(), taste);
        let mut lines = screen.view.with(|view| view.as_ref().map(report_lines));
        if stopped() && (lines.is_none() || is_other_period()) {
            let mut line = text::STOPPED.to_owned();
            if lines.is_some() {
                line = format!("{line} {}", text::still_showing(&screen.shown_period.get()));
            }
            lines.get_or_insert_default().insert(0, line);
        }
        lines.unwrap_or_default()
    };
    let resume = move || {
        let resume = move |_| {
            if let Some(live) = screen.live {
                live.reports.resume();
            }
        };
        view! { <button type="button" on:click=resume>{text::CONTINUE}</button> }.into_any()
    };
    let lines_shown = move || {
        let lines = lines().into_iter().map(|line| view! { <p>{line}</p> });
        lines.collect_view().into_any()
    };
    when(
        move || !lines().is_empty(),
        move || {
            view! {
                <div class="notice">
                    <div>{lines_shown}</div>
                    {when(stopped, resume)}
                </div>
            }
            .into_any()
        },
    )
}

/// What there is to be said of a report's completeness.
fn about(report: &Report, taste: Taste) -> Vec<String> {
    let users = taste.count(report.table.len());
    let mut lines = Vec::new();
    match (report.extent, report.total) {
        (Extent::Partial { of }, _) => {
            let of = of.map(|of| taste.integer(of));
            lines.push(text::partial(&users, of.as_deref()));
        }
        (Extent::Complete, Some(total)) if total != report.table.len() as u64 => {
            lines.push(text::count_differs(&users, &taste.integer(total)));
        }
        (Extent::Complete, _) => {}
    }
    if let (Some(before), Some(after)) = (report.total_at_first, report.total) {
        let (before, after) = (taste.integer(before), taste.integer(after));
        lines.push(text::count_changed(&before, &after));
    }
    lines
}
