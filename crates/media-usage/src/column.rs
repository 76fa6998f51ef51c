//! Which column orders the rows, and in which direction.

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

    /// The URL's name of the column.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MediaLength => "media_length",
            Self::MediaCount => "media_count",
            Self::UserId => "user_id",
            Self::Displayname => "displayname",
            Self::Average => "average",
            Self::Share => "share",
            Self::Rank => "rank",
            Self::Cumulative => "cumulative",
        }
    }

    /// The column with this name in the URL, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == name)
    }

    /// The direction that answers the usual question first: the largest number, the first name,
    /// the first rank.
    pub fn default_direction(self) -> Direction {
        match self {
            Self::MediaLength | Self::MediaCount | Self::Average | Self::Share => {
                Direction::Backwards
            }
            Self::UserId | Self::Displayname | Self::Rank | Self::Cumulative => Direction::Forwards,
        }
    }
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
