//! The table of users.

use super::address::Address;
use super::helpers::aria;
use super::taste::Taste;
use crate::format::visible;
use crate::query::{Direction, OrderBy};
use crate::text;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Element;
use usage::{Page, Shown, Totals, View, fraction};

/// A user as the row shows it, every figure both exact and readable.
struct Row {
    user_id: String,
    name: Option<String>,
    rank: Figure,
    size: Figure,
    pending: bool,
    /// Length of the bar in thousandths.
    bar: u64,
    files: Figure,
    average: Figure,
    share: Figure,
    cumulative: Figure,
}

/// The exact number, how it reads, and more to be read on demand.
struct Figure {
    exact: String,
    shown: String,
    title: String,
}

/// The users on a page. `copy` is called with the user ID that the administrator wants.
#[component]
pub(super) fn UserTable(
    view: ReadSignal<Option<View>>,
    page: ReadSignal<Option<Page>>,
    /// Whether the rows are about to be replaced by those of another period.
    busy: Memo<bool>,
    copy: impl Fn(String) + 'static,
) -> impl IntoView {
    let taste = expect_context::<Taste>();
    let rows = move || {
        let page = page.get()?;
        view.with(|view| {
            let view = view.as_ref()?;
            let totals = view.usage().totals();
            let rows = view.users_on(page);
            Some(
                rows.map(|shown| Row::new(shown, totals, view.usage().largest(), taste).show())
                    .collect_view(),
            )
        })
    };
    // One listener for all rows.
    let click = move |event: MouseEvent| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let button = target.and_then(|element| element.closest("button[data-copy]").ok().flatten());
        if let Some(user_id) = button.and_then(|button| button.get_attribute("data-copy")) {
            copy(user_id);
        }
    };
    view! {
        <table class="users" aria-busy=aria(move || busy.get())>
            <caption>{text::TITLE}</caption>
            <thead>
                <tr>
                    <Column by=OrderBy::Rank name=text::RANK hint=text::RANK_HINT class="rank"/>
                    <Column by=OrderBy::UserId name=text::USER hint="" class="user"/>
                    <Column by=OrderBy::MediaLength name=text::SIZE hint=text::SIZE_HINT class="size"/>
                    <Column by=OrderBy::MediaCount name=text::FILES hint="" class="files"/>
                    <Column by=OrderBy::Average name=text::AVERAGE hint=text::AVERAGE_HINT class="average"/>
                    <Column by=OrderBy::Share name=text::SHARE hint=text::SHARE_HINT class="share"/>
                    <Column by=OrderBy::Cumulative name=text::CUMULATIVE hint=text::CUMULATIVE_HINT class="cumulative"/>
                </tr>
            </thead>
            <tbody on:click=click>{rows}</tbody>
        </table>
    }
}

/// The head of a column: a button that orders by it.
#[component]
fn Column(
    by: OrderBy,
    name: &'static str,
    hint: &'static str,
    class: &'static str,
) -> impl IntoView {
    let address = expect_context::<Address>();
    let order = move || address.query().with(|query| query.order);
    let sorted = move || {
        let order = order();
        (order.by == by).then_some(match order.dir {
            Direction::Forwards => "ascending",
            Direction::Backwards => "descending",
        })
    };
    view! {
        <th scope="col" class=class aria-sort=sorted>
            <button
                type="button"
                title=hint
                on:click=move |_| address.choose(|query| {
                    let order = query.order.chosen(by);
                    query.ordered(order)
                })
            >
                {name}
            </button>
        </th>
    }
}

impl Row {
    fn new(shown: Shown, totals: &Totals, largest: u64, taste: Taste) -> Self {
        let bytes = shown.bytes();
        let percent = |part: u128| {
            taste
                .percent(part, totals.bytes)
                .unwrap_or(text::NONE.to_owned())
        };
        let figure = |exact: String, shown: String| Figure {
            exact,
            shown,
            title: String::new(),
        };
        let exact_bytes = |bytes: u64| text::bytes(&taste.integer(bytes));
        let pending = shown.user.media_length.is_none();
        let user_id = shown.user.user_id.unwrap_or_default();
        Self {
            name: shown.user.displayname.and_then(visible),
            rank: figure(shown.rank.to_string(), taste.integer(shown.rank)),
            size: Figure {
                exact: bytes.to_string(),
                shown: if pending {
                    text::PENDING.to_owned()
                } else {
                    taste.bytes(bytes)
                },
                title: if pending {
                    text::PENDING_HINT.to_owned()
                } else {
                    exact_bytes(bytes)
                },
            },
            pending,
            bar: shown.permille_of(largest),
            files: figure(
                shown.user.media_count.to_string(),
                taste.integer(shown.user.media_count),
            ),
            average: Figure {
                exact: shown.average().unwrap_or(0).to_string(),
                shown: shown
                    .average()
                    .map_or(text::NONE.to_owned(), |bytes| taste.bytes(bytes)),
                title: shown.average().map_or(String::new(), exact_bytes),
            },
            share: figure(fraction(bytes.into(), totals.bytes), percent(bytes.into())),
            cumulative: figure(fraction(shown.held, totals.bytes), percent(shown.held)),
            user_id: user_id.to_owned(),
        }
    }

    fn show(self) -> impl IntoView + use<> {
        let number = |class: &'static str, label: &'static str, figure: Figure| {
            view! {
                <td class=class data-label=label>
                    <data value=figure.exact title=figure.title>{figure.shown}</data>
                </td>
            }
        };
        let user_id = self.user_id.clone();
        view! {
            <tr data-user-id=user_id>
                {number("rank", text::RANK, self.rank)}
                <th scope="row" class="user">{identity(self.user_id, self.name)}</th>
                <td class="size" class:pending=self.pending data-label=text::SIZE>
                    <svg class="bar" viewBox="0 0 1000 1" preserveAspectRatio="none" aria-hidden="true">
                        <rect width=self.bar height="1"/>
                    </svg>
                    <data value=self.size.exact title=self.size.title>{self.size.shown}</data>
                </td>
                {number("files", text::FILES, self.files)}
                {number("average", text::AVERAGE, self.average)}
                {number("share", text::SHARE, self.share)}
                {number("cumulative", text::CUMULATIVE, self.cumulative)}
            </tr>
        }
    }
}

/// Name and ID of a user; the ID alone where there is no name to read.
fn identity(user_id: String, name: Option<String>) -> impl IntoView {
    let shown = visible(&user_id);
    let (id, hint) = match shown {
        Some(id) => (id, ""),
        None => (text::NO_USER.to_owned(), text::NO_USER_HINT),
    };
    let title = if hint.is_empty() {
        id.clone()
    } else {
        hint.to_owned()
    };
    let named = name.is_some();
    let name = name.unwrap_or_default();
    view! {
        <span class="names">
            <bdi class="name" hidden=!named title=name.clone()>{name.clone()}</bdi>
            <bdi class="id" title=title>{id}</bdi>
        </span>
        <button type="button" class="copy" data-copy=user_id aria-label=text::COPY_ID title=text::COPY_ID></button>
    }
}
