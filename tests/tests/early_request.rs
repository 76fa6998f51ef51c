//! The first request for the report is sent while the panel is still being loaded, where it's certain
//! which one that is and that the token may be sent.

use anyhow::{Result, ensure};
use e2e::{Scene, Setup, TIMEOUT, eventually};
use serde_json::json;
use test_support::gateway::RecordedRequest;
use test_support::{Fault, Rule};

/// Loads the page again without the panel's WebAssembly, so that nothing but `boot.js` can send a request.
async fn reload_without_the_panel(scene: &mut Scene) -> Result<()> {
    scene.expect_failures("main_bg");
    scene.expect_complaints("main_bg");
    scene.expect_complaints("Failed to fetch");
    scene.gateway.forget_requests();
    scene.cdp("Network.enable", json!({})).await?;
    let blocked = json!({ "urls": ["*main_bg*"] });
    scene.cdp("Network.setBlockedURLs", blocked).await?;
    scene.driver().refresh().await?;
    scene.reads("The panel’s files are incomplete.").await
}

/// Lets the browser report a connection with this downlink, in Mbit/s.
async fn has_connection(scene: &Scene, downlink: f64) -> Result<()> {
    let connection = format!(
        "Object.defineProperty(navigator, 'connection', {{ value: {{ downlink: {downlink} }} }})"
    );
    let source = json!({ "source": connection });
    scene
        .cdp("Page.addScriptToEvaluateOnNewDocument", source)
        .await?;
    Ok(())
}

#[tokio::test]
async fn the_report_is_requested_before_the_panel_has_loaded() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            has_connection(scene, 10.0).await?;
            reload_without_the_panel(scene).await?;
            let sent = scene.gateway.wait_for_requests(TIMEOUT, |requests| {
                requests.iter().any(RecordedRequest::is_statistics)
            });
            ensure!(sent.is_some(), "nothing was requested");
            let requests = scene.gateway.statistics_requests();
            ensure!(requests.len() == 1 && requests[0].authorized);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_report_does_not_delay_the_panel_on_a_slow_connection() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            has_connection(scene, 1.6).await?;
            reload_without_the_panel(scene).await?;
            ensure!(scene.gateway.requests().is_empty());
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_token_waits_for_a_configuration_that_decides() -> Result<()> {
    for config in [
        r#"{"homeservers":["elsewhere.test"],"other_homeservers":true}"#,
        r#"{"idle_minutes":120}"#,
        r#"{"period":"30d"}"#,
    ] {
        Setup::new()
            .config(config)
            .test(async |scene: &mut Scene| {
                scene.open_report("").await?;
                scene.loaded().await?;
                has_connection(scene, 10.0).await?;
                reload_without_the_panel(scene).await?;
                ensure!(scene.gateway.requests().is_empty(), "{config}");
                Ok(())
            })
            .await?;
    }
    Ok(())
}

#[tokio::test]
async fn every_link_sends_one_request_when_the_page_is_reloaded() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            for query in [
                "",
                "?from_ts=1600000000000&until_ts=1700000000000",
                "?until_ts=1700000000000&search_term=a",
                "?from_ts=1600000000",
                "?period=365d",
                "?order_by=displayname",
                "?limit=25&page=2&view=distribution",
            ] {
                scene.open(query).await?;
                scene.loaded().await?;
                scene.gateway.forget_requests();
                scene.driver().refresh().await?;
                scene.loaded().await?;
                let requests = scene.gateway.statistics_requests();
                ensure!(requests.len() == 1, "{query}: {requests:#?}");
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_token_that_was_refused_early_ends_the_session() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let unknown = Fault::error(401, "M_UNKNOWN_TOKEN", "Token is not active");
            scene.gateway.inject(Rule::new("/_", unknown));
            scene.expect_failures("/_");
            scene.expect_failures("/.well-known/");
            scene.driver().refresh().await?;
            scene.reads("You are signed out.").await?;
            eventually!(
                scene
                    .run::<bool>("return sessionStorage.sessions === undefined", &[])
                    .await?
            );
            Ok(())
        })
        .await
}
