//! Comparing the report on screen with that of another period, or with one from a file: what is
//! compared, why nothing is, and the choice of users by how they changed.

pub(crate) mod compare_select;

use crate::features::load_failure::LoadFailure;
use crate::features::period::text::period_text;
use crate::features::status::excess_in_words;
use crate::messages::{self, Explanation};
use crate::state::comparison::{ComparedReports, Comparison};
use crate::state::preferences::Preferences;
use crate::state::report_source::ReportSource;
use crate::state::report_view::{CompareTarget, LiveReport, ReportView};
use crate::state::reports::LoadPurpose;
use crate::state::url_state::UrlState;
use crate::widgets::helpers::{aria_value, icon, live_text, when};
use crate::widgets::lazy::{lazy, wasm_split};
use crate::widgets::notices::Failure;
use crate::widgets::sentence::sentence;
use leptos::html::P;
use leptos::prelude::*;
use media_usage::{ChangeStatus, Completeness};
use panel_core::calendar::Zone;
use panel_core::format::visible;

/// Ends the comparison, whatever it is with.
fn close(comparison: Comparison, url_state: UrlState) {
    comparison.signals().file.set(None);
    url_state.push(|query| query.with_compare_to(None).without_changes());
}

/// The button beside the menu that ends the comparison, while there is one.
#[component]
pub(crate) fn CloseComparison(comparison: Comparison) -> impl IntoView {
    let url_state = expect_context::<UrlState>();
    let is_on = Memo::new(move |_| {
        let is_period = url_state.query().with(|query| query.compare.is_some());
        is_period || comparison.signals().file.with(Option::is_some)
    });
    when(
        move || is_on.get(),
        move || {
            view! {
                <button
                    type="button"
                    class="square joined"
                    aria-label=messages::close_comparison()
                    title=messages::close_comparison()
                    on:click=move |_| close(comparison, url_state)
                >
                    {icon("icon i-close")}
                </button>
            }
            .into_any()
        },
    )
}

/// The users to be shown, by how they changed: how many there are of each kind, and the choice of
/// one. There is nothing while nothing is compared.
#[component]
pub(crate) fn ChangeFilter(report_view: ReportView) -> impl IntoView {
    let is_compared = Memo::new(move |_| report_view.comparison.shown().is_some());
    when(
        move || is_compared.get(),
        move || lazy(move || Box::pin(change_filter(report_view))),
    )
}

#[wasm_split(compare, fallible)]
fn change_filter(report_view: ReportView) -> Result<AnyView, Explanation> {
    let url_state = expect_context::<UrlState>();
    let preferences = expect_context::<Preferences>();
    // A memo, so that the buttons stay and keep the focus when the counts change.
    let sums = Memo::new(move |_| {
        report_view
            .view
            .with(|view| view.as_ref()?.changes().copied())
    });
    let are_periods = move || {
        let reports = report_view.comparison.shown();
        reports.is_some_and(|reports| reports.are_periods())
    };
    let button = move |status: Option<ChangeStatus>| {
        let totals = move || sums.get().unwrap_or_default().of(status);
        let name = move || match status {
            None => messages::all(),
            Some(status) => messages::status(status, are_periods()),
        };
        let is_chosen = move || url_state.query().with(|query| query.change) == status;
        view! {
            <button
                type="button"
                aria-pressed=move || aria_value(is_chosen())
                title=move || preferences.signed_bytes(totals().bytes)
                on:click=move |_| url_state.push(|query| query.with_change(status))
            >
                <span prop:textContent=name></span>
                " "
                <data
                    value=move || totals().users.to_string()
                    translate="no"
                    prop:textContent=live_text(move || preferences.count(totals().users))
                ></data>
            </button>
        }
    };
    let filter = when(
        move || sums.with(Option::is_some),
        move || {
            let all = [
                None,
                Some(ChangeStatus::Added),
                Some(ChangeStatus::Grown),
                Some(ChangeStatus::Shrunk),
                Some(ChangeStatus::Removed),
                Some(ChangeStatus::Unchanged),
            ];
            view! {
                <div class="filter" role="group" aria-label=messages::change_filter()>
                    {all.map(button).into_iter().collect_view()}
                </div>
            }
            .into_any()
        },
    );
    Ok(filter)
}

