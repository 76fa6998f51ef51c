//! A period compared with another one: which, in what order it is loaded, and what changed.

use anyhow::{Context as _, Result, ensure};
use e2e::{
    ChangeRow, Scene, Setup, TIMEOUT, changed, everybody, in_period, in_table_order, natural, until,
};
use test_support::{ExpectedUser, Fault, Rule};

use crate::exports::downloaded;
use crate::looks::{does_not_scroll_sideways, has_no_barriers, prefers, set_width};

const DAY: u64 = 24 * 60 * 60 * 1000;

type Window = (Option<u64>, Option<u64>);

/// The bounds that requests for reports were sent with, in their order.
fn asked(scene: &Scene) -> Result<Vec<Window>> {
    let requests = scene.gateway.statistics_requests();
    let windows = requests.iter().map(|request| {
        let read = |name| request.parameter(name).map(str::parse).transpose();
        Ok((read("from_ts")?, read("until_ts")?))
    });
    windows.collect()
}

/// Waits until a period is compared with another, as the database has them.
async fn compares(scene: &Scene, before: Window, after: Window) -> Result<Vec<ChangeRow>> {
    let before = in_period(before.0, before.1)?;
    let after = in_period(after.0, after.1)?;
    let wanted = in_table_order(changed(&before, &after));
    scene.shows_changes(&wanted).await?;
    sums_changed(scene, &before, &after).await?;
    scene.sums_up_to(e2e::sums(&after)).await?;
    Ok(wanted)
}

/// Waits for the changes of the totals: bytes, files and users.
async fn sums_changed(
    scene: &Scene,
    before: &[ExpectedUser],
    after: &[ExpectedUser],
) -> Result<()> {
    let sum = |users: &[ExpectedUser], figure: fn(&ExpectedUser) -> u64| {
        users
            .iter()
            .map(|user| i128::from(figure(user)))
            .sum::<i128>()
    };
    let change = |figure| sum(after, figure) - sum(before, figure);
    let wanted = [
        change(|user| user.media_length.unwrap_or(0)),
        change(|user| user.media_count),
        change(|_| 1),
    ];
    let read = "return [...document.querySelectorAll('.totals .delta data')]
        .map((data) => data.value).filter(Boolean)";
    let wanted = wanted.map(|change| change.to_string());
    e2e::eventually(async || {
        let found: Vec<String> = scene.run(read, &[]).await?;
        ensure!(
            found == wanted,
            "the changes of all are {found:?}, not {wanted:?}"
        );
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_comparison_equals_the_one_computed_from_the_database() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?period=90d&compare=previous").await?;
            scene.press("Compare now").await?;
            scene.compares().await?;
            let windows = asked(scene)?;
            let from = windows[0].0.context("no beginning")?;
            let before = (Some(from - 90 * DAY), Some(from - 1));
            ensure!(windows == [(Some(from), None), before], "{windows:?}");
            let wanted = compares(scene, before, (Some(from), None)).await?;
            ensure!(wanted.iter().any(|row| row.status == "Added"));
            ensure!(wanted.iter().any(|row| row.status == "Removed"));
            // Somebody who uploaded nothing is not gone.
            let words = "return [...document.querySelectorAll('.filter button span')]
                .map((word) => word.textContent)";
            let words: Vec<String> = scene.run(words, &[]).await?;
            ensure!(
                words == ["All", "New", "More", "Less", "No uploads", "Same"],
                "{words:?}"
            );
            eventually!(scene.chosen("Compare").await? == "Previous period");
            ensure!(scene.gateway.max_in_flight() == 1);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_file_of_a_comparison_has_every_change_of_the_database() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let until = scene.synapse.anchor() - 7 * DAY;
            let (after, before) = (window(until, 60), window(until - 60 * DAY - 1, 60));
            let (from, until) = (until - 60 * DAY, until);
            scene
                .open_report(&format!(
                    "?from_ts={from}&until_ts={until}&compare=previous"
                ))
                .await?;
            scene.press("Compare now").await?;
            let wanted = compares(scene, before, after).await?;
            let windows = asked(scene)?;
            ensure!(windows == [after, before], "{windows:?}");
            scene.press("Export CSV").await?;
            let (_, text) = downloaded(scene, "csv").await?;
            let mut lines = text.lines();
            let names: Vec<_> = lines.next().context("no header")?.split(',').collect();
            let lines: Vec<_> = lines.collect();
            ensure!(lines.len() == wanted.len(), "{} lines", lines.len());
            for (line, row) in lines.iter().zip(&wanted) {
                // Names may hold commas: figures are counted from the end.
                let cell = |name: &str| {
                    let at = names.iter().rev().position(|it| *it == name).unwrap_or(99);
                    line.rsplit(',').nth(at).unwrap_or("none")
                };
                let pending = |text: &str| {
                    if text == "0" {
                        String::new()
                    } else {
                        text.to_owned()
                    }
                };
                // Only IDs beyond the grammar for new ones have an apostrophe.
                let id = line.split(',').nth(1).unwrap_or_default();
                let id = id.strip_prefix('\'').unwrap_or(id);
                ensure!(id == row.user_id, "{line} {row:?}");
                ensure!(cell("media_length_change") == row.change, "{line} {row:?}");
                ensure!(cell("media_length_growth") == row.growth, "{line} {row:?}");
                ensure!(cell("media_count_change") == row.files, "{line} {row:?}");
                ensure!(cell("ranks_climbed") == row.rank_change, "{line} {row:?}");
                ensure!(
                    pending(cell("media_length")) == pending(&row.after),
                    "{line} {row:?}"
                );
                ensure!(
                    cell("status") == row.status.to_lowercase(),
                    "{line} {row:?}"
                );
            }
            Ok(())
        })
        .await
}

