//! The columns: what each shows, its names, and how it orders the rows.

use crate::indexed_report::RankedUser;
use crate::rows::Group;

/// A column that can order the rows, by the name it has in the URL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderBy {
    /// Bytes of a user's media: `media_length`.
    #[default]
    MediaLength,
    /// Number of a user's media: `media_count`.
    MediaCount,
    /// Full user ID in natural order, without regard to case: `user_id`.
    UserId,
    /// Display name in natural order, without regard to case and accents: `displayname`.
    Displayname,
    /// Mean bytes of a user's files: `average`.
    Average,
    /// Share of all bytes: `share`. The same order as by size.
    Share,
    /// Place by size, the largest user first: `rank`.
    Rank,
    /// Share that the users down to this rank hold together: `cumulative`.
    Cumulative,
}

impl OrderBy {
    /// All columns, in the order in which people are offered them.
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

    /// The definition of a column: its name in the URL, the direction that answers the usual question
    /// first (the largest number, the first name, the first rank), and what it is ordered by.
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

    /// The URL's name of the column.
    pub fn as_str(self) -> &'static str {
        self.definition().0
    }

    /// The column with this name in the URL, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == name)
    }

    /// The direction that answers the usual question first.
    pub fn default_direction(self) -> Direction {
        self.definition().1
    }

    /// What the column is ordered by.
    pub fn sort_key(self) -> SortKey {
        self.definition().2
    }
}

/// What users are ordered by. Several columns may share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// Bytes.
    Size,
    /// Rank by size, which has no ties.
    Rank,
    /// Number of files.
    Files,
    /// Mean bytes of a file.
    Average,
    /// Full user ID.
    UserId,
    /// Display name.
    Displayname,
}

/// A figure of a user or a group, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number.
    Number(u128),
    /// Bytes.
    Bytes(u128),
    /// A part of the bytes of all users.
    Share(u128),
    /// There is none, for this reason.
    Missing(Missing),
}

/// Why there is no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// All uploads are pending, so no size is known.
    Pending,
    /// Groups have no rank.
    Group,
    /// Without files there is no average.
    NoFiles,
}

/// A column with a figure: table, Markdown and CSV are made from these definitions.
pub struct FigureColumn {
    /// The order that the column's head leads to.
    pub by: OrderBy,
    /// Its name in CSV files; `None` if they don't have it.
    pub csv: Option<&'static str>,
    /// The figure of a user.
    pub of_user: fn(&RankedUser) -> Value,
    /// The figure of a group.
    pub of_group: fn(&Group) -> Value,
}

/// The columns with figures, in the order in which they are shown.
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

/// Direction of an order, in the API's letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first: `f`.
    Forwards,
    /// Largest first: `b`.
    Backwards,
}

impl Direction {
    /// The API's letter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Forwards => "f",
            Self::Backwards => "b",
        }
    }

    /// The direction of a letter, if it is one of the API's.
    pub fn parse(letter: &str) -> Option<Self> {
        match letter {
            "f" => Some(Self::Forwards),
            "b" => Some(Self::Backwards),
            _ => None,
        }
    }

    /// The opposite direction.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::Forwards => Self::Backwards,
            Self::Backwards => Self::Forwards,
        }
    }
}

/// A column and a direction; the largest user first by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// The column.
    pub by: OrderBy,
    /// The direction.
    pub dir: Direction,
}

impl Order {
    /// The order by a column in its usual direction.
    pub fn for_column(by: OrderBy) -> Self {
        Self {
            by,
            dir: by.default_direction(),
        }
    }

    /// What choosing a column makes of this order: the other direction if it is the one in use,
    /// its usual direction otherwise.
    #[must_use]
    pub fn toggled_to(self, by: OrderBy) -> Self {
        if self.by == by {
            self.reversed()
        } else {
            Self::for_column(by)
        }
    }

    /// The same column in the other direction.
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
