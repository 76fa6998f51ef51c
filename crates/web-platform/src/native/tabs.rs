//! Tabs of one browser: all channels of a thread.

use futures::lock::{Mutex, OwnedMutexGuard};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};
use std::sync::Arc;

type OnMessage = Rc<dyn Fn(Option<String>) -> Option<String>>;
type Listener = Weak<dyn Fn(Option<String>) -> Option<String>>;

#[derive(Default)]
struct Tabs {
    listeners: Vec<(String, Listener)>,
    locks: BTreeMap<String, Arc<Mutex<()>>>,
}

thread_local! {
    static TABS: RefCell<Tabs> = RefCell::default();
}

pub(super) fn reset() {
    TABS.take();
}

/// The tabs that know the same name.
pub struct TabChannel {
    name: String,
    on_message: OnMessage,
}

impl TabChannel {
    /// Joins the tabs that know a name, and asks them for their news. `on_message` is given what they
    /// say; `None` is their question for ours, which it answers.
    pub fn join(
        name: &str,
        on_message: impl Fn(Option<String>) -> Option<String> + 'static,
    ) -> Self {
        let on_message: OnMessage = Rc::new(on_message);
        let listener = Rc::downgrade(&on_message);
        TABS.with_borrow_mut(|tabs| tabs.listeners.push((name.to_owned(), listener)));
        let channel = Self {
            name: name.to_owned(),
            on_message,
        };
        channel.ask();
        channel
    }

    /// Tells the others.
    pub fn broadcast(&self, message: &str) {
        self.post(Some(message));
    }

    /// Asks the others for their news.
    pub fn ask(&self) {
        self.post(None);
    }

    fn post(&self, message: Option<&str>) {
        let others = TABS.with_borrow(|tabs| {
            let same = tabs.listeners.iter().filter(|(name, _)| *name == self.name);
            let listeners: Vec<OnMessage> = same.filter_map(|(_, it)| it.upgrade()).collect();
            listeners
        });
        for other in others {
            if !Rc::ptr_eq(&other, &self.on_message)
                && let Some(answer) = other(message.map(str::to_owned))
            {
                (self.on_message)(Some(answer));
            }
        }
    }

    /// Waits until none of the others acts, and for their latest news.
    pub async fn lock(&self) -> Option<TabLock> {
        let lock =
            TABS.with_borrow_mut(|tabs| tabs.locks.entry(self.name.clone()).or_default().clone());
        let guard = lock.lock_owned().await;
        self.ask();
        Some(TabLock { _guard: guard })
    }

    /// The others have answered at once; the tasks that hear it go on.
    pub async fn wait_for_answers(&self) {
        crate::yield_now().await;
    }
}

/// Keeps the others waiting.
pub struct TabLock {
    _guard: OwnedMutexGuard<()>,
}
