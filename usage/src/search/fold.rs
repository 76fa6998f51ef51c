//! Making the same bytes of what a person calls the same letters.
//!
//! What that means beyond ASCII is the caller's business: the browser knows Unicode, and shipping
//! its tables a second time would cost more bytes than the rest of this crate.

use std::borrow::Cow;

/// Folds text so that what a person calls the same letters becomes the same bytes. Folding a text
/// gives what folding its pieces gives, and ASCII letters come out in lower case.
pub trait Fold {
    /// Folds texts that are joined by [`SEPARATOR`], which must come out as it went in.
    fn fold(&self, texts: &str) -> String;
}

/// Stands between the texts of one call of [`Fold::fold`].
pub const SEPARATOR: char = '\0';

/// Many texts, folded in one call: the way into the browser is what costs.
#[derive(Default)]
pub(super) struct Batch(String);

impl Batch {
    /// Adds a text, unless it is ASCII, which needs no call.
    pub(super) fn add(&mut self, text: &str) {
        if !text.is_ascii() {
            self.0.push_str(&without_separator(text));
            self.0.push(SEPARATOR);
        }
    }

    /// Folds what was added.
    pub(super) fn fold(&self, fold: &dyn Fold) -> String {
        if self.0.is_empty() {
            String::new()
        } else {
            fold.fold(&self.0)
        }
    }
}

/// Folds one text.
pub(super) fn fold_one(text: &str, fold: &dyn Fold) -> String {
    let text = without_separator(text);
    if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        fold.fold(&text)
    }
}

/// A text as it can stand among others.
pub(super) fn without_separator(text: &str) -> Cow<'_, str> {
    if text.contains(SEPARATOR) {
        Cow::Owned(text.replace(SEPARATOR, " "))
    } else {
        Cow::Borrowed(text)
    }
}
