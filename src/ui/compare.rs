//! The region `Changes`: the report on screen beside one from a file.

use super::exports::server_name;
use super::helpers::aria;
use super::screen::{Screen, in_words};
use super::taste::Taste;
use crate::browser::{self, InSlices};
use crate::edition::Edition;
use crate::format::{file_name, visible};
use crate::text;
use futures::future::AbortHandle;
use leptos::html::H2;
use leptos::prelude::*;
use std::num::NonZeroU32;
use std::sync::Arc;
use usage::{Change, Changes, Comparison, Extent, Status, User, changes_csv};

/// Rows of a page: the report itself is below.
const ROWS: usize = 25;

/// Two reports and what changed between them.
#[derive(Clone)]
struct Compared {
    before: Edition,
    after: Edition,
    comparison: Arc<Comparison>,
}

/// What of the changes is looked at.
#[derive(Clone, Copy)]
struct Look {
    compared: RwSignal<Option<Compared>>,
    status: RwSignal<Option<Status>>,
    page: RwSignal<NonZeroU32>,
    swapped: RwSignal<bool>,
}

/// The changes between the report on screen and `other`, while there is one.
#[component]
pub(super) fn Comparing(
    screen: Screen,
    other: RwSignal<Option<Edition>>,
    message: RwSignal<String>,
) -> impl IntoView {
    let look = Look {
        compared: RwSignal::new(None),
        status: RwSignal::new(None),
        page: RwSignal::new(NonZeroU32::MIN),
        swapped: RwSignal::new(false),
    };
    let at_work = StoredValue::new(None::<AbortHandle>);
    let give_up = move || {
        if let Some(handle) = at_work.try_update_value(Option::take).flatten() {
            handle.abort();
        }
    };
    on_cleanup(give_up);
    Effect::new(move |_| {
        give_up();
        let (Some(current), Some(other)) = (screen.edition.get(), other.get()) else {
            look.compared.set(None);
            return;
        };
        let current_first = current.is_before(&other) != look.swapped.get();
        let (before, after) = if current_first {
            (current, other)
        } else {
            (other, current)
        };
        let handle = browser::run_abortable(async move {
            let (old, new) = (before.usage.clone(), after.usage.clone());
            let comparison = Comparison::new(old, new, &InSlices::begin()).await;
            look.page.set(NonZeroU32::MIN);
            look.compared.set(Some(Compared {
                before,
                after,
                comparison: Arc::new(comparison),
            }));
        });
        at_work.set_value(Some(handle));
    });
    let is_there = Memo::new(move |_| look.compared.with(Option::is_some));
    move || {
        is_there
            .get()
            .then(|| view! { <Region look other message/> }.into_any())
    }
}

#[component]
fn Region(
    look: Look,
    other: RwSignal<Option<Edition>>,
    message: RwSignal<String>,
) -> impl IntoView {
    let taste = expect_context::<Taste>();
    let changes = Memo::new_with_compare(
        move |_| {
            let comparison = look
                .compared
                .with(|compared| compared.as_ref().map(|it| it.comparison.clone()));
            comparison.map(|comparison| Changes::new(comparison, look.status.get()))
        },
        |_, _| true,
    );
    let title = NodeRef::<H2>::new();
    Effect::new(move |_| {
        if let Some(title) = title.get() {
            let _ = title.focus();
        }
    });
    let of_compared = move |shown: fn(&Compared, Taste) -> AnyView| {
        move || {
            look.compared
                .with(|compared| compared.as_ref().map(|compared| shown(compared, taste)))
        }
    };
    let save = move |_| {
        let changes = changes.get_untracked();
        if let (Some(changes), Some(compared)) = (changes, look.compared.get_untracked()) {
            browser::run(async move {
                message.try_set(save(&changes, &compared, taste).await);
            });
        }
    };
    view! {
        <section class="changes" aria-label=text::CHANGES>
            <div class="changes-head">
                <h2 node_ref=title tabindex="-1">{text::CHANGES}</h2>
                <div class="actions">
                    <button
                        type="button"
                        title=text::SWAP_HINT
                        on:click=move |_| look.swapped.update(|swapped| *swapped = !*swapped)
                    >
                        {text::SWAP}
                    </button>
                    <button type="button" on:click=save>{text::EXPORT_CHANGES}</button>
                    <button type="button" on:click=move |_| other.set(None)>
                        {text::CLOSE_COMPARISON}
                    </button>
                </div>
            </div>
            {of_compared(sides)}
            {of_compared(totals)}
            <Statuses look/>
            <ChangesTable changes page=look.page/>
            <ChangesPages changes page=look.page/>
        </section>
    }
}

