//! Parts of the panel that are files of their own, loaded when they are first asked for.
//!
//! A part is all that only functions with `#[wasm_split(part, fallible)]` need: the crate `split`
//! sees to that. Those functions are called like others, but may have to wait, or fail.

use super::notices::Failure;
use crate::browser;
use crate::text::{self, Explanation};
use futures::FutureExt as _;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use std::future::Future;
use std::pin::Pin;
pub(super) use wasm_split_helpers::wasm_split;

/// What a function of a part comes to, once its part is there.
pub(super) type Coming<T> = Pin<Box<dyn Future<Output = Result<T, Explanation>>>>;

/// What a part's asynchronous function comes to.
pub(super) type Working<T> = Pin<Box<dyn Future<Output = T>>>;

/// A view that a part makes. While the part is on its way, that is said; if it can't be had, why,
/// with a button to try again.
pub(super) fn later(make: impl Fn() -> Coming<AnyView> + Send + 'static) -> AnyView {
    let make: Box<dyn Fn() -> Coming<AnyView> + Send> = Box::new(make);
    let attempt = Trigger::new();
    let view = move || {
        attempt.track();
        untrack(|| begin(make(), attempt))
    };
    view.into_any()
}

fn begin(mut coming: Coming<AnyView>, attempt: Trigger) -> AnyView {
    // What is there already is shown at once.
    if let Some(arrived) = (&mut coming).now_or_never() {
        return show(arrived, attempt);
    }
    let arrived = RwSignal::new_local(None);
    let coming = ScopedFuture::new(coming);
    let waiting = browser::run_abortable(async move {
        arrived.try_set(Some(coming.await));
    });
    on_cleanup(move || waiting.abort());
    let view = move || {
        arrived.track();
        match arrived.try_update_untracked(Option::take).flatten() {
            Some(arrived) => show(arrived, attempt),
            None => view! { <p role="status" class="hint">{text::PART_COMES}</p> }.into_any(),
        }
    };
    view.into_any()
}

fn show(arrived: Result<AnyView, Explanation>, attempt: Trigger) -> AnyView {
    match arrived {
        Ok(view) => view,
        Err(missing) => view! {
            <Failure failure=move || Some(missing.clone())/>
            <button type="button" class="retry" on:click=move |_| attempt.notify()>
                {text::TRY_AGAIN}
            </button>
        }
        .into_any(),
    }
}
