//! Checks the connection to a homeserver step by step, with an outcome for each step.

use super::connection::query_lock;
use super::discovery::normalized_url;
use super::error::{Error, ErrorKind, RequestPurpose};
use super::login::{check_admin, who_am_i};
use super::login_flows::fetch_login_flows;
use super::request::Request;
use super::session::AccessToken;
use super::well_known::{WellKnown, fetch_well_known};
use panel_core::homeserver_input::{BaseUrl, HomeserverInput};
use serde::de::IgnoredAny;
use std::cell::RefCell;

/// The checks, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// The input can be a homeserver.
    Address,
    /// The server name leads to a homeserver.
    WellKnown,
    /// The server responds.
    Response,
    /// The responses can be read from this origin (CORS).
    Cors,
    /// It is a homeserver.
    Homeserver,
    /// The admin API is served by Synapse.
    AdminApi,
    /// Requests with a token are allowed (preflight).
    Preflight,
    /// The token is valid.
    Token,
    /// Its user is an administrator.
    Admin,
    /// The statistics are available.
    Statistics,
}

impl Check {
    /// All checks.
    pub const ALL: [Self; 10] = [
        Self::Address,
        Self::WellKnown,
        Self::Response,
        Self::Cors,
        Self::Homeserver,
        Self::AdminApi,
        Self::Preflight,
        Self::Token,
        Self::Admin,
        Self::Statistics,
    ];
}

/// The outcome of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckOutcome {
    /// In progress.
    Running,
    /// Passed, with a detail to show (may be empty).
    Passed(String),
    /// Failed.
    Failed(CheckProblem),
    /// Not run, because an earlier check failed or something it needs is missing.
    Skipped,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckProblem {
    /// The `.well-known` file can't be used.
    WellKnown(WellKnown),
    /// A request failed.
    Request(Error),
    /// Only requests with a token fail: the preflight request is not answered.
    Preflight,
    /// The authorization server doesn't know the token, or the token lacks [`API_SCOPE`].
    NoApiScope,
    /// The token lacks [`super::oauth::ADMIN_SCOPE`].
    NoAdminScope,
}

/// The checks and their outcomes.
pub type CheckResults = Vec<(Check, CheckOutcome)>;

/// The OAuth scope that every token for the client-server API needs.
pub const API_SCOPE: &str = "urn:matrix:client:api:*";

/// Checks the connection to the homeserver in `input`. The checks that need a token run if there is
/// one and the homeserver is at the base URL that it may be sent to. Calls `on_update` with the
/// results after each change.
pub async fn run_checks(
    input: &str,
    token: Option<(AccessToken, BaseUrl)>,
    on_update: &dyn Fn(CheckResults),
) -> CheckResults {
    let run = CheckRun {
        results: RefCell::new(
            Check::ALL
                .map(|check| (check, CheckOutcome::Skipped))
                .to_vec(),
        ),
        on_update,
    };
    // Failures are among the results.
    let _ = run.run_all(input, token).await;
    run.results.into_inner()
}

struct CheckRun<'a> {
    results: RefCell<CheckResults>,
    on_update: &'a dyn Fn(CheckResults),
}

/// A check failed; the remaining ones are skipped.
struct Stopped;

