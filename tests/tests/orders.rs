//! The rows: who stands where, by which column, on which page.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use e2e::{Order, Scene, Setup, everybody, in_order, natural, until};
use serde_json::json;

const PAGE: usize = 100;

/// Presses a column's head twice; each time the rows must be those of the database.
async fn both_directions(scene: &Scene, column: &str, order: Order, first: bool) -> Result<()> {
    let words = |descending| {
        if descending {
            "descending"
        } else {
            "ascending"
        }
    };
    for descending in [first, !first] {
        scene.order_by(column).await?;
        let users = in_order(everybody()?, order, descending);
        scene.shows(&users[..PAGE]).await?;
        eventually!(scene.sorted(column).await?.as_deref() == Some(words(descending)));
        // The other end of the list, where users without bytes tie.
        let last = users.len().div_ceil(PAGE);
        scene.go_to_page(last).await?;
        scene.shows(&users[(last - 1) * PAGE..]).await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_largest_users_come_first_and_their_figures_are_exact() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let users = in_order(everybody()?, Order::Size, true);
            scene.shows(&users[..PAGE]).await?;
            eventually!(scene.sorted("Size").await?.as_deref() == Some("descending"));
            let sum: u128 = users
                .iter()
                .filter_map(|user| user.media_length)
                .map(u128::from)
                .sum();
            let mut held = 0;
            for (place, (row, user)) in scene.rows().await?.iter().zip(&users).enumerate() {
                ensure!(row.figure("Rank")? == place as u64 + 1);
                let bytes = u128::from(user.media_length.unwrap_or(0));
                held += bytes;
                for (column, part) in [("Share", bytes), ("Cumulative", held)] {
                    let exact: f64 = row.exact[column].parse()?;
                    let wanted = ratio(part, sum);
                    let close = (exact - wanted).abs() < 1e-6;
                    ensure!(
                        close,
                        "{column} of {} is {exact}, not {wanted}",
                        row.user_id
                    );
                }
            }
            Ok(())
        })
        .await
}

#[expect(clippy::cast_precision_loss, reason = "compared with a margin")]
fn ratio(part: u128, whole: u128) -> f64 {
    part as f64 / whole as f64
}

#[tokio::test]
async fn the_rows_are_ordered_by_files_in_both_directions() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            both_directions(scene, "Files", Order::Files, true).await
        })
        .await
}

#[tokio::test]
async fn the_rows_are_ordered_by_size_in_both_directions() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            // By size they are ordered from the start: the first press turns that round.
            both_directions(scene, "Size", Order::Size, false).await
        })
        .await
}

#[tokio::test]
async fn the_rows_are_ordered_by_average_in_both_directions() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            both_directions(scene, "Average", Order::Average, true).await
        })
        .await
}

#[tokio::test]
async fn the_rows_are_ordered_by_user_id_in_both_directions() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            both_directions(scene, "User", Order::UserId, false).await
        })
        .await
}

#[tokio::test]
async fn the_rows_are_ordered_by_share_as_they_are_by_size() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?columns=share,cumulative").await?;
            scene.loaded().await?;
            both_directions(scene, "Share", Order::Size, true).await?;
            // Places have no ties: their order is that of the sizes, read from either end.
            let users = in_order(everybody()?, Order::Size, true);
            for column in ["Rank", "Cumulative"] {
                scene.order_by(column).await?;
                scene.shows(&users[..PAGE]).await?;
                scene.order_by(column).await?;
                scene.shows(users.iter().rev().take(PAGE)).await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn display_names_sort_without_case_and_accents() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?limit=1000").await?;
            scene.loaded().await?;
            scene.choose("Sort by", "Display name").await?;
            // Folded by the browser's own means, which is what a person would call the same name.
            let fold = "return arguments[0].map((name) => (name ?? '').normalize('NFKD')
                .replace(/\\p{Mn}/gu, '').toUpperCase().toLowerCase().trim())";
            let users = everybody()?;
            let names: Vec<_> = users.iter().map(|user| &user.displayname).collect();
            let folded: Vec<String> = scene.run(fold, &[json!(names)]).await?;
            let plain = |name: &String| name.is_ascii() && name.chars().any(char::is_alphanumeric);
            let mut plain_names: Vec<_> =
                folded.iter().zip(users).filter(|it| plain(it.0)).collect();
            plain_names.sort_by_key(|(name, user)| (natural(name), &user.user_id));
            for descending in [false, true] {
                if descending {
                    scene.press("Reverse").await?;
                    // Those who tie stand by user ID in this direction, too.
                    plain_names.sort_by(|a, b| {
                        let names = natural(b.0).cmp(&natural(a.0));
                        names.then_with(|| a.1.user_id.cmp(&b.1.user_id))
                    });
                }
                until("the names in their order", async || {
                    let shown = scene.users().await?;
                    let wanted = plain_names.iter().map(|(_, user)| &user.user_id);
                    let wanted: BTreeSet<_> = wanted.collect();
                    // Of the page, those with a plain name: their order is beyond dispute.
                    let shown: Vec<_> = shown.iter().filter(|id| wanted.contains(id)).collect();
                    ensure!(shown.len() > 300, "only {} of them", shown.len());
                    let mut all = plain_names.iter().map(|(_, user)| &user.user_id);
                    ensure!(
                        shown.iter().all(|id| all.any(|other| other == *id)),
                        "the names are in another order"
                    );
                    Ok(Some(()))
                })
                .await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn all_pages_together_hold_every_user_once() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?order_by=media_count").await?;
            scene.loaded().await?;
            let users = in_order(everybody()?, Order::Files, true);
            let count = users.len();
            scene.find("navigation", "Pages").await?;
            let mut seen = Vec::new();
            for page in users.chunks(PAGE) {
                scene.shows(page).await?;
                seen.extend(scene.users().await?);
                let first = seen.len() - page.len() + 1;
                let rows = format!("{}–{} of", commas(first), commas(seen.len()));
                scene.status(&rows).await?;
                if seen.len() < count {
                    scene.press("Next page").await?;
                }
            }
            let once: BTreeSet<_> = seen.iter().collect();
            ensure!(once.len() == count && seen.len() == count);
            scene.press("Previous page").await?;
            let last = count.div_ceil(PAGE) - 1;
            scene.shows(&users[(last - 1) * PAGE..last * PAGE]).await
        })
        .await
}

fn commas(number: usize) -> String {
    match number {
        1000.. => format!("{},{:03}", number / 1000, number % 1000),
        _ => number.to_string(),
    }
}

#[tokio::test]
async fn the_number_of_rows_on_a_page_can_be_chosen() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?page=3").await?;
            scene.loaded().await?;
            let users = in_order(everybody()?, Order::Size, true);
            scene.shows(&users[2 * PAGE..3 * PAGE]).await?;
            for rows in [25, 500, 1000] {
                scene.choose("Rows per page", &rows.to_string()).await?;
                scene.shows(&users[..rows]).await?;
            }
            scene.press("Next page").await?;
            scene.shows(&users[1000..]).await?;
            e2e::eventually(async || {
                let next = scene.find("button", "Next page").await?;
                let disabled = next.attr("aria-disabled").await?;
                let off = next.attr("disabled").await?.is_some();
                let is_last = off || disabled.as_deref() == Some("true");
                ensure!(is_last, "there is a page after the last");
                Ok(())
            })
            .await?;
            scene.find("button", "Previous page").await.map(drop)
        })
        .await
}
