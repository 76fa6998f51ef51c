//! The homeserver that all tests share, and what its database says the report must be.

use std::cmp::Ordering;
use std::sync::OnceLock;

use anyhow::{Result, anyhow};
use test_support::{ExpectedUser, Options, Synapse, expected};

/// Generated users, beside the special ones: some pages more than one.
const USERS: u32 = 1500;

/// The homeserver, started by the first test that asks. Tests must leave its media alone.
///
/// # Errors
/// When it cannot be started.
pub fn shared() -> Result<&'static Synapse> {
    static SHARED: OnceLock<Result<Synapse, String>> = OnceLock::new();
    let options = || Options::named("browser-tests", USERS);
    let shared =
        SHARED.get_or_init(|| Synapse::start(&options()).map_err(|error| format!("{error:#}")));
    shared.as_ref().map_err(|error| anyhow!("{error}"))
}

/// Everybody with media on the shared homeserver, in order of the user ID.
///
/// # Errors
/// When the database cannot be read.
pub fn everybody() -> Result<&'static [ExpectedUser]> {
    static EVERYBODY: OnceLock<Vec<ExpectedUser>> = OnceLock::new();
    if let Some(users) = EVERYBODY.get() {
        return Ok(users);
    }
    let users = expected(shared()?, None, None)?;
    Ok(EVERYBODY.get_or_init(|| users))
}

/// Who has media created in a period on the shared homeserver, both ends included.
///
/// # Errors
/// When the database cannot be read.
pub fn in_period(from_ts: Option<u64>, until_ts: Option<u64>) -> Result<Vec<ExpectedUser>> {
    expected(shared()?, from_ts, until_ts)
}

/// An order of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By bytes.
    Size,
    /// By the number of files.
    Files,
    /// By the mean size of a file.
    Average,
    /// By the user ID, in natural order.
    UserId,
}

/// The users in an order; those who tie stand by user ID in both directions.
pub fn in_order(users: &[ExpectedUser], order: Order, descending: bool) -> Vec<ExpectedUser> {
    let mut users = users.to_vec();
    users.sort_by(|a, b| {
        let by = match order {
            Order::Size => bytes(a).cmp(&bytes(b)),
            Order::Files => a.media_count.cmp(&b.media_count),
            Order::Average => averages(a, b),
            Order::UserId => natural(&a.user_id).cmp(&natural(&b.user_id)),
        };
        let by = if descending { by.reverse() } else { by };
        by.then_with(|| a.user_id.cmp(&b.user_id))
    });
    users
}

/// What a text is compared by in natural order: its characters in lower case, numbers as a whole, and
/// a colon before everything else.
pub fn natural(text: &str) -> Vec<(u32, u128)> {
    let mut key: Vec<(u32, u128)> = Vec::new();
    let mut is_in_number = false;
    for char in text.to_lowercase().chars() {
        let digit = char.to_digit(10).map(u128::from);
        match (digit, key.last_mut()) {
            (Some(digit), Some((_, number))) if is_in_number => *number = *number * 10 + digit,
            (Some(digit), _) => key.push((u32::from('0'), digit)),
            (None, _) if char == ':' => key.push((1, 0)),
            (None, _) => key.push((char.into(), 0)),
        }
        is_in_number = digit.is_some();
    }
    key
}

fn bytes(user: &ExpectedUser) -> u64 {
    user.media_length.unwrap_or(0)
}

/// Compares the exact quotients.
fn averages(a: &ExpectedUser, b: &ExpectedUser) -> Ordering {
    let left = u128::from(bytes(a)) * u128::from(b.media_count);
    let right = u128::from(bytes(b)) * u128::from(a.media_count);
    left.cmp(&right)
}

/// What users have together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    /// Bytes.
    pub size: u64,
    /// Files.
    pub files: u64,
    /// Users.
    pub users: u64,
    /// Mean bytes of a file, rounded down.
    pub average: u64,
    /// The fewest users who hold four fifths of the bytes.
    pub concentration: u64,
}

/// Adds users up.
pub fn sums<'a>(users: impl IntoIterator<Item = &'a ExpectedUser>) -> Sums {
    let users: Vec<_> = users.into_iter().collect();
    let mut sizes: Vec<u64> = users.iter().map(|user| bytes(user)).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    let size: u64 = sizes.iter().sum();
    let files = users.iter().map(|user| user.media_count).sum();
    let (mut held, mut concentration) = (0, 0);
    for bytes in sizes {
        if held * 5 >= size * 4 {
            break;
        }
        held += bytes;
        concentration += 1;
    }
    Sums {
        size,
        files,
        users: users.len() as u64,
        average: size.checked_div(files).unwrap_or(0),
        concentration,
    }
}
