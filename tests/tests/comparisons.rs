//! A period compared with another one: which, in what order it is loaded, and what changed.

use anyhow::{Context as _, Result, ensure};
use e2e::{ChangeRow, Scene, Setup, TIMEOUT, changed, everybody, in_period, natural, until};
use test_support::{ExpectedUser, Fault, Rule};

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
    let wanted = changed(&before, &after);
    scene.shows_changes(&wanted).await?;
    in_words(scene, &wanted, &after).await?;
    Ok(wanted)
}

/// Waits for the change of all, and who grew most.
async fn in_words(scene: &Scene, wanted: &[ChangeRow], after: &[ExpectedUser]) -> Result<()> {
    let read = "
        const line = document.querySelector('.summary');
        return [line.innerText, ...[...line.querySelectorAll('data')].map((data) => data.value)];";
    let sum: i128 = wanted.iter().map(ChangeRow::bytes).sum();
    let most = wanted.first().filter(|row| row.bytes() > 0);
    e2e::eventually(async || {
        let found: Vec<String> = scene.run(read, &[]).await?;
        ensure!(
            found[1] == sum.to_string(),
            "the change of all is {found:?}"
        );
        let Some(most) = most else {
            ensure!(found[0].contains("No user grew."), "{found:?}");
            return Ok(());
        };
        ensure!(found[2] == most.change, "who grew most is {found:?}");
        let user = after.iter().find(|user| user.user_id == most.user_id);
        let name = user.and_then(|user| user.displayname.as_deref());
        let name = name.filter(|name| name.is_ascii() && !name.trim().is_empty());
        let said =
            found[0].contains("Largest increase:") && found[0].contains(name.unwrap_or_default());
        ensure!(said, "it says {found:?}");
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
            scene.find("table", "Changes by user").await?;
            let windows = asked(scene)?;
            let from = windows[0].0.context("no beginning")?;
            let before = (Some(from - 90 * DAY), Some(from - 1));
            ensure!(windows == [(Some(from), None), before], "{windows:?}");
            let wanted = compares(scene, before, (Some(from), None)).await?;
            ensure!(wanted.iter().any(|row| row.status == "Added"));
            ensure!(wanted.iter().any(|row| row.status == "Removed"));
            // Somebody who uploaded nothing is not gone.
            let words = "return [...document.querySelectorAll('.statuses button span:first-child')]
                .map((word) => word.textContent)";
            let words: Vec<String> = scene.run(words, &[]).await?;
            ensure!(
                words == ["All", "New", "No uploads", "More", "Less", "Same"],
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
            scene.press("Export changes as CSV").await?;
            let folder = scene.downloads()?;
            let (name, text) = self::until("the file", async || {
                for entry in std::fs::read_dir(&folder)? {
                    let path = entry?.path();
                    if path.extension().is_some_and(|it| it == "csv") {
                        let name = path.file_name().unwrap_or_default().to_string_lossy();
                        return Ok(Some((name.into_owned(), std::fs::read_to_string(&path)?)));
                    }
                }
                Ok(None)
            })
            .await?;
            // The names of both periods are in the name of the file.
            let parts: Vec<_> = name.trim_end_matches(".csv").split('_').collect();
            ensure!(parts.len() == 4 && parts[2] != parts[3], "{name}");
            ensure!(parts[2].len() == 33 && parts[2].starts_with("20"), "{name}");
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
                let id = line.strip_prefix('\'').unwrap_or(line);
                ensure!(
                    id.starts_with(&format!("{},", row.user_id)),
                    "{line} {row:?}"
                );
                ensure!(cell("media_length_change") == row.change, "{line} {row:?}");
                ensure!(cell("media_length_growth") == row.growth, "{line} {row:?}");
                ensure!(cell("media_count_change") == row.files, "{line} {row:?}");
                ensure!(cell("ranks_climbed") == row.rank_change, "{line} {row:?}");
                ensure!(
                    pending(cell("media_length_after")) == pending(&row.after),
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
            scene.gone("region", "Comparison").await?;
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
            scene.find("table", "Changes by user").await?;
            let (from, until) = asked(scene)?[1];
            ensure!(from.is_none() && until.is_some());
            let wanted = changed(&in_period(None, until)?, everybody()?);
            scene.shows_changes(&wanted).await?;
            scene.open("?period=7d&compare=last").await?;
            scene
                .reads("compare=last” in this link; nothing is compared")
                .await?;
            scene.gone("region", "Comparison").await
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
            scene.find("table", "Changes by user").await?;
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
async fn changes_are_ordered_by_their_columns() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let end = scene.synapse.anchor() - DAY;
            let (from, after) = (end - 90 * DAY, window(end, 90));
            let fixed = format!("from_ts={from}&until_ts={end}&compare=previous");
            scene.open_report(&format!("?{fixed}")).await?;
            scene.press("Compare now").await?;
            let before = (Some(from - 1 - 90 * DAY), Some(from - 1));
            let mut rows = compares(scene, before, after).await?;
            let number = |text: &str| text.parse::<i64>().ok();
            rows.sort_by(|a, b| a.user_id.cmp(&b.user_id));
            let by_id = rows.clone();
            rows.sort_by_key(|row| natural(&row.user_id));
            scene.order_changes_by("User").await?;
            scene
                .has_query(&format!("{fixed}&changes_order_by=user_id"))
                .await?;
            scene.shows_changes(&rows).await?;
            rows.clone_from(&by_id);
            // Stable: ties stay by ID.
            rows.sort_by_key(|row| std::cmp::Reverse(number(&row.files)));
            scene.order_changes_by("Files").await?;
            scene.shows_changes(&rows).await?;
            eventually!(sorted(scene, "Files").await? == "descending");
            rows.clone_from(&by_id);
            rows.sort_by_key(|row| (row.rank_change.is_empty(), number(&row.rank_change)));
            scene.order_changes_by("Rank").await?;
            scene.order_changes_by("Rank").await?;
            scene
                .has_query(&format!(
                    "{fixed}&changes_order_by=rank&changes_order_dir=f"
                ))
                .await?;
            scene.shows_changes(&rows).await?;
            eventually!(sorted(scene, "Rank").await? == "ascending");
            // Who lost the largest part: those who are gone lost all of it.
            scene.order_changes_by("Growth").await?;
            scene.order_changes_by("Growth").await?;
            until("who is gone first", async || {
                let found = scene.changes().await?;
                Ok((found[0].growth == "-1.000000000").then_some(()))
            })
            .await
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
            scene.find("table", "Changes by user").await?;
            scene.reads("search does not apply here").await?;
            for (width, colours) in [
                (1366, "light"),
                (1366, "dark"),
                (390, "light"),
                (390, "dark"),
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

/// What the head of a column of the changes says about the order.
async fn sorted(scene: &Scene, column: &str) -> Result<String> {
    let read = "return [...document.querySelectorAll('.changes th')]
        .find((head) => head.textContent.trim() === arguments[0]).getAttribute('aria-sort') ?? ''";
    scene.run(read, &[column.into()]).await
}
