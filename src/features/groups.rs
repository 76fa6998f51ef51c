//! Putting users together: the ghosts of a bridge as one line, or none.

use crate::messages::{self, Explanation};
use crate::state::preferences::Preferences;
use crate::state::url_state::UrlState;
use crate::widgets::helpers::{aria, icon, live_text, when};
use crate::widgets::lazy::{lazy, wasm_split};
use crate::widgets::select::Select;
use leptos::prelude::*;
use media_usage::{View, suggest};
use panel_core::format::visible;
use panel_core::url_query::{GroupMode, Pattern, Patterns};
use std::sync::Arc;

/// The content of the menu `Groups`: patterns, what becomes of the members, and suggestions.
pub(crate) fn group_fields(view: ReadSignal<Option<View>>) -> AnyView {
    // Looking for suggestions takes a while on a large server: only for those who look at them.
    lazy(move || Box::pin(fields(view)))
}

/// The chip that says which groups are hidden, and shows them again.
#[component]
pub(crate) fn HiddenChip(view: ReadSignal<Option<View>>) -> impl IntoView {
    let url_state = expect_context::<UrlState>();
    let preferences = expect_context::<Preferences>();
    let groups = Memo::new(move |_| {
        url_state.query().with(|query| {
            let is_hidden = query.group_mode == GroupMode::Hide && !query.groups.is_empty();
            is_hidden.then(|| query.groups.clone())
        })
    });
    let text = move || {
        let hidden = view.with(|view| view.as_ref().map(View::hidden));
        let hidden = hidden.unwrap_or_default();
        let groups = groups.get().and_then(|groups| visible(&groups));
        messages::hidden_groups(
            &groups.unwrap_or_default(),
            &preferences.bytes(hidden.bytes),
            &preferences.counted(hidden.users as u128),
        )
    };
    when(
        move || groups.with(Option::is_some),
        move || {
            let show = move |_| url_state.push(|query| query.with_group_mode(GroupMode::Sum));
            view! {
                <li class="chip">
                    <bdi prop:textContent=live_text(text)></bdi>
                    <button type="button" aria-label=messages::show_groups() title=messages::show_groups() on:click=show>
                        {icon("icon i-close")}
                    </button>
                </li>
            }
            .into_any()
        },
    )
}

/// Lists the patterns that match no users, with the reason, below the toolbar.
#[component]
pub(crate) fn GroupMistakes(view: ReadSignal<Option<View>>) -> impl IntoView {
    let mistakes = move || {
        let mistakes = view.with(|view| {
            let unmatched = view.as_ref().map(View::unmatched).unwrap_or_default();
            let mistakes = unmatched.iter();
            let mistakes =
                mistakes.map(|(pattern, why)| messages::unmatched(&pattern.label(), why));
            mistakes
                .filter_map(|mistake| visible(&mistake))
                .collect::<Vec<_>>()
        });
        let mistakes = mistakes.into_iter();
        mistakes
            .map(|mistake| view! { <p class="invalid"><bdi prop:textContent=mistake></bdi></p> })
            .collect_view()
    };
    view! { <div class="status-line" aria-live="polite">{mistakes}</div> }
}

#[wasm_split(groups, fallible)]
fn fields(view: ReadSignal<Option<View>>) -> Result<AnyView, Explanation> {
    let url_state = expect_context::<UrlState>();
    // Some programs fill a field in with a change alone.
    let typed = move |event| {
        url_state.type_in(|query| query.with_groups(event_target_value(&event)));
    };
    let groups = move || url_state.query().with(|query| query.groups.clone());
    let group_mode = move || url_state.query().with(|query| query.group_mode).as_str();
    let fields = view! {
        <div class="menu group-fields">
            <div class="field patterns">
                <label for="groups">{messages::group_patterns()}</label>
                <input
                    id="groups"
                    type="text"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    placeholder=messages::group_patterns_hint()
                    aria-describedby="groups-help"
                    prop:value=groups
                    on:input=typed
                    on:change=typed
                />
            </div>
            <Select
                label=messages::group_mode()
                id="group-mode"
                options=GroupMode::ALL.map(|it| (it.as_str(), messages::group_mode_name(it).to_owned())).to_vec()
                value=Arc::new(group_mode)
                choose=Box::new(move |name| {
                    let group_mode = GroupMode::parse(&name).unwrap_or_default();
                    url_state.push(|query| query.with_group_mode(group_mode));
                })
            />
            <p id="groups-help" class="hint">{messages::groups_help()}</p>
            <Suggestions view/>
        </div>
    };
    Ok(fields.into_any())
}

/// Prefixes of user IDs that many share, with what these users hold, each a button that adds or
/// removes it.
#[component]
fn Suggestions(view: ReadSignal<Option<View>>) -> impl IntoView {
    let url_state = expect_context::<UrlState>();
    let preferences = expect_context::<Preferences>();
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
            messages::no_suggestions()
        } else {
            messages::suggested()
        };
        let whole = usage.with(|usage| usage.as_ref().map_or(0, |usage| usage.totals().bytes));
        let buttons = found.into_iter().map(|suggested| {
            let label = visible(&suggested.prefix).unwrap_or_default();
            let share = preferences.percent(suggested.bytes, whole);
            let shown = messages::suggestion(
                &label,
                &share.unwrap_or(messages::none().to_owned()),
                &preferences.bytes(suggested.bytes),
                &preferences.counted(suggested.users as u128),
            );
            let pattern = Pattern::Prefix(suggested.prefix);
            let chosen = pattern.clone();
            let is_chosen = aria(move || {
                let groups = url_state.query().with(|query| query.groups.clone());
                Patterns::parse(&groups).all().contains(&chosen)
            });
            let toggle = move |_| {
                url_state.push(|query| {
                    let groups = Patterns::parse(&query.groups).toggled(&pattern);
                    query.with_groups(groups.to_text())
                });
            };
            view! {
                <button type="button" aria-pressed=is_chosen on:click=toggle>
                    <bdi translate="no" prop:textContent=shown></bdi>
                </button>
            }
        });
        view! {
            <span class="hint" prop:textContent=label></span>
            {buttons.collect_view()}
        }
    };
    view! { <div class="suggestions">{buttons}</div> }
}
