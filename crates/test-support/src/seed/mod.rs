//! The data that fills the homeserver: the same for the same seed, and hostile on purpose.

pub mod special;
pub mod store;
pub mod uploads;

use serde::{Deserialize, Serialize};

pub use special::{SPECIAL, Special, special};
use test_users::{Random, names};

/// Increased with every change of the data, so that kept servers are filled again.
pub const VERSION: u32 = 1;

/// The name of every seeded homeserver.
pub const SERVER_NAME: &str = "example.test";

const MINUTE: u64 = 60_000;
const DAY: u64 = 24 * 60 * MINUTE;
/// How far back the seeded media reach.
pub const SPAN: u64 = 3 * 365 * DAY;

/// What to fill a homeserver with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seed {
    /// How many generated users, beside the special ones.
    pub users: u32,
    /// Whether the users of [`SPECIAL`] and the real uploads are there as well.
    pub hostile: bool,
}

/// One account, as far as the database is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// What stands between `@` and `:`.
    pub localpart: String,
    /// The profile's name.
    pub displayname: Option<String>,
    /// Whether the account has a row in `users`, which a bridge's own sender has not.
    pub registered: bool,
    /// Whether the account is closed.
    pub deactivated: bool,
    /// Whether the account is closed and its profile was removed.
    pub erased: bool,
    /// The bridge that owns the account.
    pub bridge: Option<&'static str>,
    /// What the account has uploaded.
    pub files: Files,
}

impl User {
    /// The full user ID.
    pub fn user_id(&self) -> String {
        user_id(&self.localpart)
    }
}

/// The full user ID for a localpart.
pub fn user_id(localpart: &str) -> String {
    format!("@{localpart}:{SERVER_NAME}")
}

/// What an account has uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Files {
    /// Nothing at all: such a user is not in the report.
    None,
    /// So many uploads that were announced and never came.
    Pending(u32),
    /// So many files of exactly this size.
    Equal(u32, u64),
    /// One file for each: milliseconds before the anchor, and bytes.
    Listed(&'static [(u64, u64)]),
    /// So many files of about this size, now and then a pending one.
    About(u32, u64),
}

/// One upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// The media ID, unique on the server.
    pub media_id: String,
    /// Whose it is.
    pub user_id: String,
    /// Bytes; nothing while the upload is pending.
    pub length: Option<u64>,
    /// Milliseconds before the anchor.
    pub age: u64,
    /// The content type.
    pub media_type: &'static str,
    /// The name that the file had.
    pub upload_name: Option<String>,
    /// Whether an administrator has quarantined it.
    pub quarantined: bool,
}

/// Every account of the seed, the special ones first.
pub fn users(seed: Seed) -> Vec<User> {
    let special = SPECIAL.iter().filter(|_| seed.hostile).map(Special::user);
    special.chain((0..seed.users).map(generated)).collect()
}

/// The uploads of the account at this place in [`users`].
pub fn media(place: usize, user: &User) -> impl Iterator<Item = Media> {
    let user_id = user.user_id();
    let files = user.files;
    let count = match files {
        Files::None => 0,
        Files::Pending(count) | Files::Equal(count, _) | Files::About(count, _) => count as usize,
        Files::Listed(list) => list.len(),
    };
    let mut random = Random::new(place as u64 ^ 0x6d65_6469_6100_0000);
    (0..count).map(move |at| {
        let recent = random.below(8) == 0;
        let drawn_age = random.below(if recent { 30 * DAY } else { SPAN });
        let (age, length) = match files {
            Files::Listed(list) => (list[at].0, Some(list[at].1)),
            Files::Equal(_, length) => (drawn_age, Some(length)),
            Files::About(_, length) => (drawn_age, about(&mut random, at, length)),
            Files::None | Files::Pending(_) => (drawn_age, None),
        };
        let (media_type, ending) = random.pick(names::TYPES);
        Media {
            media_id: format!("seed{place:06x}n{at:04x}{:06x}", random.below(1 << 24)),
            user_id: user_id.clone(),
            length,
            age,
            media_type,
            upload_name: (random.below(4) > 0)
                .then(|| format!("{} {at}.{ending}", random.pick(names::FILES))),
            quarantined: random.below(200) == 0,
        }
    })
}

fn about(random: &mut Random, at: usize, length: u64) -> Option<u64> {
    let pending = at > 0 && random.below(100) == 0;
    (!pending).then(|| length / 2 + random.below(length.max(1)))
}

