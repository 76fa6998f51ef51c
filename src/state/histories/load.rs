//! Loading a history: where it begins, and one window after the other.

use super::{
    Consent, FirstMedia, Histories, HistoryPlan, HistoryRequest, HistoryStage, PartialHistory,
    first_media,
};
use crate::state::load::{BY_USER_ID, LoadEvent, LoadRequest, Progress, ReportLoad};
use leptos::prelude::*;
use media_usage::history::{Bucket, UserIndex};
use media_usage::{LoadLimits, Table};
use panel_core::url_query::TimeRange;
use synapse_client::{Error, ErrorKind};
use web_platform::{BrowserCalendar, TimeSlicer};

/// How many users all buckets of a history may have together: 400 MB of them. And how many bytes the
/// user IDs may take.
const MAX_USERS: usize = 20_000_000;
const MAX_INDEX_BYTES: usize = 192 << 20;

/// Of a history that was opened by hand, so many missing windows are loaded without more: the one that
/// goes on, and where the period moves with the clock, its first one and what was before.
const FEW_WINDOWS: usize = 3;

/// A history that was opened by hand loads all of its windows if that takes no more seconds than this
/// at the pace of the first one.
const SHORT_WAIT_SECONDS: u32 = 5;

/// More users than any server has: a window is one request.
const PAGE_LIMIT: u32 = 100_000_000;

/// How long a window has to be over before it is taken for finished, in ms: the server's clock may
/// be behind, and uploads take their time.
const SETTLING_MS: u64 = 60 * 60 * 1000;

impl Histories {
    pub(super) async fn plan(self, request: HistoryRequest, consent: Consent) -> Result<(), Error> {
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
            has_totals,
            ..
        } = request;
        let mut plan = HistoryPlan::new(&calendar, interval, range, first_media, at);
        if !has_totals {
            plan.before = None;
        }
        let mut partial = PartialHistory::empty(plan, zone);
        self.kept.with_value(|kept| partial.fill_from(kept));
        self.load_cached(&mut partial).await;
        let missing = partial.missing();
        self.stage.set(HistoryStage::Idle);
        self.partial.set(Some(partial.clone()));
        match consent {
            Consent::None => Ok(()),
            Consent::Few if missing > FEW_WINDOWS => {
                self.load_missing(partial, SHORT_WAIT_SECONDS).await
            }
            Consent::Few | Consent::All => self.load_missing(partial, u32::MAX).await,
        }
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

    /// Asks for one window after the other. Stops after the first one if the others would take longer
    /// than `patience` seconds.
    pub(super) async fn load_missing(
        self,
        mut partial: PartialHistory,
        patience: u32,
    ) -> Result<(), Error> {
        let positions = partial.missing_positions();
        let of = positions.len();
        for (done, position) in positions.into_iter().enumerate() {
            let left = of - done;
            let seconds = self.estimate(left);
            if done == 1 && seconds > patience {
                break;
            }
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
                LoadEvent::Progress(progress) => on_progress(progress),
                LoadEvent::Partial => {}
                LoadEvent::Complete(report) => {
                    table = report.into_report(&TimeSlicer::start()).await.table;
                }
            }
        }
        let requests = load.cost().requests;
        self.request_stats.update_value(|(requests_so_far, ms)| {
            *requests_so_far += requests;
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
}
