//! What the report must say, computed from the database's plain rows and not as Synapse does it.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::synapse::Synapse;

/// One user's media in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedUser {
    /// The full user ID.
    pub user_id: String,
    /// The name, if there is one; an empty one is `Some("")`.
    pub displayname: Option<String>,
    /// How many files.
    pub media_count: u64,
    /// Their bytes; `None` if every one is a pending upload.
    pub media_length: Option<u64>,
}

/// Every user with media created in the period (both ends included), in order of the user ID's
/// bytes.
///
/// # Errors
/// When the database cannot be read.
pub fn expected(
    synapse: &Synapse,
    from_ts: Option<u64>,
    until_ts: Option<u64>,
) -> Result<Vec<ExpectedUser>> {
    let database = synapse.database();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let mut names = BTreeMap::new();
    for row in database.query("SELECT full_user_id, displayname FROM profiles")? {
        let user_id = text(&row["full_user_id"]).context("a profile without a user")?;
        // The panel takes an empty name for none.
        let name = text(&row["displayname"]).filter(|name| !name.is_empty());
        names.insert(user_id, name);
    }
    let mut users: BTreeMap<String, ExpectedUser> = BTreeMap::new();
    let media = "SELECT user_id, created_ts, media_length FROM local_media_repository";
    for row in database.query(media)? {
        let created = row["created_ts"].as_u64().context("media without a time")?;
        let late_enough = from_ts.is_none_or(|from| created >= from);
        let early_enough = until_ts.is_none_or(|until| created <= until);
        if !late_enough || !early_enough {
            continue;
        }
        let user_id = text(&row["user_id"]).context("media without a user")?;
        let displayname = names.get(&user_id).cloned().flatten();
        let user = users.entry(user_id.clone()).or_insert(ExpectedUser {
            user_id,
            displayname,
            media_count: 0,
            media_length: None,
        });
        user.media_count += 1;
        if let Some(length) = row["media_length"].as_u64() {
            user.media_length = Some(user.media_length.unwrap_or(0) + length);
        }
    }
    Ok(users.into_values().collect())
}
