//! Where a homeserver may be, from what a person types.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Base URL of a homeserver's APIs: scheme, host and perhaps a path, without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Reads an HTTP(S) URL. Its query, its fragment and user information are no part of a base
    /// URL: with one of them, with another scheme or without a host it is `None`.
    pub fn parse(url: &str) -> Option<Self> {
        let url = url.trim();
        let (scheme, rest) = url.split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        if scheme != "https" && scheme != "http" {
            return None;
        }
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let acts = |c: char| c.is_whitespace() || c.is_control() || "@?#\\\"<>".contains(c);
        if host.is_empty() || host.starts_with(':') || rest.contains(acts) {
            return None;
        }
        let host = host.to_ascii_lowercase();
        let path = path.trim_end_matches('/');
        Some(Self(format!("{scheme}://{host}{path}")))
    }

    /// The URL of an API path, which starts with a slash.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// The URL itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is asked for over plain HTTP on another machine: a page that came over HTTPS may
    /// not. (Browsers make an exception for the own machine.)
    pub fn is_insecure(&self) -> bool {
        let host = self.0.strip_prefix("http://");
        host.is_some_and(|host| !is_loopback(host))
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
pub enum Address {
    /// A base URL.
    Url(BaseUrl),
    /// A server name, with the URL at which its `.well-known` is looked for.
    Name(BaseUrl),
}

impl Address {
    /// Reads a base URL, a server name (`example.org`, `localhost:8008`) or a user ID of it.
    /// `None` when it can be none of them.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        if typed.contains("://") {
            return BaseUrl::parse(typed).map(Self::Url);
        }
        let name = match typed.strip_prefix('@') {
            Some(user_id) => user_id.split_once(':')?.1,
            None => typed,
        };
        let name = name.trim_end_matches('/');
        // Nobody has a certificate for the own machine.
        let scheme = if is_loopback(name) { "http" } else { "https" };
        BaseUrl::parse(&format!("{scheme}://{name}")).map(Self::Name)
    }
}

fn is_loopback(host: &str) -> bool {
    let host = host.split('/').next().unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost") || name == "::1" || name.starts_with("127.")
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn base(typed: &str) -> String {
        match Address::parse(typed) {
            Some(Address::Url(url)) => format!("url {url}"),
            Some(Address::Name(url)) => format!("name {url}"),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn every_usual_way_to_name_a_server_is_understood() {
        assert_eq!(base(" example.org "), "name https://example.org");
        assert_eq!(base("@me:Example.org"), "name https://example.org");
        assert_eq!(
            base("@me:example.org:8448"),
            "name https://example.org:8448"
        );
        assert_eq!(
            base("https://matrix.example.org/"),
            "url https://matrix.example.org"
        );
        assert_eq!(
            base("HTTPS://Example.org/matrix//"),
            "url https://example.org/matrix"
        );
        assert_eq!(base("localhost:8008"), "name http://localhost:8008");
        assert_eq!(base("[::1]:8008"), "name http://[::1]:8008");
        assert_eq!(base("bücher.example"), "name https://bücher.example");
    }

    #[test]
    fn what_can_be_no_server_is_refused() {
        for bad in [
            "",
            "@me",
            "ftp://x",
            "https://",
            "javascript:alert(1)//://",
            "a b",
            "https://a@b",
            "https://a?b",
            "https://:80",
        ] {
            assert_eq!(base(bad), "none", "{bad}");
        }
    }

    #[test]
    fn only_plain_http_elsewhere_is_insecure() {
        let insecure = |url: &str| BaseUrl::parse(url).is_some_and(|url| url.is_insecure());
        assert!(insecure("http://example.org"));
        assert!(!insecure("http://127.0.0.1:8008"));
        assert!(!insecure("https://example.org"));
    }
}
