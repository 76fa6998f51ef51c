//! Running what has to wait.

use std::future::Future;
use std::pin::Pin;
use wasm_bindgen_futures::spawn_local;

/// Runs a future to its end, whatever becomes of the caller. Boxed: the browser's side of it is
/// loaded once for all of them.
pub fn run(task: impl Future<Output = ()> + 'static) {
    let task: Pin<Box<dyn Future<Output = ()>>> = Box::pin(task);
    spawn_local(task);
}
