//! How finely a history is cut.

use crate::calendar::{CalendarUnit, DAY_MS};

/// What a history is cut into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IntervalChoice {
    /// Days, weeks or months, as the span asks for.
    #[default]
    Automatic,
    /// Always the same.
    Every(CalendarUnit),
}

impl IntervalChoice {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Automatic,
        Self::Every(CalendarUnit::Day),
        Self::Every(CalendarUnit::Week),
        Self::Every(CalendarUnit::Month),
    ];

    /// Its name in the URL.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Automatic => "auto",
            Self::Every(CalendarUnit::Day) => "day",
            Self::Every(CalendarUnit::Week) => "week",
            Self::Every(CalendarUnit::Month) => "month",
        }
    }

    /// The one with this name in the URL, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }

    /// What a span of so many ms is cut into: some dozens of days, weeks or months.
    pub fn unit(self, span: u64) -> CalendarUnit {
        match self {
            Self::Every(unit) => unit,
            Self::Automatic if span <= 62 * DAY_MS => CalendarUnit::Day,
            Self::Automatic if span <= 366 * DAY_MS => CalendarUnit::Week,
            Self::Automatic => CalendarUnit::Month,
        }
    }
}