/// So many days up to a moment.
fn window(until: u64, days: u64) -> Window {
    (Some(until - days * DAY), Some(until))
}

#[tokio::test]
async fn the_comparison_is_in_the_url_and_back_undoes_it() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let end = scene.synapse.anchor() - DAY;
            let (from, after) = (end - 30 * DAY, window(end, 30));
            let fixed = format!("from_ts={from}&until_ts={end}");
            scene.open_report(&format!("?{fixed}")).await?;
            scene.loaded_or_empty().await?;
            eventually!(scene.chosen("Compare").await? == "Off");
            scene.choose("Compare", "Previous period").await?;
            scene
                .has_query(&format!("{fixed}&compare=previous"))
                .await?;
            let previous = (Some(from - 1 - 30 * DAY), Some(from - 1));
            compares(scene, previous, after).await?;
            scene.choose("Compare", "Same period last year").await?;
            scene.has_query(&format!("{fixed}&compare=year")).await?;
            let year = "
                return [...arguments].map((ts) => {
                    const date = new Date(ts);
                    return +date.setFullYear(date.getFullYear() - 1);
                });";
            let year: [u64; 2] = scene.run(year, &[from.into(), end.into()]).await?;
            compares(scene, (Some(year[0]), Some(year[1])), after).await?;
            // Any other one starts from there.
            scene.choose("Compare", "Custom…").await?;
            scene
                .has_query(&format!("{fixed}&compare={}..{}", year[0], year[1]))
                .await?;
            let other = (Some(from - 200 * DAY), Some(from - 100 * DAY));
            scene.set_moment("Compare from", other.0).await?;
            scene.set_moment("Compare until", other.1).await?;
            let name = format!("compare={}..{}", from - 200 * DAY, from - 100 * DAY);
            scene.has_query(&format!("{fixed}&{name}")).await?;
            compares(scene, other, after).await?;
            scene.set_moment("Compare from", None).await?;
            compares(scene, (None, other.1), after).await?;
            scene.set_moment("Compare until", None).await?;
            scene.alert(&["Enter a start or an end."]).await?;
            // What was seen is there at once, without another request.
            scene.driver().back().await?;
            compares(scene, other, after).await?;
            scene.choose("Compare", "Previous period").await?;
            compares(scene, previous, after).await?;
            let requests = asked(scene)?.len();
            ensure!(requests <= 6, "{requests} requests");
            ensure!(scene.gateway.max_in_flight() == 1);
            scene.press("Close comparison").await?;
            scene.gone("button", "Close comparison").await?;
            scene.has_query(&fixed).await?;
            eventually!(scene.chosen("Compare").await? == "Off");
            scene.driver().back().await?;
            compares(scene, previous, after).await?;
            ensure!(asked(scene)?.len() == requests, "it was asked again");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn what_can_not_be_compared_is_explained() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?compare=previous").await?;
            scene.reads("“All time” has no previous period.").await?;
            scene.status("has no previous period").await?;
            ensure!(asked(scene)?.len() == 1);
            // How it was a year ago can be told all the same.
            scene.choose("Compare", "Same period last year").await?;
            scene.compares().await?;
            let (from, until) = asked(scene)?[1];
            ensure!(from.is_none() && until.is_some());
            let wanted = in_table_order(changed(&in_period(None, until)?, everybody()?));
            scene.shows_changes(&wanted).await?;
            scene.open("?period=7d&compare=last").await?;
            scene
                .reads("compare=last” in this link; nothing is compared")
                .await?;
            scene.gone("button", "Close comparison").await
        })
        .await
}

