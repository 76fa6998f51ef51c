//! The frame of the report page: what is where, the menus, and the panel of a user.

use anyhow::{Result, ensure};
use e2e::{Order, Scene, Setup, everybody, in_order, until};
use serde::Deserialize;
use serde_json::json;
use test_support::{Fault, Rule};
use thirtyfour::Key;

use crate::keyboard::focused;
use crate::looks::{does_not_scroll_sideways, has_no_barriers, prefers, set_width};

/// Sets the size of the window's content, in CSS pixels.
async fn set_size(scene: &Scene, width: u32, height: u32) -> Result<()> {
    let size = json!({
        "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500,
    });
    scene
        .cdp("Emulation.setDeviceMetricsOverride", size)
        .await
        .map(drop)
}

/// The name of the last month.
async fn last_month(scene: &Scene) -> Result<String> {
    let read = "
        const now = new Date();
        const month = new Date(now.getFullYear(), now.getMonth() - 1, 1);
        return month.toLocaleDateString(undefined, { month: 'long', year: 'numeric' });";
    scene.run(read, &[]).await
}

/// Where the first row is, in pixels from the upper edge of the window.
async fn first_row(scene: &Scene) -> Result<f64> {
    let read = "return document.querySelector('tr[data-user-id]').getBoundingClientRect().top";
    scene.run(read, &[]).await
}

#[tokio::test]
async fn the_first_row_is_in_sight_on_every_screen() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            for (width, height, most) in [
                (1366, 768, 240.0),
                (1920, 1080, 240.0),
                (390, 844, 250.0),
                (320, 640, 250.0),
            ] {
                set_size(scene, width, height).await?;
                eventually!(first_row(scene).await? <= most, "{width}x{height}");
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn other_rows_begin_below_what_sticks() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let all = in_order(everybody()?, Order::Size, true);
            let scroll = "window.scrollTo(0, 2000); return null;";
            let covered = "return document.querySelector('thead').getBoundingClientRect().bottom";
            let () = scene.run(scroll, &[]).await?;
            eventually!(first_row(scene).await? < 0.0);
            scene.type_text("]").await?;
            scene.shows(&all[100..200]).await?;
            until("the first row below the head", async || {
                let (row, head) = (
                    first_row(scene).await?,
                    scene.run::<f64>(covered, &[]).await?,
                );
                ensure!((head - 1.0..head + 45.0).contains(&row), "{row} {head}");
                Ok(Some(()))
            })
            .await
        })
        .await
}

#[tokio::test]
async fn a_row_opens_its_user_and_the_link_does_too() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let all = in_order(everybody()?, Order::Size, true);
            let user = &all[1];
            scene.open_report("").await?;
            scene.loaded().await?;
            let row = "
                document.querySelectorAll('tr[data-user-id]')[1].querySelector('.names').click();
                return null;";
            let () = scene.run(row, &[]).await?;
            until("the user in the address", async || {
                Ok(scene.query().await?.contains("user=").then_some(()))
            })
            .await?;
            is_about(scene, &user.user_id, user.media_length.unwrap_or(0)).await?;
            for (colours, width) in [("light", 1366), ("dark", 390), ("light", 320)] {
                prefers(scene, colours).await?;
                set_width(scene, width).await?;
                has_no_barriers(scene, &format!("a user's panel, {colours}, {width} px")).await?;
            }
            // The link alone leads there.
            scene.driver().refresh().await?;
            is_about(scene, &user.user_id, user.media_length.unwrap_or(0)).await?;
            scene.press("Close").await?;
            let panels = "return document.querySelectorAll('.panel').length";
            eventually!(scene.run::<u32>(panels, &[]).await? == 0);
            eventually!(!scene.query().await?.contains("user="), "it is still open");
            Ok(())
        })
        .await
}

