//! Names that anybody may have chosen: they are text, and nothing but text.

use anyhow::{Context as _, Result, ensure};
use e2e::{Order, Row, Scene, Setup, everybody, in_order, until};
use test_support::seed::special;
use test_support::seed::special::{LONG_NAME, SPECIAL};

/// Finds a special user by the full ID; gives the only row.
async fn row_of(scene: &Scene, key: &str) -> Result<Row> {
    let user_id = special(key).user_id();
    scene.fill("Search users", &user_id).await?;
    until(&format!("the row of {user_id}"), async || {
        let mut rows = scene.rows().await?;
        let only = rows.len() == 1 && rows[0].user_id == user_id;
        Ok(only.then(|| rows.remove(0)))
    })
    .await
}

#[tokio::test]
async fn names_with_html_in_them_are_shown_as_they_were_typed() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let title = scene.driver().title().await?;
            for key in [
                "html image",
                "html script",
                "quotes",
                "backslash",
                "formula equals",
            ] {
                let row = row_of(scene, key).await?;
                let name = special(key).displayname.context("it has a name")?;
                ensure!(row.who[0] == name, "{name:?} is shown as {:?}", row.who);
            }
            // All names that there are have been on the page once now.
            scene.open("?limit=1000&order_by=displayname").await?;
            scene.loaded().await?;
            scene.press("Next page").await?;
            scene.status("1,001–").await?;
            let strangers = "return document.querySelectorAll('img, iframe, object, embed, body script').length";
            eventually!(
                scene.run::<u32>(strangers, &[]).await? == 0,
                "a name became an element"
            );
            eventually!(
                scene.driver().title().await? == title,
                "a name's script has run"
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn characters_that_act_on_the_text_around_them_are_made_visible() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            for key in [
                "bidi override",
                "bidi isolate",
                "newline",
                "control",
                "formula tab",
            ] {
                let row = row_of(scene, key).await?;
                let acting = |c: char| {
                    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
                };
                let name = &row.who[0];
                ensure!(!name.contains(acting), "{key}: {name:?} still acts");
            }
            let row = row_of(scene, "bidi override").await?;
            ensure!(row.who[0].starts_with("photo") && row.who[0].ends_with("gpj.exe"));
            Ok(())
        })
        .await
}

#[tokio::test]
async fn every_name_is_isolated_from_the_text_around_it() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?limit=1000").await?;
            scene.loaded().await?;
            let loose = "
                const names = arguments[0];
                const text = document.createTreeWalker(document.querySelector('tbody'), 4);
                const loose = [];
                while (text.nextNode()) {
                    const node = text.currentNode;
                    if (names.includes(node.data.trim()) && !node.parentElement.closest('bdi'))
                        loose.push(node.data);
                }
                return loose;";
            let names: Vec<_> = SPECIAL
                .iter()
                .filter_map(|special| special.displayname)
                .collect();
            let names = names.into_iter().filter(|name| !name.trim().is_empty());
            let names = serde_json::json!(names.collect::<Vec<_>>());
            let arguments = [names];
            e2e::eventually(async || {
                let loose: Vec<String> = scene.run(loose, &arguments).await?;
                ensure!(loose.is_empty(), "outside of <bdi>: {loose:?}");
                Ok(())
            })
            .await?;
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_user_without_a_readable_name_is_shown_by_id_alone() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            for key in [
                "null name",
                "empty name",
                "blank name",
                "no-break blank name",
                "erased",
            ] {
                let row = row_of(scene, key).await?;
                ensure!(row.who == [special(key).user_id()], "{key}: {:?}", row.who);
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn ids_that_need_care_in_an_address_are_shown_as_they_are() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            for key in [
                "localpart equals",
                "localpart slash",
                "localpart plus",
                "localpart dot",
                "localpart underscore",
            ] {
                let row = row_of(scene, key).await?;
                ensure!(row.who[1] == special(key).user_id(), "{key}: {:?}", row.who);
                scene
                    .has_query(&format!("search_term={}", row.user_id))
                    .await?;
                scene.driver().refresh().await?;
                scene.loaded().await?;
                eventually!(scene.users().await? == [special(key).user_id()]);
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_long_name_is_whole_in_the_page_and_does_not_widen_it() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            for key in ["long name", "long word"] {
                let row = row_of(scene, key).await?;
                let name = special(key).displayname.context("it has a name")?;
                ensure!(row.who[0] == name, "{key}: {:?}", row.who);
                let wide = "return document.documentElement.scrollWidth > innerWidth";
                eventually!(
                    !scene.run::<bool>(wide, &[]).await?,
                    "{key} widens the page"
                );
                let beyond = "
                    const row = document.querySelector('tr[data-user-id]');
                    const end = (selector) => row.querySelector(selector).getBoundingClientRect().right;
                    return Math.max(end('.name'), end('.id')) > end('.copy');";
                eventually!(
                    !scene.run::<bool>(beyond, &[]).await?,
                    "{key} lies over what stands beside it"
                );
            }
            ensure!(LONG_NAME.chars().count() == 255);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn users_with_only_pending_uploads_count_as_zero() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            for (key, files) in [("pending only", 4), ("pending only, unnamed", 1)] {
                let row = row_of(scene, key).await?;
                ensure!(row.shown["Size"] == "pending", "{:?}", row.shown);
                ensure!(row.figure("Size")? == 0 && row.figure("Files")? == files);
            }
            let row = row_of(scene, "zero bytes").await?;
            ensure!(row.shown["Size"] == "0 B", "{:?}", row.shown);
            scene.fill("Search users", "").await?;
            let pending = everybody()?
                .iter()
                .filter(|user| user.media_length.is_none())
                .count();
            scene
                .reads(&format!("{pending} have only unfinished uploads"))
                .await
        })
        .await
}

