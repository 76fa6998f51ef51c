//! Which of the table's columns are shown, beside those that always are: rank, user and size.

use media_usage::OrderBy;

/// The columns that can be hidden, as a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns(u16);

impl Columns {
    /// The columns that can be hidden, in the order of the table, and whether they are shown unless
    /// the URL says otherwise.
    pub const OPTIONAL: [(OrderBy, bool); 9] = [
        (OrderBy::Before, true),
        (OrderBy::Change, true),
        (OrderBy::Growth, true),
        (OrderBy::MediaCount, true),
        (OrderBy::FilesChange, false),
        (OrderBy::Average, true),
        (OrderBy::Share, true),
        (OrderBy::Cumulative, false),
        (OrderBy::RankChange, false),
    ];

    /// What the URL says where none of them is shown.
    const NONE: &str = "none";

    /// Whether a column is shown.
    pub fn contains(self, by: OrderBy) -> bool {
        bit(by).is_none_or(|bit| self.0 & bit != 0)
    }

    /// The same with a column shown or hidden.
    #[must_use]
    pub fn with(self, by: OrderBy, is_shown: bool) -> Self {
        let bit = bit(by).unwrap_or(0);
        Self(if is_shown {
            self.0 | bit
        } else {
            self.0 & !bit
        })
    }

    /// The value in the URL: names with commas between them.
    pub fn to_text(self) -> String {
        let shown = Self::OPTIONAL.iter().filter(|(by, _)| self.contains(*by));
        let names: Vec<&str> = shown.map(|(by, _)| by.as_str()).collect();
        if names.is_empty() {
            Self::NONE.to_owned()
        } else {
            names.join(",")
        }
    }

    /// The columns of a value in the URL; `None` if one of them isn't known.
    pub fn parse(text: &str) -> Option<Self> {
        let mut columns = Self(0);
        if text == Self::NONE {
            return Some(columns);
        }
        for name in text.split(',') {
            let by = OrderBy::parse(name.trim())?;
            bit(by)?;
            columns = columns.with(by, true);
        }
        Some(columns)
    }
}

impl Default for Columns {
    fn default() -> Self {
        let shown = Self::OPTIONAL.iter().filter(|(_, is_shown)| *is_shown);
        shown.fold(Self(0), |columns, (by, _)| columns.with(*by, true))
    }
}

/// The bit of a column that can be hidden.
fn bit(by: OrderBy) -> Option<u16> {
    let place = Columns::OPTIONAL
        .iter()
        .position(|(other, _)| *other == by)?;
    Some(1 << place)
}