/// Waits until the panel is about a user with so many bytes.
async fn is_about(scene: &Scene, user_id: &str, bytes: u64) -> Result<()> {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Shown {
        id: String,
        sizes: Vec<String>,
    }
    let read = "
        const panel = document.querySelector('.panel');
        return { id: panel.querySelector('.id bdi').textContent,
            sizes: [...panel.querySelectorAll('data')].map((data) => data.value) };";
    until("the panel of the user", async || {
        let shown: Shown = scene.run(read, &[]).await?;
        ensure!(shown.id == user_id, "{shown:?}");
        ensure!(shown.sizes.contains(&bytes.to_string()), "{shown:?}");
        Ok(Some(()))
    })
    .await
}

#[tokio::test]
async fn the_keyboard_moves_between_users_and_opens_them() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let all = in_order(everybody()?, Order::Size, true);
            scene.open_report("").await?;
            scene.loaded().await?;
            let stops = "return document.querySelectorAll('tbody [tabindex=\"0\"]').length";
            eventually!(scene.run::<u32>(stops, &[]).await? == 1);
            let focus = "document.querySelector('tbody [tabindex=\"0\"]').focus(); return null;";
            let () = scene.run(focus, &[]).await?;
            let row = "return document.activeElement.closest('tr')?.dataset.userId ?? ''";
            for (key, index) in [(Key::Down, 1), (Key::Down, 2), (Key::Up, 1), (Key::End, 99)] {
                scene.key(key).await?;
                eventually!(scene.run::<String>(row, &[]).await? == all[index].user_id);
            }
            scene.key(Key::Home).await?;
            eventually!(scene.run::<String>(row, &[]).await? == all[0].user_id);
            scene.key(Key::Right).await?;
            let name = format!("Copy {}", all[0].user_id);
            eventually!(focused(scene).await? == ("button".to_owned(), name.clone()));
            scene.key(Key::Left).await?;
            scene.key(Key::Enter).await?;
            is_about(scene, &all[0].user_id, all[0].media_length.unwrap_or(0)).await?;
            scene.key(Key::Escape).await?;
            eventually!(scene.run::<String>(row, &[]).await? == all[0].user_id);
            eventually!(!scene.query().await?.contains("user="));
            Ok(())
        })
        .await
}

#[tokio::test]
async fn keys_lead_to_search_menus_and_pages() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            scene.type_text("]").await?;
            scene.has_query_part("page=2").await?;
            scene.type_text("[").await?;
            scene.has_query("").await?;
            scene.type_text("?").await?;
            scene.find("region", "Keyboard shortcuts").await?;
            has_no_barriers(scene, "the shortcuts").await?;
            scene.key(Key::Escape).await?;
            for (key, menu) in [
                ("p", "period-menu"),
                ("c", "compare-menu"),
                ("g", "groups-menu"),
            ] {
                scene.type_text(key).await?;
                let open = "return document.getElementById(arguments[0]).matches(':popover-open')";
                eventually!(scene.run::<bool>(open, &[json!(menu)]).await?, "{menu}");
                scene.key(Key::Escape).await?;
                eventually!(!scene.run::<bool>(open, &[json!(menu)]).await?, "{menu}");
            }
            scene.type_text("/").await?;
            let field = "return document.activeElement.id";
            eventually!(scene.run::<String>(field, &[]).await? == "search");
            // In a field, a letter is a letter.
            scene.type_text("p/").await?;
            scene.has_value("Search users", "p/").await
        })
        .await
}

