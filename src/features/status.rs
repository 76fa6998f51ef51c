//! What is going on: which rows are shown, how far a load is, and what a report covers.

use crate::features::period::text::shown_period;
use crate::features::search::search_term;
use crate::messages;
use crate::state::load::Progress;
use crate::state::preferences::Preferences;
use crate::state::report_view::{LiveReport, ReportView};
use crate::state::reports::{LoadPurpose, Reports};
use crate::state::url_state::UrlState;
use crate::widgets::helpers::{live_text, when};
use crate::widgets::sentence::sentence;
use leptos::prelude::*;
use media_usage::{Completeness, IndexedReport, LimitExceeded, View};
use web_platform::LatestTask;

/// The report's live region: rows shown, progress, and short confirmations.
#[component]
pub(crate) fn Status(
    report_view: ReportView,
    message: RwSignal<String>,
    /// Whether the rows are to be seen.
    is_table: Signal<bool>,
) -> impl IntoView {
    let preferences = expect_context::<Preferences>();
    let url_state = expect_context::<UrlState>();
    let term = move || {
        search_term(url_state, preferences.number_style())
            .trim()
            .to_owned()
    };
    let hidden = move || {
        report_view
            .view
            .with(|view| view.as_ref().map_or(0, |view| view.hidden().users))
    };
    let rows = move || {
        let page = report_view.page.get()?;
        Some(match page.positions() {
            Some((first, last)) => {
                let (first, last) = (preferences.count(first), preferences.count(last));
                let is_grouped = |view: &Option<View>| view.as_ref().is_some_and(View::is_grouped);
                if report_view.view.with(is_grouped) {
                    let all = preferences.count(page.of());
                    messages::rows_of_users_and_groups(&first, &last, &all)
                } else {
                    let all = preferences.counted(page.of() as u128);
                    messages::rows_of_users(&first, &last, &all)
                }
            }
            None if hidden() > 0 => messages::all_hidden(&preferences.counted(hidden() as u128)),
            None if term().is_empty() => messages::nobody().to_owned(),
            None => messages::nobody_found(&term()),
        })
    };
    let progress = move || {
        let progress = report_view.live?.reports.progress()?;
        Some(in_words(&progress, preferences))
    };
    forget_after_a_while(message);
    view! {
        <div role="status" class="status">
            <p class="rows" class:vh=move || !is_table.get() prop:textContent=live_text(move || rows().unwrap_or_default())></p>
            <p
                class="progress"
                prop:textContent=live_text(move || progress().unwrap_or_default())
            ></p>
            <p class="message">{move || message.with(|message| sentence(message))}</p>
        </div>
    }
}

/// Lets a confirmation disappear when there was time to read it.
fn forget_after_a_while(message: RwSignal<String>) {
    /// In ms.
    const READING_TIME: u32 = 6_000;
    let task = StoredValue::new(LatestTask::default());
    Effect::new(move |_| {
        if message.with(String::is_empty) {
            return;
        }
        task.update_value(|task| {
            task.start(async move {
                web_platform::sleep(READING_TIME).await;
                // The page may be gone by then.
                message.try_set(String::new());
            });
        });
    });
}

/// How far the load is, to be seen, and the button that stops it.
#[component]
pub(crate) fn ProgressBar(reports: Reports) -> impl IntoView {
    let loading = move || reports.is_loading();
    let can_stop = move || reports.progress() != Some(Progress::Preparing);
    let done = move || match reports.progress() {
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
                    aria-label=messages::loading()
                    value=move || done().map(|(users, _)| users)
                    max=move || done().map(|(_, of)| of)
                ></progress>
                {when(can_stop, move || {
                    view! {
                        <button type="button" on:click=move |_| reports.cancel()>{messages::cancel()}</button>
                    }
                    .into_any()
                })}
            </div>
        }
        .into_any()
    })
}

/// Progress in a sentence.
pub(crate) fn in_words(progress: &Progress, preferences: Preferences) -> String {
    match progress {
        Progress::Queued => messages::queued().to_owned(),
        Progress::Requested { seconds: None } => messages::requested().to_owned(),
        Progress::Requested {
            seconds: Some(seconds),
        } => messages::requested_all((*seconds).into()),
        Progress::Receiving { users, of, bytes } => {
            let (users, size) = (
                preferences.counted(*users as u128),
                preferences.bytes(*bytes),
            );
            match of {
                Some(of) => messages::receiving_of(&users, &size, &preferences.counted(*of)),
                None => messages::receiving(&size, &users),
            }
        }
        Progress::Preparing => messages::preparing().to_owned(),
        Progress::Waiting { error, seconds } => messages::waiting(error, *seconds),
    }
}

/// That the figures are of a part of the users, while the others are on their way: beside the figures,
/// where it moves nothing when it goes.
pub(crate) fn incomplete(report_view: ReportView, preferences: Preferences) -> Option<String> {
    let users = report_view
        .view
        .with(|view| partial(view.as_ref()?.usage(), preferences));
    users.filter(|_| is_loading(report_view))
}

fn is_loading(report_view: ReportView) -> bool {
    report_view
        .live
        .is_some_and(|live| live.reports.shown().is_loading())
}

