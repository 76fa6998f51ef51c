//! Failures in words: what happened, why, and what to do.

use crate::homeserver::Error;
use wasm_split_helpers::SplitLoaderError;

/// A failure, for the administrator: what happened, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What happened.
    pub what: String,
    /// Why, as far as it is known.
    pub why: String,
    /// What to do.
    pub remedy: String,
}

impl From<SplitLoaderError> for Explanation {
    fn from(_: SplitLoaderError) -> Self {
        missing_part()
    }
}

/// A part of the panel can't be loaded.
pub fn missing_part() -> Explanation {
    explanation(
        "A part of the panel could not be loaded.",
        "There is no contact with the web server that the panel is from, or it has another release of the panel by now.",
        "Try again. If that doesn't help, reload the page.",
    )
}

/// A signed-in user is no administrator.
pub fn not_admin(user_id: &str) -> Explanation {
    explanation(
        &format!("{user_id} is not a server administrator."),
        "Only administrators may read the statistics.",
        "Sign in as an administrator, or have this user made one.",
    )
}

/// A pasted token is of no use.
pub fn unknown_token(server: &str) -> Explanation {
    explanation(
        &format!("{server} doesn't know this access token."),
        "It was revoked, has expired, belongs to another homeserver, or was not copied whole.",
        "Paste another one.",
    )
}

pub(super) fn explanation(what: &str, why: &str, remedy: &str) -> Explanation {
    Explanation {
        what: what.to_owned(),
        why: why.to_owned(),
        remedy: remedy.to_owned(),
    }
}

/// Explains a failure. `server` is the homeserver as the administrator knows it.
#[expect(clippy::too_many_lines, reason = "a list")]
pub fn explain(error: &Error, server: &str) -> Explanation {
    let no_contact = format!("{server} can't be reached.");
    let odd_answer = format!("{server} sent an answer that this panel can't use.");
    match error {
        Error::Offline => explanation(
            "The browser is offline.",
            "It has no network connection.",
            "Connect, then try again.",
        ),
        Error::Unreachable => explanation(
            &no_contact,
            "No connection came about: the address may be wrong, the server down, or its certificate not accepted.",
            "Check the address, and open it in a new tab.",
        ),
        Error::CorsRefused => explanation(
            &format!("The browser may not read answers of {server}."),
            "It answers, but without the CORS headers that a page of another origin needs. Synapse sends them; a proxy in front may drop them or answer by itself.",
            "Let the proxy pass Synapse's headers and OPTIONS requests through, or serve this panel from the homeserver's own host.",
        ),
        Error::MixedContent => explanation(
            &no_contact,
            "This page came over HTTPS, and browsers don't let such a page ask a server over plain HTTP.",
            "Use the homeserver's https:// address.",
        ),
        Error::TimedOut { seconds } => explanation(
            &format!("{server} did not answer in time."),
            &format!(
                "Nothing came for {seconds} s. The statistics of a large server can take long; its database may be busy."
            ),
            "Try again later, or choose a shorter period.",
        ),
        Error::CutOff => explanation(
            "The answer was cut off.",
            "The connection ended before the answer was complete: a proxy's limit, a restart or the network.",
            "Try again. What has come is kept.",
        ),
        Error::SignedOut { soft: true } => explanation(
            "Your session has expired.",
            &format!("{server} no longer takes the access token."),
            "Sign in again to go on where you were.",
        ),
        Error::SignedOut { soft: false } => explanation(
            "You are signed out.",
            &format!("{server} doesn't know this access token: it was revoked, or mistyped."),
            "Sign in again to go on where you were.",
        ),
        Error::NotAdmin => explanation(
            &format!("{server} refuses to show the statistics."),
            "The user is not, or no longer, a server administrator.",
            "Sign out, and in as an administrator.",
        ),
        Error::StatisticsRefused => explanation(
            &format!("{server} refuses to show the statistics."),
            "It knows you, but its media repository doesn’t let you read them. With matrix-media-repo, only its own administrators may.",
            "Add your user ID to “admins” in matrix-media-repo’s configuration, or sign in as one of them.",
        ),
        Error::LoginRefused(words) => explanation(
            "Signing in failed.",
            &said_or(words, "User name and password don't match."),
            "Check both, then try again.",
        ),
        Error::NotRouted => explanation(
            &format!("The admin API of {server} can't be reached."),
            "The address answers 404 to it. A reverse proxy often passes only /_matrix on to Synapse, or a worker that doesn't serve it.",
            "Route /_synapse/admin to Synapse's main process.",
        ),
        Error::RateLimited { retry_after_ms } => explanation(
            &format!("{server} asks to wait."),
            "There were too many requests in a short time.",
            &match retry_after_ms {
                Some(ms) => format!("Try again in {} s.", ms.div_ceil(1000)),
                None => "Try again in a while.".to_owned(),
            },
        ),
        Error::Server { status, message } => explanation(
            &format!("{server} failed with HTTP {status}."),
            &said_or(
                message,
                "The server or the proxy in front of it has a problem.",
            ),
            "Try again later; the server's log says more.",
        ),
        Error::Refused {
            status,
            errcode,
            message,
        } => explanation(
            &format!("{server} refused with HTTP {status}."),
            &said_or(&format!("{errcode} {message}"), "It didn't say why."),
            "If a proxy restricts the admin API, allow this browser's address.",
        ),
        Error::NotJson => explanation(
            &odd_answer,
            "It isn't JSON but perhaps a web page: a proxy answers in Synapse's place.",
            "Check that the address is the homeserver's, and that /_matrix and /_synapse/admin lead to Synapse.",
        ),
        Error::Shape(words) => explanation(
            &odd_answer,
            &format!("It is not what Synapse documents ({words})."),
            "Check that the server is Synapse 1.23 or later, and that no proxy changes its answers.",
        ),
        Error::TooLarge => explanation(
            &odd_answer,
            "It is far larger than an answer to this question can be.",
            "Check that the address is the homeserver's.",
        ),
        Error::Redirected => explanation(
            &format!("{server} answered with a redirect."),
            "It is not followed, as it would carry your token or password to another address.",
            "Sign in to the address that it leads to, or let the proxy pass /_matrix and /_synapse/admin on without a redirect.",
        ),
        Error::Stuck => explanation(
            "Loading stopped: the server sends the same page over and over.",
            "The next page would have started where this one did.",
            "What has come is kept. Check that no proxy changes Synapse's answers.",
        ),
        Error::WellKnown(mistake, then) => {
            let Explanation { what, why, remedy } = super::doctor::well_known(mistake, server);
            let then = explain(then, server).what;
            let why = format!("{why} And without the file: {then}");
            Explanation { what, why, remedy }
        }
        Error::NoRegistration => explanation(
            &format!(
                "The sign-in of {server} knows only programs that its administrator has named."
            ),
            "Its authorization server offers no registration.",
            "Use an access token, or turn dynamic client registration on there.",
        ),
        Error::InsecurePage => explanation(
            "This page came over plain HTTP.",
            "Browsers keep the digests that the sign-in needs to pages over HTTPS.",
            "Open the panel by https://, or use an access token.",
        ),
        Error::BadAddress => explanation(
            "This can't be a homeserver.",
            "It is neither a name, as example.org, nor a URL, as https://matrix.example.org.",
            "Check what was typed.",
        ),
    }
}

fn said_or(words: &str, otherwise: &str) -> String {
    match words.trim() {
        "" => otherwise.to_owned(),
        words => format!("It said: {words}"),
    }
}
