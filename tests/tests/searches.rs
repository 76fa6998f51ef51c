//! Searching among the users that are loaded.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, ensure};
use e2e::{Order, Scene, Setup, everybody, in_order, sums, until};
use serde_json::json;
use test_support::ExpectedUser;
use test_support::seed::special;
use thirtyfour::Key;

const SEARCH: &str = "Search users";

/// Searches, and waits until exactly the users that are expected are found.
async fn finds(scene: &Scene, term: &str, expected: impl Fn(&ExpectedUser) -> bool) -> Result<()> {
    scene.fill(SEARCH, term).await?;
    let mut users = in_order(everybody()?, Order::Size, true);
    users.retain(expected);
    ensure!(!users.is_empty(), "no users are expected for {term:?}");
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
            scene.fill(SEARCH, "\"<b>nobody</b>\"").await?;
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
            let all = format!("of {},{:03}", users.len() / 1000, users.len() % 1000);
            scene.reads(&all).await
        })
        .await
}

#[tokio::test]
async fn a_phrase_finds_names_to_the_letter() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            finds(scene, "\"moby dick\"", |user| has(user, "moby dick")).await?;
            // Not closed yet, and the other words count as well.
            finds(scene, "dick \"Moby D", |user| has(user, "moby d")).await?;
            finds(scene, "\"-- 'x', ", |user| has(user, "-- 'x', ")).await?;
            scene.fill(SEARCH, "\"dick moby\"").await?;
            scene.status("No user matches").await
        })
        .await
}

#[tokio::test]
async fn conditions_find_users_by_their_figures() -> Result<()> {
    const GIB: u64 = 1 << 30;
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let size = |user: &ExpectedUser| user.media_length.unwrap_or(0);
            let files = |user: &ExpectedUser| user.media_count;
            let mean = |user: &ExpectedUser| size(user).checked_div(files(user)).unwrap_or(0);
            finds(scene, ">1GiB", |user| size(user) > GIB).await?;
            finds(scene, "size<=1.5gb", |user| size(user) <= 1_500_000_000).await?;
            // Pending uploads count as nothing.
            finds(scene, "=0", |user| size(user) == 0).await?;
            finds(scene, "files>500", |user| files(user) > 500).await?;
            finds(scene, "average>=10M <10GiB", |user| {
                mean(user) >= 10 << 20 && size(user) < 10 * GIB
            })
            .await?;
            finds(scene, "example.test files=1 >1k", |user| {
                has(user, "example.test") && files(user) == 1 && size(user) > 1024
            })
            .await?;
            // In quotes, it is looked for in names and IDs.
            finds(scene, "\"<img\"", |user| has(user, "<img")).await?;
            scene.has_query("search_term=\"<img\"").await
        })
        .await
}

#[tokio::test]
async fn conditions_may_have_spaces_and_other_signs() -> Result<()> {
    const GIB: u64 = 1 << 30;
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let size = |user: &ExpectedUser| user.media_length.unwrap_or(0);
            for (term, bytes) in [
                ("> 1GiB", GIB),
                (">1.2 GiB", GIB + GIB / 5),
                (">1 000 000", 1_000_000),
                (">\u{a0}1,000 MB", 1_000_000_000),
                ("size : > 1 g", GIB),
            ] {
                finds(scene, term, |user| size(user) > bytes).await?;
            }
            finds(scene, "files > 500", |user| user.media_count > 500).await?;
            finds(scene, "≥ 1 GiB", |user| size(user) >= GIB).await
        })
        .await
}