#[tokio::test]
async fn a_link_to_a_comparison_asks_for_the_report_alone() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("?period=30d&compare=previous").await?;
            scene.loaded().await?;
            scene.reads("takes a second request").await?;
            scene.find("button", "Compare now").await?;
            // A comparison that is chosen on the page needs no further click; only it is requested.
            scene.choose("Compare", "Same period last year").await?;
            scene.compares().await?;
            let windows = asked(scene)?;
            let (from, until) = (windows[0].0.context("no beginning")?, windows[1].1);
            ensure!(windows.len() == 2, "{windows:?}");
            ensure!(
                until.is_some_and(|until| until < from - 300 * DAY),
                "{windows:?}"
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_second_report_loads_after_the_first_and_can_be_cancelled() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let end = scene.synapse.anchor() - DAY;
            let (after, before) = (window(end, 30), window(end - 60 * DAY, 30));
            let query =
                |window: Window| (window.0.unwrap_or_default(), window.1.unwrap_or_default());
            let ((from, until), (earlier, later)) = (query(after), query(before));
            let held = scene.gateway.inject(Rule::statistics(Fault::Hold).times(2));
            scene
                .open_report(&format!(
                    "?from_ts={from}&until_ts={until}&compare={earlier}..{later}"
                ))
                .await?;
            ensure!(held.wait_held(1, TIMEOUT), "nothing was asked");
            scene.press("Compare now").await?;
            scene.reads("Comparison starts when").await?;
            let is_second = |requests: &[test_support::gateway::RecordedRequest]| {
                requests.iter().filter(|it| it.is_statistics()).count() > 1
            };
            held.release(1);
            let second = scene.gateway.wait_for_requests(TIMEOUT, is_second);
            ensure!(second.is_some(), "the second was not asked for");
            scene.reads("Loading the report to compare with").await?;
            scene.press("Cancel").await?;
            scene
                .reads("Loading the report to compare with was stopped.")
                .await?;
            held.release(1);
            scene.press("Load the rest").await?;
            compares(scene, before, after).await?;
            ensure!(scene.gateway.max_in_flight() == 1);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_failed_second_report_leaves_the_first_and_is_retried() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/_synapse/admin/v1/statistics/users/media");
            let end = scene.synapse.anchor() - DAY;
            let (after, before) = (window(end, 30), window(end - 30 * DAY - 1, 30));
            let refused = Fault::error(400, "M_INVALID_PARAM", "no");
            let fault = scene.gateway.inject(Rule::statistics(refused).after(1));
            let (from, until) = (end - 30 * DAY, end);
            scene
                .open_report(&format!(
                    "?from_ts={from}&until_ts={until}&compare=previous"
                ))
                .await?;
            scene.press("Compare now").await?;
            scene.find("button", "Try again").await?;
            scene
                .sums_up_to(e2e::sums(&in_period(after.0, after.1)?))
                .await?;
            fault.clear();
            scene.press("Try again").await?;
            compares(scene, before, after).await?;
            scene.gone("button", "Try again").await
        })
        .await
}

