//! How finely a history is cut.

use crate::calendar::{DAY, Unit};

/// What a history is cut into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Resolution {
    /// Days, weeks or months, as the span asks for.
    #[default]
    BySpan,
    /// Always the same.
    Every(Unit),
}

impl Resolution {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::BySpan,
        Self::Every(Unit::Day),
        Self::Every(Unit::Week),
        Self::Every(Unit::Month),
    ];

    /// Its name in the URL.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BySpan => "auto",
            Self::Every(Unit::Day) => "day",
            Self::Every(Unit::Week) => "week",
            Self::Every(Unit::Month) => "month",
        }
    }

    /// The one with this name in the URL, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }

    /// What a span of so many ms is cut into: some dozens of days, weeks or months.
    pub fn unit(self, span: u64) -> Unit {
        match self {
            Self::Every(unit) => unit,
            Self::BySpan if span <= 62 * DAY => Unit::Day,
            Self::BySpan if span <= 366 * DAY => Unit::Week,
            Self::BySpan => Unit::Month,
        }
    }
}
