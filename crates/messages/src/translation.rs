//! The table of another language, which replaces English patterns at run time.

use std::cell::Cell;

/// The plural categories of Unicode's CLDR.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PluralCategory {
    /// As for 0 in Arabic.
    Zero,
    /// As for 1 in English.
    One,
    /// As for 2 in Arabic.
    Two,
    /// As for 2 to 4 in Czech.
    Few,
    /// As for 11 to 99 in Arabic.
    Many,
    /// All other numbers.
    Other,
}

impl PluralCategory {
    /// The category of this name, as `Intl.PluralRules` returns it.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "zero" => Some(Self::Zero),
            "one" => Some(Self::One),
            "two" => Some(Self::Two),
            "few" => Some(Self::Few),
            "many" => Some(Self::Many),
            "other" => Some(Self::Other),
            _ => None,
        }
    }
}

#[derive(Clone, Copy)]
struct Translation {
    patterns: &'static [&'static str],
    category: fn(u64) -> PluralCategory,
}

/// The table belongs to another version of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TranslationError;

thread_local! {
    static TRANSLATION: Cell<Option<Translation>> = const { Cell::new(None) };
}

/// Replaces the English patterns by those of a compiled table, for as long as the program runs.
/// `category` returns the plural category of a number in that language.
///
/// # Errors
/// If the table was not compiled for this catalogue.
pub fn load(table: &str, category: fn(u64) -> PluralCategory) -> Result<(), TranslationError> {
    let (fingerprint, patterns) = table.split_once('\n').ok_or(TranslationError)?;
    if fingerprint != crate::FINGERPRINT {
        return Err(TranslationError);
    }
    let patterns: &'static str = String::leak(patterns.to_owned());
    let patterns = Vec::leak(patterns.split('\n').collect());
    TRANSLATION.set(Some(Translation { patterns, category }));
    Ok(())
}

/// The pattern that replaces the English one.
pub(crate) fn translated(id: usize) -> Option<&'static str> {
    let pattern = TRANSLATION.get()?.patterns.get(id)?;
    (!pattern.is_empty()).then_some(pattern)
}

/// The plural category of a number in the language of the page.
pub(crate) fn plural_category(number: u64) -> PluralCategory {
    let english = |number| match number {
        1 => PluralCategory::One,
        _ => PluralCategory::Other,
    };
    TRANSLATION
        .get()
        .map_or(english(number), |it| (it.category)(number))
}
