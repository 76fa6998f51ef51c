//! Comparing the report on screen with that of another period, or with one from a file.

pub(crate) mod changes;
pub(crate) mod compare_select;

use crate::features::comparison::changes::show;
use crate::features::exports::csv_format;
use crate::features::load_failure::LoadFailure;
use crate::features::period::text::period_text;
use crate::features::status::excess_in_words;
use crate::messages::{self, Explanation};
use crate::state::preferences::Preferences;
use crate::state::report_source::ReportSource;
use crate::state::report_view::{CompareTarget, LiveReport, ReportView};
use crate::state::reports::LoadPurpose;
use crate::state::url_state::UrlState;
use crate::widgets::helpers::when;
use crate::widgets::lazy::{lazy, wasm_split};
use leptos::html::{H1, H2};
use leptos::prelude::*;
use media_usage::{ChangeOrder, ChangeStatus, Changes, Comparison, changes_csv};
use panel_core::calendar::Zone;
use panel_core::format::{file_name, server_name};
use std::num::NonZeroU32;
use std::sync::Arc;
use web_platform::{LatestTask, TimeSlicer};

/// Two reports.
#[derive(Clone)]
pub(crate) struct ComparedReports {
    pub(crate) before: ReportSource,
    pub(crate) after: ReportSource,
}

impl ComparedReports {
    /// Whether they are of two periods, and not of two times.
    pub(crate) fn are_periods(&self) -> bool {
        self.before.file.is_none() && self.after.file.is_none()
    }
}

/// Two reports and what changed between them.
#[derive(Clone)]
pub(crate) struct ComparisonResult {
    pub(crate) reports: ComparedReports,
    pub(crate) order: ChangeOrder,
    pub(crate) comparison: Arc<Comparison>,
    ordered: Arc<[u32]>,
}

/// Which of the changes are looked at.
#[derive(Clone, Copy)]
pub(crate) struct ChangesFilter {
    /// Those of a status; all without one.
    pub(crate) status: RwSignal<Option<ChangeStatus>>,
    pub(crate) page: RwSignal<NonZeroU32>,
    pub(crate) url_state: UrlState,
}

/// The region `Changes` between the report on screen and `other`, while there is one, or that of the
/// period that the address compares it with. `title` is where the focus goes when it is closed.
#[component]
pub(crate) fn ComparisonRegion(
    report_view: ReportView,
    other: RwSignal<Option<ReportSource>>,
    title: NodeRef<H1>,
    message: RwSignal<String>,
) -> impl IntoView {
    let url_state = expect_context::<UrlState>();
    let compare_target = move || {
        report_view
            .live
            .map_or(CompareTarget::Off, |live| live.compare_target.get())
    };
    // What was chosen last is compared with: a period here, a file below.
    Effect::new(move |_| {
        let compare_target = compare_target();
        if compare_target != CompareTarget::Off {
            other.set(None);
        }
        // Whoever doesn't see the region hears that there is none to come.
        if let CompareTarget::Unavailable(why) = compare_target {
            message.set(messages::incomparable(why).to_owned());
        }
    });
    Effect::new(move |_| {
        if other.with(Option::is_some) {
            url_state.replace(|query| query.with_compare_to(None));
        }
    });
    when(
        move || compare_target() != CompareTarget::Off || other.with(Option::is_some),
        move || lazy(move || Box::pin(comparison_region(report_view, other, title, message))),
    )
}

#[wasm_split(compare, fallible)]
fn comparison_region(
    report_view: ReportView,
    other: RwSignal<Option<ReportSource>>,
    title: NodeRef<H1>,
    message: RwSignal<String>,
) -> Result<AnyView, Explanation> {
    let url_state = expect_context::<UrlState>();
    let filter = ChangesFilter {
        status: RwSignal::new(None),
        page: RwSignal::new(NonZeroU32::MIN),
        url_state,
    };
    let swapped = RwSignal::new(false);
    let compared = compare(move || reports(report_view, other, swapped), filter);
    let close = move || {
        other.set(None);
        url_state.push(|query| query.with_compare_to(None));
        if let Some(title) = title.get_untracked() {
            let _ = title.focus();
        }
    };
    let waiting = report_view
        .live
        .map(|live| waiting(live, report_view, compared));
    let region = view! { <Region compared filter swapped other close message waiting/> };
    Ok(region.into_any())
}

