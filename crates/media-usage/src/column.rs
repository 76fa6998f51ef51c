//! The columns: their values, names and sort keys.

use crate::compare::{Change, ChangeStatus, difference};
use crate::indexed_report::RankedUser;
use crate::rows::Group;

/// A column that rows can be sorted by, identified by its URL name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderBy {
    /// Bytes of a user's media: `media_length`.
    #[default]
    MediaLength,
    /// Number of a user's media: `media_count`.
    MediaCount,
    /// Full user ID in natural order, ignoring case: `user_id`.
    UserId,
    /// Display name in natural order, ignoring case and accents: `displayname`.
    Displayname,
    /// Mean file size of a user in bytes: `average`.
    Average,
    /// Share of all bytes: `share`. Sorts like size.
    Share,
    /// Rank by size, largest user first: `rank`.
    Rank,
    /// Share held by this user and all larger users: `cumulative`.
    Cumulative,
    /// Bytes in the earlier report: `before`. Users who aren't in it come last in either direction.
    Before,
    /// Signed change in bytes: `change`.
    Change,
    /// Change in bytes relative to the earlier bytes: `growth`. Growth from zero sorts above any
    /// ratio; zero to zero counts as no change.
    Growth,
    /// Signed change in the number of files: `files_change`.
    FilesChange,
    /// Ranks gained: `rank_change`. Users without a rank in both reports come last in either
    /// direction.
    RankChange,
}

impl OrderBy {
    /// All columns, in the order of the sort menu.
    pub const ALL: [Self; 13] = [
        Self::MediaLength,
        Self::MediaCount,
        Self::Average,
        Self::Share,
        Self::Cumulative,
        Self::Rank,
        Self::UserId,
        Self::Displayname,
        Self::Before,
        Self::Change,
        Self::Growth,
        Self::FilesChange,
        Self::RankChange,
    ];

    /// Returns the column's URL name, its default direction (largest number, first name or first
    /// rank first) and its sort key.
    fn definition(self) -> (&'static str, Direction, SortKey) {
        use Direction::{Backwards, Forwards};
        match self {
            Self::MediaLength => ("media_length", Backwards, SortKey::Size),
            Self::MediaCount => ("media_count", Backwards, SortKey::Files),
            Self::UserId => ("user_id", Forwards, SortKey::UserId),
            Self::Displayname => ("displayname", Forwards, SortKey::Displayname),
            Self::Average => ("average", Backwards, SortKey::Average),
            Self::Share => ("share", Backwards, SortKey::Size),
            Self::Rank => ("rank", Forwards, SortKey::Rank),
            Self::Cumulative => ("cumulative", Forwards, SortKey::Rank),
            Self::Before => ("before", Backwards, SortKey::Changes(ChangeKey::Before)),
            Self::Change => ("change", Backwards, SortKey::Changes(ChangeKey::Bytes)),
            Self::Growth => ("growth", Backwards, SortKey::Changes(ChangeKey::Growth)),
            Self::FilesChange => (
                "files_change",
                Backwards,
                SortKey::Changes(ChangeKey::Files),
            ),
            Self::RankChange => ("rank_change", Backwards, SortKey::Changes(ChangeKey::Rank)),
        }
    }

    /// Returns the column's URL name.
    pub fn as_str(self) -> &'static str {
        self.definition().0
    }

    /// Returns the column with this URL name, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == name)
    }

    /// Returns the direction used when the column is first chosen.
    pub fn default_direction(self) -> Direction {
        self.definition().1
    }

    /// Returns the column's sort key.
    pub fn sort_key(self) -> SortKey {
        self.definition().2
    }

    /// Whether it sorts by a text.
    pub(crate) fn is_text(self) -> bool {
        matches!(self, Self::UserId | Self::Displayname)
    }

    /// Whether only a report that is compared with another has this column.
    pub fn needs_comparison(self) -> bool {
        matches!(self.sort_key(), SortKey::Changes(_))
    }
}

/// What users are sorted by. Several columns may share a sort key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// Size in bytes.
    Size,
    /// Rank by size. Has no ties.
    Rank,
    /// Number of files.
    Files,
    /// Mean file size in bytes.
    Average,
    /// Full user ID.
    UserId,
    /// Display name.
    Displayname,
    /// What changed since an earlier report.
    Changes(ChangeKey),
}

/// The figures of a change that users are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKey {
    /// Earlier size in bytes.
    Before,
    /// Change in bytes.
    Bytes,
    /// Change in bytes relative to the earlier size.
    Growth,
    /// Change in the number of files.
    Files,
    /// Ranks gained.
    Rank,
}

/// An exact figure of a user or a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number.
    Number(u128),
    /// Bytes.
    Bytes(u128),
    /// The numerator in bytes of a share of all users' bytes.
    Share(u128),
    /// A change in bytes.
    BytesChange(i128),
    /// A change in a number.
    NumberChange(i128),
    /// A change in bytes relative to the earlier bytes, which aren't 0.
    Growth {
        /// The change in bytes.
        change: i128,
        /// The earlier bytes.
        before: u128,
    },
    /// Ranks gained.
    RankChange(i64),
    /// There is no figure, for this reason.
    Missing(Missing),
}

/// Why there is no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// All uploads are pending, so the size is unknown.
    Pending,
    /// Groups have no rank.
    Group,
    /// There are no files, and so no average.
    NoFiles,
    /// The user isn't in the report.
    Absent,
    /// The user isn't in the earlier report.
    New,
    /// The earlier report has no bytes for the user, so growth is undefined.
    NoBytesBefore,
}

