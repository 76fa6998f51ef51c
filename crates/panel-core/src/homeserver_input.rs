//! Where a homeserver may be, from what a person types or pastes.

use crate::format::{is_readable, server_name, visible};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Base URL of a homeserver's APIs: scheme, host and perhaps a path, without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Reads an HTTP(S) URL. Its query, its fragment and user information are no part of a base
    /// URL: with one of them, with another scheme or without a host it is `None`.
    pub fn parse(url: &str) -> Option<Self> {
        let (scheme, rest) = url.trim().split_once("://")?;
        Self::from_parts(scheme, rest).ok()
    }

    /// Reads the two parts of a URL, which stand before and after `://`.
    fn from_parts(scheme: &str, rest: &str) -> Result<Self, HomeserverInputError> {
        let scheme = scheme.to_ascii_lowercase();
        if scheme != "https" && scheme != "http" {
            return Err(HomeserverInputError::Scheme(scheme));
        }
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        check_characters(rest)?;
        check_host(host)?;
        let host = host.to_ascii_lowercase();
        let path = path.trim_end_matches('/');
        Ok(Self(format!("{scheme}://{host}{path}")))
    }

    /// The URL of an API path, which starts with a slash.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// The URL itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether requests go over plain HTTP to another computer: a page that came over HTTPS may
    /// not send them, and anybody on the way can read them. (Browsers make an exception for this
    /// computer.)
    pub fn is_insecure(&self) -> bool {
        let rest = self.0.strip_prefix("http://");
        rest.is_some_and(|rest| !is_loopback(rest.split('/').next().unwrap_or_default()))
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for BaseUrl {
    type Error = &'static str;

    fn try_from(url: String) -> Result<Self, Self::Error> {
        Self::parse(&url).ok_or("not an HTTP URL")
    }
}

impl From<BaseUrl> for String {
    fn from(url: BaseUrl) -> Self {
        url.0
    }
}

/// What a person typed to name a homeserver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HomeserverInput {
    /// A base URL.
    Url(BaseUrl),
    /// A server name, with the URL at which its `.well-known` is looked for.
    Name(BaseUrl),
}

/// Why a text can't name a homeserver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HomeserverInputError {
    /// A URL of another scheme than HTTPS and HTTP.
    Scheme(String),
    /// A space in the middle.
    Space,
    /// A character that can't be seen, or that changes the direction of the text around it.
    Invisible(char),
    /// A character that neither a name nor a URL has there.
    Character(char),
    /// A user name or an e-mail address instead of a server's.
    UserInfo,
    /// What stands for the port is not a number up to 65535.
    Port(String),
    /// There is no server in it.
    NoHost,
}

impl HomeserverInput {
    /// Reads what [`HomeserverInput::try_parse`] can read.
    pub fn parse(input: &str) -> Option<Self> {
        Self::try_parse(input).ok()
    }

    /// Reads a base URL, a server name (`example.org`, `localhost:8008`), a user ID of it, or the
    /// URL of something in its API. Quotes around it and invisible characters that often come
    /// with pasted text are ignored.
    ///
    /// # Errors
    /// Says what is wrong when it can be none of them.
    pub fn try_parse(input: &str) -> Result<Self, HomeserverInputError> {
        let text = strip_wrapping(input);
        if let Some((scheme, rest)) = split_scheme(&text) {
            return Self::parse_location(scheme, rest, true);
        }
        if let Some((scheme, _)) = text.split_once("://") {
            return Err(HomeserverInputError::Scheme(scheme.to_owned()));
        }
        let name = match text.strip_prefix(['@', '#', '!']) {
            Some(id) => id.split_once(':').ok_or(HomeserverInputError::NoHost)?.1,
            None => server_of_user(&text).unwrap_or(&text),
        };
        let name = name.trim_matches(is_wrapping);
        let name = match name.parse::<Ipv6Addr>() {
            Ok(bare) => Cow::Owned(format!("[{bare}]")),
            Err(_) => {
                Cow::Borrowed(name.trim_start_matches(|char| char == '/' || is_wrapping(char)))
            }
        };
        let host = name.split(['/', '?', '#']).next().unwrap_or_default();
        // There are no public certificates for loopback addresses.
        let scheme = if is_loopback(host) { "http" } else { "https" };
        Self::parse_location(scheme, &name, false)
    }