fn generated(number: u32) -> User {
    let mut random = Random::new(u64::from(number));
    let files = match random.below(100) {
        0..8 => Files::None,
        8..11 => Files::Pending(1 + random.small(3)),
        11..13 => Files::Equal(1 + random.small(4), 0),
        13..38 => *random.pick(TIES),
        _ => {
            let count = random.skewed(400);
            let whale = random.below(400) == 0;
            let (low, high) = if whale { (24, 28) } else { (8, 22) };
            Files::About(
                if whale { 60 + count } else { count },
                random.magnitude(low, high),
            )
        }
    };
    let (bridge, localpart, displayname) = match random.below(100) {
        0..8 => {
            let id = 10_000_000 + u64::from(number) * 977;
            let name = format!("{} (Telegram)", names::displayname(&mut random));
            (Some("telegram"), format!("telegram_{id}"), Some(name))
        }
        8..13 => {
            let nick = names::localpart(&mut random);
            (Some("irc"), format!("irc_{nick}{number}"), Some(nick))
        }
        kind => {
            let name = (kind < 96).then(|| names::displayname(&mut random));
            (
                None,
                format!("{}{number}", names::localpart(&mut random)),
                name,
            )
        }
    };
    let erased = bridge.is_none() && random.below(100) == 0;
    User {
        localpart,
        displayname: displayname.filter(|_| !erased),
        registered: true,
        deactivated: erased || random.below(50) == 0,
        erased,
        bridge,
        files,
    }
}

/// Shapes that a quarter of the users share, for exact ties in size and count.
const TIES: &[Files] = &[
    Files::Equal(1, 1 << 20),
    Files::Equal(2, 1 << 19),
    Files::Equal(4, 1 << 18),
    Files::Equal(1, 4096),
    Files::Equal(3, 1000),
    Files::Equal(10, 100_000),
    Files::Equal(1, 1),
];

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    const SEED: Seed = Seed {
        users: 3000,
        hostile: true,
    };

    #[test]
    fn the_same_seed_gives_the_same_data() {
        let (first, second) = (users(SEED), users(SEED));
        assert_eq!(first, second);
        let files = |users: &[User]| -> Vec<Media> {
            users
                .iter()
                .enumerate()
                .flat_map(|(place, user)| media(place, user))
                .collect()
        };
        assert_eq!(files(&first), files(&second));
    }

    #[test]
    fn a_larger_seed_begins_with_the_smaller_one() {
        let small = users(Seed { users: 10, ..SEED });
        assert_eq!(users(SEED)[..small.len()], small);
    }

    #[test]
    fn accounts_and_media_are_unique() {
        let users = users(SEED);
        let ids: BTreeSet<_> = users.iter().map(User::user_id).collect();
        assert_eq!(ids.len(), users.len());
        let media: Vec<_> = users
            .iter()
            .enumerate()
            .flat_map(|(place, user)| media(place, user))
            .collect();
        let ids: BTreeSet<_> = media.iter().map(|file| &file.media_id).collect();
        assert_eq!(ids.len(), media.len());
    }

    #[test]
    fn the_data_are_as_hostile_as_promised() {
        let users = users(SEED);
        let mut sums: BTreeMap<u64, u32> = BTreeMap::new();
        let (mut absent, mut pending_only) = (0, 0);
        for (place, user) in users.iter().enumerate() {
            let files: Vec<_> = media(place, user).collect();
            let known: Vec<_> = files.iter().filter_map(|file| file.length).collect();
            match (files.is_empty(), known.is_empty()) {
                (true, _) => absent += 1,
                (false, true) => pending_only += 1,
                _ => *sums.entry(known.iter().sum()).or_default() += 1,
            }
            assert!(files.iter().all(|file| file.age <= SPAN));
        }
        assert!(absent > 100, "{absent} users without media");
        assert!(
            pending_only > 30,
            "{pending_only} users with nothing but pending uploads"
        );
        assert!(sums[&0] > 30, "{} users with zero bytes", sums[&0]);
        assert!(
            sums[&(1 << 20)] > 100,
            "{} users tie at 1 MiB",
            sums[&(1 << 20)]
        );
        let largest = sums.last_key_value().map_or(0, |(size, _)| *size);
        assert!(largest > 10 << 30, "the largest user has {largest} bytes");
        let unnamed = users
            .iter()
            .filter(|user| user.displayname.is_none())
            .count();
        assert!(unnamed > 50, "{unnamed} users without a name");
    }
}
