//! Tasks, and a clock that jumps.

use std::cell::RefCell;
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

type Task = Pin<Box<dyn Future<Output = ()>>>;

/// 2026-01-01 00:00 UTC, in ms since the epoch.
const START_TS: u64 = 1_767_225_600_000;

#[derive(Default)]
struct Runtime {
    /// Milliseconds since the start.
    elapsed_ms: u64,
    /// The moments at which sleeping tasks wake up, in ms since the start.
    timers: Vec<u64>,
    /// Tasks that were spawned and have not been run yet.
    spawned: Vec<Task>,
}

thread_local! {
    static RUNTIME: RefCell<Runtime> = RefCell::default();
}

pub(super) fn reset() {
    RUNTIME.take();
}

fn elapsed_ms() -> u64 {
    RUNTIME.with_borrow(|runtime| runtime.elapsed_ms)
}

/// The present moment, in ms since the epoch.
pub fn now() -> u64 {
    START_TS + elapsed_ms()
}

/// A monotonic instant in ms.
pub fn instant() -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "tests don't last that long")]
    let instant = elapsed_ms() as f64;
    instant
}

/// Runs a future beside the one that [`block_on`] was given.
pub fn spawn(task: impl Future<Output = ()> + 'static) {
    RUNTIME.with_borrow_mut(|runtime| runtime.spawned.push(Box::pin(task)));
}

/// Lets the other tasks go on first.
pub async fn yield_now() {
    sleep(0).await;
}

/// Waits until the clock has jumped over so many ms.
pub async fn sleep(ms: u32) {
    let end = elapsed_ms() + u64::from(ms);
    let mut has_waited = false;
    std::future::poll_fn(|_| {
        if has_waited && elapsed_ms() >= end {
            return Poll::Ready(());
        }
        has_waited = true;
        RUNTIME.with_borrow_mut(|runtime| runtime.timers.push(end));
        Poll::Pending
    })
    .await;
}

/// Runs a future and all spawned tasks until the future is done.
///
/// # Panics
/// If nothing can go on and nobody sleeps: the future would never be done.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut tasks = Vec::<Task>::new();
    let mut context = Context::from_waker(Waker::noop());
    loop {
        RUNTIME.with_borrow_mut(|runtime| runtime.timers.clear());
        // A few rounds, as one task may wake another; a sleeping one is not harmed by a look.
        for _ in 0..8 {
            if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
                return value;
            }
            tasks.extend(RUNTIME.with_borrow_mut(|runtime| std::mem::take(&mut runtime.spawned)));
            tasks.retain_mut(|task| task.as_mut().poll(&mut context).is_pending());
        }
        RUNTIME.with_borrow_mut(|runtime| {
            let next = runtime.timers.iter().min();
            let next = *next.expect("nothing can go on, and nobody sleeps");
            runtime.elapsed_ms = runtime.elapsed_ms.max(next);
        });
    }
}
