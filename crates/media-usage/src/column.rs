//! The columns: their values, names and sort keys.

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
}

impl OrderBy {
    /// All columns, in the order of the sort menu.
    pub const ALL: [Self; 8] = [
        Self::MediaLength,
        Self::MediaCount,
        Self::Average,
        Self::Share,
        Self::Cumulative,
        Self::Rank,
        Self::UserId,
        Self::Displayname,
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
pub const FIGURES: [FigureColumn; 6] = [
    FigureColumn {
        by: OrderBy::Rank,
        csv: Some("rank"),
        of_user: |user| Value::Number(user.rank.into()),
        of_group: |_| Value::Missing(Missing::Group),
    },
    FigureColumn {
        by: OrderBy::MediaLength,
        csv: Some("media_length"),
        of_user: |user| match user.user.media_length {
            Some(bytes) => Value::Bytes(bytes.into()),
            None => Value::Missing(Missing::Pending),
        },
        of_group: |group| Value::Bytes(group.bytes),
    },
    FigureColumn {
        by: OrderBy::MediaCount,
        csv: Some("media_count"),
        of_user: |user| Value::Number(user.user.media_count.into()),
        of_group: |group| Value::Number(group.files),
    },
    FigureColumn {
        by: OrderBy::Average,
        csv: Some("average"),
        of_user: |user| average(user.average().map(u128::from)),
        of_group: |group| average(group.average()),
    },
    FigureColumn {
        by: OrderBy::Share,
        csv: Some("share"),
        of_user: |user| Value::Share(user.bytes().into()),
        of_group: |group| Value::Share(group.bytes),
    },
    FigureColumn {
        by: OrderBy::Cumulative,
        csv: None,
        of_user: |user| Value::Share(user.cumulative_bytes),
        of_group: |_| Value::Missing(Missing::Group),
    },
];

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