/// What the figures on screen cover, where that is not what was asked for, and the way to the rest.
#[component]
pub(crate) fn Coverage(report_view: ReportView) -> impl IntoView {
    let preferences = expect_context::<Preferences>();
    let is_other_period = move || report_view.live.is_some_and(LiveReport::is_other_period);
    // After a failure, trying again is offered beside its reason.
    let stopped = move || {
        let wanting = report_view.view.with(|view| {
            let report = view.as_ref().map(|view| view.usage().report());
            report.is_none_or(|report| !report.is_complete())
        });
        report_view.live.is_some_and(|LiveReport { reports, .. }| {
            (wanting || is_other_period() || exceeded(report_view).is_some())
                && !reports.is_loading()
                && reports.failure().is_none()
        })
    };
    let may_resume =
        move || stopped() && exceeded(report_view).is_none_or(LimitExceeded::may_continue);
    let lines = move || {
        let report_lines = |view: &View| {
            let usage = view.usage();
            let partial = partial(usage, preferences).filter(|_| !is_loading(report_view));
            let counts = counts(usage, preferences);
            partial.into_iter().chain(counts).collect::<Vec<_>>()
        };
        let mut lines = report_view
            .view
            .with(|view| view.as_ref().map(report_lines));
        if let Some(line) = refused_order(report_view) {
            lines.get_or_insert_default().push(line);
        }
        if stopped() && (lines.is_none() || is_other_period()) {
            let mut line = messages::stopped().to_owned();
            if lines.is_some() {
                line = format!(
                    "{line} {}",
                    messages::still_showing(&shown_period(report_view.shown_period.get()))
                );
            }
            lines.get_or_insert_default().insert(0, line);
        }
        if let Some(exceeded) = exceeded(report_view) {
            let line = excess_in_words(exceeded, preferences);
            lines.get_or_insert_default().insert(0, line);
        }
        lines.unwrap_or_default()
    };
    let resume = move || {
        let resume = move |_| {
            if let Some(live) = report_view.live {
                live.reports.resume(LoadPurpose::Show);
            }
        };
        view! { <button type="button" on:click=resume>{messages::load_rest()}</button> }.into_any()
    };
    let lines_shown = move || {
        let lines = lines()
            .into_iter()
            .map(|line| view! { <p prop:textContent=line></p> });
        lines.collect_view().into_any()
    };
    when(
        move || !lines().is_empty(),
        move || {
            view! {
                <div class="notice">
                    <div>{lines_shown}</div>
                    {when(may_resume, resume)}
                </div>
            }
            .into_any()
        },
    )
}

/// What the load of the report on screen stopped at.
fn exceeded(report_view: ReportView) -> Option<LimitExceeded> {
    report_view.live?.reports.shown().exceeded()
}

/// Why loading stopped, in a sentence.
pub(crate) fn excess_in_words(exceeded: LimitExceeded, preferences: Preferences) -> String {
    match exceeded {
        LimitExceeded::Rows { received, expected } => messages::too_many_rows(
            &preferences.counted(expected),
            &preferences.counted(received),
        ),
        LimitExceeded::Users { received } => {
            messages::too_many_users(&preferences.counted(received))
        }
        LimitExceeded::Bytes { bytes, rows } => {
            messages::too_many_bytes(&preferences.bytes(bytes), &preferences.counted(rows))
        }
        LimitExceeded::Requests { requests, rows } => {
            messages::too_many_requests(&preferences.counted(requests), &preferences.counted(rows))
        }
        LimitExceeded::Memory => messages::too_large_for_memory().to_owned(),
    }
}

/// That the first rows are not in the order that was asked for, while there are no others.
fn refused_order(report_view: ReportView) -> Option<String> {
    let shown = report_view.live?.reports.shown().report();
    shown.with(|loaded| {
        let loaded = loaded.as_ref()?;
        let partial = !loaded.usage.report().is_complete();
        let refused = loaded.cost.refused.filter(|_| partial)?;
        Some(messages::refused_order(messages::order_name(refused.by)))
    })
}

/// That there are more users than these.
fn partial(usage: &IndexedReport, preferences: Preferences) -> Option<String> {
    let Completeness::Partial { of } = usage.report().completeness else {
        return None;
    };
    let users = preferences.counted(usage.totals().users as u128);
    Some(match of {
        Some(of) => messages::partial_of(&users, &preferences.counted(of)),
        None => messages::partial(&users),
    })
}

/// What there is to be said of the numbers of users that the server counts.
fn counts(usage: &IndexedReport, preferences: Preferences) -> impl Iterator<Item = String> + use<> {
    let (report, users) = (usage.report(), usage.totals().users);
    let differs = match (report.completeness, report.total) {
        (Completeness::Complete, Some(total)) if total != users as u64 => {
            let users = preferences.counted(users as u128);
            Some(messages::count_differs(&users, &preferences.counted(total)))
        }
        _ => None,
    };
    let changed = report.total_at_first.zip(report.total);
    let changed = changed.map(|(before, after)| {
        messages::count_changed(&preferences.integer(after), &preferences.integer(before))
    });
    differs.into_iter().chain(changed)
}
