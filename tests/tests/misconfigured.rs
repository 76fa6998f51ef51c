//! Misconfigured servers and proxies: the message names the mistake, and where it is.

use anyhow::{Result, ensure};
use e2e::{Scene, Setup};
use serde_json::json;
use test_support::gateway::CannedResponse;
use test_support::{Fault, Gateway, Rule};

use crate::connection_check::{comes_to, lines, type_homeserver};

#[tokio::test]
async fn a_byte_order_mark_is_not_an_error() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let server = scene.server().origin();
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            let name = Gateway::builder().start()?;
            let file = json!({ "m.homeserver": { "base_url": server } });
            let file = format!("\u{feff}{file}");
            name.set_well_known(Some(CannedResponse::text(200, "application/json", &file)));
            let versions = "\u{feff}{\"versions\":[\"v1.12\"]}";
            let versions = Fault::Respond(CannedResponse::text(200, "application/json", versions));
            let rule = Rule::new("/_matrix/client/versions", versions);
            scene.server().inject(rule);
            scene.open("").await?;
            let typed = name.origin().replace("http://127.0.0.1", "localhost");
            scene.fill("Homeserver", &typed).await?;
            scene.tab().await?;
            scene.status(&format!("Found at {server}")).await
        })
        .await
}

#[tokio::test]
async fn a_dead_url_in_the_file_is_shown_itself() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            let nowhere = Gateway::builder().start()?.origin();
            scene.expect_failures(&nowhere);
            let file = json!({ "m.homeserver": { "base_url": nowhere } });
            scene
                .gateway
                .set_well_known(Some(CannedResponse::json(200, &file)));
            scene.open("").await?;
            let typed = scene
                .gateway
                .origin()
                .replace("http://127.0.0.1", "localhost");
            scene.fill("Homeserver", &typed).await?;
            scene.tab().await?;
            scene
                .status(&format!("Couldn’t connect to {nowhere}."))
                .await?;
            comes_to(scene, "ppf-------").await?;
            let named = format!("The .well-known file of {typed} names this address.");
            scene.reads(&named).await?;
            let check = "return document.querySelector('.connection-check').innerText";
            let check: String = scene.run(check, &[]).await?;
            ensure!(!check.contains("certificate"), "{check}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_proxy_that_answers_by_itself_is_named() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            for (status, words) in [
                (401, "asks for a password."),
                (403, "refuses this address."),
            ] {
                let page = CannedResponse::html(status, "<h1>Restricted</h1>")
                    .header("WWW-Authenticate", "Basic realm=\"admin\"");
                scene.gateway.clear_faults();
                scene.gateway.inject(Rule::new("/_", Fault::Respond(page)));
                scene.open("").await?;
                type_homeserver(scene, &scene.server().origin(), "syt_any").await?;
                scene.status(words).await?;
                comes_to(scene, "p.ppff----").await?;
                for (server, line) in [
                    ("nginx", "auth_basic off;"),
                    ("Apache", "Require all granted"),
                    ("Traefik", "This router has no middlewares"),
                    ("Caddy", "@others not path /_matrix/*"),
                ] {
                    scene.choose("Web server", server).await?;
                    let lines = lines(scene).await?;
                    ensure!(lines.contains(line), "{server}: {lines}");
                }
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_504_is_not_retried_and_names_the_proxys_limit() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            scene.open_report("").await?;
            scene.loaded().await?;
            let page = Fault::Respond(CannedResponse::html(504, "<h1>504 Gateway Time-out</h1>"));
            let fault = scene.gateway.inject(Rule::statistics(page));
            scene.choose("Period", "Last 90 days").await?;
            let texts = [
                "stopped waiting (HTTP 504)",
                "proxy_read_timeout (nginx), ProxyTimeout (Apache)",
                "response_header_timeout (Caddy)",
                "responseHeaderTimeout (Traefik)",
            ];
            scene.alert(&texts).await?;
            ensure!(fault.hits() == 1, "it was requested {} times", fault.hits());
            fault.clear();
            scene.press("Try again").await?;
            scene.loaded().await
        })
        .await
}
