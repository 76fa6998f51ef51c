//! Users put together: the ghosts of a bridge as one line, or left out.

use anyhow::{Context as _, Result, ensure};
use browser_tests::{Order, Scene, Setup, Sums, everybody, in_order, sums, until};
use serde_json::json;
use xtask::ExpectedUser;

const PREFIX: &str = "telegram_";

fn is_ghost(user: &ExpectedUser) -> bool {
    user.user_id.starts_with("@telegram_")
}

fn ghosts() -> Result<Vec<ExpectedUser>> {
    let mut users = in_order(everybody()?, Order::Size, true);
    users.retain(is_ghost);
    ensure!(users.len() > 1, "the seeded server has no bridge");
    Ok(users)
}

fn others() -> Result<Vec<ExpectedUser>> {
    let mut users = in_order(everybody()?, Order::Size, true);
    users.retain(|user| !is_ghost(user));
    Ok(users)
}

/// The exact size and number of files in the line of a group, once it is there.
async fn line(scene: &Scene, label: &str) -> Result<(u64, u64)> {
    let read = "
        const row = document.querySelector(`tr[data-group='${arguments[0]}']`);
        const figure = (name) => Number(row.querySelector(`td.${name} data`).value);
        return row && [figure('size'), figure('files')];";
    until("the group's line", async || {
        let line: Option<(u64, u64)> = scene.run(read, &[json!(label)]).await?;
        Ok(line)
    })
    .await
}

#[tokio::test]
async fn a_group_is_one_line_with_the_sums_of_its_members() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report(&format!("?groups={PREFIX}")).await?;
            scene.loaded().await?;
            let Sums { size, files, .. } = sums(&ghosts()?);
            eventually!(line(scene, PREFIX).await? == (size, files));
            let others = others()?;
            scene
                .status(&format!(
                    "of {} users and groups",
                    grouped(others.len() + 1)
                ))
                .await?;
            // The figures of all are those of all.
            scene.sums_up_to(sums(everybody()?)).await?;
            // Where the sum belongs: behind those who have more.
            let larger = others
                .iter()
                .take_while(|user| user.media_length.unwrap_or(0) >= size)
                .count();
            let place = "return [...document.querySelectorAll('table.users tbody tr')]
                .findIndex((row) => row.dataset.group !== undefined);";
            eventually!(
                scene.run::<usize>(place, &[]).await? == larger,
                "it does not stand at {larger}"
            );
            Ok(())
        })
        .await
}

fn grouped(number: usize) -> String {
    if number < 1000 {
        return number.to_string();
    }
    format!("{},{:03}", number / 1000, number % 1000)
}

#[tokio::test]
async fn a_groups_members_are_listed_on_demand_and_the_link_keeps_that() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene
                .open_report(&format!("?groups={PREFIX}&search_term={PREFIX}"))
                .await?;
            scene.loaded().await?;
            line(scene, PREFIX).await?;
            eventually!(scene.rows().await?.is_empty(), "members are listed");
            scene.press("Members of telegram_").await?;
            scene.has_query_part("expanded=telegram_").await?;
            let ghosts = ghosts()?;
            let shown = ghosts.len().min(99);
            scene.shows(&ghosts[..shown]).await?;
            scene.driver().refresh().await?;
            scene.shows(&ghosts[..shown]).await?;
            scene.press("Members of telegram_").await?;
            until("the members to go", async || {
                Ok(scene.rows().await?.is_empty().then_some(()))
            })
            .await
        })
        .await
}

#[tokio::test]
async fn groups_that_are_left_out_are_in_no_figure() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene
                .open_report(&format!("?groups=/^{PREFIX}/&grouped=hide"))
                .await?;
            scene.loaded().await?;
            let others = others()?;
            scene.sums_up_to(sums(&others)).await?;
            scene.shows(&others[..100]).await?;
            scene.choose("In the list", "A line for each group").await?;
            line(scene, "/^telegram_/").await?;
            scene.sums_up_to(sums(everybody()?)).await
        })
        .await
}

#[tokio::test]
async fn a_bridge_in_the_report_is_suggested_and_a_mistake_is_named() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let open = "document.querySelector('details.groups summary').click(); return null;";
            browser_tests::eventually(async || scene.run::<()>(open, &[]).await).await?;
            let count = ghosts()?.len();
            let suggestion = format!("telegram_ ({})", grouped(count));
            scene.press(&suggestion).await?;
            scene.has_query_part("groups=telegram_").await?;
            line(scene, PREFIX).await?;
            scene.fill("Users who belong together", "/(/").await?;
            scene.reads("/(/ is no regular expression").await?;
            let requests = scene.gateway.statistics_requests().len();
            ensure!(requests == 1, "grouping asked the server");
            let violations = scene.find("table", "Media usage by user").await;
            violations.map(drop).context("the table is gone")
        })
        .await
}
