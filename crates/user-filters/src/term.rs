//! What is searched for: the language of the search field.

use super::condition::{Condition, ConditionErrorReason, is_blank, split};
use super::fold::{Fold, fold_one};
use super::limits::MetricLimits;
use super::link::linked_user;
use super::number::NumberStyle;

/// A search, parsed and folded; by default, none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchTerm {
    /// What name or user ID must contain, each of them.
    needles: Vec<String>,
    /// What neither may contain.
    excluded: Vec<String>,
    /// What the figures must be.
    limits: MetricLimits,
}

impl SearchTerm {
    /// Reads a search as a link has it: numbers are written as in English. Never fails: a quote
    /// without its counterpart goes on to the end, and what only starts like a condition is left
    /// out; [`condition_errors`] names it.
    pub fn parse(text: &str, fold: &dyn Fold) -> Self {
        let mut term = Self::default();
        for (_, token) in Tokens::of(text, &NumberStyle::LINK_STYLE) {
            match token {
                Token::Phrase(phrase) => term.add(&fold_one(phrase, fold)),
                Token::User(user_id) => term.add(&fold_one(&user_id, fold)),
                Token::ExcludedPhrase(phrase) => term.exclude(&fold_one(phrase, fold)),
                Token::ExcludedWord(word) => term.exclude(fold_one(word, fold).trim()),
                // Some characters fold to a space.
                Token::Word(word) => fold_one(word, fold)
                    .split_whitespace()
                    .for_each(|word| term.add(word)),
                Token::Condition(Condition { parsed, .. }) => {
                    let limits = parsed.map(|parsed| parsed.limits);
                    term.limits = term.limits.and(limits.unwrap_or_default());
                }
            }
        }
        term
    }

    fn add(&mut self, needle: &str) {
        if !needle.is_empty() {
            self.needles.push(needle.to_owned());
        }
    }

    fn exclude(&mut self, needle: &str) {
        if !needle.is_empty() {
            self.excluded.push(needle.to_owned());
        }
    }

    /// Whether nothing is searched for.
    pub fn finds_everybody(&self) -> bool {
        *self == Self::default()
    }

    /// Whether every user that this search finds was found by an earlier one. `false` may also mean
    /// that it can't be told.
    pub fn is_narrower_than(&self, earlier: &Self) -> bool {
        let implied = |old: &String| self.needles.iter().any(|needle| needle.contains(old));
        // Whatever contains more contains a part of it, too.
        let left_out = |old: &String| self.excluded.iter().any(|less| old.contains(less));
        earlier.needles.iter().all(implied)
            && earlier.excluded.iter().all(left_out)
            && self.limits.is_within(earlier.limits)
    }

    /// What name or user ID must contain, folded and not empty.
    pub fn needles(&self) -> &[String] {
        &self.needles
    }

    /// What neither name nor user ID may contain, folded and not empty.
    pub fn excluded(&self) -> &[String] {
        &self.excluded
    }

    /// What the figures must be.
    pub fn limits(&self) -> MetricLimits {
        self.limits
    }
}

/// Something that starts like a condition and isn't one, so that it is left out of the search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConditionError {
    /// What was typed.
    pub text: String,
    /// Why it is no condition.
    pub reason: ConditionErrorReason,
}

/// What a search leaves out.
pub fn condition_errors(text: &str, style: &NumberStyle) -> Vec<ConditionError> {
    let tokens = Tokens::of(text, style);
    let condition_errors = tokens.filter_map(|(_, token)| match token {
        Token::Condition(Condition {
            text,
            parsed: Err(reason),
        }) => Some(ConditionError {
            text: text.trim_end_matches(is_blank).to_owned(),
            reason,
        }),
        _ => None,
    });
    condition_errors.collect()
}

/// A part of a search that can be taken out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchPart {
    /// As it was typed.
    pub text: String,
    /// The search without it.
    pub rest: String,
}

/// The parts of a search, in their order: all of its words together, if there are any, and each
/// condition and each exclusion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchParts {
    /// What name or user ID must contain; empty if nothing.
    pub words: String,
    /// Conditions and exclusions.
    pub filters: Vec<SearchPart>,
}

