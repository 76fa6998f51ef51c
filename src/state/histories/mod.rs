//! The histories of a session: which windows of time they are made of, the buckets that are kept,
//! and the one that is being loaded.

mod bucket_cache;
mod first_media;
mod partial;
mod plan;

pub use bucket_cache::is_enabled as keeps_buckets;
pub use partial::PartialHistory;
pub use plan::{Coverage, FirstMedia, Plan};

use crate::state::load::{BY_USER_ID, LoadEvent, LoadRequest, Progress, ReportLoad};
use leptos::prelude::*;
use media_usage::history::{Bucket, History, UserIndex};
use media_usage::{LoadLimits, Table};
use panel_core::calendar::{Window, Zone};
use panel_core::url_query::{IntervalChoice, TimeRange};
use std::pin::Pin;
use std::sync::Arc;
use synapse_client::{Connection, Error, ErrorKind};
use web_platform::{BrowserCalendar, LatestTask, TimeSlicer};

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
    Nothing,
    /// Those that find out what the history costs, or are few.
    Little,
    /// All of them.
    Everything,
}

/// What is going on.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
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
    yielder: StoredValue<(u32, f64)>,
    request: StoredValue<Option<HistoryRequest>>,
    task: StoredValue<LatestTask>,
    cache_task: StoredValue<LatestTask>,
    /// Whether finished buckets are kept in the browser.
    is_caching: RwSignal<bool>,
    partial: RwSignal<Option<PartialHistory>>,
    stage: RwSignal<Stage>,
}

impl Histories {
    /// No history yet. `is_caching` is whether finished buckets are kept, of whatever session.
    pub fn new(connection: Connection, is_caching: RwSignal<bool>) -> Self {
        Self {
            connection: StoredValue::new_local(connection),
            user_index: StoredValue::default(),
            kept: StoredValue::default(),
            first_media: StoredValue::default(),
            yielder: StoredValue::default(),
            request: StoredValue::default(),
            task: StoredValue::default(),
            cache_task: StoredValue::default(),
            is_caching,
            partial: RwSignal::new(None),
            stage: RwSignal::new(Stage::Idle),
        }
    }

    /// The history as far as it is known; `None` before its beginning is.
    pub fn partial(self) -> ReadSignal<Option<PartialHistory>> {
        self.partial.read_only()
    }

    /// The history when all of its windows are there.
    pub fn whole(self) -> Option<History> {
        self.partial.with(|partial| {
            let history = &partial.as_ref()?.history;
            (history.missing() == 0).then(|| history.clone())
        })
    }

    /// What is going on.
    pub fn stage(self) -> ReadSignal<Stage> {
        self.stage.read_only()
    }

    /// Something of the users' numbers in the buckets.
    pub fn user_index<T>(self, of: impl FnOnce(&UserIndex) -> T) -> T {
        self.user_index.with_value(of)
    }

