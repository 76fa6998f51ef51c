//! Putting users together: the ghosts of a bridge as one line, or none.

use super::address::Address;
use super::choice::Choice;
use super::helpers::{aria, disclosure};
use super::part::{later, wasm_split};
use super::taste::Taste;
use crate::browser::BrowserExpressions;
use crate::query::{Pattern, Patterns, Treatment};
use crate::text::{self, Explanation};
use leptos::prelude::*;
use std::sync::Arc;
use usage::{Expressions, View, suggest};

/// The disclosure `Groups`: patterns, what becomes of the members, and what may be worth a pattern.
#[component]
pub(super) fn GroupChoice(view: ReadSignal<Option<View>>) -> impl IntoView {
    let address = expect_context::<Address>();
    let is_grouped = address
        .query()
        .with_untracked(|query| !query.groups.is_empty());
    // Looking for suggestions takes a while on a large server: only for those who look at them.
    let fields = move || later(move || Box::pin(fields(view)));
    disclosure(
        "groups",
        text::GROUPS.into_any(),
        is_grouped,
        Box::new(fields),
    )
}

#[wasm_split(groups, fallible)]
fn fields(view: ReadSignal<Option<View>>) -> Result<AnyView, Explanation> {
    let address = expect_context::<Address>();
    // Some programs fill a field in with a change alone.
    let typed = move |event| {
        address.type_in(|query| query.grouping(event_target_value(&event)));
    };
    let groups = move || address.query().with(|query| query.groups.clone());
    let grouped = move || match address.query().with(|query| query.grouped) {
        Treatment::Sum => "sum",
        Treatment::Hide => "hide",
    };
    let mistakes = move || {
        let patterns = Patterns::parse(&groups());
        let mistakes = patterns.all().iter().filter_map(mistake);
        mistakes
            .map(|mistake| view! { <p class="bad">{mistake}</p> })
            .collect_view()
    };
    let fields = view! {
        <div class="group-fields">
            <div class="field patterns">
                <label for="groups">{text::GROUP_PATTERNS}</label>
                <input
                    id="groups"
                    type="text"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    placeholder=text::GROUP_PATTERNS_HINT
                    aria-describedby="groups-help"
                    prop:value=groups
                    on:input=typed
                    on:change=typed
                />
            </div>
            <Choice
                label=text::GROUPED
                id="grouped"
                options=vec![
                    ("sum", text::GROUPED_SUM.to_owned()),
                    ("hide", text::GROUPED_HIDE.to_owned()),
                ]
                value=Arc::new(grouped)
                choose=Box::new(move |name| {
                    let grouped = if name == "hide" { Treatment::Hide } else { Treatment::Sum };
                    address.choose(|query| query.treating(grouped));
                })
            />
            <p id="groups-help" class="hint">{text::GROUPS_HELP}</p>
            {mistakes}
            <Suggestions view/>
        </div>
    };
    Ok(fields.into_any())
}

fn mistake(pattern: &Pattern) -> Option<String> {
    match pattern {
        Pattern::Expression(source) if BrowserExpressions.compile(source).is_none() => {
            Some(text::bad_expression(&pattern.label()))
        }
        _ => None,
    }
}

/// Beginnings of user IDs that many share, each a button that adds or removes it.
#[component]
fn Suggestions(view: ReadSignal<Option<View>>) -> impl IntoView {
    let address = expect_context::<Address>();
    let taste = expect_context::<Taste>();
    // Of a report, whatever is looked at in it.
    let usage = Memo::new_with_compare(
        move |_| view.with(|view| view.as_ref().map(|view| view.usage().clone())),
        |old, new| match (old.and_then(Option::as_ref), new.and_then(Option::as_ref)) {
            (Some(old), Some(new)) => !Arc::ptr_eq(old, new),
            (old, new) => old.is_some() != new.is_some(),
        },
    );
    let buttons = move || {
        let found = usage.with(|usage| usage.as_ref().map(|usage| suggest(&usage.report().table)));
        let found = found.unwrap_or_default();
        let label = if found.is_empty() {
            text::NO_SUGGESTIONS
        } else {
            text::SUGGESTED
        };
        let buttons = found.into_iter().map(|(beginning, users)| {
            let shown = text::suggestion(&beginning, &taste.count(users));
            let pattern = Pattern::Prefix(beginning);
            let chosen = pattern.clone();
            let is_chosen = aria(move || {
                let groups = address.query().with(|query| query.groups.clone());
                Patterns::parse(&groups).all().contains(&chosen)
            });
            let toggle = move |_| address.choose(|query| {
                let groups = Patterns::parse(&query.groups).toggled(&pattern);
                query.grouping(groups.to_text())
            });
            view! {
                <button type="button" aria-pressed=is_chosen on:click=toggle><bdi>{shown}</bdi></button>
            }
        });
        view! {
            <span class="hint">{label}</span>
            {buttons.collect_view()}
        }
    };
    view! { <div class="suggestions">{buttons}</div> }
}
