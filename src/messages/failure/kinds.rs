//! The explanations of failed requests, by kind of error.

use super::{Asked, Explanation, said};
use synapse_client::{AccountState, ErrorKind, RequestPurpose};

/// There is no response, or not all of it.
pub(super) fn connection(kind: &ErrorKind, asked: &Asked) -> Explanation {
    let Asked {
        server, because, ..
    } = asked;
    let step = asked.step();
    let is_statistics = asked.is_for_statistics();
    match kind {
        ErrorKind::Offline => messages::offline(),
        ErrorKind::MixedContent => messages::mixed_content(server).because(because),
        ErrorKind::CorsRefused => messages::cors_refused(server)
            .because(because)
            .because(step),
        ErrorKind::ProxyTimedOut => {
            let mut explanation = messages::proxy_timed_out(server);
            if is_statistics {
                messages::time_limit_remedy().clone_into(&mut explanation.remedy);
            }
            explanation.because(because).because(step)
        }
        ErrorKind::TimedOut { seconds } if is_statistics => {
            messages::statistics_timed_out((*seconds).into(), server)
        }
        ErrorKind::TimedOut { seconds } => messages::timed_out((*seconds).into(), server)
            .because(because)
            .because(step),
        ErrorKind::TooSlow { seconds } => {
            messages::too_slow((*seconds).into(), server).because(step)
        }
        ErrorKind::Truncated if is_statistics => {
            messages::truncated_statistics(server).because(step)
        }
        ErrorKind::Truncated => messages::truncated(server).because(step),
        // `Unreachable`.
        _ => {
            let explanation = if asked.is_loopback {
                messages::unreachable_loopback(server)
            } else if asked.is_https {
                messages::unreachable_https(server)
            } else {
                messages::unreachable(server)
            };
            explanation.because(because).because(step)
        }
    }
}

/// The user may not do this, or no longer.
pub(super) fn account(kind: &ErrorKind, asked: &Asked) -> Explanation {
    let server = &asked.server;
    match kind {
        ErrorKind::AccountUnusable(AccountState::Locked) => messages::account_locked(server),
        ErrorKind::AccountUnusable(AccountState::Suspended) => messages::account_suspended(server),
        ErrorKind::AccountUnusable(AccountState::Deactivated) => {
            messages::account_deactivated(server)
        }
        ErrorKind::LoginRefused(words) if asked.purpose == RequestPurpose::SsoLogin => {
            match said(&[words]) {
                Some(words) => messages::sso_refused_said(&words),
                None => messages::sso_refused(server),
            }
        }
        ErrorKind::LoginRefused(words) => {
            let said = said(&[words]).map(|words| messages::said(&words));
            messages::login_refused().because(&said.unwrap_or_default())
        }
        ErrorKind::NotAdmin => messages::statistics_not_admin(server),
        ErrorKind::StatisticsRefused => messages::statistics_refused(server),
        ErrorKind::SignedOut { soft: true } => messages::session_expired(server),
        _ => messages::signed_out(server),
    }
}

/// A proxy responded by itself.
pub(super) fn blocked(status: u16, asked: &Asked) -> Explanation {
    let Asked {
        server, because, ..
    } = asked;
    let explanation = if status == 401 {
        messages::proxy_password(asked.paths(), server)
    } else {
        messages::proxy_refuses(asked.paths(), server, status.into())
    };
    explanation.because(because)
}

/// There is nothing at the address.
pub(super) fn not_found(asked: &Asked) -> Explanation {
    let server = &asked.server;
    if asked.is_for_admin_api() {
        return messages::admin_api_not_found(server);
    }
    if asked.purpose == RequestPurpose::Registration {
        return no_registration(404, asked);
    }
    messages::api_not_found(asked.paths(), server)
        .because(&asked.because)
        .because(asked.step())
}

fn no_registration(status: u16, asked: &Asked) -> Explanation {
    messages::no_registration_endpoint(&asked.server, status.into()).because(&asked.because)
}

/// Too many requests.
pub(super) fn rate_limited(retry_after_ms: Option<u64>, asked: &Asked) -> Explanation {
    let explanation = match retry_after_ms {
        Some(ms) => messages::rate_limited_seconds(ms.div_ceil(1000), &asked.server),
        None => messages::rate_limited(&asked.server),
    };
    explanation.because(asked.step())
}

/// The server, or the proxy in front of it, failed.
pub(super) fn failed(status: u16, message: &str, is_immediate: bool, asked: &Asked) -> Explanation {
    let Asked {
        server, because, ..
    } = asked;
    let code = status.into();
    let gave_up = matches!(status, 408 | 504 | 524 | 598);
    // Words come from the server itself.
    let may_have = matches!(status, 502 | 503) && !is_immediate && message.is_empty();
    if (gave_up || may_have) && asked.is_for_statistics() {
        let explain = match status {
            524 => messages::cloudflare_stopped_waiting,
            _ if gave_up => messages::proxy_stopped_waiting,
            _ => messages::proxy_may_have_stopped_waiting,
        };
        return explain(server, code).because(because);
    }
    if status == 501 && asked.purpose == RequestPurpose::Registration {
        return no_registration(status, asked);
    }
    let explanation = match said(&[message]) {
        _ if matches!(status, 521..=523 | 599) => messages::proxy_no_connection(server, code),
        Some(words) => messages::server_error_said(&words, server, code),
        None => messages::server_error(server, code),
    };
    explanation.because(because).because(asked.step())
}

/// Any other refusal, with what the server says about it.
pub(super) fn refused(status: u16, words: [&String; 3], asked: &Asked) -> Explanation {
    let Asked {
        server, because, ..
    } = asked;
    let code = status.into();
    let said = said(&words.map(String::as_str));
    if asked.purpose == RequestPurpose::Registration {
        match &said {
            None if status == 405 => return no_registration(status, asked),
            None => {}
            Some(said) => {
                let explain = match words[1].as_str() {
                    "invalid_redirect_uri" | "invalid_client_metadata" | "invalid_client_uri" => {
                        messages::registration_refused_address
                    }
                    _ => messages::registration_refused,
                };
                return explain(said, server, code).because(because);
            }
        }
    }
    let mut explanation = match said {
        Some(said) => messages::refused_said(&said, server, code),
        None => messages::refused(server, code),
    };
    if asked.is_for_admin_api() && matches!(status, 401 | 403) {
        messages::refused_admin_remedy().clone_into(&mut explanation.remedy);
    }
    explanation.because(because).because(asked.step())
}

/// A response that can't be used, or none that was asked for.
pub(super) fn response(kind: &ErrorKind, asked: &Asked) -> Explanation {
    let Asked {
        server, because, ..
    } = asked;
    match kind {
        ErrorKind::NotJson => messages::response_not_json(asked.paths(), server).because(because),
        ErrorKind::Syntax(words) => messages::response_syntax(words, server).because(because),
        ErrorKind::InvalidResponse(words) => {
            messages::response_structure(words, server).because(because)
        }
        ErrorKind::TooLarge => messages::response_too_large(server),
        ErrorKind::Redirected => messages::response_redirect(server),
        ErrorKind::PaginationLoop => messages::pagination_loop(),
        ErrorKind::NoRegistration => messages::no_registration(server),
        // `InsecurePage`.
        _ => messages::insecure_page(),
    }
}
