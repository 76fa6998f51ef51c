//! The whole main job by keyboard alone, and always visibly.

use anyhow::{Result, bail, ensure};
use e2e::{Order, Scene, Setup, everybody, in_order, sums, until};
use serde::Deserialize;
use test_support::synapse::{ADMIN, PASSWORD};
use thirtyfour::Key;

/// So many stops with the Tab key are more than a person has patience for.
const STOPS: usize = 40;

/// How the element with the focus shows that it has it.
#[derive(Debug, Deserialize)]
struct Focus {
    html: String,
    marked: bool,
    in_sight: bool,
}

/// What has the focus: its role and name.
pub(crate) async fn focused(scene: &Scene) -> Result<(String, String)> {
    let element = scene.driver().active_element().await?;
    scene.role_and_name(&element).await
}

/// Presses Tab until the focus is on something of this role and name. Every stop on the way must
/// be visibly marked.
async fn tab_to(scene: &Scene, role: &str, name: &str) -> Result<()> {
    for _ in 0..STOPS {
        scene.tab().await?;
        let look = "
            const element = document.activeElement;
            // A row shows the focus of its name.
            const shows = element.matches('.names') ? element.closest('tr') : element;
            const style = getComputedStyle(shows);
            const box = element.getBoundingClientRect();
            return {
                html: element.outerHTML.slice(0, 200),
                marked: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1)
                    || style.boxShadow !== 'none',
                in_sight: box.bottom > 0 && box.top < innerHeight
                    && box.right > 0 && box.left < innerWidth,
            }";
        e2e::eventually(async || {
            let focus: Focus = scene.run(look, &[]).await?;
            let none = focus.html.starts_with("<body");
            ensure!(none || focus.marked, "no mark: {focus:?}");
            ensure!(none || focus.in_sight, "out of sight: {focus:?}");
            Ok(())
        })
        .await?;
        let told = focused(scene).await?;
        if told == (role.to_owned(), name.to_owned()) {
            return Ok(());
        }
    }
    bail!("{STOPS} stops with the Tab key do not lead to the {role} {name:?}");
}

#[tokio::test]
async fn the_whole_job_can_be_done_without_a_mouse() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            scene.status("Found at").await?;
            tab_to(scene, "textbox", "User name").await?;
            scene.type_text(ADMIN).await?;
            tab_to(scene, "textbox", "Password").await?;
            scene.type_text(PASSWORD).await?;
            scene.key(Key::Enter).await?;
            scene.loaded().await?;
            // Whoever signed in is led to the report and not left at the page's end.
            let title = until("the focus on the title", async || {
                let title = focused(scene).await?;
                Ok((title.0 == "heading").then_some(title.1))
            })
            .await?;
            ensure!(title == "Media usage", "the focus is on {title:?}");

            tab_to(scene, "searchbox", "Search users").await?;
            scene.type_text("alice").await?;
            let mut found = in_order(everybody()?, Order::Size, true);
            found.retain(|user| {
                let name = user
                    .displayname
                    .as_deref()
                    .unwrap_or_default()
                    .to_lowercase();
                name.contains("alice") || user.user_id.contains("alice")
            });
            scene.sums_up_to(sums(&found)).await?;
            for _ in 0.."alice".len() {
                scene.key(Key::Backspace).await?;
            }
            scene.sums_up_to(sums(everybody()?)).await?;

            tab_to(scene, "button", "Next page").await?;
            scene.key(Key::Space).await?;
            let by_size = in_order(everybody()?, Order::Size, true);
            scene.shows(&by_size[100..200]).await?;
            // The focus stays, so that the next page is one key away.
            scene.key(Key::Space).await?;
            scene.shows(&by_size[200..300]).await?;

            tab_to(scene, "button", "Files").await?;
            scene.key(Key::Enter).await?;
            let by_files = in_order(everybody()?, Order::Files, true);
            scene.shows(&by_files[..100]).await?;
            eventually!(
                focused(scene).await?.1 == "Files",
                "the focus went elsewhere"
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_way_to_sign_in_can_be_changed_without_a_mouse() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            scene.status("Found at").await?;
            tab_to(scene, "button", "Use an access token instead").await?;
            scene.key(Key::Space).await?;
            scene.field("Access token").await?;
            for _ in 0..STOPS {
                scene
                    .driver()
                    .action_chain()
                    .key_down(Key::Shift)
                    .perform()
                    .await?;
                scene.tab().await?;
                scene
                    .driver()
                    .action_chain()
                    .key_up(Key::Shift)
                    .perform()
                    .await?;
                if focused(scene).await?.1 == "Access token" {
                    break;
                }
            }
            let token = scene.synapse.admin().access_token.clone();
            scene.type_text(&token).await?;
            scene.key(Key::Enter).await?;
            scene.loaded().await
        })
        .await
}

#[tokio::test]
async fn the_last_page_does_not_take_the_focus_away() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?limit=500&page=2").await?;
            scene.loaded().await?;
            scene.find("button", "Next page").await?.focus().await?;
            scene.key(Key::Space).await?;
            scene.has_query("limit=500&page=3").await?;
            let users = in_order(everybody()?, Order::Size, true);
            scene.shows(&users[1000..]).await?;
            eventually!(focused(scene).await?.1 == "Next page");
            scene.key(Key::Space).await?;
            scene.has_query("limit=500&page=3").await?;
            scene.find("button", "Previous page").await?.focus().await?;
            scene.key(Key::Enter).await?;
            scene.shows(&users[500..1000]).await
        })
        .await
}
