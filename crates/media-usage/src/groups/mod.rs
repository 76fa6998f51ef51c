//! Groups users by user ID patterns, such as the ghosts of a bridge.

mod matcher;
mod work;

use crate::table::Table;
use crate::yielder::Yielder;
use matcher::{CompiledPattern, PatternMatcher};
use user_filters::{Pattern, Patterns};
use work::WorkMeter;

/// A regular expression engine. It is loaded on demand, because it is larger than the rest of this
/// crate.
pub trait RegexEngine {
    /// Compiles a case-insensitive expression.
    ///
    /// # Errors
    /// If the expression can't be used.
    fn compile(&self, source: &str) -> Result<Box<dyn CompiledRegex>, RegexError>;
}

/// A compiled regular expression.
pub trait CompiledRegex {
    /// Returns the byte offset of the first match in a text.
    fn find(&self, text: &str) -> Option<usize>;

    /// Whether matching has taken so long that the expression is rejected.
    fn is_too_slow(&self) -> bool;
}

/// Supports no expressions.
#[derive(Clone, Copy, Debug)]
pub struct NoRegexEngine;

impl RegexEngine for NoRegexEngine {
    fn compile(&self, _source: &str) -> Result<Box<dyn CompiledRegex>, RegexError> {
        Err(RegexError::Unavailable)
    }
}

/// Why an expression can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegexError {
    /// Invalid or unsupported syntax, with the engine's message.
    Syntax(String),
    /// Its compiled form is too large.
    TooLarge,
    /// Matching takes too long.
    TooSlow,
    /// The regular expression engine couldn't be loaded.
    Unavailable,
}

/// Why a pattern has no members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoMembersReason {
    /// No user of the report matches.
    Nobody,
    /// All matching users belong to earlier patterns.
    Shadowed,
    /// The expression can't be used.
    Invalid(RegexError),
}

/// The group of each user of a table.
#[derive(Debug, Default)]
pub struct Groups {
    /// For each user, the pattern's position from 1; 0 without a group.
    of: Vec<u8>,
    unmatched: Vec<(Pattern, NoMembersReason)>,
}

impl Groups {
    /// Finds each user's group. Invalid expressions have no members, and expressions never match
    /// user IDs that are longer than a Matrix ID may be.
    pub async fn new(
        table: &Table,
        patterns: &Patterns,
        regex_engine: &dyn RegexEngine,
        yielder: &dyn Yielder,
    ) -> Self {
        let mut work = WorkMeter::new(yielder);
        let mut matchers = Vec::with_capacity(patterns.all().len());
        for pattern in patterns.all() {
            matchers.push(PatternMatcher::new(pattern, regex_engine));
            if matches!(pattern, Pattern::Expression(_)) {
                work.maybe_yield().await;
            }
        }
        let mut of = Vec::with_capacity(table.len());
        for index in table.indices() {
            of.push(first_match(&mut matchers, 0, table.user_id(index), &mut work).await);
            if work.has_yielded() {
                refuse_slow_expressions(&mut matchers, table, &mut of, &mut work).await;
            }
        }
        refuse_slow_expressions(&mut matchers, table, &mut of, &mut work).await;
        let mut members = vec![0_usize; matchers.len() + 1];
        for &group in &of {
            members[usize::from(group)] += 1;
        }
        let unmatched = |((matcher, pattern), &members): ((PatternMatcher, &Pattern), &usize)| {
            let why = match matcher.pattern {
                CompiledPattern::Invalid(refusal) => NoMembersReason::Invalid(refusal),
                _ if members > 0 || table.is_empty() => return None,
                _ if matcher.has_matched => NoMembersReason::Shadowed,
                _ => NoMembersReason::Nobody,
            };
            Some((pattern.clone(), why))
        };
        let patterns = matchers.into_iter().zip(patterns.all());
        let unmatched = patterns.zip(&members[1..]).filter_map(unmatched).collect();
        Self { of, unmatched }
    }

