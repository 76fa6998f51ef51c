//! What is wrong with `config.json`.

use panel_core::config::{ConfigError, FILE, key};

/// A part of the file that can't be used, and what it should be.
pub fn config_error(error: &ConfigError) -> String {
    match error {
        ConfigError::Unreachable => messages::config_unreachable(FILE),
        ConfigError::WebPage => messages::config_web_page(FILE),
        ConfigError::NotJson(words) => messages::config_not_json(FILE, words),
        ConfigError::UnknownKey(name) => messages::config_unknown_key(FILE, name),
        ConfigError::InvalidValue(name) => {
            let expected = match *name {
                key::HOMESERVERS => messages::config_homeservers,
                key::PERIOD => messages::config_period,
                key::LIMIT => messages::config_limit,
                key::GROUPS => messages::config_groups,
                key::TITLE => messages::config_title,
                key::IDLE_MINUTES => messages::config_idle_minutes,
                key::HELP => messages::config_help,
                key::USER_LINK => messages::config_user_link,
                key::TREND => messages::config_trend,
                _ => messages::config_boolean,
            };
            expected(FILE, name)
        }
        ConfigError::InvalidHomeserver(name) => {
            messages::config_invalid_homeserver(FILE, key::HOMESERVERS, name)
        }
        ConfigError::NoHomeserver => {
            messages::config_no_homeserver(FILE, key::HOMESERVERS, key::OTHER_HOMESERVERS)
        }
    }
}
