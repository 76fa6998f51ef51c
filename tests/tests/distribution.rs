//! How the bytes are spread over the users: further figures, charts and their numbers.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use e2e::{Order, Scene, Setup, everybody, in_order, sums, until};
use serde::Deserialize;
use serde_json::json;
use test_support::ExpectedUser;
use thirtyfour::{Key, WebElement};

use crate::exports::{count_in_picture, downloaded};
use crate::looks::{fit, has_no_barriers, prefers, set_width};

const DISTRIBUTION: &str = "Distribution";
const NUMBERS: &str = "Show as table";

/// The visible summaries of disclosures with this text.
async fn summaries(scene: &Scene, name: &str) -> Result<Vec<WebElement>> {
    let find = "return [...document.querySelectorAll('summary')].filter((summary) =>
        summary.textContent === arguments[0] && summary.checkVisibility())";
    let found = scene.driver().execute(find, vec![json!(name)]).await?;
    Ok(found.elements()?)
}

/// Opens or closes what has this name.
async fn toggle(scene: &Scene, name: &str) -> Result<()> {
    if name == DISTRIBUTION {
        return scene.show_view(name).await;
    }
    let summaries = until(&format!("the disclosure {name:?}"), async || {
        let found = summaries(scene, name).await?;
        Ok(Some(found).filter(|found| !found.is_empty()))
    })
    .await?;
    for summary in summaries {
        // Not below what sticks.
        let sight = "arguments[0].scrollIntoView({ block: 'center' }); return null;";
        let () = scene.run(sight, &[summary.to_json()?]).await?;
        summary.click().await?;
    }
    Ok(())
}

/// The exact figures in the disclosure, by name.
async fn figures(scene: &Scene) -> Result<BTreeMap<String, String>> {
    let read = "
        return Object.fromEntries([...document.querySelectorAll('.distribution dt')]
            .map((name) => [name.textContent, name.parentElement.querySelector('data')])
            .filter(([, data]) => data).map(([name, data]) => [name, data.value]))";
    scene.run(read, &[]).await
}

/// What the figures must be, computed from the definitions and not as the panel does it.
fn expected<'a>(users: impl IntoIterator<Item = &'a ExpectedUser>) -> BTreeMap<String, String> {
    let users = users.into_iter();
    let mut sizes: Vec<u128> = users
        .map(|user| user.media_length.unwrap_or(0).into())
        .collect();
    sizes.sort_unstable();
    let (users, bytes) = (sizes.len(), sizes.iter().sum::<u128>());
    let median = u128::midpoint(sizes[(users - 1) / 2], sizes[users / 2]);
    let holders = |percent: u128| {
        let held = |n: usize| sizes[users - n..].iter().sum::<u128>();
        let enough = |&n: &usize| held(n) * 100 >= bytes * percent;
        (0..=users).find(enough).unwrap_or(users)
    };
    let with_all = |&a: &u128| sizes.iter().map(|&b| a.abs_diff(b)).sum::<u128>();
    let differences: u128 = sizes.iter().map(with_all).sum();
    let gini = differences * 10_000 / (2 * bytes * users as u128);
    let share = sizes[users - 1] * 1_000_000_000 / bytes;
    let figures = [
        ("Median per user", median.to_string()),
        ("Average per user", (bytes / users as u128).to_string()),
        (
            "Largest user’s share",
            format!("{}.{:09}", share / 1_000_000_000, share % 1_000_000_000),
        ),
        ("Users holding 50%", holders(50).to_string()),
        ("Users holding 80%", holders(80).to_string()),
        ("Users holding 95%", holders(95).to_string()),
        (
            "Gini coefficient",
            format!("{}.{:04}00000", gini / 10_000, gini % 10_000),
        ),
    ];
    let figures = figures.into_iter();
    figures.map(|(name, it)| (name.to_owned(), it)).collect()
}