/// Splits a search into its parts, without the text that isn't understood.
pub fn search_parts(text: &str, style: &NumberStyle) -> SearchParts {
    let mut parts = SearchParts::default();
    let mut tokens = Tokens::of(text, style);
    while let Some((start, token)) = tokens.next() {
        let typed = start[..start.len() - tokens.rest.len()].trim_matches(is_blank);
        let is_filter = match token {
            Token::Condition(Condition { parsed, .. }) if parsed.is_err() => continue,
            Token::Condition(_) | Token::ExcludedPhrase(_) | Token::ExcludedWord(_) => true,
            Token::Phrase(_) | Token::User(_) | Token::Word(_) => false,
        };
        if is_filter {
            let before = text[..text.len() - start.len()].trim_matches(is_blank);
            let after = tokens.rest.trim_matches(is_blank);
            parts.filters.push(SearchPart {
                text: typed.to_owned(),
                rest: format!("{before} {after}").trim().to_owned(),
            });
        } else {
            let space = if parts.words.is_empty() { "" } else { " " };
            parts.words = format!("{}{space}{typed}", parts.words);
        }
    }
    parts
}

/// A search with the numbers of its conditions written in another style. A condition that means
/// something in the other style only is left out, as it would come to mean that.
pub fn rewrite_numbers(text: &str, from: &NumberStyle, to: &NumberStyle) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    for (start, token) in Tokens::of(text, from) {
        let Token::Condition(Condition {
            text: condition,
            parsed,
        }) = token
        else {
            continue;
        };
        out.push_str(&rest[..rest.len() - start.len()]);
        rest = &start[condition.len()..];
        if let Ok(parsed) = parsed {
            out.push_str(parsed.before);
            out.push_str(&parsed.number.write(to));
            out.push_str(parsed.after);
        } else {
            let read = Condition::read(condition, to);
            if read.is_some_and(|(read, rest)| read.parsed.is_err() && rest.is_empty()) {
                out.push_str(condition);
            }
        }
    }
    out + rest
}

