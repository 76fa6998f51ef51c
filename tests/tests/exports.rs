//! Files to take away, to open again and to compare.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use e2e::{Order, Scene, Setup, changed, everybody, in_order, in_table_order, sums, until};
use serde::Deserialize;
use serde_json::{Value, json};
use test_support::ExpectedUser;
use thirtyfour::Key;

use crate::keyboard::focused;

/// Waits for a file with this ending; gives its name and text.
pub(crate) async fn downloaded(scene: &Scene, ending: &str) -> Result<(String, String)> {
    downloaded_in(&scene.downloads()?, ending).await
}

/// Waits for a file with this ending in a folder; gives its name and text.
pub(crate) async fn downloaded_in(folder: &Path, ending: &str) -> Result<(String, String)> {
    until(&format!("a {ending} file"), async || {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|it| it == ending) && path.is_file() {
                let name = path.file_name().unwrap_or_default();
                let name = name.to_string_lossy().into_owned();
                let text = std::fs::read_to_string(&path)?;
                return Ok((!text.is_empty()).then_some((name, text)));
            }
        }
        Ok(None)
    })
    .await
}

#[tokio::test]
async fn the_json_export_has_everybody_as_the_database_has_them() -> Result<()> {
    #[derive(Debug, Deserialize)]
    struct File {
        users: Vec<Exported>,
        total: usize,
    }
    #[derive(Debug, Deserialize)]
    struct Exported {
        user_id: String,
        displayname: Option<String>,
        media_count: u64,
        media_length: Option<u64>,
    }
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            scene.press("Export JSON").await?;
            let (_, text) = downloaded(scene, "json").await?;
            let file: File = serde_json::from_str(&text)?;
            let users = file.users.into_iter().map(|user| ExpectedUser {
                user_id: user.user_id,
                displayname: user.displayname,
                media_count: user.media_count,
                media_length: user.media_length,
            });
            let users: Vec<_> = users.collect();
            let wanted = in_order(everybody()?, Order::Size, true);
            ensure!(file.total == wanted.len() && users.len() == wanted.len());
            for (user, wanted) in users.iter().zip(&wanted) {
                ensure!(user == wanted, "{user:?} and not {wanted:?}");
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_csv_has_the_matches_in_order_and_no_formulas() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene
                .open_report("?order_by=media_count&search_term=1")
                .await?;
            scene.loaded().await?;
            let mut wanted = in_order(everybody()?, Order::Files, true);
            wanted.retain(|user| {
                let name = user.displayname.as_deref().unwrap_or_default();
                name.contains('1') || user.user_id.contains('1')
            });
            scene.sums_up_to(sums(&wanted)).await?;
            scene.press("Export CSV").await?;
            let (_, text) = downloaded(scene, "csv").await?;
            let mut lines = parse_csv(text.trim_start_matches('\u{feff}')).into_iter();
            let names = lines.next().context("the file is empty")?;
            let records: Vec<BTreeMap<_, _>> = lines
                .map(|line| names.iter().cloned().zip(line).collect())
                .collect();
            ensure!(
                records.len() == wanted.len(),
                "it has {} users",
                records.len()
            );
            for (record, user) in records.iter().zip(&wanted) {
                let cell = |name: &str| record.get(name).map(String::as_str).unwrap_or_default();
                let size = user
                    .media_length
                    .map_or(String::new(), |size| size.to_string());
                // Those of the test follow the grammar for new IDs.
                ensure!(cell("user_id") == user.user_id, "{record:?}");
                ensure!(cell("media_length") == size, "{record:?}");
                ensure!(
                    cell("media_count") == user.media_count.to_string(),
                    "{record:?}"
                );
                for (name, cell) in record {
                    let is_text = name != "user_id";
                    let formula = is_text && cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                    ensure!(
                        !formula,
                        "{name} of {} is a formula: {cell:?}",
                        user.user_id
                    );
                }
            }
            Ok(())
        })
        .await
}

/// Reads CSV as RFC 4180 has it.
pub(crate) fn parse_csv(text: &str) -> Vec<Vec<String>> {
    let mut lines = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        let line = lines.len() - 1;
        let cell = lines[line].len() - 1;
        match char {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                lines[line][cell].push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => lines[line].push(String::new()),
            '\r' if !quoted => {}
            '\n' if !quoted => lines.push(vec![String::new()]),
            char => lines[line][cell].push(char),
        }
    }
    lines.retain(|line| line.len() > 1);
    lines
}

