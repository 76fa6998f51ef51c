//! What was added when: each bar against the database, the requests it takes, and what is made of it.

use std::cell::Cell;
use std::sync::OnceLock;

use anyhow::{Context as _, Result, anyhow, ensure};
use e2e::{Scene, Setup, TIMEOUT, everybody, in_period, shared, sums, until};
use serde_json::json;
use test_support::gateway::RequestOutcome;
use test_support::{ExpectedUser, Fault, Options, Rule, Synapse, expected};
use thirtyfour::Key;

use crate::exports::{count_in_picture, downloaded, parse_csv};
use crate::looks::{fit, has_no_barriers, prefers, set_width};

const DAY: u64 = 24 * 60 * 60 * 1000;

/// A line of the table of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bar {
    from_ts: u64,
    bytes: u64,
    files: u64,
    users: u64,
    /// Bytes at its end.
    running: Option<u64>,
}

/// The box to tick for keeping bars in the browser.
const REMEMBER: &str = "Remember past data in this browser";

/// The lines of the table of numbers, the oldest first.
async fn bars(scene: &Scene) -> Result<Vec<Bar>> {
    let read = "
        const table = [...document.querySelectorAll('table')]
            .find((table) => table.caption.textContent.trim() === 'Trend');
        const rows = table ? [...table.tBodies[0].rows] : [];
        return rows.map((row) => [...row.querySelectorAll('data')].slice(0, 5)
            .map((data) => data.value));";
    let rows: Vec<[String; 5]> = scene.run(read, &[]).await?;
    let bar = |[from_ts, bytes, files, users, running]: &[String; 5]| {
        Ok(Bar {
            from_ts: from_ts.parse()?,
            bytes: bytes.parse()?,
            files: files.parse()?,
            users: users.parse()?,
            running: running.parse().ok(),
        })
    };
    rows.iter().rev().map(bar).collect()
}

/// Waits for so many bars, and nothing more to come.
async fn whole(scene: &Scene, wanted: usize) -> Result<Vec<Bar>> {
    until(&format!("{wanted} bars"), async || {
        Ok((bars(scene).await?.len() == wanted).then_some(()))
    })
    .await?;
    scene.gone("progressbar", "Loading the history").await?;
    bars(scene).await
}

/// Waits for all months since the first media, before which there was nothing.
async fn all_months(scene: &Scene) -> Result<Vec<Bar>> {
    let months = until("all months", async || {
        let bars = bars(scene).await?;
        let first = bars.first();
        let is_whole = first.is_some_and(|bar| bar.running == Some(bar.bytes));
        Ok(is_whole.then_some(bars))
    })
    .await?;
    scene.gone("progressbar", "Loading the history").await?;
    Ok(months)
}

/// Begins to load the history of a view, and opens its numbers.
async fn load_history(scene: &Scene, query: &str) -> Result<()> {
    scene.open_report(query).await?;
    scene.loaded().await?;
    scene.press("Load history").await?;
    open_numbers(scene).await
}

async fn open_numbers(scene: &Scene) -> Result<()> {
    // Not where the pointer would be: it moves as long as bars are added.
    let open = "
        const summary = [...document.querySelectorAll('summary')].find((summary) =>
            summary.textContent === 'Show as table');
        if (summary && !summary.parentElement.open) summary.click();
        return Boolean(summary)";
    eventually!(scene.run::<bool>(open, &[]).await?);
    Ok(())
}

/// What must be in a bar, by the database.
fn sums_of(users: &[ExpectedUser]) -> (u64, u64, u64) {
    let sums = sums(users);
    (sums.size, sums.files, sums.users)
}

/// How many requests asked for users, and how many only counted them.
fn asked(scene: &Scene) -> (usize, usize) {
    let requests = scene.server().statistics_requests();
    let counted = requests
        .iter()
        .filter(|it| it.parameter("limit") == Some("0"));
    let counted = counted.count();
    (requests.len() - counted, counted)
}