impl CheckRun<'_> {
    fn set_outcome(&self, check: Check, outcome: CheckOutcome) {
        let found = |(it, _): &&mut (Check, CheckOutcome)| *it == check;
        if let Some(result) = self.results.borrow_mut().iter_mut().find(found) {
            result.1 = outcome;
        }
        (self.on_update)(self.results.borrow().clone());
    }

    /// Records the outcome of a request; stops at a failure.
    fn record<T>(
        &self,
        check: Check,
        answer: Result<T, Error>,
        words: impl FnOnce(&T) -> String,
    ) -> Result<T, Stopped> {
        match answer {
            Ok(answer) => {
                self.set_outcome(check, CheckOutcome::Passed(words(&answer)));
                Ok(answer)
            }
            Err(error) => {
                self.set_outcome(check, CheckOutcome::Failed(CheckProblem::Request(error)));
                Err(Stopped)
            }
        }
    }

    async fn run_all(
        &self,
        input: &str,
        token: Option<(AccessToken, BaseUrl)>,
    ) -> Result<(), Stopped> {
        let address = HomeserverInput::parse(input).ok_or(ErrorKind::InvalidAddress.into());
        let address = self.record(Check::Address, address, |_| String::new())?;
        let base_url = self.find_base_url(address).await;
        let token = token.filter(|(_, to)| *to == base_url);
        let token = token.map(|(token, _)| token);
        let response = self.check_homeserver(&base_url).await;
        self.set_outcome(Check::AdminApi, CheckOutcome::Running);
        let path = "/_synapse/admin/v1/server_version";
        if response.is_err() {
            self.set_outcome(Check::AdminApi, CheckOutcome::Skipped);
            return Err(Stopped);
        }
        let request = Request::get(&base_url, path).with_purpose(RequestPurpose::AdminApi);
        let version = request.json::<ServerVersion>().await;
        self.record(Check::AdminApi, version, |it| it.server_version.clone())?;
        self.check_preflight(&base_url, path, token.as_ref())
            .await?;
        self.check_administrator(&base_url, &token.ok_or(Stopped)?)
            .await
    }

    /// Finds the base URL of the homeserver.
    async fn find_base_url(&self, address: HomeserverInput) -> BaseUrl {
        let name = match address {
            HomeserverInput::Url(url) => {
                let mut results = self.results.borrow_mut();
                results.retain(|(check, _)| *check != Check::WellKnown);
                return normalized_url(url);
            }
            HomeserverInput::Name(name) => normalized_url(name),
        };
        self.set_outcome(Check::WellKnown, CheckOutcome::Running);
        let found = fetch_well_known(&name).await;
        let (base_url, outcome) = match found {
            WellKnown::Found(url) => {
                let url = normalized_url(url);
                (url.clone(), CheckOutcome::Passed(url.to_string()))
            }
            WellKnown::None => (name, CheckOutcome::Passed(String::new())),
            ignored_well_known => (
                name,
                CheckOutcome::Failed(CheckProblem::WellKnown(ignored_well_known)),
            ),
        };
        self.set_outcome(Check::WellKnown, outcome);
        base_url
    }

    /// Checks that there is a homeserver and that this page may read its responses.
    async fn check_homeserver(&self, base_url: &BaseUrl) -> Result<(), Stopped> {
        self.set_outcome(Check::Response, CheckOutcome::Running);
        let versions = Request::get(base_url, "/_matrix/client/versions")
            .with_purpose(RequestPurpose::Discovery);
        let [response, cors, homeserver] = outcomes_of_response(versions.json::<Versions>().await);
        let reached =
            matches!(response, CheckOutcome::Passed(_)) && matches!(cors, CheckOutcome::Passed(_));
        self.set_outcome(Check::Response, response);
        self.set_outcome(Check::Cors, cors);
        self.set_outcome(Check::Homeserver, homeserver);
        if reached { Ok(()) } else { Err(Stopped) }
    }

    /// Checks that preflight requests are answered. This endpoint needs no token, so any token will
    /// do.
    async fn check_preflight(
        &self,
        base_url: &BaseUrl,
        path: &str,
        token: Option<&AccessToken>,
    ) -> Result<(), Stopped> {
        self.set_outcome(Check::Preflight, CheckOutcome::Running);
        let any = AccessToken::parse("examination");
        let token = token.or(any.as_ref()).ok_or(Stopped)?;
        let request = Request::get(base_url, path)
            .with_purpose(RequestPurpose::AdminApi)
            .with_token(token);
        match request.json::<IgnoredAny>().await {
            Err(error) if error.kind == ErrorKind::CorsRefused => {
                self.set_outcome(
                    Check::Preflight,
                    CheckOutcome::Failed(CheckProblem::Preflight),
                );
                Err(Stopped)
            }
            answer => self
                .record(Check::Preflight, answer, |_| String::new())
                .map(drop),
        }
    }

    /// Checks that the token belongs to an administrator and that the statistics are available.
    async fn check_administrator(
        &self,
        base_url: &BaseUrl,
        token: &AccessToken,
    ) -> Result<(), Stopped> {
        self.set_outcome(Check::Token, CheckOutcome::Running);
        let answer = who_am_i(base_url, token).await;
        let kind = answer.as_ref().err().map(|error| &error.kind);
        let unknown = matches!(kind, Some(ErrorKind::SignedOut { .. }));
        if unknown && is_delegated(base_url).await {
            self.set_outcome(Check::Token, CheckOutcome::Failed(CheckProblem::NoApiScope));
            return Err(Stopped);
        }
        let user_id = answer.map(|identity| identity.user_id);
        let user_id = self.record(Check::Token, user_id, Clone::clone)?;
        self.set_outcome(Check::Admin, CheckOutcome::Running);
        let answer = check_admin(base_url, token, &user_id).await;
        let kind = answer.as_ref().err().map(|error| &error.kind);
        if kind == Some(&ErrorKind::NotAdmin) && is_delegated(base_url).await {
            self.set_outcome(
                Check::Admin,
                CheckOutcome::Failed(CheckProblem::NoAdminScope),
            );
            return Err(Stopped);
        }
        self.record(Check::Admin, answer, |()| String::new())?;
        self.set_outcome(Check::Statistics, CheckOutcome::Running);
        let query_lock = query_lock(base_url);
        let _one_at_a_time = query_lock.lock().await;
        // With `limit=0`, the response has only the number of users, at a third of the cost. Every
        // version of the endpoint supports this order.
        let path = "/_synapse/admin/v1/statistics/users/media?order_by=user_id&dir=b&limit=0";
        let request = Request::get(base_url, path)
            .with_purpose(RequestPurpose::Statistics)
            .with_token(token)
            .with_timeout(web_platform::statistics_timeout());
        let answer = request.json::<IgnoredAny>().await;
        let answer = answer.map_err(Error::into_statistics_error);
        self.record(Check::Statistics, answer, |_| String::new())
            .map(drop)
    }
}