#[tokio::test]
async fn links_and_a_summary_can_be_copied() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.allow_clipboard().await?;
            scene
                .open_report("?period=last-month&search_term=a")
                .await?;
            scene.loaded_or_empty().await?;
            let copied = async |scene: &Scene, name: &str, part: &str| {
                scene.press(name).await?;
                until("the copy", async || {
                    let read = "return navigator.clipboard.readText()";
                    let text: String = scene.run(read, &[]).await?;
                    Ok(text.contains(part).then_some(text))
                })
                .await
            };
            let link = copied(scene, "Copy link", "period=last-month").await?;
            ensure!(link.starts_with("http://127.0.0.1"), "{link}");
            ensure!(link.contains("search_term=a"), "{link}");
            let fixed = copied(scene, "Copy link with fixed dates", "from_ts=").await?;
            ensure!(
                fixed.contains("until_ts=") && !fixed.contains("period="),
                "{fixed}"
            );
            let summary = copied(scene, "Copy summary", &last_month(scene).await?).await?;
            ensure!(summary.lines().count() == 1, "{summary}");
            scene.status("Summary copied").await?;
            scene.press("Copy as image").await?;
            scene.status("Image copied").await?;
            // Twice as many pixels as the picture has, for fine screens.
            let size = "
                const [item] = await navigator.clipboard.read();
                const picture = await createImageBitmap(await item.getType('image/png'));
                return [picture.width, picture.height];";
            let [width, height]: [u32; 2] = scene.run(size, &[]).await?;
            ensure!(width == 1440 && height > 300, "{width} x {height}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn menus_are_accessible_in_both_themes() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let menus = [
                "homeserver-menu",
                "origin",
                "share",
                "export",
                "settings",
                "period-menu",
                "compare-menu",
                "groups-menu",
            ];
            for (colours, width) in [("light", 1366), ("dark", 390)] {
                prefers(scene, colours).await?;
                set_width(scene, width).await?;
                for menu in menus {
                    // The time of loading has no room on phones.
                    if (menu, width) == ("origin", 390) {
                        continue;
                    }
                    scene.open_menu(menu).await?;
                    let content = "
                        return document.getElementById(arguments[0]).querySelector('.menu') !== null";
                    eventually!(scene.run::<bool>(content, &[json!(menu)]).await?, "{menu}");
                    has_no_barriers(scene, &format!("{menu}, {colours}, {width} px")).await?;
                    scene.close_menus().await?;
                }
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn columns_are_chosen_and_are_in_the_link() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let heads = "return [...document.querySelectorAll('thead th')]
                .filter((head) => head.checkVisibility())
                .map((head) => (head.querySelector('button') ?? head).textContent)";
            let shown = async |scene: &Scene, wanted: &[&str]| {
                e2e::eventually(async || {
                    let found: Vec<String> = scene.run(heads, &[]).await?;
                    ensure!(found == wanted, "{found:?}");
                    Ok(())
                })
                .await
            };
            let default = ["Rank", "User", "Size", "Files", "Average", "Share"];
            shown(scene, &default).await?;
            scene.open_menu("settings").await?;
            let tick = "
                [...document.querySelectorAll('#settings .choice')]
                    .find((label) => label.textContent === arguments[0]).click();
                return null;";
            for name in ["Average", "Cumulative"] {
                until(&format!("the box {name}"), async || {
                    Ok(scene.run::<()>(tick, &[json!(name)]).await.ok())
                })
                .await?;
            }
            scene
                .has_query("columns=before,change,growth,media_count,share,cumulative")
                .await?;
            shown(
                scene,
                &["Rank", "User", "Size", "Files", "Share", "Cumulative"],
            )
            .await?;
            scene.open("?columns=none").await?;
            shown(scene, &["Rank", "User", "Size"]).await?;
            scene.open("?columns=nonsense").await?;
            scene.reads("columns").await?;
            shown(scene, &default).await
        })
        .await
}

#[tokio::test]
async fn the_height_of_rows_is_remembered() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let height = "
                return document.querySelector('tr[data-user-id]').offsetHeight";
            for (name, pixels) in [("Compact", 32), ("Comfortable", 48), ("Compact", 32)] {
                scene.choose("Row height", name).await?;
                eventually!(scene.run::<u32>(height, &[]).await? == pixels, "{name}");
            }
            scene.driver().refresh().await?;
            scene.loaded().await?;
            eventually!(scene.run::<u32>(height, &[]).await? == 32);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn an_empty_list_offers_ways_out() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let all = in_order(everybody()?, Order::Size, true);
            scene
                .open_report("?search_term=nobody-at-all&groups=/.*/&group_mode=hide")
                .await?;
            scene.reads("No user matches this search.").await?;
            has_no_barriers(scene, "an empty list").await?;
            scene.press("Clear search").await?;
            scene
                .reads("All matching users are hidden by groups.")
                .await?;
            scene.press("Show hidden users").await?;
            scene.fill("Group patterns", "").await?;
            scene.shows(&all[..100]).await?;
            scene.open("?from_ts=1000&until_ts=2000").await?;
            scene.reads("Nobody uploaded files in this period.").await?;
            scene.press("Show all time").await?;
            scene.shows(&all[..100]).await
        })
        .await
}

