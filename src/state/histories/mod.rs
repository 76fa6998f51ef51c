//! The histories of a session: which windows of time they are made of, the buckets that are kept,
//! and the one that is being loaded.

mod bucket_cache;
mod first_media;
mod partial;
mod plan;

pub use bucket_cache::is_enabled as is_bucket_cache_enabled;
pub use partial::PartialHistory;
pub use plan::{Coverage, FirstMedia, HistoryPlan};

use crate::state::load::{BY_USER_ID, PendingLoad, Progress, ReportLoader};
use futures::future::AbortHandle;
use leptos::prelude::*;
use media_usage::history::{Bucket, History, UserIndex};
use media_usage::{LoadLimits, Table};
use panel_core::calendar::{Window, Zone};
use panel_core::url_query::{IntervalChoice, TimeRange};
use std::cell::RefCell;
use std::pin::Pin;
use std::sync::Arc;
use synapse_client::{Connection, Error, ErrorKind};
use web_platform::{BrowserCalendar, TimeSlicer};

/// How many users the kept buckets may have together: 40 MB of them.
const MAX_CACHED_USERS: usize = 2_000_000;

/// How many users all buckets of a history may have together: 400 MB of them. And how many bytes the
/// user IDs may take.
const MAX_USERS: usize = 20_000_000;
const MAX_INDEX_BYTES: usize = 192 << 20;

/// Of a history that was opened by hand, so many missing windows are loaded without more: the one that
/// goes on, and where the period moves with the clock, its first one and what was before.
const FEW_WINDOWS: usize = 3;

/// More users than any server has: a window is one request.
const PAGE_LIMIT: u32 = 100_000_000;

