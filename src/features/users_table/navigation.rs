//! Pointer and keyboard in the rows: one listener per event for all rows.
//!
//! The rows share one tab stop. Arrow keys move between rows, and to the buttons of a row.

use crate::state::url_state::UrlState;
use leptos::ev::{Event, KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

/// The name in a row, which has the focus when the row has it.
const NAME: &str = ".names";

/// What a row is about.
enum RowTarget {
    User(String),
    Group(String),
}

impl RowTarget {
    fn of(row: &Element) -> Option<Self> {
        let group = row.get_attribute("data-group").map(Self::Group);
        group.or_else(|| row.get_attribute("data-user-id").map(Self::User))
    }
}

/// Answers a click in a row. `copy` is called with the user ID that the administrator wants.
pub(super) fn click(event: &MouseEvent, url_state: UrlState, copy: &impl Fn(String)) {
    let Some(target) = element(event) else { return };
    let is_in = |selector| target.closest(selector).ok().flatten().is_some();
    let row = target.closest("tr").ok().flatten();
    let Some(about) = row.as_ref().and_then(RowTarget::of) else {
        return;
    };
    match about {
        RowTarget::Group(label) if is_in("button, .names") => {
            event.prevent_default();
            url_state.push(|query| query.with_group_toggled(&label));
        }
        RowTarget::User(user_id) if is_in(".copy") => copy(user_id),
        RowTarget::User(user_id) if is_in(".curve") => {
            url_state.push(|query| query.with_history_user(Some(user_id)));
            web_platform::scroll_to_and_focus(".views a[aria-current]");
        }
        // A click with a modifier opens the link elsewhere. Media without an uploader have no panel.
        RowTarget::User(user_id)
            if is_in(NAME)
                && !user_id.is_empty()
                && !(event.ctrl_key() || event.meta_key() || event.shift_key()) =>
        {
            event.prevent_default();
            let is_open = url_state
                .query()
                .with_untracked(|query| query.user.as_deref() == Some(&*user_id));
            url_state.push(|query| query.with_user((!is_open).then_some(user_id)));
        }
        _ => {}
    }
}

/// Gives the name that is pointed at or has the focus its address, so that it can be opened in another
/// tab: writing it into all rows would cost more than showing them.
pub(super) fn address(event: &Event, url_state: UrlState) {
    let name = element(event).and_then(|target| target.closest(NAME).ok().flatten());
    let row = name
        .as_ref()
        .and_then(|name| name.closest("tr").ok().flatten());
    if let (Some(name), Some(RowTarget::User(user_id))) =
        (name, row.as_ref().and_then(RowTarget::of))
        && !user_id.is_empty()
    {
        let link = url_state.link(|query| query.with_user(Some(user_id)));
        // An attribute of an element that is there can be set.
        let _ = name.set_attribute("href", &link);
    }
}

/// Lets the row that got the focus be the tab stop.
pub(super) fn focused(event: &Event) {
    let row = element(event).and_then(|target| target.closest("tr").ok().flatten());
    if let Some(row) = row {
        become_tab_stop(&row);
    }
}

/// Answers a key in a row.
pub(super) fn key(event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let Some(target) = element(event) else { return };
    let Ok(Some(row)) = target.closest("tr") else {
        return;
    };
    let to = match event.key().as_str() {
        "ArrowDown" => row.next_element_sibling().and_then(|row| name_in(&row)),
        "ArrowUp" => row.previous_element_sibling().and_then(|row| name_in(&row)),
        "Home" => end_of_list(&row, Element::first_element_child),
        "End" => end_of_list(&row, Element::last_element_child),
        "ArrowRight" | "ArrowLeft" => button_in(&row, &target),
        "Enter" | "o" if target.matches(NAME).unwrap_or(false) => {
            event.prevent_default();
            if let Some(name) = target.dyn_ref::<HtmlElement>() {
                name.click();
            }
            return;
        }
        _ => return,
    };
    event.prevent_default();
    if let Some(to) = to {
        // Focusing brings it into sight, below what sticks.
        let _ = to.focus();
    }
}

/// Makes sure that one of the rows can be reached by Tab.
pub(super) fn keep_tab_stop(body: &Element) {
    let current = body.query_selector(".names[tabindex=\"0\"]").ok().flatten();
    if current.is_none()
        && let Some(row) = body.first_element_child()
    {
        become_tab_stop(&row);
    }
}

fn become_tab_stop(row: &Element) {
    let before = row
        .parent_element()
        .and_then(|body| body.query_selector(".names[tabindex=\"0\"]").ok().flatten());
    if let Some(before) = before {
        let _ = before.set_attribute("tabindex", "-1");
    }
    if let Some(name) = name_in(row) {
        let _ = name.set_attribute("tabindex", "0");
    }
}

fn name_in(row: &Element) -> Option<HtmlElement> {
    row.query_selector(NAME).ok()??.dyn_into().ok()
}

fn end_of_list(row: &Element, end: fn(&Element) -> Option<Element>) -> Option<HtmlElement> {
    name_in(&end(&row.parent_element()?)?)
}

/// The row's button from its name, and the name from there.
fn button_in(row: &Element, from: &Element) -> Option<HtmlElement> {
    if from.matches(NAME).unwrap_or(false) {
        let button = row.query_selector("button:not([hidden])").ok()??;
        button.dyn_into().ok()
    } else {
        name_in(row)
    }
}

fn element(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}
