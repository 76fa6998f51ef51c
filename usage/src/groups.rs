//! Users who belong together: the ghosts of a bridge, known by the beginning of their localparts.

use crate::pace::{Pace, breathe};
use crate::table::{SLICE, Table};

/// The most patterns that are followed: a user's group is kept in a byte.
const MOST: usize = u8::MAX as usize;

/// How members of a group are recognised by their localpart, the part of a user ID between `@` and
/// `:`. Without regard to the case of ASCII letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// It begins like this.
    Prefix(String),
    /// This regular expression matches it somewhere.
    Expression(String),
}

impl Pattern {
    /// The pattern as it is written; names the group.
    pub fn label(&self) -> String {
        match self {
            Self::Prefix(prefix) => prefix.clone(),
            Self::Expression(source) => format!("/{source}/"),
        }
    }
}

/// Patterns, of which the first that fits decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patterns(Vec<Pattern>);

impl Patterns {
    /// Reads patterns as people write them: `telegram_, irc_, /^_?slack/`. Commas and blanks
    /// separate, an `@` in front is dropped, and what stands between slashes is a regular
    /// expression, in which a slash is written `\/`.
    pub fn parse(text: &str) -> Self {
        let mut patterns = Vec::new();
        let mut rest = text;
        loop {
            rest = rest.trim_start_matches([',', ' ', '\t', '\n', '\r', '@']);
            if rest.is_empty() || patterns.len() == MOST {
                return Self(patterns);
            }
            let (pattern, behind) = expression(rest).unwrap_or_else(|| prefix(rest));
            rest = behind;
            if !patterns.contains(&pattern) {
                patterns.push(pattern);
            }
        }
    }

    /// The patterns.
    pub fn all(&self) -> &[Pattern] {
        &self.0
    }

    /// The patterns with one more, or without the one that is among them.
    #[must_use]
    pub fn toggled(mut self, pattern: &Pattern) -> Self {
        let before = self.0.len();
        self.0.retain(|other| other != pattern);
        if self.0.len() == before {
            self.0.push(pattern.clone());
        }
        self
    }

