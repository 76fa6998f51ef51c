//! One user compared between two reports.

use crate::table::User;
use crate::totals::signed_fraction;
use std::cmp::Ordering;

/// How a user changed between two reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeStatus {
    /// Only in the later report.
    Added,
    /// Only in the earlier report.
    Removed,
    /// More bytes, or equally many bytes in more files.
    Grown,
    /// Fewer bytes, or equally many bytes in fewer files.
    Shrunk,
    /// Same bytes and same number of files.
    Unchanged,
}

impl ChangeStatus {
    /// All statuses.
    pub const ALL: [Self; 5] = [
        Self::Added,
        Self::Removed,
        Self::Grown,
        Self::Shrunk,
        Self::Unchanged,
    ];

    /// Returns the name used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Grown => "grown",
            Self::Shrunk => "shrunk",
            Self::Unchanged => "unchanged",
        }
    }

    /// Returns the status with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

/// A user in one of the reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComparedUser<'a> {
    /// The user's own figures.
    pub user: User<'a>,
    /// Rank by size among all users of that report, from 1.
    pub rank: u32,
}

/// A user who is in one or both reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// The user in the earlier report.
    pub before: Option<ComparedUser<'a>>,
    /// The user in the later report.
    pub after: Option<ComparedUser<'a>>,
}

impl<'a> Change<'a> {
    /// Returns the user as of the later report, or the earlier one if only that has the user.
    pub fn user(&self) -> User<'a> {
        let nobody = User {
            user_id: None,
            displayname: None,
            media_count: 0,
            media_length: None,
        };
        let compared_user = self.after.or(self.before);
        compared_user.map_or(nobody, |compared_user| compared_user.user)
    }

    /// Returns the bytes in the earlier report. Here and below, a pending or absent user counts as
    /// 0.
    pub fn bytes_before(&self) -> u64 {
        bytes(self.before)
    }

    /// Returns the number of files in the earlier report.
    pub fn files_before(&self) -> u64 {
        files(self.before)
    }

    /// Returns the bytes in the later report.
    pub fn bytes_after(&self) -> u64 {
        bytes(self.after)
    }

    /// Returns the change in bytes; negative if there are fewer.
    pub fn bytes(&self) -> i128 {
        i128::from(self.bytes_after()) - i128::from(self.bytes_before())
    }

    /// Returns the change in bytes relative to the earlier bytes, as a decimal fraction with nine
    /// places, rounded towards 0. `None` if there were no bytes before.
    pub fn growth(&self) -> Option<String> {
        let before = self.bytes_before();
        (before > 0).then(|| signed_fraction(self.bytes(), before.into()))
    }

    /// Returns the change in the number of files; negative if there are fewer.
    pub fn files(&self) -> i128 {
        i128::from(files(self.after)) - i128::from(files(self.before))
    }

    /// Returns the number of ranks gained, negative if lost; `None` unless both reports have the
    /// user.
    pub fn rank_change(&self) -> Option<i64> {
        Some(i64::from(self.before?.rank) - i64::from(self.after?.rank))
    }

    /// Returns how the user changed.
    pub fn status(&self) -> ChangeStatus {
        match (self.before, self.after) {
            (None, _) => ChangeStatus::Added,
            (_, None) => ChangeStatus::Removed,
            _ => match self.bytes().cmp(&0).then(self.files().cmp(&0)) {
                Ordering::Greater => ChangeStatus::Grown,
                Ordering::Less => ChangeStatus::Shrunk,
                Ordering::Equal => ChangeStatus::Unchanged,
            },
        }
    }
}

fn bytes(compared_user: Option<ComparedUser>) -> u64 {
    compared_user
        .and_then(|compared_user| compared_user.user.media_length)
        .unwrap_or(0)
}

fn files(compared_user: Option<ComparedUser>) -> u64 {
    compared_user.map_or(0, |compared_user| compared_user.user.media_count)
}

/// Returns by how much a sum changed. Sums are far below 2^127.
pub fn difference(after: u128, before: u128) -> i128 {
    let size = i128::try_from(after.abs_diff(before)).unwrap_or(i128::MAX);
    if after < before { -size } else { size }
}
