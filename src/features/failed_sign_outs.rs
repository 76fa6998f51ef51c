//! Sessions that are signed out here, but that their servers may still accept.

use crate::messages::{self, Explanation};
use crate::state::sessions::Sessions;
use leptos::prelude::*;
use panel_core::format::visible;
use synapse_client::Session;

/// Says which sessions could not be ended, and how to end them.
#[component]
pub fn FailedSignOuts(sessions: Sessions) -> impl IntoView {
    move || {
        let all = sessions.not_ended.get();
        let notices = all.into_iter().map(|it| notice(sessions, it));
        notices.collect_view().into_any()
    }
}

fn notice(sessions: Sessions, session: Session) -> AnyView {
    let Session {
        id,
        homeserver,
        user_id,
        device_id,
        ..
    } = session;
    let shown = |name: &str| visible(name).unwrap_or_default();
    let device = device_id.as_deref().map(shown);
    let Explanation { what, why, remedy } =
        messages::not_ended(&shown(&homeserver), &shown(&user_id), device.as_deref());
    let again = id.clone();
    view! {
        <div role="alert" class="alert">
            <p class="alert-title"><bdi>{what}</bdi></p>
            <p>{why}</p>
            <p><bdi>{remedy}</bdi></p>
            <button type="button" on:click=move |_| sessions.retry_sign_out(&again)>
                {messages::TRY_AGAIN}
            </button>
            " "
            <button type="button" on:click=move |_| sessions.dismiss(&id)>
                {messages::DISMISS}
            </button>
        </div>
    }
    .into_any()
}