/// Warnings about a comparison, or the reason why there is none.
#[component]
pub(crate) fn ComparisonNotes(report_view: ReportView, message: RwSignal<String>) -> impl IntoView {
    let is_wanted = Memo::new(move |_| {
        let target = report_view.live.map(|live| live.compare_target.get());
        let is_file = report_view.comparison.signals().file.with(Option::is_some);
        is_file || target.is_some_and(|target| target != CompareTarget::Off)
    });
    when(
        move || is_wanted.get(),
        move || lazy(move || Box::pin(notes(report_view, message))),
    )
}

#[wasm_split(compare, fallible)]
fn notes(report_view: ReportView, message: RwSignal<String>) -> Result<AnyView, Explanation> {
    let url_state = expect_context::<UrlState>();
    let comparison = report_view.comparison;
    // The notice is not a live region, so screen readers need a message as well.
    Effect::new(move |_| {
        let target = report_view.live.map(|live| live.compare_target.get());
        if let Some(CompareTarget::Unavailable(why)) = target {
            message.set(messages::incomparable(why).to_owned());
        }
    });
    let cautions = move || {
        let reports = comparison.shown();
        let cautions = reports.map(|reports| cautions(&reports));
        let cautions = cautions.into_iter().flatten();
        cautions
            .map(|caution| view! { <p class="caution" prop:textContent=caution></p> })
            .collect_view()
    };
    let files = move || {
        let reports = comparison.shown().filter(|it| !it.are_periods())?;
        Some(files(&reports, comparison, url_state.zone()))
    };
    let failure = move || {
        comparison
            .signals()
            .has_failed
            .get()
            .then(messages::part_missing)
    };
    let retry = move || {
        view! {
            <button type="button" class="retry" on:click=move |_| comparison.retry()>
                {messages::try_again()}
            </button>
        }
        .into_any()
    };
    let notes = view! {
        {report_view.live.map(|live| waiting(live, report_view))}
        {files}
        {cautions}
        <Failure failure/>
        {when(move || comparison.signals().has_failed.get(), retry)}
    };
    Ok(notes.into_any())
}

/// Reasons to doubt a comparison.
fn cautions(reports: &ComparedReports) -> impl Iterator<Item = &'static str> + use<> {
    let ComparedReports { before, after } = reports;
    let homeservers = [&before.info.homeserver, &after.info.homeserver];
    let are_of_two = match homeservers {
        [Some(before), Some(after)] => before != after,
        _ => false,
    };
    let is_part = |source: &ReportSource| {
        let completeness = source.usage.report().completeness;
        source.info.searched.is_some() || matches!(completeness, Completeness::Partial { .. })
    };
    let cautions = [
        (are_of_two, messages::other_homeservers()),
        (
            !reports.are_periods() && before.period() != after.period(),
            messages::other_periods(),
        ),
        (is_part(before) || is_part(after), messages::not_all_users()),
    ];
    let cautions = cautions.into_iter().filter(|(applies, _)| *applies);
    cautions.map(|(_, caution)| caution)
}

