//! A panel over HTTPS and a homeserver over plain HTTP: the browser blocks that, and the page says so.

use anyhow::Result;
use e2e::{Scene, Setup};
use serde_json::json;
use test_support::Gateway;
use test_support::gateway::CannedResponse;
use test_support::web_server::{Hosting, Place, Server};

use crate::connection_check::comes_to;

#[tokio::test]
async fn mixed_content_is_named_wherever_it_happens() -> Result<()> {
    let hosting = Hosting {
        server: Server::Nginx,
        place: Place::OwnHost,
        limited: false,
    };
    Setup::new()
        .hosted(hosting)
        .test(async |scene: &mut Scene| {
            let plain = "http://plain.example.org";
            scene.expect_failures(plain);
            // The panel's own host is not a homeserver.
            scene.expect_failures(hosting.url());
            scene.open("").await?;
            scene.fill("Homeserver", plain).await?;
            scene.tab().await?;
            let blocked = format!("The browser blocked the request to {plain} as mixed content.");
            scene.status(&blocked).await?;
            comes_to(scene, "p.f-------").await?;
            // Browsers trust the own machine, so the file itself can be read.
            let name = Gateway::builder().start()?;
            let file = json!({ "m.homeserver": { "base_url": plain } });
            name.set_well_known(Some(CannedResponse::json(200, &file)));
            let typed = name.origin().replace("http://127.0.0.1", "localhost");
            scene.fill("Homeserver", &typed).await?;
            scene.tab().await?;
            scene.reads("correct its base_url").await?;
            comes_to(scene, "ppf-------").await?;
            scene.status(&blocked).await
        })
        .await
}