/// The records of a CSV by the names of their columns.
fn records(text: &str) -> Result<Vec<BTreeMap<String, String>>> {
    let mut lines = parse_csv(text.trim_start_matches('\u{feff}')).into_iter();
    let names = lines.next().context("the file is empty")?;
    let record = |line: Vec<String>| names.iter().cloned().zip(line).collect();
    Ok(lines.map(record).collect())
}

#[tokio::test]
async fn a_csv_can_have_everybody_and_be_for_excel() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?order_by=user_id&search_term=1").await?;
            scene.loaded().await?;
            scene
                .choose("CSV format", "For Excel: commas, as in 0.5")
                .await?;
            scene
                .choose("Users to export", "All users (ignores search)")
                .await?;
            scene.press("Export CSV").await?;
            let (name, text) = downloaded(scene, "csv").await?;
            ensure!(!name.contains("found"), "{name:?}");
            ensure!(text.starts_with('\u{feff}'), "no mark");
            let wanted = in_order(everybody()?, Order::UserId, false);
            let records = records(&text)?;
            for (record, user) in records.iter().zip(&wanted) {
                ensure!(record["User ID"] == format!("'{}", user.user_id));
            }
            // Below the users it says what they have together, and where that is from.
            let notes = &records[wanted.len()..];
            let total = sums(&wanted);
            ensure!(notes[0]["Rank"] == "Total", "{notes:?}");
            ensure!(
                notes[0]["Size (bytes)"] == total.size.to_string(),
                "{notes:?}"
            );
            ensure!(
                text.contains("\r\nHomeserver,") && text.contains("\r\nLoaded,"),
                "{notes:?}"
            );
            eventually!(scene.seen("button", "Export CSV").await?.is_none());
            // The choice is remembered.
            scene.driver().refresh().await?;
            scene.loaded().await?;
            let format = scene.find("combobox", "CSV format").await?;
            eventually!(format.prop("value").await?.as_deref() == Some("excel-point"));
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_csv_for_german_excel_has_semicolons_and_decimal_commas() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let locale = json!({ "locale": "de-DE" });
            scene.cdp("Emulation.setLocaleOverride", locale).await?;
            scene.open_report("?limit=25").await?;
            scene.loaded().await?;
            scene.open_menu("export").await?;
            let options =
                "return [...document.querySelectorAll('#csv-format option')].map((it) => it.value)";
            let wanted = ["plain", "excel-comma", "excel-point", "excel-semicolon"];
            eventually!(scene.run::<Vec<String>>(options, &[]).await? == wanted);
            scene
                .choose("CSV format", "For Excel: semicolons, as in 0,5")
                .await?;
            scene.key(Key::Escape).await?;
            scene.press("Export CSV").await?;
            let (_, text) = downloaded(scene, "csv").await?;
            let mut lines = text.lines();
            let head = lines.next().context("the file is empty")?;
            ensure!(
                head.starts_with("\u{feff}Rank;User ID;Display name;"),
                "{head:?}"
            );
            let user = in_order(everybody()?, Order::Size, true).swap_remove(0);
            let line = lines.next().context("there are no users")?;
            ensure!(
                line.starts_with(&format!("1;'{};", user.user_id)),
                "{line:?}"
            );
            let share = line.rsplit(';').next().unwrap_or_default();
            ensure!(share.starts_with("0,"), "{line:?}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn escape_closes_the_export_menu_and_restores_the_focus() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            scene.find("button", "Export").await?.focus().await?;
            scene.key(Key::Enter).await?;
            scene.find("button", "Copy as Markdown").await?;
            scene.key(Key::Escape).await?;
            scene.gone("button", "Copy as Markdown").await?;
            eventually!(focused(scene).await?.1 == "Export");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_page_can_be_copied_as_a_table() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.allow_clipboard().await?;
            scene.open_report("?limit=25&page=2").await?;
            scene.loaded().await?;
            let wanted = in_order(everybody()?, Order::Size, true);
            let wanted = &wanted[25..50];
            let copied = async |scene: &Scene, name: &str, begins: &str| {
                scene.press(name).await?;
                until("the copy", async || {
                    let read = "return navigator.clipboard.readText()";
                    let text: String = scene.run(read, &[]).await?;
                    Ok(text.starts_with(begins).then_some(text))
                })
                .await
            };
            let tsv = copied(scene, "Copy for a spreadsheet", "rank\t").await?;
            let lines: Vec<Vec<&str>> =
                tsv.lines().map(|line| line.split('\t').collect()).collect();
            ensure!(lines.len() == 26, "{} lines", lines.len());
            for (line, user) in lines[1..].iter().zip(wanted) {
                ensure!(line[1] == format!("'{}", user.user_id), "{line:?}");
                ensure!(line[5] == user.media_count.to_string(), "{line:?}");
            }
            let markdown = copied(scene, "Copy as Markdown", "| Rank |").await?;
            ensure!(markdown.lines().count() == 27);
            for (line, user) in markdown.lines().skip(2).zip(wanted) {
                let id = user.user_id.replace('_', "\\_");
                ensure!(line.contains(&format!("| {id} |")), "{line:?}");
            }
            scene.status("Copied the users on this page").await
        })
        .await
}

