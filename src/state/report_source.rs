//! A report together with where it is from: loaded from a homeserver, or read from a file.

use crate::state::reports::LoadedReport;
use media_usage::{Completeness, DecodeError, ExportInfo, IndexedReport, SnapshotReader, Yielder};
use panel_core::url_query::Period;
use std::sync::Arc;
use web_platform::{BrowserFold, FileChunks, TimeSlicer};
use web_sys::File;

/// A report and its origin. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ReportSource {
    /// The report.
    pub usage: Arc<IndexedReport>,
    /// Where and when it was read, as far as it is known.
    pub info: ExportInfo,
    /// Name of the file that it was read from.
    pub file: Option<String>,
}

/// Why a file can't be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// The browser can't read it.
    Unreadable,
    /// It is no report.
    NotAReport(DecodeError),
}

impl ReportSource {
    /// A report that was loaded from a homeserver, by the name that the administrator gave it.
    pub fn of(loaded: &LoadedReport, homeserver: &str) -> Self {
        let info = ExportInfo {
            homeserver: Some(homeserver.to_owned()),
            from_ts: loaded.range.from_ts,
            until_ts: loaded.range.until_ts,
            loaded_ts: Some(loaded.at),
            complete: loaded.usage.report().is_complete(),
            ..ExportInfo::default()
        };
        Self {
            usage: loaded.usage.clone(),
            info,
            file: None,
        }
    }

    /// Reads a report from a file, in slices.
    ///
    /// # Errors
    /// When the file can't be read, or is no report.
    pub async fn read(file: File) -> Result<Self, OpenError> {
        let name = file.name();
        let yielder = TimeSlicer::start();
        let mut pieces = FileChunks::of(file);
        let mut reader = SnapshotReader::default();
        while let Some(bytes) = pieces.next().await.map_err(|_| OpenError::Unreadable)? {
            reader.push(&bytes).map_err(OpenError::NotAReport)?;
            if let Some(due_yield) = yielder.due_yield() {
                due_yield.await;
            }
        }
        let snapshot = reader
            .finish(&yielder)
            .await
            .map_err(OpenError::NotAReport)?;
        let usage = IndexedReport::new(snapshot.report, &BrowserFold, &yielder).await;
        let usage = Arc::new(usage);
        let prepared = usage.clone();
        web_platform::spawn(async move { prepared.prepare(&TimeSlicer::start()).await });
        Ok(Self {
            usage,
            info: snapshot.info,
            file: Some(name),
        })
    }

    /// What a file that is made of this now says of its origin. `searched` is what its users were
    /// found with, if they are not all.
    pub fn stamp_now(&self, searched: Option<String>) -> ExportInfo {
        let info = self.info.clone();
        // Whom a search found in a file that was searched before, both have found.
        let terms = [info.searched, searched];
        let terms: Vec<_> = terms.into_iter().flatten().collect();
        ExportInfo {
            complete: self.usage.report().is_complete(),
            searched: (!terms.is_empty()).then(|| terms.join(" ")),
            exported_ts: Some(web_platform::now()),
            ..info
        }
    }

    /// Number of users in the whole report, as far as it is known.
    pub fn total_users(&self) -> u64 {
        match self.usage.report().completeness {
            Completeness::Partial { of: Some(of) } => of,
            _ => self.usage.report().table.len() as u64,
        }
    }

    /// When the counted media were created; `None` where that is not known.
    pub fn period(&self) -> Option<Period> {
        self.info.loaded_ts?;
        Period::between(self.info.from_ts, self.info.until_ts).ok()
    }

    /// Whether this is the earlier of two reports. One that doesn't say when it was read is old.
    pub fn is_before(&self, other: &Self) -> bool {
        self.info.loaded_ts < other.info.loaded_ts
    }
}
