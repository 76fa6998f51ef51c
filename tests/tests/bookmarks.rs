//! The address: every choice is in it, and it leads back to every view.

use anyhow::{Result, ensure};
use e2e::{Order, Scene, Setup, everybody, in_order, in_period, sums, until};
use test_support::ExpectedUser;

const DAY: u64 = 24 * 60 * 60 * 1000;

async fn history_length(scene: &Scene) -> Result<u32> {
    scene.run("return history.length", &[]).await
}

fn has(user: &ExpectedUser, text: &str) -> bool {
    let name = user.displayname.as_deref().unwrap_or_default();
    name.to_lowercase().contains(text) || user.user_id.to_lowercase().contains(text)
}

#[tokio::test]
async fn every_choice_is_in_the_address_and_defaults_are_not() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            scene.has_query("").await?;
            for (column, query) in [
                ("Files", "order_by=media_count"),
                ("Files", "order_by=media_count&dir=f"),
                ("User", "order_by=user_id"),
                ("User", "order_by=user_id&dir=b"),
                ("Average", "order_by=average"),
                ("Size", ""),
                ("Size", "dir=f"),
                ("Size", ""),
            ] {
                scene.order_by(column).await?;
                scene.has_query(query).await?;
            }
            scene.choose("Sort by", "Display name").await?;
            scene.has_query("order_by=displayname").await?;
            scene.order_by("Size").await?;
            scene.press("Next page").await?;
            scene.has_query("page=2").await?;
            scene.choose("Rows per page", "50").await?;
            scene.has_query("limit=50").await?;
            scene.fill("Search users", "é & ü=%").await?;
            scene.has_query("search_term=é & ü=%&limit=50").await?;
            scene.fill("Search users", "").await?;
            scene.choose("Period", "Last month").await?;
            scene.has_query("period=last-month&limit=50").await
        })
        .await
}

#[tokio::test]
async fn a_link_opens_its_view_after_sign_in() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let anchor = scene.synapse.anchor();
            let (from, until) = (anchor - 700 * DAY, anchor - DAY);
            let query = format!(
                "from_ts={from}&until_ts={until}&search_term=smith&order_by=media_count&dir=f\
                 &limit=25&page=2"
            );
            let mut users = in_period(Some(from), Some(until))?;
            users.retain(|user| has(user, "smith"));
            let users = in_order(&users, Order::Files, false);
            let view = async |scene: &Scene| {
                scene.shows(&users[25..50.min(users.len())]).await?;
                scene.sums_up_to(sums(&users)).await?;
                scene.has_query(&query).await?;
                eventually!(scene.value("Search users").await? == "smith");
                eventually!(scene.chosen("Period").await? == "Custom");
                eventually!(scene.chosen("Rows per page").await? == "25");
                eventually!(scene.chosen("Sort by").await? == "Files");
                eventually!(scene.sorted("Files").await?.as_deref() == Some("ascending"));
                Ok(())
            };
            scene.open_report(&format!("?{query}")).await?;
            view(scene).await?;
            scene.driver().refresh().await?;
            view(scene).await?;
            scene.fresh_browser().await?;
            scene.open_report(&format!("?{query}")).await?;
            view(scene).await?;
            scene.press("Sign out").await?;
            scene.sign_in().await?;
            view(scene).await
        })
        .await
}

#[tokio::test]
async fn a_link_names_its_homeserver_for_the_sign_in() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let (own, server) = (scene.gateway.origin(), scene.server().origin());
            scene.expect_failures(&own);
            scene
                .open(&format!("?homeserver={server}&period=365d"))
                .await?;
            scene.press("Use this homeserver").await?;
            scene.status(&format!("Found at {server}")).await?;
            eventually!(scene.value("Homeserver").await? == server);
            let token = scene.synapse.admin().access_token.clone();
            scene.sign_in_with_token(&token).await?;
            scene.loaded().await?;
            scene.has_query("period=365d").await?;
            eventually!(scene.chosen("Period").await? == "Last 365 days");
            scene.open("?homeserver=elsewhere.example").await?;
            scene.reads("This link is for elsewhere.example.").await
        })
        .await
}

#[tokio::test]
async fn back_and_forward_walk_through_the_choices() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            scene.order_by("Files").await?;
            scene.has_query("order_by=media_count").await?;
            scene.press("Next page").await?;
            scene.has_query("order_by=media_count&page=2").await?;
            scene.choose("Rows per page", "250").await?;
            scene.has_query("order_by=media_count&limit=250").await?;
            let (by_size, by_files) = (
                in_order(everybody()?, Order::Size, true),
                in_order(everybody()?, Order::Files, true),
            );
            scene.shows(&by_files[..250]).await?;
            scene.driver().back().await?;
            scene.shows(&by_files[100..200]).await?;
            eventually!(scene.chosen("Rows per page").await? == "100");
            scene.driver().back().await?;
            scene.shows(&by_files[..100]).await?;
            scene.driver().back().await?;
            scene.shows(&by_size[..100]).await?;
            eventually!(scene.sorted("Size").await?.as_deref() == Some("descending"));
            for _ in 0..3 {
                scene.driver().forward().await?;
            }
            scene.shows(&by_files[..250]).await?;
            eventually!(scene.chosen("Rows per page").await? == "250");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn typing_a_search_adds_no_more_than_one_step_to_the_way_back() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            scene.order_by("Files").await?;
            scene.has_query("order_by=media_count").await?;
            let before = history_length(scene).await?;
            scene.fill("Search users", "alice").await?;
            scene
                .has_query("search_term=alice&order_by=media_count")
                .await?;
            eventually!(
                history_length(scene).await? == before + 1,
                "every letter is a step"
            );
            eventually!(scene.value("Search users").await? == "alice");
            scene.driver().back().await?;
            scene.has_query("order_by=media_count").await?;
            eventually!(scene.value("Search users").await?.is_empty());
            let users = in_order(everybody()?, Order::Files, true);
            scene.shows(&users[..100]).await
        })
        .await
}