/// Puts a text into a file that the browser can open; gives its path.
fn kept(scene: &Scene, name: &str, text: &str) -> Result<String> {
    let folder = scene.downloads()?.join("kept");
    std::fs::create_dir_all(&folder)?;
    let path = folder.join(name);
    std::fs::write(&path, text)?;
    Ok(path.to_string_lossy().into_owned())
}

/// Chooses a file with the field of this label.
async fn choose_file(scene: &Scene, label: &str, path: &str) -> Result<()> {
    let find = "
        return [...document.querySelectorAll('input[type=file]')]
            .find((input) => input.labels[0].textContent.trim() === arguments[0]) ?? null;";
    let menu = match label {
        "Open a report…" => "export",
        _ => "compare-menu",
    };
    let field = until(&format!("the field {label:?}"), async || {
        // The sign-in page has no menus.
        scene.open_menu(menu).await?;
        let found = scene.driver().execute(find, vec![json!(label)]).await?;
        Ok((!found.json().is_null()).then_some(found))
    })
    .await?;
    Ok(field.element()?.send_keys(path).await?)
}

/// The report as the panel exports it.
async fn exported(scene: &Scene) -> Result<String> {
    scene.open_report("").await?;
    scene.loaded().await?;
    scene.press("Export JSON").await?;
    Ok(downloaded(scene, "json").await?.1)
}

#[tokio::test]
async fn an_exported_report_opens_without_sign_in_or_requests() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let text = exported(scene).await?;
            let path = kept(scene, "report.json", &text)?;
            scene.press("Sign out").await?;
            scene.find("button", "Sign in").await?;
            scene.status("Found at").await?;
            let requests = scene.gateway.requests().len();
            choose_file(scene, "Open a report…", &path).await?;
            let wanted = in_order(everybody()?, Order::Size, true);
            scene.shows(&wanted[..100]).await?;
            scene.sums_up_to(sums(&wanted)).await?;
            scene.reads("uploaded: All time").await?;
            scene.reads("report.json").await?;
            scene.reads("closes when you reload").await?;
            for (role, name) in [
                ("button", "Refresh"),
                ("combobox", "Period"),
                ("button", "Sign out"),
            ] {
                eventually!(scene.seen(role, name).await?.is_none(), "there is {name:?}");
            }
            // The rest works as ever.
            scene.order_by("Files").await?;
            scene
                .shows(&in_order(&wanted, Order::Files, true)[..100])
                .await?;
            let one = &wanted[7];
            scene.fill("Search users", &one.user_id).await?;
            scene.shows([one]).await?;
            scene.press("Export CSV").await?;
            let (name, text) = downloaded(scene, "csv").await?;
            ensure!(name.contains("found"), "{name:?}");
            ensure!(records(&text)?.len() == 1);
            let asked = scene.gateway.requests().len() - requests;
            ensure!(asked == 0, "it made {asked} requests");
            let kept = "return JSON.stringify([localStorage, sessionStorage])";
            let kept: String = scene.run(kept, &[]).await?;
            ensure!(!kept.contains(&one.user_id), "{kept}");
            scene.press("Back to sign-in").await?;
            scene.find("button", "Sign in").await.map(drop)
        })
        .await
}