    /// Reads the host of a URL and the path up to the API.
    fn parse_location(
        scheme: &str,
        rest: &str,
        is_url: bool,
    ) -> Result<Self, HomeserverInputError> {
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let cut = |segment: &str| {
            let ends = |at: usize| matches!(rest.as_bytes().get(at), None | Some(b'/'));
            let mut found = rest.match_indices(segment).map(|(at, _)| at);
            found.find(|at| ends(at + segment.len()))
        };
        let api = [cut("/_matrix"), cut("/_synapse")].into_iter().flatten();
        let (api, well_known) = (api.min(), cut("/.well-known"));
        let end = api.into_iter().chain(well_known).min();
        let location = &rest[..end.unwrap_or(rest.len())];
        let location = location.trim_end_matches(|char| char == '/' || is_wrapping(char));
        let url = BaseUrl::from_parts(scheme, location)?;
        // Only a name has a well-known file, and only at its root.
        let has_path = server_name(url.as_str()).contains('/');
        let is_name = well_known.is_some() || (!is_url && api.is_none());
        Ok(if is_name && !has_path {
            Self::Name(url)
        } else {
            Self::Url(url)
        })
    }
}

/// The homeserver as it is shown and remembered: the base URL, or the server name.
impl fmt::Display for HomeserverInput {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Url(url) => f.write_str(url.as_str()),
            Self::Name(url) => f.write_str(server_name(url.as_str())),
        }
    }
}

/// A homeserver as it is shown and remembered, from what was typed or what a link says.
pub fn normalize_name(input: &str) -> String {
    let address = HomeserverInput::parse(input).map(|address| address.to_string());
    address.or_else(|| visible(input)).unwrap_or_default()
}

/// The text without what comes with it when it is copied: quotes, brackets, the key of a setting, a
/// link around a Matrix ID, and invisible characters. Characters that change the direction stay
/// where they have an effect. Full-width separators become plain ones.
pub fn strip_wrapping(pasted: &str) -> String {
    let mut text = String::with_capacity(pasted.len());
    for char in pasted.chars() {
        // Joiners are a part of names in some scripts.
        let joins = matches!(char, '\u{200c}' | '\u{200d}');
        let ignored =
            is_ignorable(char) || joins && text.chars().last().is_none_or(|c| c.is_ascii());
        if !ignored {
            text.push(match char {
                '＠' => '@',
                '：' => ':',
                '／' => '/',
                '．' => '.',
                char => char,
            });
        }
    }
    let text = text.trim_matches(is_wrapping);
    // A link in Markdown.
    let link = text.strip_prefix('[').and_then(|it| it.split_once("]("));
    let text = link.map_or(text, |(_, url)| url.trim_matches(is_wrapping));
    let text = strip_key(text).unwrap_or(text);
    id_in_link(text).unwrap_or_else(|| text.to_owned())
}

/// The URL behind the key of a setting, as in `base_url: https://example.org`.
fn strip_key(text: &str) -> Option<&str> {
    let at = text.find("https://").or_else(|| text.find("http://"))?;
    let (key, url) = text.split_at(at);
    let is_key = key.trim_end_matches(is_wrapping).ends_with(':') && !key.contains('/');
    is_key.then_some(url)
}

/// The ID in a link to a user or a room: of matrix.to, of a web client, or a `matrix:` URI.
fn id_in_link(text: &str) -> Option<String> {
    let id = if let Some((_, fragment)) = text.split_once("#/") {
        let id = fragment.strip_prefix("user/").unwrap_or(fragment);
        let id = id.strip_prefix("room/").unwrap_or(id);
        let id = id.replace("%40", "@").replace("%23", "#");
        id.replace("%21", "!")
            .replace("%3A", ":")
            .replace("%3a", ":")
    } else {
        let text = text.strip_prefix("web+").unwrap_or(text);
        let (kind, id) = text.strip_prefix("matrix:")?.split_once('/')?;
        let sigil = match kind {
            "u" | "user" => '@',
            "r" | "room" => '#',
            "roomid" => '!',
            _ => return None,
        };
        format!("{sigil}{id}")
    };
    let id = id.split(['/', '?']).next().unwrap_or_default();
    id.starts_with(['@', '#', '!']).then(|| id.to_owned())
}