/// Which reports these are, and what to be careful of.
fn sides(compared: &Compared, _: Taste) -> AnyView {
    let Compared { before, after, .. } = compared;
    let side = |name: &'static str, edition: &Edition| {
        let file = edition.file.clone();
        view! {
            <div>
                <dt>{name}</dt>
                <dd><bdi>{in_a_line(edition)}</bdi></dd>
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

/// Where and when a report was read.
pub(super) fn in_a_line(edition: &Edition) -> String {
    match (&edition.stamp.homeserver, edition.stamp.loaded_ts) {
        (Some(homeserver), Some(ts)) => text::read_at(
            &visible(homeserver).unwrap_or_default(),
            &in_words(edition.period()),
            &browser::date_time(ts),
        ),
        _ => text::ORIGIN_UNKNOWN.to_owned(),
    }
}

/// What everybody had together, and has.
fn totals(compared: &Compared, taste: Taste) -> AnyView {
    let comparison = &compared.comparison;
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
#[component]
fn Statuses(look: Look) -> impl IntoView {
    let taste = expect_context::<Taste>();
    let button = move |status: Option<Status>| {
        let name = status.map_or(text::ALL, text::status);
        let tally = move || {
            look.compared.with(|compared| {
                let comparison = compared.as_ref().map(|it| it.comparison.clone());
                comparison.map_or_else(Default::default, |it| it.tally(status))
            })
        };
        let bytes = move || match tally().bytes {
            0 => String::new(),
            bytes => taste.more_bytes(bytes),
        };
        view! {
            <button
                type="button"
                aria-pressed=aria(move || look.status.get() == status)
                on:click=move |_| {
                    look.status.set(status);
                    look.page.set(NonZeroU32::MIN);
                }
            >
                {name}
                " "
                <data value=move || tally().users.to_string()>{move || taste.count(tally().users)}</data>
                <span class="beside">{bytes}</span>
            </button>
        }
    };
    let all = std::iter::once(None).chain(Status::ALL.map(Some));
    view! {
        <div role="group" aria-label=text::SHOW class="statuses">
            {all.map(button).collect_view()}
        </div>
    }
}

#[component]
fn ChangesTable(changes: Memo<Option<Changes>>, page: RwSignal<NonZeroU32>) -> impl IntoView {
    let taste = expect_context::<Taste>();
    let rows = move || {
        let number = page.get();
        changes.with(|changes| {
            let changes = changes.as_ref()?;
            let rows = changes.on(changes.page(number, ROWS));
            Some(rows.map(|change| row(change, taste)).collect_view())
        })
    };
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
    view! {
        <table class="changes-table">
            <caption>{text::CHANGES_BY_USER}</caption>
            <thead><tr>{columns.collect_view()}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
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

#[component]
fn ChangesPages(changes: Memo<Option<Changes>>, page: RwSignal<NonZeroU32>) -> impl IntoView {
    let taste = expect_context::<Taste>();
    let current = move || {
        let number = page.get();
        changes.with(|changes| Some(changes.as_ref()?.page(number, ROWS)))
    };
    let shown = move || {
        let page = current()?;
        Some(match page.places() {
            Some((first, last)) => text::changes_shown(
                &taste.count(first),
                &taste.count(last),
                &taste.count(page.of()),
            ),
            None => text::NO_CHANGES.to_owned(),
        })
    };
    let step =
        move |name: &'static str, sign: &'static str, to: fn(usage::Page) -> Option<NonZeroU32>| {
            let target = move || current().and_then(to);
            // Not `disabled`: the last step must not take the keyboard's focus away.
            view! {
                <button
                    type="button"
                    class="icon"
                    aria-label=name
                    title=name
                    aria-disabled=aria(move || target().is_none())
                    on:click=move |_| {
                        if let Some(number) = target() {
                            page.set(number);
                        }
                    }
                >
                    {sign}
                </button>
            }
        };
    view! {
        <nav class="pages" aria-label=text::PAGES_OF_CHANGES>
            <span class="changes-shown">{shown}</span>
            {step(text::PREVIOUS_CHANGES, "‹", usage::Page::previous)}
            {step(text::NEXT_CHANGES, "›", usage::Page::next)}
        </nav>
    }
}

/// Makes a file of the changes looked at and offers it; says so.
async fn save(changes: &Changes, compared: &Compared, taste: Taste) -> String {
    let at = |edition: &Edition| {
        let at = edition.stamp.loaded_ts.map(browser::local_iso);
        at.and_then(|at| at.get(..16).map(str::to_owned))
            .unwrap_or_default()
    };
    let server = compared.after.stamp.homeserver.as_deref();
    let parts = [
        "media-usage-changes",
        server_name(server.unwrap_or_default()),
        &at(&compared.before),
        &at(&compared.after),
    ];
    let name = file_name(&parts, "csv");
    let mut pieces = changes_csv(Box::new(changes.all()));
    let pace = InSlices::begin();
    browser::download(&name, "text/csv;charset=utf-8", &mut pieces, &pace).await;
    text::exported(&taste.count(changes.len()), &name)
}
