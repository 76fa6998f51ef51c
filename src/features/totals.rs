//! The region `Totals`: what the users found use together, beside what all use.

use crate::features::period::details::Covers;
use crate::features::status::incomplete;
use crate::messages;
use crate::state::preferences::Taste;
use crate::state::report_view::Screen;
use crate::widgets::figure::Figure;
use crate::widgets::helpers::live_text;
use leptos::prelude::*;
use media_usage::View;

/// The figures of a view. Without one, their places are kept.
#[component]
pub(crate) fn TotalsRegion(screen: Screen) -> impl IntoView {
    let view = screen.view;
    let taste = expect_context::<Taste>();
    view! {
        <section class="totals" aria-label=messages::TOTALS>
            <div class="covering">
                <Covers screen/>
                <p prop:textContent=live_text(move || {
                    incomplete(screen, taste).unwrap_or_default()
                })></p>
            </div>
            <dl class="figures">{move || view.with(|view| figures(view.as_ref()))}</dl>
        </section>
    }
}

fn figures(view: Option<&View>) -> impl IntoView + use<> {
    let names = [
        messages::SIZE,
        messages::FILES,
        messages::USERS,
        messages::AVERAGE,
        messages::CONCENTRATION,
    ];
    let figures = match view {
        Some(view) => of_view(view, expect_context::<Taste>()),
        None => names.map(Figure::unknown),
    };
    figures.into_iter().map(Figure::show).collect_view()
}

fn of_view(view: &View, taste: Taste) -> [Figure; 5] {
    let (found, all) = (view.totals(), view.usage().totals());
    let narrowed = found.users != all.users;
    let beside = |all: String| {
        if narrowed {
            messages::of_all(&all)
        } else {
            String::new()
        }
    };
    let average = found.average_file();
    let holders = found.holders_of_80_percent;
    let pending = (found.pending > 0).then(|| messages::pending_users(&taste.count(found.pending)));
    [
        Figure {
            name: messages::SIZE,
            exact: found.bytes.to_string(),
            shown: taste.bytes(found.bytes),
            title: messages::bytes(&taste.integer(found.bytes)),
            beside: beside(taste.bytes(all.bytes)),
        },
        Figure {
            name: messages::FILES,
            exact: found.files.to_string(),
            shown: taste.integer(found.files),
            title: String::new(),
            beside: beside(taste.integer(all.files)),
        },
        Figure {
            name: messages::USERS,
            exact: found.users.to_string(),
            shown: taste.count(found.users),
            title: String::new(),
            beside: if narrowed {
                beside(taste.count(all.users))
            } else {
                pending.unwrap_or_default()
            },
        },
        Figure {
            name: messages::AVERAGE,
            exact: average.unwrap_or(0).to_string(),
            shown: average.map_or(messages::NONE.to_owned(), |bytes| taste.bytes(bytes)),
            title: messages::AVERAGE_TOTAL_HINT.to_owned(),
            beside: beside(
                all.average_file()
                    .map_or(messages::NONE.to_owned(), |bytes| taste.bytes(bytes)),
            ),
        },
        Figure {
            name: messages::CONCENTRATION,
            exact: holders.to_string(),
            shown: if holders == 0 {
                messages::NONE.to_owned()
            } else {
                taste.count(holders)
            },
            title: String::new(),
            beside: messages::concentration(holders).to_owned(),
        },
    ]
}
