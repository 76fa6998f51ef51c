//! `.well-known/matrix/client`: where the homeserver of a name is.

use super::error::{Error, ErrorKind, RequestPurpose};
use super::json;
use super::request::Request;
use panel_core::homeserver_input::{BaseUrl, HomeserverInput};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

/// The path of the file.
pub const PATH: &str = "/.well-known/matrix/client";

/// How long the file may take, in seconds. It is small and static, and not having it is no reason
/// to give up.
const TIMEOUT_S: u32 = 10;

/// The largest file that is read, in bytes.
const MAX_BYTES: usize = 1 << 20;

/// What a name's file says, or why it says nothing. (Client-server API, "Server Discovery".)
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WellKnown {
    /// Where the homeserver is.
    Found(BaseUrl),
    /// There is no such file: the name itself is where the homeserver is.
    None,
    /// It isn't JSON: a web page, most often.
    NotJson,
    /// It is JSON with a syntax error, in the parser's words.
    Syntax(String),
    /// It is JSON of another structure, in the parser's words.
    Structure(String),
    /// It is the file for other servers, `.well-known/matrix/server`.
    ServerFile,
    /// It names no homeserver.
    NoHomeserver,
    /// What it names can't be one.
    BadBaseUrl(String),
    /// Something is there that pages of other origins may not read.
    Blocked,
    /// It is somewhere else, and pages of other origins may not follow or read that.
    Redirected,
    /// There was no response.
    Unreachable,
    /// The response was an error of the server's.
    ServerError,
}

#[derive(Deserialize)]
#[serde(expecting = "an object with m.homeserver")]
struct ClientWellKnown {
    #[serde(rename = "m.homeserver")]
    homeserver: Option<HomeserverEntry>,
    /// What the file for other servers has.
    #[serde(rename = "m.server")]
    server: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(expecting = "an object with base_url")]
struct HomeserverEntry {
    base_url: String,
}

impl From<Result<ClientWellKnown, ErrorKind>> for WellKnown {
    fn from(response: Result<ClientWellKnown, ErrorKind>) -> Self {
        match response {
            Ok(ClientWellKnown {
                homeserver: Some(HomeserverEntry { base_url }),
                ..
            }) => {
                // The path of the API is cut off, as it is where somebody types it.
                let url = BaseUrl::parse(&base_url);
                match url.and_then(|url| HomeserverInput::parse(url.as_str())) {
                    Some(HomeserverInput::Url(url) | HomeserverInput::Name(url)) => {
                        Self::Found(url)
                    }
                    None => Self::BadBaseUrl(base_url),
                }
            }
            Ok(ClientWellKnown {
                server: Some(_), ..
            }) => Self::ServerFile,
            Ok(_) => Self::NoHomeserver,
            Err(ErrorKind::Syntax(words)) => Self::Syntax(words),
            Err(ErrorKind::InvalidResponse(words)) => Self::Structure(words),
            Err(ErrorKind::NotJson) => Self::NotJson,
            Err(ErrorKind::CorsRefused) => Self::Blocked,
            Err(ErrorKind::Redirected) => Self::Redirected,
            Err(
                ErrorKind::Unreachable
                | ErrorKind::Offline
                | ErrorKind::MixedContent
                | ErrorKind::TimedOut { .. }
                | ErrorKind::Truncated
                | ErrorKind::ProxyTimedOut,
            ) => Self::Unreachable,
            Err(
                ErrorKind::NotFound
                | ErrorKind::Refused {
                    status: 404 | 410, ..
                },
            ) => Self::None,
            Err(_) => Self::ServerError,
        }
    }
}

/// Reads a file of a media type.
fn parse_file(media_type: &str, bytes: &[u8]) -> Result<ClientWellKnown, ErrorKind> {
    let response: ClientWellKnown = json::parse_as(media_type, bytes)?;
    // Derived code takes an array for an object.
    let value: Value = json::parse(bytes)?;
    if value.is_array() || value["m.homeserver"].is_array() {
        let words = "invalid type: sequence, expected an object";
        return Err(ErrorKind::InvalidResponse(words.to_owned()));
    }
    Ok(response)
}

