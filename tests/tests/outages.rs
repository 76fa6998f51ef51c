//! Lines that break, hang or are forbidden: what the administrator reads, and that nothing loaded
//! is lost.

use anyhow::{Context as _, Result, ensure};
use e2e::{Order, Scene, Setup, TIMEOUT, everybody, in_order, in_period, sums};
use serde_json::json;
use std::time::Duration;
use test_support::gateway::{CannedResponse, RequestOutcome};
use test_support::synapse::{ADMIN, PASSWORD};
use test_support::{Fault, Rule};

/// Waits for the report of the period that was asked for last.
async fn shows_the_period(scene: &Scene) -> Result<()> {
    scene.has_query_part("period=90d").await?;
    scene.loaded().await?;
    let request = scene.server().statistics_requests().pop();
    let request = request.context("nothing was asked")?;
    let from = request.parameter("from_ts").context("all was asked for")?;
    let users = in_period(Some(from.parse()?), None)?;
    scene.sums_up_to(sums(&users)).await
}

/// The report of everybody is still on the page.
async fn still_shows_everybody(scene: &Scene) -> Result<()> {
    let users = in_order(everybody()?, Order::Size, true);
    scene.shows(&users[..100]).await?;
    scene.sums_up_to(sums(everybody()?)).await
}

#[tokio::test]
async fn a_server_that_goes_away_is_said_to_be_unreachable() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            scene.open_report("").await?;
            scene.loaded().await?;
            let fault = scene
                .gateway
                .inject(Rule::statistics(Fault::CloseConnection));
            scene.choose("Period", "Last 90 days").await?;
            scene
                .alert(&["Couldn’t connect to", "Check the address"])
                .await?;
            still_shows_everybody(scene).await?;
            fault.clear();
            scene.press("Try again").await?;
            shows_the_period(scene).await
        })
        .await
}

#[tokio::test]
async fn an_answer_that_the_browser_may_not_read_is_explained_by_cors() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            scene.expect_failures("/statistics/users/media");
            scene.open_report("").await?;
            scene.loaded().await?;
            let fault = scene.server().inject(Rule::statistics(Fault::WithoutCors));
            scene.choose("Period", "Last 90 days").await?;
            scene.alert(&["can’t read responses", "CORS"]).await?;
            still_shows_everybody(scene).await?;
            fault.clear();
            scene.press("Try again").await?;
            shows_the_period(scene).await
        })
        .await
}

#[tokio::test]
async fn a_homeserver_without_cors_is_explained_at_sign_in() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let (own, server) = (scene.gateway.origin(), scene.server().origin());
            scene.expect_failures(&own);
            scene.expect_failures(&server);
            scene.server().inject(Rule::new("/", Fault::WithoutCors));
            scene.open("").await?;
            scene.fill("Homeserver", &server).await?;
            scene.tab().await?;
            scene.status("can’t read responses").await?;
            scene.sign_in_with_token("syt_any").await?;
            scene.alert(&["CORS"]).await.map(drop)
        })
        .await
}

