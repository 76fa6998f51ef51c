//! The region `Totals`: what the users found use together, beside what all use.

use crate::features::period::details::PeriodDetails;
use crate::features::status::incomplete;
use crate::messages;
use crate::state::preferences::Preferences;
use crate::state::report_view::ReportView;
use crate::widgets::figure::Figure;
use crate::widgets::helpers::live_text;
use leptos::prelude::*;
use media_usage::View;

/// The figures of a view. Without one, their places are kept.
#[component]
pub(crate) fn TotalsRegion(report_view: ReportView) -> impl IntoView {
    let view = report_view.view;
    let preferences = expect_context::<Preferences>();
    view! {
        <section class="totals" aria-label=messages::TOTALS>
            <div class="totals-head">
                <PeriodDetails report_view/>
                <p prop:textContent=live_text(move || {
                    incomplete(report_view, preferences).unwrap_or_default()
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
        Some(view) => of_view(view, expect_context::<Preferences>()),
        None => names.map(Figure::unknown),
    };
    figures.into_iter().map(Figure::show).collect_view()
}

fn of_view(view: &View, preferences: Preferences) -> [Figure; 5] {
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
    let pending =
        (found.pending > 0).then(|| messages::pending_users(&preferences.count(found.pending)));
    [
        Figure {
            name: messages::SIZE,
            exact: found.bytes.to_string(),
            shown: preferences.bytes(found.bytes),
            title: messages::bytes(&preferences.integer(found.bytes)),
            beside: beside(preferences.bytes(all.bytes)),
        },
        Figure {
            name: messages::FILES,
            exact: found.files.to_string(),
            shown: preferences.integer(found.files),
            title: String::new(),
            beside: beside(preferences.integer(all.files)),
        },
        Figure {
            name: messages::USERS,
            exact: found.users.to_string(),
            shown: preferences.count(found.users),
            title: String::new(),
            beside: if narrowed {
                beside(preferences.count(all.users))
            } else {
                pending.unwrap_or_default()
            },
        },
        Figure {
            name: messages::AVERAGE,
            exact: average.unwrap_or(0).to_string(),
            shown: average.map_or(messages::NONE.to_owned(), |bytes| preferences.bytes(bytes)),
            title: messages::AVERAGE_TOTAL_HINT.to_owned(),
            beside: beside(
                all.average_file()
                    .map_or(messages::NONE.to_owned(), |bytes| preferences.bytes(bytes)),
            ),
        },
        Figure {
            name: messages::CONCENTRATION,
            exact: holders.to_string(),
            shown: if holders == 0 {
                messages::NONE.to_owned()
            } else {
                preferences.count(holders)
            },
            title: String::new(),
            beside: messages::concentration(holders).to_owned(),
        },
    ]
}
