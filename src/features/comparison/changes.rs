//! What changed between two reports: in all, by status, and user by user.

use crate::features::comparison::{ChangesFilter, ComparedReports, ComparisonResult, in_one_line};
use crate::features::period::text::period_text;
use crate::messages;
use crate::state::preferences::Preferences;
use crate::state::report_source::ReportSource;
use crate::widgets::helpers::{aria_value, step};
use crate::widgets::sentence::sentence;
use leptos::prelude::*;
use media_usage::{
    Change, ChangeStatus, Changes, ComparedUser, Comparison, Completeness, Page, User,
};
use panel_core::calendar::Zone;
use panel_core::format::visible;
use panel_core::url_query::{ChangeColumn, Direction};
use std::num::NonZeroU32;

/// Rows of a page: the report itself is below.
const ROWS: usize = 25;

/// The changes looked at, and what they are changes of. Tracks the page.
pub(crate) fn show(
    compared: &ComparisonResult,
    changes: &Changes,
    filter: ChangesFilter,
    preferences: Preferences,
    zone: Zone,
) -> AnyView {
    let page = changes.page(filter.page.get(), ROWS);
    let comparison = changes.comparison();
    let searching = filter
        .url_state
        .query()
        .with(|query| !query.search.trim().is_empty());
    view! {
        {first_line(comparison, preferences)}
        {reports(&compared.reports, zone)}
        {totals(comparison, preferences)}
        {searching.then(|| view! { <p class="caution">{messages::changes_of_all()}</p> })}
        {statuses(compared, filter, preferences)}
        {table(compared, changes, page, filter, preferences)}
        {pager(page, filter, preferences)}
    }
    .into_any()
}

/// What is to be seen first: the change of all, and who grew most.
fn first_line(comparison: &Comparison, preferences: Preferences) -> AnyView {
    let (sum, before) = (
        comparison.totals_for(None).bytes,
        comparison.before().totals().bytes,
    );
    let percent = preferences.signed_percent(sum, before);
    let percent = percent.map_or(String::new(), |percent| format!(" ({percent})"));
    let most = comparison.largest_increase();
    let user = most.map(|change| change.user());
    let user_id = user.and_then(|user| visible(user.user_id?));
    let name = user.and_then(|user| visible(user.displayname?));
    let figures = [
        (messages::change_total(), String::new(), Some(sum), percent),
        match most {
            Some(change) => {
                let name = name.or_else(|| user_id.clone());
                let name = name.unwrap_or(messages::no_user().to_owned());
                (
                    messages::largest_increase(),
                    name,
                    Some(change.bytes()),
                    String::new(),
                )
            }
            None => (messages::nobody_grew(), String::new(), None, String::new()),
        },
    ];
    let figures = figures.map(|(label, name, bytes, behind)| {
        let (exact, formatted) = match bytes {
            Some(bytes) => (bytes.to_string(), preferences.signed_bytes(bytes)),
            None => (String::new(), String::new()),
        };
        view! {
            <span>
                <span prop:textContent=label></span> " "
                <bdi title=user_id.clone() translate="no" prop:textContent=name></bdi> " "
                <data value=exact translate="no" prop:textContent=formatted></data>
                <span translate="no" prop:textContent=behind></span>
            </span>
        }
    });
    view! { <p class="summary">{figures.collect_view()}</p> }.into_any()
}

/// Which reports these are, and what to be careful of.
fn reports(reports: &ComparedReports, zone: Zone) -> AnyView {
    let ComparedReports { before, after } = reports;
    let periods = reports.are_periods();
    let [first, second] = if periods {
        [messages::compared_with(), messages::this_period()]
    } else {
        [messages::earlier(), messages::later()]
    };
    let side = |name: &'static str, source: &ReportSource| {
        let file = source.file.clone();
        let line = if periods {
            period_text(source.period(), zone)
        } else {
            in_one_line(source, zone)
        };
        let beside = if periods {
            None
        } else {
            Some(file.unwrap_or(messages::on_screen().to_owned()))
        };
        view! {
            <div>
                <dt prop:textContent=name></dt>
                <dd><bdi>{sentence(&line)}</bdi></dd>
                {beside.map(|beside| {
                    let beside = visible(&beside).unwrap_or_default();
                    view! { <dd class="note"><bdi prop:textContent=beside></bdi></dd> }
                })}
            </div>
        }
    };
    let differ = |of: fn(&ReportSource) -> Option<String>| matches!((of(before), of(after)), (Some(before), Some(after)) if before != after);
    let is_part = |source: &ReportSource| {
        source.info.searched.is_some()
            || matches!(
                source.usage.report().completeness,
                Completeness::Partial { .. }
            )
    };
    let cautions = [
        (
            differ(|source| source.info.homeserver.clone()),
            messages::other_homeservers(),
        ),
        (
            !periods && before.period() != after.period(),
            messages::other_periods(),
        ),
        (is_part(before) || is_part(after), messages::not_all_users()),
    ];
    let cautions = cautions.into_iter().filter(|(applies, _)| *applies);
    let cautions =
        cautions.map(|(_, caution)| view! { <p class="caution" prop:textContent=caution></p> });
    view! {
        <dl class="compared-reports">{side(first, before)}{side(second, after)}</dl>
        {cautions.collect_view()}
    }
    .into_any()
}

