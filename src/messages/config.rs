//! What is wrong with `config.json`, in words.

use crate::config::{ConfigError, FILE, key};
use panel_core::format::isolate;

pub const READ_ONLY_MODE: &str = "Read only";
pub const HELP: &str = "Help";

/// What holds while the file can't be read.
const RESTRICTED: &str = "Until it can be read, you can sign in only to this page’s own homeserver, and nothing can be changed.";

/// A part of the file that can't be used, and what could.
pub fn error(error: &ConfigError) -> String {
    let what = match error {
        ConfigError::Unreachable => format!("it couldn’t be loaded. {RESTRICTED}"),
        ConfigError::WebPage => format!(
            "the web server sent a web page instead. {RESTRICTED} If you don’t need the file, create one that contains {{}}."
        ),
        ConfigError::NotJson(words) => format!("it isn’t a JSON object ({words}). {RESTRICTED}"),
        ConfigError::UnknownKey(key) => format!("there is no setting {}.", isolate(key)),
        ConfigError::InvalidValue(key) => format!("{key} must be {}.", accepted(key)),
        ConfigError::InvalidHomeserver(name) => {
            format!(
                "{} has {}, which can't be a homeserver.",
                key::HOMESERVERS,
                isolate(name)
            )
        }
        ConfigError::NoHomeserver => format!(
            "{} has none that can be used, and {} allows no others: nobody can sign in.",
            key::HOMESERVERS,
            key::OTHER_HOMESERVERS
        ),
    };
    format!("{FILE}: {what}")
}

fn accepted(name: &str) -> &'static str {
    match name {
        key::HOMESERVERS => "a list of names or URLs, as [\"example.org\"]",
        key::PERIOD => "one of all, 24h, 7d, 30d, 90d, 365d, this-month, last-month, this-year",
        key::LIMIT => "one of 25, 50, 100, 250, 500, 1000",
        key::GROUPS => "a text as in the URL, or a list of patterns",
        key::TITLE => "a text that is not empty",
        key::IDLE_MINUTES => "a whole number of minutes, or 0 to stay signed in",
        key::HELP => "a URL that begins with https:// or http://",
        _ => "true or false",
    }
}