#[tokio::test]
async fn invalid_values_in_a_link_are_named_and_ignored() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let link = "?order_by=nonsense&dir=x&limit=7&page=0&period=fortnight&unknown=1";
            scene.open_report(link).await?;
            scene.loaded().await?;
            for value in [
                "order_by=nonsense",
                "dir=x",
                "limit=7",
                "page=0",
                "period=fortnight",
            ] {
                scene
                    .reads(&format!("Ignored “{value}” in this link"))
                    .await?;
            }
            let users = in_order(everybody()?, Order::Size, true);
            scene.shows(&users[..100]).await?;
            scene.press("Dismiss").await?;
            scene.gone("button", "Dismiss").await?;
            for link in [
                "?from_ts=yesterday",
                "?until_ts=1e12",
                "?from_ts=2000&until_ts=1000",
            ] {
                scene.open(link).await?;
                scene.loaded().await?;
                scene.reads("in this link").await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn html_in_a_link_stays_text() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let html = "%3Cimg%20src%3Dx%20onerror%3Ddocument.title%3D1%3E";
            let link = format!("?order_by={html}&search_term={html}&homeserver={html}");
            scene.open(&link).await?;
            scene.find("button", "Sign in").await?;
            scene.alert(&["This panel can’t sign in to <img"]).await?;
            scene.sign_in().await?;
            scene
                .reads("order_by=<img src=x onerror=document.title=1>")
                .await?;
            let images = "return document.images.length";
            eventually!(scene.run::<u32>(images, &[]).await? == 0);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_page_behind_the_last_is_the_last() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?page=4000").await?;
            scene.loaded().await?;
            let users = in_order(everybody()?, Order::Size, true);
            let last = users.chunks(100).next_back().unwrap_or_default();
            scene.shows(last).await?;
            // The address says so, too, and "back" doesn't lead to the page that there is not.
            let number = users.len().div_ceil(100);
            scene.has_query(&format!("page={number}")).await?;
            scene.order_by("Files").await?;
            scene.has_query("order_by=media_count").await?;
            scene.driver().back().await?;
            scene.has_query(&format!("page={number}")).await
        })
        .await
}

#[tokio::test]
async fn the_address_catches_up_after_the_browser_refused_changes() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let throws = "history.pushState = history.replaceState =
                () => { throw new DOMException('too often', 'SecurityError'); }";
            // As Chromium does it.
            let ignores = "history.pushState = history.replaceState = () => {}";
            for (refuse, column, query) in [
                (throws, "Files", "order_by=media_count"),
                (ignores, "Average", "order_by=average"),
            ] {
                let before = scene.query().await?;
                let length = history_length(scene).await?;
                scene.run::<()>(refuse, &[]).await?;
                scene.order_by(column).await?;
                scene.press("Next page").await?;
                scene.press("Previous page").await?;
                scene.reads("1–100 of").await?;
                eventually!(scene.query().await? == before, "the address has changed");
                let allow = "delete history.pushState; delete history.replaceState";
                scene.run::<()>(allow, &[]).await?;
                scene.has_query(query).await?;
                eventually!(history_length(scene).await? == length + 1);
            }
            scene.driver().back().await?;
            scene.has_query("order_by=media_count").await
        })
        .await
}

#[tokio::test]
async fn the_tab_is_named_after_server_and_view() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let named = async |scene: &Scene, wanted: &[&str]| {
                until(&format!("a title with {wanted:?}"), async || {
                    let title = scene.driver().title().await?;
                    ensure!(wanted.iter().all(|it| title.contains(it)), "{title}");
                    Ok(Some(()))
                })
                .await
            };
            let server = scene.gateway.origin();
            let server = server.trim_start_matches("http://");
            scene.open_report("?period=90d").await?;
            named(scene, &["Last 90 days", server, "Synapse Media Usage"]).await?;
            scene.fill("Search users", "alice").await?;
            named(scene, &["Search: alice", "Last 90 days", server]).await?;
            // A name that would turn the title round is made visible.
            scene.fill("Search users", "a\u{202e}b").await?;
            named(scene, &["Search: a"]).await?;
            eventually!(!scene.driver().title().await?.contains('\u{202e}'));
            scene.press("Sign out").await?;
            scene.find("button", "Sign in").await?;
            until("the panel's own title", async || {
                Ok((scene.driver().title().await? == "Synapse Media Usage").then_some(()))
            })
            .await
        })
        .await
}