/// Looks a name up.
pub(super) async fn fetch_well_known(name: &BaseUrl) -> WellKnown {
    let request = Request::get(name, PATH)
        .with_purpose(RequestPurpose::WellKnown)
        .with_timeout(TIMEOUT_S);
    let found = request.read_all(MAX_BYTES).await;
    let found = found.map_err(|Error { kind, .. }| kind);
    match found
        .and_then(|(media_type, bytes)| parse_file(&media_type, &bytes))
        .into()
    {
        WellKnown::Blocked if Request::get(name, PATH).responds_with_redirect().await => {
            WellKnown::Redirected
        }
        found => found,
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn parse_file(text: &str) -> WellKnown {
        super::parse_file("application/json", text.as_bytes()).into()
    }

    #[test]
    fn distinguishes_well_known_contents() {
        let json = r#"{"m.homeserver":{"base_url":"https://m.example.org/"}}"#;
        let found = BaseUrl::parse("https://m.example.org").map(WellKnown::Found);
        assert_eq!(Some(parse_file(json)), found);
        assert_eq!(Some(parse_file(&format!("\u{feff}{json}"))), found);
        let bad = r#"{"m.homeserver":{"base_url":"m.example.org"}}"#;
        assert_eq!(
            parse_file(bad),
            WellKnown::BadBaseUrl("m.example.org".into())
        );
        for nobody in ["{}", r#"{"m.homeserver":null}"#] {
            assert_eq!(parse_file(nobody), WellKnown::NoHomeserver, "{nobody}");
        }
        assert_eq!(parse_file("<html>"), WellKnown::NotJson);
        let server = r#"{"m.server":"matrix.example.org:443"}"#;
        assert_eq!(parse_file(server), WellKnown::ServerFile);
    }

    #[test]
    fn strips_the_api_path_from_the_base_url() {
        let found = |url| BaseUrl::parse(url).map(WellKnown::Found);
        for (base_url, wanted) in [
            ("https://a.example/_matrix/client", "https://a.example"),
            ("https://a.example/_matrix/", "https://a.example"),
            ("https://a.example/hs/_matrix", "https://a.example/hs"),
            ("https://a.example/hs/", "https://a.example/hs"),
        ] {
            let json = format!(r#"{{"m.homeserver":{{"base_url":"{base_url}"}}}}"#);
            assert_eq!(Some(parse_file(&json)), found(wanted), "{base_url}");
        }
    }

    #[test]
    fn well_known_errors_have_a_position() {
        let trailing_comma = "{\"m.homeserver\":{\"base_url\":\"https://a.example\"},\n}";
        let words = "trailing comma at line 2 column 1".to_owned();
        assert_eq!(parse_file(trailing_comma), WellKnown::Syntax(words));
        for (json, wanted) in [
            (
                r#"{"m.homeserver":"https://a.example"}"#,
                "expected an object with base_url at line 1 column",
            ),
            (
                r#"{"m.homeserver":{}}"#,
                "missing field `base_url` at line 1 column",
            ),
            (
                r#"{"m.homeserver":{"base_url":7}}"#,
                "expected a string at line 1 column",
            ),
            ("[]", "expected an object with m.homeserver"),
            (
                r#"{"m.homeserver":["https://a.example"]}"#,
                "sequence, expected an object",
            ),
            (
                r#"[{"base_url":"https://a.example"},null]"#,
                "sequence, expected an object",
            ),
        ] {
            let WellKnown::Structure(words) = parse_file(json) else {
                panic!("not a structural error: {json}");
            };
            assert!(words.contains(wanted), "{words}");
        }
    }

    #[test]
    fn distinguishes_missing_from_unreadable_files() {
        let responded = |status, body: &[u8]| {
            ErrorKind::from_response(RequestPurpose::WellKnown, status, body, true)
        };
        for missing in [responded(404, b""), responded(404, b"<html>")] {
            assert_eq!(WellKnown::from(Err(missing)), WellKnown::None);
        }
        let cases = [
            (ErrorKind::CorsRefused, WellKnown::Blocked),
            (responded(502, b""), WellKnown::ServerError),
            (responded(401, b"<html>"), WellKnown::ServerError),
            (responded(403, b"<html>"), WellKnown::ServerError),
            (
                responded(403, b"{\"errcode\":\"M_FORBIDDEN\"}"),
                WellKnown::ServerError,
            ),
            (responded(410, b""), WellKnown::None),
            (ErrorKind::NotJson, WellKnown::NotJson),
            (ErrorKind::Truncated, WellKnown::Unreachable),
        ];
        for (error, wanted) in cases {
            assert_eq!(WellKnown::from(Err(error)), wanted);
        }
    }
}
