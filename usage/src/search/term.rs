//! What is searched for: the language of the search field.

use super::condition::Limits;
use super::fold::{Fold, fold_one};

/// A search, parsed and folded; by default, none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Term {
    /// What name or user ID must contain, each of them.
    needles: Vec<String>,
    /// What the figures must be.
    limits: Limits,
}

impl Term {
    /// Reads what was typed. Never fails: what is no condition is a word, and a quote without its
    /// counterpart goes on to the end.
    pub fn parse(text: &str, fold: &dyn Fold) -> Self {
        let folded = fold_one(text, fold);
        let Self {
            mut needles,
            mut limits,
        } = Self::default();
        let mut rest = folded.trim_start();
        while !rest.is_empty() {
            let (needle, after) = if let Some(quoted) = rest.strip_prefix(is_quote) {
                let (phrase, after) = quoted.split_once(is_quote).unwrap_or((quoted, ""));
                (Some(phrase), after)
            } else {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                let condition = Limits::parse(word);
                limits = condition.map_or(limits, |condition| limits.and(condition));
                (condition.is_none().then_some(word), after)
            };
            needles.extend(needle.filter(|text| !text.is_empty()).map(str::to_owned));
            rest = after.trim_start();
        }
        Self { needles, limits }
    }

    /// Whether nothing is searched for.
    pub fn finds_everybody(&self) -> bool {
        *self == Self::default()
    }

    /// Whether every user that this search finds was found by an earlier one. `false` may also mean
    /// that it can't be told.
    pub fn narrows(&self, earlier: &Self) -> bool {
        let implied = |old: &String| self.needles.iter().any(|needle| needle.contains(old));
        earlier.needles.iter().all(implied) && self.limits.are_within(earlier.limits)
    }

    /// What name or user ID must contain, folded and not empty.
    pub(super) fn needles(&self) -> &[String] {
        &self.needles
    }

    /// What the figures must be.
    pub(super) fn limits(&self) -> Limits {
        self.limits
    }
}

/// Telephones write curly quotes of their own accord.
fn is_quote(char: char) -> bool {
    matches!(char, '"' | '“' | '”' | '„')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::testing::Letters;
    use proptest::prelude::*;

    fn parse(text: &str) -> Term {
        Term::parse(text, &Letters)
    }

    fn needles(text: &str) -> Vec<String> {
        parse(text).needles
    }

    #[test]
    fn words_stand_between_blanks() {
        assert_eq!(needles("  Anna\u{a0}BERG\n"), ["anna", "berg"]);
        assert_eq!(needles("@anna:example.org"), ["@anna:example.org"]);
    }

    #[test]
    fn a_phrase_keeps_its_blanks_and_marks() {
        assert_eq!(needles("\"Anna  B.\" c"), ["anna  b.", "c"]);
        assert_eq!(needles("\">1GiB\"x"), [">1gib", "x"]);
        assert_eq!(needles("“Élodie L” „x“"), ["elodie l", "x"]);
    }

    #[test]
    fn a_phrase_that_is_still_typed_goes_to_the_end() {
        assert_eq!(needles("x \"anna "), ["x", "anna "]);
        assert!(parse("\"").finds_everybody());
        assert!(parse("\"\" \"").finds_everybody());
    }

    #[test]
    fn a_quote_within_a_word_is_a_part_of_it() {
        assert_eq!(needles("6\" o\"neil"), ["6\"", "o\"neil"]);
    }

    #[test]
    fn what_looks_like_a_condition_and_is_none_is_a_word() {
        assert_eq!(needles(">abc >1GiB files>x"), [">abc", "files>x"]);
    }

    #[test]
    fn conditions_take_any_case_and_may_stand_anywhere() {
        assert_eq!(parse("anna SIZE>1gIb"), parse("size>1GIB anna"));
        assert_ne!(parse("anna"), parse("anna >1k"));
        assert_eq!(parse(">1k <1M"), parse("<1M >1k >5"));
    }

    #[test]
    fn nothing_typed_finds_everybody() {
        for text in ["", "  ", "\u{301}"] {
            assert!(parse(text).finds_everybody(), "{text:?}");
        }
        for text in ["a", ">1", "\" \""] {
            assert!(!parse(text).finds_everybody(), "{text:?}");
        }
    }

    #[test]
    fn typing_on_narrows_a_search() {
        for (earlier, later) in [
            ("", "a"),
            ("a", "an"),
            ("an", "an b"),
            ("an b", "\"an b"),
            ("\"an b", "\"an b\" >1k"),
            (">1k", ">1M"),
            (">=1k", "=1k"),
            ("<2k >5", "<1k files=1 >5"),
        ] {
            assert!(
                parse(later).narrows(&parse(earlier)),
                "{earlier} to {later}"
            );
            assert!(
                !parse(earlier).narrows(&parse(later)),
                "{later} to {earlier}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_searched_for(text in "[\\x00 \"“”@<>=a-z0-9.é]{0,24}|.{0,24}") {
            let term = parse(&text);
            prop_assert!(term.narrows(&term));
            prop_assert!(term.needles.iter().all(|needle| !needle.is_empty()));
            prop_assert_eq!(term.finds_everybody(), parse("").narrows(&term));
        }
    }
}