/// Whether an authorization server issues the tokens.
async fn is_delegated(base_url: &BaseUrl) -> bool {
    let login_flows = fetch_login_flows(base_url).await;
    login_flows.is_ok_and(|login_flows| login_flows.oauth.is_some())
}

#[derive(serde::Deserialize)]
struct ServerVersion {
    server_version: String,
}

#[derive(serde::Deserialize)]
struct Versions {
    versions: Vec<String>,
}

/// What one request says about the connection, CORS and the homeserver.
fn outcomes_of_response(answer: Result<Versions, Error>) -> [CheckOutcome; 3] {
    let passed = || CheckOutcome::Passed(String::new());
    let failed = |error| CheckOutcome::Failed(CheckProblem::Request(error));
    match answer {
        Ok(Versions { versions }) => {
            let latest = versions.last().cloned().unwrap_or_default();
            [passed(), passed(), CheckOutcome::Passed(latest)]
        }
        Err(error) => match error.kind {
            ErrorKind::CorsRefused => [passed(), failed(error), CheckOutcome::Skipped],
            ErrorKind::Offline
            | ErrorKind::Unreachable
            | ErrorKind::MixedContent
            | ErrorKind::TimedOut { .. }
            | ErrorKind::Truncated => [failed(error), CheckOutcome::Skipped, CheckOutcome::Skipped],
            _ => [passed(), passed(), failed(error)],
        },
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn words(outcome: &CheckOutcome) -> &'static str {
        match outcome {
            CheckOutcome::Running => "running",
            CheckOutcome::Passed(_) => "passed",
            CheckOutcome::Failed(_) => "failed",
            CheckOutcome::Skipped => "not reached",
        }
    }

    #[test]
    fn one_response_decides_response_cors_and_homeserver() {
        let judged = |answer| outcomes_of_response(answer).each_ref().map(words);
        let failed = |kind: ErrorKind| judged(Err(kind.into()));
        let versions = vec!["v1.1".to_owned(), "v1.12".to_owned()];
        assert_eq!(judged(Ok(Versions { versions })), ["passed"; 3]);
        let blocked = failed(ErrorKind::CorsRefused);
        assert_eq!(blocked, ["passed", "failed", "not reached"]);
        for away in [
            ErrorKind::Unreachable,
            ErrorKind::MixedContent,
            ErrorKind::Offline,
        ] {
            assert_eq!(failed(away), ["failed", "not reached", "not reached"]);
        }
        for odd in [
            ErrorKind::NotJson,
            ErrorKind::NotFound,
            ErrorKind::BlockedByProxy { status: 401 },
            ErrorKind::InvalidResponse(String::new()),
        ] {
            assert_eq!(failed(odd), ["passed", "passed", "failed"]);
        }
    }
}
