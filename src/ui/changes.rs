//! What changed between two reports: in all, by status, and user by user.

use super::compare::{Compared, Look, in_a_line};
use super::helpers::{spelt, step};
use super::taste::Taste;
use crate::calendar::Zone;
use crate::edition::Edition;
use crate::format::visible;
use crate::text;
use leptos::prelude::*;
use std::num::NonZeroU32;
use usage::{Change, Changes, Comparison, Extent, Page, Status, User};

/// Rows of a page: the report itself is below.
const ROWS: usize = 25;

/// The changes looked at, and what they are changes of. Tracks the page.
pub(super) fn show(
    compared: &Compared,
    changes: &Changes,
    look: Look,
    taste: Taste,
    zone: Zone,
) -> AnyView {
    let page = changes.page(look.page.get(), ROWS);
    let comparison = changes.comparison();
    view! {
        {sides(compared, zone)}
        {totals(comparison, taste)}
        {statuses(comparison, look, taste)}
        {table(changes, page, taste)}
        {pager(page, look, taste)}
    }
    .into_any()
}

/// Which reports these are, and what to be careful of.
fn sides(compared: &Compared, zone: Zone) -> AnyView {
    let Compared { before, after, .. } = compared;
    let side = |name: &'static str, edition: &Edition| {
        let file = edition.file.clone();
        view! {
            <div>
                <dt>{name}</dt>
                <dd><bdi>{in_a_line(edition, zone)}</bdi></dd>
                <dd class="beside"><bdi>{file.unwrap_or(text::ON_SCREEN.to_owned())}</bdi></dd>
            </div>
        }
    };
    let differ = |of: fn(&Edition) -> Option<String>| matches!((of(before), of(after)), (Some(before), Some(after)) if before != after);
    let is_part = |edition: &Edition| {
        edition.stamp.searched.is_some()
            || matches!(edition.usage.report().extent, Extent::Partial { .. })
    };
    let cautions = [
        (
            differ(|edition| edition.stamp.homeserver.clone()),
            text::OTHER_HOMESERVERS,
        ),
        (before.period() != after.period(), text::OTHER_PERIODS),
        (is_part(before) || is_part(after), text::NOT_ALL_USERS),
    ];
    let cautions = cautions.into_iter().filter(|(applies, _)| *applies);
    let cautions = cautions.map(|(_, caution)| view! { <p class="caution">{caution}</p> });
    view! {
        <dl class="sides">{side(text::EARLIER, before)}{side(text::LATER, after)}</dl>
        {cautions.collect_view()}
    }
    .into_any()
}

/// What everybody had together, and has.
fn totals(comparison: &Comparison, taste: Taste) -> AnyView {
    let (before, after) = (comparison.before().totals(), comparison.after().totals());
    let (sum, users) = (comparison.tally(None), comparison.users());
    let figure = |name: &'static str, exact: i128, shown: String, from: String, to: String| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd><data value=exact.to_string()>{shown}</data></dd>
                <dd class="beside">{text::from_to(&from, &to)}</dd>
            </div>
        }
    };
    view! {
        <dl class="change-totals">
            {figure(
                text::SIZE,
                sum.bytes,
                taste.more_bytes(sum.bytes),
                taste.bytes(before.bytes),
                taste.bytes(after.bytes),
            )}
            {figure(
                text::FILES,
                sum.files,
                taste.more(sum.files),
                taste.integer(before.files),
                taste.integer(after.files),
            )}
            {figure(
                text::USERS,
                users,
                taste.more(users),
                taste.count(before.users),
                taste.count(after.users),
            )}
        </dl>
    }
    .into_any()
}

/// How many users there are of each status, and the choice of one.
fn statuses(comparison: &Comparison, look: Look, taste: Taste) -> AnyView {
    let chosen = look.status.get();
    let all = std::iter::once(None).chain(Status::ALL.map(Some));
    let buttons = all.map(|status| {
        let tally = comparison.tally(status);
        let bytes = (tally.bytes != 0).then(|| taste.more_bytes(tally.bytes));
        let choose = move |_| {
            look.page.set(NonZeroU32::MIN);
            look.status.set(status);
        };
        view! {
            <button type="button" aria-pressed=spelt(chosen == status) on:click=choose>
                {status.map_or(text::ALL, text::status)}
                " "
                <data value=tally.users.to_string()>{taste.count(tally.users)}</data>
                <span class="beside">{bytes.unwrap_or_default()}</span>
            </button>
        }
    });
    view! {
        <div role="group" aria-label=text::SHOW class="statuses">{buttons.collect_view()}</div>
    }
    .into_any()
}

fn table(changes: &Changes, page: Page, taste: Taste) -> AnyView {
    let columns = [
        (text::USER, "user"),
        (text::BEFORE, "before"),
        (text::AFTER, "after"),
        (text::CHANGE, "change"),
        (text::FILES, "files"),
        (text::HAPPENED, "happened"),
    ];
    let columns = columns
        .into_iter()
        .map(|(name, class)| view! { <th scope="col" class=class>{name}</th> });
    let rows = changes.on(page).map(|change| row(change, taste));
    view! {
        <table class="changes-table">
            <caption>{text::CHANGES_BY_USER}</caption>
            <thead><tr>{columns.collect_view()}</tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn row(change: Change, taste: Taste) -> impl IntoView + use<> {
    let user = change.user();
    let user_id = user.user_id.unwrap_or_default().to_owned();
    let name = user.displayname.and_then(visible);
    let is_named = name.is_some();
    let size = |user: Option<User>| match user {
        None => (String::new(), text::NONE.to_owned()),
        Some(user) => match user.media_length {
            None => ("0".to_owned(), text::PENDING.to_owned()),
            Some(bytes) => (bytes.to_string(), taste.bytes(bytes)),
        },
    };
    let number = |class: &'static str, label: &'static str, (exact, shown): (String, String)| {
        view! {
            <td class=class data-label=label><data value=exact>{shown}</data></td>
        }
    };
    let (bytes, files, status) = (change.bytes(), change.files(), change.status());
    view! {
        <tr data-user-id=user_id.clone() class=status.as_str()>
            <th scope="row" class="user">
                <span class="names">
                    <bdi class="name" hidden=!is_named>{name.unwrap_or_default()}</bdi>
                    <bdi class="id">{visible(&user_id).unwrap_or(text::NO_USER.to_owned())}</bdi>
                </span>
            </th>
            {number("before", text::BEFORE, size(change.before))}
            {number("after", text::AFTER, size(change.after))}
            {number("change", text::CHANGE, (bytes.to_string(), taste.more_bytes(bytes)))}
            {number("files", text::FILES, (files.to_string(), taste.more(files)))}
            <td class="happened">{text::status(status)}</td>
        </tr>
    }
}

/// Where the page stands among the others, and the ways to its neighbours.
fn pager(page: Page, look: Look, taste: Taste) -> AnyView {
    let go = move |number| look.page.set(number);
    let shown = match page.places() {
        Some((first, last)) => {
            let [first, last, of] = [first, last, page.of()].map(|number| taste.count(number));
            text::changes_shown(&first, &last, &of)
        }
        None => text::NO_CHANGES.to_owned(),
    };
    view! {
        <nav class="pages" aria-label=text::PAGES_OF_CHANGES>
            <span class="changes-shown">{shown}</span>
            {step(text::PREVIOUS_CHANGES, "‹", move || page.previous(), go)}
            {step(text::NEXT_CHANGES, "›", move || page.next(), go)}
        </nav>
    }
    .into_any()
}