/// What everybody had together, and has.
fn totals(comparison: &Comparison, preferences: Preferences) -> AnyView {
    let (before, after) = (comparison.before().totals(), comparison.after().totals());
    let (sum, users) = (comparison.totals_for(None), comparison.users());
    let figure = |name: &'static str,
                  change: i128,
                  was: u128,
                  formatted: String,
                  from: String,
                  to: String| {
        let percent = preferences.signed_percent(change, was);
        view! {
            <div>
                <dt prop:textContent=name></dt>
                <dd>
                    <data value=change.to_string() translate="no" prop:textContent=formatted></data>
                </dd>
                <dd
                    class="note"
                    translate="no"
                    prop:textContent=messages::from_to_change(&from, &to, percent.as_deref())
                ></dd>
            </div>
        }
    };
    view! {
        <dl class="change-totals">
            {figure(
                messages::size(),
                sum.bytes,
                before.bytes,
                preferences.signed_bytes(sum.bytes),
                preferences.bytes(before.bytes),
                preferences.bytes(after.bytes),
            )}
            {figure(
                messages::files(),
                sum.files,
                before.files,
                preferences.signed_integer(sum.files),
                preferences.integer(before.files),
                preferences.integer(after.files),
            )}
            {figure(
                messages::users(),
                users,
                before.users as u128,
                preferences.signed_integer(users),
                preferences.count(before.users),
                preferences.count(after.users),
            )}
        </dl>
    }
    .into_any()
}

/// How many users there are of each status, and the choice of one.
fn statuses(
    compared: &ComparisonResult,
    filter: ChangesFilter,
    preferences: Preferences,
) -> AnyView {
    let comparison = &compared.comparison;
    let are_periods = compared.reports.are_periods();
    let name = move |status| messages::status(status, are_periods);
    let chosen = filter.status.get();
    let all = std::iter::once(None).chain(ChangeStatus::ALL.map(Some));
    let buttons = all.map(|status| {
        let totals_for = comparison.totals_for(status);
        let bytes = (totals_for.bytes != 0).then(|| preferences.signed_bytes(totals_for.bytes));
        let choose = move |_| {
            filter.page.set(NonZeroU32::MIN);
            filter.status.set(status);
        };
        view! {
            <button type="button" aria-pressed=aria_value(chosen == status) on:click=choose>
                <span prop:textContent=status.map_or(messages::all(), name)></span>
                " "
                <data
                    value=totals_for.users.to_string()
                    translate="no"
                    prop:textContent=preferences.count(totals_for.users)
                ></data>
                <span class="note" translate="no" prop:textContent=bytes.unwrap_or_default()></span>
            </button>
        }
    });
    view! {
        <div role="group" aria-label=messages::show() class="statuses">{buttons.collect_view()}</div>
    }
    .into_any()
}

