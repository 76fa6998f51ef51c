//! Checking the connection to a homeserver: which checks have run, and what they found.

use leptos::prelude::*;
use panel_core::format::server_name;
use synapse_client::{
    AccessToken, BaseUrl, Check, CheckOutcome, CheckProblem, CheckResults, normalized_name,
    run_checks,
};

/// What is checked.
pub(crate) struct CheckTarget {
    /// The homeserver, as it was named.
    pub(crate) homeserver: String,
    /// An administrator's token, if there is one, and the only base URL that it may be sent to.
    pub(crate) token: Option<(AccessToken, BaseUrl)>,
}

/// The state of a check, as signals.
#[derive(Clone, Copy)]
pub(crate) struct ConnectionCheckState {
    homeserver: RwSignal<String>,
    results: RwSignal<CheckResults>,
    is_running: RwSignal<bool>,
    /// Counts the runs: only the last one has something to say.
    number: StoredValue<u32>,
}

impl ConnectionCheckState {
    /// Nothing is checked yet.
    pub(crate) fn new() -> Self {
        Self {
            homeserver: RwSignal::default(),
            results: RwSignal::default(),
            is_running: RwSignal::new(false),
            number: StoredValue::default(),
        }
    }

    /// Checks a homeserver, instead of the one before.
    pub(crate) fn run(self, target: CheckTarget) {
        let CheckTarget { homeserver, token } = target;
        // Not as it was typed: who knows what that holds.
        self.homeserver
            .set(normalized_name(&homeserver).unwrap_or_default());
        self.is_running.set(true);
        let number = self.number.get_value() + 1;
        self.number.set_value(number);
        // Not aborted when the page is gone: the next query must wait until the homeserver has
        // answered this one.
        web_platform::spawn(async move {
            let is_last = move || self.number.try_get_value() == Some(number);
            let tell = move |results| {
                if is_last() {
                    self.results.set(results);
                }
            };
            tell(run_checks(&homeserver, token, &tell).await);
            if is_last() {
                self.is_running.set(false);
            }
        });
    }

    /// Whether checks are running.
    pub(crate) fn is_running(self) -> ReadSignal<bool> {
        self.is_running.read_only()
    }

    /// What the checks have found so far, in their order.
    pub(crate) fn results(self) -> ReadSignal<CheckResults> {
        self.results.read_only()
    }

    /// The homeserver, without what was typed beside its name or URL.
    pub(crate) fn homeserver(self) -> ReadSignal<String> {
        self.homeserver.read_only()
    }

    /// How many checks failed; tracks the results.
    pub(crate) fn failed(self) -> usize {
        let is_failed =
            |(_, outcome): &&(Check, CheckOutcome)| matches!(outcome, CheckOutcome::Failed(_));
        self.results
            .with(|results| results.iter().filter(is_failed).count())
    }

    /// Whether one of the problems is of this kind; tracks the results.
    pub(crate) fn has_problem(self, is_it: impl Fn(Check, &CheckProblem) -> bool) -> bool {
        self.results.with(|results| {
            results.iter().any(|(check, outcome)| match outcome {
                CheckOutcome::Failed(problem) => is_it(*check, problem),
                _ => false,
            })
        })
    }

    /// The homeserver's name, without scheme and path; tracks it.
    pub(crate) fn name(self) -> String {
        self.homeserver.with(|homeserver| host_of(homeserver))
    }

    /// The host of its API: where its name leads, or else the name. Tracks both.
    pub(crate) fn host(self) -> String {
        let led = self.results.with(|results| {
            results.iter().find_map(|result| match result {
                (Check::WellKnown, CheckOutcome::Passed(url)) if !url.is_empty() => {
                    Some(host_of(url))
                }
                _ => None,
            })
        });
        led.unwrap_or_else(|| self.name())
    }
}

/// The host of a URL, or the name itself.
fn host_of(homeserver: &str) -> String {
    let rest = server_name(homeserver);
    rest.split('/').next().unwrap_or_default().to_owned()
}
