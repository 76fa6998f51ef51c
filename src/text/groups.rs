//! Of groups of users.

pub const GROUPS: &str = "Groups";
pub const GROUP_PATTERNS: &str = "Users who belong together";
pub const GROUP_PATTERNS_HINT: &str = "telegram_, irc_, /^_?bot/";
pub const GROUPED: &str = "In the list";
pub const GROUPED_SUM: &str = "A line for each group";
pub const GROUPED_HIDE: &str = "Leave them out";
pub const GROUP_HINT: &str = "The members’ figures together";
pub const NO_RANK_HINT: &str = "Ranks are of users, not of groups";
pub const SUGGESTED: &str = "In this report:";
pub const NO_SUGGESTIONS: &str = "Nothing that many user IDs in this report begin with; a bridge’s users mostly share what comes before the first underscore.";

/// How groups are written.
pub const GROUPS_HELP: &str = "What their user IDs begin with, as telegram_ for the users of a bridge; several with commas. \
     Between slashes, a regular expression for the part before the colon.";

/// What is between slashes and is no regular expression.
pub fn bad_expression(pattern: &str) -> String {
    format!("{pattern} is no regular expression, so nobody belongs to it.")
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
