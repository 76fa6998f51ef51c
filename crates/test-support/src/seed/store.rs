//! Puts the seed's accounts and media into a stopped homeserver's database.

use anyhow::Result;

use super::{Seed, User, media, user_id, users};
use crate::database::{Cell, Database};
use xtask::shell::print_status;

/// Whom the quarantined media were quarantined by.
const QUARANTINED_BY: &str = "admin";

/// Fills the database; `anchor` is the time in milliseconds that the media's ages count from.
///
/// # Errors
/// When the database cannot be reached or refuses a row.
pub fn fill(database: &Database, seed: Seed, anchor: u64) -> Result<()> {
    let users = users(seed);
    let int = |number: u64| Cell::Int(i64::try_from(number).unwrap_or(i64::MAX));
    let text = |text: &str| Cell::Text(text.to_owned());
    print_status(format!("Filling the homeserver with {} users", users.len()));

    let registered = users.iter().filter(|user| user.registered).map(|user| {
        let created = (anchor - super::SPAN) / 1000;
        let deactivated = Cell::Int(user.deactivated.into());
        let bridge = user.bridge.map(str::to_owned).into();
        [
            Cell::Text(user.user_id()),
            int(created),
            deactivated,
            bridge,
        ]
    });
    let columns = ["name", "creation_ts", "deactivated", "appservice_id"];
    database.load("users", columns, registered)?;

    let profiles = users
        .iter()
        .filter(|user| user.registered && !user.erased)
        .map(|user| {
            let name = user.displayname.clone().into();
            [text(&user.localpart), Cell::Text(user.user_id()), name]
        });
    database.load(
        "profiles",
        ["user_id", "full_user_id", "displayname"],
        profiles,
    )?;

    let erased = users
        .iter()
        .filter(|user| user.erased)
        .map(|user| [Cell::Text(user.user_id())]);
    database.load("erased_users", ["user_id"], erased)?;

    let all = users
        .iter()
        .enumerate()
        .flat_map(|(place, user): (usize, &User)| media(place, user));
    let rows = all.map(|file| {
        [
            Cell::Text(file.media_id),
            Cell::Text(file.user_id),
            file.length.map_or(Cell::Null, int),
            int(anchor - file.age),
            text(file.media_type),
            file.upload_name.into(),
            file.quarantined.then(|| user_id(QUARANTINED_BY)).into(),
            Cell::Bool(true),
        ]
    });
    let columns = [
        "media_id",
        "user_id",
        "media_length",
        "created_ts",
        "media_type",
        "upload_name",
        "quarantined_by",
        "authenticated",
    ];
    let count = database.load("local_media_repository", columns, rows)?;
    print_status(format!("{} users have {count} files", users.len()));
    // Uploads made through the client API get a time that every run knows, too.
    database.execute(&format!(
        "UPDATE local_media_repository SET created_ts = {} WHERE media_id NOT LIKE 'seed%'",
        anchor - 60 * 60 * 1000
    ))?;
    database.execute("ANALYZE")
}

/// Moves all media by so many milliseconds, so that a kept server's data stay recent.
///
/// # Errors
/// When the database cannot be reached.
pub fn shift(database: &Database, by: u64) -> Result<()> {
    database.execute(&format!(
        "UPDATE local_media_repository SET created_ts = created_ts + {by}"
    ))
}
