//! The histories of a session: which windows of time they are made of, the buckets that are kept,
//! and the one that is being loaded.

mod bucket_cache;
mod first_media;
mod kept;
mod load;
mod partial;
mod plan;

pub use bucket_cache::is_enabled as is_bucket_cache_enabled;
pub use partial::PartialHistory;
pub use plan::{Coverage, FirstMedia, HistoryPlan};

use crate::state::load::Progress;
use leptos::prelude::*;
use media_usage::history::{Bucket, History, UserIndex};
use panel_core::calendar::{Window, Zone};
use panel_core::url_query::{IntervalChoice, TimeRange};
use std::pin::Pin;
use std::sync::Arc;
use synapse_client::{Connection, Error};
use web_platform::LatestTask;

/// What a history is wanted of.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryRequest {
    /// The bounds of the report on screen.
    pub range: TimeRange,
    /// When that was read, in ms since the epoch.
    pub at: u64,
    /// How it is to be cut.
    pub interval: IntervalChoice,
    /// Whose days, weeks and months these are.
    pub zone: Zone,
    /// How long a request of that report took, in ms.
    pub request_ms: f64,
    /// The number of users in that report.
    pub users: usize,
    /// Whether the totals are wanted, too: they take a request for everything before.
    pub has_totals: bool,
}

/// Which requests an administrator has agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// None: a link is enough for the page to be here.
    None,
    /// Those that find out what the history costs, or are few.
    Few,
    /// All of them.
    All,
}

/// What is going on.
#[derive(Clone, Debug, PartialEq)]
pub enum HistoryStage {
    /// The start of the history is being looked up.
    FindingStart,
    /// The start is not known, and the lookup has not been requested yet.
    NeedsConsent,
    /// Nothing is asked of the homeserver.
    Idle,
    /// Windows are asked for.
    Loading {
        /// How many have come.
        done: usize,
        /// How many there are to come in all.
        of: usize,
        /// Estimated seconds left at the current rate.
        seconds: u32,
        /// How far the present one is.
        progress: Option<Progress>,
    },
    /// A request failed; what came before is there.
    Failed(Error),
}

/// The histories of a session, as signals.
#[derive(Clone, Copy)]
pub struct Histories {
    connection: StoredValue<Connection, LocalStorage>,
    user_index: StoredValue<UserIndex>,
    /// Buckets of windows that were over when they were asked for; the oldest make room.
    kept: StoredValue<Vec<(Window, Arc<Bucket>)>>,
    first_media: StoredValue<Option<FirstMedia>>,
    /// Requests so far, and how long they took together, in ms.
    request_stats: StoredValue<(u32, f64)>,
    request: StoredValue<Option<HistoryRequest>>,
    task: StoredValue<LatestTask>,
    cache_task: StoredValue<LatestTask>,
    /// Whether finished buckets are kept in the browser.
    is_caching: RwSignal<bool>,
    partial: RwSignal<Option<PartialHistory>>,
    stage: RwSignal<HistoryStage>,
}

impl Histories {
    /// No history yet. `is_caching` is whether finished buckets are kept, of whatever session.
    pub fn new(connection: Connection, is_caching: RwSignal<bool>) -> Self {
        Self {
            connection: StoredValue::new_local(connection),
            user_index: StoredValue::default(),
            kept: StoredValue::default(),
            first_media: StoredValue::default(),
            request_stats: StoredValue::default(),
            request: StoredValue::default(),
            task: StoredValue::default(),
            cache_task: StoredValue::default(),
            is_caching,
            partial: RwSignal::new(None),
            stage: RwSignal::new(HistoryStage::Idle),
        }
    }

    /// The history as far as it is known; `None` before its beginning is.
    pub fn partial(self) -> ReadSignal<Option<PartialHistory>> {
        self.partial.read_only()
    }

    /// The history when all of its windows are there.
    pub fn complete_history(self) -> Option<History> {
        self.partial.with(|partial| {
            let history = &partial.as_ref()?.history;
            (history.missing() == 0).then(|| history.clone())
        })
    }

