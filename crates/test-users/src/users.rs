//! Users as a large server has them: a few hold most of the bytes, many hold the same.

use crate::names;
use crate::random::Random;

/// A user with media.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Full user ID.
    pub user_id: String,
    /// Display name, in one of many scripts; a few users share each.
    pub displayname: Option<String>,
    /// Number of media.
    pub media_count: u64,
    /// Bytes of the media; `None` when all of them are pending.
    pub media_length: Option<u64>,
}

/// All users of a server, in the order of their IDs.
#[derive(Clone, Debug)]
pub struct Users(Vec<User>);

impl Users {
    /// Makes users up. The same number gives the same users.
    pub fn new(count: u32) -> Self {
        let mut users: Vec<User> = (0..count).map(user).collect();
        users.sort_unstable_by(|a, b| a.user_id.cmp(&b.user_id));
        Self(users)
    }

    /// The users.
    pub fn as_slice(&self) -> &[User] {
        &self.0
    }
}

/// What many users have: a number of files, each of so many bytes.
const TIES: &[(u64, u64)] = &[(1, 0), (1, 15_360), (2, 40_960), (1, 204_800), (3, 8192)];

fn user(number: u32) -> User {
    let mut random = Random::new(u64::from(number) ^ 0x6265_6e63_6800_0000);
    let (media_count, media_length) = match random.below(100) {
        0 => (1 + random.below(3), None),
        1..25 => {
            let (count, bytes) = *random.pick(TIES);
            (count, Some(count * bytes))
        }
        _ => {
            let count = u64::from(random.skewed(4000));
            let each = random.magnitude(13, 24);
            (count, Some(count * each + random.below(each)))
        }
    };
    let (localpart, displayname) = match random.below(100) {
        0..4 => {
            let name = format!("{} (Telegram)", names::displayname(&mut random));
            let contact = 100_000_000 + u64::from(number) * 17;
            (format!("telegram_{contact}"), Some(name))
        }
        4..6 => {
            let nick = format!("{}{number}", names::localpart(&mut random));
            (format!("irc_{nick}"), Some(format!("{nick}[m]")))
        }
        6..8 => {
            let snowflake = 100_000_000_000_000_000 + u64::from(number) * 12_345_678;
            let name = names::displayname(&mut random);
            (format!("_discord_{snowflake}"), Some(name))
        }
        kind => {
            let name = (kind < 95).then(|| names::displayname(&mut random));
            let localpart = names::localpart(&mut random);
            (format!("{localpart}{number}"), name)
        }
    };
    User {
        user_id: format!("@{localpart}:example.org"),
        displayname,
        media_count,
        media_length,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_users_as_asked_for_each_once_in_order() {
        let users = Users::new(20_000);
        let users = users.as_slice();
        assert_eq!(users.len(), 20_000);
        assert!(users.windows(2).all(|two| two[0].user_id < two[1].user_id));
    }

    #[test]
    fn a_few_users_hold_most_and_many_hold_the_same() {
        let users = Users::new(20_000);
        let bytes = users.as_slice().iter().map(|user| user.media_length);
        let mut bytes: Vec<u64> = bytes.flatten().collect();
        bytes.sort_unstable_by(|a, b| b.cmp(a));
        let all: u64 = bytes.iter().sum();
        let largest: u64 = bytes.iter().take(bytes.len() / 20).sum();
        assert!(largest > all / 2, "{largest} of {all}");
        let count = bytes.len();
        bytes.dedup();
        assert!(bytes.len() < count * 9 / 10, "{} of {count}", bytes.len());
    }
}
