//! `config.json` beside the panel: what its host has decided. Each mistake in it is reported, and the
//! rest counts; a file that can't be read as a whole allows as little as possible.

use crate::homeserver_input::{HomeserverInput, normalize_name};
use crate::url_query::{Defaults, Period, RowsPerPage};
use serde_json::{Map, Value};

/// The file's name, beside `index.html`.
pub const FILE: &str = "config.json";

/// What stands for the user ID in [`Config::user_link`].
pub const USER_ID: &str = "{user_id}";

/// The keys of the file. The URL's names are used where it has one.
pub mod key {
    pub use crate::url_query::key::{GROUPS, LIMIT, PERIOD};
    /// Homeservers on offer.
    pub const HOMESERVERS: &str = "homeservers";
    /// Whether others than those may be typed.
    pub const OTHER_HOMESERVERS: &str = "other_homeservers";
    /// Name of the installation.
    pub const TITLE: &str = "title";
    /// Where people find help.
    pub const HELP: &str = "help";
    /// Where another admin panel shows a user: a URL with `{user_id}` in it.
    pub const USER_LINK: &str = "user_link";
    /// Whether uploads over time are loaded.
    pub const TREND: &str = "trend";
    /// Whether nothing may be changed.
    pub const READ_ONLY: &str = "read_only";
    /// After how many minutes without activity the session ends.
    pub const IDLE_MINUTES: &str = "idle_minutes";
    /// All of them.
    pub(super) const ALL: [&str; 11] = [
        HOMESERVERS,
        OTHER_HOMESERVERS,
        TITLE,
        HELP,
        USER_LINK,
        TREND,
        READ_ONLY,
        IDLE_MINUTES,
        GROUPS,
        LIMIT,
        PERIOD,
    ];
}

/// Minutes without activity after which a session ends, unless the host says otherwise.
const IDLE_MINUTES: u32 = 60;

/// Whether homeservers that are not listed may be signed in to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OtherHomeservers {
    /// They may.
    Allowed,
    /// They may not.
    Refused,
    /// They may where the panel's own origin is not a homeserver itself.
    #[default]
    UnlessOwnOrigin,
}

/// When uploads over time are loaded, which takes a request for each interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TrendLoading {
    /// By themselves where that is cheap, otherwise after a click.
    #[default]
    Auto,
    /// Only after a click.
    Ask,
    /// Never; the view `Trend` is hidden.
    Off,
}

/// What the host has decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Homeservers on offer, by name or URL.
    pub homeservers: Vec<String>,
    /// Whether others may be typed.
    pub other_homeservers: OtherHomeservers,
    /// What is asked for when the URL says nothing.
    pub defaults: Defaults,
    /// The name that is shown instead of the product's.
    pub title: Option<String>,
    /// An HTTP(S) URL where people find help.
    pub help: Option<String>,
    /// Where another admin panel shows a user: a URL with `{user_id}` in it.
    pub user_link: Option<String>,
    /// When uploads over time are loaded.
    pub trend: TrendLoading,
    /// Whether all that changes the homeserver is hidden.
    pub read_only: bool,
    /// Minutes without activity after which the session ends; 0 for never.
    pub idle_minutes: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            homeservers: Vec::new(),
            other_homeservers: OtherHomeservers::default(),
            defaults: Defaults::default(),
            title: None,
            help: None,
            user_link: None,
            trend: TrendLoading::default(),
            read_only: false,
            idle_minutes: IDLE_MINUTES,
        }
    }
}

/// A part of the file that can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// The file can't be fetched, so nobody knows whether there is one.
    Unreachable,
    /// A web page is in its place.
    WebPage,
    /// It is no JSON object, in the parser's words.
    NotJson(String),
    /// There is no such key.
    UnknownKey(String),
    /// The key has a value that it can't have.
    InvalidValue(&'static str),
    /// This can be no homeserver.
    InvalidHomeserver(String),
    /// There is no homeserver that anybody could sign in to.
    NoHomeserver,
}

impl ConfigError {
    /// Whether the file as a whole could not be read.
    pub fn is_fatal(&self) -> bool {
        matches!(self, Self::Unreachable | Self::WebPage | Self::NotJson(_))
    }
}

