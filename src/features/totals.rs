//! The region `Totals`: what the users found use together, beside what all use.

use crate::features::period::text::shown_period;
use crate::features::status::incomplete;
use crate::messages;
use crate::state::histories::Histories;
use crate::state::preferences::Preferences;
use crate::state::report_view::ReportView;
use crate::widgets::figure::number;
use crate::widgets::helpers::{live_text, markup};
use leptos::prelude::*;
use media_usage::{Totals, View};
use panel_core::chart::{self, Markup};
use panel_core::url_query::Period;

/// The figures of a view. Without one, their places are kept.
#[component]
pub(crate) fn TotalsRegion(
    report_view: ReportView,
    /// What everybody uploaded over time, which a file doesn't say.
    histories: Option<Histories>,
) -> impl IntoView {
    let preferences = expect_context::<Preferences>();
    let size_name = move || {
        let shown = report_view.shown_period.get();
        match shown.period {
            None | Some(Period::AllTime) => messages::size().to_owned(),
            Some(_) => messages::size_in(&shown_period(shown)),
        }
    };
    let totals = move || {
        let totals = report_view.view.with(|view| {
            view.as_ref()
                .map(|view| of_view(size_name(), view, preferences))
        });
        let totals = totals.unwrap_or_else(|| unknown(size_name()));
        totals.map(Total::show).into_iter().collect_view()
    };
    let note = move || incomplete(report_view, preferences).unwrap_or_default();
    view! {
        <section
            class="totals"
            class:stale=move || report_view.busy.get()
            aria-label=messages::totals()
        >
            <dl>{totals}</dl>
            {move || curve(histories?)}
            <p class="incomplete" prop:textContent=live_text(note)></p>
        </section>
    }
}

/// What everybody uploaded over time, when that is loaded.
fn curve(histories: Histories) -> Option<AnyView> {
    let history = histories.complete_history()?;
    let added = history.added(None).into_iter();
    let bytes: Vec<_> = added.map(|added| added.map_or(0, |it| it.bytes)).collect();
    let mut drawing = Markup::default();
    drawing.element("path", &[("d", &chart::sparkline(&bytes))], "");
    let curve = view! {
        <svg
            class="spark"
            viewBox="0 0 1000 100"
            preserveAspectRatio="none"
            role="img"
            aria-label=messages::uploads_over_time()
            use:markup=drawing
        ></svg>
    };
    Some(curve.into_any())
}

/// A number: exact, as it reads, and more to be read on demand.
#[derive(Default)]
struct Number {
    exact: String,
    shown: String,
    title: String,
}

/// A figure with its name, and what is said below it: words, then perhaps another figure.
#[derive(Default)]
struct Total {
    name: String,
    number: Number,
    /// What changed since the report that is compared with.
    delta: Number,
    note: String,
    average: Option<Number>,
}

impl Total {
    fn show(self) -> AnyView {
        let number = |it: Number| number(it.exact, it.title, it.shown);
        let average = self.average.map(|average| {
            view! {
                <span class="average-name">{messages::average()}</span>
                " "
                {number(average)}
            }
        });
        // Nothing where nothing is: it would move with the figure.
        let delta = Some(self.delta).filter(|delta| !delta.shown.is_empty());
        let delta = delta.map(|delta| view! { <dd class="delta">{number(delta)}</dd> });
        view! {
            <div class="total">
                <dt prop:textContent=self.name></dt>
                <dd class="figure">{number(self.number)}</dd>
                {delta}
                <dd class="sub">
                    <span prop:textContent=self.note></span>
                    {average}
                </dd>
            </div>
        }
        .into_any()
    }
}

/// The places of figures that are not known yet.
fn unknown(size: String) -> [Total; 4] {
    let names = [
        size,
        messages::files().to_owned(),
        messages::users().to_owned(),
        messages::concentration().to_owned(),
    ];
    names.map(|name| Total {
        name,
        number: Number {
            shown: messages::none().to_owned(),
            ..Number::default()
        },
        ..Total::default()
    })
}

