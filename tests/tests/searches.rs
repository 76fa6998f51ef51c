//! Searching among the users that are loaded.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use browser_tests::{Order, Scene, Setup, everybody, in_order, sums, until};
use xtask::ExpectedUser;
use xtask::seed::special;

const SEARCH: &str = "Search users";

/// Searches, and waits until exactly the users that are expected are found.
async fn finds(scene: &Scene, term: &str, expected: impl Fn(&ExpectedUser) -> bool) -> Result<()> {
    scene.fill(SEARCH, term).await?;
    let mut users = in_order(everybody()?, Order::Size, true);
    users.retain(expected);
    ensure!(!users.is_empty(), "nobody is expected for {term:?}");
    scene.sums_up_to(sums(&users)).await?;
    users.truncate(100);
    scene.shows(&users).await
}

fn name(user: &ExpectedUser) -> &str {
    user.displayname.as_deref().unwrap_or_default()
}

fn has(user: &ExpectedUser, text: &str) -> bool {
    name(user).to_lowercase().contains(text) || user.user_id.to_lowercase().contains(text)
}

#[tokio::test]
async fn a_search_finds_names_and_ids_without_regard_to_case() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            finds(scene, "alice", |user| has(user, "alice")).await?;
            finds(scene, "ALICE", |user| has(user, "alice")).await?;
            finds(scene, "moby", |user| name(user) == "Moby Dick").await?;
            finds(scene, "smith bob", |user| {
                has(user, "smith") && has(user, "bob")
            })
            .await
        })
        .await
}

#[tokio::test]
async fn a_search_finds_accented_names_with_and_without_their_accents() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let jose =
                |user: &ExpectedUser| name(user).contains("José") && name(user).contains("Núñez");
            finds(scene, "jose nunez", jose).await?;
            finds(scene, "JOSÉ NÚÑEZ", jose).await?;
            finds(scene, "strasse", |user| name(user).contains("Straße")).await?;
            finds(scene, "elodie", |user| {
                name(user).contains("Élodie") || has(user, "elodie")
            })
            .await
        })
        .await
}

#[tokio::test]
async fn a_search_finds_names_in_every_script() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            for (term, part) in [
                ("шевченко", "Шевченко"),
                ("σισυφοσ", "Σίσυφος"),
                ("ΣΊΣΥΦΟΣ", "Σίσυφος"),
                ("山田", "山田"),
                ("さくら", "さくら"),
                ("محمد", "محمد"),
                ("כהן", "כהן"),
                ("शर्मा", "शर्मा"),
            ] {
                finds(scene, term, |user| name(user).contains(part)).await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_search_for_a_full_user_id_finds_that_user() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            for key in [
                "localpart slash",
                "localpart plus",
                "localpart equals",
                "whale",
            ] {
                let user_id = special(key).user_id();
                finds(scene, &user_id, |user| user.user_id == user_id).await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn wildcards_of_the_database_mean_themselves() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            for term in ["%", "_", "\\", "100%"] {
                finds(scene, term, |user| has(user, term)).await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn what_nobody_is_called_is_said_to_be_found_nowhere() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            scene.fill(SEARCH, "<b>nobody</b>").await?;
            scene.status("<b>nobody</b>").await?;
            let rows = async || Ok(scene.rows().await?.is_empty().then_some(()));
            until("an empty table", rows).await?;
            scene.fill(SEARCH, "").await?;
            scene.sums_up_to(sums(everybody()?)).await?;
            let requests = scene.gateway.statistics_requests();
            ensure!(requests.len() == 1, "searching asked the server");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn figures_of_users_found_tell_what_they_are_of_the_whole() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?search_term=twin-").await?;
            scene.loaded().await?;
            let users = in_order(everybody()?, Order::Size, true);
            let twins = |user: &&ExpectedUser| user.user_id.starts_with("@twin-");
            let twins: Vec<_> = users.iter().filter(twins).collect();
            scene.shows(twins.clone()).await?;
            scene.sums_up_to(sums(twins)).await?;
            let rows = scene.rows().await?;
            // Two who differ in nothing: the ranks are those among all users, one after the other.
            let place = users
                .iter()
                .position(|user| user.user_id == rows[0].user_id);
            let ranks: Result<BTreeSet<u64>> = rows.iter().map(|row| row.figure("Rank")).collect();
            let first = place.map_or(0, |place| place as u64 + 1);
            ensure!(ranks? == BTreeSet::from([first, first + 1]));
            scene.find("region", "Totals").await?;
            scene.reads(" in all").await
        })
        .await
}
