//! `config.json` beside the panel: what its host has decided. Reading it never fails: each mistake
//! is reported, and the rest counts.

use crate::homeserver::address::{Address, tidy_name};
use crate::query::{Defaults, Period, RowsPerPage};
use serde_json::{Map, Value};

/// The file's name, beside `index.html`.
pub const FILE: &str = "config.json";

/// The keys of the file. The URL's names are used where it has one.
pub mod key {
    pub use crate::query::key::{GROUPS, LIMIT, PERIOD};
    /// Homeservers on offer.
    pub const HOMESERVERS: &str = "homeservers";
    /// Whether others than those may be typed.
    pub const OTHER_HOMESERVERS: &str = "other_homeservers";
    /// Name of the installation.
    pub const TITLE: &str = "title";
    /// Where people find help.
    pub const HELP: &str = "help";
    /// Whether nothing may be changed.
    pub const READ_ONLY: &str = "read_only";
}

/// What the host has decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Homeservers on offer, by name or URL.
    pub homeservers: Vec<String>,
    /// Whether others may be typed.
    pub other_homeservers: bool,
    /// What is asked for when the URL says nothing.
    pub defaults: Defaults,
    /// The name that is shown instead of the product's.
    pub title: Option<String>,
    /// An HTTP(S) URL where people find help.
    pub help: Option<String>,
    /// Whether all that changes the homeserver is hidden.
    pub read_only: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            homeservers: Vec::new(),
            other_homeservers: true,
            defaults: Defaults::default(),
            title: None,
            help: None,
            read_only: false,
        }
    }
}

/// A part of the file that can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// The file is there and can't be fetched.
    Unread,
    /// It is no JSON object, in the parser's words.
    NotJson(String),
    /// There is no such key.
    UnknownKey(String),
    /// The key has a value that it can't have.
    BadValue(&'static str),
    /// This can be no homeserver.
    BadHomeserver(String),
    /// There is no homeserver that anybody could sign in to.
    NoHomeserver,
}

impl Config {
    /// Reads the file's bytes. A web page in its place is a server's way to say that there is no
    /// file.
    pub fn parse(bytes: &[u8]) -> (Self, Vec<Mistake>) {
        // Some editors begin a file with a byte order mark.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let is_blank = |byte: &&u8| !byte.is_ascii_whitespace();
        if matches!(bytes.iter().find(is_blank), None | Some(b'<')) {
            return Default::default();
        }
        match serde_json::from_slice(bytes) {
            Ok(object) => Reader::read(object),
            Err(error) => {
                let mistake = Mistake::NotJson(error.to_string());
                (Self::default(), vec![mistake])
            }
        }
    }

    /// A homeserver by the name that was given, if it may be signed in to; as it is offered where
    /// it is.
    pub fn choose(&self, homeserver: &str) -> Option<String> {
        let named = tidy_name(homeserver);
        let is_named = |offered: &&String| tidy_name(offered) == named;
        let offered = self.homeservers.iter().find(is_named).cloned();
        offered.or_else(|| self.other_homeservers.then_some(named))
    }
}

/// Takes the keys out of the file one by one.
struct Reader {
    object: Map<String, Value>,
    mistakes: Vec<Mistake>,
}

impl Reader {
    fn read(object: Map<String, Value>) -> (Config, Vec<Mistake>) {
        let mut reader = Self {
            object,
            mistakes: Vec::new(),
        };
        let listed = reader.take(key::HOMESERVERS, list);
        // Where there is a list that can't be used, it was not meant to allow everything.
        let unlisted = listed.as_ref().map_or_else(
            || {
                !reader
                    .mistakes
                    .contains(&Mistake::BadValue(key::HOMESERVERS))
            },
            Vec::is_empty,
        );
        let homeservers = reader.homeservers(listed.unwrap_or_default());
        let other_homeservers = reader
            .take(key::OTHER_HOMESERVERS, boolean)
            .unwrap_or(unlisted);
        if homeservers.is_empty() && !other_homeservers {
            reader.mistakes.push(Mistake::NoHomeserver);
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
            read_only: reader.take(key::READ_ONLY, boolean).unwrap_or(false),
        };
        let unknown = reader.object.into_iter().map(|(key, _)| key);
        reader.mistakes.extend(unknown.map(Mistake::UnknownKey));
        (config, reader.mistakes)
    }

    fn take<T>(&mut self, key: &'static str, read: fn(&Value) -> Option<T>) -> Option<T> {
        let value = self.object.remove(key)?;
        let read = read(&value);
        if read.is_none() {
            self.mistakes.push(Mistake::BadValue(key));
        }
        read
    }

    /// Those of a list that can be homeservers, each once.
    fn homeservers(&mut self, listed: Vec<Value>) -> Vec<String> {
        let mut named: Vec<String> = Vec::new();
        for value in listed {
            match text(&value).filter(|name| Address::parse(name).is_some()) {
                Some(name) if named.contains(&name) => {}
                Some(name) => named.push(name),
                None => self
                    .mistakes
                    .push(Mistake::BadHomeserver(value.to_string())),
            }
        }
        named
    }
}