#[tokio::test]
async fn a_truncated_response_keeps_its_rows_and_is_resumed() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            let cut = scene
                .gateway
                .inject(Rule::statistics(Fault::Truncate(60_000)));
            scene.open_report("").await?;
            scene.alert(&["The response was cut off."]).await?;
            let users = in_order(everybody()?, Order::Size, true);
            scene.shows(&users[..100]).await?;
            scene.reads("Not complete").await?;
            let covered = usize::try_from(scene.totals().await?.users)?;
            scene.sums_up_to(sums(&users[..covered])).await?;
            cut.clear();
            scene.press("Try again").await?;
            scene.loaded().await?;
            still_shows_everybody(scene).await?;
            eventually!(scene.announced("alert").await?.is_empty());
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_later_page_that_breaks_off_leaves_the_earlier_ones() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            scene
                .gateway
                .inject(Rule::statistics(Fault::ClampLimit(500)));
            let cut = Rule::statistics(Fault::Truncate(1000)).query("from=500");
            let cut = scene.gateway.inject(cut);
            scene.open_report("").await?;
            scene.alert(&["The response was cut off."]).await?;
            let users = in_order(everybody()?, Order::Size, true);
            scene.shows(&users[..100]).await?;
            scene.reads("Not complete").await?;
            let asked = scene.gateway.statistics_requests().len();
            cut.clear();
            scene.press("Try again").await?;
            scene.loaded().await?;
            still_shows_everybody(scene).await?;
            let again = scene.gateway.statistics_requests();
            let first = again[asked..].first().context("nothing was asked")?;
            ensure!(
                first.parameter("from") == Some("500"),
                "it started over: {first:?}"
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_server_that_never_answers_can_be_cancelled() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            scene.open_report("").await?;
            scene.loaded().await?;
            let hang = scene.gateway.inject(Rule::statistics(Fault::Hang));
            scene.choose("Period", "Last 90 days").await?;
            ensure!(hang.wait_held(1, TIMEOUT), "nothing was asked");
            scene.status("Loading…").await?;
            still_shows_everybody(scene).await?;
            scene.press("Cancel").await?;
            scene.gone("button", "Cancel").await?;
            still_shows_everybody(scene).await?;
            let said = "Loading was stopped. Still showing: All time.";
            scene.reads(said).await?;
            hang.clear();
            scene.press("Load the rest").await?;
            shows_the_period(scene).await
        })
        .await
}

#[tokio::test]
async fn a_silent_server_is_given_up_after_the_configured_time() -> Result<()> {
    Setup::new()
        .waiting_for(6)
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            scene.open_report("").await?;
            scene.loaded().await?;
            let hang = scene.gateway.inject(Rule::statistics(Fault::Hang));
            scene.choose("Period", "Last 90 days").await?;
            let texts = ["did not respond in time.", "Nothing arrived for 6 s."];
            scene.alert(&texts).await?;
            still_shows_everybody(scene).await?;
            hang.clear();
            scene.press("Try again").await?;
            shows_the_period(scene).await
        })
        .await
}

#[tokio::test]
async fn a_stalled_response_is_given_up_and_keeps_its_rows() -> Result<()> {
    Setup::new()
        .waiting_for(6)
        .test(async |scene: &mut Scene| {
            let stall = Rule::statistics(Fault::ThrottleUntilReleased(60_000)).times(1);
            let stall = scene.gateway.inject(stall);
            scene.open_report("").await?;
            ensure!(stall.wait_held(1, TIMEOUT), "no answer is on its way");
            stall.release(1);
            scene.alert(&["did not respond in time.", "6 s"]).await?;
            let users = in_order(everybody()?, Order::Size, true);
            scene.shows(&users[..100]).await?;
            scene.reads("Not complete").await?;
            let broken = scene.gateway.wait_for_requests(TIMEOUT, |requests| {
                let last = requests.iter().rfind(|it| it.is_statistics());
                last.is_some_and(|it| it.outcome == RequestOutcome::Broken)
            });
            ensure!(broken.is_some(), "the connection is still open");
            scene.press("Try again").await?;
            scene.loaded().await?;
            still_shows_everybody(scene).await
        })
        .await
}

#[tokio::test]
async fn a_report_that_trickles_in_is_given_up() -> Result<()> {
    Setup::new()
        .waiting_for(2)
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            scene.open_report("").await?;
            scene.loaded().await?;
            let pause = Duration::from_millis(100);
            let trickle = scene
                .gateway
                .inject(Rule::statistics(Fault::Throttle(10, pause)));
            scene.choose("Period", "Last 90 days").await?;
            scene
                .alert(&["is sending its response too slowly.", "1 KiB per second"])
                .await?;
            scene.reads("Not complete").await?;
            ensure!(trickle.hits() == 1, "it was requested again");
            trickle.clear();
            scene.press("Try again").await?;
            shows_the_period(scene).await
        })
        .await
}

#[tokio::test]
async fn a_file_that_trickles_in_is_not_waited_for() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/.well-known/matrix/client");
            let file = json!({ "m.homeserver": { "base_url": "https://a.test" } });
            scene
                .gateway
                .set_well_known(Some(CannedResponse::json(200, &file)));
            let trickle = Fault::Throttle(1, Duration::from_secs(1));
            let rule = Rule::new("/.well-known/matrix/client", trickle);
            scene.gateway.inject(rule);
            scene.open("").await?;
            let typed = scene
                .gateway
                .origin()
                .replace("http://127.0.0.1", "localhost");
            scene.fill("Homeserver", &typed).await?;
            scene.tab().await?;
            scene.status(&format!("Found at http://{typed}.")).await
        })
        .await
}

