//! Searching: what can be typed, and what comes of it.

use media_usage::{ConditionError, ConditionErrorReason};

pub const SEARCH: &str = "Search users";
pub const SEARCH_HINT: &str = "Name, user ID, >1GiB";
pub const SEARCH_HELP: &str = "How to search";

/// What can be typed, and whom it finds.
pub const SEARCH_WAYS: [(&str, &str); 6] = [
    (
        "anna berg",
        "Name or ID contains every word. Case and accents are ignored.",
    ),
    ("\"anna b\"", "Name or ID contains exactly this"),
    ("@anna:example.org", "User ID; links to the user work, too"),
    ("> 1 GiB", "Uses more than that. Also with <, >=, <= and ="),
    ("files>500", "Has more than 500 files"),
    ("average<1.5MB", "Average file size under 1.5 MB"),
];

pub const SEARCH_RULES: &str = "All conditions must match. KiB, MiB, GiB and TiB, or K, M, G and T, \
     are powers of 1024; kB, MB, GB and TB are powers of 1000; without a unit, sizes are in bytes. \
     Unfinished uploads count as 0 bytes. To search for a text that looks like a condition, put it in quotes.";

/// Nobody is found.
pub fn nobody_found(term: &str) -> String {
    format!("No user matches “{term}”.")
}

/// Why something that looks like a condition is left out of the search. `localized` writes the numbers
/// of a search as the browser's language does.
pub fn search_mistake(error: &ConditionError, localized: impl Fn(&str) -> String) -> String {
    let text = &error.text;
    let why = match &error.reason {
        ConditionErrorReason::Unfinished => {
            let lower = text.to_ascii_lowercase();
            let is_count = lower.starts_with("files") || lower.starts_with("media_count");
            let sample = if is_count { "500" } else { "1 GiB" };
            return format!("Ignored until it has a number, such as {text} {sample}.");
        }
        ConditionErrorReason::Name(name) => {
            format!("“{name}” can’t be compared; use size, files or average.")
        }
        ConditionErrorReason::Operator(signs) => {
            format!("“{signs}” is not a comparison; use <, >, <=, >= or =.")
        }
        ConditionErrorReason::Number => {
            let sample = localized(">1.5 GiB");
            format!("it has no number that can be understood; write it as in {sample}.")
        }
        ConditionErrorReason::Unit(unit) => {
            format!("“{unit}” is not a unit here; see “{SEARCH_HELP}”.")
        }
    };
    format!("Ignored “{text}”: {why} To search for this text, put it in quotes.")
}
