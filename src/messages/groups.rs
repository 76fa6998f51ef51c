//! Of groups of users.

use media_usage::{GroupMode, NoMembersReason, RegexError};

pub const GROUPS: &str = "Groups";
pub const GROUP_PATTERNS: &str = "Users who belong together";
pub const GROUP_PATTERNS_HINT: &str = "telegram_, irc_, /^_?bot/";
pub const GROUP_MODE: &str = "In the list";

/// What is shown of the members of groups.
pub fn group_mode(mode: GroupMode) -> &'static str {
    match mode {
        GroupMode::Sum => "One row per group",
        GroupMode::Hide => "Hide",
    }
}
pub const GROUP_HINT: &str = "The members’ figures together";
pub const NO_RANK_HINT: &str = "Ranks are of users, not of groups";
pub const SUGGESTED: &str = "In this report:";
pub const NO_SUGGESTIONS: &str = "Nothing that many user IDs in this report begin with; a bridge’s users mostly share what comes before the first underscore.";

/// How groups are written.
pub const GROUPS_HELP: &str = "Comma-separated prefixes, such as telegram_ for a bridge, or regular expressions, as in the bridge’s \
     registration. They match the part before the colon, or the full user ID.";
pub const SHOW_GROUPS: &str = "Show groups";

/// Why a pattern has no members.
pub fn unmatched(pattern: &str, why: &NoMembersReason) -> String {
    match why {
        NoMembersReason::Nobody => format!("{pattern} matches no users in this report."),
        NoMembersReason::Shadowed => {
            format!("All users who match {pattern} already match a pattern before it.")
        }
        NoMembersReason::Invalid(RegexError::Syntax(why)) => {
            format!("{pattern} is not a valid regular expression here: {why}.")
        }
        NoMembersReason::Invalid(RegexError::TooLarge) => {
            format!("{pattern} is too large. Use fewer or smaller repetitions.")
        }
        NoMembersReason::Invalid(RegexError::TooSlow) => {
            format!(
                "{pattern} takes too long, so it was stopped and matches no users. Simplify it."
            )
        }
        NoMembersReason::Invalid(RegexError::Unavailable) => {
            format!(
                "{pattern} wasn’t used: a part of the panel couldn’t be loaded. Reload the page."
            )
        }
    }
}

/// Every user found is a member of a group that is left out.
pub fn all_hidden(users: &str, is_one: bool) -> String {
    if is_one {
        "The only user found is hidden by groups.".to_owned()
    } else {
        format!("All {users} users are hidden by groups.")
    }
}

/// How many users a group's line stands for.
pub fn members(number: &str, one: bool) -> String {
    format!("{number} {}", if one { "user" } else { "users" })
}

/// Names the button that lists a group's members.
pub fn members_of(label: &str) -> String {
    format!("Members of {label}")
}

/// A beginning of user IDs that many share.
pub fn suggestion(beginning: &str, users: &str) -> String {
    format!("{beginning} ({users})")
}
