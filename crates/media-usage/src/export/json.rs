//! Users as JSON with the endpoint's field names: a single response with all users, plus where it
//! comes from.

use super::Chunks;
use crate::table::User;
use serde::{Deserialize, Serialize};

/// Origin of an exported report, under the key `synapse_media_usage`, which readers of the
/// endpoint's responses ignore.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExportInfo {
    /// Version of this format, for future readers.
    pub version: u32,
    /// The homeserver, as entered by the administrator.
    pub homeserver: Option<String>,
    /// Creation time of the earliest counted media, in ms since the epoch.
    pub from_ts: Option<u64>,
    /// Creation time of the latest counted media, in ms since the epoch.
    pub until_ts: Option<u64>,
    /// When the server returned the figures, in ms since the epoch.
    pub loaded_ts: Option<u64>,
    /// When the file was exported, in ms since the epoch.
    pub exported_ts: Option<u64>,
    /// Whether the report was complete.
    pub complete: bool,
    /// The search term, if the file contains only matching users.
    pub searched: Option<String>,
}

/// Nothing is known.
impl Default for ExportInfo {
    fn default() -> Self {
        Self {
            version: 1,
            homeserver: None,
            from_ts: None,
            until_ts: None,
            loaded_ts: None,
            exported_ts: None,
            complete: true,
            searched: None,
        }
    }
}

/// A user as in the endpoint's responses.
#[derive(Serialize)]
struct Row<'a> {
    user_id: Option<&'a str>,
    displayname: Option<&'a str>,
    media_count: u64,
    media_length: Option<u64>,
}

/// Writes users as in the endpoint's response. `total` is the number of users in the whole report
/// as far as known; it exceeds the number of users if some are missing.
pub fn json<'a>(
    mut users: Box<dyn Iterator<Item = User<'a>> + 'a>,
    total: u64,
    info: &ExportInfo,
) -> Chunks<'a> {
    // Strings and integers always serialize.
    let info = serde_json::to_string(info).unwrap_or_default();
    let mut is_first = true;
    let write_row = move |out: &mut String| {
        let Some(user) = users.next() else {
            return false;
        };
        out.push_str(if std::mem::take(&mut is_first) {
            "\n"
        } else {
            ",\n"
        });
        let row = Row {
            user_id: user.user_id,
            displayname: user.displayname,
            media_count: user.media_count,
            media_length: user.media_length,
        };
        // Strings and integers always serialize.
        out.push_str(&serde_json::to_string(&row).unwrap_or_default());
        true
    };
    Chunks::new(
        format!("{{\"synapse_media_usage\":{info},\n\"users\":["),
        Box::new(write_row),
        format!("\n],\"total\":{total}}}\n"),
    )
}
