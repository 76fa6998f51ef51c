//! The links between the views of a report.

use crate::messages;
use crate::state::url_state::UrlState;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use panel_core::url_query::View;

/// The navigation `Views`. Files have no trend.
#[component]
pub(crate) fn Views(has_trend: bool) -> impl IntoView {
    let views = View::ALL.into_iter();
    let links = views
        .filter(|view| has_trend || *view != View::Trend)
        .map(link);
    view! {
        <nav class="views" aria-label=messages::views()>
            {links.collect_view()}
        </nav>
    }
}

fn link(view: View) -> AnyView {
    let url_state = expect_context::<UrlState>();
    let is_current = move || url_state.query().with(|query| query.view) == view;
    let follow = move |event: MouseEvent| {
        // A click with a modifier opens the link elsewhere.
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        event.prevent_default();
        url_state.push(|query| query.with_view(view));
    };
    let href = move || {
        url_state.query().track();
        url_state.link(|query| query.with_view(view))
    };
    view! {
        <a
            href=href
            aria-current=move || is_current().then_some("page")
            on:click=follow
            prop:textContent=messages::view_name(view)
        ></a>
    }
    .into_any()
}