impl Config {
    /// Reads the file's bytes.
    ///
    /// # Errors
    /// When they are not a JSON object.
    pub fn parse(bytes: &[u8]) -> Result<(Self, Vec<ConfigError>), ConfigError> {
        // Some editors begin a file with a byte order mark.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if bytes.trim_ascii_start().starts_with(b"<") {
            return Err(ConfigError::WebPage);
        }
        match serde_json::from_slice(bytes) {
            Ok(object) => Ok(ConfigReader::read(object)),
            Err(error) => Err(ConfigError::NotJson(error.to_string())),
        }
    }

    /// Where another admin panel shows a user, if there is one.
    pub fn link_to_user(&self, user_id: &str) -> Option<String> {
        let encoded: String = form_urlencoded::byte_serialize(user_id.as_bytes()).collect();
        let encoded = encoded.replace('+', "%20");
        Some(self.user_link.as_ref()?.replace(USER_ID, &encoded))
    }

    /// What holds while it is not known what the host has decided: as little as possible is allowed.
    pub fn restricted(own_origin: Option<String>) -> Self {
        Self {
            homeservers: own_origin.into_iter().collect(),
            other_homeservers: OtherHomeservers::Refused,
            trend: TrendLoading::Ask,
            read_only: true,
            ..Self::default()
        }
    }

    /// Decides what depends on the panel's own origin, given if it is a homeserver.
    pub fn resolve_own_origin(&mut self, own_homeserver: Option<String>) {
        if self.other_homeservers == OtherHomeservers::UnlessOwnOrigin {
            self.other_homeservers = match own_homeserver {
                Some(_) => OtherHomeservers::Refused,
                None => OtherHomeservers::Allowed,
            };
            self.homeservers.extend(own_homeserver);
        }
    }

    /// Whether homeservers that are not listed may be signed in to.
    pub fn allows_others(&self) -> bool {
        self.other_homeservers == OtherHomeservers::Allowed
    }

    /// Whether there is another homeserver to sign in to beside one that is signed in to, which is
    /// on the panel's own origin or not.
    pub fn allows_another(&self, is_own: bool) -> bool {
        match self.other_homeservers {
            OtherHomeservers::Allowed => true,
            OtherHomeservers::Refused => self.homeservers.len() > 1,
            OtherHomeservers::UnlessOwnOrigin => !is_own,
        }
    }

    /// The homeserver on offer that a name means, as it is offered.
    pub fn find_listed(&self, homeserver: &str) -> Option<String> {
        let is_named = |offered: &&String| is_same_name(offered, homeserver);
        self.homeservers.iter().find(is_named).cloned()
    }

    /// Whether a sign-in or a session that began earlier may go on. Where the panel's own origin
    /// decides, it did so when that began.
    pub fn allows(&self, homeserver: &str, base_url: &str) -> bool {
        self.other_homeservers != OtherHomeservers::Refused
            || [homeserver, base_url]
                .iter()
                .any(|name| self.find_listed(name).is_some())
    }

    /// A homeserver by the name that was given, if it may be signed in to; as it is offered where
    /// it is.
    pub fn allowed_name(&self, homeserver: &str) -> Option<String> {
        let other = || self.allows_others().then(|| normalize_name(homeserver));
        self.find_listed(homeserver).or_else(other)
    }
}

/// Whether two names or URLs mean the same homeserver.
pub fn is_same_name(one: &str, other: &str) -> bool {
    normalize_name(one) == normalize_name(other)
}

/// Takes the keys out of the file one by one.
struct ConfigReader {
    object: Map<String, Value>,
    errors: Vec<ConfigError>,
}

impl ConfigReader {
    fn read(object: Map<String, Value>) -> (Config, Vec<ConfigError>) {
        let mut reader = Self {
            object,
            errors: Vec::new(),
        };
        reader.correct_keys();
        let listed = reader.take(key::HOMESERVERS, list);
        let unlisted = listed.as_ref().is_none_or(Vec::is_empty);
        let homeservers = reader.homeservers(listed.unwrap_or_default());
        let others = reader.take(key::OTHER_HOMESERVERS, boolean);
        // A setting that can't be used was not meant to allow everything.
        let broken =
            reader.is_invalid(key::HOMESERVERS) || reader.is_invalid(key::OTHER_HOMESERVERS);
        let other_homeservers = match others {
            Some(true) => OtherHomeservers::Allowed,
            None if unlisted && !broken => OtherHomeservers::UnlessOwnOrigin,
            _ => OtherHomeservers::Refused,
        };
        if homeservers.is_empty() && other_homeservers == OtherHomeservers::Refused {
            reader.errors.push(ConfigError::NoHomeserver);
        }
        let config = Config {
            homeservers,
            other_homeservers,
            defaults: Defaults {
                period: reader.take(key::PERIOD, period).unwrap_or(Period::AllTime),
                rows_per_page: reader.take(key::LIMIT, limit).unwrap_or_default(),
                groups: reader.take(key::GROUPS, groups).unwrap_or_default(),
            },
            title: reader.take(key::TITLE, text),
            help: reader.take(key::HELP, web_address),
            user_link: reader.take(key::USER_LINK, user_link),
            trend: reader.trend(),
            // An invalid value counts as `true`, because no one sets this option to allow
            // everything.
            read_only: reader
                .take(key::READ_ONLY, boolean)
                .unwrap_or_else(|| reader.is_invalid(key::READ_ONLY)),
            idle_minutes: reader
                .take(key::IDLE_MINUTES, minutes)
                .unwrap_or(IDLE_MINUTES),
        };
        let unknown = reader.object.into_iter().map(|(key, _)| key);
        reader.errors.extend(unknown.map(ConfigError::UnknownKey));
        (config, reader.errors)
    }