    /// Returns the patterns without members, and why.
    pub fn unmatched(&self) -> &[(Pattern, NoMembersReason)] {
        &self.unmatched
    }

    /// Returns the position of the pattern that identifies a user's group, from 0; `None` without a
    /// group.
    pub(crate) fn of(&self, index: u32) -> Option<usize> {
        let group = self.of.get(index as usize).copied().unwrap_or(0);
        usize::from(group).checked_sub(1)
    }
}

/// Returns the position of the first matching pattern from 1, or 0 if none matches. Patterns that
/// haven't matched anyone yet are always tried.
async fn first_match(
    matchers: &mut [PatternMatcher],
    from: usize,
    user_id: &str,
    work: &mut WorkMeter<'_>,
) -> u8 {
    let mut first = 0;
    for (place, matcher) in matchers.iter_mut().enumerate().skip(from) {
        if first != 0 && matcher.has_matched {
            continue;
        }
        if matcher.pattern.fits(user_id) {
            matcher.has_matched = true;
            if first == 0 {
                first = u8::try_from(place + 1).unwrap_or(0);
            }
        }
        if work.count(matcher.pattern.steps(user_id)) {
            work.maybe_yield().await;
        }
    }
    first
}

/// Rejects expressions that have become too slow, and reassigns their members.
async fn refuse_slow_expressions(
    matchers: &mut [PatternMatcher],
    table: &Table,
    of: &mut [u8],
    work: &mut WorkMeter<'_>,
) {
    for place in 0..matchers.len() {
        let is_slow = |expression: &dyn CompiledRegex| expression.is_too_slow();
        if !matches!(&matchers[place].pattern, CompiledPattern::Expression { expression, .. } if is_slow(&**expression))
        {
            continue;
        }
        matchers[place].pattern = CompiledPattern::Invalid(RegexError::TooSlow);
        for (index, group) in table.indices().zip(of.iter_mut()) {
            if usize::from(*group) == place + 1 {
                *group = first_match(matchers, place + 1, table.user_id(index), work).await;
            }
            if work.count(1) {
                work.maybe_yield().await;
            }
        }
    }
}

fn localpart(user_id: &str) -> &str {
    let id = user_id.strip_prefix('@').unwrap_or(user_id);
    id.split(':').next().unwrap_or_default()
}

/// A localpart prefix that many users share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestedPrefix {
    /// The prefix, up to its first underscore.
    pub prefix: String,
    /// How many users share it.
    pub users: usize,
    /// Bytes of their media.
    pub bytes: u128,
}

/// Returns localpart prefixes up to the first underscore that many users share, as a bridge's
/// ghosts do, most frequent first. The table must be sorted by user ID.
pub fn suggest(table: &Table) -> Vec<SuggestedPrefix> {
    /// Fewer users than this may share a prefix by coincidence.
    const MIN_USERS: usize = 10;
    const MAX_SUGGESTIONS: usize = 12;
    let mut runs: Vec<(&str, usize, u128)> = Vec::new();
    for user in table.users() {
        let localpart = localpart(user.user_id.unwrap_or_default());
        // Some bridges' prefixes start with an underscore.
        let after = usize::from(localpart.starts_with('_'));
        let Some(end) = localpart[after..].find('_') else {
            continue;
        };
        let prefix = &localpart[..=after + end];
        let added = u128::from(user.media_length.unwrap_or(0));
        match runs.last_mut() {
            Some((last, users, bytes)) if *last == prefix => {
                *users += 1;
                *bytes += added;
            }
            _ => runs.push((prefix, 1, added)),
        }
    }
    runs.retain(|&(_, users, _)| users >= MIN_USERS);
    runs.sort_by_key(|&(_, users, _)| std::cmp::Reverse(users));
    runs.truncate(MAX_SUGGESTIONS);
    let suggested = |(prefix, users, bytes): (&str, usize, u128)| SuggestedPrefix {
        prefix: prefix.to_owned(),
        users,
        bytes,
    };
    runs.into_iter().map(suggested).collect()
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