#[tokio::test]
async fn conditions_are_typed_in_the_browsers_language() -> Result<()> {
    const GIB: u64 = 1 << 30;
    Setup::new()
        .test(async |scene: &mut Scene| {
            let locale = json!({ "locale": "de-DE" });
            scene.cdp("Emulation.setLocaleOverride", locale).await?;
            scene.open_report("").await?;
            scene.loaded().await?;
            let size = |user: &ExpectedUser| user.media_length.unwrap_or(0);
            finds(scene, ">1,5GiB", |user| size(user) > GIB + GIB / 2).await?;
            scene.has_query("search_term=>1.5GiB").await?;
            finds(scene, ">1.500 MiB", |user| size(user) > 1500 << 20).await?;
            scene.has_query("search_term=>1500 MiB").await?;
            // What the page shows is understood: a number with one decimal, and its unit.
            scene.fill(SEARCH, "").await?;
            let rows = until("the rows of everybody", async || {
                let rows = scene.rows().await?;
                Ok((rows.len() == 100).then_some(rows))
            });
            let shown = &rows.await?[5].shown["Size"];
            let (number, unit) = shown.rsplit_once(['\u{a0}', ' ']).context("no unit")?;
            ensure!(number.contains(','), "{shown:?} is not German");
            let tenths: u64 = number.replace([',', '.'], "").parse()?;
            let units = ["KiB", "MiB", "GiB"];
            let power = units
                .iter()
                .position(|it| *it == unit)
                .context("no such unit")?;
            let bytes = (tenths << (10 * (power + 1))) / 10;
            finds(scene, &format!("> {shown}"), |user| size(user) > bytes).await?;
            scene.open("?search_term=>1.125GiB").await?;
            scene.loaded().await?;
            let mut found = in_order(everybody()?, Order::Size, true);
            found.retain(|user| size(user) > GIB + GIB / 8);
            scene.sums_up_to(sums(&found)).await?;
            field_has(scene, ">1,125GiB").await
        })
        .await
}

/// Waits until the search field has a text.
async fn field_has(scene: &Scene, text: &str) -> Result<()> {
    until(&format!("{text:?} in the field"), async || {
        let value = scene.field(SEARCH).await?.prop("value").await?;
        ensure!(value.as_deref() == Some(text), "it has {value:?}");
        Ok(Some(()))
    })
    .await
}

#[tokio::test]
async fn what_is_no_condition_is_left_out_and_named() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            for (term, message) in [
                (">", "such as > 1 GiB"),
                ("files >", "such as files > 500"),
                (">abc", "the number wasn’t understood"),
                (">1.2.3", "the number wasn’t understood"),
                (">1x", "“x” is not a unit"),
                (">50%", "“%” is not a unit"),
                ("<>1", "“<>” is not a comparison"),
                ("time>5", "“time” can’t be compared"),
            ] {
                scene.fill(SEARCH, term).await?;
                scene.reads(message).await?;
                scene.sums_up_to(sums(everybody()?)).await?;
                let invalid = scene.field(SEARCH).await?.attr("aria-invalid").await?;
                let is_unfinished = term.ends_with('>');
                let expected = if is_unfinished { "false" } else { "true" };
                ensure!(invalid.as_deref() == Some(expected), "{term}: {invalid:?}");
            }
            finds(scene, "alice >1x", |user| has(user, "alice")).await?;
            // A link is treated alike.
            scene.open("?search_term=alice >").await?;
            scene.loaded().await?;
            scene.reads("such as > 1 GiB").await?;
            field_has(scene, "alice >").await?;
            finds(scene, "alice >1", |user| {
                has(user, "alice") && user.media_length > Some(1)
            })
            .await?;
            until("the end of the hint", async || {
                Ok((!scene.text().await?.contains("such as > 1 GiB")).then_some(()))
            })
            .await
        })
        .await
}

#[tokio::test]
async fn links_to_a_user_find_that_user() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let user_id = special("localpart slash").user_id();
            let bare = &user_id[1..];
            let escaped = user_id
                .replace('/', "%2F")
                .replace('@', "%40")
                .replace(':', "%3A");
            for link in [
                format!("https://matrix.to/#/{user_id}"),
                format!("https://matrix.to/#/{escaped}?via=example.org"),
                format!("matrix:u/{bare}"),
                format!("<{user_id}>"),
            ] {
                finds(scene, &link, |user| user.user_id == user_id).await?;
            }
            Ok(())
        })
        .await
}

/// The texts that are marked in the rows' names and IDs, by user.
async fn marked(scene: &Scene) -> Result<BTreeMap<String, Vec<String>>> {
    let read = "
        const marks = (row) => [...row.querySelectorAll('bdi mark')].map((mark) => mark.textContent);
        return Object.fromEntries([...document.querySelectorAll('tr[data-user-id]')]
            .map((row) => [row.dataset.userId, marks(row)]))";
    scene.run(read, &[]).await
}