/// Waits until the figures are those of the users.
async fn is_about(scene: &Scene, users: &[&ExpectedUser]) -> Result<()> {
    let wanted = expected(users.iter().copied());
    until("the figures that the database gives", async || {
        let found = figures(scene).await?;
        ensure!(found == wanted, "they are {found:?} and not {wanted:?}");
        Ok(Some(()))
    })
    .await
}

/// The exact numbers in a chart's table, row by row.
async fn numbers(scene: &Scene, caption: &str) -> Result<Vec<Vec<String>>> {
    let read = "
        return [...document.querySelectorAll('table')]
            .filter((table) => table.caption?.textContent === arguments[0])
            .flatMap((table) => [...table.tBodies[0].rows])
            .map((row) => [...row.querySelectorAll('data')].map((data) => data.value))";
    scene.run(read, &[json!(caption)]).await
}

fn number(cell: Option<&String>) -> Result<u64> {
    Ok(cell.context("the cell is missing")?.parse()?)
}

/// Checks that the tables below the charts are about the users.
async fn numbers_add_up(scene: &Scene, users: &[&ExpectedUser]) -> Result<()> {
    let all = sums(users.iter().copied());
    let whole = (all.users, all.size);
    until("the numbers that the database gives", async || {
        let (mut found, mut bytes) = (0, 0);
        for row in numbers(scene, "Users by size").await? {
            found += number(row.get(1))?;
            bytes += number(row.get(2))?;
        }
        ensure!((found, bytes) == whole, "{found} users, {bytes} bytes");
        let curve = numbers(scene, "Share held by the largest users").await?;
        let point = |row: Option<&Vec<String>>| -> Result<(u64, u64)> {
            let row = row.context("there is no row")?;
            Ok((number(row.first())?, number(row.get(1))?))
        };
        ensure!(point(curve.last())? == whole, "it ends at {curve:?}");
        let largest = users.iter().filter_map(|user| user.media_length).max();
        ensure!(point(curve.first())? == (1, largest.unwrap_or(0)));
        Ok(Some(()))
    })
    .await
}

#[tokio::test]
async fn the_distribution_follows_the_search() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            toggle(scene, DISTRIBUTION).await?;
            let all: Vec<_> = everybody()?.iter().collect();
            is_about(scene, &all).await?;
            toggle(scene, NUMBERS).await?;
            numbers_add_up(scene, &all).await?;
            let has = |user: &&&ExpectedUser| {
                let name = user.displayname.as_deref().unwrap_or_default();
                format!("{name}\n{}", user.user_id)
                    .to_lowercase()
                    .contains("alice")
            };
            let found: Vec<_> = all.iter().filter(has).copied().collect();
            ensure!(found.len() > 10 && found.len() < all.len());
            scene.fill("Search users", "alice").await?;
            is_about(scene, &found).await?;
            numbers_add_up(scene, &found).await?;
            let words = format!("of {} users", found.len());
            scene.reads(&words).await?;
            // A change of units is one of how it reads, and of the buckets.
            scene.choose("Units", "kB, MB, GB").await?;
            is_about(scene, &found).await?;
            numbers_add_up(scene, &found).await?;
            scene.fill("Search users", "nobody at all").await?;
            scene.reads("At least two users with media").await
        })
        .await
}

#[tokio::test]
async fn views_take_each_others_place() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            scene.show_view(DISTRIBUTION).await?;
            scene.has_query_part("view=distribution").await?;
            is_about(scene, &everybody()?.iter().collect::<Vec<_>>()).await?;
            scene.gone("table", "Media usage by user").await?;
            scene.driver().back().await?;
            scene.find("table", "Media usage by user").await?;
            let rest = "return document.querySelectorAll('.distribution').length";
            eventually!(scene.run::<u32>(rest, &[]).await? == 0);
            // A link leads to the view.
            scene.open("?view=distribution").await?;
            is_about(scene, &everybody()?.iter().collect::<Vec<_>>()).await
        })
        .await
}

