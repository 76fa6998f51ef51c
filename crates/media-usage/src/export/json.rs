//! Users as JSON with the endpoint's own field names: one answer that has everybody, and says
//! besides where it is from.

use super::Chunks;
use crate::table::User;
use serde::{Deserialize, Serialize};

/// Where and when the users of a file were read, under the key `synapse_media_usage`, which a
/// reader of the endpoint's answers ignores.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ExportInfo {
    /// Version of this form, for readers to come.
    pub version: u32,
    /// The homeserver, as the administrator named it.
    pub homeserver: Option<String>,
    /// First moment of the counted media's creation, in ms since the epoch.
    pub from_ts: Option<u64>,
    /// Last moment of it.
    pub until_ts: Option<u64>,
    /// When the server gave the figures, in ms since the epoch.
    pub loaded_ts: Option<u64>,
    /// When the file was made, in ms since the epoch.
    pub exported_ts: Option<u64>,
    /// Whether the report was complete.
    pub complete: bool,
    /// What was searched for, if these are only the users found.
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

/// A user as the endpoint's responses have one.
#[derive(Serialize)]
struct Row<'a> {
    user_id: Option<&'a str>,
    displayname: Option<&'a str>,
    media_count: u64,
    media_length: Option<u64>,
}

/// Users as the endpoint's answer has them. `total` is the number of users in the whole report as
/// far as it is known: larger than the number of users where some are missing.
pub fn json<'a>(
    mut users: Box<dyn Iterator<Item = User<'a>> + 'a>,
    total: u64,
    info: &ExportInfo,
) -> Chunks<'a> {
    // Texts and integers can always be written.
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
        // Texts and integers can always be written.
        out.push_str(&serde_json::to_string(&row).unwrap_or_default());
        true
    };
    Chunks::new(
        format!("{{\"synapse_media_usage\":{info},\n\"users\":["),
        Box::new(write_row),
        format!("\n],\"total\":{total}}}\n"),
    )
}
