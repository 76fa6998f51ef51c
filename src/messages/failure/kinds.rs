//! The explanations of failed requests, by what went wrong.

use super::{Asked, Explanation, explanation, said};
use panel_core::format::isolate;
use synapse_client::{AccountState, ErrorKind, RequestPurpose};

/// There is no response, or not all of it.
pub(super) fn connection(kind: &ErrorKind, asked: &Asked) -> Explanation {
    let Asked {
        server, because, ..
    } = asked;
    let step = asked.step();
    match kind {
        ErrorKind::Offline => explanation(
            "The browser is offline.",
            "It has no network connection.",
            "Connect, then try again.",
        ),
        ErrorKind::MixedContent => explanation(
            &format!("The browser blocked the request to {server} as mixed content."),
            &format!(
                "This page came over HTTPS, and such a page may not send requests over plain HTTP.{because}"
            ),
            "Use the server’s https:// address. If a .well-known file names this one, correct its base_url.",
        ),
        ErrorKind::CorsRefused => explanation(
            &format!("The browser may not read answers of {server}."),
            &format!(
                "It answers, but without the CORS headers that a page of another origin needs. A proxy in front may drop them or answer by itself.{because}{step}"
            ),
            "Let the proxy pass the server’s headers and OPTIONS requests through, or serve this panel from the homeserver’s own host.",
        ),
        ErrorKind::ProxyTimedOut => explanation(
            &format!("A proxy in front of {server} may have stopped waiting."),
            &format!(
                "It answered by itself, without the CORS headers that a page of another origin needs; the server’s own answers have them.{because}{step}"
            ),
            if asked.is_for_statistics() {
                TIME_LIMIT_REMEDY
            } else {
                "Try again later; the proxy’s log says more."
            },
        ),
        ErrorKind::TimedOut { seconds } if asked.is_for_statistics() => explanation(
            &format!("{server} did not answer in time."),
            &format!(
                "Nothing came for {seconds} s. The statistics of a large server can take long; its database may be busy."
            ),
            "Try again later, or choose a shorter period.",
        ),
        ErrorKind::TimedOut { seconds } => explanation(
            &format!("{server} did not answer in time."),
            &format!("The response wasn’t complete after {seconds} s.{because}{step}"),
            "Try again later. If that doesn’t help, check the server’s log.",
        ),
        ErrorKind::TooSlow { seconds } => explanation(
            &format!("{server} sends its response too slowly."),
            &format!("Less than 1 KiB a second arrived, on average over {seconds} s.{step}"),
            "Try again. If that doesn’t help, check the connection and the proxies in between.",
        ),
        ErrorKind::Truncated => explanation(
            "The answer was cut off.",
            &format!(
                "The connection ended before the answer of {server} was complete: a proxy’s limit, a restart or the network.{step}"
            ),
            if asked.is_for_statistics() {
                "Try again. What has come is kept."
            } else {
                "Try again."
            },
        ),
        // `Unreachable`.
        _ => {
            let (why, remedy) = if asked.is_loopback {
                (
                    "The connection failed or was closed: perhaps nothing listens on this port.",
                    "Check the address and the port, and that the server is running.",
                )
            } else if asked.is_https {
                (
                    "The connection failed or was closed. The address may be wrong, the server down, or its certificate not trusted.",
                    "Check the address, and open it in a new tab.",
                )
            } else {
                (
                    "The connection failed or was closed. The address may be wrong, or the server down.",
                    "Check the address, and open it in a new tab.",
                )
            };
            explanation(
                &format!("{server} can't be reached."),
                &format!("{why}{because}{step}"),
                remedy,
            )
        }
    }
}

