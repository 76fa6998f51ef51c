//! Totals and units.

use anyhow::{Context as _, Result, ensure};
use e2e::{Order, Scene, Setup, Sums, everybody, in_order, sums, until};
use serde_json::Value;
use test_support::seed::special;
use test_support::{Fault, Rule};

#[tokio::test]
async fn the_totals_are_the_databases_sums_to_the_byte() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let wanted = sums(everybody()?);
            scene.sums_up_to(wanted).await?;
            let sql = "SELECT SUM(media_length) AS size, COUNT(*) AS files,
                COUNT(DISTINCT user_id) AS users FROM local_media_repository";
            let rows = scene.synapse.database().query(sql)?;
            let number = |name: &str| rows[0][name].as_u64().context("no number");
            let Sums {
                size, files, users, ..
            } = scene.totals().await?;
            ensure!(size == number("size")?);
            ensure!(files == number("files")?);
            ensure!(users == number("users")?);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_totals_say_how_few_users_hold_most_of_the_bytes() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let holders = sums(everybody()?).concentration;
            eventually!(scene.totals().await?.concentration == holders);
            let total = scene.find("region", "Totals").await?;
            eventually!(total.text().await?.contains("80% of data"));
            // The cumulative share passes 80 % at that very rank.
            scene.choose("Rows per page", "1000").await?;
            let rows = until("so many rows", async || {
                let rows = scene.rows().await?;
                Ok((rows.len() == 1000).then_some(rows))
            })
            .await?;
            let share = |rank: u64| -> Result<f64> {
                let row = rows
                    .get(usize::try_from(rank)? - 1)
                    .context("no such rank")?;
                Ok(row.exact["Cumulative"].parse()?)
            };
            ensure!(share(holders)? >= 0.8, "they hold {}", share(holders)?);
            ensure!(share(holders - 1)? < 0.8);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn units_are_changed_by_choice_and_remembered() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let user_id = special("huge files").user_id();
            scene
                .open_report(&format!("?search_term={user_id}"))
                .await?;
            scene.loaded().await?;
            let size = async |scene: &Scene, wanted: &str| {
                until(&format!("the size {wanted}"), async || {
                    let rows = scene.rows().await?;
                    let row = rows.first().context("no row")?;
                    ensure!(row.figure("Size")? == 10 * ((1 << 31) - 1));
                    let shown = row.shown["Size"].replace('\u{a0}', " ");
                    ensure!(shown == wanted, "it is {shown:?}");
                    Ok(Some(()))
                })
                .await
            };
            size(scene, "20.0 GiB").await?;
            scene.choose("Units", "kB, MB, GB").await?;
            size(scene, "21.5 GB").await?;
            scene.driver().refresh().await?;
            scene.loaded().await?;
            size(scene, "21.5 GB").await?;
            eventually!(scene.chosen("Units").await? == "kB, MB, GB");
            scene.choose("Units", "KiB, MiB, GiB").await?;
            size(scene, "20.0 GiB").await?;
            let requests = scene.gateway.statistics_requests().len();
            ensure!(requests == 2, "units asked the server");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn sizes_beyond_what_a_double_can_hold_are_exact() -> Result<()> {
    const LARGE: u64 = (1 << 53) + 1;
    Setup::new()
        .test(async |scene: &mut Scene| {
            let large = Fault::rewrite(|json| {
                for at in [0, 1, 2] {
                    json["users"][at]["media_length"] = (LARGE + at as u64 * 2).into();
                }
            });
            scene.gateway.inject(Rule::statistics(large));
            scene.open_report("").await?;
            scene.loaded().await?;
            let mut users = in_order(everybody()?, Order::Size, true);
            for (at, user) in (0..3).zip(&mut users) {
                user.media_length = Some(LARGE + at * 2);
            }
            let users = in_order(&users, Order::Size, true);
            scene.shows(&users[..100]).await?;
            scene.sums_up_to(sums(&users)).await
        })
        .await
}

#[tokio::test]
async fn media_without_a_user_are_shown_as_such() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let nobody = Fault::rewrite(|json| {
                json["users"][0]["user_id"] = Value::Null;
                json["users"][0]["displayname"] = Value::Null;
                json["users"][0]["media_count"] = 0.into();
            });
            scene.gateway.inject(Rule::statistics(nobody));
            scene.open_report("").await?;
            scene.loaded().await?;
            let wanted = sums(everybody()?);
            eventually!(scene.rows().await?[0].who == ["No user"]);
            eventually!(scene.totals().await?.size == wanted.size);
            scene.order_by("User").await?;
            scene.has_query("order_by=user_id").await?;
            scene.order_by("Average").await?;
            scene.has_query("order_by=average").await
        })
        .await
}

#[tokio::test]
async fn a_link_brings_its_units_along() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.allow_clipboard().await?;
            scene.open_report("?units=si").await?;
            scene.loaded().await?;
            scene.reads("GB").await?;
            scene.press("Copy link").await?;
            let read = "return navigator.clipboard.readText()";
            eventually!(scene.run::<String>(read, &[]).await?.ends_with("?units=si"));
            // A choice on the page counts more, and is remembered.
            scene.choose("Units", "KiB, MiB, GiB").await?;
            scene.has_query("").await?;
            scene.reads("GiB").await?;
            // Nothing is remembered of a link.
            scene.open("?units=si").await?;
            scene.loaded().await?;
            scene.reads("GB").await?;
            scene.open("").await?;
            scene.loaded().await?;
            scene.reads("GiB").await
        })
        .await
}
