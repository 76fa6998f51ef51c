//! Everything that can go wrong between the panel and a homeserver.

use super::well_known::WellKnown;
use serde::Deserialize;
use usage::DecodeError;

/// Why a request brought nothing. Each is a different thing for the administrator to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The browser is offline.
    Offline,
    /// No connection: wrong address, server down, TLS refused.
    Unreachable,
    /// Something answers, but without the headers that let a page of another origin read it.
    CorsRefused,
    /// A page loaded over HTTPS may not ask a server over HTTP.
    MixedContent,
    /// Nothing came for this many seconds.
    TimedOut {
        /// Seconds waited.
        seconds: u32,
    },
    /// The answer ended before it was complete.
    CutOff,
    /// 401: the token is not known or no longer valid.
    SignedOut {
        /// The server says that signing in again brings the same device back: a token that
        /// expired, or a locked account.
        soft: bool,
    },
    /// 403 of the admin API: the user is no server admin.
    NotAdmin,
    /// The homeserver knows the token, but what answers for its statistics doesn't: a media
    /// repository of its own, whose administrators are others.
    StatisticsRefused,
    /// 403 at the login: wrong user name, password or the like, in the server's words.
    LoginRefused(String),
    /// 404 without a word from Synapse about the thing asked for: no route to the admin API.
    NotRouted,
    /// 429.
    RateLimited {
        /// How long the server asks to wait, in ms, if it says so.
        retry_after_ms: Option<u64>,
    },
    /// 5xx.
    Server {
        /// The HTTP status.
        status: u16,
        /// The server's words, empty when it has none.
        message: String,
    },
    /// Any other refusal.
    Refused {
        /// The HTTP status.
        status: u16,
        /// Matrix's code, empty when there is none.
        errcode: String,
        /// The server's words, empty when it has none.
        message: String,
    },
    /// An answer that is not JSON, with a status of success: a web page, most often.
    NotJson,
    /// JSON of another shape than the endpoint's, in the parser's words.
    Shape(String),
    /// A small request was answered with more than anybody would have to say.
    TooLarge,
    /// The answer is that the thing is elsewhere. What is secret is not sent there.
    Redirected,
    /// The next page would start where this one did.
    Stuck,
    /// The name's `.well-known` file is of no use, and this is why there is no homeserver at the name
    /// itself.
    WellKnown(WellKnown, Box<Error>),
    /// The authorization server lets no program introduce itself.
    NoRegistration,
    /// The page came over plain HTTP, so the browser lacks what the sign-in needs.
    InsecurePage,
    /// The address that was typed can't be one.
    BadAddress,
}

/// Matrix's standard error body.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct MatrixError {
    errcode: String,
    /// Words of Matrix; or a code of OAuth, in its JSON for errors (RFC 6749, 5.2).
    error: String,
    retry_after_ms: Option<u64>,
    soft_logout: bool,
}

impl Error {
    /// The error that an answer without success stands for. `body` may be anything.
    ///
    /// Status and errcode decide, never the words: those changed between Synapse's versions.
    pub fn from_answer(status: u16, body: &[u8]) -> Self {
        let parsed: Option<MatrixError> = serde_json::from_slice(body).ok();
        let matrix = parsed.unwrap_or_default();
        match (status, matrix.errcode.as_str()) {
            (401, "M_UNKNOWN_TOKEN" | "M_MISSING_TOKEN" | "M_USER_LOCKED") => Self::SignedOut {
                soft: matrix.soft_logout,
            },
            (403, "M_FORBIDDEN") => Self::NotAdmin,
            (404, "M_UNRECOGNIZED" | "") => Self::NotRouted,
            (429, _) => Self::RateLimited {
                retry_after_ms: matrix.retry_after_ms,
            },
            (500.., _) => Self::Server {
                status,
                message: matrix.error,
            },
            _ => Self::Refused {
                status,
                errcode: matrix.errcode,
                message: matrix.error,
            },
        }
    }

    /// What a failure to read the statistics is when the homeserver knows the token.
    pub(super) fn of_statistics(self) -> Self {
        match self {
            Self::SignedOut { .. } => Self::StatisticsRefused,
            error => error,
        }
    }

    /// Whether the same request may well succeed when it is sent again after a while.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::RateLimited { .. }
                | Self::Server {
                    status: 500 | 502 | 503 | 504,
                    ..
                }
        )
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::NotJson => Self::NotJson,
            DecodeError::Shape(words) => Self::Shape(words),
            DecodeError::Truncated => Self::CutOff,
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn answered(status: u16, body: &str) -> Error {
        Error::from_answer(status, body.as_bytes())
    }

    #[test]
    fn synapses_own_errors_are_told_apart() {
        let unknown = r#"{"errcode":"M_UNKNOWN_TOKEN","error":"x","soft_logout":true}"#;
        assert_eq!(answered(401, unknown), Error::SignedOut { soft: true });
        let forbidden = r#"{"errcode":"M_FORBIDDEN","error":"You are not a server admin"}"#;
        assert_eq!(answered(403, forbidden), Error::NotAdmin);
        let limited = r#"{"errcode":"M_LIMIT_EXCEEDED","error":"x","retry_after_ms":5399}"#;
        assert_eq!(
            answered(429, limited),
            Error::RateLimited {
                retry_after_ms: Some(5399)
            }
        );
    }

    #[test]
    fn a_proxys_pages_are_no_matrix_errors() {
        let page = "<html>404</html>";
        assert_eq!(answered(404, page), Error::NotRouted);
        assert!(answered(502, page).is_passing());
        let refused = answered(403, page);
        assert!(matches!(refused, Error::Refused { status: 403, .. }));
    }

    #[test]
    fn a_thing_that_synapse_does_not_know_is_not_a_missing_route() {
        let unknown = r#"{"errcode":"M_NOT_FOUND","error":"User not found"}"#;
        assert!(matches!(answered(404, unknown), Error::Refused { .. }));
    }
}