/// The user may not do this, or no longer.
pub(super) fn account(kind: &ErrorKind, asked: &Asked) -> Explanation {
    let server = &asked.server;
    match kind {
        ErrorKind::AccountUnusable(state) => {
            let (what, why) = match state {
                AccountState::Locked => ("locked", "until it is unlocked"),
                AccountState::Suspended => ("suspended", "until its suspension ends"),
                AccountState::Deactivated => ("deactivated", "any more"),
            };
            explanation(
                &format!("This account is {what}."),
                &format!("{server} doesn’t let it in {why}."),
                "Ask another administrator of the server, or sign in with another account.",
            )
        }
        ErrorKind::LoginRefused(words) if asked.purpose == RequestPurpose::SsoLogin => explanation(
            "Single sign-on failed.",
            &said(&[words]).unwrap_or(format!("{server} doesn’t accept what came back from it.")),
            "Start again.",
        ),
        ErrorKind::LoginRefused(words) => explanation(
            "Signing in failed.",
            &format!(
                "User name and password don't match, or this account may not sign in. {}",
                said(&[words]).unwrap_or_default()
            ),
            "Check user name and password, then try again.",
        ),
        ErrorKind::NotAdmin => explanation(
            &format!("{server} refuses to show the statistics."),
            "The user is not, or no longer, a server administrator.",
            "Sign out, then sign in as an administrator.",
        ),
        ErrorKind::StatisticsRefused => explanation(
            &format!("{server} refuses to show the statistics."),
            "It knows you, but its media repository doesn’t let you read them. With matrix-media-repo, only its own administrators may.",
            "Add your user ID to “admins” in matrix-media-repo’s configuration, or sign in as one of them.",
        ),
        ErrorKind::SignedOut { soft: true } => explanation(
            "Your session has expired.",
            &format!("{server} no longer takes the access token."),
            "Sign in again to go on where you were.",
        ),
        _ => explanation(
            "You are signed out.",
            &format!("{server} doesn't know this access token: it was revoked, or mistyped."),
            "Sign in again to go on where you were.",
        ),
    }
}

/// A proxy responded by itself.
pub(super) fn blocked(status: u16, asked: &Asked) -> Explanation {
    let Asked {
        server, because, ..
    } = asked;
    let paths = asked.paths();
    if status == 401 {
        explanation(
            &format!("A proxy in front of {server} asks for a password."),
            &format!(
                "It answers with HTTP 401 by itself. This page can’t give it a password: its requests carry Matrix’s access token instead.{because}"
            ),
            &format!("Let requests to {paths} through without the proxy’s password."),
        )
    } else {
        explanation(
            &format!("A proxy in front of {server} refuses this address."),
            &format!(
                "It answers with HTTP {status} by itself, perhaps because it lets only some addresses in.{because}"
            ),
            &format!("Allow requests from this browser’s address to {paths}."),
        )
    }
}

const NO_REGISTRATION: &str = "Use an access token, or turn dynamic client registration on there.";

pub(super) fn not_routed(asked: &Asked) -> Explanation {
    let server = &asked.server;
    if asked.is_for_admin_api() {
        return explanation(
            &format!("The admin API of {server} can't be reached."),
            "The address answers 404 to it. A reverse proxy often passes only /_matrix on to Synapse, or a worker that doesn't serve it.",
            "Route /_synapse/admin to Synapse's main process.",
        );
    }
    if asked.purpose == RequestPurpose::Registration {
        return no_registration(404, asked);
    }
    explanation(
        &format!("{server} answers with HTTP 404."),
        &format!("The API isn’t there.{}{}", asked.because, asked.step()),
        &format!(
            "Check the address, and that the proxy passes {} on.",
            asked.paths()
        ),
    )
}

fn no_registration(status: u16, asked: &Asked) -> Explanation {
    let Asked {
        server, because, ..
    } = asked;
    explanation(
        &format!("{server} doesn’t register this panel."),
        &format!(
            "It answers with HTTP {status} at the address that is its registration endpoint.{because}"
        ),
        NO_REGISTRATION,
    )
}

/// Too many requests.
pub(super) fn rate_limited(retry_after_ms: Option<u64>, asked: &Asked) -> Explanation {
    explanation(
        &format!("{} asks to wait.", asked.server),
        &format!(
            "There were too many requests in a short time.{}",
            asked.step()
        ),
        &match retry_after_ms {
            Some(ms) => format!("Try again in {} s.", ms.div_ceil(1000)),
            None => "Try again in a while.".to_owned(),
        },
    )
}

const TIME_LIMIT_WHY: &str = "The statistics take Synapse longer than the proxy waits. Synapse may still be working on them, so they are not requested again.";

const TIME_LIMIT_REMEDY: &str = "Choose a shorter period, or raise the limit: proxy_read_timeout (nginx), ProxyTimeout (Apache), response_header_timeout (Caddy) or forwardingTimeouts.responseHeaderTimeout (Traefik).";