#[tokio::test]
async fn a_user_id_can_be_copied() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.allow_clipboard().await?;
            scene.open_report("").await?;
            scene.loaded().await?;
            let row = row_of(scene, "localpart slash").await?;
            let copy = e2e::eventually(async || copy_button(scene).await).await?;
            copy.click().await?;
            scene.status(&format!("Copied {}", row.user_id)).await?;
            eventually!(scene.clipboard().await? == row.user_id);
            Ok(())
        })
        .await
}

/// The row's button for that; its name begins with what it does.
async fn copy_button(scene: &Scene) -> Result<thirtyfour::WebElement> {
    let buttons = scene
        .driver()
        .find_all(thirtyfour::By::Css("tbody button"))
        .await?;
    for button in buttons {
        if scene.role_and_name(&button).await?.1.starts_with("Copy ") {
            return Ok(button);
        }
    }
    anyhow::bail!("there is no such button")
}

#[tokio::test]
async fn what_cannot_be_copied_is_shown_selected_with_the_reason() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?limit=25").await?;
            scene.loaded().await?;
            // As on a page over plain HTTP.
            let insecure = "
                Object.defineProperty(navigator, 'clipboard', { value: undefined });
                Object.defineProperty(window, 'isSecureContext', { value: false })";
            scene.run::<()>(insecure, &[]).await?;
            let selected = "
                const field = document.activeElement;
                return field.tagName === 'TEXTAREA' && field.readOnly
                    ? field.value.slice(field.selectionStart, field.selectionEnd) : null";
            let copied = async |scene: &Scene, begins: &str| {
                until("a selected field", async || {
                    let text: Option<String> = scene.run(selected, &[]).await?;
                    Ok(text.filter(|text| text.starts_with(begins)))
                })
                .await
            };
            let users = in_order(everybody()?, Order::Size, true);
            scene
                .run::<()>("document.querySelector('.copy').click()", &[])
                .await?;
            eventually!(copied(scene, "@").await? == users[0].user_id);
            scene.reads("copy only over HTTPS").await?;
            scene.press("Copy for a spreadsheet").await?;
            let page = copied(scene, "rank").await?;
            ensure!(page.lines().count() == 26, "{page}");
            scene.press("Close").await?;
            until("the end of the field", async || {
                let fields = "return document.querySelectorAll('textarea').length";
                Ok((scene.run::<u32>(fields, &[]).await? == 0).then_some(()))
            })
            .await
        })
        .await
}
