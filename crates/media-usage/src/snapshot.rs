//! Reports in files: the panel's JSON exports, and saved responses of the endpoint.

use crate::decode::{DecodeError, Decoder};
use crate::export::ExportInfo;
use crate::report_builder::{Completeness, Report};
use crate::table::Table;
use crate::yielder::Yielder;
use serde::Deserialize;

/// A report from a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The report. If a user occurs more than once in the file, the last entry counts.
    pub report: Report,
    /// Its origin. A response of the endpoint doesn't include it.
    pub info: ExportInfo,
}

/// Reads a snapshot from a file in chunks of any size.
#[derive(Debug, Default)]
pub struct SnapshotReader {
    decoder: Decoder,
    table: Table,
    /// Bytes of the byte-order mark skipped so far.
    skipped: usize,
}

impl SnapshotReader {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// If the file can't be a snapshot.
    pub fn push(&mut self, mut bytes: &[u8]) -> Result<(), DecodeError> {
        // Some programs prepend a byte-order mark to every file they save.
        const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
        while let Some(mark) = BYTE_ORDER_MARK.get(self.skipped)
            && let Some((byte, rest)) = bytes.split_first()
        {
            if mark != byte {
                self.skipped = BYTE_ORDER_MARK.len();
                break;
            }
            self.skipped += 1;
            bytes = rest;
        }
        self.decoder.push(bytes, &mut self.table)
    }

    /// Ends the file.
    ///
    /// # Errors
    /// If the file is incomplete or not a snapshot.
    pub async fn finish(self, yielder: &dyn Yielder) -> Result<Snapshot, DecodeError> {
        #[derive(Deserialize)]
        struct WithInfo {
            #[serde(default)]
            synapse_media_usage: ExportInfo,
        }
        let besides = self.decoder.envelope_json().to_owned();
        let end = self.decoder.finish()?;
        let WithInfo {
            synapse_media_usage: info,
        } = serde_json::from_slice(&besides)
            .map_err(|error| DecodeError::UnexpectedStructure(error.to_string()))?;
        let entries = self.table.len() as u64;
        let missing = end.total > entries;
        let completeness = if missing || end.next_token.is_some() || !info.complete {
            Completeness::Partial {
                of: missing.then_some(end.total),
            }
        } else {
            Completeness::Complete
        };
        let (table, duplicates) = self.table.distinct(yielder).await;
        let report = Report {
            total: Some(table.len() as u64),
            table,
            completeness,
            total_at_first: None,
            duplicates,
        };
        Ok(Snapshot { report, info })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::any_table;
    use crate::{NoYield, User, json};
    use pollster::block_on;
    use proptest::prelude::*;

    fn read(text: &[u8], piece: usize) -> Result<Snapshot, DecodeError> {
        let mut reader = SnapshotReader::default();
        for bytes in text.chunks(piece) {
            reader.push(bytes)?;
        }
        block_on(reader.finish(&NoYield))
    }

    fn file(table: &Table, info: &ExportInfo) -> String {
        json(Box::new(table.users()), table.len() as u64, info).collect()
    }

    fn any_stamp() -> impl Strategy<Value = ExportInfo> {
        let texts = any::<(Option<String>, Option<String>)>();
        let times = any::<(Option<u64>, Option<u64>, Option<u64>, Option<u64>)>();
        (texts, times, any::<bool>()).prop_map(|(texts, times, complete)| ExportInfo {
            homeserver: texts.0,
            searched: texts.1,
            from_ts: times.0,
            until_ts: times.1,
            loaded_ts: times.2,
            exported_ts: times.3,
            complete,
            ..ExportInfo::default()
        })
    }

    proptest! {
        #[test]
        fn an_exported_report_is_read_back(
            table in any_table(20), info in any_stamp(), mark in any::<bool>(), piece in 1..300_usize,
        ) {
            let text = format!("{}{}", if mark { "\u{feff}" } else { "" }, file(&table, &info));
            let snapshot = read(text.as_bytes(), piece).expect("a snapshot");
            prop_assert_eq!(snapshot.report.table, table);
            prop_assert_eq!(snapshot.report.completeness == Completeness::Complete, info.complete);
            prop_assert_eq!(snapshot.info, info);
        }

        #[test]
        fn a_file_cut_off_is_an_error(table in any_table(8), cut in any::<prop::sample::Index>()) {
            let text = file(&table, &ExportInfo::default());
            // The last byte is a line feed, which isn't needed.
            let cut = cut.index(text.len() - 1);
            prop_assert_eq!(read(&text.as_bytes()[..cut], 64), Err(DecodeError::Truncated));
        }

        #[test]
        fn a_corrupted_file_is_an_error_or_other_data_and_never_a_panic(
            table in any_table(8), at in any::<prop::sample::Index>(), byte in any::<u8>(),
        ) {
            let mut bytes = file(&table, &ExportInfo::default()).into_bytes();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let _ = read(&bytes, 64);
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes, 3);
        }
    }

    #[test]
    fn an_endpoint_response_opens_as_a_snapshot_without_origin() {
        let answer = br#"{"users":[{"user_id":"@a:b","displayname":"A","media_count":1,"media_length":null}],"next_token":1,"total":3}"#;
        let snapshot = read(answer, 7).expect("a snapshot");
        assert_eq!(snapshot.info, ExportInfo::default());
        assert_eq!(snapshot.report.table.len(), 1);
        assert_eq!(
            snapshot.report.completeness,
            Completeness::Partial { of: Some(3) }
        );
    }

    #[test]
    fn the_later_entry_of_a_user_counts() {
        let answer = br#"{"users":[{"user_id":"@b:b","media_count":1,"media_length":1},{"user_id":"@a:b","media_count":1,"media_length":5},{"user_id":"@b:b","media_count":2,"media_length":9}],"total":2}"#;
        let report = read(answer, 50).expect("a snapshot").report;
        let users: Vec<_> = report.table.users().collect();
        let user = |user_id, media_count, media_length| User {
            user_id: Some(user_id),
            displayname: None,
            media_count,
            media_length: Some(media_length),
        };
        assert_eq!(users, [user("@a:b", 1, 5), user("@b:b", 2, 9)]);
        assert!(report.is_complete());
    }

    #[test]
    fn what_is_no_snapshot_is_refused() {
        let shape = |text: &str| {
            matches!(
                read(text.as_bytes(), 9),
                Err(DecodeError::UnexpectedStructure(_))
            )
        };
        assert_eq!(read(b"rank,user_id\r\n", 9), Err(DecodeError::NotJson));
        assert_eq!(read(b"", 9), Err(DecodeError::Truncated));
        assert!(shape(r#"{"rooms":[],"total":0}"#));
        assert!(shape(r#"{"users":[],"total":0,"synapse_media_usage":"x"}"#));
        assert!(shape(
            r#"{"users":[{"user_id":"@a:b","media_count":1,"media_length":99999999999999999999}],"total":1}"#
        ));
    }
}
