//! The page's address as a signal: the only way up for what the administrator asks.

use leptos::ev;
use leptos::prelude::*;
use panel_core::calendar::Zone;
use panel_core::url_query::{Defaults, Query, RejectedValue};
use web_platform::HistoryUpdate;

/// The question in the address, and what of it could not be used.
#[derive(Clone, Copy)]
pub struct UrlState {
    query: RwSignal<Query>,
    zone: Memo<Zone>,
    rejected: RwSignal<Vec<RejectedValue>>,
    /// What is left out of it.
    defaults: StoredValue<Defaults>,
    /// The change that the browser has not made yet.
    pending_visit: StoredValue<Option<HistoryUpdate>>,
    /// Whether the newest entry of the history was made by typing, and may be typed over.
    is_typing: StoredValue<bool>,
}

/// After how long a change that the browser refused is tried again, in ms.
const RETRY_MS: u32 = 1000;

impl UrlState {
    /// Reads the address, and follows the browser's back and forward.
    pub fn new(defaults: Defaults) -> Self {
        let parsed = Query::parse(&web_platform::query_string(), &defaults);
        let query = RwSignal::new(parsed.query);
        let address = Self {
            defaults: StoredValue::new(defaults),
            query,
            zone: Memo::new(move |_| query.with(|query| query.zone)),
            rejected: RwSignal::new(parsed.rejected),
            pending_visit: StoredValue::new(None),
            is_typing: StoredValue::new(false),
        };
        let listener = window_event_listener(ev::popstate, move |_| {
            let search = web_platform::query_string();
            let read = |defaults: &_| Query::parse(&search, defaults);
            let parsed = address.defaults.with_value(read);
            address.pending_visit.set_value(None);
            address.is_typing.set_value(false);
            address.query.set(parsed.query);
            address.rejected.set(parsed.rejected);
        });
        if parsed.has_former_keys {
            address.write(HistoryUpdate::Replace);
        }
        on_cleanup(move || listener.remove());
        address
    }

    /// The question.
    pub fn query(self) -> ReadSignal<Query> {
        self.query.read_only()
    }

    /// The time zone that dates are in; tracks it.
    pub fn zone(self) -> Zone {
        self.zone.get()
    }

    /// What of the address could not be used.
    pub fn rejected(self) -> ReadSignal<Vec<RejectedValue>> {
        self.rejected.read_only()
    }

    /// The query string that a change leads to, for a link.
    pub fn link(self, change: impl FnOnce(Query) -> Query) -> String {
        format!(
            "?{}",
            self.to_query_string(&change(self.query.get_untracked()))
        )
    }

    /// Forgets that the value of a key could not be used.
    pub fn forget_rejected(self, key: &str) {
        self.rejected
            .update(|rejected| rejected.retain(|it| it.key != key));
    }

    /// Forgets what could not be used.
    pub fn dismiss_rejected(self) {
        self.rejected.update(Vec::clear);
    }

    /// Asks something else: a choice, to which "back" leads.
    pub fn push(self, change: impl FnOnce(Query) -> Query) {
        self.is_typing.set_value(false);
        self.change(HistoryUpdate::Push, change);
    }

    /// Asks something else by typing: the first letter makes an entry in the history, which the next
    /// ones replace. "Back" leads to what was there before.
    pub fn type_in(self, change: impl FnOnce(Query) -> Query) {
        let visit = if self.is_typing.get_value() {
            HistoryUpdate::Replace
        } else {
            HistoryUpdate::Push
        };
        if self.change(visit, change) {
            self.is_typing.set_value(true);
        }
    }

    /// Asks something else without an entry in the history.
    pub fn replace(self, change: impl FnOnce(Query) -> Query) {
        self.change(HistoryUpdate::Replace, change);
    }

    /// The query string of the view that is asked for, without a question mark.
    pub fn view(self) -> String {
        self.query
            .with_untracked(|query| self.to_query_string(query))
    }

    fn to_query_string(self, query: &Query) -> String {
        self.defaults
            .with_value(|defaults| query.to_query_string(defaults))
    }

    /// Whether anything else is asked now.
    fn change(self, visit: HistoryUpdate, change: impl FnOnce(Query) -> Query) -> bool {
        let query = change(self.query.get_untracked());
        if self.query.with_untracked(|old| *old == query) {
            return false;
        }
        self.query.set(query);
        self.write(visit);
        true
    }

    /// Brings the browser's address up to date; where the browser refuses that, a while later.
    fn write(self, visit: HistoryUpdate) {
        let before = self.pending_visit.get_value();
        let visit = match before {
            Some(HistoryUpdate::Push) => HistoryUpdate::Push,
            _ => visit,
        };
        let is_pending = !web_platform::set_query_string(&self.view(), visit);
        self.pending_visit.set_value(is_pending.then_some(visit));
        if is_pending && before.is_none() {
            web_platform::spawn(async move {
                web_platform::sleep(RETRY_MS).await;
                // "Back" may have been pressed meanwhile, and the page may be gone.
                if let Some(Some(visit)) = self.pending_visit.try_get_value() {
                    self.pending_visit.set_value(None);
                    self.write(visit);
                }
            });
        }
    }
}
