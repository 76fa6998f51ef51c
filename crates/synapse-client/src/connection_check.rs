//! A short examination of the way to a homeserver: one check after the other, each with an outcome.

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

/// What is checked, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// What was typed can be a homeserver.
    Address,
    /// Its name leads to it.
    WellKnown,
    /// Something answers.
    Response,
    /// Pages of this origin may read the answers.
    Cors,
    /// It is a homeserver.
    Homeserver,
    /// The admin API leads to Synapse.
    AdminApi,
    /// Requests with a token are let through.
    Preflight,
    /// The token is known.
    Token,
    /// Its user is an administrator.
    Admin,
    /// The statistics are there.
    Statistics,
}

impl Check {
    /// All of them.
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

/// What a check came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckOutcome {
    /// It is being made.
    Running,
    /// All is well; what was found, where that is worth a word.
    Passed(String),
    /// This is wrong.
    Failed(CheckProblem),
    /// An earlier failure, or something that is missing, stands in its way.
    Skipped,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckProblem {
    /// The name's file is of no use.
    WellKnown(WellKnown),
    /// A request failed.
    Request(Error),
    /// Only requests with a token fail: the browser's question beforehand is not answered.
    Preflight,
    /// The homeserver's authorization server doesn't know the token, or it was given without
    /// [`API_SCOPE`].
    NoApiScope,
    /// The token was given without [`super::oauth::ADMIN_SCOPE`].
    NoAdminScope,
}

/// The checks and what they came to.
pub type CheckResults = Vec<(Check, CheckOutcome)>;

/// What a token of an authorization server is given for, so that it can be used at all.
pub const API_SCOPE: &str = "urn:matrix:client:api:*";

/// Examines the way to the homeserver that somebody typed; with a token, if there is one and the
/// homeserver is at the base URL that the token may be sent to. `on_update` is given the findings each
/// time there are more.
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
    // What stands in the way is among the findings.
    let _ = run.run_all(input, token).await;
    run.results.into_inner()
}

struct CheckRun<'a> {
    results: RefCell<CheckResults>,
    on_update: &'a dyn Fn(CheckResults),
}

/// The rest can't be reached.
struct Stopped;

impl CheckRun<'_> {
    fn set_outcome(&self, check: Check, outcome: CheckOutcome) {
        let found = |(it, _): &&mut (Check, CheckOutcome)| *it == check;
        if let Some(result) = self.results.borrow_mut().iter_mut().find(found) {
            result.1 = outcome;
        }
        (self.on_update)(self.results.borrow().clone());
    }

    /// Notes what a request came to; stops at a failure.
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

    /// Where the homeserver is.
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

    /// Whether there is a homeserver, and this page may read what it says.
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

    /// Whether the browser's question before a request with a token is answered. Any token will
    /// do: this endpoint asks for none.
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

    /// Whether the token is an administrator's, and the statistics are there.
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
        // Nobody's row: the number alone, for a third of the cost. Only this order is known to every
        // server that has the endpoint.
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

/// Whether tokens come from an authorization server.
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

/// What one request says of contact, of CORS, and of the homeserver.
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
