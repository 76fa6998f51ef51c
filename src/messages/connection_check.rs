//! The connection check.

use super::failure::explain;
use super::proxies::Fix;
use messages::Explanation;
use panel_core::homeserver_input::HomeserverInput;
use synapse_client::oauth::ADMIN_SCOPE;
use synapse_client::{
    API_SCOPE, Check, CheckOutcome, CheckProblem, Error, ErrorKind, WELL_KNOWN_PATH, WellKnown,
};

/// What a check is about.
pub fn check(check: Check) -> &'static str {
    match check {
        Check::Address => messages::check_address(),
        Check::WellKnown => messages::check_well_known(),
        Check::Response => messages::check_response(),
        Check::Cors => messages::check_cors(),
        Check::Homeserver => messages::check_homeserver_kind(),
        Check::AdminApi => messages::check_admin_api(),
        Check::Preflight => messages::check_preflight(),
        Check::Token => messages::check_token(),
        Check::Admin => messages::check_admin(),
        Check::Statistics => messages::check_statistics(),
    }
}

/// The outcome of a check, in a word.
pub fn outcome(outcome: &CheckOutcome) -> &'static str {
    match outcome {
        CheckOutcome::Running => messages::outcome_running(),
        CheckOutcome::Passed(_) => messages::outcome_passed(),
        CheckOutcome::Failed(_) => messages::outcome_failed(),
        CheckOutcome::Skipped => messages::outcome_skipped(),
    }
}

/// How many failed, for those who can't see the list.
pub fn check_summary(failed: usize) -> String {
    match failed {
        0 => messages::checks_passed().to_owned(),
        failed => messages::failed_checks(failed as u64),
    }
}

/// What is wrong, why, and what to do.
pub fn problem(check: Check, problem: &CheckProblem, server: &str) -> Explanation {
    match problem {
        CheckProblem::WellKnown(mistake) => well_known(mistake, server),
        CheckProblem::Request(error) => request(check, error, server),
        CheckProblem::Preflight => messages::problem_preflight(),
        CheckProblem::NoApiScope => messages::problem_api_scope(API_SCOPE),
        CheckProblem::NoAdminScope => messages::problem_admin_scope(ADMIN_SCOPE),
    }
}

fn request(check: Check, error: &Error, server: &str) -> Explanation {
    match (check, &error.kind) {
        (Check::Cors, ErrorKind::CorsRefused) => messages::problem_cors(),
        (Check::Homeserver, ErrorKind::NotFound | ErrorKind::Refused { .. }) => {
            messages::problem_not_a_homeserver(server)
        }
        (Check::Admin, ErrorKind::NotAdmin) => messages::problem_not_admin(),
        (Check::Statistics, ErrorKind::NotFound) => messages::problem_no_statistics(server),
        _ => explain(error, server),
    }
}

/// What is wrong with a name's file.
pub fn well_known(mistake: &WellKnown, server: &str) -> Explanation {
    let file = &well_known_url(server);
    match mistake {
        WellKnown::Found(_) | WellKnown::None => super::missing(""),
        WellKnown::NotJson => messages::well_known_not_json(file),
        WellKnown::Syntax(words) => messages::well_known_syntax(words, file),
        WellKnown::Structure(words) => messages::well_known_structure(words, file),
        WellKnown::ServerFile => messages::well_known_server_file(file),
        WellKnown::NoHomeserver => messages::well_known_no_homeserver(file),
        WellKnown::BadBaseUrl(url) => messages::well_known_bad_base_url(file, url),
        WellKnown::Blocked => messages::well_known_blocked(file),
        WellKnown::Redirected => messages::well_known_redirected(file),
        WellKnown::ServerError => messages::well_known_server_error(file),
        WellKnown::Unreachable => messages::well_known_unreachable(file),
    }
}

/// The URL of a name's file: over plain HTTP on the own machine alone.
fn well_known_url(server: &str) -> String {
    match HomeserverInput::parse(server) {
        Some(HomeserverInput::Name(url) | HomeserverInput::Url(url)) => url.join(WELL_KNOWN_PATH),
        None => format!("{server}{WELL_KNOWN_PATH}"),
    }
}

/// Where a homeserver was found although its name's file can't be used.
pub fn found_despite_file(url: &str, mistake: &WellKnown, server: &str) -> String {
    messages::found_despite(url, &well_known(mistake, server).what)
}

/// What mends a problem, where lines for a web server do.
pub fn fix(check: Check, problem: &CheckProblem) -> Option<Fix> {
    match problem {
        CheckProblem::WellKnown(_) => Some(Fix::WellKnown),
        CheckProblem::Preflight => Some(Fix::Cors),
        CheckProblem::Request(error) => fix_request(check, &error.kind),
        CheckProblem::NoApiScope | CheckProblem::NoAdminScope => None,
    }
}

fn fix_request(check: Check, error: &ErrorKind) -> Option<Fix> {
    let is_routed_wrongly = matches!(
        check,
        Check::Homeserver | Check::AdminApi | Check::Statistics
    );
    match error {
        ErrorKind::CorsRefused => Some(Fix::Cors),
        ErrorKind::BlockedByProxy { .. } => Some(Fix::Access),
        ErrorKind::NotFound
        | ErrorKind::NotJson
        | ErrorKind::Syntax(_)
        | ErrorKind::InvalidResponse(_)
        | ErrorKind::Redirected
        | ErrorKind::Refused { .. }
            if is_routed_wrongly =>
        {
            Some(Fix::Route)
        }
        _ => None,
    }
}