#[tokio::test]
async fn the_keyboard_reaches_what_the_figures_mean() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let view = scene.find("link", DISTRIBUTION).await?;
            view.focus().await?;
            scene.key(Key::Enter).await?;
            let name = "What the figures mean";
            let focused = "return document.activeElement?.textContent";
            let summary = until(name, async || Ok(summaries(scene, name).await?.pop())).await?;
            summary.focus().await?;
            eventually!(scene.run::<String>(focused, &[]).await? == name);
            scene.key(Key::Enter).await?;
            for figure in ["Size", "Files", "Users", "Average", "80% of data", "Gini coefficient"] {
                until(&format!("what {figure} means"), async || {
                    let meaning = "return [...document.querySelectorAll('details dt')]
                        .filter((name) => name.textContent === arguments[0] && name.checkVisibility())
                        .map((name) => name.nextElementSibling.textContent)
                        .some((text) => text.endsWith('.'))";
                    let there: bool = scene.run(meaning, &[json!(figure)]).await?;
                    Ok(there.then_some(()))
                })
                .await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn charts_have_a_name_and_tell_their_message_in_words() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            toggle(scene, DISTRIBUTION).await?;
            let wanted = expected(everybody()?);
            let most = &wanted["Users holding 80%"];
            let users = scene.totals().await?.users;
            ensure!((2..1000).contains(&most.parse::<u64>()?) && (1000..2000).contains(&users));
            let curve = format!(
                "The top user of 1,{:03} holds half of the data; the top {most} hold 80%;",
                users - 1000
            );
            for (name, message) in [
                ("Share held by the largest users", curve.as_str()),
                ("Users by size", "Most common"),
                ("Data by user size", "Most data"),
            ] {
                until(&format!("the chart {name:?}"), async || {
                    let find = "return document.querySelector(`svg[aria-label='${arguments[0]}']`)";
                    let chart = scene.driver().execute(find, vec![json!(name)]).await?;
                    let chart = chart.element()?;
                    let node = chart.cdp_backend_node_id().await?;
                    let which = json!({ "backendNodeId": node, "fetchRelatives": false });
                    let tree = scene.cdp("Accessibility.getPartialAXTree", which).await?;
                    let node = &tree["nodes"][0];
                    ensure!(node["role"]["value"] == "image", "it is a {}", node["role"]);
                    ensure!(
                        node["name"]["value"] == name,
                        "its name is {}",
                        node["name"]
                    );
                    let described = node["description"]["value"].as_str().unwrap_or_default();
                    ensure!(described.contains(message), "it says {described:?}");
                    Ok(Some(()))
                })
                .await?;
            }
            Ok(())
        })
        .await
}

#[derive(Debug, Deserialize)]
struct Written {
    texts: u32,
    smallest: f64,
    troubles: Vec<String>,
}

/// Measures what is written in the charts: the smallest type, and what lies over another text or
/// beyond its chart's frame.
const WRITTEN: &str = "
    const troubles = [];
    let [texts, smallest] = [0, Infinity];
    for (const svg of document.querySelectorAll('svg[role=img]')) {
        const frame = svg.closest('figure').getBoundingClientRect();
        const boxes = [...svg.querySelectorAll('text')]
            .map((text) => {
                const size = parseFloat(getComputedStyle(text).fontSize);
                smallest = Math.min(smallest, size * svg.getScreenCTM().a);
                return [text.textContent, text.getBoundingClientRect()];
            })
            .filter(([, box]) => box.width > 0);
        texts += boxes.length;
        boxes.forEach(([name, box], at) => {
            if (box.left < frame.left || box.right > frame.right) troubles.push(`${name} is cut`);
            for (const [other, its] of boxes.slice(at + 1)) {
                const over = box.left < its.right && its.left < box.right
                    && box.top + 2 < its.bottom && its.top + 2 < box.bottom;
                if (over) troubles.push(`${name} and ${other} lie over each other`);
            }
        });
    }
    return { texts, smallest, troubles };";

