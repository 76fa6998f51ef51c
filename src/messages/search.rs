//! Searching: what can be entered, and what is wrong with it.

use media_usage::{ConditionError, ConditionErrorReason};

/// Examples of searches, and whom they find.
pub fn search_examples() -> [(&'static str, &'static str); 9] {
    [
        ("anna berg", messages::search_example_words()),
        ("\"anna b\"", messages::search_example_phrase()),
        ("@anna:example.org", messages::search_example_id()),
        ("> 1 GiB", messages::search_example_size()),
        ("files>500", messages::search_example_files()),
        ("average<1.5MB", messages::search_example_average()),
        ("share>5%", messages::search_example_share()),
        ("rank<=10", messages::search_example_rank()),
        ("-telegram", messages::search_example_exclusion()),
    ]
}

/// Why something that looks like a condition is left out of the search. `localized` writes the numbers
/// of a search as the browser's language does.
pub fn search_mistake(error: &ConditionError, localized: impl Fn(&str) -> String) -> String {
    let text = &error.text;
    match &error.reason {
        ConditionErrorReason::Unfinished => {
            let lower = text.to_ascii_lowercase();
            let is_count = lower.starts_with("files") || lower.starts_with("media_count");
            messages::condition_unfinished(text, if is_count { "500" } else { "1 GiB" })
        }
        ConditionErrorReason::Name(name) => messages::condition_name(text, name),
        ConditionErrorReason::Operator(signs) => messages::condition_operator(text, signs),
        ConditionErrorReason::Number => messages::condition_number(text, &localized(">1.5 GiB")),
        ConditionErrorReason::Unit(unit) => messages::condition_unit(text, unit),
    }
}