    /// Reports keys that are one of the file's but for case, hyphens, underscores or a final `s`, and
    /// reads them as that one: `readonly` was not meant to allow changes.
    fn correct_keys(&mut self) {
        let misspelt: Vec<_> = self
            .object
            .keys()
            .filter(|name| !key::ALL.contains(&name.as_str()))
            .filter_map(|name| {
                let meant = key::ALL
                    .iter()
                    .find(|known| letters(known) == letters(name))?;
                Some((name.clone(), *meant))
            })
            .collect();
        for (name, meant) in misspelt {
            let value = self.object.remove(&name);
            if let Some(value) = value.filter(|_| !self.object.contains_key(meant)) {
                self.object.insert(meant.to_owned(), value);
            }
            self.errors.push(ConfigError::UnknownKey(name));
        }
    }

    fn take<T>(&mut self, key: &'static str, read: fn(&Value) -> Option<T>) -> Option<T> {
        let value = self.object.remove(key)?;
        let read = read(&value);
        if read.is_none() {
            self.errors.push(ConfigError::InvalidValue(key));
        }
        read
    }

    /// A value that can't be used was not meant to load more.
    fn trend(&mut self) -> TrendLoading {
        let trend = self.take(key::TREND, trend);
        trend.unwrap_or(if self.is_invalid(key::TREND) {
            TrendLoading::Ask
        } else {
            TrendLoading::default()
        })
    }

    /// Whether a key has a value that it can't have.
    fn is_invalid(&self, key: &'static str) -> bool {
        self.errors.contains(&ConfigError::InvalidValue(key))
    }

    /// Those of a list that can be homeservers, each once.
    fn homeservers(&mut self, listed: Vec<Value>) -> Vec<String> {
        let mut named: Vec<String> = Vec::new();
        for value in listed {
            match text(&value).filter(|name| HomeserverInput::parse(name).is_some()) {
                Some(name) if named.contains(&name) => {}
                Some(name) => named.push(name),
                None => self
                    .errors
                    .push(ConfigError::InvalidHomeserver(value.to_string())),
            }
        }
        named
    }
}

/// The letters of a key in lower case, without a final `s`.
fn letters(key: &str) -> String {
    let letters = key.chars().filter(char::is_ascii_alphabetic);
    let letters: String = letters.map(|char| char.to_ascii_lowercase()).collect();
    letters.trim_end_matches('s').to_owned()
}

fn boolean(value: &Value) -> Option<bool> {
    value.as_bool()
}

/// A number, or the text of one. Browsers' timers take no more than 24 days.
fn minutes(value: &Value) -> Option<u32> {
    const MAX_MINUTES: u32 = 24 * 24 * 60;
    let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
    let text = || value.as_str()?.parse().ok();
    number
        .or_else(text)
        .filter(|minutes| *minutes <= MAX_MINUTES)
}

fn text(value: &Value) -> Option<String> {
    let text = value.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn list(value: &Value) -> Option<Vec<Value>> {
    value.as_array().cloned()
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(text).collect()
}

fn period(value: &Value) -> Option<Period> {
    Period::parse_moving(value.as_str()?)
}

/// A number, or the URL's text for it.
fn limit(value: &Value) -> Option<RowsPerPage> {
    let number = value.as_u64().map(|number| number.to_string());
    RowsPerPage::parse(value.as_str().or(number.as_deref())?)
}

/// Patterns as in the URL, or a list of them.
fn groups(value: &Value) -> Option<String> {
    let list = || texts(value).map(|patterns| patterns.join(", "));
    value.as_str().map(str::to_owned).or_else(list)
}

fn web_address(value: &Value) -> Option<String> {
    let url = text(value)?;
    let (scheme, rest) = url.split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    (is_web && !rest.is_empty()).then_some(url)
}

fn trend(value: &Value) -> Option<TrendLoading> {
    match value.as_str()? {
        "auto" => Some(TrendLoading::Auto),
        "ask" => Some(TrendLoading::Ask),
        "off" => Some(TrendLoading::Off),
        _ => None,
    }
}

fn user_link(value: &Value) -> Option<String> {
    web_address(value).filter(|url| url.contains(USER_ID))
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