/// Names the earlier and the later report if one of them is from a file.
fn files(reports: &ComparedReports, comparison: Comparison, zone: Zone) -> AnyView {
    let line = |name: &'static str, source: &ReportSource| {
        let file = source.file.as_deref().and_then(visible);
        let file = file.unwrap_or_else(|| messages::on_screen().to_owned());
        view! {
            <div>
                <dt prop:textContent=name></dt>
                <dd>
                    <bdi prop:textContent=file></bdi>
                    <bdi class="note">{sentence(&in_one_line(source, zone))}</bdi>
                </dd>
            </div>
        }
    };
    let head = NodeRef::<P>::new();
    // Opening a file moves the focus to the result.
    Effect::new(move |_| {
        if let Some(head) = head.get() {
            let _ = head.focus();
        }
    });
    view! {
        <div class="compared-files">
            <p class="vh" tabindex="-1" node_ref=head>{messages::changes()}</p>
            <dl>
                {line(messages::earlier(), &reports.before)}
                {line(messages::later(), &reports.after)}
            </dl>
            <button
                type="button"
                title=messages::swap_hint()
                on:click=move |_| comparison.signals().is_swapped.update(|swapped| *swapped = !*swapped)
            >
                {messages::swap()}
            </button>
        </div>
    }
    .into_any()
}

/// Where and when a report was read.
pub(crate) fn in_one_line(source: &ReportSource, zone: Zone) -> String {
    match (&source.info.homeserver, source.info.loaded_ts) {
        (Some(homeserver), Some(ts)) => messages::loaded_from(
            homeserver,
            &web_platform::date_time(ts, zone),
            &period_text(source.period(), zone),
        ),
        _ => messages::origin_unknown().to_owned(),
    }
}

/// What can be done about a comparison that isn't there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Remedy {
    Nothing,
    Compare,
    Resume,
}

/// Why there is no comparison yet, or never will be, and the way to it where loading was stopped.
fn waiting(live: LiveReport, report_view: ReportView) -> AnyView {
    let LiveReport {
        may_compare,
        reports,
        ..
    } = live;
    let preferences = expect_context::<Preferences>();
    let url_state = expect_context::<UrlState>();
    let reason = Memo::new(move |_| reason(live, preferences, url_state));
    let shown = move || {
        let (says, remedy) = reason.get()?;
        let stopped = view! {
            <p class="caution">
                <span prop:textContent=says></span>
                " "
                <button
                    type="button"
                    hidden=remedy != Remedy::Resume
                    on:click=move |_| reports.resume(LoadPurpose::Compare)
                >
                    {messages::load_rest()}
                </button>
                <button
                    type="button"
                    hidden=remedy != Remedy::Compare
                    on:click=move |_| may_compare.set(true)
                >
                    {messages::compare_now()}
                </button>
            </p>
        };
        Some(stopped.into_any())
    };
    view! {
        {shown}
        <LoadFailure live report_view purpose=LoadPurpose::Compare/>
    }
    .into_any()
}

/// Why there is no comparison, and what can be done about it; tracks both.
fn reason(
    live: LiveReport,
    preferences: Preferences,
    url_state: UrlState,
) -> Option<(String, Remedy)> {
    let LiveReport {
        compare_target,
        may_compare,
        reports,
        ..
    } = live;
    match compare_target.get() {
        CompareTarget::Off => None,
        CompareTarget::Pending | CompareTarget::Period(_) if !may_compare.get() => {
            Some((messages::comparing_costs().to_owned(), Remedy::Compare))
        }
        CompareTarget::Pending => Some((messages::compared_later().to_owned(), Remedy::Nothing)),
        CompareTarget::Unavailable(why) => {
            Some((messages::incomparable(why).to_owned(), Remedy::Nothing))
        }
        CompareTarget::Period(_) if live.compared().is_some() => None,
        CompareTarget::Period(period) if reports.is_loading() => {
            let period = period_text(Some(period.period()), url_state.zone());
            Some((messages::loading_to_compare(&period), Remedy::Nothing))
        }
        // A failure says why not.
        CompareTarget::Period(_) if reports.failure().is_some() => None,
        CompareTarget::Period(_) => Some(match reports.compared().exceeded() {
            Some(exceeded) if exceeded.may_continue() => {
                (excess_in_words(exceeded, preferences), Remedy::Resume)
            }
            Some(exceeded) => (excess_in_words(exceeded, preferences), Remedy::Nothing),
            None => (messages::comparing_stopped().to_owned(), Remedy::Resume),
        }),
    }
}
