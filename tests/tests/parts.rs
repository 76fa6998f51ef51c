//! Parts of the panel that are loaded when they are first asked for.

use anyhow::{Result, ensure};
use e2e::{Scene, Setup, TIMEOUT, until};
use test_support::gateway::CannedResponse;
use test_support::{Fault, Rule};

/// In the address of every part of its own.
const PARTS: &str = "/parts/";

/// Opens the menu or the view with this name.
async fn open(scene: &Scene, name: &str) -> Result<()> {
    match name {
        "Groups" => scene.open_menu("groups-menu").await,
        view => scene.show_view(view).await,
    }
}

#[tokio::test]
async fn the_first_table_needs_no_part() -> Result<()> {
    Setup::new()
        .below("/somewhere/else")
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let parts = scene.gateway.inject(Rule::new(PARTS, Fault::Hold));
            scene.driver().refresh().await?;
            scene.loaded().await?;
            ensure!(parts.hits() == 0, "a part was loaded without a request");
            open(scene, "Distribution").await?;
            // The part, and what it shares with others.
            ensure!(parts.wait_held(3, TIMEOUT), "no part is asked for");
            scene.status("Loading…").await?;
            parts.release(3);
            scene.reads("Gini").await?;
            // It is there now, and stays.
            open(scene, "Users").await?;
            open(scene, "Distribution").await?;
            scene.reads("Gini").await?;
            ensure!(parts.hits() == 3);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_part_that_is_gone_is_told_and_tried_again_at_will() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures(PARTS);
            scene.expect_failures("/parts.js");
            scene.open_report("").await?;
            scene.loaded().await?;
            // As after a new release of the panel, and without contact.
            let gone = Fault::Respond(CannedResponse::html(404, "Not found"));
            let parts = [
                ("Groups", gone, "Group patterns"),
                ("Distribution", Fault::CloseConnection, "Gini"),
            ];
            for (name, fault, content) in parts {
                let fault = scene.gateway.inject(Rule::new(PARTS, fault));
                open(scene, name).await?;
                let words = ["part of the panel", "can’t be reached", "reload the page"];
                scene.alert(&words).await?;
                let tries = fault.hits();
                scene.press("Try again").await?;
                until("another try", async || {
                    Ok((fault.hits() > tries).then_some(()))
                })
                .await?;
                scene.alert(&words).await?;
                let focused = "return document.activeElement.textContent";
                eventually!(scene.run::<String>(focused, &[]).await? == "Try again");
                fault.clear();
                scene.press("Try again").await?;
                scene.reads(content).await?;
            }
            Ok(())
        })
        .await
}