/// A column with a figure. Table, Markdown and CSV are generated from these definitions.
pub struct FigureColumn {
    /// The sort column that the column header selects.
    pub by: OrderBy,
    /// Name in CSV files; `None` if the column isn't exported to CSV.
    pub csv: Option<&'static str>,
    /// Returns the figure of a user.
    pub of_user: fn(&RankedUser) -> Value,
    /// Returns the figure of a group.
    pub of_group: fn(&Group) -> Value,
}

/// The columns with figures, in display order.
pub const FIGURES: [FigureColumn; 11] = [
    FigureColumn {
        by: OrderBy::Rank,
        csv: Some("rank"),
        of_user: |user| present(user, Value::Number(user.rank.into())),
        of_group: |_| Value::Missing(Missing::Group),
    },
    FigureColumn {
        by: OrderBy::MediaLength,
        csv: Some("media_length"),
        of_user: |user| present(user, size(user.user.media_length)),
        of_group: |group| Value::Bytes(group.bytes),
    },
    FigureColumn {
        by: OrderBy::Before,
        csv: None,
        of_user: |user| match user.change.and_then(|change| change.before) {
            Some(before) => size(before.user.media_length),
            None => Value::Missing(Missing::New),
        },
        of_group: |group| Value::Bytes(group.bytes_before),
    },
    FigureColumn {
        by: OrderBy::Change,
        csv: None,
        of_user: |user| changed(user, |change| Value::BytesChange(change.bytes())),
        of_group: |group| Value::BytesChange(difference(group.bytes, group.bytes_before)),
    },
    FigureColumn {
        by: OrderBy::Growth,
        csv: None,
        of_user: |user| {
            changed(user, |change| match change.status() {
                ChangeStatus::Added => Value::Missing(Missing::New),
                _ => growth(change.bytes(), change.bytes_before().into()),
            })
        },
        of_group: |group| {
            let change = difference(group.bytes, group.bytes_before);
            growth(change, group.bytes_before)
        },
    },
    FigureColumn {
        by: OrderBy::MediaCount,
        csv: Some("media_count"),
        of_user: |user| present(user, Value::Number(user.user.media_count.into())),
        of_group: |group| Value::Number(group.files),
    },
    FigureColumn {
        by: OrderBy::FilesChange,
        csv: None,
        of_user: |user| changed(user, |change| Value::NumberChange(change.files())),
        of_group: |group| Value::NumberChange(difference(group.files, group.files_before)),
    },
    FigureColumn {
        by: OrderBy::Average,
        csv: Some("average"),
        of_user: |user| present(user, average(user.average().map(u128::from))),
        of_group: |group| average(group.average()),
    },
    FigureColumn {
        by: OrderBy::Share,
        csv: Some("share"),
        of_user: |user| present(user, Value::Share(user.bytes().into())),
        of_group: |group| Value::Share(group.bytes),
    },
    FigureColumn {
        by: OrderBy::Cumulative,
        csv: None,
        of_user: |user| present(user, Value::Share(user.cumulative_bytes)),
        of_group: |_| Value::Missing(Missing::Group),
    },
    FigureColumn {
        by: OrderBy::RankChange,
        csv: None,
        of_user: |user| {
            changed(user, |change| match change.rank_change() {
                Some(ranks) => Value::RankChange(ranks),
                None if change.after.is_none() => Value::Missing(Missing::Absent),
                None => Value::Missing(Missing::New),
            })
        },
        of_group: |_| Value::Missing(Missing::Group),
    },
];

/// A figure of the report, which users who are only in the earlier one don't have.
fn present(user: &RankedUser, value: Value) -> Value {
    if user.is_absent() {
        Value::Missing(Missing::Absent)
    } else {
        value
    }
}

/// A figure of the change; there is none without a comparison.
fn changed(user: &RankedUser, value: impl Fn(Change) -> Value) -> Value {
    user.change.map_or(Value::Missing(Missing::New), value)
}

fn size(bytes: Option<u64>) -> Value {
    bytes.map_or(Value::Missing(Missing::Pending), |bytes| {
        Value::Bytes(bytes.into())
    })
}

fn growth(change: i128, before: u128) -> Value {
    if before == 0 {
        Value::Missing(Missing::NoBytesBefore)
    } else {
        Value::Growth { change, before }
    }
}

fn average(bytes: Option<u128>) -> Value {
    bytes.map_or(Value::Missing(Missing::NoFiles), Value::Bytes)
}

/// Sort direction, in the API's letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first: `f`.
    Forwards,
    /// Largest first: `b`.
    Backwards,
}

impl Direction {
    /// Returns the API's letter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Forwards => "f",
            Self::Backwards => "b",
        }
    }

    /// Returns the direction for one of the API's letters.
    pub fn parse(letter: &str) -> Option<Self> {
        match letter {
            "f" => Some(Self::Forwards),
            "b" => Some(Self::Backwards),
            _ => None,
        }
    }

    /// Returns the opposite direction.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Forwards => Self::Backwards,
            Self::Backwards => Self::Forwards,
        }
    }
}

/// A sort column and direction. The default is largest user first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// The column.
    pub by: OrderBy,
    /// The direction.
    pub dir: Direction,
}

impl Order {
    /// Returns the order by a column in its default direction.
    pub fn for_column(by: OrderBy) -> Self {
        Self {
            by,
            dir: by.default_direction(),
        }
    }

    /// Returns the order after a column is chosen: reversed if this order already uses that column,
    /// otherwise the column's default direction.
    #[must_use]
    pub fn toggled_to(self, by: OrderBy) -> Self {
        if self.by == by {
            self.reversed()
        } else {
            Self::for_column(by)
        }
    }

    /// Returns the same column in the opposite direction.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self {
            by: self.by,
            dir: self.dir.reversed(),
        }
    }
}

impl Default for Order {
    fn default() -> Self {
        Self::for_column(OrderBy::default())
    }
}