#[tokio::test]
async fn bars_match_the_database_and_add_up_to_the_report() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            load_history(scene, "?view=trend&interval=month").await?;
            let bars = all_months(scene).await?;
            let (windows, counted) = asked(scene);
            ensure!(windows == 1 + bars.len(), "{windows} requests");
            ensure!(counted <= 8, "{counted} requests to find the beginning");
            ensure!(scene.server().max_in_flight() == 1);
            let mut running = 0;
            for (at, bar) in bars.iter().enumerate() {
                let until = bars.get(at + 1).map(|next| next.from_ts - 1);
                let wanted = in_period(Some(bar.from_ts), until)?;
                let found = (bar.bytes, bar.files, bar.users);
                ensure!(
                    found == sums_of(&wanted),
                    "{bar:?} and not {:?}",
                    sums_of(&wanted)
                );
                running += bar.bytes;
                ensure!(
                    bar.running == Some(running),
                    "{bar:?} and not {running} in all"
                );
            }
            let all = sums(everybody()?);
            ensure!(running == all.size, "{running} bytes and not {}", all.size);
            let files: u64 = bars.iter().map(|bar| bar.files).sum();
            ensure!(files == all.files, "{files} files and not {}", all.files);
            // The first bar has something: nothing is asked for in vain.
            ensure!(bars[0].files > 0 && bars.len() <= 38, "{} bars", bars.len());
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_second_look_costs_one_request() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            load_history(scene, "?view=trend&interval=month").await?;
            let before = all_months(scene).await?.len();
            scene.show_view("Users").await?;
            scene.has_query("interval=month").await?;
            scene.gateway.forget_requests();
            scene.driver().back().await?;
            open_numbers(scene).await?;
            whole(scene, before).await?;
            ensure!(
                asked(scene) == (0, 0),
                "nothing has changed, but it was asked for"
            );
            // With a new report, only the present month is asked for again.
            scene.show_view("Users").await?;
            scene.press("Refresh").await?;
            eventually!(asked(scene).0 == 1);
            scene.loaded().await?;
            scene.gateway.forget_requests();
            scene.show_view("Trend").await?;
            scene.press("Load the rest of the history").await?;
            open_numbers(scene).await?;
            let bars = whole(scene, before).await?;
            ensure!(asked(scene) == (1, 0), "{:?} requests", asked(scene));
            let month = bars.last().context("no bars")?.from_ts;
            let request = scene
                .gateway
                .statistics_requests()
                .pop()
                .context("no request")?;
            ensure!(request.parameter("from_ts") == Some(month.to_string().as_str()));
            ensure!(
                request.parameter("until_ts").is_none(),
                "the present month has no end yet"
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn completed_bars_are_remembered_only_by_choice() -> Result<()> {
    const CACHES: &str = "return caches.keys().then((names) => names.length)";
    Setup::new()
        .test(async |scene: &mut Scene| {
            load_history(scene, "?view=trend&interval=month").await?;
            let before = all_months(scene).await?;
            eventually!(scene.run::<u32>(CACHES, &[]).await? == 0, "kept unasked");
            let keep = scene.find("checkbox", REMEMBER).await?;
            keep.click().await?;
            // All but the present month, and where they begin.
            let finished = before.len();
            until("the bars in the browser", async || {
                let count = "return caches.open('media-history').then((it) => it.keys())
                    .then((keys) => keys.length)";
                Ok((scene.run::<usize>(count, &[]).await? == finished).then_some(()))
            })
            .await?;
            // What every test looks for at its end is looked for here, too: no token is there.
            scene.check().await?;
            scene.gateway.forget_requests();
            scene.driver().refresh().await?;
            scene.loaded().await?;
            scene.press("Load the rest of the history").await?;
            open_numbers(scene).await?;
            let after = all_months(scene).await?;
            ensure!(after == before, "{after:?} and not {before:?}");
            let (windows, counted) = asked(scene);
            ensure!(
                (windows, counted) == (2, 0),
                "{windows} and {counted} requests"
            );
            let keep = scene.find("checkbox", REMEMBER).await?;
            keep.click().await?;
            until("nothing in the browser", async || {
                Ok((scene.run::<u32>(CACHES, &[]).await? == 0).then_some(()))
            })
            .await
        })
        .await
}

#[tokio::test]
async fn the_cost_is_shown_first_and_stopping_ends_all_requests() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene
                .open_report("?view=trend&interval=week&period=365d")
                .await?;
            scene.loaded().await?;
            scene.reads("requests, one at a time, about").await?;
            ensure!(
                asked(scene) == (1, 0),
                "nothing but the report is asked for yet"
            );
            let hold = scene.gateway.inject(Rule::statistics(Fault::Hold).after(3));
            scene.press("Load history").await?;
            ensure!(hold.wait_held(1, TIMEOUT));
            scene.status("Loading the history: 3 of 5").await?;
            scene.press("Stop loading the history").await?;
            scene.find("button", "Load the rest of the history").await?;
            // Giving up a request doesn't stop the server: that it answers is waited for, and its
            // answer is not read.
            hold.clear();
            let ended = scene.gateway.wait_for_requests(TIMEOUT, |requests| {
                requests
                    .iter()
                    .all(|it| it.outcome != RequestOutcome::Running)
            });
            ensure!(ended.is_some(), "a request is still running");
            ensure!(asked(scene) == (5, 0), "{:?} requests", asked(scene));
            open_numbers(scene).await?;
            // The newest three are there.
            let shown = e2e::eventually(async || {
                let shown = bars(scene).await?;
                ensure!(shown.len() == 3, "{shown:?}");
                Ok(shown)
            })
            .await?;
            let from = shown[0].from_ts;
            let wanted = sums_of(&in_period(Some(from), Some(shown[1].from_ts - 1))?);
            ensure!((shown[0].bytes, shown[0].files, shown[0].users) == wanted);
            scene.press("Load the rest of the history").await?;
            // All that there is in the end, and so what was there before the first of them.
            let everything = sums(everybody()?).size;
            let all = e2e::eventually(async || {
                let all = bars(scene).await?;
                ensure!(all.len() >= 53, "{} weeks", all.len());
                let newest = all.last().context("no bars")?;
                ensure!(
                    newest.running == Some(everything),
                    "{newest:?} and not {everything}"
                );
                Ok(all)
            })
            .await?;
            scene.gone("progressbar", "Loading the history").await?;
            // The report, what was before, every week, and the one that was given up.
            ensure!(
                asked(scene) == (all.len() + 3, 0),
                "{:?} requests",
                asked(scene)
            );
            ensure!(scene.gateway.max_in_flight() == 1);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_link_to_a_history_asks_for_the_report_alone() -> Result<()> {
    Setup::new()
        .config(r#"{"trend":"auto"}"#)
        .test(async |scene: &mut Scene| {
            let mut is_signed_in = false;
            for (query, cost) in [
                (
                    "?view=trend&interval=day",
                    "small requests to find the first media",
                ),
                (
                    "?view=trend&interval=month&user=@a:b",
                    "small requests to find",
                ),
                (
                    "?view=trend&interval=day&period=7d",
                    "requests, one at a time",
                ),
                (
                    "?view=trend&interval=month&period=30d",
                    "one at a time, about",
                ),
            ] {
                scene.gateway.forget_requests();
                if is_signed_in {
                    scene.open(query).await?;
                } else {
                    scene.open_report(query).await?;
                }
                is_signed_in = true;
                scene.loaded().await?;
                scene.reads(cost).await?;
                scene.find("button", "Load history").await?;
                ensure!(asked(scene) == (1, 0), "{query}: {:?}", asked(scene));
            }
            // Asked for by hand, what takes a moment is loaded without more.
            scene.open("?interval=day&period=7d").await?;
            scene.loaded().await?;
            scene.show_view("Trend").await?;
            open_numbers(scene).await?;
            whole(scene, 8).await?;
            Ok(())
        })
        .await
}

#[tokio::test]
async fn an_unreadable_disk_size_takes_the_older_ones_figure_away() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            load_history(scene, "?view=trend&interval=month&disk=100000000000000").await?;
            all_months(scene).await?;
            scene.reads("Disk full").await?;
            // 0.1 asked for the size of the whole disk.
            let free = 100_000_000_000_000 - sums(everybody()?).size;
            scene
                .has_query(&format!("view=trend&interval=month&free_space={free}"))
                .await?;
            scene.fill("Free space", "plenty").await?;
            scene.tab().await?;
            scene.alert(&["Not a valid size"]).await?;
            until("the end of the figure", async || {
                Ok((!scene.text().await?.contains("Disk full")).then_some(()))
            })
            .await?;
            eventually!(scene.value("Free space").await? == "plenty");
            scene.has_query("view=trend&interval=month").await?;
            scene.fill("Free space", "100 TB").await?;
            scene.tab().await?;
            scene.reads("Disk full").await?;
            eventually!(scene.announced("alert").await?.is_empty());
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_failure_keeps_what_came_and_can_be_tried_again() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            scene.open_report("?view=trend&period=30d").await?;
            scene.loaded().await?;
            scene.reads("requests, one at a time").await?;
            let fault = scene
                .gateway
                .inject(Rule::statistics(Fault::error(403, "M_FORBIDDEN", "no")).after(4));
            scene.press("Load history").await?;
            scene
                .find("button", "Try loading the history again")
                .await?;
            open_numbers(scene).await?;
            eventually!(bars(scene).await?.len() == 4);
            fault.clear();
            scene.press("Try loading the history again").await?;
            let days = until("all days", async || {
                let bars = bars(scene).await?;
                Ok((bars.len() >= 31).then_some(bars))
            })
            .await?;
            ensure!(
                days.windows(2)
                    .all(|two| two[1].from_ts - two[0].from_ts <= 25 * 3_600_000)
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn each_period_and_each_user_has_a_history() -> Result<()> {
    Setup::new()
        .config(r#"{"trend":"auto"}"#)
        .test(async |scene: &mut Scene| {
            let anchor = shared()?.anchor();
            let (from, end) = (anchor - 40 * DAY, anchor - 10 * DAY);
            scene.open_report(&format!("?from_ts={from}&until_ts={end}&view=trend&interval=day")).await?;
            scene.loaded().await?;
            scene.press("Load history").await?;
            open_numbers(scene).await?;
            let days = whole(scene, 31).await?;
            let (first, last) = (days[0], days[30]);
            ensure!(first.from_ts == from);
            let wanted = sums_of(&in_period(Some(last.from_ts), Some(end))?);
            ensure!((last.bytes, last.files, last.users) == wanted);
            ensure!(last.running == Some(sums(&in_period(None, Some(end))?).size));
            // The largest user of these days.
            let users = in_period(Some(from), Some(end))?;
            let largest = users.iter().max_by_key(|user| (user.media_length, std::cmp::Reverse(&user.user_id)));
            let largest = largest.context("nobody")?;
            let click = "
                const group = document.querySelector('[role=group][aria-label=\"Show the history of\"]');
                const buttons = group?.querySelectorAll('button') ?? [];
                if (buttons.length === 6) buttons[1].click();
                return buttons.length";
            eventually!(scene.run::<usize>(click, &[]).await? == 6);
            scene.has_query_part(&format!("user={}", largest.user_id)).await?;
            e2e::eventually(async || {
                let days = bars(scene).await?;
                ensure!(days.iter().all(|day| day.users <= 1), "{days:?}");
                let bytes: u64 = days.iter().map(|day| day.bytes).sum();
                ensure!(Some(bytes) == largest.media_length, "{bytes} bytes");
                Ok(())
            })
            .await?;
            ensure!(asked(scene).0 == 33, "a user's history costs nothing more");
            scene.press("All users").await?;
            scene.choose("Period", "Last 7 days").await?;
            open_numbers(scene).await?;
            whole(scene, 8).await?;
            Ok(())
        })
        .await
}

/// A homeserver of 10,000 users, started by the first test that asks.
fn large() -> Result<&'static Synapse> {
    static SERVER: OnceLock<Result<Synapse, String>> = OnceLock::new();
    let options = || Options::named("browser-tests-large", 10_000);
    let server =
        SERVER.get_or_init(|| Synapse::start(&options()).map_err(|error| format!("{error:#}")));
    server.as_ref().map_err(|error| anyhow!("{error}"))
}

#[tokio::test]
async fn ten_thousand_users_take_one_request_per_month() -> Result<()> {
    let synapse = large()?;
    let all = sums(&expected(synapse, None, None)?);
    Setup::new()
        .on(synapse)
        .test(async |scene: &mut Scene| {
            load_history(scene, "?view=trend").await?;
            let months = all_months(scene).await?;
            let bytes: u64 = months.iter().map(|bar| bar.bytes).sum();
            ensure!(bytes == all.size, "{bytes} bytes and not {}", all.size);
            let (windows, counted) = asked(scene);
            ensure!(
                windows == 1 + months.len(),
                "{windows} requests for {} months",
                months.len()
            );
            ensure!(counted <= 8 && scene.gateway.max_in_flight() == 1);
            // The median of the last twelve finished months, and the day when the rest is full.
            let mut last: Vec<u64> = months[months.len() - 13..months.len() - 1]
                .iter()
                .map(|bar| bar.bytes)
                .collect();
            last.sort_unstable();
            let median = u64::midpoint(last[5], last[6]);
            let figure = "return [...document.querySelectorAll('dt')].find((it) =>
                it.textContent === arguments[0])?.parentElement.querySelector('data').value";
            e2e::eventually(async || {
                let name = json!("Typical growth per month");
                let growth: String = scene.run(figure, &[name]).await?;
                let differs = growth.parse::<u64>()?.abs_diff(median);
                ensure!(differs <= 1, "{growth} and not {median}");
                Ok(())
            })
            .await?;
            scene.fill("Free space", "much").await?;
            scene.key(Key::Enter).await?;
            scene.reads("Not a valid size").await?;
            let free = 10 * median;
            scene.fill("Free space", &free.to_string()).await?;
            scene.key(Key::Enter).await?;
            scene.has_query_part(&format!("free_space={free}")).await?;
            let full: u64 = until("the day", async || {
                let full: Option<String> = scene.run(figure, &[json!("Disk full")]).await?;
                Ok(full.and_then(|full| full.parse().ok()))
            })
            .await?;
            let now: u64 = scene.run("return Date.now()", &[]).await?;
            let days = (full - now) / DAY;
            ensure!((295..315).contains(&days), "full in {days} days");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_bars_are_read_with_the_keyboard_and_saved_as_files() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            load_history(scene, "?view=trend&interval=day&period=7d").await?;
            let days = whole(scene, 8).await?;
            let slider = scene.find("slider", "Day").await?;
            let said =
                async || anyhow::Ok(slider.attr("aria-valuetext").await?.unwrap_or_default());
            let files = |day: usize| format!("in {} files", days[day].files);
            eventually!(said().await?.contains(&files(7)));
            slider.send_keys(Key::Home).await?;
            eventually!(said().await?.contains(&files(0)));
            scene.press("History as CSV").await?;
            let (name, text) = downloaded(scene, "csv").await?;
            ensure!(name.starts_with("media-history_"), "{name}");
            let records = parse_csv(&text);
            ensure!(records.len() == 9, "{text}");
            let coverage: Vec<&str> = records.iter().map(|it| it[8].as_str()).collect();
            let whole = ["whole"; 6];
            ensure!(coverage[..2] == ["coverage", "partial"], "{coverage:?}");
            ensure!(
                coverage[2..8] == whole && coverage[8] == "running",
                "{coverage:?}"
            );
            for (record, day) in records[1..].iter().zip(&days) {
                let wanted = [
                    day.from_ts,
                    day.bytes,
                    day.files,
                    day.users,
                    day.running.unwrap_or(0),
                ];
                let found = [2, 4, 5, 6, 7].map(|at| record[at].parse().unwrap_or(u64::MAX));
                ensure!(found == wanted, "{record:?}");
            }
            scene.press("History chart as SVG").await?;
            let (picture, _) = downloaded(scene, "svg").await?;
            scene.press("History chart as PNG").await?;
            let folder = scene.downloads()?;
            until("a PNG", async || {
                for entry in std::fs::read_dir(&folder)? {
                    let path = entry?.path();
                    if path.extension().is_some_and(|it| it == "png") {
                        return Ok(std::fs::read(&path)?.starts_with(b"\x89PNG").then_some(()));
                    }
                }
                Ok(None)
            })
            .await?;
            let bars = count_in_picture(scene, &picture, "rect").await?;
            ensure!(bars >= 8, "{bars} rectangles");
            Ok(())
        })
        .await
}

/// What the first cells of the table of numbers say, the newest first.
async fn bar_names(scene: &Scene) -> Result<Vec<String>> {
    let read = "
        const table = [...document.querySelectorAll('table')]
            .find((table) => table.caption.textContent.trim() === 'Trend');
        return [...table?.tBodies[0].rows ?? []].map((row) => row.cells[0].textContent);";
    scene.run(read, &[]).await
}

#[tokio::test]
async fn partial_bars_are_marked_and_weeks_follow_the_locale() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            // From a Wednesday on, up to a Thursday.
            let bounds = "from_ts=1788912000000&until_ts=1790812799999&time_zone=utc";
            scene.open_report("").await?;
            for (locale, day, first) in [("en-US", "Sunday", 6), ("en-GB", "Monday", 7)] {
                let which = json!({ "locale": locale });
                scene.cdp("Emulation.setLocaleOverride", which).await?;
                scene.open(&format!("?view=trend&interval=week&{bounds}")).await?;
                scene.loaded().await?;
                scene.press("Load history").await?;
                open_numbers(scene).await?;
                whole(scene, 4).await?;
                let date = format!(
                    "const style = {{ dateStyle: 'medium', timeZone: 'UTC' }};
                    return new Intl.DateTimeFormat(undefined, style).format(Date.UTC(2026, 8, {first}));"
                );
                let date: String = scene.run(&date, &[]).await?;
                let first = format!("Week of {date} (partial)");
                e2e::eventually(async || {
                    let names = bar_names(scene).await?;
                    ensure!(names.last() == Some(&first), "{names:?} and not {first}");
                    let partial: Vec<bool> = names.iter().map(|it| it.ends_with("(partial)")).collect();
                    ensure!(partial == [true, false, false, true], "{names:?}");
                    Ok(())
                })
                .await?;
                scene.reads(&format!("Weeks start on {day}.")).await?;
                scene.reads("Hatched bars cover only part of a week").await?;
                let slider = scene.find("slider", "Week").await?;
                let said = async || anyhow::Ok(slider.attr("aria-valuetext").await?.unwrap_or_default());
                eventually!(said().await?.contains("(partial)"));
                let pale = "
                    const x = (rect) => rect.getAttribute('x');
                    const all = [...document.querySelectorAll('.stacked .chart > rect')];
                    return [all, all.filter((rect) => rect.matches('.hatched'))]
                        .map((rects) => new Set(rects.map(x)).size);";
                eventually!(scene.run::<[usize; 2]>(pale, &[]).await? == [4, 2]);
                scene.cdp("Emulation.setLocaleOverride", json!({})).await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_present_month_is_marked_as_not_over() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene
                .open_report("?view=trend&interval=month&period=90d")
                .await?;
            scene.loaded().await?;
            scene.press("Load history").await?;
            open_numbers(scene).await?;
            until("the present month", async || {
                let names = bar_names(scene).await?;
                Ok(names
                    .first()
                    .is_some_and(|it| it.ends_with("(so far)"))
                    .then_some(()))
            })
            .await
        })
        .await
}

