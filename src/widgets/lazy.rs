//! Parts of the panel that are files of their own, loaded when they are first asked for.
//!
//! A part is all that only functions with `#[wasm_split(part, fallible)]` need: the crate `split`
//! sees to that. Those functions are called like others, but may have to wait, or fail.

use crate::messages::{self, Explanation};
use crate::widgets::helpers::when;
use crate::widgets::notices::Failure;
use futures::FutureExt as _;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use std::future::Future;
use std::pin::Pin;
pub(crate) use wasm_split_helpers::wasm_split;
use web_platform::LatestTask;

/// A view of a part, once that is there.
type LazyView = Pin<Box<dyn Future<Output = Result<AnyView, Explanation>>>>;

/// What a part's asynchronous function comes to.
pub(crate) type LazyResult<T> = Pin<Box<dyn Future<Output = T>>>;

/// A view that a part makes. While the part is on its way, that is said; if it can't be had, why,
/// with a button to try again.
pub(crate) fn lazy(make: impl Fn() -> LazyView + Send + 'static) -> AnyView {
    let make: Box<dyn Fn() -> LazyView + Send> = Box::new(make);
    let attempt = Trigger::new();
    let failed = RwSignal::new(false);
    let view = move || {
        attempt.track();
        untrack(|| begin(make(), failed))
    };
    // It stays while the next attempt is under way, and with it the keyboard's focus.
    let again = move || {
        view! {
            <button type="button" class="retry" on:click=move |_| attempt.notify()>
                {messages::try_again()}
            </button>
        }
        .into_any()
    };
    let again = when(move || failed.get(), again);
    vec![view.into_any(), again.into_any()].into_any()
}

fn begin(mut coming: LazyView, failed: RwSignal<bool>) -> AnyView {
    // What is there already is shown at once.
    if let Some(arrival) = (&mut coming).now_or_never() {
        failed.set(arrival.is_err());
        return arrival.unwrap_or_else(alert);
    }
    let arrived = RwSignal::new_local(None);
    let coming = ScopedFuture::new(coming);
    let mut waiting = LatestTask::default();
    waiting.start(async move {
        let arrival = coming.await;
        failed.try_set(arrival.is_err());
        arrived.try_set(Some(arrival));
    });
    on_cleanup(move || drop(waiting));
    let view = move || {
        arrived.track();
        match arrived.try_update_untracked(Option::take).flatten() {
            None => {
                view! { <p role="status" class="hint">{messages::part_loading()}</p> }.into_any()
            }
            Some(arrival) => arrival.unwrap_or_else(alert),
        }
    };
    view.into_any()
}

fn alert(missing: Explanation) -> AnyView {
    view! { <Failure failure=move || Some(missing.clone())/> }.into_any()
}
