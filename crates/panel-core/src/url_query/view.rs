//! What the page shows of a report.

/// A view of the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The users, in a table.
    #[default]
    Users,
    /// The uploads over time.
    Trend,
    /// How the bytes are spread over the users.
    Distribution,
}

impl View {
    /// All views.
    pub const ALL: [Self; 3] = [Self::Users, Self::Trend, Self::Distribution];

    /// Its name in the URL.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Trend => "trend",
            Self::Distribution => "distribution",
        }
    }

    /// The view with this name in the URL, if there is one.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}
