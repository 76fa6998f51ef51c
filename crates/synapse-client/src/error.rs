//! Everything that can go wrong between the panel and a server.

use super::oauth::UntrustedServer;
use super::redact::Secrets;
use super::well_known::WellKnown;
use media_usage::DecodeError;
use panel_core::homeserver_input::BaseUrl;
use serde_json::Value;

/// What a request is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RequestPurpose {
    /// Anything that needs no name of its own.
    #[default]
    Other,
    /// The file that leads from a name to its homeserver.
    WellKnown,
    /// Whether there is a homeserver.
    Discovery,
    /// Which login methods the homeserver has.
    LoginMethods,
    /// What an authorization server says about itself.
    AuthMetadata,
    /// Registering the panel with an authorization server.
    Registration,
    /// Exchanging an authorization code for tokens.
    Token,
    /// Renewing a token.
    Refresh,
    /// Revoking a token.
    Revocation,
    /// Signing in with a password.
    PasswordLogin,
    /// Signing in with the result of single sign-on.
    SsoLogin,
    /// Whose token it is.
    WhoAmI,
    /// Whether the admin API is there, or its user an administrator.
    AdminApi,
    /// The report.
    Statistics,
}

/// The request that an error came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestContext {
    /// The server that was asked, by its own address.
    pub server: BaseUrl,
    /// What it was asked for.
    pub purpose: RequestPurpose,
    /// Whether it is the homeserver's authorization server, rather than the homeserver.
    pub is_authorization_server: bool,
}

/// Why something failed, and which request that was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The request; `None` where none was sent.
    pub request: Option<RequestContext>,
    /// Why it failed.
    pub kind: ErrorKind,
}

/// Why something failed. Each kind is a different thing for the administrator to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The browser is offline.
    Offline,
    /// No connection: wrong address, server down, TLS refused.
    Unreachable,
    /// The server responds, but without the headers that let a page of another origin read it.
    CorsRefused,
    /// The same after some waiting, from a server whose other responses can be read: a proxy gave up
    /// waiting, and says so without those headers.
    ProxyTimedOut,
    /// A page loaded over HTTPS may not send requests over HTTP.
    MixedContent,
    /// There was no response in time.
    TimedOut {
        /// Seconds waited.
        seconds: u32,
    },
    /// The response arrived too slowly to be ever complete.
    TooSlow {
        /// Seconds over which the rate was averaged.
        seconds: u32,
    },
    /// The response ended before it was complete.
    Truncated,
    /// The token is not known or no longer valid.
    SignedOut {
        /// The server says that signing in again brings the same device back: the token expired.
        soft: bool,
    },
    /// The user's account may not be used.
    AccountUnusable(AccountState),
    /// 403 of the admin API: the user is not a server administrator.
    NotAdmin,
    /// The homeserver knows the token, but what answers for its statistics doesn't: a media
    /// repository of its own, whose administrators are others.
    StatisticsRefused,
    /// The server refused the login: wrong password or the like, in the server's words.
    LoginRefused(String),
    /// 401 or 403 that neither Matrix nor OAuth produces: a proxy wants a password, or refuses.
    BlockedByProxy {
        /// The HTTP status.
        status: u16,
    },
    /// 404 that doesn't come from the API: nothing is routed there.
    NotFound,
    /// 429.
    RateLimited {
        /// How long the server asks to wait, in ms, if it says so.
        retry_after_ms: Option<u64>,
    },
    /// 5xx, or 408, by which some proxies say that they gave up waiting.
    Server {
        /// The HTTP status.
        status: u16,
        /// The server's words, empty when it has none.
        message: String,
        /// Whether the error came too fast to be that of a proxy that gave up waiting.
        is_immediate: bool,
    },
    /// Any other refusal.
    Refused {
        /// The HTTP status.
        status: u16,
        /// Matrix's code, empty when there is none.
        errcode: String,
        /// Matrix's words or OAuth's code, empty without.
        message: String,
        /// OAuth's words, empty without.
        description: String,
    },
    /// A response of success that isn't JSON: a web page, most often.
    NotJson,
    /// JSON with a syntax error, in the parser's words.
    Syntax(String),
    /// JSON of another structure than the endpoint's, in the parser's words.
    InvalidResponse(String),
    /// A small request was answered with far more than it can have to say.
    TooLarge,
    /// The response is a redirect that was not or could not be followed.
    Redirected,
    /// The next page would start where this one did.
    PaginationLoop,
    /// The name's `.well-known` file is of no use, and this is why there is no homeserver at the name
    /// itself.
    WellKnown(WellKnown, Box<Error>),
    /// The authorization server is not trusted with a sign-in.
    UntrustedServer(Box<UntrustedServer>),
    /// The authorization server doesn't let clients register themselves.
    NoRegistration,
    /// The page came over plain HTTP, so the browser lacks what the sign-in needs.
    InsecurePage,
    /// The address that was typed can't be one.
    InvalidAddress,
}

/// Why an account may not be used, by Matrix's error codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountState {
    /// `M_USER_LOCKED`.
    Locked,
    /// `M_USER_SUSPENDED`.
    Suspended,
    /// `M_USER_DEACTIVATED`.
    Deactivated,
}

impl AccountState {
    fn from_errcode(errcode: &str) -> Option<Self> {
        match errcode {
            "M_USER_LOCKED" => Some(Self::Locked),
            "M_USER_SUSPENDED" => Some(Self::Suspended),
            "M_USER_DEACTIVATED" => Some(Self::Deactivated),
            _ => None,
        }
    }
}