    /// What is going on.
    pub fn stage(self) -> ReadSignal<HistoryStage> {
        self.stage.read_only()
    }

    /// Something of the users' numbers in the buckets.
    pub fn user_index<T>(self, of: impl FnOnce(&UserIndex) -> T) -> T {
        self.user_index.with_value(of)
    }

    /// Seconds that so many requests will take.
    pub fn estimate(self, requests: usize) -> u32 {
        let (requests_so_far, ms) = self.request_stats.get_value();
        let request = self
            .request
            .with_value(|request| request.as_ref().map(|it| it.request_ms));
        let each = match requests_so_far {
            0 => request.unwrap_or(0.0),
            requests_so_far => ms / f64::from(requests_so_far),
        };
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a guess"
        )]
        let seconds = (requests as f64 * each / 1000.0).ceil() as u32;
        seconds
    }

    /// Finds out what a history is made of and shows what is kept of it. The rest is asked for if
    /// the administrator has agreed to that; else [`Histories::load`] is waited for.
    pub fn open(self, request: HistoryRequest, consent: Consent) {
        let is_same = self
            .request
            .with_value(|now| now.as_ref() == Some(&request));
        let needs_consent = self
            .stage
            .with_untracked(|stage| *stage == HistoryStage::NeedsConsent);
        if is_same && !(needs_consent && consent != Consent::None) {
            return;
        }
        self.close();
        self.request.set_value(Some(request.clone()));
        self.run(Box::pin(self.plan(request, consent)));
        self.stage.set(HistoryStage::FindingStart);
    }

    /// Loads what is missing. After a failure, that is another try.
    pub fn load(self) {
        let request = self.request.get_value();
        if let Some(partial) = self.partial.get_untracked() {
            self.run(Box::pin(self.load_missing(partial, u32::MAX)));
        } else if let Some(request) = request {
            let consent = match self.stage.get_untracked() {
                HistoryStage::NeedsConsent => Consent::All,
                _ => Consent::Few,
            };
            self.request.set_value(None);
            self.open(request, consent);
        }
    }

    /// Discards the cache and reloads everything.
    pub fn reload(self) {
        self.kept.update_value(Vec::clear);
        let partial = self.partial.get_untracked();
        if let Some(PartialHistory { plan, zone, .. }) = partial {
            self.partial.set(Some(PartialHistory::empty(plan, zone)));
            self.load();
        }
    }

    /// Whether finished buckets are kept in the browser, for later visits.
    pub fn is_caching(self) -> ReadSignal<bool> {
        self.is_caching.read_only()
    }

    /// Keeps finished buckets in the browser, or removes those that are kept.
    pub fn set_caching(self, is_caching: bool) {
        self.is_caching.set(is_caching);
        let apply = async move {
            bucket_cache::set_enabled(is_caching).await;
            let plan = self
                .partial
                .with_untracked(|partial| Some(partial.as_ref()?.plan.clone()));
            let mut kept = self.kept.get_value();
            kept.retain(|(window, _)| plan.as_ref().is_some_and(|plan| plan.is_cacheable(*window)));
            self.store_cached(&kept).await;
        };
        self.cache_task.update_value(|task| task.start(apply));
    }

    /// Stops loading; what has come stays.
    pub fn cancel(self) {
        self.task.try_update_value(LatestTask::abort);
        self.stage.set(HistoryStage::Idle);
    }

    /// Stops loading, and shows nothing; the finished buckets are kept.
    pub fn close(self) {
        self.cancel();
        self.request.set_value(None);
        self.partial.set(None);
    }

    /// Gives everything up, and the memory with it.
    pub fn forget(self) {
        self.close();
        self.cache_task.update_value(LatestTask::abort);
        self.kept.update_value(Vec::clear);
        self.user_index.set_value(UserIndex::default());
    }

    fn run(self, task: Pin<Box<dyn Future<Output = Result<(), Error>>>>) {
        self.cancel();
        let run = async move {
            if let Err(error) = task.await {
                self.stage.set(HistoryStage::Failed(error));
            }
        };
        self.task.update_value(|task| task.start(run));
    }
}