fn table(
    compared: &ComparisonResult,
    changes: &Changes,
    page: Page,
    filter: ChangesFilter,
    preferences: Preferences,
) -> AnyView {
    let columns = [
        (Some(ChangeColumn::User), "user", messages::user(), ""),
        (None, "before", messages::before(), ""),
        (None, "after", messages::after(), ""),
        (
            Some(ChangeColumn::Bytes),
            "change",
            messages::change(),
            messages::change_hint(),
        ),
        (
            Some(ChangeColumn::Growth),
            "growth",
            messages::growth(),
            messages::growth_hint(),
        ),
        (
            Some(ChangeColumn::Files),
            "files",
            messages::files(),
            messages::files_change_hint(),
        ),
        (
            Some(ChangeColumn::RankChange),
            "rank-change",
            messages::rank(),
            messages::rank_change_hint(),
        ),
        (None, "status-cell", messages::change_status(), ""),
    ];
    let order = compared.order;
    let columns = columns.map(|(by, class, name, hint)| {
        let sorted = (by == Some(order.by)).then_some(match order.dir {
            Direction::Forwards => "ascending",
            Direction::Backwards => "descending",
        });
        let button = by.map(|by| {
            let choose = move |_| {
                filter.url_state.push(|query| {
                    let order = query.changes.toggled_to(by);
                    query.with_changes_order(order)
                });
            };
            view! {
                <button type="button" title=hint on:click=choose prop:textContent=name></button>
            }
        });
        let plain = by
            .is_none()
            .then(|| view! { <span prop:textContent=name></span> });
        view! { <th scope="col" class=class aria-sort=sorted>{button}{plain}</th> }
    });
    let are_periods = compared.reports.are_periods();
    let rows = changes
        .on_page(page)
        .map(|change| row(change, are_periods, preferences));
    view! {
        <table class="changes-table" class:files=!are_periods>
            <caption>{messages::changes_by_user()}</caption>
            <thead><tr>{columns.collect_view()}</tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// A figure of a row.
struct ChangeCell {
    class: &'static str,
    label: &'static str,
    exact: String,
    formatted: String,
    /// What is read out instead of what is shown, and what there is beside, on demand.
    label_text: Option<(String, String)>,
}

impl ChangeCell {
    fn new(class: &'static str, label: &'static str, (exact, formatted): (String, String)) -> Self {
        Self {
            class,
            label,
            exact,
            formatted,
            label_text: None,
        }
    }

    /// By how many places a user rose or fell.
    fn rank_change(change: Change, preferences: Preferences) -> Self {
        let rank = |ranked: Option<ComparedUser>| match ranked {
            Some(ranked) => preferences.integer(ranked.rank),
            None => messages::none().to_owned(),
        };
        let places = messages::from_to_change(&rank(change.before), &rank(change.after), None);
        let (exact, formatted, label_text) = match change.rank_change() {
            Some(ranks) => {
                let (sign, words) =
                    messages::rank_change(ranks, &preferences.integer(ranks.unsigned_abs()));
                (ranks.to_string(), sign, Some((words, places)))
            }
            None => (String::new(), messages::none().to_owned(), None),
        };
        Self {
            label_text,
            ..Self::new("rank-change", messages::rank(), (exact, formatted))
        }
    }

    fn show(self) -> impl IntoView {
        let (words, beside) = self.label_text.unzip();
        view! {
            <td class=self.class data-label=self.label title=beside>
                <data value=self.exact translate="no">
                    <span
                        role=words.is_some().then_some("img")
                        aria-label=words
                        prop:textContent=self.formatted
                    ></span>
                </data>
            </td>
        }
    }
}

fn row(change: Change, are_periods: bool, preferences: Preferences) -> impl IntoView + use<> {
    let user = change.user();
    let user_id = user.user_id.unwrap_or_default().to_owned();
    let name = user.displayname.and_then(visible);
    let is_named = name.is_some();
    let none = || (String::new(), messages::none().to_owned());
    let size = |ranked: Option<ComparedUser>| match ranked.map(|ranked| ranked.user) {
        None => none(),
        Some(User {
            media_length: None, ..
        }) => ("0".to_owned(), messages::pending().to_owned()),
        Some(User {
            media_length: Some(bytes),
            ..
        }) => (bytes.to_string(), preferences.bytes(bytes)),
    };
    let (bytes, files, status) = (change.bytes(), change.files(), change.status());
    let growth = match change.growth() {
        Some(growth) => {
            let percent = preferences.signed_percent(bytes, change.bytes_before().into());
            (growth, percent.unwrap_or_default())
        }
        None if status == ChangeStatus::Added => (String::new(), messages::new().to_owned()),
        None => none(),
    };
    let cells = [
        ChangeCell::new("before", messages::before(), size(change.before)),
        ChangeCell::new("after", messages::after(), size(change.after)),
        ChangeCell::new(
            "change",
            messages::change(),
            (bytes.to_string(), preferences.signed_bytes(bytes)),
        ),
        ChangeCell::new("growth", messages::growth(), growth),
        ChangeCell::new(
            "files",
            messages::files(),
            (files.to_string(), preferences.signed_integer(files)),
        ),
        ChangeCell::rank_change(change, preferences),
    ];
    view! {
        <tr data-user-id=user_id.clone() class=status.as_str()>
            <th scope="row" class="user">
                <span class="names" translate="no">
                    <bdi
                        class="name"
                        hidden=!is_named
                        prop:textContent=name.unwrap_or_default()
                    ></bdi>
                    <bdi
                        class="id"
                        prop:textContent=visible(&user_id).unwrap_or(messages::no_user().to_owned())
                    ></bdi>
                </span>
            </th>
            {cells.map(ChangeCell::show).collect_view()}
            <td class="status-cell"><span prop:textContent=messages::status(status, are_periods)></span></td>
        </tr>
    }
}

/// Where the page stands among the others, and the ways to its neighbours.
fn pager(page: Page, filter: ChangesFilter, preferences: Preferences) -> AnyView {
    let go = move |number| filter.page.set(number);
    let formatted = match page.positions() {
        Some((first, last)) => {
            let [first, last, of] =
                [first, last, page.of()].map(|number| preferences.count(number));
            messages::changes_shown(&first, &last, &of)
        }
        None => messages::no_changes().to_owned(),
    };
    view! {
        <nav class="pages" aria-label=messages::change_pages()>
            <span class="changes-shown" prop:textContent=formatted></span>
            {step(messages::previous_changes(), "‹", move || page.previous(), go)}
            {step(messages::next_changes(), "›", move || page.next(), go)}
        </nav>
    }
    .into_any()
}