/// The reports to be compared, when they are there.
fn reports(
    report_view: ReportView,
    other: RwSignal<Option<ReportSource>>,
    swapped: RwSignal<bool>,
) -> Option<ComparedReports> {
    let current = report_view.source.get()?;
    if let Some(other) = other.get() {
        let (before, after) = if current.is_before(&other) == swapped.get() {
            (other, current)
        } else {
            (current, other)
        };
        return Some(ComparedReports { before, after });
    }
    let live = report_view.live?;
    let before = ReportSource::of(&live.compared()?, &live.reports.homeserver());
    Some(ComparedReports {
        before,
        after: current,
    })
}

/// Compares as often as one of the reports is another, and puts the changes in order: in slices, and
/// only the last question is answered.
fn compare(
    reports: impl Fn() -> Option<ComparedReports> + Send + Sync + 'static,
    filter: ChangesFilter,
) -> RwSignal<Option<ComparisonResult>> {
    let compared = RwSignal::new(None::<ComparisonResult>);
    let task = StoredValue::new(LatestTask::default());
    Effect::new(move |_| {
        task.update_value(LatestTask::abort);
        let order = filter.url_state.query().with(|query| query.changes);
        let Some(reports) = reports() else {
            compared.set(None);
            return;
        };
        let (before, after) = (reports.before.usage.clone(), reports.after.usage.clone());
        let known = compared.with_untracked(|it| {
            let ComparisonResult {
                order, comparison, ..
            } = it.as_ref()?;
            let is_same = Arc::ptr_eq(comparison.before(), &before)
                && Arc::ptr_eq(comparison.after(), &after);
            is_same.then(|| (*order, comparison.clone()))
        });
        if known.as_ref().is_some_and(|(known, _)| *known == order) {
            return;
        }
        let compare = async move {
            let yielder = TimeSlicer::start();
            let comparison = match known {
                Some((_, known)) => known,
                None => Arc::new(Comparison::new(before, after, &yielder).await),
            };
            let ordered = comparison.ordered(order, &yielder).await;
            filter.page.set(NonZeroU32::MIN);
            compared.set(Some(ComparisonResult {
                reports,
                order,
                comparison,
                ordered,
            }));
        };
        task.update_value(|task| task.start(compare));
    });
    compared
}

/// What can be done about a comparison that isn't there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Remedy {
    Nothing,
    Compare,
    Resume,
}

