//! The gateway over real connections: headers, faults, and what it remembers.

use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};
use test_support::gateway::{CannedResponse, RequestOutcome};
use test_support::synapse::http::Client;
use test_support::{Fault, Gateway, Rule};

const PATH: &str = "/_synapse/admin/v1/statistics/users/media";
const TIMEOUT: Duration = Duration::from_secs(10);

/// A gateway that stands for the homeserver, and one before it.
fn pair() -> Result<(Gateway, Gateway)> {
    let homeserver = Gateway::builder()
        .homeserver("http://127.0.0.1:9")
        .start()?;
    let report = json!({ "users": [{ "user_id": "@a:b" }], "total": 1, "next_token": 1 });
    homeserver.inject(Rule::statistics(Fault::Respond(CannedResponse::json(
        200, &report,
    ))));
    let gateway = Gateway::builder()
        .homeserver(&homeserver.origin())
        .start()?;
    Ok((homeserver, gateway))
}

#[test]
fn requests_are_passed_on_and_remembered_without_the_token() -> Result<()> {
    let (homeserver, gateway) = pair()?;
    gateway.inject(Rule::statistics(Fault::ClampLimit(10)));
    let client = Client::new(&gateway.origin()).with_token("secret");
    let (status, answer) = client.get(&format!("{PATH}?limit=5000"))?;
    assert_eq!((status, &answer["total"]), (200, &json!(1)));
    let requests = gateway.wait_for_requests(TIMEOUT, |all| {
        all.first()
            .is_some_and(|request| request.outcome == RequestOutcome::Complete)
    });
    let request = requests.unwrap_or_default().remove(0);
    assert_eq!(request.parameter("limit"), Some("5000"));
    assert!(request.authorized && !format!("{request:?}").contains("secret"));
    let seen = homeserver.statistics_requests();
    assert_eq!(seen[0].parameter("limit"), Some("10"));
    assert_eq!(gateway.max_in_flight(), 1);
    Ok(())
}

#[test]
fn faults_change_break_and_replace_answers() -> Result<()> {
    let (_homeserver, gateway) = pair()?;
    let client = Client::new(&gateway.origin());
    gateway.inject(Rule::statistics(Fault::limited(1500)).times(1));
    let (status, answer) = client.get(PATH)?;
    assert_eq!((status, &answer["retry_after_ms"]), (429, &json!(1500)));

    let rewritten = gateway.inject(Rule::statistics(Fault::without("users")));
    let second = gateway.inject(Rule::statistics(Fault::with("total", 7)));
    assert_eq!(
        client.get(PATH)?,
        (200, json!({ "total": 7, "next_token": 1 }))
    );
    rewritten.clear();
    second.clear();

    let cut = gateway.inject(Rule::statistics(Fault::Truncate(20)));
    assert_eq!(client.get(PATH)?, (200, Value::Null));
    cut.clear();

    let refused = gateway.inject(Rule::statistics(Fault::CloseConnection));
    assert!(client.get(PATH).is_err());
    refused.clear();
    assert_eq!(client.get(PATH)?.0, 200);
    let broken = |all: &[test_support::gateway::RecordedRequest]| {
        all.iter()
            .filter(|request| request.outcome == RequestOutcome::Broken)
            .count()
            == 2
    };
    assert!(gateway.wait_for_requests(TIMEOUT, broken).is_some());
    Ok(())
}

#[test]
fn a_held_request_goes_on_when_it_is_released() -> Result<()> {
    let (_homeserver, gateway) = pair()?;
    let held = gateway.inject(Rule::statistics(Fault::Hold));
    let dribbled = gateway.inject(Rule::statistics(Fault::ThrottleUntilReleased(10)));
    let client = Client::new(&gateway.origin());
    let asking = std::thread::spawn(move || client.get(PATH));
    assert!(held.wait_held(1, TIMEOUT));
    assert_eq!((gateway.requests()[0].status, dribbled.held()), (None, 0));
    held.release(1);
    assert!(dribbled.wait_held(1, TIMEOUT));
    dribbled.release(2);
    assert!(!asking.is_finished());
    dribbled.clear();
    let answer = asking
        .join()
        .unwrap_or_else(|_| Err(anyhow::anyhow!("panicked")))?;
    assert_eq!(answer.1["total"], 1);
    Ok(())
}

#[test]
fn faults_happen_to_what_says_where_the_homeserver_is() -> Result<()> {
    let path = "/.well-known/matrix/client";
    let told = json!({ "m.homeserver": { "base_url": "https://matrix.test" } });
    let builder = Gateway::builder().well_known(CannedResponse::json(200, &told));
    let gateway = builder.start()?;
    let client = Client::new(&gateway.origin());
    assert_eq!(client.get(path)?, (200, told));
    gateway.inject(Rule::new(path, Fault::CloseConnection).times(1));
    assert!(client.get(path).is_err());
    gateway.inject(Rule::new(path, Fault::with("m.homeserver", 7)));
    assert_eq!(client.get(path)?, (200, json!({ "m.homeserver": 7 })));
    Ok(())
}

#[test]
fn the_panel_is_served_below_its_prefix_with_strict_headers() -> Result<()> {
    let dist = std::env::temp_dir().join(format!("xtask-panel-{}", std::process::id()));
    std::fs::create_dir_all(&dist)?;
    std::fs::write(dist.join("index.html"), "<h1>Panel</h1>")?;
    std::fs::write(dist.join("panel.wasm"), "\0asm")?;
    let builder = Gateway::builder().panel(&dist).prefix("/admin/media/");
    let gateway = builder.collect_csp_reports().start()?;
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .proxy(None)
        .build()
        .into();
    let get = |path: &str| agent.get(format!("{}{path}", gateway.origin())).call();

    let index = get("/admin/media/?homeserver=x")?;
    let header = |name: &str| {
        index
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let policy = header("content-security-policy").unwrap_or_default();
    assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval' "));
    assert!(policy.ends_with("report-uri /csp-report"));
    assert_eq!(header("x-content-type-options"), Some("nosniff"));
    let wasm = get("/admin/media/panel.wasm")?;
    let kind = wasm
        .headers()
        .get("content-type")
        .and_then(|value| value.to_str().ok());
    assert_eq!(kind, Some("application/wasm"));
    assert_eq!(get("/admin/media/missing.js")?.status().as_u16(), 404);
    assert_eq!(get("/")?.status().as_u16(), 404);
    assert_eq!(get("/_matrix/client/versions")?.status().as_u16(), 404);

    let report = json!({ "csp-report": { "violated-directive": "script-src" } });
    agent
        .post(format!("{}/csp-report", gateway.origin()))
        .send(report.to_string())?;
    assert_eq!(gateway.csp_reports(), [report]);
    std::fs::remove_dir_all(dist)?;
    Ok(())
}
