//! What a row of the table says, before it is anywhere on the page.

use super::taste::Taste;
use crate::format::visible;
use crate::text;
use usage::{Shown, Totals, fraction};

/// A user as the row shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// The exact user ID, empty for media without an uploader.
    pub(super) user_id: String,
    /// The name as it is shown; empty where there is none to read.
    pub(super) name: String,
    /// The ID as it is shown, and what it says on demand.
    pub(super) id: String,
    pub(super) id_title: String,
    pub(super) pending: bool,
    /// Length of the bar in thousandths.
    pub(super) bar: u64,
    /// In the order of the columns.
    pub(super) figures: [Figure; 6],
}

/// The exact number, how it reads, and more to be read on demand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Figure {
    pub(super) exact: String,
    pub(super) shown: String,
    pub(super) title: String,
}

impl Row {
    /// A user among all of the report; `largest` is the size of the largest of them in bytes.
    pub(super) fn new(shown: Shown, totals: &Totals, largest: u64, taste: Taste) -> Self {
        let user_id = shown.user.user_id.unwrap_or_default();
        let name = shown.user.displayname.and_then(visible);
        let (id, id_title) = match visible(user_id) {
            Some(id) => (id.clone(), id),
            None => (text::NO_USER.to_owned(), text::NO_USER_HINT.to_owned()),
        };
        Self {
            user_id: user_id.to_owned(),
            name: name.unwrap_or_default(),
            id,
            id_title,
            pending: shown.user.media_length.is_none(),
            bar: shown.permille_of(largest),
            figures: figures(shown, totals, taste),
        }
    }
}

fn figures(shown: Shown, totals: &Totals, taste: Taste) -> [Figure; 6] {
    let bytes = shown.bytes();
    let number = |number: u64| Figure {
        exact: number.to_string(),
        shown: taste.integer(number),
        title: String::new(),
    };
    let part = |part: u128| Figure {
        exact: fraction(part, totals.bytes),
        shown: taste
            .percent(part, totals.bytes)
            .unwrap_or(text::NONE.to_owned()),
        title: String::new(),
    };
    let size = |bytes: u64| Figure {
        exact: bytes.to_string(),
        shown: taste.bytes(bytes),
        title: text::bytes(&taste.integer(bytes)),
    };
    let none = |shown: &str, title: &str| Figure {
        exact: "0".to_owned(),
        shown: shown.to_owned(),
        title: title.to_owned(),
    };
    [
        number(shown.rank.into()),
        match shown.user.media_length {
            Some(bytes) => size(bytes),
            None => none(text::PENDING, text::PENDING_HINT),
        },
        number(shown.user.media_count),
        shown.average().map_or(none(text::NONE, ""), size),
        part(bytes.into()),
        part(shown.held),
    ]
}