/// A part of a search.
#[expect(
    clippy::large_enum_variant,
    reason = "there is one at a time, on the stack"
)]
enum Token<'a> {
    /// What was typed in quotes.
    Phrase(&'a str),
    /// The ID of a user who was linked to.
    User(String),
    Condition(Condition<'a>),
    /// What was typed in quotes behind a minus sign.
    ExcludedPhrase(&'a str),
    /// What was typed without quotes behind a minus sign.
    ExcludedWord(&'a str),
    Word(&'a str),
}

/// The parts of a search, each with the text from where it starts.
struct Tokens<'a> {
    rest: &'a str,
    style: &'a NumberStyle,
}

impl<'a> Tokens<'a> {
    fn of(text: &'a str, style: &'a NumberStyle) -> Self {
        Self { rest: text, style }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (&'a str, Token<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.rest.trim_start_matches(is_blank);
        let (word, after) = split(start, &|char| !char.is_whitespace());
        let (token, rest) = if word.is_empty() {
            return None;
        } else if let Some((phrase, after)) = phrase(start) {
            (Token::Phrase(phrase), after)
        } else if let Some((user_id, after)) = markdown_link(start) {
            (Token::User(user_id), after)
        } else if let Some(user_id) = linked_user(word) {
            (Token::User(user_id), after)
        } else if let Some((condition, after)) = Condition::read(start, self.style) {
            (Token::Condition(condition), after)
        } else if let Some(exclusion) = exclusion(start) {
            exclusion
        } else {
            (Token::Word(word), after)
        };
        self.rest = rest;
        Some((start, token))
    }
}

/// The phrase in quotes at the start of a text, and what comes after it. Telephones write curly
/// quotes of their own accord.
fn phrase(text: &str) -> Option<(&str, &str)> {
    let open = text.chars().next()?;
    let closing: &[char] = match open {
        '"' | '“' | '”' | '„' | '＂' => &['"', '“', '”', '„', '＂'],
        '«' => &['»'],
        '»' => &['«'],
        '「' => &['」'],
        _ => return None,
    };
    let quoted = &text[open.len_utf8()..];
    Some(quoted.split_once(closing).unwrap_or((quoted, "")))
}

/// The word or the phrase behind a minus sign at the start of a text, and what comes after it.
fn exclusion(text: &str) -> Option<(Token<'_>, &str)> {
    let excluded = text.strip_prefix('-')?;
    if let Some((phrase, after)) = phrase(excluded) {
        return (!phrase.is_empty()).then_some((Token::ExcludedPhrase(phrase), after));
    }
    let (word, after) = split(excluded, &|char| !char.is_whitespace());
    let is_word = word.chars().any(|char| char != '-');
    is_word.then_some((Token::ExcludedWord(word), after))
}

/// The user who is linked to in Markdown at the start of a text, and what comes after it. The text
/// of the link may be of several words.
fn markdown_link(text: &str) -> Option<(String, &str)> {
    let (label, target) = text.strip_prefix('[')?.split_once("](")?;
    let (target, after) = split(target, &|char| !char.is_whitespace());
    let user_id = linked_user(target).filter(|_| !label.contains('['))?;
    Some((user_id, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::testing::{ARABIC, FRENCH, GERMAN};
    use crate::testing::Letters;
    use proptest::prelude::*;

    #[test]
    fn a_minus_sign_excludes() {
        let term = |text| SearchTerm::parse(text, &Letters);
        let excluded = |text| term(text).excluded().to_vec();
        assert_eq!(
            excluded("jane -Telegram -\"two words\""),
            ["telegram", "two words"]
        );
        assert_eq!(term("jane -telegram").needles(), ["jane"]);
        assert_eq!(term("-telegram>5").needles().len(), 0);
        for text in ["-", "--", "- a", "a-b", "\"-a\""] {
            assert!(excluded(text).is_empty(), "{text}");
        }
        assert!(term("a -b").is_narrower_than(&term("a")));
        assert!(term("a -b").is_narrower_than(&term("a -bc")));
        assert!(!term("a -bc").is_narrower_than(&term("a -b")));
        assert!(!term("a").is_narrower_than(&term("a -b")));
    }

    #[test]
    fn a_search_comes_apart() {
        let parts = search_parts(
            "jane  > 1 GiB doe -x share>5% >abc",
            &NumberStyle::LINK_STYLE,
        );
        assert_eq!(parts.words, "jane doe");
        let filters: Vec<_> = parts
            .filters
            .iter()
            .map(|part| (&*part.text, &*part.rest))
            .collect();
        assert_eq!(
            filters,
            [
                ("> 1 GiB", "jane doe -x share>5% >abc"),
                ("-x", "jane  > 1 GiB doe share>5% >abc"),
                ("share>5%", "jane  > 1 GiB doe -x >abc"),
            ]
        );
        assert_eq!(
            search_parts("", &NumberStyle::LINK_STYLE),
            SearchParts::default()
        );
    }

    proptest! {
        #[test]
        fn spaces_in_a_condition_change_nothing(
            metric in "(size|files|average|share|rank)?",
            operator in "[<>]=?|=",
            number in "[1-9]{1,3}(\\.5)?",
            bytes in "(KiB|gb|M)?",
            spaces in prop::collection::vec("[ \u{a0}\u{202f}]{0,2}", 3),
        ) {
            let unit = match &*metric {
                "share" => "%",
                "files" | "rank" => "",
                _ => &bytes,
            };
            let tight = format!("judy {metric}{operator}{number}{unit} doe -x");
            let [before, behind, above] = [0, 1, 2].map(|at| &*spaces[at]);
            let wide = format!("judy {metric}{before}{operator}{behind}{number}{above}{unit} doe -x");
            prop_assert_eq!(parse(&wide), parse(&tight), "{}", wide);
            prop_assert_eq!(&parse(&wide).needles, &["judy", "doe"]);
            let parts = search_parts(&wide, &NumberStyle::LINK_STYLE);
            prop_assert_eq!(parts.filters.len(), 2);
        }

        #[test]
        fn without_its_filters_a_search_has_only_words(text in ".{0,30}") {
            let mut rest = text;
            while let Some(part) = search_parts(&rest, &NumberStyle::LINK_STYLE).filters.pop() {
                prop_assert!(part.rest.len() < rest.len());
                rest = part.rest;
            }
        }
    }

    fn parse(text: &str) -> SearchTerm {
        SearchTerm::parse(text, &Letters)
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
        assert_eq!(
            needles("«Anna B» 「a 「」 »c d«"),
            ["anna b", "a 「", "c d"]
        );
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
    fn what_only_starts_like_a_condition_is_left_out_and_named() {
        let text = "anna >abc >1GiB files>x >";
        assert_eq!(parse(text), parse("anna >1GiB"));
        let condition_errors = condition_errors(text, &NumberStyle::LINK_STYLE);
        let texts: Vec<_> = condition_errors.iter().map(|error| &*error.text).collect();
        assert_eq!(texts, [">abc", "files>x", ">"]);
        assert_eq!(condition_errors[2].reason, ConditionErrorReason::Unfinished);
        assert!(parse(">").finds_everybody() && parse("files > ").finds_everybody());
        assert_eq!(needles("\"<img\" a->b"), ["<img", "a->b"]);
    }

    #[test]
    fn the_unit_of_what_is_left_out_is_not_searched_for() {
        for text in [">1.2.3 GiB", ">> 1 GiB", "> 50 %", "taille > 5 GiB"] {
            assert!(parse(text).finds_everybody(), "{text}");
            let shown = condition_errors(text, &NumberStyle::LINK_STYLE);
            assert_eq!(shown.len(), 1, "{text}");
            assert_eq!(shown[0].text, text);
        }
    }

    #[test]
    fn a_link_to_a_user_searches_for_the_user_id() {
        for text in [
            "https://matrix.to/#/@Anna:example.org",
            "matrix:u/anna:example.org",
            " <@anna:example.org> ",
            "<@anna:example.org>,",
            "@anna:example.org.",
            "[Anna Berg](https://matrix.to/#/@anna:example.org),",
        ] {
            assert_eq!(needles(text), ["@anna:example.org"]);
        }
    }

    #[test]
    fn numbers_are_rewritten_in_conditions_only() {
        let german = rewrite_numbers(
            "1.5 \">1.5\" >1.5 GiB size<= 2.25M  x",
            &NumberStyle::LINK_STYLE,
            &GERMAN,
        );
        assert_eq!(german, "1.5 \">1.5\" >1,5 GiB size<= 2,25M  x");
        let link = rewrite_numbers(
            ">1.500,5 files > 1 000 >1,5x ",
            &GERMAN,
            &NumberStyle::LINK_STYLE,
        );
        assert_eq!(link, ">1500.5 files > 1000 >1,5x ");
        assert_eq!(
            rewrite_numbers("a >1.500 GiB b", &FRENCH, &NumberStyle::LINK_STYLE),
            "a  b"
        );
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
                parse(later).is_narrower_than(&parse(earlier)),
                "{earlier} to {later}"
            );
            assert!(
                !parse(earlier).is_narrower_than(&parse(later)),
                "{later} to {earlier}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_search_means_the_same_in_every_language(text in "([a>=<\"0-9.,%]|files| |GiB|size){0,12}") {
            for style in [GERMAN, FRENCH, ARABIC] {
                let shown = rewrite_numbers(&text, &NumberStyle::LINK_STYLE, &style);
                let linked = rewrite_numbers(&shown, &style, &NumberStyle::LINK_STYLE);
                prop_assert_eq!(parse(&linked), parse(&text), "{} {}", shown, linked);
                // What is typed is understood as it will be from the link.
                let linked = rewrite_numbers(&text, &style, &NumberStyle::LINK_STYLE);
                let again = rewrite_numbers(&linked, &NumberStyle::LINK_STYLE, &style);
                prop_assert_eq!(rewrite_numbers(&again, &style, &NumberStyle::LINK_STYLE), linked);
            }
        }

        #[test]
        fn any_text_can_be_searched_for(text in "[\\x00 \"“”@<>=a-z0-9.é]{0,24}|.{0,24}") {
            let term = parse(&text);
            prop_assert!(term.is_narrower_than(&term));
            prop_assert!(term.needles.iter().all(|needle| !needle.is_empty()));
            prop_assert_eq!(term.finds_everybody(), parse("").is_narrower_than(&term));
        }
    }
}