#[tokio::test]
async fn users_are_ordered_and_filtered_by_what_changed() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let end = scene.synapse.anchor() - DAY;
            let (from, after) = (end - 90 * DAY, window(end, 90));
            let fixed = format!("from_ts={from}&until_ts={end}&compare=previous");
            let columns = "columns=before,change,growth,files_change,rank_change";
            scene.open_report(&format!("?{fixed}&{columns}")).await?;
            scene.press("Compare now").await?;
            let before = (Some(from - 1 - 90 * DAY), Some(from - 1));
            let mut rows = compares(scene, before, after).await?;
            let number = |text: &str| text.parse::<i64>().ok();
            rows.sort_by(|a, b| a.user_id.cmp(&b.user_id));
            let by_id = rows.clone();
            rows.sort_by_key(|row| natural(&row.user_id));
            scene.order_by("User").await?;
            scene.shows_changes(&rows).await?;
            rows.clone_from(&by_id);
            // Stable: ties stay by ID.
            rows.sort_by_key(|row| std::cmp::Reverse(number(&row.files)));
            scene.order_by("Files, change").await?;
            scene.shows_changes(&rows).await?;
            scene.has_query_part("order_by=files_change").await?;
            eventually!(scene.sorted("Files, change").await?.as_deref() == Some("descending"));
            rows.clone_from(&by_id);
            rows.sort_by_key(|row| (row.rank_change.is_empty(), number(&row.rank_change)));
            scene.order_by("Rank, change").await?;
            scene.order_by("Rank, change").await?;
            scene.has_query_part("dir=f").await?;
            scene.shows_changes(&rows).await?;
            rows.clone_from(&by_id);
            rows.sort_by_key(|row| (row.before.is_empty(), number(&row.before).map(|it| -it)));
            scene.order_by("Before").await?;
            scene.shows_changes(&rows).await?;
            // Who lost the largest part: those who are gone lost all of it.
            scene.order_by("Growth").await?;
            scene.order_by("Growth").await?;
            until("who is gone first", async || {
                let found = scene.changes().await?;
                Ok((found[0].growth == "-1.000000000").then_some(()))
            })
            .await?;
            // Those who uploaded less come with the largest loss first, and the address says so.
            rows.clone_from(&by_id);
            rows.retain(|row| row.status == "Shrunk");
            rows.sort_by_key(ChangeRow::bytes);
            scene.filter_changes("Less").await?;
            scene.shows_changes(&rows).await?;
            for part in ["change=shrunk", "order_by=change", "dir=f"] {
                scene.has_query_part(part).await?;
            }
            scene.driver().refresh().await?;
            scene.press("Compare now").await?;
            scene.shows_changes(&rows).await?;
            scene.filter_changes("All").await?;
            rows.clone_from(&by_id);
            rows.sort_by_key(ChangeRow::bytes);
            scene.shows_changes(&rows).await
        })
        .await
}

#[tokio::test]
async fn a_comparison_is_searched_and_grouped() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let end = scene.synapse.anchor() - DAY;
            let (from, after) = (end - 90 * DAY, window(end, 90));
            let fixed = format!("from_ts={from}&until_ts={end}&compare=previous");
            scene.open_report(&format!("?{fixed}")).await?;
            scene.press("Compare now").await?;
            let before = (Some(from - 1 - 90 * DAY), Some(from - 1));
            let rows = compares(scene, before, after).await?;
            scene.fill("Search users", "telegram_1").await?;
            let is_found = |row: &&ChangeRow| row.user_id.contains("telegram_1");
            let found: Vec<_> = rows.iter().filter(is_found).cloned().collect();
            ensure!(!found.is_empty());
            scene.shows_changes(&found).await?;
            let count =
                |status: &str| found.iter().filter(|row| row.status == status).count() as u64;
            let (all, gone) = (found.len() as u64, count("Removed"));
            eventually!(scene.change_counts().await?.get("All") == Some(&all));
            eventually!(scene.change_counts().await?.get("No uploads") == Some(&gone));
            // A group's row has the sums of its members.
            scene.open(&format!("?{fixed}&groups=telegram_")).await?;
            scene.press("Compare now").await?;
            let members = rows
                .iter()
                .filter(|row| row.user_id.starts_with("@telegram_"));
            let wanted: i128 = members.map(ChangeRow::bytes).sum();
            let read = "return document.querySelector('tr[data-group] .change data')?.value ?? ''";
            eventually!(scene.run::<String>(read, &[]).await? == wanted.to_string());
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_comparison_has_no_barriers_and_fits_a_phone() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene
                .open_report("?period=90d&compare=previous&search_term=a")
                .await?;
            scene.press("Compare now").await?;
            scene.compares().await?;
            for (width, colours) in [
                (1366, "light"),
                (1366, "dark"),
                (390, "light"),
                (390, "dark"),
                (320, "light"),
            ] {
                set_width(scene, width).await?;
                prefers(scene, colours).await?;
                let where_ = format!("a comparison, {colours}, {width} wide");
                has_no_barriers(scene, &where_).await?;
                does_not_scroll_sideways(scene, &where_).await?;
            }
            Ok(())
        })
        .await
}
