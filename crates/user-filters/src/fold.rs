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
#[derive(Debug, Default)]
pub struct Batch(String);

impl Batch {
    /// Adds a text.
    #[inline]
    pub fn add(&mut self, text: &str) {
        self.0.push_str(&without_separator(text));
        self.0.push(SEPARATOR);
    }

    /// Folds what was added.
    pub fn fold(&self, fold: &dyn Fold) -> String {
        if self.0.is_empty() {
            String::new()
        } else {
            fold.fold(&self.0)
        }
    }
}

/// Folds one text.
pub(crate) fn fold_one(text: &str, fold: &dyn Fold) -> String {
    if is_plain(text) {
        text.to_ascii_lowercase()
    } else {
        fold.fold(&without_separator(text))
    }
}

/// Whether a text folds to its lower case in ASCII: it has no other letters, and no separators.
#[inline]
pub fn is_plain(text: &str) -> bool {
    let (words, rest) = text.as_bytes().as_chunks();
    // After subtracting one, a byte has its top bit set if it was 0 or beyond ASCII. A borrow from
    // a 0 byte can only affect the bytes above it, and the 0 byte itself is detected in any case.
    let tops = words.iter().fold(0, |tops, &word| {
        let word = u64::from_le_bytes(word);
        tops | word | word.wrapping_sub(LOW_BITS)
    });
    tops & HIGH_BITS == 0 && rest.iter().all(|byte| matches!(byte, 1..=0x7f))
}

/// Eight bytes with the lowest bit of each set.
pub const LOW_BITS: u64 = u64::from_ne_bytes([0x01; 8]);

/// Eight bytes with the top bit of each set.
pub const HIGH_BITS: u64 = u64::from_ne_bytes([0x80; 8]);

#[inline]
fn without_separator(text: &str) -> Cow<'_, str> {
    if text.contains(SEPARATOR) {
        Cow::Owned(text.replace(SEPARATOR, " "))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn plain_texts_are_ascii_without_the_separator(text in "[\\x00-\\x7f]{0,20}|[\\x01-\\x80a]{0,20}|.{0,9}") {
            prop_assert_eq!(is_plain(&text), text.is_ascii() && !text.contains(SEPARATOR));
        }
    }
}