#[tokio::test]
async fn a_history_has_no_barriers_and_fits_a_phone() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene
                .open_report("?view=trend&interval=week&period=90d")
                .await?;
            scene.loaded().await?;
            scene.press("Load history").await?;
            scene.find("slider", "Week").await?;
            scene.gone("progressbar", "Loading the history").await?;
            let mut misfits = Vec::new();
            fit(scene, "a history", &mut misfits).await?;
            ensure!(misfits.is_empty(), "{misfits:?}");
            for colours in ["light", "dark"] {
                prefers(scene, colours).await?;
                for width in [1366, 390] {
                    set_width(scene, width).await?;
                    has_no_barriers(scene, &format!("a history, {colours}, {width} px")).await?;
                }
            }
            let users = scene.find("link", "Users").await?;
            users.send_keys(Key::Enter).await?;
            scene.gone("slider", "Week").await
        })
        .await
}

/// Points at a place of the bars, as a part of their width; with a button, presses, moves or lets go.
async fn point(scene: &Scene, kind: &str, at: f64, buttons: u8) -> Result<()> {
    let event = "
        const [kind, at, buttons] = arguments;
        const plot = document.querySelector('.stacked');
        plot.scrollIntoView({ block: 'center' });
        const { left, top, width, height } = plot.getBoundingClientRect();
        plot.dispatchEvent(new PointerEvent(kind, {
            bubbles: true, pointerType: 'mouse', button: 0, buttons,
            clientX: left + at * width, clientY: top + height / 2,
        }));
        return null;";
    scene
        .run(event, &[kind.into(), at.into(), buttons.into()])
        .await
}