fn of_view(size: String, view: &View, preferences: Preferences) -> [Total; 4] {
    let (found, all) = (view.totals(), view.usage().totals());
    let changes = view.changes().map(|sums| {
        let status = view.query().status;
        (sums.of(status), sums.users(status))
    });
    let narrowed = found.users != all.users;
    // Of how many, or what it was before.
    let note = |all: String, before: Option<String>| match before {
        _ if narrowed => messages::of_all(&all),
        Some(before) => messages::figure_before(&before),
        None => String::new(),
    };
    let users_note = match found.pending {
        pending if pending > 0 && !narrowed => {
            messages::pending_users(&preferences.counted(pending as u128))
        }
        _ => note(
            preferences.count(all.users),
            changes.map(|(_, users)| preferences.integer(before(found.users as u128, users))),
        ),
    };
    let average = Some(average(found, preferences));
    [
        Total {
            name: size,
            number: Number {
                exact: found.bytes.to_string(),
                shown: preferences.bytes(found.bytes),
                title: messages::exact_bytes(&preferences.counted(found.bytes)),
            },
            delta: changes.map_or_else(Number::default, |(changes, _)| {
                let change = preferences.signed_bytes(changes.bytes);
                delta(changes.bytes, found.bytes, change, preferences)
            }),
            note: note(
                preferences.bytes(all.bytes),
                changes.map(|(changes, _)| preferences.bytes(before(found.bytes, changes.bytes))),
            ),
            average: None,
        },
        Total {
            name: messages::files().to_owned(),
            number: Number {
                exact: found.files.to_string(),
                shown: preferences.integer(found.files),
                title: String::new(),
            },
            delta: changes.map_or_else(Number::default, |(changes, _)| {
                let change = preferences.signed_integer(changes.files);
                delta(changes.files, found.files, change, preferences)
            }),
            note: if narrowed {
                messages::of_all(&preferences.integer(all.files))
            } else {
                String::new()
            },
            average,
        },
        Total {
            name: messages::users().to_owned(),
            number: Number {
                exact: found.users.to_string(),
                shown: preferences.count(found.users),
                title: String::new(),
            },
            delta: match changes {
                Some((_, users)) if users != 0 => Number {
                    exact: users.to_string(),
                    shown: preferences.signed_integer(users),
                    title: String::new(),
                },
                _ => Number::default(),
            },
            note: users_note,
            average: None,
        },
        concentration(found, preferences),
    ]
}

/// What a sum was before it changed.
fn before(now: u128, change: i128) -> u128 {
    let size = change.unsigned_abs();
    if change < 0 {
        now.saturating_add(size)
    } else {
        now.saturating_sub(size)
    }
}

/// A change as a percentage, with the change itself on demand, or the change if there is no percentage.
/// Empty if nothing changed.
fn delta(change: i128, now: u128, in_words: String, preferences: Preferences) -> Number {
    if change == 0 {
        return Number::default();
    }
    let percent = preferences.growth(change, before(now, change));
    let (shown, title) = match percent {
        Some(percent) => (percent, in_words),
        None => (in_words, String::new()),
    };
    Number {
        exact: change.to_string(),
        shown,
        title,
    }
}

fn average(totals: &Totals, preferences: Preferences) -> Number {
    let average = totals.average_file();
    Number {
        exact: average.unwrap_or(0).to_string(),
        shown: average.map_or(messages::none().to_owned(), |bytes| {
            preferences.bytes(bytes)
        }),
        title: messages::average_total_hint().to_owned(),
    }
}

/// How few users hold 80 % of the bytes.
fn concentration(totals: &Totals, preferences: Preferences) -> Total {
    let holders = totals.holders_of_80_percent;
    let (shown, note) = if holders == 0 {
        (messages::none().to_owned(), String::new())
    } else {
        (
            preferences.count(holders),
            messages::holders(&preferences.counted(holders as u128)),
        )
    };
    Total {
        name: messages::concentration().to_owned(),
        number: Number {
            exact: holders.to_string(),
            shown,
            title: String::new(),
        },
        note,
        ..Total::default()
    }
}
