//! The words of the connection check.

use super::PRODUCT;
use super::failure::{Explanation, explain, explanation};
use super::proxies::Fix;
use panel_core::format::isolate;
use synapse_client::homeserver_input::HomeserverInput;
use synapse_client::oauth::ADMIN_SCOPE;
use synapse_client::{
    API_SCOPE, Check, CheckOutcome, CheckProblem, Error, ErrorKind, WELL_KNOWN_PATH, WellKnown,
};

pub const CHECK_CONNECTION: &str = "Check the connection";
pub const CONNECTION_CHECK: &str = "Connection check";
pub const RUN_AGAIN: &str = "Run again";
pub const COPY_REPORT: &str = "Copy report";
pub const CLOSE: &str = "Close";
pub const COPY: &str = "Copy";
pub const COPIED: &str = "Copied.";
pub const WEB_SERVER: &str = "Web server";
pub const CHECKING: &str = "Checking…";
pub const ALL_IS_WELL: &str = "Everything that could be checked is in order.";

/// What a check is about.
pub fn check(check: Check) -> &'static str {
    match check {
        Check::Address => "This can be a homeserver",
        Check::WellKnown => "Its name leads to it (.well-known)",
        Check::Response => "It answers",
        Check::Cors => "This page may read its answers (CORS)",
        Check::Homeserver => "It is a Matrix homeserver",
        Check::AdminApi => "Its admin API is there",
        Check::Preflight => "Requests with a token come through (preflight)",
        Check::Token => "It knows the token",
        Check::Admin => "The token is an administrator’s",
        Check::Statistics => "It answers with statistics",
    }
}

/// What it came to, in a word or two.
pub fn outcome(outcome: &CheckOutcome) -> &'static str {
    match outcome {
        CheckOutcome::Running => "checking…",
        CheckOutcome::Passed(_) => "passed",
        CheckOutcome::Failed(_) => "failed",
        CheckOutcome::Skipped => "not reached",
    }
}

/// How many failed, for those who can't see the list.
pub fn failed_checks(failed: usize) -> String {
    match failed {
        0 => ALL_IS_WELL.to_owned(),
        1 => "1 check failed.".to_owned(),
        failed => format!("{failed} checks failed."),
    }
}

/// What is wrong, why, and what to do.
pub fn problem(check: Check, problem: &CheckProblem, server: &str) -> Explanation {
    match problem {
        CheckProblem::WellKnown(mistake) => well_known(mistake, server),
        CheckProblem::Request(error) => request(check, error, server),
        CheckProblem::Preflight => explanation(
            "Requests without a token come through, those with one don’t.",
            "Before a page of another origin sends a token, the browser asks by an OPTIONS request whether it may. Something in front of Synapse refuses that, or answers it without the CORS headers.",
            "Pass OPTIONS requests on to Synapse: no password, sign-on or redirect of the proxy’s own for them.",
        ),
        CheckProblem::NoApiScope => explanation(
            "The token is not active.",
            &format!(
                "The homeserver’s authorization server doesn’t know it any more, or it lacks the scope {API_SCOPE}."
            ),
            NEW_TOKEN,
        ),
        CheckProblem::NoAdminScope => explanation(
            &format!("The token lacks the scope {ADMIN_SCOPE}."),
            "The homeserver’s authorization server gave it for other things.",
            NEW_TOKEN,
        ),
    }
}

const NEW_TOKEN: &str = "Sign in by the homeserver’s sign-in page as somebody who may administer (in Matrix Authentication Service: can_request_admin, or admin_users in its policy).";