/// Searches for what one user has, and waits until this is marked in that user's row.
async fn marks(scene: &Scene, term: &str, key: &str, expected: &[&str]) -> Result<()> {
    scene.fill(SEARCH, term).await?;
    let user_id = special(key).user_id();
    until(&format!("the marks of {term:?}"), async || {
        let marked = marked(scene).await?;
        let marks = marked.get(&user_id).context("the user is not found")?;
        ensure!(marks == expected, "they are {marks:?}");
        Ok(Some(()))
    })
    .await
}

#[tokio::test]
async fn what_was_searched_for_is_marked() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            marks(scene, "MOBY whale", "whale", &["Moby", "whale"]).await?;
            marks(
                scene,
                "elodie lefevre",
                "elodie",
                &["Élodie", "Lefèvre", "elodie"],
            )
            .await?;
            marks(scene, "strass", "sharp s", &["Straß"]).await?;
            marks(scene, "ΦΟΣ", "greek", &["φος"]).await?;
            marks(
                scene,
                "\"amelie z\"",
                "combining",
                &["Ame\u{301}lie Z\u{351}\u{36b}\u{343}"],
            )
            .await?;
            let image = ["<img src"];
            marks(scene, "\"<img src", "html image", &image).await?;
            // Conditions mark nothing, and what was marked before is not any more.
            marks(scene, "huge files>1", "huge files", &["Huge", "huge"]).await?;
            scene.fill(SEARCH, ">1").await?;
            until("the end of the marks", async || {
                let marked = marked(scene).await?;
                let none = marked.len() > 1 && marked.values().all(Vec::is_empty);
                Ok(none.then_some(()))
            })
            .await?;
            scene.fill(SEARCH, "").await?;
            scene.sums_up_to(sums(everybody()?)).await
        })
        .await
}

#[tokio::test]
async fn how_to_search_is_told_to_those_who_ask() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            eventually!(
                !scene.text().await?.contains("files>500"),
                "it is told unasked"
            );
            scene.press("How to search").await?;
            scene.find("region", "How to search").await?;
            scene.reads("files>500").await?;
            scene.key(Key::Escape).await?;
            scene.gone("region", "How to search").await?;
            // By keyboard: the next stop after the field.
            scene.field(SEARCH).await?.focus().await?;
            scene.tab().await?;
            scene.key(Key::Space).await?;
            scene.find("region", "How to search").await?;
            scene.key(Key::Space).await?;
            scene.gone("region", "How to search").await
        })
        .await
}

#[tokio::test]
async fn shares_ranks_and_exclusions_narrow_a_search() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let all = sums(everybody()?).size;
            finds(scene, "share > 0.5 %", |user| {
                user.media_length.unwrap_or(0) * 200 > all
            })
            .await?;
            let largest: Vec<String> = in_order(everybody()?, Order::Size, true)
                .into_iter()
                .take(10)
                .map(|user| user.user_id)
                .collect();
            finds(scene, "rank<=10", |user| largest.contains(&user.user_id)).await?;
            finds(scene, "-telegram -\"a b\" rank<=10", |user| {
                largest.contains(&user.user_id) && !has(user, "telegram") && !has(user, "a b")
            })
            .await?;
            // Each is a chip that takes it out.
            let chips = "return [...document.querySelectorAll('.chips .chip bdi')]
                .map((chip) => chip.textContent)";
            let wanted = ["-telegram", "-\"a b\"", "rank<=10"];
            eventually!(scene.run::<Vec<String>>(chips, &[]).await? == wanted);
            scene.press("Remove -telegram from the search").await?;
            scene.has_query("search_term=-\"a b\" rank<=10").await?;
            eventually!(scene.run::<Vec<String>>(chips, &[]).await? == wanted[1..]);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_search_that_finds_nobody_says_what_its_parts_find() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let alices = everybody()?
                .iter()
                .filter(|user| has(user, "alice"))
                .count();
            scene.fill(SEARCH, "alice rank=1").await?;
            scene.reads("No user matches this search.").await?;
            scene
                .find("button", &format!("{alices} users: alice"))
                .await?;
            scene.press("1 user: rank=1").await?;
            scene.has_query("search_term=rank=1").await?;
            scene
                .shows(&in_order(everybody()?, Order::Size, true)[..1])
                .await
        })
        .await
}
