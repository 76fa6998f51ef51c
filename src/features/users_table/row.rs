//! What a row of the table says, before it is anywhere on the page.

use crate::features::users_table::columns;
use crate::messages;
use crate::state::preferences::Preferences;
use media_usage::{
    FIGURES, FigureColumn, Group, Missing, RankedUser, Row, SearchTerm, Totals, Value, fraction,
    marks, permille, signed_fraction,
};
use panel_core::format::visible;
use std::array;
use std::ops::Range;
use web_platform::BrowserFold;

/// Whom a row is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RowSubject {
    /// A user, by the exact ID, which is empty for media without an uploader.
    User { user_id: String, is_member: bool },
    /// All members of a group, by its label.
    Group { label: String, is_expanded: bool },
}

impl Default for RowSubject {
    fn default() -> Self {
        Self::User {
            user_id: String::new(),
            is_member: false,
        }
    }
}

/// A user or a group as the row shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RowContent {
    pub(crate) subject: RowSubject,
    /// The name as it is shown; empty where there is none to read.
    pub(crate) name: MarkedText,
    /// The ID as it is shown, and what it says on demand.
    pub(crate) id: MarkedText,
    pub(crate) id_title: String,
    pub(crate) pending: bool,
    /// Whether the user is only in the earlier report of a comparison.
    pub(crate) absent: bool,
    /// Length of the bar in thousandths.
    pub(crate) bar: u64,
    /// Where on the bar the earlier size is, in thousandths, if the report is compared with another.
    pub(crate) tick: Option<u64>,
    /// What the user added over time, as the data of a path; empty where that is not known.
    pub(crate) sparkline: String,
    /// In the order of the columns.
    pub(crate) figures: Figures,
}

/// A text, and the places in it, in bytes, that a search has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MarkedText {
    pub(crate) text: String,
    pub(crate) marks: Vec<Range<usize>>,
}

impl From<String> for MarkedText {
    fn from(text: String) -> Self {
        let marks = Vec::new();
        Self { text, marks }
    }
}

/// The cells with figures, in the order of [`FIGURES`].
type Figures = [CellContent; FIGURES.len()];

/// The exact number, how it reads, and more to be read on demand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CellContent {
    pub(crate) exact: String,
    pub(crate) formatted: String,
    pub(crate) title: String,
}

/// What the figures of a row are parts of, and how they are written.
#[derive(Clone, Copy)]
pub(crate) struct RowFormatter<'a> {
    /// Sums over all users of the report.
    pub(crate) totals: &'a Totals,
    /// Whether the report is compared with another.
    pub(crate) is_compared: bool,
    /// Bytes that the longest bar stands for.
    pub(crate) largest: u128,
    /// What a user added over time, if that is known.
    pub(crate) sparkline: &'a dyn Fn(&str) -> String,
    pub(crate) preferences: Preferences,
}

impl RowContent {
    pub(crate) fn new(line: Row, formatter: RowFormatter) -> Self {
        match line {
            Row::User {
                ranked_user,
                is_member,
            } => Self::user(ranked_user, is_member, formatter),
            Row::Group(group) => Self::group(group, formatter),
        }
    }

    fn user(ranked_user: RankedUser, is_member: bool, formatter: RowFormatter) -> Self {
        let user_id = ranked_user.user.user_id.unwrap_or_default();
        let name = ranked_user.user.displayname.and_then(visible);
        let (id, id_title) = match visible(user_id) {
            Some(id) => (id.clone(), id),
            None => (
                messages::no_user().to_owned(),
                messages::no_user_hint().to_owned(),
            ),
        };
        Self {
            subject: RowSubject::User {
                user_id: user_id.to_owned(),
                is_member,
            },
            name: name.unwrap_or_default().into(),
            id: id.into(),
            id_title,
            pending: ranked_user.user.media_length.is_none(),
            absent: ranked_user.is_absent(),
            bar: permille(ranked_user.bytes().into(), formatter.largest),
            tick: ranked_user
                .change
                .map(|change| permille(change.bytes_before().into(), formatter.largest)),
            sparkline: (formatter.sparkline)(user_id),
            figures: formatter.figures(|column| (column.of_user)(&ranked_user)),
        }
    }

    fn group(group: &Group, formatter: RowFormatter) -> Self {
        let members = messages::group_members(&formatter.preferences.counted(group.users as u128));
        Self {
            subject: RowSubject::Group {
                label: group.label.clone(),
                is_expanded: group.is_expanded,
            },
            name: visible(&group.label).unwrap_or_default().into(),
            id: members.into(),
            id_title: messages::group_hint().to_owned(),
            pending: false,
            absent: false,
            bar: permille(group.bytes, formatter.largest),
            tick: formatter
                .is_compared
                .then(|| permille(group.bytes_before, formatter.largest)),
            sparkline: String::new(),
            figures: formatter.figures(|column| (column.of_group)(group)),
        }
    }

    /// Marks what a search has found in the names and IDs of users.
    pub(crate) fn mark(rows: &mut [Self], term: &SearchTerm) {
        let texts: Vec<&str> = rows.iter().flat_map(Self::searched).collect();
        let found = marks(&texts, term, &BrowserFold);
        let texts = rows.iter_mut().flat_map(|row| [&mut row.name, &mut row.id]);
        for (text, marks) in texts.zip(found) {
            text.marks = marks;
        }
    }

    /// What of the name and of the ID is searched: nothing of the words that are the page's own.
    fn searched(&self) -> [&str; 2] {
        match &self.subject {
            RowSubject::User { user_id, .. } if !user_id.is_empty() => {
                [&self.name.text, &self.id.text]
            }
            _ => [""; 2],
        }
    }
}

impl RowFormatter<'_> {
    /// A cell for each of [`FIGURES`]; empty where there is no such column.
    fn figures(self, value: impl Fn(&FigureColumn) -> Value) -> Figures {
        array::from_fn(|at| {
            let column = &FIGURES[at];
            if column.by.needs_comparison() && !self.is_compared {
                return CellContent::default();
            }
            CellContent::new(value(column), self.totals.bytes, self.preferences)
        })
    }
}

impl CellContent {
    /// A value as a cell shows it. `whole` is what shares are parts of, in bytes.
    pub(crate) fn new(value: Value, whole: u128, preferences: Preferences) -> Self {
        let exact = match value {
            Value::Number(number) | Value::Bytes(number) => number.to_string(),
            Value::Share(part) => fraction(part, whole),
            Value::BytesChange(number) | Value::NumberChange(number) => number.to_string(),
            Value::Growth { change, before } => signed_fraction(change, before),
            Value::RankChange(ranks) => ranks.to_string(),
            Value::Missing(Missing::New | Missing::Absent | Missing::NoBytesBefore) => {
                String::new()
            }
            Value::Missing(_) => "0".to_owned(),
        };
        let title = match value {
            Value::Bytes(bytes) => messages::exact_bytes(&preferences.counted(bytes)),
            Value::Missing(Missing::Pending) => messages::pending_hint().to_owned(),
            Value::Missing(Missing::Group) => messages::no_rank_hint().to_owned(),
            Value::Missing(Missing::Absent) => messages::absent_hint().to_owned(),
            _ => String::new(),
        };
        Self {
            exact,
            formatted: columns::text(value, whole, preferences),
            title,
        }
    }
}