#[tokio::test]
async fn a_look_into_a_file_costs_the_report_nothing() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let wanted = in_order(everybody()?, Order::Size, true);
            let requests = scene.gateway.requests().len();
            // An answer of the endpoint, which doesn't say where it is from.
            let answer = json!({ "total": 1, "users": [
                { "user_id": "@only:x", "displayname": null, "media_count": 2, "media_length": 4096 },
            ] });
            let path = kept(scene, "answer.json", &answer.to_string())?;
            choose_file(scene, "Open a report…", &path).await?;
            scene.reads("doesn’t say when").await?;
            eventually!(scene.users().await? == ["@only:x"]);
            let last = "return [...document.querySelectorAll('header button')]
                .find((button) => button.textContent.startsWith('Back'))?.textContent ?? ''";
            let back = e2e::eventually(async || {
                let back: String = scene.run(last, &[]).await?;
                ensure!(back.starts_with("Back to "), "{back:?}");
                Ok(back)
            })
            .await?;
            scene.press(back.trim()).await?;
            scene.shows(&wanted[..100]).await?;
            ensure!(scene.gateway.requests().len() == requests, "it was loaded again");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn what_is_no_report_is_refused_and_the_page_stays() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let text = exported(scene).await?;
            let wanted = in_order(everybody()?, Order::Size, true);
            let csv = kept(scene, "users.csv", "rank,user_id\r\n1,'@a:b\r\n")?;
            let cut = kept(scene, "cut.json", &text[..text.len() / 2])?;
            let other = kept(scene, "<b>other.json", r#"{"rooms": [], "total": 0}"#)?;
            let large = kept(
                scene,
                "large.json",
                r#"{"users": [{"user_id": "@a:b", "media_count": 1, "media_length": 36893488147419103232}], "total": 1}"#,
            )?;
            for label in ["Open a report…", "Compare with a file…"] {
                for (path, words) in [
                    (&csv, ["Couldn’t open users.csv", "It isn’t JSON"]),
                    (&cut, ["Couldn’t open cut.json", "It is incomplete"]),
                    (&other, ["Couldn’t open <b>other.json", "not a media usage report"]),
                    (&large, ["Couldn’t open large.json", "not a media usage report"]),
                ] {
                    choose_file(scene, label, path).await?;
                    scene.alert(&words).await?;
                    scene.shows(&wanted[..100]).await?;
                }
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_file_is_compared_with_the_server() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let text = exported(scene).await?;
            let users = in_order(everybody()?, Order::Size, true);
            let mut file: Value = serde_json::from_str(&text)?;
            let loaded = file["synapse_media_usage"]["loaded_ts"].as_u64().context("no time")?;
            // The file is of the day before: the largest user was not there yet, the second had
            // less, the third more, and somebody has gone since.
            file["synapse_media_usage"]["loaded_ts"] = json!(loaded - 86_400_000);
            let list = file["users"].as_array_mut().context("no users")?;
            list.remove(0);
            let size = |at: usize| users[at].media_length.unwrap_or(0);
            list[0]["media_length"] = json!(size(1) - 1000);
            list[1]["media_length"] = json!(size(2) + 500);
            list[1]["media_count"] = json!(users[2].media_count + 3);
            let gone = "<img src=x onerror=\"document.title='!'\">";
            list.push(json!({
                "user_id": "@gone:example.org", "displayname": gone, "media_count": 2, "media_length": 200,
            }));
            let path = kept(scene, "yesterday.json", &file.to_string())?;
            choose_file(scene, "Compare with a file…", &path).await?;
            scene.compares().await?;
            let mut old = users[1..].to_vec();
            old[0].media_length = Some(size(1) - 1000);
            old[1].media_length = Some(size(2) + 500);
            old[1].media_count += 3;
            old.push(ExpectedUser {
                user_id: "@gone:example.org".to_owned(),
                displayname: Some(gone.to_owned()),
                media_count: 2,
                media_length: Some(200),
            });
            let wanted = changed(&old, &users);
            scene.shows_changes(&in_table_order(wanted.clone())).await?;
            ensure!(wanted[0].user_id == users[0].user_id && wanted[1].change == "1000");
            // The other way round, whoever lost most stands first, and ties by ID.
            scene.order_by("Change").await?;
            scene.order_by("Change").await?;
            let losses: Vec<_> = wanted.iter().rev().take(2).cloned().collect();
            ensure!(losses[0].change == "-500" && losses[1].status == "Removed", "{losses:?}");
            until("the largest loss first", async || {
                Ok((scene.changes().await?[..2] == losses).then_some(()))
            })
            .await?;
            scene.has_query("order_by=change&dir=f").await?;
            let all = users.len() as u64 + 1;
            for (name, count) in [("All", all), ("Added", 1), ("Removed", 1), ("Grown", 1), ("Shrunk", 1), ("Unchanged", all - 4)] {
                eventually!(scene.change_counts().await?.get(name) == Some(&count), "{name}");
            }
            // One status alone, its file, and the mirror image.
            scene.filter_changes("Removed").await?;
            scene.shows_changes(&losses[1..]).await?;
            scene.reads(gone).await?;
            scene.press("Export CSV").await?;
            let records = records(&downloaded(scene, "csv").await?.1)?;
            ensure!(records.len() == 1);
            let cells = ["user_id", "displayname", "status", "media_length_before", "media_length", "media_length_change"];
            let cells = cells.map(|name| records[0][name].as_str());
            ensure!(cells == ["@gone:example.org", gone, "removed", "200", "", "-200"], "{cells:?}");
            scene.press("Swap").await?;
            until("the mirror image", async || {
                let counts = scene.change_counts().await?;
                let first = scene.changes().await?.swap_remove(0);
                ensure!(counts["Removed"] == 1 && first.user_id == users[0].user_id, "{first:?}");
                Ok((first.status == "Removed").then_some(()))
            })
            .await?;
            scene.press("Close comparison").await?;
            scene.gone("button", "Close comparison").await?;
            scene.shows(&users[..100]).await
        })
        .await
}

