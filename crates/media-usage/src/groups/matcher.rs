//! Matches user IDs against patterns.

use super::{CompiledRegex, RegexEngine, RegexError};
use user_filters::Pattern;

/// Maximum length of a Matrix ID in bytes. Longer IDs don't belong to users of a compliant
/// homeserver, and take too long to match against expressions and wildcards.
const MAX_ID_BYTES: usize = 255;

/// Steps per byte that the largest allowed expression takes.
const STEPS_PER_BYTE: usize = 512;

/// A compiled pattern.
pub(super) struct PatternMatcher {
    pub(super) pattern: CompiledPattern,
    /// Whether it has matched any user so far.
    pub(super) has_matched: bool,
}

pub(super) enum CompiledPattern {
    Prefix(String),
    Wildcard(String),
    Expression {
        expression: Box<dyn CompiledRegex>,
        /// Whether the pattern includes the server name.
        is_of_full_id: bool,
    },
    Invalid(RegexError),
}

impl PatternMatcher {
    pub(super) fn new(pattern: &Pattern, regex_engine: &dyn RegexEngine) -> Self {
        let pattern = match pattern {
            Pattern::Prefix(prefix) => CompiledPattern::Prefix(prefix.clone()),
            Pattern::Wildcard(text) => CompiledPattern::Wildcard(text.clone()),
            Pattern::Expression(source) => match regex_engine.compile(source) {
                Ok(expression) => CompiledPattern::Expression {
                    expression,
                    is_of_full_id: is_of_full_id(source),
                },
                Err(refusal) => CompiledPattern::Invalid(refusal),
            },
        };
        Self {
            pattern,
            has_matched: false,
        }
    }
}

impl CompiledPattern {
    pub(super) fn fits(&self, user_id: &str) -> bool {
        let bare = user_id.strip_prefix('@').unwrap_or(user_id);
        if let Self::Prefix(prefix) = self {
            let start = bare.as_bytes().get(..prefix.len());
            return start.is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()));
        }
        if user_id.len() > MAX_ID_BYTES {
            return false;
        }
        let at = user_id.len() - bare.len();
        let end = bare.find(':').unwrap_or(bare.len());
        match self {
            Self::Wildcard(pattern) => {
                let pattern = pattern.as_bytes();
                wildcard(pattern, &bare.as_bytes()[..end]) || wildcard(pattern, bare.as_bytes())
            }
            Self::Expression {
                expression,
                is_of_full_id,
            } => {
                let finds = |text: &str, before: usize| {
                    expression.find(text).is_some_and(|start| start < before)
                };
                finds(&bare[..end], usize::MAX)
                    || finds(&user_id[..at + end], usize::MAX)
                    || (*is_of_full_id && (finds(user_id, at + end) || finds(bare, end)))
            }
            Self::Prefix(_) | Self::Invalid(_) => false,
        }
    }

    /// Returns an upper bound of the steps needed to test a user ID.
    pub(super) fn steps(&self, user_id: &str) -> usize {
        match self {
            Self::Wildcard(pattern) if user_id.len() <= MAX_ID_BYTES => {
                pattern.len().saturating_mul(2 * user_id.len())
            }
            Self::Expression { is_of_full_id, .. } if user_id.len() <= MAX_ID_BYTES => {
                let finds = if *is_of_full_id { 4 } else { 2 };
                finds * STEPS_PER_BYTE * user_id.len()
            }
            // A prefix and a user ID usually differ early.
            _ => 4,
        }
    }
}

/// Whether an expression begins with `@`, as in a bridge's registration, or has a colon other than
/// in `(?:` and `[:alpha:]`.
fn is_of_full_id(source: &str) -> bool {
    let has_at = source.trim_start_matches(['^', '(']).starts_with('@');
    let source = source
        .replace("(?:", "")
        .replace("[:", "")
        .replace(":]", "");
    has_at || source.contains(':')
}

/// Whether a text matches a pattern with `*` for any bytes and `?` for one byte.
pub(super) fn wildcard(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut place) = (0, 0);
    // Position after the last `*`, and the position in the text from which the rest is tried.
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