/// How long a window has to be over before it is taken for finished, in ms: the server's clock may
/// be behind, and uploads take their time.
const SETTLING_MS: u64 = 60 * 60 * 1000;

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
    /// The beginning is looked for.
    FindingStart,
    /// Where the history begins is not known, and nobody has asked to look for that yet.
    NeedsConsent,
    /// Nothing is asked of the homeserver.
    Idle,
    /// Windows are asked for.
    Loading {
        /// How many have come.
        done: usize,
        /// How many there are to come in all.
        of: usize,
        /// Seconds left, if it goes on as it went.
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
    task: StoredValue<Option<AbortHandle>>,
    cache_task: StoredValue<Option<AbortHandle>>,
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
            self.run(Box::pin(self.load_missing(partial)));
        } else if let Some(request) = request {
            let consent = match self.stage.get_untracked() {
                HistoryStage::NeedsConsent => Consent::All,
                _ => Consent::Few,
            };
            self.request.set_value(None);
            self.open(request, consent);
        }
    }

    /// Forgets what is kept, and loads all of it anew.
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
        self.stop_caching();
        let task = web_platform::spawn_abortable(async move {
            bucket_cache::set_enabled(is_caching).await;
            let plan = self
                .partial
                .with_untracked(|partial| Some(partial.as_ref()?.plan.clone()));
            let mut kept = self.kept.get_value();
            kept.retain(|(window, _)| plan.as_ref().is_some_and(|plan| plan.is_cacheable(*window)));
            self.store_cached(&kept).await;
        });
        self.cache_task.set_value(Some(task));
    }

    fn stop_caching(self) {
        if let Some(task) = self.cache_task.try_update_value(Option::take).flatten() {
            task.abort();
        }
    }

    /// Stops loading; what has come stays.
    pub fn cancel(self) {
        if let Some(task) = self.task.try_update_value(Option::take).flatten() {
            task.abort();
        }
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
        self.stop_caching();
        self.kept.update_value(Vec::clear);
        self.user_index.set_value(UserIndex::default());
    }

    fn run(self, task: Pin<Box<dyn Future<Output = Result<(), Error>>>>) {
        self.cancel();
        let task = web_platform::spawn_abortable(async move {
            if let Err(error) = task.await {
                self.stage.set(HistoryStage::Failed(error));
            }
        });
        self.task.set_value(Some(task));
    }

    async fn plan(self, request: HistoryRequest, consent: Consent) -> Result<(), Error> {
        let calendar = BrowserCalendar(request.zone);
        let known = self.first_media.get_value();
        let first_media = match request.range.from_ts {
            Some(_) => Some(known.unwrap_or_else(|| first_media::earliest(&calendar))),
            None => self.known_or_found_first_media(&calendar, consent).await?,
        };
        let Some(first_media) = first_media else {
            self.stage.set(HistoryStage::NeedsConsent);
            return Ok(());
        };
        let HistoryRequest {
            range,
            at,
            interval,
            zone,
            ..
        } = request;
        let mut partial = PartialHistory::empty(
            HistoryPlan::new(&calendar, interval, range, first_media, at),
            zone,
        );
        self.kept.with_value(|kept| partial.fill_from(kept));
        self.load_cached(&mut partial).await;
        let missing = partial.missing();
        self.stage.set(HistoryStage::Idle);
        self.partial.set(Some(partial.clone()));
        let agreed = match consent {
            Consent::None => 0,
            Consent::Few => FEW_WINDOWS,
            Consent::All => usize::MAX,
        };
        if missing <= agreed {
            self.load_missing(partial).await?;
        }
        Ok(())
    }

    /// Where the history of all time begins: as it is known, kept, or found out if that is agreed
    /// to.
    async fn known_or_found_first_media(
        self,
        calendar: &BrowserCalendar,
        consent: Consent,
    ) -> Result<Option<FirstMedia>, Error> {
        if let Some(known) = self.first_media.get_value() {
            return Ok(Some(known));
        }
        let cache = self.open_cache().await;
        let kept = match &cache {
            Some(cache) => cache.first_media().await,
            None => None,
        };
        let found = if let Some(kept) = kept {
            kept
        } else if consent == Consent::None {
            return Ok(None);
        } else {
            let connection = self.connection.get_value();
            first_media::find(&connection, calendar).await?
        };
        self.first_media.set_value(Some(found));
        Ok(Some(found))
    }

    /// Asks for one window after the other.
    async fn load_missing(self, mut partial: PartialHistory) -> Result<(), Error> {
        let positions = partial.missing_positions();
        let of = positions.len();
        for (done, position) in positions.into_iter().enumerate() {
            let left = of - done;
            let seconds = self.estimate(left);
            let on_progress = |progress| {
                self.stage.set(HistoryStage::Loading {
                    done,
                    of,
                    seconds,
                    progress,
                });
            };
            on_progress(None);
            let window = position.window();
            let finished = web_platform::now().saturating_sub(SETTLING_MS);
            let range = partial.plan.range(window);
            let table = self
                .load_window(range, &|progress| on_progress(Some(progress)))
                .await?;
            let bucket = self.bucket(&table);
            self.check_size(&partial, &bucket)?;
            if range.until_ts.is_some_and(|until| until < finished) {
                self.keep_bucket(window, &bucket);
                if partial.plan.is_cacheable(window) {
                    self.store_cached(&[(window, bucket.clone())]).await;
                }
            }
            partial.put(position, bucket);
            self.partial.set(Some(partial.clone()));
        }
        self.stage.set(HistoryStage::Idle);
        Ok(())
    }

    /// The whole report of a window, its users in the order of their IDs.
    async fn load_window(
        self,
        range: TimeRange,
        on_progress: &dyn Fn(Progress),
    ) -> Result<Table, Error> {
        let connection = self.connection.get_value();
        let users = self
            .request
            .with_value(|request| request.as_ref().map_or(0, |it| it.users));
        let load_limits = LoadLimits::for_users(users);
        let pending = RefCell::new(PendingLoad::with_limits(load_limits));
        let table = RefCell::<Table>::default();
        let started = web_platform::instant();
        let load = ReportLoader {
            connection: &connection,
            range,
            order: BY_USER_ID,
            // All of a window is one request.
            first_page: PAGE_LIMIT,
            first_rows: usize::MAX,
            on_progress,
            show: &|report_builder, _| {
                Box::pin(async {
                    if report_builder.is_done() {
                        *table.borrow_mut() =
                            report_builder.into_report(&TimeSlicer::start()).await.table;
                    }
                })
            },
        };
        load.run(&pending).await?;
        let requests = pending.borrow().cost.requests;
        self.request_stats.update_value(|(requests_so_far, ms)| {
            *requests_so_far += requests;
            *ms += web_platform::instant() - started;
        });
        Ok(table.take())
    }

    /// Refuses a history for which there is no room in memory.
    fn check_size(self, partial: &PartialHistory, bucket: &Bucket) -> Result<(), Error> {
        let user_index = self
            .user_index
            .try_with_value(UserIndex::memory)
            .unwrap_or(0);
        if partial.history.users() + bucket.added().users > MAX_USERS
            || user_index > MAX_INDEX_BYTES
        {
            return Err(ErrorKind::TooLarge.into());
        }
        Ok(())
    }

    /// The shelf of this homeserver, if there is to be one.
    async fn open_cache(self) -> Option<bucket_cache::BucketCache> {
        let session = self.connection.try_get_value()?.session();
        bucket_cache::BucketCache::of(session.base_url.to_string()).await
    }

    /// Takes what is missing and was kept by an earlier visit.
    async fn load_cached(self, partial: &mut PartialHistory) {
        let Some(cache) = self.open_cache().await else {
            return;
        };
        for position in partial.missing_positions() {
            if let Some(table) = cache.get(position.window()).await {
                let bucket = self.bucket(&table);
                self.keep_bucket(position.window(), &bucket);
                partial.put(position, bucket);
            }
        }
    }

    async fn store_cached(self, buckets: &[(Window, Arc<Bucket>)]) {
        let Some(cache) = self.open_cache().await else {
            return;
        };
        if let Some(first_media) = self.first_media.try_get_value().flatten() {
            cache.put_first_media(first_media).await;
        }
        for (window, bucket) in buckets {
            let text = |user_index: &UserIndex| cache.text(*window, bucket, user_index);
            if let Some(text) = self.user_index.try_with_value(text) {
                cache.put(*window, &text).await;
            }
        }
    }

    fn bucket(self, table: &Table) -> Arc<Bucket> {
        let bucket = |user_index: &mut UserIndex| Bucket::new(table, user_index);
        Arc::new(self.user_index.try_update_value(bucket).unwrap_or_default())
    }

    fn keep_bucket(self, window: Window, bucket: &Arc<Bucket>) {
        let users = |kept: &[(Window, Arc<Bucket>)]| -> usize {
            kept.iter().map(|(_, bucket)| bucket.added().users).sum()
        };
        self.kept.update_value(|kept| {
            kept.retain(|(it, _)| *it != window);
            kept.push((window, bucket.clone()));
            while kept.len() > 1 && users(kept) > MAX_CACHED_USERS {
                kept.remove(0);
            }
        });
    }
}