    /// The patterns as [`Patterns::parse`] reads them.
    pub fn to_text(&self) -> String {
        let labels: Vec<String> = self.0.iter().map(Pattern::label).collect();
        labels.join(", ")
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A regular expression at the begin of a text, and what comes behind it.
fn expression(text: &str) -> Option<(Pattern, &str)> {
    let inside = text.strip_prefix('/')?;
    let mut escaped = false;
    let end = inside.find(|char| {
        let is_end = char == '/' && !escaped;
        escaped = char == '\\' && !escaped;
        is_end
    })?;
    let source = inside[..end].to_owned();
    (!source.is_empty()).then_some((Pattern::Expression(source), &inside[end + 1..]))
}

fn prefix(text: &str) -> (Pattern, &str) {
    let end = text.find([',', ' ', '\t', '\n', '\r']);
    let (prefix, rest) = text.split_at(end.unwrap_or(text.len()));
    (Pattern::Prefix(prefix.to_owned()), rest)
}

/// Tells whether a text is what is looked for.
pub type Test = Box<dyn Fn(&str) -> bool>;

/// Knows regular expressions: a browser has them, and shipping them again would weigh more than
/// all the rest.
pub trait Expressions {
    /// What tells whether an expression matches a text somewhere, without regard to case; `None`
    /// when it is no expression.
    fn compile(&self, source: &str) -> Option<Test>;
}

/// The group of each user of a table.
#[derive(Debug, Default)]
pub struct Groups {
    /// For each user the place of the pattern, from 1; 0 without a group.
    of: Vec<u8>,
}

impl Groups {
    /// Finds every user's group. What is no regular expression has no members.
    pub async fn new(
        table: &Table,
        patterns: &Patterns,
        expressions: &dyn Expressions,
        pace: &dyn Pace,
    ) -> Self {
        let mut of = Vec::with_capacity(table.len());
        let tests = patterns
            .all()
            .iter()
            .map(|pattern| test(pattern, expressions));
        let tests: Vec<_> = tests.collect();
        for index in table.indices() {
            let localpart = localpart(table.user_id(index));
            let fits = tests.iter().position(|test| test(localpart));
            let group = fits.and_then(|place| u8::try_from(place + 1).ok());
            of.push(group.unwrap_or(0));
            if (index as usize).is_multiple_of(SLICE / 4) {
                breathe(pace).await;
            }
        }
        Self { of }
    }

    /// The place of the pattern that a user's group is known by, from 0; `None` without a group.
    pub(crate) fn of(&self, index: u32) -> Option<usize> {
        let group = self.of.get(index as usize).copied().unwrap_or(0);
        usize::from(group).checked_sub(1)
    }
}

fn test(pattern: &Pattern, expressions: &dyn Expressions) -> Test {
    match pattern {
        Pattern::Prefix(prefix) => {
            let prefix = prefix.clone();
            Box::new(move |localpart| {
                let start = localpart.as_bytes().get(..prefix.len());
                start.is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
            })
        }
        Pattern::Expression(source) => {
            let compiled = expressions.compile(source);
            compiled.unwrap_or_else(|| Box::new(|_| false))
        }
    }
}

fn localpart(user_id: &str) -> &str {
    let id = user_id.strip_prefix('@').unwrap_or(user_id);
    id.split(':').next().unwrap_or_default()
}

/// Beginnings that many localparts share up to their first underscore, as those of a bridge's
/// ghosts do, with the number of users: the most frequent first. The table must be in the order of
/// the user IDs.
pub fn suggest(table: &Table) -> Vec<(String, usize)> {
    /// So many users at least are no coincidence.
    const ENOUGH: usize = 10;
    const MOST: usize = 12;
    let mut runs: Vec<(&str, usize)> = Vec::new();
    for user in table.users() {
        let localpart = localpart(user.user_id.unwrap_or_default());
        // Some bridges begin with an underscore, too.
        let after = usize::from(localpart.starts_with('_'));
        let Some(end) = localpart[after..].find('_') else {
            continue;
        };
        let beginning = &localpart[..=after + end];
        match runs.last_mut() {
            Some((last, users)) if *last == beginning => *users += 1,
            _ => runs.push((beginning, 1)),
        }
    }
    runs.retain(|&(_, users)| users >= ENOUGH);
    runs.sort_by_key(|&(_, users)| std::cmp::Reverse(users));
    runs.truncate(MOST);
    let runs = runs.into_iter();
    runs.map(|(beginning, users)| (beginning.to_owned(), users))
        .collect()
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    /// Knows expressions that are plain text, and `^` at their begin.
    pub(crate) struct Plain;

    impl Expressions for Plain {
        fn compile(&self, source: &str) -> Option<Test> {
            let source = source.to_owned();
            (!source.contains('(')).then(|| -> Test {
                Box::new(move |text| match source.strip_prefix('^') {
                    Some(start) => text.starts_with(start),
                    None => text.contains(&source),
                })
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pace::Unhurried;
    use crate::table::User;
    use pollster::block_on;
    use proptest::prelude::*;

    fn table(localparts: &[&str]) -> Table {
        let mut table = Table::default();
        for localpart in localparts {
            table.push(User {
                user_id: Some(&format!("@{localpart}:example.org")),
                displayname: None,
                media_count: 1,
                media_length: Some(1),
            });
        }
        table
    }

    fn labels(text: &str) -> Vec<String> {
        let patterns = Patterns::parse(text);
        patterns.all().iter().map(Pattern::label).collect()
    }

    proptest! {
        #[test]
        fn patterns_are_the_same_after_being_written(text in "[@a_,/\\\\ ^]{0,16}") {
            let patterns = Patterns::parse(&text);
            prop_assert_eq!(Patterns::parse(&patterns.to_text()), patterns);
        }
    }

    #[test]
    fn patterns_are_read_as_people_write_them() {
        assert_eq!(labels("telegram_, @irc_ irc_"), ["telegram_", "irc_"]);
        assert_eq!(labels(r"/^a,b \/c/, x"), [r"/^a,b \/c/", "x"]);
        assert_eq!(labels(" , @ ,"), [""; 0]);
        assert_eq!(labels("x /unclosed"), ["x", "/unclosed"]);
    }

    #[test]
    fn the_first_pattern_that_fits_decides_and_none_leaves_alone() {
        let table = table(&["anna", "irc_b", "Telegram_1", "x_slack"]);
        let patterns = Patterns::parse("telegram_, /slack/, irc_, /_/, /(/");
        let groups = block_on(Groups::new(&table, &patterns, &testing::Plain, &Unhurried));
        let of: Vec<_> = table.indices().map(|index| groups.of(index)).collect();
        assert_eq!(of, [None, Some(2), Some(0), Some(1)]);
    }

    #[test]
    fn beginnings_that_many_share_are_suggested() {
        let ids: Vec<String> = (10..30)
            .map(|n| format!("_irc_{n}"))
            .chain((10..40).map(|n| format!("telegram_{n}")))
            .chain((10..15).map(|n| format!("two_{n}")))
            .collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let suggested = suggest(&table(&ids));
        assert_eq!(
            suggested,
            [("telegram_".to_owned(), 30), ("_irc_".to_owned(), 20)]
        );
    }
}