    /// Seconds that so many requests will take.
    pub fn estimate(self, requests: usize) -> u32 {
        let (asked, ms) = self.yielder.get_value();
        let request = self
            .request
            .with_value(|request| request.as_ref().map(|it| it.request_ms));
        let each = match asked {
            0 => request.unwrap_or(0.0),
            asked => ms / f64::from(asked),
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
        let is_unasked = self
            .stage
            .with_untracked(|stage| *stage == Stage::NeedsConsent);
        if is_same && !(is_unasked && consent != Consent::Nothing) {
            return;
        }
        self.give_up();
        self.request.set_value(Some(request.clone()));
        self.run(Box::pin(self.plan(request, consent)));
        self.stage.set(Stage::FindingStart);
    }

    /// Loads what is missing. After a failure, that is another try.
    pub fn load(self) {
        let request = self.request.get_value();
        if let Some(partial) = self.partial.get_untracked() {
            self.run(Box::pin(self.fill(partial)));
        } else if let Some(request) = request {
            let consent = match self.stage.get_untracked() {
                Stage::NeedsConsent => Consent::Everything,
                _ => Consent::Little,
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
            self.partial.set(Some(PartialHistory::nothing(plan, zone)));
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
            kept.retain(|(window, _)| plan.as_ref().is_some_and(|plan| plan.is_lasting(*window)));
            self.store_cached(&kept).await;
        };
        self.cache_task.update_value(|task| task.start(apply));
    }

    /// Stops loading; what has come stays.
    pub fn cancel(self) {
        self.task.try_update_value(LatestTask::abort);
        self.stage.set(Stage::Idle);
    }

    /// Stops loading, and shows nothing; the finished buckets are kept.
    pub fn give_up(self) {
        self.cancel();
        self.request.set_value(None);
        self.partial.set(None);
    }

    /// Gives everything up, and the memory with it.
    pub fn forget(self) {
        self.give_up();
        self.cache_task.update_value(LatestTask::abort);
        self.kept.update_value(Vec::clear);
        self.user_index.set_value(UserIndex::default());
    }

    fn run(self, task: Pin<Box<dyn Future<Output = Result<(), Error>>>>) {
        self.cancel();
        let run = async move {
            if let Err(error) = task.await {
                self.stage.set(Stage::Failed(error));
            }
        };
        self.task.update_value(|task| task.start(run));
    }

    async fn plan(self, request: HistoryRequest, consent: Consent) -> Result<(), Error> {
        let calendar = BrowserCalendar(request.zone);
        let known = self.first_media.get_value();
        let first_media = match request.range.from_ts {
            Some(_) => Some(known.unwrap_or_else(|| first_media::earliest(&calendar))),
            None => self.begin(&calendar, consent).await?,
        };
        let Some(first_media) = first_media else {
            self.stage.set(Stage::NeedsConsent);
            return Ok(());
        };
        let HistoryRequest {
            range,
            at,
            interval,
            zone,
            ..
        } = request;
        let mut partial =
            PartialHistory::nothing(Plan::new(&calendar, interval, range, first_media, at), zone);
        self.kept.with_value(|kept| partial.fill_in(kept));
        self.load_cached(&mut partial).await;
        let missing = partial.missing();
        self.stage.set(Stage::Idle);
        self.partial.set(Some(partial.clone()));
        let agreed = match consent {
            Consent::Nothing => 0,
            Consent::Little => FEW_WINDOWS,
            Consent::Everything => usize::MAX,
        };
        if missing <= agreed {
            self.fill(partial).await?;
        }
        Ok(())
    }

    /// Where the history of all time begins: as it is known, kept, or found out if that is agreed
    /// to.
    async fn begin(
        self,
        calendar: &BrowserCalendar,
        consent: Consent,
    ) -> Result<Option<FirstMedia>, Error> {
        if let Some(known) = self.first_media.get_value() {
            return Ok(Some(known));
        }
        let stored = self.stored().await;
        let kept = match &stored {
            Some(stored) => stored.first_media().await,
            None => None,
        };
        let found = if let Some(kept) = kept {
            kept
        } else if consent == Consent::Nothing {
            return Ok(None);
        } else {
            let connection = self.connection.get_value();
            first_media::find(&connection, calendar).await?
        };
        self.first_media.set_value(Some(found));
        Ok(Some(found))
    }

    /// Asks for one window after the other.
    async fn fill(self, mut partial: PartialHistory) -> Result<(), Error> {
        let places = partial.places();
        let of = places.len();
        for (done, place) in places.into_iter().enumerate() {
            let left = of - done;
            let seconds = self.estimate(left);
            let tell = |progress| {
                self.stage.set(Stage::Loading {
                    done,
                    of,
                    seconds,
                    progress,
                });
            };
            tell(None);
            let window = place.window();
            let finished = web_platform::now().saturating_sub(SETTLING_MS);
            let range = partial.plan.range(window);
            let table = self.read(range, &|progress| tell(Some(progress))).await?;
            let bucket = self.bucket(&table);
            self.check_size(&partial, &bucket)?;
            if range.until_ts.is_some_and(|until| until < finished) {
                self.keep(window, &bucket);
                if partial.plan.is_lasting(window) {
                    self.store_cached(&[(window, bucket.clone())]).await;
                }
            }
            partial.put(place, bucket);
            self.partial.set(Some(partial.clone()));
        }
        self.stage.set(Stage::Idle);
        Ok(())
    }

    /// The whole report of a window, its users in the order of their IDs.
    async fn read(self, range: TimeRange, tell: &dyn Fn(Progress)) -> Result<Table, Error> {
        let connection = self.connection.get_value();
        let users = self
            .request
            .with_value(|request| request.as_ref().map_or(0, |it| it.users));
        let load_limits = LoadLimits::for_users(users);
        let request = LoadRequest {
            range,
            order: BY_USER_ID,
            // All of a window is one request.
            first_page: PAGE_LIMIT,
            first_rows: usize::MAX,
        };
        let mut load = ReportLoad::new(connection, request, load_limits);
        let mut table = Table::default();
        let started = web_platform::instant();
        while let Some(event) = load.next().await? {
            match event {
                LoadEvent::Progress(progress) => tell(progress),
                LoadEvent::Partial => {}
                LoadEvent::Complete(report) => {
                    table = report.into_report(&TimeSlicer::start()).await.table;
                }
            }
        }
        let requests = load.cost().requests;
        self.yielder.update_value(|(asked_for, ms)| {
            *asked_for += requests;
            *ms += web_platform::instant() - started;
        });
        Ok(table)
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
    async fn stored(self) -> Option<bucket_cache::BucketCache> {
        let session = self.connection.try_get_value()?.session();
        bucket_cache::BucketCache::of(session.base_url.to_string()).await
    }

    /// Takes what is missing and was kept by an earlier visit.
    async fn load_cached(self, partial: &mut PartialHistory) {
        let Some(stored) = self.stored().await else {
            return;
        };
        for place in partial.places() {
            if let Some(table) = stored.get(place.window()).await {
                let bucket = self.bucket(&table);
                self.keep(place.window(), &bucket);
                partial.put(place, bucket);
            }
        }
    }

    async fn store_cached(self, buckets: &[(Window, Arc<Bucket>)]) {
        let Some(stored) = self.stored().await else {
            return;
        };
        if let Some(first_media) = self.first_media.try_get_value().flatten() {
            stored.put_first_media(first_media).await;
        }
        for (window, bucket) in buckets {
            let text = |user_index: &UserIndex| stored.text(*window, bucket, user_index);
            if let Some(text) = self.user_index.try_with_value(text) {
                stored.put(*window, &text).await;
            }
        }
    }

    fn bucket(self, table: &Table) -> Arc<Bucket> {
        let bucket = |user_index: &mut UserIndex| Bucket::new(table, user_index);
        Arc::new(self.user_index.try_update_value(bucket).unwrap_or_default())
    }

    fn keep(self, window: Window, bucket: &Arc<Bucket>) {
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
