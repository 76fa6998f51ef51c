//! Groups of users.

use media_usage::{GroupMode, NoMembersReason, RegexError};

/// How the members of groups are shown.
pub fn group_mode_name(mode: GroupMode) -> &'static str {
    match mode {
        GroupMode::Sum => messages::grouped_sum(),
        GroupMode::Hide => messages::grouped_hide(),
    }
}

/// Why a pattern has no members.
pub fn unmatched(pattern: &str, why: &NoMembersReason) -> String {
    match why {
        NoMembersReason::Nobody => messages::pattern_matches_nobody(pattern),
        NoMembersReason::Shadowed => messages::pattern_shadowed(pattern),
        NoMembersReason::Invalid(RegexError::Syntax(why)) => messages::pattern_syntax(pattern, why),
        NoMembersReason::Invalid(RegexError::TooLarge) => messages::pattern_too_large(pattern),
        NoMembersReason::Invalid(RegexError::TooSlow) => messages::pattern_too_slow(pattern),
        NoMembersReason::Invalid(RegexError::Unavailable) => messages::pattern_unavailable(pattern),
    }
}
