//! How many rows a page has.

/// Rows per page: one of a few sizes that a browser lays out without effort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each says its number")]
pub enum RowsPerPage {
    Rows25,
    Rows50,
    #[default]
    Rows100,
    Rows250,
    Rows500,
    Rows1000,
}

impl RowsPerPage {
    /// The sizes on offer.
    pub const ALL: [Self; 6] = [
        Self::Rows25,
        Self::Rows50,
        Self::Rows100,
        Self::Rows250,
        Self::Rows500,
        Self::Rows1000,
    ];

    /// The number of rows.
    pub fn get(self) -> usize {
        match self {
            Self::Rows25 => 25,
            Self::Rows50 => 50,
            Self::Rows100 => 100,
            Self::Rows250 => 250,
            Self::Rows500 => 500,
            Self::Rows1000 => 1000,
        }
    }

    /// The number as the URL has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rows25 => "25",
            Self::Rows50 => "50",
            Self::Rows100 => "100",
            Self::Rows250 => "250",
            Self::Rows500 => "500",
            Self::Rows1000 => "1000",
        }
    }

    /// Reads one of the sizes on offer; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rows| rows.as_str() == text)
    }
}
