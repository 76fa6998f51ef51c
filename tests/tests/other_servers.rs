//! Other servers that implement the endpoint, as their source code says that they answer.

use anyhow::{Result, ensure};
use e2e::{Order, Scene, Setup, everybody, in_order, sums};
use serde_json::Value;
use test_support::seed::special;
use test_support::{Fault, Gateway, Rule};

const STATISTICS: &str = "/_synapse/admin/v1/statistics/users/media";

/// Users of an answer.
fn users(json: &mut Value) -> impl Iterator<Item = &mut Value> {
    json["users"].as_array_mut().into_iter().flatten()
}

/// Answers as matrix-media-repo does: at most 50 users, one direction, three columns, and user IDs
/// as names.
fn be_matrix_media_repo(gateway: &Gateway) {
    gateway.inject(Rule::statistics(Fault::ClampLimit(50)));
    let names = Fault::rewrite(|json| {
        for user in users(json) {
            user["displayname"] = user["user_id"].clone();
        }
    });
    gateway.inject(Rule::statistics(names));
    for refused in ["dir=f", "order_by=displayname"] {
        let bad = Fault::error(400, "M_BAD_REQUEST", "Query parameter must be another");
        gateway.inject(Rule::statistics(bad).query(refused));
    }
}

/// Waits for the report of everybody, without names.
async fn shows_everybody(scene: &Scene) -> Result<()> {
    scene.loaded().await?;
    scene.sums_up_to(sums(everybody()?)).await?;
    let largest = in_order(everybody()?, Order::Size, true);
    scene.order_by("User").await?;
    scene.order_by("Size").await?;
    scene.shows(&largest[..100]).await
}

#[tokio::test]
async fn matrix_media_repo_is_read_to_its_end() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            be_matrix_media_repo(&scene.gateway);
            scene.open_report("").await?;
            shows_everybody(scene).await?;
            let requests = scene.gateway.statistics_requests();
            ensure!(requests.len() == 1 + everybody()?.len().div_ceil(50));
            let backwards = requests.iter().all(|it| it.parameter("dir") == Some("b"));
            ensure!(backwards, "a direction is refused: {requests:#?}");
            ensure!(scene.gateway.max_in_flight() == 1, "requests overlapped");
            for row in scene.rows().await? {
                ensure!(row.who == [row.user_id.clone()], "{:?} is a name", row.who);
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn an_order_that_the_server_refuses_is_made_here() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures(STATISTICS);
            be_matrix_media_repo(&scene.gateway);
            let rest = Rule::statistics(Fault::Hold).query("order_by=user_id");
            let rest = scene.gateway.inject(rest.times(1));
            scene.open_report("?order_by=displayname&limit=25").await?;
            scene.reads("can’t sort by Display name").await?;
            scene.reads("Not complete").await?;
            rest.clear();
            scene.loaded().await?;
            scene.sums_up_to(sums(everybody()?)).await?;
            eventually!(!scene.text().await?.contains("can’t sort by"));
            // Without names, users stand by the bytes of their IDs.
            scene.shows(&everybody()?[..25]).await
        })
        .await
}

#[tokio::test]
async fn a_media_repository_that_refuses_does_not_end_the_session() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures(STATISTICS);
            let refused = Fault::error(401, "M_UNKNOWN_TOKEN", "Authentication Failed");
            let refused = scene.gateway.inject(Rule::statistics(refused));
            scene.open_report("").await?;
            scene
                .alert(&["won’t show the statistics.", "matrix-media-repo"])
                .await?;
            scene.token().await?;
            refused.clear();
            scene.press("Try again").await?;
            shows_everybody(scene).await
        })
        .await
}

#[tokio::test]
async fn empty_names_are_no_names() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            // As Tuwunel answers.
            let empty = Fault::rewrite(|json| {
                for user in users(json) {
                    if user["displayname"].is_null() {
                        user["displayname"] = "".into();
                    }
                    if user["media_length"].is_null() {
                        user["media_length"] = 0.into();
                    }
                }
            });
            scene.gateway.inject(Rule::statistics(empty));
            scene
                .open_report("?order_by=displayname&dir=b&limit=1000")
                .await?;
            scene.loaded().await?;
            scene.sums_up_to(sums(everybody()?)).await?;
            let id = special("null name").user_id();
            scene.fill("Search users", &id).await?;
            scene.status("1–1 of 1").await?;
            let rows = scene.rows().await?;
            ensure!(rows[0].who == [id], "{:?}", rows[0].who);
            Ok(())
        })
        .await
}