#[tokio::test]
async fn charts_can_be_read_at_any_width() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?limit=25").await?;
            scene.loaded().await?;
            toggle(scene, DISTRIBUTION).await?;
            is_about(scene, &everybody()?.iter().collect::<Vec<_>>()).await?;
            for units in ["kB, MB, GB", "KiB, MiB, GiB"] {
                scene.choose("Units", units).await?;
                for width in [360, 390, 768, 1024, 1366, 2560] {
                    set_width(scene, width).await?;
                    e2e::eventually(async || {
                        let Written {
                            texts,
                            smallest,
                            troubles,
                        } = scene.run(WRITTEN, &[]).await?;
                        ensure!(texts > 15, "there are {texts} texts at {width} px");
                        ensure!(smallest > 11.5, "{smallest} px at {width} px");
                        ensure!(troubles.is_empty(), "at {width} px, {units}: {troubles:?}");
                        Ok(())
                    })
                    .await?;
                }
            }
            toggle(scene, NUMBERS).await?;
            toggle(scene, "What the figures mean").await?;
            let mut misfits = Vec::new();
            fit(scene, "the distribution", &mut misfits).await?;
            ensure!(misfits.is_empty(), "too wide: {}", misfits.join("; "));
            Ok(())
        })
        .await
}

#[tokio::test]
async fn axe_finds_no_barrier_in_the_distribution() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?limit=25").await?;
            scene.loaded().await?;
            toggle(scene, DISTRIBUTION).await?;
            toggle(scene, "What the figures mean").await?;
            toggle(scene, NUMBERS).await?;
            let all: Vec<_> = everybody()?.iter().collect();
            numbers_add_up(scene, &all).await?;
            for width in [1366, 390] {
                set_width(scene, width).await?;
                for colours in ["light", "dark"] {
                    prefers(scene, colours).await?;
                    let what = format!("the distribution, {colours}, {width} px");
                    has_no_barriers(scene, &what).await?;
                }
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_charts_are_saved_as_pictures() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            toggle(scene, DISTRIBUTION).await?;
            scene.press("Charts as SVG").await?;
            let (name, _) = downloaded(scene, "svg").await?;
            ensure!(name.starts_with("media-distribution_"), "{name}");
            scene.press("Charts as PNG").await?;
            scene.status(".png").await?;
            let plots = count_in_picture(scene, &name, ":scope > svg").await?;
            ensure!(plots == 3, "{plots} plots");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_treemap_leads_to_users_and_groups() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let largest = in_order(everybody()?, Order::Size, true).swap_remove(0);
            scene
                .open_report("?view=distribution&groups=telegram_&expanded=telegram_")
                .await?;
            let click = "
                const block = [...document.querySelectorAll('.treemap [data-block]')]
                    .find((block) => block.querySelector('title').textContent.includes(arguments[0]));
                block?.querySelector('rect').dispatchEvent(new MouseEvent('click', { bubbles: true }));
                return Boolean(block);";
            let name = largest.displayname.as_deref().unwrap_or_default();
            until("the largest block", async || {
                let is_there: bool = scene.run(click, &[json!(name)]).await?;
                Ok(is_there.then_some(()))
            })
            .await?;
            let user = "return document.querySelector('.panel .id bdi')?.textContent ?? ''";
            eventually!(scene.run::<String>(user, &[]).await? == largest.user_id);
            // The same blocks as a table, and one more line for everybody else.
            toggle(scene, NUMBERS).await?;
            let count = "
                const table = [...document.querySelectorAll('table')]
                    .find((table) => table.caption?.textContent === 'Who holds the data');
                return [document.querySelectorAll('.treemap g').length, table?.tBodies[0].rows.length ?? 0];";
            until("as many lines as blocks", async || {
                let [blocks, rows]: [usize; 2] = scene.run(count, &[]).await?;
                ensure!(blocks == rows && blocks > 10, "{blocks} blocks, {rows} rows");
                Ok(Some(()))
            })
            .await?;
            // A group that is expanded already stays so.
            let is_there: bool = scene.run(click, &[json!("telegram_")]).await?;
            ensure!(is_there, "there is no block for the group");
            scene.find("table", "Media usage by user").await?;
            scene.has_query_part("expanded=telegram_").await
        })
        .await
}
