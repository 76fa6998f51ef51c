//! Real web servers between panel and homeserver: wrong ones, which the connection check sees
//! through, and the lines that it shows to mend them.

use anyhow::{Context as _, Result};
use e2e::{Scene, Setup, until};
use test_support::web_server::{Apache, Caddy, Nginx, Routes, WebServer};

use crate::connection_check::{comes_to, lines, type_homeserver};

/// Examines the homeserver behind a web server, with an administrator's token.
async fn examine(scene: &mut Scene, server: &WebServer, wanted: &str) -> Result<()> {
    scene.expect_failures(&server.base_url());
    let own = scene.gateway.origin();
    scene.expect_failures(&own);
    let token = scene.synapse.admin().access_token.clone();
    scene.open("").await?;
    type_homeserver(scene, &server.base_url(), &token).await?;
    // Where signing in was tried in vain, it begins by itself; its part may still be on its way.
    until("a check, or the button that begins one", async || {
        if scene.seen("heading", "Connection check").await?.is_some() {
            return Ok(Some(()));
        }
        let Some(button) = scene.seen("button", "Check connection").await? else {
            return Ok(None);
        };
        Ok(Some(button.click().await?))
    })
    .await?;
    comes_to(scene, wanted).await
}

/// Chooses a web server, and gives the lines that are shown for it once they are its own.
async fn lines_for(scene: &Scene, server: &str) -> Result<String> {
    scene.choose("Web server", server).await?;
    until(&format!("the lines for {server}"), async || {
        let lines = lines(scene).await?;
        let whose = if lines.contains("server block") {
            "nginx"
        } else if lines.contains("VirtualHost") {
            "Apache"
        } else {
            "Caddy"
        };
        Ok((whose == server && !lines.is_empty()).then_some(lines))
    })
    .await
}

async fn nginx(routes: Routes, wanted: &str) -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let server = Nginx::start(&routes.nginx(&scene.synapse.base_url()))?;
            examine(scene, &server, wanted).await
        })
        .await
        .with_context(|| format!("{routes:?}"))
}

#[tokio::test]
async fn a_whole_route_passes() -> Result<()> {
    nginx(Routes::PassAll, "p.pppppppp").await
}

#[tokio::test]
async fn headers_that_nginx_drops_or_doubles_are_found() -> Result<()> {
    nginx(Routes::WithoutCors, "p.pf------").await?;
    nginx(Routes::OriginTwice, "p.pf------").await
}

#[tokio::test]
async fn half_a_route_is_found() -> Result<()> {
    nginx(Routes::MatrixOnly, "p.pppf----").await?;
    nginx(Routes::WebPageForOthers, "p.pppf----").await?;
    nginx(Routes::RedirectOthers, "p.pppf----").await
}

#[tokio::test]
async fn preflights_that_nginx_refuses_are_found() -> Result<()> {
    nginx(Routes::PreflightsRefused(405), "p.ppppf---").await?;
    nginx(Routes::PreflightsRefused(401), "p.ppppf---").await
}

#[tokio::test]
async fn a_proxy_with_nobody_behind_is_found() -> Result<()> {
    nginx(Routes::NoUpstream, "p.pf------").await
}

#[tokio::test]
async fn the_lines_that_are_shown_mend_each_web_server() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let synapse = scene.synapse.base_url();
            let broken = Nginx::start(&Routes::MatrixOnly.nginx(&synapse))?;
            examine(scene, &broken, "p.pppf----").await?;
            let mut shown = Vec::new();
            for name in ["nginx", "Caddy", "Apache"] {
                let lines = lines_for(scene, name).await?;
                // Where Synapse really listens.
                shown.push(lines.replace("127.0.0.1:8008", synapse.trim_start_matches("http://")));
            }
            let [nginx, caddy, apache] = shown.try_into().ok().context("not three")?;
            let (_, caddy) = caddy
                .split_once("{\n")
                .context("no site in Caddy's lines")?;
            let caddy = caddy.trim_end().trim_end_matches('}');
            for server in [
                Nginx::start(&nginx)?,
                Caddy::start(caddy)?,
                Apache::start(&apache)?,
            ] {
                examine(scene, &server, "p.pppppppp").await?;
                eventually!(
                    lines(scene).await?.is_empty(),
                    "there is still something to mend"
                );
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_lines_for_the_file_of_a_name_are_understood() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            scene.expect_failures("127.0.0.1");
            let broken = Nginx::start("location / { return 200 hello; }")?;
            scene.open("").await?;
            let name = broken.base_url().replace("http://", "");
            type_homeserver(scene, &name, "syt_any").await?;
            scene.status("can’t be read by this page.").await?;
            let nginx = lines_for(scene, "nginx").await?;
            let caddy = lines_for(scene, "Caddy").await?;
            let (_, caddy) = caddy
                .split_once("{\n")
                .context("no site in Caddy's lines")?;
            let caddy = caddy.trim_end().trim_end_matches('}');
            let apache = lines_for(scene, "Apache").await?;
            let file = std::env::temp_dir().join(format!("well-known-{}", std::process::id()));
            let json = apache.lines().find_map(|line| line.strip_prefix("# {"));
            std::fs::write(&file, format!("{{{}", json.context("no JSON")?))?;
            let path = file.display().to_string();
            let apache = apache.replace("/var/www/matrix-client.json", &path);
            let servers = [
                Nginx::start(&nginx)?,
                Caddy::start(caddy)?,
                Apache::start(&apache)?,
            ];
            for server in servers {
                let named = server.base_url().replace("http://", "");
                scene.open("").await?;
                type_homeserver(scene, &named, "syt_any").await?;
                // The lines say https, as they should: nobody is there.
                scene
                    .status("Couldn’t connect to https://127.0.0.1.")
                    .await?;
                comes_to(scene, "ppf-------").await?;
            }
            std::fs::remove_file(file)?;
            Ok(())
        })
        .await
}
