//! The region `Totals`: what the users found use together, beside what all use.

use super::covers::Covers;
use super::figure::Figure;
use super::helpers::live_text;
use super::screen::Screen;
use super::status::incomplete;
use super::taste::Taste;
use crate::text;
use leptos::prelude::*;
use usage::View;

/// The figures of a view. Without one, their places are kept.
#[component]
pub(super) fn TotalsRegion(screen: Screen) -> impl IntoView {
    let view = screen.view;
    let taste = expect_context::<Taste>();
    view! {
        <section class="totals" aria-label=text::TOTALS>
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
        text::SIZE,
        text::FILES,
        text::USERS,
        text::AVERAGE,
        text::CONCENTRATION,
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
            text::of_all(&all)
        } else {
            String::new()
        }
    };
    let average = found.average_file();
    let holders = found.holders_of_80_percent;
    let pending = (found.pending > 0).then(|| text::pending_users(&taste.count(found.pending)));
    [
        Figure {
            name: text::SIZE,
            exact: found.bytes.to_string(),
            shown: taste.bytes(found.bytes),
            title: text::bytes(&taste.integer(found.bytes)),
            beside: beside(taste.bytes(all.bytes)),
        },
        Figure {
            name: text::FILES,
            exact: found.files.to_string(),
            shown: taste.integer(found.files),
            title: String::new(),
            beside: beside(taste.integer(all.files)),
        },
        Figure {
            name: text::USERS,
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
            name: text::AVERAGE,
            exact: average.unwrap_or(0).to_string(),
            shown: average.map_or(text::NONE.to_owned(), |bytes| taste.bytes(bytes)),
            title: text::AVERAGE_TOTAL_HINT.to_owned(),
            beside: beside(
                all.average_file()
                    .map_or(text::NONE.to_owned(), |bytes| taste.bytes(bytes)),
            ),
        },
        Figure {
            name: text::CONCENTRATION,
            exact: holders.to_string(),
            shown: if holders == 0 {
                text::NONE.to_owned()
            } else {
                taste.count(holders)
            },
            title: String::new(),
            beside: text::concentration(holders).to_owned(),
        },
    ]
}
