//! The buckets that are kept: in memory for this session, and in the browser for later visits.

use super::{Histories, PartialHistory, bucket_cache};
use leptos::prelude::*;
use media_usage::Table;
use media_usage::history::{Bucket, UserIndex};
use panel_core::calendar::Window;
use std::sync::Arc;

/// How many users the kept buckets may have together: 40 MB of them.
const MAX_CACHED_USERS: usize = 2_000_000;

impl Histories {
    /// The cache of this homeserver, if the administrator wants one.
    pub(super) async fn open_cache(self) -> Option<bucket_cache::BucketCache> {
        let session = self.connection.try_get_value()?.session();
        bucket_cache::BucketCache::of(session.base_url.to_string()).await
    }

    /// Takes what is missing and was kept by an earlier visit.
    pub(super) async fn load_cached(self, partial: &mut PartialHistory) {
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

    pub(super) async fn store_cached(self, buckets: &[(Window, Arc<Bucket>)]) {
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

    pub(super) fn bucket(self, table: &Table) -> Arc<Bucket> {
        let bucket = |user_index: &mut UserIndex| Bucket::new(table, user_index);
        Arc::new(self.user_index.try_update_value(bucket).unwrap_or_default())
    }

    pub(super) fn keep_bucket(self, window: Window, bucket: &Arc<Bucket>) {
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