fn request(check: Check, error: &Error, server: &str) -> Explanation {
    match (check, &error.kind) {
        (Check::Cors, ErrorKind::CorsRefused) => explanation(
            "It answers, but without the CORS headers that a page of another origin needs.",
            "Synapse sends them. A proxy in front may drop or double them, or answer by itself: with an error page, too, while Synapse is down.",
            "See that Synapse runs, and let the proxy pass its headers and OPTIONS requests through. Or serve this panel from the homeserver’s own host.",
        ),
        (Check::Homeserver, ErrorKind::NotFound | ErrorKind::Refused { .. }) => explanation(
            &format!("{} answers, but not as a homeserver.", isolate(server)),
            "/_matrix/client/versions is not known there.",
            "Pass /_matrix on to Synapse, or check the address.",
        ),
        (Check::Admin, ErrorKind::NotAdmin) => explanation(
            "The token’s user is no server administrator.",
            "Synapse refused the admin API to them.",
            "Sign in as an administrator, or have this user made one.",
        ),
        (Check::Statistics, ErrorKind::NotFound) => explanation(
            &format!("{} has no statistics of media.", isolate(server)),
            "They came with Synapse 1.23, and are answered by its main process only.",
            "Route /_synapse/admin/v1/statistics to the main process; update Synapse if it is older.",
        ),
        _ => explain(error, server),
    }
}

/// What is wrong with a name's file.
pub fn well_known(mistake: &WellKnown, server: &str) -> Explanation {
    let file = isolate(&well_known_url(server));
    let (what, why) = match mistake {
        WellKnown::Found(_) | WellKnown::None => return explanation("", "", ""),
        WellKnown::NotJson => ("isn’t JSON.", "A web page is in its place, most often."),
        WellKnown::Syntax(words) => {
            return explanation(
                &format!("{file} isn’t valid JSON: {}.", isolate(words)),
                "The error is at that place in the file, or just before it.",
                CORRECT_FILE,
            );
        }
        WellKnown::Structure(words) => {
            return explanation(
                &format!("{file} has the wrong structure: {}.", isolate(words)),
                "It must be an object whose m.homeserver is an object with a base_url.",
                CORRECT_FILE,
            );
        }
        WellKnown::ServerFile => (
            "is the file for other servers.",
            "Its m.server belongs into /.well-known/matrix/server; here, m.homeserver must name the homeserver for clients.",
        ),
        WellKnown::NoHomeserver => (
            "names no homeserver.",
            "It is valid JSON, but has no m.homeserver.",
        ),
        WellKnown::BadBaseUrl(url) => {
            return explanation(
                &format!(
                    "{file} names {}, which isn’t the URL of a homeserver.",
                    isolate(url)
                ),
                "A base_url begins with https:// and has no query.",
                CORRECT_FILE,
            );
        }
        WellKnown::Blocked => (
            "may not be read by this page.",
            "What answers there, be it the file, a redirect or an error, comes without the header Access-Control-Allow-Origin.",
        ),
        WellKnown::Redirected => (
            "is a redirect that this page may not follow.",
            "What it leads to comes without the header Access-Control-Allow-Origin.",
        ),
        WellKnown::ServerError => ("can’t be fetched.", "The server answered with an error."),
        WellKnown::Unreachable => (
            "can’t be reached.",
            "The connection failed, or the file didn’t come in time: the name may be wrong, or its web server down.",
        ),
    };
    explanation(&format!("{file} {what}"), why, SERVE_FILE)
}

/// The URL of a name's file: over plain HTTP on the own machine alone.
fn well_known_url(server: &str) -> String {
    match HomeserverInput::parse(server) {
        Some(HomeserverInput::Name(url) | HomeserverInput::Url(url)) => url.join(WELL_KNOWN_PATH),
        None => format!("{server}{WELL_KNOWN_PATH}"),
    }
}

const CORRECT_FILE: &str =
    "Correct the file. Or give the URL of the homeserver’s API instead of its name.";

const SERVE_FILE: &str = "Serve the file there as JSON, without a redirect, and with Access-Control-Allow-Origin: *. Or give the URL of the homeserver’s API instead of its name.";

/// Where a homeserver was found although the file of its name led nowhere.
pub fn found_in_spite(url: &str, mistake: &WellKnown, server: &str) -> String {
    let Explanation { what, .. } = well_known(mistake, server);
    format!("Found at {}. {what}", isolate(url))
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

/// The head of a report that is copied.
pub fn report_head(homeserver: &str, panel: &str, at: &str) -> String {
    format!("{PRODUCT}: {CONNECTION_CHECK} of {homeserver} from {panel}, {at}\n")
}
