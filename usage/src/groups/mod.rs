//! Users who belong together: the ghosts of a bridge, known by patterns of their user IDs.

use crate::pace::{Pace, breathe};
use crate::table::{SLICE, Table};

/// The most patterns that are followed: a user's group is kept in a byte.
const MOST: usize = u8::MAX as usize;

/// How members of a group are recognized by their user ID. Without regard to the case of ASCII
/// letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// The ID without its `@` begins like this.
    Prefix(String),
    /// The localpart, or the ID without its `@`, is this, where `*` stands for any characters and `?`
    /// for one.
    Wildcard(String),
    /// This regular expression matches the localpart somewhere, with or without the `@` in front; or
    /// if it has a colon, the whole ID, from a place in the localpart on.
    Expression(String),
}

impl Pattern {
    /// The pattern as it is written; names the group.
    pub fn label(&self) -> String {
        match self {
            Self::Prefix(text) | Self::Wildcard(text) => text.clone(),
            Self::Expression(source) => format!("/{source}/"),
        }
    }
}

/// Patterns, of which the first that fits decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patterns(Vec<Pattern>);

/// What separates patterns, or may stand around one.
const SEPARATORS: [char; 7] = [',', ' ', '\t', '\n', '\r', '"', '\''];

impl Patterns {
    /// Reads patterns as people write them: `telegram_, @irc_*, /^_?slack/`. Commas and spaces
    /// separate, and what stands between slashes is a regular expression, in which a slash is
    /// written `\/`. What has the signs of one, as in a bridge's registration, needs no slashes.
    pub fn parse(text: &str) -> Self {
        let mut patterns = Vec::new();
        let mut rest = text;
        loop {
            rest = rest.trim_start_matches(SEPARATORS);
            let without_at = rest.trim_start_matches('@');
            if without_at.starts_with('/') {
                rest = without_at;
            }
            if rest.is_empty() || patterns.len() == MOST {
                return Self(patterns);
            }
            let (pattern, behind) = expression(rest).unwrap_or_else(|| word(rest));
            rest = behind;
            if let Some(pattern) = pattern.filter(|pattern| !patterns.contains(pattern)) {
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

/// A regular expression between slashes at the start of a text, and what comes after it.
fn expression(text: &str) -> Option<(Option<Pattern>, &str)> {
    let inside = text.strip_prefix('/')?;
    let mut escaped = false;
    let end = inside.find(|char| {
        let is_end = char == '/' && !escaped;
        escaped = char == '\\' && !escaped;
        is_end
    })?;
    let source = inside[..end].to_owned();
    (!source.is_empty()).then_some((Some(Pattern::Expression(source)), &inside[end + 1..]))
}

/// A pattern without slashes at the start of a text, and what comes after it.
fn word(text: &str) -> (Option<Pattern>, &str) {
    let (word, rest) = text.split_at(end_of_word(text));
    let typed = word.trim_end_matches(SEPARATORS);
    let word = typed.trim_start_matches(['/', '"', '\'']);
    let slashes = word.bytes().rev().take_while(|&byte| byte == b'\\').count();
    // An expression may still lack its second slash.
    let has_signs = typed.starts_with('/')
        || word.contains(['^', '$', '\\', '[', ']', '(', ')', '{', '}', '|'])
        || word.contains(".*");
    // What ends in a backslash is no expression.
    if has_signs && !word.is_empty() && slashes % 2 == 0 {
        return (Some(Pattern::Expression(with_escaped_slashes(word))), rest);
    }
    let word = word.trim_start_matches(['@', '/', '"', '\'']);
    let start = word.trim_end_matches(['*', '"', '\'']);
    let pattern = if start.contains(['*', '?']) || (start.is_empty() && !word.is_empty()) {
        Pattern::Wildcard(word.to_owned())
    } else {
        Pattern::Prefix(start.to_owned())
    };
    ((!word.is_empty()).then_some(pattern), rest)
}

/// Where a word ends: at a space, or at a comma that isn't inside brackets, as in `x{1,3}`.
fn end_of_word(text: &str) -> usize {
    let (mut depth, mut escaped, mut comma) = (0_usize, false, None);
    let mut chars = text.char_indices();
    let end = chars.find_map(|(at, char)| {
        match char {
            _ if escaped => {
                escaped = false;
                return None;
            }
            '\\' => escaped = true,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => return Some(at),
            ',' => comma = comma.or(Some(at)),
            char if char.is_whitespace() => return Some(at),
            _ => {}
        }
        None
    });
    let unclosed = comma.filter(|_| depth > 0);
    unclosed.or(end).unwrap_or(text.len())
}

fn with_escaped_slashes(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut escaped = false;
    for char in source.chars() {
        if char == '/' && !escaped {
            out.push('\\');
        }
        escaped = char == '\\' && !escaped;
        out.push(char);
    }
    out
}

/// Knows regular expressions. Shipping them to everybody would cost more bytes than the rest of this
/// crate.
pub trait Expressions {
    /// Prepares an expression, which matches without regard to case.
    ///
    /// # Errors
    /// If it can't be used.
    fn compile(&self, source: &str) -> Result<Box<dyn Expression>, Refusal>;
}

/// A regular expression.
pub trait Expression {
    /// Where in a text the first match starts, in bytes.
    fn find(&self, text: &str) -> Option<usize>;

    /// Whether looking for matches has taken so long that the expression is given up.
    fn is_too_slow(&self) -> bool;
}

/// Knows no expressions.
#[derive(Clone, Copy, Debug)]
pub struct NoExpressions;

impl Expressions for NoExpressions {
    fn compile(&self, _source: &str) -> Result<Box<dyn Expression>, Refusal> {
        Err(Refusal::Unavailable)
    }
}

/// Why an expression can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Its syntax is wrong, or not supported; in words.
    Syntax(String),
    /// It stands for too many characters.
    TooLarge,
    /// Looking for matches takes too long.
    TooSlow,
    /// What knows expressions isn't there.
    Unavailable,
}

/// Why a pattern has no members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unmatched {
    /// No user of the report fits.
    Nobody,
    /// All who fit belong to patterns before it.
    Covered,
    /// It can't be used.
    Refused(Refusal),
}

/// The group of each user of a table.
#[derive(Debug, Default)]
pub struct Groups {
    /// For each user the place of the pattern, from 1; 0 without a group.
    of: Vec<u8>,
    unmatched: Vec<(Pattern, Unmatched)>,
}

impl Groups {
    /// Finds every user's group. An expression that can't be used has no members.
    pub async fn new(
        table: &Table,
        patterns: &Patterns,
        expressions: &dyn Expressions,
        pace: &dyn Pace,
    ) -> Self {
        let matcher = |pattern| Matcher::new(pattern, expressions);
        let mut matchers: Vec<_> = patterns.all().iter().map(matcher).collect();
        let is_expression = |pattern: &Pattern| matches!(pattern, Pattern::Expression(_));
        // One expression takes as long as thousands of prefixes.
        let step = if patterns.all().iter().any(is_expression) {
            EXPRESSION_SLICE
        } else {
            SLICE / 4
        };
        let mut of = Vec::with_capacity(table.len());
        for index in table.indices() {
            of.push(first_match(&mut matchers, 0, table.user_id(index)));
            if of.len().is_multiple_of(step) {
                give_up_slow_ones(&mut matchers, table, &mut of, pace).await;
                breathe(pace).await;
            }
        }
        give_up_slow_ones(&mut matchers, table, &mut of, pace).await;
        let mut members = vec![0_usize; matchers.len() + 1];
        for &group in &of {
            members[usize::from(group)] += 1;
        }
        let unmatched = |((matcher, pattern), &members): ((Matcher, &Pattern), &usize)| {
            let why = match matcher.test {
                Test::Refused(refusal) => Unmatched::Refused(refusal),
                _ if members > 0 || table.is_empty() => return None,
                _ if matcher.has_matched => Unmatched::Covered,
                _ => Unmatched::Nobody,
            };
            Some((pattern.clone(), why))
        };
        let patterns = matchers.into_iter().zip(patterns.all());
        let unmatched = patterns.zip(&members[1..]).filter_map(unmatched).collect();
        Self { of, unmatched }
    }

    /// The patterns that have no members, with the reason.
    pub fn unmatched(&self) -> &[(Pattern, Unmatched)] {
        &self.unmatched
    }

    /// The place of the pattern that a user's group is known by, from 0; `None` without a group.
    pub(crate) fn of(&self, index: u32) -> Option<usize> {
        let group = self.of.get(index as usize).copied().unwrap_or(0);
        usize::from(group).checked_sub(1)
    }
}

/// Users whom expressions are matched with before it may be time to rest.
const EXPRESSION_SLICE: usize = 8;

/// The place of the first pattern that fits, counted from 1; 0 if none does. Patterns that have not
/// matched anybody yet are tried in any case.
fn first_match(matchers: &mut [Matcher], from: usize, user_id: &str) -> u8 {
    let mut first = 0;
    for (place, matcher) in matchers.iter_mut().enumerate().skip(from) {
        if (first == 0 || !matcher.has_matched) && matcher.test.fits(user_id) {
            matcher.has_matched = true;
            if first == 0 {
                first = u8::try_from(place + 1).unwrap_or(0);
            }
        }
    }
    first
}

/// Refuses expressions that have become too slow, and finds other groups for their members.
async fn give_up_slow_ones(
    matchers: &mut [Matcher],
    table: &Table,
    of: &mut [u8],
    pace: &dyn Pace,
) {
    for place in 0..matchers.len() {
        let is_slow = |expression: &dyn Expression| expression.is_too_slow();
        if !matches!(&matchers[place].test, Test::Expression { expression, .. } if is_slow(&**expression))
        {
            continue;
        }
        matchers[place].test = Test::Refused(Refusal::TooSlow);
        for (index, group) in table.indices().zip(of.iter_mut()) {
            if usize::from(*group) == place + 1 {
                *group = first_match(matchers, place + 1, table.user_id(index));
            }
            if (index as usize).is_multiple_of(EXPRESSION_SLICE) {
                breathe(pace).await;
            }
        }
    }
}

/// A pattern, ready to be matched.
struct Matcher {
    test: Test,
    /// Whether it has matched anybody so far.
    has_matched: bool,
}

enum Test {
    Prefix(String),
    Wildcard(String),
    Expression {
        expression: Box<dyn Expression>,
        /// Whether the server's name counts.
        has_colon: bool,
    },
    Refused(Refusal),
}

impl Matcher {
    fn new(pattern: &Pattern, expressions: &dyn Expressions) -> Self {
        let test = match pattern {
            Pattern::Prefix(prefix) => Test::Prefix(prefix.clone()),
            Pattern::Wildcard(text) => Test::Wildcard(text.clone()),
            Pattern::Expression(source) => match expressions.compile(source) {
                Ok(expression) => Test::Expression {
                    expression,
                    has_colon: has_colon(source),
                },
                Err(refusal) => Test::Refused(refusal),
            },
        };
        Self {
            test,
            has_matched: false,
        }
    }
}

impl Test {
    fn fits(&self, user_id: &str) -> bool {
        let bare = user_id.strip_prefix('@').unwrap_or(user_id);
        let at = user_id.len() - bare.len();
        let end = bare.find(':').unwrap_or(bare.len());
        match self {
            Self::Prefix(prefix) => {
                let start = bare.as_bytes().get(..prefix.len());
                start.is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
            }
            Self::Wildcard(pattern) => {
                let pattern = pattern.as_bytes();
                wildcard(pattern, bare[..end].as_bytes()) || wildcard(pattern, bare.as_bytes())
            }
            Self::Expression {
                expression,
                has_colon,
            } => {
                let finds = |text: &str, before: usize| {
                    expression.find(text).is_some_and(|start| start < before)
                };
                finds(&bare[..end], usize::MAX)
                    || finds(&user_id[..at + end], usize::MAX)
                    || (*has_colon && (finds(user_id, at + end) || finds(bare, end)))
            }
            Self::Refused(_) => false,
        }
    }
}

/// Whether an expression has a colon other than that of `(?:` and of `[:alpha:]`.
fn has_colon(source: &str) -> bool {
    let source = source
        .replace("(?:", "")
        .replace("[:", "")
        .replace(":]", "");
    source.contains(':')
}

/// Whether a text is a pattern with `*` for any bytes and `?` for one.
fn wildcard(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut place) = (0, 0);
    // Behind the last `*`, and from where on in the text it is tried that the rest fits.
    let mut retry = None;
    while place < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                at += 1;
                retry = Some((at, place));
            }
            Some(byte) if *byte == b'?' || byte.eq_ignore_ascii_case(&text[place]) => {
                at += 1;
                place += 1;
            }
            _ => {
                let Some((behind, from)) = retry else {
                    return false;
                };
                (at, place) = (behind, from + 1);
                retry = Some((behind, place));
            }
        }
    }
    pattern[at..].iter().all(|&byte| byte == b'*')
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
pub(crate) mod testing;
#[cfg(test)]
mod tests;