#[tokio::test]
async fn two_files_are_compared_without_signing_in() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            let file = |loaded: u64, homeserver: &str, users: Value| {
                json!({
                    "synapse_media_usage": { "version": 1, "homeserver": homeserver, "loaded_ts": loaded },
                    "users": users, "total": 3,
                })
                .to_string()
            };
            let user = |id: &str, bytes: u64| json!({ "user_id": id, "media_count": 1, "media_length": bytes });
            let old = json!([user("@b:x", 1 << 63), user("@a:x", 5), user("@c:x", 7)]);
            let new = json!([user("@a:x", 5), user("@b:x", 0), user("@d:x", 9_007_199_254_740_993)]);
            let old = kept(scene, "old.json", &file(1_000, "x", old))?;
            let new = kept(scene, "new.json", &file(2_000, "y", new))?;
            choose_file(scene, "Open a report…", &new).await?;
            scene.find("table", "Media usage by user").await?;
            choose_file(scene, "Compare with a file…", &old).await?;
            scene.compares().await?;
            scene.order_by("Change").await?;
            let wanted = [
                ("@d:x", "9007199254740993", "Added"),
                ("@a:x", "0", "Unchanged"),
                ("@c:x", "-7", "Removed"),
                ("@b:x", "-9223372036854775808", "Shrunk"),
            ];
            let wanted = wanted.map(|(id, bytes, status)| (id.to_owned(), bytes.to_owned(), status.to_owned()));
            e2e::eventually(async || {
                let found = scene.changes().await?.into_iter();
                let found: Vec<_> = found.map(|row| (row.user_id, row.change, row.status)).collect();
                ensure!(found == wanted, "{found:?}");
                Ok(())
            })
            .await?;
            scene.reads("different homeservers").await
        })
        .await
}

/// How many elements a selector finds in a downloaded SVG, opened as a file. The panel is opened again
/// afterwards.
pub(crate) async fn count_in_picture(scene: &Scene, name: &str, selector: &str) -> Result<u64> {
    let path = scene.downloads()?.join(name);
    let url = format!("file://{}", path.display());
    scene.driver().goto(url).await?;
    let count = "
        const broken = document.querySelector('parsererror');
        return broken ? 0 : document.documentElement.querySelectorAll(arguments[0]).length";
    let found = scene.run(count, &[json!(selector)]).await?;
    scene.open("").await?;
    scene.loaded().await?;
    Ok(found)
}