/// Characters that a copied text may begin or end with, and an address doesn't.
fn is_wrapping(char: char) -> bool {
    const QUOTES: &str = "\"'`<>(),;“”„‘’‚«»‹›「」『』【】《》〈〉（），、。；＂＇";
    let marks = matches!(char,
        '\u{61c}' | '\u{200c}'..='\u{200f}' | '\u{202a}' | '\u{202c}' | '\u{2066}'..='\u{2069}');
    marks || char.is_whitespace() || char.is_control() || QUOTES.contains(char)
}

/// Characters that have no effect at all. Browsers leave them out of host names, too.
fn is_ignorable(char: char) -> bool {
    matches!(char,
        '\u{ad}' | '\u{34f}' | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{2060}'..='\u{2064}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}

/// The scheme of a web address and what follows, even if there are too few or too many slashes, or
/// no colon before them.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = match text.split_once("//") {
        Some((scheme, rest)) if !scheme.contains([':', '/']) => (scheme, rest),
        _ => text.split_once(':')?,
    };
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    is_web.then(|| (scheme, rest.trim_start_matches('/')))
}

/// The server of a user ID without its `@`.
fn server_of_user(text: &str) -> Option<&str> {
    let (user, server) = text.split_once(':')?;
    let host = server
        .split([':', '/', '?', '#'])
        .next()
        .unwrap_or_default();
    let is_server = is_loopback(host) || host.contains('.');
    (is_server && !user.is_empty() && !user.contains(['/', '[', '.'])).then_some(server)
}

fn check_characters(text: &str) -> Result<(), HomeserverInputError> {
    let mut before = None;
    for char in text.chars() {
        let joins = matches!(char, '\u{200c}' | '\u{200d}');
        let belongs = joins && before.is_some_and(|before: char| !before.is_ascii());
        before = Some(char);
        if char == ' ' {
            return Err(HomeserverInputError::Space);
        }
        if char.is_control() || is_ignorable(char) || !(is_readable(char) || belongs) {
            return Err(HomeserverInputError::Invisible(char));
        }
        match char {
            '@' => return Err(HomeserverInputError::UserInfo),
            '?' | '#' | '\\' | '"' | '<' | '>' => {
                return Err(HomeserverInputError::Character(char));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Checks a host and perhaps a port.
fn check_host(host: &str) -> Result<(), HomeserverInputError> {
    let (name, port) = split_port(host);
    match name.strip_prefix('[') {
        Some(v6) => {
            let address = v6.strip_suffix(']').map(str::parse::<Ipv6Addr>);
            if !matches!(address, Some(Ok(_))) {
                return Err(HomeserverInputError::Character('['));
            }
        }
        None if name.is_empty() => return Err(HomeserverInputError::NoHost),
        None => {
            // Those that the URL standard forbids, and a few that no name has.
            let forbidden = |c: &char| "!%:[]^`{|}".contains(*c);
            if let Some(char) = name.chars().find(forbidden) {
                return Err(HomeserverInputError::Character(char));
            }
        }
    }
    match port {
        Some(port) if port.parse::<u16>().is_err() || port.starts_with('+') => {
            Err(HomeserverInputError::Port(port.to_owned()))
        }
        _ => Ok(()),
    }
}

/// The name or IP address, and the port.
fn split_port(host: &str) -> (&str, Option<&str>) {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    }
}

/// Whether a host, perhaps with a port, is this computer.
fn is_loopback(host: &str) -> bool {
    let (name, _) = split_port(host);
    if let Some(v6) = name.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
        return v6.parse::<Ipv6Addr>().is_ok_and(|it| it.is_loopback());
    }
    if let Ok(v4) = name.parse::<Ipv4Addr>() {
        return v4.is_loopback();
    }
    let name = name.strip_suffix('.').unwrap_or(name);
    let last = name.rsplit('.').next().unwrap_or_default();
    last.eq_ignore_ascii_case("localhost")
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
