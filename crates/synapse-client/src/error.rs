//! All errors between the panel and a server.

use super::oauth::UntrustedServer;
use super::redact::Secrets;
use super::well_known::WellKnown;
use media_usage::DecodeError;
use panel_core::homeserver_input::BaseUrl;
use serde_json::Value;

/// What a request is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RequestPurpose {
    /// Any request that errors need not name.
    #[default]
    Other,
    /// The `.well-known` file of a server name.
    WellKnown,
    /// Checking whether there is a homeserver.
    Discovery,
    /// The homeserver's login methods.
    LoginMethods,
    /// The metadata of an authorization server.
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
    /// The owner of a token.
    WhoAmI,
    /// Checking access to the admin API.
    AdminApi,
    /// The statistics.
    Statistics,
}

/// The request that an error came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestContext {
    /// The base URL of the server.
    pub server: BaseUrl,
    /// The purpose of the request.
    pub purpose: RequestPurpose,
    /// Whether it went to the homeserver's authorization server rather than to the homeserver.
    pub is_authorization_server: bool,
}

/// An error, and the request that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The request; `None` if none was sent.
    pub request: Option<RequestContext>,
    /// The kind of error.
    pub kind: ErrorKind,
}

/// The kind of error. Each kind calls for a different action by the administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The browser is offline.
    Offline,
    /// No connection: wrong address, server down, TLS refused.
    Unreachable,
    /// The server responds, but without the CORS headers.
    CorsRefused,
    /// A response without CORS headers after a long wait, from a server whose other responses have
    /// them: a proxy timed out.
    ProxyTimedOut,
    /// A page loaded over HTTPS may not send requests over HTTP.
    MixedContent,
    /// No response in time.
    TimedOut {
        /// Seconds waited.
        seconds: u32,
    },
    /// The response arrived too slowly to ever be complete.
    TooSlow {
        /// Seconds over which the rate was averaged.
        seconds: u32,
    },
    /// The response ended before it was complete.
    Truncated,
    /// The token is not known or no longer valid.
    SignedOut {
        /// The server says that a new sign-in restores the same device: the token has expired.
        soft: bool,
    },
    /// The user's account can't be used.
    AccountUnusable(AccountState),
    /// 403 from the admin API: the user is not a server administrator.
    NotAdmin,
    /// The homeserver knows the token, but the service that answers statistics requests doesn't: a
    /// separate media repository with administrators of its own.
    StatisticsRefused,
    /// The server refused the login, such as for a wrong password. Contains the server's message.
    LoginRefused(String),
    /// 401 or 403 that neither Matrix nor OAuth produces: from a proxy that needs a password or
    /// denies access.
    BlockedByProxy {
        /// The HTTP status.
        status: u16,
    },
    /// 404 that doesn't come from the API: the path is not routed to it.
    NotFound,
    /// 429.
    RateLimited {
        /// How long the server asks to wait, in ms, if it says.
        retry_after_ms: Option<u64>,
    },
    /// 5xx, or 408, which some proxies send when they time out.
    Server {
        /// The HTTP status.
        status: u16,
        /// The server's message; may be empty.
        message: String,
        /// Whether the error came too fast for a proxy time-out.
        is_immediate: bool,
    },
    /// Any other error status.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The Matrix error code; may be empty.
        errcode: String,
        /// The Matrix message or the OAuth error code; may be empty.
        message: String,
        /// The OAuth error description; may be empty.
        description: String,
    },
    /// A successful response that isn't JSON: usually a web page.
    NotJson,
    /// JSON with a syntax error. Contains the parser's message.
    Syntax(String),
    /// JSON with an unexpected structure. Contains the parser's message.
    InvalidResponse(String),
    /// The response to a small request was far larger than any valid one.
    TooLarge,
    /// The response is a redirect that was not or could not be followed.
    Redirected,
    /// The next page would start at the same offset as this one.
    PaginationLoop,
    /// The `.well-known` file of the name can't be used, and there is no homeserver at the name
    /// itself, for this reason.
    WellKnown(WellKnown, Box<Error>),
    /// The authorization server is not trusted for signing in.
    UntrustedServer(Box<UntrustedServer>),
    /// The authorization server doesn't support client registration.
    NoRegistration,
    /// The page was loaded over plain HTTP, so the browser lacks Web Crypto.
    InsecurePage,
    /// The address is invalid.
    InvalidAddress,
}

/// Why an account can't be used, by Matrix error code.
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

/// The error body of Matrix or OAuth (RFC 6749, section 5.2).
struct ErrorBody {
    errcode: String,
    /// A Matrix message or an OAuth error code.
    error: String,
    error_description: String,
    retry_after_ms: Option<u64>,
    soft_logout: bool,
}

impl ErrorBody {
    /// Reads each field on its own: a field that is `null` or has the wrong type counts as missing,
    /// and the others are still used.
    fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let body: Value = super::json::parse(text.as_bytes()).unwrap_or_default();
        let text = |key| body[key].as_str().unwrap_or_default().to_owned();
        // Some proxies send a fraction or a string.
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
    /// The error for a response that isn't successful. `body` can be anything; `is_immediate` says
    /// whether the response came quickly.
    ///
    /// The error code decides, then the status, but never the message, which differs between
    /// versions of Synapse.
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

    /// The error for a response that this page may not read. `is_exception` says that it came late
    /// and that other responses of this server are readable.
    pub(super) fn for_unreadable_response(is_exception: bool) -> Self {
        if is_exception {
            Self::ProxyTimedOut
        } else {
            Self::CorsRefused
        }
    }

    /// Redacts the secrets of the request, which a server may have put into its message.
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
    /// Whether the server doesn't know the token or no longer accepts it.
    pub(super) fn is_signed_out(&self) -> bool {
        matches!(self.kind, ErrorKind::SignedOut { .. })
    }

    /// The error for a failed statistics request when the homeserver knows the token.
    pub(super) fn into_statistics_error(mut self) -> Self {
        if matches!(self.kind, ErrorKind::SignedOut { .. }) {
            self.kind = ErrorKind::StatisticsRefused;
        }
        self
    }

    /// Whether a later retry may well succeed, and the server is certainly no longer working on the
    /// request.
    ///
    /// A time-out, a 504, or a late error of another kind may come from a proxy that gave up while
    /// the server still works on the request; a retry would double its load. A 429 is sent before
    /// any work is done, and an immediate 500, 502 or 503 comes from a server that failed or from a
    /// proxy whose upstream is down.
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
    /// Creates an error without a request.
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