/// What stands in for the changes while there is no other report: why there is none yet, or never
/// will be, and the way to it where loading was stopped.
fn waiting(
    live: LiveReport,
    report_view: ReportView,
    compared: RwSignal<Option<ComparisonResult>>,
) -> AnyView {
    let url_state = expect_context::<UrlState>();
    let preferences = expect_context::<Preferences>();
    let LiveReport {
        compare_target,
        may_compare,
        reports,
        ..
    } = live;
    let says = move || match compare_target.get() {
        _ if compared.with(Option::is_some) => None,
        CompareTarget::Off => None,
        CompareTarget::Pending | CompareTarget::Period(_) if !may_compare.get() => {
            Some((messages::comparing_costs().to_owned(), Remedy::Compare))
        }
        CompareTarget::Pending => Some((messages::compared_later().to_owned(), Remedy::Nothing)),
        CompareTarget::Unavailable(why) => {
            Some((messages::incomparable(why).to_owned(), Remedy::Nothing))
        }
        CompareTarget::Period(_) if live.compared().is_some() => {
            Some((messages::comparing().to_owned(), Remedy::Nothing))
        }
        CompareTarget::Period(period) if reports.is_loading() => {
            let period = period_text(Some(period.period()), url_state.zone());
            Some((messages::loading_to_compare(&period), Remedy::Nothing))
        }
        // A failure says why not.
        CompareTarget::Period(_) if reports.failure().is_some() => None,
        CompareTarget::Period(_) => Some(match reports.compared().exceeded() {
            Some(exceeded) => {
                let remedy = if exceeded.may_continue() {
                    Remedy::Resume
                } else {
                    Remedy::Nothing
                };
                (excess_in_words(exceeded, preferences), remedy)
            }
            None => (messages::comparing_stopped().to_owned(), Remedy::Resume),
        }),
    };
    let shown = move || {
        let (says, remedy) = says()?;
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

#[component]
fn Region(
    compared: RwSignal<Option<ComparisonResult>>,
    filter: ChangesFilter,
    swapped: RwSignal<bool>,
    other: RwSignal<Option<ReportSource>>,
    close: impl Fn() + 'static,
    message: RwSignal<String>,
    waiting: Option<AnyView>,
) -> impl IntoView {
    let preferences = expect_context::<Preferences>();
    let url_state = expect_context::<UrlState>();
    let changes = Memo::new_with_compare(
        move |_| {
            let status = filter.status.get();
            compared.with(|it| {
                let ComparisonResult {
                    comparison,
                    ordered,
                    ..
                } = it.as_ref()?;
                Some(Changes::new(comparison.clone(), ordered, status))
            })
        },
        |_, _| true,
    );
    let head = NodeRef::<H2>::new();
    // Who opens a file is led to what it shows; a period is chosen without leaving the choice.
    Effect::new(move |_| {
        if let (true, Some(head)) = (other.with(Option::is_some), head.get()) {
            let _ = head.focus();
        }
    });
    let save = move |_| {
        if let (Some(changes), Some(compared)) = (changes.get_untracked(), compared.get_untracked())
        {
            let zone = untrack(|| url_state.zone());
            web_platform::spawn(async move {
                message.try_set(save(&changes, &compared.reports, preferences, zone).await);
            });
        }
    };
    // One closure for all that depends on what is compared: each further one is code of its own.
    let shown = move || {
        let changes = changes.get()?;
        let zone = url_state.zone();
        compared.with(|compared| {
            Some(show(
                compared.as_ref()?,
                &changes,
                filter,
                preferences,
                zone,
            ))
        })
    };
    view! {
        <section class="changes" aria-label=messages::changes()>
            <div class="changes-head">
                <h2 node_ref=head tabindex="-1">{messages::changes()}</h2>
                <div class="actions">
                    <button
                        type="button"
                        title=messages::swap_hint()
                        hidden=move || other.with(Option::is_none)
                        on:click=move |_| swapped.update(|swapped| *swapped = !*swapped)
                    >
                        {messages::swap()}
                    </button>
                    <button
                        type="button"
                        disabled=move || compared.with(Option::is_none)
                        on:click=save
                    >
                        {messages::export_changes()}
                    </button>
                    <button type="button" on:click=move |_| close()>{messages::close_comparison()}</button>
                </div>
            </div>
            {waiting}
            {shown}
        </section>
    }
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

/// Makes a file of the changes looked at and offers it; says so.
async fn save(
    changes: &Changes,
    reports: &ComparedReports,
    preferences: Preferences,
    zone: Zone,
) -> String {
    let ComparedReports { before, after } = reports;
    let is_which = if reports.are_periods() { between } else { at };
    let server = after.info.homeserver.as_deref();
    let parts = [
        "media-usage-changes",
        server_name(server.unwrap_or_default()),
        &is_which(before, zone),
        &is_which(after, zone),
    ];
    let name = file_name(&parts, "csv");
    let mut pieces = changes_csv(Box::new(changes.all()), csv_format());
    let yielder = TimeSlicer::start();
    web_platform::download(&name, "text/csv;charset=utf-8", &mut pieces, &yielder).await;
    messages::changes_exported(&name, &preferences.counted(changes.len() as u128))
}

/// When a report was read, to the minute, for a file's name.
fn at(source: &ReportSource, zone: Zone) -> String {
    to_the_minute(source.info.loaded_ts, zone)
}

/// The period of a report, to the minute, for a file's name.
fn between(source: &ReportSource, zone: Zone) -> String {
    messages::period_in_file(
        &to_the_minute(source.info.from_ts, zone),
        &to_the_minute(source.info.until_ts, zone),
    )
}

fn to_the_minute(ts: Option<u64>, zone: Zone) -> String {
    ts.map_or(String::new(), |ts| web_platform::minute(ts, zone))
}
