//! `.well-known/matrix/client`: where the homeserver of a name is.

use super::address::BaseUrl;
use super::error::Error;
use super::request::Request;
use serde::Deserialize;

/// The file's path.
pub const PATH: &str = "/.well-known/matrix/client";

/// What a name's file says, or why it says nothing. (Client-server API, "Server Discovery".)
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WellKnown {
    /// Where the homeserver is.
    Found(BaseUrl),
    /// There is no such file: the name itself is where the homeserver is.
    None,
    /// It is no JSON: a web page, most often.
    NotJson,
    /// It names no homeserver.
    NoHomeserver,
    /// What it names can't be one.
    BadBaseUrl(String),
    /// Something is there that pages of other origins may not read.
    Blocked,
    /// It is somewhere else, and pages of other origins may not follow or read that.
    Redirected,
    /// There was no answer.
    Unreachable,
    /// The answer was an error of the server's.
    Failing,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "m.homeserver")]
    homeserver: Option<Base>,
}

#[derive(Deserialize)]
struct Base {
    base_url: String,
}

impl From<Result<Answer, Error>> for WellKnown {
    fn from(answer: Result<Answer, Error>) -> Self {
        match answer {
            Ok(Answer {
                homeserver: Some(Base { base_url }),
            }) => match BaseUrl::parse(&base_url) {
                Some(url) => Self::Found(url),
                None => Self::BadBaseUrl(base_url),
            },
            Ok(_) | Err(Error::Shape(_)) => Self::NoHomeserver,
            Err(Error::NotJson) => Self::NotJson,
            Err(Error::CorsRefused) => Self::Blocked,
            Err(
                Error::Unreachable
                | Error::Offline
                | Error::MixedContent
                | Error::TimedOut { .. }
                | Error::CutOff,
            ) => Self::Unreachable,
            Err(Error::Server { .. } | Error::RateLimited { .. } | Error::TooLarge) => {
                Self::Failing
            }
            Err(_) => Self::None,
        }
    }
}

/// Looks a name up.
pub(super) async fn well_known(name: &BaseUrl) -> WellKnown {
    let request = Request::get(name, PATH);
    let found = request.json::<Answer>().await.into();
    match found {
        WellKnown::Blocked | WellKnown::Unreachable
            if Request::get(name, PATH).redirects().await =>
        {
            WellKnown::Redirected
        }
        found => found,
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn read(json: &str) -> WellKnown {
        let answer = serde_json::from_slice(json.as_bytes());
        answer
            .map_err(|error: serde_json::Error| Error::Shape(error.to_string()))
            .into()
    }

    #[test]
    fn what_the_file_says_is_told_apart() {
        let found = read(r#"{"m.homeserver":{"base_url":"https://m.example.org/"}}"#);
        let url = BaseUrl::parse("https://m.example.org");
        assert_eq!(Some(found), url.map(WellKnown::Found));
        let bad = r#"{"m.homeserver":{"base_url":"m.example.org"}}"#;
        assert_eq!(read(bad), WellKnown::BadBaseUrl("m.example.org".into()));
        for nobody in [
            "{}",
            r#"{"m.homeserver":{}}"#,
            r#"{"m.homeserver":null}"#,
            "[]",
        ] {
            assert_eq!(read(nobody), WellKnown::NoHomeserver, "{nobody}");
        }
    }

    #[test]
    fn a_missing_file_is_told_from_one_that_cannot_be_had() {
        for missing in [Error::NotRouted, Error::from_answer(404, b"<html>")] {
            assert_eq!(WellKnown::from(Err(missing)), WellKnown::None);
        }
        let cases = [
            (Error::CorsRefused, WellKnown::Blocked),
            (Error::from_answer(502, b""), WellKnown::Failing),
            (Error::NotJson, WellKnown::NotJson),
            (Error::CutOff, WellKnown::Unreachable),
        ];
        for (error, wanted) in cases {
            assert_eq!(WellKnown::from(Err(error)), wanted);
        }
    }
}
