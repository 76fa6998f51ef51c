//! Finished buckets in the browser's storage, if the administrator wants that: users' IDs, bytes
//! and files as the panel's own JSON files have them, and nothing else.

use super::plan::FirstMedia;
use media_usage::history::{Bucket, UserIndex};
use media_usage::{ExportInfo, SnapshotReader, Table, json};
use panel_core::calendar::Window;
use web_platform::{CacheStore, Storage, TimeSlicer, delete_cache};

/// The name of the browser's cache.
const NAME: &str = "media-history";
/// Where the choice is remembered.
const ENABLED_KEY: &str = "keep-history";

/// Whether finished buckets are to be kept.
pub fn is_enabled() -> bool {
    web_platform::load(Storage::Local, ENABLED_KEY).is_some()
}

/// Remembers the choice. What was kept is removed with it.
pub async fn set_enabled(is_enabled: bool) {
    if is_enabled {
        web_platform::store(Storage::Local, ENABLED_KEY, "");
    } else {
        web_platform::remove(Storage::Local, ENABLED_KEY);
        delete_cache(NAME).await;
    }
}

/// The kept buckets of a homeserver.
pub struct BucketCache {
    store: CacheStore,
    homeserver: String,
}

impl BucketCache {
    /// Those of the homeserver with this base URL; `None` if none are to be kept, or can be.
    pub async fn of(homeserver: String) -> Option<Self> {
        if !is_enabled() {
            return None;
        }
        let store = CacheStore::open(NAME).await?;
        Some(Self { store, homeserver })
    }

    /// A window's report, its users in the order of their IDs, if it is kept.
    pub async fn get(&self, window: Window) -> Option<Table> {
        let text = self.store.get(&self.window_url(window)).await?;
        let mut reader = SnapshotReader::default();
        reader.push(&text).ok()?;
        let snapshot = reader.finish(&TimeSlicer::start()).await.ok()?;
        Some(snapshot.report.table)
    }

    /// The text that [`BucketCache::put`] keeps of a bucket.
    pub fn text(&self, window: Window, bucket: &Bucket, user_index: &UserIndex) -> String {
        let info = ExportInfo {
            homeserver: Some(self.homeserver.clone()),
            from_ts: Some(window.from_ts),
            until_ts: Some(window.until_ts),
            ..ExportInfo::default()
        };
        let users = bucket.added().users as u64;
        json(Box::new(bucket.users(user_index)), users, &info).collect()
    }

    /// Keeps a bucket's text.
    pub async fn put(&self, window: Window, text: &str) {
        self.store.put(&self.window_url(window), text).await;
    }

    /// Where the homeserver's history begins, if that is kept.
    pub async fn first_media(&self) -> Option<FirstMedia> {
        let text = self.store.get(&self.url_of("beginning")).await?;
        serde_json::from_slice(&text).ok()
    }

    /// Keeps where the homeserver's history begins.
    pub async fn put_first_media(&self, first_media: FirstMedia) {
        if let Ok(text) = serde_json::to_string(&first_media) {
            self.store.put(&self.url_of("beginning"), &text).await;
        }
    }

    fn window_url(&self, window: Window) -> String {
        self.url_of(&format!("{}-{}", window.from_ts, window.until_ts))
    }

    fn url_of(&self, what: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("homeserver", &self.homeserver);
        query.append_pair("bucket", what);
        format!("{NAME}?{}", query.finish())
    }
}