#[tokio::test]
async fn a_user_is_linked_to_another_admin_panel() -> Result<()> {
    Setup::new()
        .config(r#"{"user_link":"https://admin.example.org/#/users/{user_id}"}"#)
        .test(async |scene: &mut Scene| {
            scene.open_report("?user=@whale:example.test").await?;
            let link = scene.find("link", "Show in admin.example.org").await?;
            let href = link.attr("href").await?.unwrap_or_default();
            let wanted = "https://admin.example.org/#/users/%40whale%3Aexample.test";
            ensure!(href == wanted, "{href}");
            eventually!(link.attr("rel").await?.as_deref() == Some("noopener noreferrer"));
            Ok(())
        })
        .await
}

#[tokio::test]
async fn paper_has_the_rows_and_nothing_to_press() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?limit=25").await?;
            scene.loaded().await?;
            scene
                .cdp("Emulation.setEmulatedMedia", json!({ "media": "print" }))
                .await?;
            let read = "
                const display = (selector) => getComputedStyle(document.querySelector(selector)).display;
                const pressed = [...document.querySelectorAll('button, input, select')]
                    .filter((it) => it.checkVisibility() && !it.closest('th, .server')).length;
                return [display('.users thead'), display('.users tbody tr'), String(pressed)];";
            let found: [String; 3] = scene.run(read, &[]).await?;
            ensure!(found == ["table-header-group", "table-row", "0"], "{found:?}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_refresh_says_what_has_changed() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            scene.press("Refresh").await?;
            scene.status("Nothing has changed since").await?;
            let more = Fault::rewrite(|body| {
                let user = &mut body["users"][0];
                let bytes = user["media_length"].as_u64().unwrap_or(0) + 1024 * 1024;
                let files = user["media_count"].as_u64().unwrap_or(0) + 2;
                user["media_length"] = json!(bytes);
                user["media_count"] = json!(files);
            });
            scene.gateway.inject(Rule::statistics(more));
            scene.press("Refresh").await?;
            scene.status("size +1.0 MiB, files +2, users 0").await
        })
        .await
}

#[tokio::test]
async fn every_view_is_accessible_at_every_size_and_in_all_colours() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            for view in ["users", "trend", "distribution"] {
                let query = format!("?view={view}&interval=month&period=90d&search_term=>1KiB");
                if view == "users" {
                    scene.open_report(&query).await?;
                } else {
                    scene.open(&query).await?;
                }
                scene.loaded().await?;
                if view == "trend" {
                    scene.press("Load history").await?;
                    scene.find("slider", "Month").await?;
                }
                for (width, colours) in [(1366, "light"), (390, "dark"), (320, "light")] {
                    prefers(scene, colours).await?;
                    set_width(scene, width).await?;
                    let place = format!("{view}, {colours}, {width} px");
                    has_no_barriers(scene, &place).await?;
                    does_not_scroll_sideways(scene, &place).await?;
                }
                let forced =
                    json!({ "features": [{ "name": "forced-colors", "value": "active" }] });
                scene.cdp("Emulation.setEmulatedMedia", forced).await?;
                has_no_barriers(scene, &format!("{view} in forced colours")).await?;
                scene
                    .cdp("Emulation.setEmulatedMedia", json!({ "features": [] }))
                    .await?;
            }
            Ok(())
        })
        .await
}
