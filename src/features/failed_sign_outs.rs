//! Sessions that are signed out here, but that their servers may still accept.

use crate::messages::{self, Explanation};
use crate::state::sessions::Sessions;
use crate::widgets::sentence::sentence;
use leptos::prelude::*;
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
    let Explanation { what, why, remedy } =
        messages::not_ended(&homeserver, &user_id, device_id.as_deref());
    let again = id.clone();
    view! {
        <div role="alert" class="alert">
            <p class="alert-title">{sentence(&what)}</p>
            <p>{why}</p>
            <p>{sentence(&remedy)}</p>
            <button type="button" on:click=move |_| sessions.retry_sign_out(&again)>
                {messages::try_again()}
            </button>
            " "
            <button type="button" on:click=move |_| sessions.dismiss(&id)>
                {messages::dismiss()}
            </button>
        </div>
    }
    .into_any()
}
