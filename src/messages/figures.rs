//! Words for what the users' sizes look like together: figures, their meaning, charts.

use super::{AVERAGE, CONCENTRATION, FILES, SIZE, USERS};

pub const DISTRIBUTION: &str = "Distribution";
pub const MEANING: &str = "What the figures mean";
pub const NUMBERS: &str = "Numbers";

/// Names a picture of the charts.
pub fn picture(homeserver: &str, period: &str) -> String {
    format!("Media of {homeserver}, {period}")
}

pub const SAVE: [&str; 2] = ["Charts as SVG", "Charts as PNG"];
pub const MEDIAN: &str = "Median per user";
pub const MEAN: &str = "Mean per user";
pub const LARGEST_SHARE: &str = "Largest user’s share";
pub const HOLD_50: &str = "Hold 50% of the bytes";
pub const HOLD_80: &str = "Hold 80% of the bytes";
pub const HOLD_95: &str = "Hold 95% of the bytes";
pub const GINI: &str = "Gini coefficient";
pub const GINI_ENDS: &str = "0: all alike, 1: one has all";

/// What each figure is, in one sentence.
pub const DEFINITIONS: [(&str, &str); 10] = [
    (
        SIZE,
        "The bytes of the users’ files as they were uploaded, without thumbnails and without copies from other servers.",
    ),
    (
        FILES,
        "The number of files that the users uploaded and that still exist, uploads that were only begun among them.",
    ),
    (
        USERS,
        "The number of users with files in the period whom the search finds and no group leaves out.",
    ),
    (
        AVERAGE,
        "The mean size of a file: all bytes divided by all files, rounded down.",
    ),
    (
        CONCENTRATION,
        "The fewest users who together hold at least 80% of the bytes.",
    ),
    (
        MEDIAN,
        "The bytes of the user in the middle by size; where two are in the middle, their mean, rounded down.",
    ),
    (MEAN, "All bytes divided by all users, rounded down."),
    (
        LARGEST_SHARE,
        "The part of the bytes that the user with the most of them holds.",
    ),
    (
        "Hold 50%, 80%, 95%",
        "The fewest users who together hold at least that part of the bytes.",
    ),
    (
        GINI,
        "The mean difference between the bytes of any two users, divided by twice the mean per user: 0 when all have the same, close to 1 when one of many has everything.",
    ),
];

/// Users as a part of all.
pub fn of_the_users(percent: &str) -> String {
    format!("{percent} of the users")
}

pub const TOO_FEW: &str = "A distribution takes two users at least, and something that they hold.";

pub const CURVE: &str = "What the largest users hold";
pub const CURVE_AXIS: &str = "Number of largest users (logarithmic)";
pub const LARGEST_USERS: &str = "Largest users";
pub const TOGETHER: &str = "Together";

/// The marks of the concentration curve, in per cent.
pub const MARKS: [(u128, &str); 3] = [(50, "50%"), (80, "80%"), (95, "95%")];

/// Tells the message of the concentration curve: how many of the largest users hold half, 80 % and
/// 95 % of the bytes.
pub fn curve(half: &str, most: &str, nearly_all: &str, users: &str) -> String {
    format!(
        "Half of the bytes belong to {} of {users} users, 80% to {}, 95% to {}.",
        largest(half),
        largest(most),
        largest(nearly_all)
    )
}

fn largest(users: &str) -> String {
    match users {
        "1" => "the largest".to_owned(),
        users => format!("the largest {users}"),
    }
}

pub const USERS_BY_SIZE: &str = "Users by size";
pub const BYTES_BY_SIZE: &str = "Their bytes";
pub const SIZE_AXIS: &str = "Bytes per user";
pub const NOTHING: &str = "Nothing";

/// Users below a size.
pub fn below(size: &str) -> String {
    format!("Below {size}")
}

/// Users between two sizes, the second excluded.
pub fn between(from: &str, below: &str) -> String {
    format!("{from} to {below}")
}

/// Tells which users are the most.
pub fn most_users(bucket: &str, users: &str, of: &str) -> String {
    format!("The most users are in “{bucket}”: {users} of {of}.")
}

/// Tells which users hold the most.
pub fn most_bytes(bucket: &str, bytes: &str, percent: &str) -> String {
    format!("The most bytes are in “{bucket}”: {bytes}, {percent} of all.")
}

/// A bar, for who points at it.
pub fn bar(bucket: &str, amount: &str) -> String {
    format!("{bucket}: {amount}")
}
