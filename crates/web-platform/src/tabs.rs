//! Messages and locks between the tabs that share a secret.
//!
//! A duplicated tab gets a copy of the session storage. The channel name is derived from that copy,
//! so other pages of this origin can't listen.

use futures::channel::oneshot;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

/// Characters of the shared name that name the lock: locks are listed to everybody on the origin,
/// channels are not.
const LOCK_NAME: usize = 8;

/// How long another tab may take to say its news, in ms.
const ANSWER_TIMEOUT_MS: u32 = 100;

/// The tabs that know the same name.
pub struct TabChannel {
    name: String,
    channel: Option<BroadcastChannel>,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl TabChannel {
    /// Joins the tabs that know a name, and asks them for their news. `on_message` is given what they
    /// say; `None` is their question for ours, which it answers.
    pub fn join(
        name: &str,
        on_message: impl Fn(Option<String>) -> Option<String> + 'static,
    ) -> Self {
        let channel = BroadcastChannel::new(name).ok();
        let answering = channel.clone();
        let listener = Closure::new(move |event: MessageEvent| {
            let answer = on_message(event.data().as_string());
            if let (Some(answer), Some(channel)) = (answer, &answering) {
                // Closed by now: nobody is there to hear it.
                let _ = channel.post_message(&JsValue::from_str(&answer));
            }
        });
        if let Some(channel) = &channel {
            channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        }
        let tabs = Self {
            name: name.to_owned(),
            channel,
            _listener: listener,
        };
        tabs.ask();
        tabs
    }

    /// Tells the others.
    pub fn broadcast(&self, message: &str) {
        self.post(&JsValue::from_str(message));
    }

    /// Asks the others for their news.
    pub fn ask(&self) {
        self.post(&JsValue::NULL);
    }

    fn post(&self, message: &JsValue) {
        if let Some(channel) = &self.channel {
            let _ = channel.post_message(message);
        }
    }

    /// Waits until none of the others acts, and for their latest news. They wait until what comes
    /// back is dropped. Without the browser's locks, which pages over plain HTTP don't have, the
    /// tabs act on their own.
    pub async fn lock(&self) -> Option<TabLock> {
        let alone = TabLock::among(&self.name[..self.name.len().min(LOCK_NAME)]).await;
        self.ask();
        self.wait_for_answers().await;
        alone
    }

    /// Waits until the others have answered what they were asked.
    pub async fn wait_for_answers(&self) {
        TimeoutFuture::new(ANSWER_TIMEOUT_MS).await;
    }
}

impl Drop for TabChannel {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.set_onmessage(None);
            channel.close();
        }
    }
}

/// Keeps the others waiting.
pub struct TabLock {
    release: Function,
}

impl TabLock {
    async fn among(name: &str) -> Option<Self> {
        let navigator = web_sys::window()?.navigator();
        let locks = Reflect::get(&navigator, &JsValue::from_str("locks")).ok()?;
        let request = Reflect::get(&locks, &JsValue::from_str("request")).ok()?;
        let request: Function = request.dyn_into().ok()?;
        let mut release = None;
        // The lock is held until this promise is kept.
        let held = Promise::new(&mut |keep, _| release = Some(keep));
        let (sender, granted) = oneshot::channel();
        let grant = Closure::once_into_js(move || {
            let _ = sender.send(());
            held
        });
        request
            .call2(&locks, &JsValue::from_str(name), &grant)
            .ok()?;
        granted.await.ok()?;
        release.map(|release| Self { release })
    }
}

impl Drop for TabLock {
    fn drop(&mut self) {
        let _ = self.release.call0(&JsValue::NULL);
    }
}
