//! Which time zone dates are in.

/// The time zones to choose from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    /// The browser's time zone.
    #[default]
    Local,
    /// The one that means the same everywhere.
    Utc,
}

impl Zone {
    /// The time zones.
    pub const ALL: [Self; 2] = [Self::Local, Self::Utc];

    /// The zone's name in the URL, where the local one needs none.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Utc => "utc",
        }
    }

    /// The zone with this name, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|zone| zone.as_str() == name)
    }
}
