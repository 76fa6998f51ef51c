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
        <section class="totals" aria-label=messages::totals()>
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
        messages::size(),
        messages::files(),
        messages::users(),
        messages::average(),
        messages::concentration(),
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
    let pending = (found.pending > 0)
        .then(|| messages::pending_users(&preferences.counted(found.pending as u128)));
    [
        Figure {
            name: messages::size(),
            exact: found.bytes.to_string(),
            shown: preferences.bytes(found.bytes),
            title: messages::exact_bytes(&preferences.counted(found.bytes)),
            beside: beside(preferences.bytes(all.bytes)),
        },
        Figure {
            name: messages::files(),
            exact: found.files.to_string(),
            shown: preferences.integer(found.files),
            title: String::new(),
            beside: beside(preferences.integer(all.files)),
        },
        Figure {
            name: messages::users(),
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
            name: messages::average(),
            exact: average.unwrap_or(0).to_string(),
            shown: average.map_or(messages::none().to_owned(), |bytes| {
                preferences.bytes(bytes)
            }),
            title: messages::average_total_hint().to_owned(),
            beside: all
                .average_file()
                .filter(|_| narrowed)
                .map_or(String::new(), |bytes| {
                    messages::average_of_all(&preferences.bytes(bytes))
                }),
        },
        Figure {
            name: messages::concentration(),
            exact: holders.to_string(),
            shown: if holders == 0 {
                messages::none().to_owned()
            } else {
                preferences.count(holders)
            },
            title: String::new(),
            beside: if holders == 0 {
                String::new()
            } else {
                messages::holders(&preferences.counted(holders as u128))
            },
        },
    ]
}