#[tokio::test]
async fn bars_show_their_values_and_set_the_period() -> Result<()> {
    Setup::new()
        .config(r#"{"trend":"auto"}"#)
        .test(async |scene: &mut Scene| {
            load_history(scene, "?view=trend&interval=month&period=365d").await?;
            open_numbers(scene).await?;
            let months = whole(scene, 13).await?;
            // The one that is pointed at, beside it and below.
            point(scene, "pointermove", 5.5 / 13.0, 0).await?;
            let card = "return document.querySelector('.hover-card')?.innerText ?? ''";
            let title = "
                return new Date(arguments[0]).toLocaleDateString(undefined,
                    { month: 'long', year: 'numeric' })";
            let title: String = scene.run(title, &[months[5].from_ts.into()]).await?;
            eventually!(scene.run::<String>(card, &[]).await?.starts_with(&title));
            let slider = scene.find("slider", "Month").await?;
            let said =
                async || anyhow::Ok(slider.attr("aria-valuetext").await?.unwrap_or_default());
            eventually!(said().await?.starts_with(&title));
            // From one to another, in either direction.
            point(scene, "pointermove", 6.5 / 13.0, 0).await?;
            point(scene, "pointerdown", 6.5 / 13.0, 1).await?;
            point(scene, "pointermove", 4.5 / 13.0, 1).await?;
            point(scene, "pointerup", 4.5 / 13.0, 0).await?;
            let (from, until) = (months[4].from_ts, months[7].from_ts - 1);
            scene.has_query_part(&format!("from_ts={from}")).await?;
            scene.has_query_part(&format!("until_ts={until}")).await?;
            scene
                .sums_up_to(sums(&in_period(Some(from), Some(until))?))
                .await?;
            // The last one goes on; the keyboard chooses it, too.
            scene.driver().back().await?;
            scene.has_query_part("period=365d").await?;
            open_numbers(scene).await?;
            whole(scene, 13).await?;
            let slider = scene.find("slider", "Month").await?;
            slider.focus().await?;
            scene.key(Key::End).await?;
            let name = "return document.querySelector('.readout button').textContent";
            let name: String = scene.run(name, &[]).await?;
            scene.press(&name).await?;
            let last = months[12].from_ts;
            scene.has_query_part(&format!("from_ts={last}")).await?;
            eventually!(!scene.query().await?.contains("until_ts"));
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_last_months_load_by_themselves_unless_the_host_objects() -> Result<()> {
    let months = |scene: &Scene| asked(scene).0;
    Setup::new()
        .config(r#"{"trend":"auto"}"#)
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            // The report, and twelve months, one at a time; then every user has a curve.
            let (polls, reports) = (Cell::new(0_u32), Cell::new(1));
            until("the last months", async || {
                polls.set(polls.get() + 1);
                // On a busy machine, a report may take too long to count as cheap.
                if polls.get().is_multiple_of(100) && months(scene) == reports.get() {
                    scene.press("Refresh").await?;
                    reports.set(reports.get() + 1);
                }
                Ok((months(scene) == reports.get() + 12).then_some(()))
            })
            .await?;
            let curves = "return document.querySelectorAll('.users .curve:not([hidden])').length";
            eventually!(scene.run::<usize>(curves, &[]).await? > 50);
            let total =
                "return document.querySelector('.totals > .spark path')?.getAttribute('d') ?? ''";
            eventually!(!scene.run::<String>(total, &[]).await?.is_empty());
            ensure!(scene.gateway.max_in_flight() == 1);
            // Another period needs the present month alone again.
            scene.choose("Period", "Last 7 days").await?;
            scene.loaded_or_empty().await?;
            eventually!(months(scene) == reports.get() + 14);
            Ok(())
        })
        .await?;
    Setup::new()
        .config(r#"{"trend":"off"}"#)
        .test(async |scene: &mut Scene| {
            scene.open_report("?view=trend").await?;
            scene.loaded().await?;
            scene.find("table", "Media usage by user").await?;
            scene.gone("link", "Trend").await?;
            scene.gone("columnheader", "Trend").await
        })
        .await
}

#[tokio::test]
async fn the_forecast_is_drawn_and_stands_beside_the_field() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            load_history(
                scene,
                "?view=trend&interval=month&period=365d&free_space=1073741824",
            )
            .await?;
            let drawn = "return document.querySelectorAll('.curve .forecast').length";
            eventually!(scene.run::<usize>(drawn, &[]).await? == 1);
            let answer = "
                const answer = document.querySelector('.history-controls .answer');
                return answer ? answer.innerText : ''";
            eventually!(
                scene
                    .run::<String>(answer, &[])
                    .await?
                    .contains("Local uploads only")
            );
            Ok(())
        })
        .await
}