#[tokio::test]
async fn a_login_that_trickles_in_is_given_up_as_a_login() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/_matrix/client/v3/login");
            scene.open("").await?;
            scene.name_homeserver().await?;
            let trickle = Fault::Throttle(1, Duration::from_secs(1));
            let login = Rule::new("/_matrix/client/v3/login", trickle);
            scene.gateway.inject(login.method("POST".parse()?));
            scene.sign_in_with_password(ADMIN, "never checked").await?;
            let texts = ["did not respond in time.", "while signing in"];
            // The deadline is longer than anything else that tests wait for.
            let alert = match scene.alert(&texts).await {
                Ok(alert) => alert,
                Err(_) => scene.alert(&texts).await?,
            };
            ensure!(!alert.contains("statistics"), "{alert}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_browser_without_a_network_says_so() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            scene.open_report("").await?;
            scene.loaded().await?;
            // The menu is there by the time that it is needed.
            scene.chosen("Period").await?;
            let network = |offline: bool| {
                serde_json::json!({
                    "offline": offline, "latency": 0,
                    "downloadThroughput": -1, "uploadThroughput": -1,
                })
            };
            scene.cdp("Network.enable", serde_json::json!({})).await?;
            scene
                .cdp("Network.emulateNetworkConditions", network(true))
                .await?;
            scene.choose("Period", "Last 90 days").await?;
            scene.alert(&["You are offline."]).await?;
            still_shows_everybody(scene).await?;
            scene
                .cdp("Network.emulateNetworkConditions", network(false))
                .await?;
            scene.press("Try again").await?;
            shows_the_period(scene).await
        })
        .await
}

#[tokio::test]
async fn signing_out_while_a_report_is_loading_leaves_nothing_behind() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let slow = Rule::statistics(Fault::ThrottleUntilReleased(60_000)).times(1);
            let slow = scene.gateway.inject(slow);
            scene.open_report("").await?;
            ensure!(slow.wait_held(1, TIMEOUT), "no answer is on its way");
            slow.release(1);
            let users = in_order(everybody()?, Order::Size, true);
            scene.shows(&users[..100]).await?;
            scene.press("Sign out").await?;
            scene.find("button", "Sign in").await?;
            let ended = scene.gateway.wait_for_requests(TIMEOUT, |requests| {
                let mut requests = requests.iter().filter(|it| it.is_statistics());
                requests.all(|it| it.outcome != RequestOutcome::Running)
            });
            ensure!(ended.is_some(), "the report is still being loaded");
            scene.sign_in().await?;
            scene.loaded().await?;
            still_shows_everybody(scene).await
        })
        .await
}

#[tokio::test]
async fn signing_out_works_without_the_server() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            scene.open("").await?;
            scene.name_homeserver().await?;
            scene.sign_in_with_password(ADMIN, PASSWORD).await?;
            scene.loaded().await?;
            let token = scene.token().await?;
            scene
                .gateway
                .inject(Rule::new("/_", Fault::CloseConnection));
            scene.press("Sign out").await?;
            scene.find("button", "Sign in").await?;
            let kept = "return JSON.parse(sessionStorage.getItem('sessions')).sessions.length";
            eventually!(
                scene.run::<u32>(kept, &[]).await? == 0,
                "the tab keeps the session"
            );
            scene.driver().refresh().await?;
            scene.find("button", "Sign in").await?;
            scene.alert(&["Couldn’t sign out of"]).await?;
            scene.press("Dismiss").await?;
            let kept = "return sessionStorage.getItem('sessions') === null";
            eventually!(
                scene.run::<bool>(kept, &[]).await?,
                "the tab keeps the dismissed session"
            );
            // Of no use to anybody, but still there: the next test's homeserver is this one.
            let client = scene.synapse.client().with_token(&token);
            let logout = "/_matrix/client/v3/logout";
            client
                .json("POST", logout, &serde_json::json!({}))
                .map(drop)
        })
        .await
}
