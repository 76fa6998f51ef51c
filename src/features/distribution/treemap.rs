//! The treemap: who holds the data, as areas; the same as a table, which the keyboard reaches.

use crate::messages;
use crate::state::preferences::Preferences;
use crate::state::report_view::ReportView;
use crate::state::url_state::UrlState;
use crate::widgets::helpers::{disclosure, markup};
use leptos::ev::MouseEvent;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Element;
use media_usage::{Holder, Holders, View};
use panel_core::chart::{self, Markup, Tile};
use panel_core::format::visible;
use panel_core::url_query;
use web_platform::SizeObserver;

/// A name has room in a block that is at least this wide and high, in pixels.
const ROOM_FOR_NAME: (u32, u32) = (56, 28);
/// The size, too, in one that is at least this high.
const ROOM_FOR_SIZE: u32 = 44;

/// The card with the treemap of the users found.
#[component]
pub(crate) fn Treemap(report_view: ReportView) -> impl IntoView {
    let preferences = expect_context::<Preferences>();
    let url_state = expect_context::<UrlState>();
    let holders = Memo::new(move |_| report_view.view.with(|view| Some(of_view(view.as_ref()?))));
    let place = NodeRef::<Div>::new();
    let size = RwSignal::new((0, 0));
    let observer = StoredValue::new_local(None);
    Effect::new(move |_| {
        let Some(place) = place.get() else { return };
        let report = move |now| {
            // The view may be gone.
            size.try_set(now);
        };
        observer.set_value(Some(SizeObserver::new(&place, report)));
    });
    let drawing = move || {
        let (width, height) = size.get();
        let drawn = holders.with(|holders| {
            let holders = holders.as_ref()?;
            Some(draw(holders, (width, height), preferences))
        });
        let drawn = drawn.filter(|_| width > 0).unwrap_or_default();
        view! {
            <svg width=width height=height aria-hidden="true" use:markup=drawn></svg>
        }
    };
    let open = move |event: MouseEvent| {
        let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let block = target.and_then(|it| it.closest("[data-block]").ok().flatten());
        let index = block.and_then(|block| block.get_attribute("data-block")?.parse().ok());
        if let Some(index) = index {
            holders.with_untracked(|holders| {
                let holder = holders
                    .as_ref()
                    .and_then(|it| it.largest.get::<usize>(index));
                if let Some((holder, _)) = holder {
                    show(holder, url_state);
                }
            });
        }
    };
    let summary = move || {
        let summary =
            holders.with(|holders| Some(summary(holders.as_ref()?, report_view, preferences)));
        summary.unwrap_or_default()
    };
    let numbers = move || {
        let rows = move || {
            holders.with(|holders| {
                holders
                    .as_ref()
                    .map(|holders| table(holders, preferences, url_state))
            })
        };
        rows.into_any()
    };
    let is_empty =
        move || holders.with(|holders| holders.as_ref().is_none_or(|it| it.largest.is_empty()));
    view! {
        <figure class="card" hidden=is_empty>
            <h2>{messages::treemap_title()}</h2>
            <p prop:textContent=summary></p>
            <div class="treemap" translate="no" node_ref=place on:click=open>{drawing}</div>
            {disclosure("numbers", messages::distribution_numbers().into_any(), false, Box::new(numbers))}
        </figure>
    }
}

fn of_view(view: &View) -> Holders {
    Holders::new(view, &view.by_size(), true)
}

/// The fewest who hold most of the data, in words.
fn summary(holders: &Holders, report_view: ReportView, preferences: Preferences) -> String {
    let most = holders.most;
    report_view.view.with(|view| {
        let totals = view.as_ref().map(|view| *view.totals()).unwrap_or_default();
        let (size, all) = (
            preferences.bytes(most.bytes),
            preferences.bytes(totals.bytes),
        );
        let users = preferences.counted(most.users as u128);
        let groups = preferences.counted(most.groups as u128);
        match (most.users, most.groups) {
            (_, 0) => {
                messages::most_data_users(&users, &size, &preferences.count(totals.users), &all)
            }
            (0, _) => messages::most_data_groups(&groups, &size, &all),
            _ => messages::most_data_mixed(&groups, &users, &size, &all),
        }
    })
}

/// Shows a user's panel, or the members of a group in the list. Media without an uploader have neither.
fn show(holder: &Holder, url_state: UrlState) {
    match holder {
        Holder::User { user_id, .. } if user_id.is_empty() => {}
        Holder::User { user_id, .. } => {
            url_state.push(|query| query.with_user(Some(user_id.clone())));
        }
        Holder::Group { label, .. } => url_state.push(|query| {
            query
                .with_view(url_query::View::Users)
                .with_group_expanded(label)
        }),
    }
}