/// The error bodies of Matrix and OAuth (RFC 6749, 5.2).
struct ErrorBody {
    errcode: String,
    /// Words of Matrix, or a code of OAuth.
    error: String,
    error_description: String,
    retry_after_ms: Option<u64>,
    soft_logout: bool,
}

impl ErrorBody {
    /// Reads each field by itself: one of another type, or `null`, is as good as absent and takes
    /// nothing from the others.
    fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let body: Value = super::json::parse(text.as_bytes()).unwrap_or_default();
        let text = |key| body[key].as_str().unwrap_or_default().to_owned();
        // Some proxies send a fraction, or a string.
        let retry_after_ms = body["retry_after_ms"].to_string();
        let mut digits = retry_after_ms
            .trim_matches('"')
            .split(|char: char| !char.is_ascii_digit());
        Self {
            errcode: text("errcode"),
            error: text("error"),
            error_description: text("error_description"),
            retry_after_ms: digits.next().and_then(|whole| whole.parse().ok()),
            soft_logout: body["soft_logout"] == true,
        }
    }
}

impl ErrorKind {
    /// The error that a response without success stands for. `body` may be anything; `is_immediate`
    /// says that the response took no time.
    ///
    /// Errcode and status decide, in this order, and never the words: those changed between
    /// Synapse's versions.
    pub fn from_response(
        purpose: RequestPurpose,
        status: u16,
        body: &[u8],
        is_immediate: bool,
    ) -> Self {
        let body = ErrorBody::parse(body);
        if let Some(state) = AccountState::from_errcode(&body.errcode) {
            return Self::AccountUnusable(state);
        }
        let is_login = matches!(
            purpose,
            RequestPurpose::PasswordLogin | RequestPurpose::SsoLogin
        );
        let is_for_admins = matches!(
            purpose,
            RequestPurpose::AdminApi | RequestPurpose::Statistics | RequestPurpose::Other
        );
        match (status, body.errcode.as_str()) {
            (403, "M_FORBIDDEN") if is_login => Self::LoginRefused(body.error),
            (401, "M_UNKNOWN_TOKEN" | "M_MISSING_TOKEN") => Self::SignedOut {
                soft: body.soft_logout,
            },
            (401 | 403, "") if body.error.is_empty() => Self::BlockedByProxy { status },
            (403, "M_FORBIDDEN") if is_for_admins => Self::NotAdmin,
            (404, "M_UNRECOGNIZED" | "") => Self::NotFound,
            (429, _) => Self::RateLimited {
                retry_after_ms: body.retry_after_ms,
            },
            (408 | 500.., _) => Self::Server {
                status,
                message: body.error,
                is_immediate,
            },
            _ => Self::Refused {
                status,
                errcode: body.errcode,
                message: body.error,
                description: body.error_description,
            },
        }
    }

    /// What a response is that this page may not read. `is_exception` says that it was waited for, and
    /// that others of this server can be read.
    pub(super) fn for_unreadable_response(is_exception: bool) -> Self {
        if is_exception {
            Self::ProxyTimedOut
        } else {
            Self::CorsRefused
        }
    }

    /// The same without the secrets of the request, which a server may have put into its words.
    pub(super) fn redacted(self, secrets: &Secrets) -> Self {
        let redact = |text: String| secrets.redact(text);
        match self {
            Self::LoginRefused(message) => Self::LoginRefused(redact(message)),
            Self::Syntax(words) => Self::Syntax(redact(words)),
            Self::InvalidResponse(words) => Self::InvalidResponse(redact(words)),
            Self::Server {
                status,
                message,
                is_immediate,
            } => Self::Server {
                status,
                message: redact(message),
                is_immediate,
            },
            Self::Refused {
                status,
                errcode,
                message,
                description,
            } => Self::Refused {
                status,
                errcode: redact(errcode),
                message: redact(message),
                description: redact(description),
            },
            without_words => without_words,
        }
    }
}

impl Error {
    /// Whether the server doesn't know the token, or no longer takes it.
    pub(super) fn is_signed_out(&self) -> bool {
        matches!(self.kind, ErrorKind::SignedOut { .. })
    }

    /// What a failure to read the statistics is when the homeserver knows the token.
    pub(super) fn into_statistics_error(mut self) -> Self {
        if matches!(self.kind, ErrorKind::SignedOut { .. }) {
            self.kind = ErrorKind::StatisticsRefused;
        }
        self
    }

    /// Whether the same request may well succeed when it is sent again after a while, and the server
    /// is certainly done with the first one.
    ///
    /// A time-out, a 504, or another error after some waiting may come from a proxy that gave up
    /// while the server goes on working: a second request would double its load. A 429 is refused
    /// before any work, and an immediate 500, 502 or 503 comes from a server that failed or from a
    /// proxy that found nobody behind it.
    pub fn is_transient(&self) -> bool {
        matches!(
            self.kind,
            ErrorKind::RateLimited { .. }
                | ErrorKind::Server {
                    status: 500 | 502 | 503,
                    is_immediate: true,
                    ..
                }
        )
    }
}

impl From<ErrorKind> for Error {
    /// An error without a request.
    fn from(kind: ErrorKind) -> Self {
        Self {
            request: None,
            kind,
        }
    }
}

impl From<DecodeError> for ErrorKind {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::NotJson => Self::NotJson,
            DecodeError::UnexpectedStructure(words) => Self::InvalidResponse(words),
            DecodeError::Truncated => Self::Truncated,
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
