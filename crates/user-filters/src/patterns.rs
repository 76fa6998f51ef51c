//! Patterns of user IDs as people write them.

/// The most patterns that are followed: a user's group is kept in a byte.
const MAX_PATTERNS: usize = u8::MAX as usize;

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
    /// if it begins with `@` or has a colon, the whole ID, from a place in the localpart on.
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
const SEPARATORS: [char; 11] = [',', ' ', '\t', '\n', '\r', '"', '\'', '“', '”', '‘', '’'];

impl Patterns {
    /// Reads patterns as people write them: `telegram_, @irc_*, /^_?slack/`. Commas and spaces
    /// separate, and what stands between slashes is a regular expression, in which a slash is
    /// written `\/`. What has the signs of one, as in a bridge's registration, needs no slashes.
    pub fn parse(text: &str) -> Self {
        let mut patterns = Vec::new();
        let mut rest = text;
        let mut is_flag = false;
        loop {
            rest = rest.trim_start_matches(SEPARATORS);
            let without_at = rest.trim_start_matches('@');
            if without_at.starts_with('/') {
                rest = without_at;
            }
            if rest.is_empty() || patterns.len() == MAX_PATTERNS {
                return Self(patterns);
            }
            let (pattern, behind) = expression(rest).unwrap_or_else(|| word(rest));
            rest = behind;
            if let Some(Pattern::Prefix(word)) = &pattern
                && is_key(word, std::mem::replace(&mut is_flag, word == "exclusive:"))
            {
                continue;
            }
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

/// A regular expression between slashes at the start of a text, and what comes after it. The flags
/// of other languages, as in `/^bot/i`, are a part of it without a meaning.
fn expression(text: &str) -> Option<(Option<Pattern>, &str)> {
    let inside = text.strip_prefix('/')?;
    let mut escaped = false;
    let end = inside.find(|char| {
        let is_end = char == '/' && !escaped;
        escaped = char == '\\' && !escaped;
        is_end
    })?;
    let source = inside[..end].to_owned();
    let behind = &inside[end + 1..];
    let after_flags = behind.trim_start_matches(['d', 'g', 'i', 'm', 's', 'u', 'v', 'x', 'y']);
    let rest = if after_flags.is_empty() || after_flags.starts_with(SEPARATORS) {
        after_flags
    } else {
        behind
    };
    (!source.is_empty()).then_some((Some(Pattern::Expression(source)), rest))
}

/// A pattern without slashes at the start of a text, and what comes after it.
fn word(text: &str) -> (Option<Pattern>, &str) {
    let (word, rest) = text.split_at(end_of_word(text));
    let typed = word.trim_end_matches(SEPARATORS);
    let word = typed.trim_start_matches(|char| char == '/' || SEPARATORS.contains(&char));
    let slashes = word.bytes().rev().take_while(|&byte| byte == b'\\').count();
    // An expression may still lack its second slash.
    let has_signs = typed.starts_with('/')
        || word.contains(['^', '$', '\\', '[', ']', '(', ')', '{', '}', '|'])
        || word.contains(".*")
        || word.ends_with(".+")
        || word.contains(".+:");
    // What ends in a backslash is no expression.
    if has_signs && !word.is_empty() && slashes % 2 == 0 {
        // In double quotes, YAML doubles backslashes, and no user ID has one.
        let single = word.replace(r"\\", r"\");
        let source = if single.ends_with('\\') {
            word
        } else {
            &single
        };
        return (
            Some(Pattern::Expression(with_escaped_slashes(source))),
            rest,
        );
    }
    let word = word.trim_start_matches(|char| "@/".contains(char) || SEPARATORS.contains(&char));
    let start = word.trim_end_matches(|char| char == '*' || SEPARATORS.contains(&char));
    let pattern = if start.contains(['*', '?']) || (start.is_empty() && !word.is_empty()) {
        Pattern::Wildcard(word.to_owned())
    } else {
        Pattern::Prefix(start.to_owned())
    };
    ((!word.is_empty()).then_some(pattern), rest)
}

/// Whether a word is a key in the YAML of a bridge's registration, which may be pasted as a whole, or
/// the value of one.
fn is_key(word: &str, is_flag: bool) -> bool {
    matches!(word, "-" | "users:" | "regex:" | "exclusive:")
        || (is_flag && matches!(word, "true" | "false"))
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
