//! Users put together: the ghosts of a bridge as one line, or left out.

use anyhow::{Context as _, Result, ensure};
use e2e::{Order, Scene, Setup, Sums, everybody, in_order, sums, until};
use serde_json::json;
use test_support::ExpectedUser;

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
async fn an_expanded_group_lists_its_members_and_is_in_the_url() -> Result<()> {
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
                .open_report(&format!("?groups=/^{PREFIX}/&group_mode=hide"))
                .await?;
            scene.loaded().await?;
            let others = others()?;
            scene.sums_up_to(sums(&others)).await?;
            scene.shows(&others[..100]).await?;
            scene.choose("Show as", "One row per group").await?;
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
            scene.open_menu("groups-menu").await?;
            let count = ghosts()?.len();
            // With what its users hold, and their share of everything.
            let beginning = format!("telegram_ · {} users · ", grouped(count));
            let suggestions = "
                return [...document.querySelectorAll('.suggestions button')].map((it) => it.textContent)";
            let suggestion = until("the suggestion", async || {
                let names: Vec<String> = scene.run(suggestions, &[]).await?;
                Ok(names.into_iter().find(|name| name.starts_with(&beginning)))
            })
            .await?;
            let ends = |piece: &str, ending: &str| piece.ends_with(ending);
            let pieces: Vec<_> = suggestion.split(" · ").collect();
            ensure!(
                pieces.len() == 4 && ends(pieces[2], "B") && ends(pieces[3], "%"),
                "{suggestion:?}"
            );
            scene.press(&suggestion).await?;
            scene.has_query_part("groups=telegram_").await?;
            line(scene, PREFIX).await?;
            scene.fill("Group patterns", "/(/").await?;
            scene.reads("/(/ is not a valid regular expression").await?;
            let requests = scene.gateway.statistics_requests().len();
            ensure!(requests == 1, "grouping asked the server");
            let violations = scene.find("table", "Media usage by user").await;
            violations.map(drop).context("the table is gone")
        })
        .await
}

#[tokio::test]
async fn the_pattern_of_a_bridges_registration_finds_its_users() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let ghosts = ghosts()?;
            let server = ghosts[0].user_id.split_once(':').context("no server")?.1;
            let escaped = server.replace('.', r"\.");
            scene.open_report("").await?;
            scene.loaded().await?;
            scene.open_menu("groups-menu").await?;
            let Sums { size, files, .. } = sums(&ghosts);
            for (typed, label) in [
                (
                    format!(r"^@telegram_.*:{escaped}$"),
                    format!(r"/^@telegram_.*:{escaped}$/"),
                ),
                (
                    format!(r"/^@telegram_.*:{escaped}$/"),
                    format!(r"/^@telegram_.*:{escaped}$/"),
                ),
                ("/^@telegram_/".to_owned(), "/^@telegram_/".to_owned()),
                ("@telegram_*".to_owned(), PREFIX.to_owned()),
                (
                    format!("@telegram_*:{server}"),
                    format!("telegram_*:{server}"),
                ),
            ] {
                scene.fill("Group patterns", &typed).await?;
                let label = label.replace('\\', r"\\");
                eventually!(line(scene, &label).await? == (size, files), "{typed}");
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn patterns_without_members_are_named_with_the_reason() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene
                .open_report("?groups=nobody_, telegram_, @telegram_1, /(?=x)/, /(a{1000}){1000}/")
                .await?;
            scene.loaded().await?;
            for message in [
                "nobody_ matches no users in this report",
                "All users who match telegram_1 already match",
                "/(?=x)/ is not a valid regular expression: look-around is not supported",
                "/(a{1000}){1000}/ is too large",
            ] {
                scene.reads(message).await?;
            }
            let Sums { size, files, .. } = sums(&ghosts()?);
            eventually!(line(scene, PREFIX).await? == (size, files));
            Ok(())
        })
        .await
}

/// In an engine that backtracks, each of these blocks the page for longer than a test may take.
#[tokio::test]
async fn slow_regular_expressions_do_not_block_the_page() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let users = in_order(everybody()?, Order::Size, true);
            scene.open_report("").await?;
            for expression in [
                "^([a-z0-9_]%2B)%2B!",
                "(a|a)*!",
                "(.*)*!",
                "(%5Cw%2B%5Cs?)*!",
            ] {
                scene.open(&format!("?groups=/{expression}/")).await?;
                scene.loaded().await?;
                scene.shows(&users[..100]).await?;
                scene.reads("matches no users in this report").await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn users_who_are_all_hidden_by_groups_can_be_shown() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?groups=/.*/&group_mode=hide").await?;
            let all = sums(everybody()?);
            let count = grouped(everybody()?.len());
            scene
                .status(&format!("All {count} matching users are hidden by groups"))
                .await?;
            scene.press("Show groups").await?;
            eventually!(line(scene, "/.*/").await? == (all.size, all.files));
            scene.gone("button", "Show groups").await?;
            scene.sums_up_to(all).await
        })
        .await
}
