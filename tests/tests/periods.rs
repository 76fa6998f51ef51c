//! When the counted media were created: presets, fixed bounds, and what the clock has to do with it.

use anyhow::{Context as _, Result, ensure};
use browser_tests::{Order, Scene, Setup, everybody, in_order, in_period, sums};
use xtask::ExpectedUser;
use xtask::seed::special;

const DAY: u64 = 24 * 60 * 60 * 1000;

/// Waits for the report of these users.
async fn reports_on(scene: &Scene, users: &[ExpectedUser]) -> Result<()> {
    scene.sums_up_to(sums(users)).await?;
    let mut users = in_order(users, Order::Size, true);
    users.truncate(100);
    scene.shows(&users).await
}

/// The bounds that the last request for the report was sent with.
fn bounds(scene: &Scene) -> Result<(Option<u64>, Option<u64>)> {
    let requests = scene.gateway.statistics_requests();
    let last = requests.last().context("nothing was asked")?;
    let read = |name| last.parameter(name).map(str::parse).transpose();
    Ok((read("from_ts")?, read("until_ts")?))
}

#[tokio::test]
async fn a_preset_reports_on_media_since_then() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            for (name, value, days) in [
                ("Last 24 hours", "24h", 1),
                ("Last 7 days", "7d", 7),
                ("Last 30 days", "30d", 30),
                ("Last 90 days", "90d", 90),
                ("Last 365 days", "365d", 365),
            ] {
                let before = scene.run::<u64>("return Date.now()", &[]).await?;
                scene.choose("Period", name).await?;
                scene.has_query(&format!("period={value}")).await?;
                scene.status("users").await?;
                let after = scene.run::<u64>("return Date.now()", &[]).await?;
                let (from, until) = wait_for_bounds(scene)?;
                let from = from.context("the period has no beginning")?;
                let right = (before - days * DAY..=after - days * DAY).contains(&from);
                ensure!(right, "{name} begins {} ms ago", after - from);
                ensure!(until.is_none(), "{name} has an end");
                reports_on(scene, &in_period(Some(from), None)?).await?;
                scene.gateway.forget_requests();
            }
            Ok(())
        })
        .await
}

fn wait_for_bounds(scene: &Scene) -> Result<(Option<u64>, Option<u64>)> {
    let asked = scene
        .gateway
        .wait_for_requests(browser_tests::PATIENCE, |requests| {
            let mut requests = requests.iter();
            requests.any(|it| it.is_statistics() && it.query.contains("_ts="))
        });
    ensure!(asked.is_some(), "no period was asked for");
    bounds(scene)
}

#[tokio::test]
async fn a_calendar_preset_begins_at_midnight_of_the_browsers_time_zone() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let months = "
                const now = new Date();
                const start = (add) => +new Date(now.getFullYear(), now.getMonth() + add, 1);
                return [start(-1), start(0), +new Date(now.getFullYear(), 0, 1)];";
            let [last, this, year]: [u64; 3] = scene.run(months, &[]).await?;
            for (name, from, until) in [
                ("This month", this, None),
                ("Last month", last, Some(this - 1)),
                ("This year", year, None),
            ] {
                scene.gateway.forget_requests();
                scene.choose("Period", name).await?;
                let found = wait_for_bounds(scene)?;
                ensure!(found == (Some(from), until), "{name} is {found:?}");
                reports_on(scene, &in_period(Some(from), until)?).await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn both_ends_of_a_fixed_period_belong_to_it() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            scene.choose("Period", "Custom").await?;
            let anchor = scene.synapse.anchor();
            let boundaries = special("boundaries").user_id();
            // There are media exactly at these moments, and one millisecond to either side.
            let (from, until) = (anchor - 30 * DAY, anchor - 7 * DAY);
            scene.set_moment("From", Some(from)).await?;
            scene.set_moment("Until", Some(until)).await?;
            scene
                .has_query(&format!("from_ts={from}&until_ts={until}"))
                .await?;
            let users = in_period(Some(from), Some(until))?;
            reports_on(scene, &users).await?;
            scene.fill("Search users", &boundaries).await?;
            let user = users.into_iter().filter(|user| user.user_id == boundaries);
            let user: Vec<_> = user.collect();
            // 30 days, 30 days less 1 ms, 7 days and 1 ms, 7 days.
            ensure!(user[0].media_length == Some(512 + 256 + 128 + 64));
            scene.shows(&user).await?;
            scene.set_moment("From", Some(from + 1)).await?;
            scene.set_moment("Until", Some(until - 1)).await?;
            let inner = in_period(Some(from + 1), Some(until - 1))?;
            let inner = inner.into_iter().filter(|user| user.user_id == boundaries);
            let inner: Vec<_> = inner.collect();
            ensure!(inner[0].media_length == Some(256 + 128));
            scene.shows(&inner).await
        })
        .await
}

#[tokio::test]
async fn a_period_may_be_open_at_either_side() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let anchor = scene.synapse.anchor();
            let then = anchor - 365 * DAY;
            scene.open_report(&format!("?until_ts={then}")).await?;
            reports_on(scene, &in_period(None, Some(then))?).await?;
            ensure!(scene.chosen("Period").await? == "Custom");
            scene.set_moment("From", Some(then - 90 * DAY)).await?;
            reports_on(scene, &in_period(Some(then - 90 * DAY), Some(then))?).await?;
            scene.set_moment("Until", None).await?;
            reports_on(scene, &in_period(Some(then - 90 * DAY), None)?).await?;
            scene.choose("Period", "All time").await?;
            scene.has_query("").await?;
            reports_on(scene, everybody()?).await
        })
        .await
}

#[tokio::test]
async fn the_fields_show_a_links_bounds_in_the_named_time_zone() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            // 2024-03-01 00:00:00.001 and 12:34:56 in Kathmandu, which is 5:45 ahead of UTC.
            scene
                .open_report("?from_ts=1709230500001&until_ts=1709275796000")
                .await?;
            scene.loaded_or_empty().await?;
            let from = scene.value("From").await?;
            ensure!(from == "2024-03-01T00:00:00.001", "From is {from:?}");
            let until = scene.value("Until").await?;
            ensure!(
                until.starts_with("2024-03-01T12:34:56"),
                "Until is {until:?}"
            );
            let zone = "return Intl.DateTimeFormat().resolvedOptions().timeZone";
            let zone: String = scene.run(zone, &[]).await?;
            scene.reads(&zone).await
        })
        .await
}

#[tokio::test]
async fn an_end_that_is_not_later_than_the_beginning_is_refused_without_a_request() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let from = scene.synapse.anchor() - 30 * DAY;
            scene.open_report(&format!("?from_ts={from}")).await?;
            scene.loaded().await?;
            scene.gateway.forget_requests();
            for until in [from, from - 1, from - DAY] {
                scene.set_moment("Until", Some(until)).await?;
                scene
                    .alert(&["The end must be later than the beginning."])
                    .await?;
                scene.has_query(&format!("from_ts={from}")).await?;
            }
            reports_on(scene, &in_period(Some(from), None)?).await?;
            ensure!(
                scene.gateway.statistics_requests().is_empty(),
                "it was sent"
            );
            scene.set_moment("Until", Some(from + 1)).await?;
            scene
                .has_query(&format!("from_ts={from}&until_ts={}", from + 1))
                .await?;
            ensure!(!scene.announced("alert").await?.contains("later than"));
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_period_without_media_says_so() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?until_ts=1000000000000").await?;
            scene.status("No user has media in this period.").await?;
            scene.sums_up_to(sums(&[])).await?;
            ensure!(scene.rows().await?.is_empty());
            Ok(())
        })
        .await
}