/// What a holder is called.
fn name(holder: &Holder) -> String {
    let name = match holder {
        Holder::User {
            user_id,
            displayname,
        } => {
            let name = displayname.as_deref().and_then(visible);
            name.or_else(|| visible(user_id))
        }
        Holder::Group { label, .. } => visible(label),
    };
    name.unwrap_or_else(|| messages::no_user().to_owned())
}

/// Number of the largest holders who have the accent: those with most of the data.
fn held_by_most(holders: &Holders) -> usize {
    holders.most.users + holders.most.groups
}

fn draw(holders: &Holders, (width, height): (u32, u32), preferences: Preferences) -> Markup {
    let mut sizes: Vec<u128> = holders.largest.iter().map(|(_, bytes)| *bytes).collect();
    sizes.push(holders.other_bytes);
    let tiles = chart::treemap(&sizes, width, height);
    let whole = holders.bytes();
    let mut drawing = Markup::default();
    for (index, (tile, bytes)) in tiles.iter().zip(&sizes).enumerate() {
        let holder = holders.largest.get(index).map(|(holder, _)| holder);
        let name = match holder {
            Some(holder) => name(holder),
            None => messages::other_users(&preferences.counted(holders.other_users as u128)),
        };
        let class = match holder {
            Some(_) if index < held_by_most(holders) => "most",
            Some(_) => "listed",
            None => "others",
        };
        let share = preferences.percent(*bytes, whole).unwrap_or_default();
        let size = preferences.bytes(*bytes);
        let title = messages::treemap_block(&name, &share, &size);
        let index = index.to_string();
        let block = [("class", class), ("data-block", &*index)];
        drawing.open("g", &block[..if holder.is_some() { 2 } else { 1 }]);
        drawing.element("title", &[], &title);
        draw_block(&mut drawing, tile, (width, height), (&name, &size, &share));
        drawing.close("g");
    }
    drawing
}

fn draw_block(
    drawing: &mut Markup,
    tile: &Tile,
    (width, height): (u32, u32),
    (name, size, share): (&str, &str, &str),
) {
    let [x, y, wide, high] = [tile.x, tile.y, tile.width, tile.height].map(|it| it.to_string());
    let place = [
        ("x", &*x),
        ("y", &*y),
        ("width", &*wide),
        ("height", &*high),
    ];
    drawing.element("rect", &place, "");
    let (wide, high) = (tile.width.of_length(width), tile.height.of_length(height));
    if wide < ROOM_FOR_NAME.0 || high < ROOM_FOR_NAME.1 {
        return;
    }
    drawing.open("foreignObject", &place);
    drawing.open("div", &[("xmlns", "http://www.w3.org/1999/xhtml")]);
    drawing.element("bdi", &[], name);
    if high >= ROOM_FOR_SIZE {
        drawing.element("span", &[], &format!("{size} · {share}"));
    }
    drawing.close("div");
    drawing.close("foreignObject");
}

/// The blocks as a table, each with a button that shows it.
fn table(holders: &Holders, preferences: Preferences, url_state: UrlState) -> AnyView {
    let whole = holders.bytes();
    let figures = move |bytes: u128| {
        let share = preferences.percent(bytes, whole).unwrap_or_default();
        view! {
            <td><data value=bytes.to_string() prop:textContent=preferences.bytes(bytes)></data></td>
            <td prop:textContent=share></td>
        }
    };
    let rows = holders.largest.iter().map(|(holder, bytes)| {
        let shown = name(holder);
        let holder = holder.clone();
        let open = move |_| show(&holder, url_state);
        view! {
            <tr>
                <th scope="row">
                    <button type="button" class="quiet" on:click=open>
                        <bdi prop:textContent=shown></bdi>
                    </button>
                </th>
                {figures(*bytes)}
            </tr>
        }
    });
    let rows = rows.collect_view();
    let others = (holders.other_users > 0).then(|| {
        let name = messages::other_users(&preferences.counted(holders.other_users as u128));
        view! {
            <tr>
                <th scope="row" prop:textContent=name></th>
                {figures(holders.other_bytes)}
            </tr>
        }
    });
    view! {
        <table translate="no">
            <caption>{messages::treemap_title()}</caption>
            <thead>
                <tr>
                    <th scope="col">{messages::user()}</th>
                    <th scope="col">{messages::size()}</th>
                    <th scope="col">{messages::share()}</th>
                </tr>
            </thead>
            <tbody>{rows}{others}</tbody>
        </table>
    }
    .into_any()
}