/// The server, or the proxy in front of it, failed.
pub(super) fn failed(status: u16, message: &str, is_immediate: bool, asked: &Asked) -> Explanation {
    let Asked {
        server, because, ..
    } = asked;
    let step = asked.step();
    let gave_up = matches!(status, 408 | 504 | 524 | 598);
    // Words come from the server itself.
    let may_have = matches!(status, 502 | 503) && !is_immediate && message.is_empty();
    if (gave_up || may_have) && asked.is_for_statistics() {
        return explanation(
            &format!(
                "The proxy in front of {server} {} waiting (HTTP {status}).",
                if gave_up {
                    "stopped"
                } else {
                    "may have stopped"
                }
            ),
            &format!("{TIME_LIMIT_WHY}{because}"),
            if status == 524 {
                "Choose a shorter period, or use an address that doesn’t lead through Cloudflare: it waits 100 s, unless an Enterprise plan raises its proxy_read_timeout."
            } else {
                TIME_LIMIT_REMEDY
            },
        );
    }
    if status == 501 && asked.purpose == RequestPurpose::Registration {
        return no_registration(status, asked);
    }
    if matches!(status, 521..=523 | 599) {
        return explanation(
            &format!("The proxy in front of {server} couldn’t connect to it (HTTP {status})."),
            &format!("The server may be down, or its firewall may block the proxy.{because}{step}"),
            "Check that the server is running, and that the proxy’s addresses may connect to it.",
        );
    }
    let why = said(&[message])
        .unwrap_or("The server or the proxy in front of it has a problem.".to_owned());
    explanation(
        &format!("{server} failed with HTTP {status}."),
        &format!("{why}{because}{step}"),
        "Try again later; the server’s log says more.",
    )
}

/// Any other refusal, with what the server says about it.
pub(super) fn refused(status: u16, words: [&String; 3], asked: &Asked) -> Explanation {
    let Asked {
        server, because, ..
    } = asked;
    let said = said(&words.map(String::as_str));
    let said = match said {
        None if asked.purpose == RequestPurpose::Registration && status == 405 => {
            return no_registration(status, asked);
        }
        said => said,
    };
    if let Some(said) = said
        .as_ref()
        .filter(|_| asked.purpose == RequestPurpose::Registration)
    {
        let remedy = match words[1].as_str() {
            "invalid_redirect_uri" | "invalid_client_metadata" | "invalid_client_uri" => {
                "Matrix Authentication Service takes panels at https:// on the default port only, on a host with a name, at a path of letters, digits, dots and hyphens; both addresses that the panel gives, client_uri and redirect_uri, are its own. Open it at such an address, or use an access token."
            }
            _ => NO_REGISTRATION,
        };
        return explanation(
            &format!("{server} refused to register this panel (HTTP {status})."),
            &format!("{said}{because}"),
            remedy,
        );
    }
    let why = said.unwrap_or("It didn't say why.".to_owned());
    explanation(
        &format!("{server} refused with HTTP {status}."),
        &format!("{why}{because}{}", asked.step()),
        if asked.is_for_admin_api() && matches!(status, 401 | 403) {
            "If a proxy restricts the admin API, allow this browser’s address."
        } else {
            "The log of the server, or of the proxy in front of it, says more."
        },
    )
}

/// A response that can't be used, or none that was asked for.
pub(super) fn response(kind: &ErrorKind, asked: &Asked) -> Explanation {
    let Asked {
        server, because, ..
    } = asked;
    let unusable = format!("{server} sent an answer that this panel can't use.");
    match kind {
        ErrorKind::NotJson => explanation(
            &unusable,
            &format!(
                "It isn't JSON but perhaps a web page: a proxy answers instead of the server.{because}"
            ),
            &format!(
                "Check that the address is right, and that requests to {} lead there.",
                asked.paths()
            ),
        ),
        ErrorKind::Syntax(words) => explanation(
            &unusable,
            &format!("It isn’t valid JSON ({}).{because}", isolate(words)),
            "Check that the address is right, and that no proxy changes the answers.",
        ),
        ErrorKind::InvalidResponse(words) => explanation(
            &unusable,
            &format!(
                "It is not what is documented ({}).{because}",
                isolate(words)
            ),
            "Check that the server is Synapse 1.23 or later, and that no proxy changes its answers.",
        ),
        ErrorKind::TooLarge => explanation(
            &unusable,
            "It is far larger than an answer to this question can be.",
            "Check that the address is right.",
        ),
        ErrorKind::Redirected => explanation(
            &format!("{server} answered with a redirect."),
            "It isn’t followed where it would carry your token or password to another address, or where it leads to one that this page may not read.",
            "Use the address that it leads to, or let the proxy answer without a redirect.",
        ),
        ErrorKind::PaginationLoop => explanation(
            "Loading stopped: the server sends the same page over and over.",
            "The next page would have started where this one did.",
            "What has come is kept. Check that no proxy changes Synapse's answers.",
        ),
        ErrorKind::NoRegistration => explanation(
            &format!(
                "The sign-in of {server} knows only programs that its administrator has named."
            ),
            "Its authorization server offers no registration.",
            NO_REGISTRATION,
        ),
        // `InsecurePage`.
        _ => explanation(
            "This page came over plain HTTP.",
            "Sign-in needs Web Crypto, which requires HTTPS.",
            "Open the panel by https://, or use an access token.",
        ),
    }
}