fn boolean(value: &Value) -> Option<bool> {
    value.as_bool()
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

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::query::Preset;
    use proptest::prelude::*;

    fn parse(text: &str) -> (Config, Vec<Mistake>) {
        Config::parse(text.as_bytes())
    }

    #[test]
    fn everything_can_be_decided() {
        let (config, mistakes) = parse(
            r#"{"homeservers":["example.org","https://matrix.example.net/"],"other_homeservers":true,
            "period":"30d","limit":250,"groups":["telegram_","/^irc/"],"title":"Our media",
            "help":"https://example.org/help","read_only":true}"#,
        );
        assert_eq!(mistakes, []);
        let wanted = Config {
            homeservers: vec!["example.org".into(), "https://matrix.example.net/".into()],
            other_homeservers: true,
            defaults: Defaults {
                period: Period::Preset(Preset::Days30),
                rows_per_page: RowsPerPage::Rows250,
                groups: "telegram_, /^irc/".into(),
            },
            title: Some("Our media".into()),
            help: Some("https://example.org/help".into()),
            read_only: true,
        };
        assert_eq!(config, wanted);
    }

    #[test]
    fn no_file_and_a_page_in_its_place_decide_nothing() {
        for nothing in [
            "",
            " \n",
            "{}",
            "\u{feff}{}",
            " <!doctype html><p>Not found",
        ] {
            assert_eq!(parse(nothing), (Config::default(), vec![]), "{nothing}");
        }
    }

    #[test]
    fn a_list_of_homeservers_is_all_unless_others_are_allowed() {
        let choose = |json: &str, name: &str| parse(json).0.choose(name);
        assert_eq!(choose("{}", "any.example").as_deref(), Some("any.example"));
        let one = r#"{"homeservers":["example.org"]}"#;
        assert_eq!(choose(one, "Example.org/").as_deref(), Some("example.org"));
        assert_eq!(choose(one, "evil.example"), None);
        let more = r#"{"homeservers":["example.org"],"other_homeservers":true}"#;
        assert_eq!(choose(more, "any.example").as_deref(), Some("any.example"));
    }

    #[test]
    fn a_list_that_cannot_be_used_does_not_allow_everything() {
        for broken in [
            r#"{"homeservers":"example.org"}"#,
            r#"{"homeservers":["not a server"]}"#,
            r#"{"homeservers":[1]}"#,
            r#"{"other_homeservers":false}"#,
        ] {
            let (config, mistakes) = parse(broken);
            assert_eq!(config.choose("evil.example"), None, "{broken}");
            assert!(mistakes.contains(&Mistake::NoHomeserver), "{broken}");
        }
        let (config, mistakes) = parse(r#"{"homeservers":["example.org",1,"example.org"]}"#);
        assert_eq!(config.homeservers, ["example.org"]);
        assert_eq!(mistakes, [Mistake::BadHomeserver("1".into())]);
        let empty = parse(r#"{"homeservers":[]}"#);
        assert!(empty.0.other_homeservers && empty.1.is_empty());
    }

    #[test]
    fn each_mistake_is_named_and_the_rest_counts() {
        let (config, mistakes) = parse(
            r#"{"homeservers":["example.org","not a server"],"period":"fortnight","limit":7,
            "groups":1,"title":" ","help":"javascript:alert(1)//://x","read_only":"yes","colour":1}"#,
        );
        let wanted = [
            Mistake::BadHomeserver("\"not a server\"".into()),
            Mistake::BadValue(key::PERIOD),
            Mistake::BadValue(key::LIMIT),
            Mistake::BadValue(key::GROUPS),
            Mistake::BadValue(key::TITLE),
            Mistake::BadValue(key::HELP),
            Mistake::BadValue(key::READ_ONLY),
            Mistake::UnknownKey("colour".into()),
        ];
        assert_eq!(mistakes, wanted);
        assert_eq!(config.homeservers, ["example.org"]);
        assert!(!config.other_homeservers);
    }

    #[test]
    fn what_is_no_json_is_said_with_its_place() {
        for broken in ["{\"title\":\n\"a\",}", "[]", "nonsense"] {
            let (config, mistakes) = parse(broken);
            assert_eq!(config, Config::default());
            let words = match mistakes.as_slice() {
                [Mistake::NotJson(words)] => words,
                other => panic!("{other:?}"),
            };
            assert!(words.contains("line"), "{words}");
        }
    }

    proptest! {
        #[test]
        fn a_good_key_counts_whatever_stands_beside_it(key in "[a-z_]{1,12}", value in any::<i64>()) {
            prop_assume!(key != key::TITLE);
            let (config, _) = parse(&format!(r#"{{"{key}":{value},"title":"Ours"}}"#));
            prop_assert_eq!(config.title.as_deref(), Some("Ours"));
        }

        #[test]
        fn any_bytes_are_read_without_a_crash(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let (config, mistakes) = Config::parse(&bytes);
            prop_assert!(mistakes.is_empty() || config == Config::default());
        }
    }
}
