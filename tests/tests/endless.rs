//! Homeservers that send more than anybody asked for: the page stays usable, keeps what came, and
//! asks before it goes on.

use anyhow::{Result, ensure};
use e2e::{Scene, Setup, everybody, sums, until};
use serde_json::json;
use test_support::gateway::CannedResponse;
use test_support::{Fault, Rule};

/// Far more users than there can be.
const LIE: u64 = 1_000_000_000_000_000;

/// A report of so many users, with one more page to come if there is a token.
fn report(users: u64, name: &str, next_token: Option<u64>) -> Fault {
    let users: Vec<_> = (0..users)
        .map(|number| {
            json!({
                "user_id": format!("@user{number:06}:example.org"),
                "displayname": name,
                "media_count": 1,
                "media_length": number,
            })
        })
        .collect();
    let mut report = json!({ "total": users.len(), "users": users });
    if let Some(next_token) = next_token {
        report["next_token"] = next_token.into();
        report["total"] = LIE.into();
    }
    Fault::Respond(CannedResponse::json(200, &report))
}

/// Waits for the number of users on the page, which must be within a range.
async fn users_shown(scene: &Scene, range: std::ops::Range<u64>) -> Result<u64> {
    until("the number of users", async || {
        let users = scene.totals().await?.users;
        ensure!(range.contains(&users), "{users} users");
        Ok(Some(users))
    })
    .await
}

#[tokio::test]
async fn more_rows_than_requested_are_asked_about() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let name = "x".repeat(900);
            scene
                .gateway
                .inject(Rule::statistics(report(14_000, &name, None)));
            scene.open_report("").await?;
            scene.reads("but at most 10,000 were expected").await?;
            scene.reads("Not complete").await?;
            users_shown(scene, 10_001..14_000).await?;
            ensure!(scene.gateway.statistics_requests().len() == 1);
            scene.press("Load the rest").await?;
            users_shown(scene, 14_000..14_001).await?;
            scene.loaded().await
        })
        .await
}

#[tokio::test]
async fn pages_of_one_row_are_asked_about_soon() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.gateway.inject(Rule::statistics(Fault::ClampLimit(1)));
            scene
                .gateway
                .inject(Rule::statistics(Fault::with("total", LIE)));
            scene.open_report("").await?;
            scene.reads("Loading stopped after 10 requests").await?;
            scene.gone("button", "Cancel").await?;
            ensure!(scene.gateway.statistics_requests().len() == 10);
            users_shown(scene, 9..11).await?;
            scene.press("Load the rest").await?;
            scene.reads("Loading stopped after 44 requests").await?;
            ensure!(scene.gateway.statistics_requests().len() == 44);
            users_shown(scene, 43..45).await.map(drop)
        })
        .await
}

#[tokio::test]
async fn rows_of_many_bytes_are_asked_about() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let name = "\u{fdfa}".repeat(1_500);
            let long = Fault::rewrite(move |json| {
                for user in json["users"].as_array_mut().into_iter().flatten() {
                    user["displayname"] = name.clone().into();
                }
            });
            scene.gateway.inject(Rule::statistics(long));
            scene.open_report("").await?;
            scene.reads("is unusually large for").await?;
            scene.reads("Not complete").await?;
            let users = everybody()?.len() as u64;
            users_shown(scene, 100..users).await?;
            scene.press("Load the rest").await?;
            scene.loaded().await?;
            scene.sums_up_to(sums(everybody()?)).await
        })
        .await
}

#[tokio::test]
async fn a_count_that_is_a_lie_costs_nothing() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene
                .gateway
                .inject(Rule::statistics(Fault::ClampLimit(500)));
            scene
                .gateway
                .inject(Rule::statistics(Fault::with("total", LIE)));
            scene.open_report("").await?;
            scene.reads("1,000,000,000,000,000").await?;
            scene.loaded().await?;
            scene.sums_up_to(sums(everybody()?)).await
        })
        .await
}

#[tokio::test]
async fn a_refresh_that_is_stopped_leaves_the_report_before_it() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let endless = Rule::statistics(report(11_000, "x", Some(11_000)));
            let endless = scene.gateway.inject(endless);
            scene.press("Refresh").await?;
            scene.reads("but at most 10,000 were expected").await?;
            scene.sums_up_to(sums(everybody()?)).await?;
            endless.clear();
            scene.press("Load the rest").await?;
            scene.gone("button", "Load the rest").await?;
            scene.loaded().await?;
            scene.sums_up_to(sums(everybody()?)).await
        })
        .await
}

#[tokio::test]
async fn an_endless_part_of_a_history_ends_in_a_message() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?view=trend&period=30d").await?;
            scene.loaded().await?;
            let name = "x".repeat(4_000);
            let endless = Rule::statistics(report(3_000, &name, None)).query("limit=100000000");
            scene.gateway.inject(endless);
            scene.press("Load history").await?;
            scene.alert(&["far larger than"]).await.map(drop)
        })
        .await
}

#[tokio::test]
async fn the_largest_number_is_shown_as_it_is() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let largest = Fault::rewrite(|json| json["users"][0]["media_length"] = u64::MAX.into());
            scene.gateway.inject(Rule::statistics(largest));
            scene.open_report("").await?;
            until("the largest number", async || {
                let rows = scene.rows().await?;
                let size = rows.first().map(|row| row.figure("Size")).transpose()?;
                Ok(size.filter(|&size| size == u64::MAX).map(drop))
            })
            .await?;
            let size = scene.rows().await?.swap_remove(0).shown.remove("Size");
            let size = size.unwrap_or_default();
            ensure!(size.contains("16.0 EiB"), "it is shown as {size:?}");
            Ok(())
        })
        .await
}
