//! A user in two reports: what became of the user, and by how much.

use crate::table::User;
use crate::totals::fraction;
use std::cmp::Ordering;

/// What became of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeStatus {
    /// In the later report alone.
    Added,
    /// In the earlier report alone.
    Removed,
    /// More bytes, or as many in more files.
    Grown,
    /// Fewer bytes, or as many in fewer files.
    Shrunk,
    /// As many bytes in as many files.
    Unchanged,
}

impl ChangeStatus {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Added,
        Self::Removed,
        Self::Grown,
        Self::Shrunk,
        Self::Unchanged,
    ];

    /// Its name in a file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Grown => "grown",
            Self::Shrunk => "shrunk",
            Self::Unchanged => "unchanged",
        }
    }

    /// The status of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

/// A user in one of the reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComparedUser<'a> {
    /// The user's own figures.
    pub user: User<'a>,
    /// Place by size among all users of that report, from 1.
    pub rank: u32,
}

/// A user in both reports, or in one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// As the earlier report has the user.
    pub before: Option<ComparedUser<'a>>,
    /// As the later report has the user.
    pub after: Option<ComparedUser<'a>>,
}

impl<'a> Change<'a> {
    /// The user by the later report that has one.
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

    /// Bytes that there were. What is pending or not there counts 0, here and below.
    pub fn bytes_before(&self) -> u64 {
        bytes(self.before)
    }

    /// Bytes that there are.
    pub fn bytes_after(&self) -> u64 {
        bytes(self.after)
    }

    /// How many bytes more there are, fewer when negative.
    pub fn bytes(&self) -> i128 {
        i128::from(self.bytes_after()) - i128::from(self.bytes_before())
    }

    /// The change in bytes as a part of what there was: a decimal fraction with nine places, rounded
    /// towards 0. `None` where there was nothing.
    pub fn growth(&self) -> Option<String> {
        let (change, before) = (self.bytes(), self.bytes_before());
        let sign = if change < 0 { "-" } else { "" };
        let growth = fraction(change.unsigned_abs(), before.into());
        (before > 0).then(|| format!("{sign}{growth}"))
    }

    /// How many files more there are, fewer when negative.
    pub fn files(&self) -> i128 {
        i128::from(files(self.after)) - i128::from(files(self.before))
    }

    /// How many ranks the user has climbed, fallen when negative; `None` without one of them.
    pub fn rank_change(&self) -> Option<i64> {
        Some(i64::from(self.before?.rank) - i64::from(self.after?.rank))
    }

    /// What became of the user.
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
