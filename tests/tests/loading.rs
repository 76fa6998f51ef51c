//! How the report comes: few requests, one at a time, and the first rows before the last byte.

use anyhow::{Context as _, Result, ensure};
use e2e::{Order, Scene, Setup, TIMEOUT, everybody, in_order, in_period, sums, until};
use serde_json::json;
use test_support::gateway::RequestOutcome;
use test_support::{Fault, Rule};

const DAY: u64 = 24 * 60 * 60 * 1000;

/// Waits for the report of everybody.
async fn reports_on_everybody(scene: &Scene) -> Result<()> {
    scene.loaded().await?;
    scene.sums_up_to(sums(everybody()?)).await?;
    let users = in_order(everybody()?, Order::Size, true);
    scene.shows(&users[..100]).await
}

#[tokio::test]
async fn a_small_server_is_asked_once_whatever_is_looked_at() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            reports_on_everybody(scene).await?;
            scene.open_menu("origin").await?;
            scene.reads("s: 1 request, ").await?;
            scene.close_menus().await?;
            for column in ["Files", "User", "Average", "Share", "Size"] {
                scene.order_by(column).await?;
            }
            scene.press("Next page").await?;
            scene.status("101–200").await?;
            scene.choose("Rows per page", "25").await?;
            scene.choose("Units", "kB, MB, GB").await?;
            scene.fill("Search users", "alice").await?;
            scene.has_query_part("search_term=alice").await?;
            scene.press("Export JSON").await?;
            scene.driver().back().await?;
            let requests = scene.gateway.statistics_requests();
            ensure!(
                requests.len() == 1,
                "there were {} requests",
                requests.len()
            );
            ensure!(requests[0].authorized);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn pages_are_read_to_the_end_one_request_at_a_time() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene
                .gateway
                .inject(Rule::statistics(Fault::ClampLimit(500)));
            scene.open_report("").await?;
            reports_on_everybody(scene).await?;
            let requests = scene.gateway.statistics_requests();
            let [first, rest @ ..] = &requests[..] else {
                anyhow::bail!("nothing was asked");
            };
            ensure!(first.parameter("order_by") == Some("media_length"));
            ensure!(
                rest.len() == everybody()?.len().div_ceil(500),
                "{requests:#?}"
            );
            let by_id = rest
                .iter()
                .all(|it| it.parameter("order_by") == Some("user_id"));
            ensure!(by_id, "only pages by user ID are safe: {requests:#?}");
            ensure!(scene.gateway.max_in_flight() == 1, "requests overlapped");
            // Nobody twice, nobody missing: the totals above count them, this names them.
            scene.choose("Rows per page", "1000").await?;
            let users = in_order(everybody()?, Order::Size, true);
            scene.shows(&users[..1000]).await?;
            scene.press("Next page").await?;
            scene.shows(&users[1000..]).await
        })
        .await
}

#[tokio::test]
async fn loading_shows_an_estimate_and_what_the_figures_cover() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene
                .gateway
                .inject(Rule::statistics(Fault::ClampLimit(500)));
            let rest = Rule::statistics(Fault::Hold)
                .query("order_by=user_id")
                .times(1);
            let rest = scene.gateway.inject(rest);
            scene.open_report("").await?;
            scene.status("Loading all users, about").await?;
            let users = in_order(everybody()?, Order::Size, true);
            // The largest users are right already.
            scene.shows(&users[..100]).await?;
            scene.sums_up_to(sums(&users[..500])).await?;
            let of = everybody()?.len();
            let of = format!("Not complete: 500 of {},{:03} users", of / 1000, of % 1000);
            scene.reads(&of).await?;
            rest.clear();
            reports_on_everybody(scene).await
        })
        .await
}

#[tokio::test]
async fn the_first_report_loads_once_and_shifts_nothing() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            scene.sign_in().await?;
            reports_on_everybody(scene).await?;
            let focused = "return document.activeElement.localName";
            eventually!(scene.run::<String>(focused, &[]).await? == "h1");
            let watch = "
                window.shifts = [];
                const html = (node) => (node?.outerHTML ?? node?.textContent ?? '').slice(0, 200);
                new PerformanceObserver((list) => {
                    for (const shift of list.getEntries()) for (const source of shift.sources) {
                        const { x, y, width } = source.previousRect;
                        window.shifts.push(`${html(source.node)} from ${x},${y},${width}`
                            + ` to ${source.currentRect.x},${source.currentRect.y},${source.currentRect.width}`);
                    }
                }).observe({ type: 'layout-shift', buffered: true });";
            scene
                .cdp(
                    "Page.addScriptToEvaluateOnNewDocument",
                    json!({ "source": watch }),
                )
                .await?;
            let asked = scene.gateway.statistics_requests().len();
            let answer = scene.gateway.inject(Rule::statistics(Fault::Hold).times(1));
            scene.driver().refresh().await?;
            scene.find("button", "Cancel").await?;
            answer.clear();
            reports_on_everybody(scene).await?;
            ensure!(scene.gateway.statistics_requests().len() == asked + 1);
            eventually!(scene.run::<String>(focused, &[]).await? == "body");
            let shifts: Vec<String> = scene.run("return window.shifts", &[]).await?;
            ensure!(shifts.is_empty(), "the layout shifts: {shifts:#?}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_loaded_period_is_reused_and_refresh_sends_one_request() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            reports_on_everybody(scene).await?;
            scene.choose("Period", "Last 30 days").await?;
            let of_period = async |scene: &Scene| {
                until("the report of 30 days", async || {
                    let fewer = scene.totals().await?.size < sums(everybody()?).size;
                    Ok(fewer.then_some(()))
                })
                .await?;
                scene.loaded().await
            };
            of_period(scene).await?;
            ensure!(scene.gateway.statistics_requests().len() == 2);
            scene.choose("Period", "All time").await?;
            reports_on_everybody(scene).await?;
            scene.driver().back().await?;
            of_period(scene).await?;
            scene.driver().back().await?;
            reports_on_everybody(scene).await?;
            let count = scene.gateway.statistics_requests().len();
            ensure!(count == 2, "going back cost {} requests", count - 2);
            scene.press("Refresh").await?;
            scene
                .gateway
                .wait_for_requests(TIMEOUT, |requests| {
                    requests.iter().filter(|it| it.is_statistics()).count() == 3
                })
                .context("refreshing asked nothing")?;
            reports_on_everybody(scene).await?;
            ensure!(scene.gateway.statistics_requests().len() == 3);
            ensure!(scene.gateway.max_in_flight() == 1);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_first_rows_are_there_while_the_rest_is_still_on_the_line() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let slow = scene
                .gateway
                .inject(Rule::statistics(Fault::ThrottleUntilReleased(40_000)));
            scene.open_report("").await?;
            ensure!(slow.wait_held(1, TIMEOUT), "no answer is on its way");
            eventually!(scene.rows().await?.is_empty());
            slow.release(1);
            let users = in_order(everybody()?, Order::Size, true);
            scene.shows(&users[..100]).await?;
            let request = scene.gateway.statistics_requests().pop();
            let running = request.is_some_and(|it| it.outcome == RequestOutcome::Running);
            ensure!(running, "the answer was there already");
            scene.find("button", "Cancel").await?;
            scene.reads("Not complete").await?;
            slow.clear();
            reports_on_everybody(scene).await?;
            ensure!(scene.gateway.statistics_requests().len() == 1);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn cancelling_keeps_the_rows_and_the_rest_can_be_loaded() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let slow = scene
                .gateway
                .inject(Rule::statistics(Fault::ThrottleUntilReleased(60_000)));
            scene.open_report("").await?;
            ensure!(slow.wait_held(1, TIMEOUT), "no answer is on its way");
            slow.release(1);
            let users = in_order(everybody()?, Order::Size, true);
            scene.shows(&users[..100]).await?;
            scene.press("Cancel").await?;
            scene.gone("button", "Cancel").await?;
            scene.reads("Not complete").await?;
            scene.shows(&users[..100]).await?;
            let covered = usize::try_from(scene.totals().await?.users)?;
            ensure!((100..users.len()).contains(&covered), "{covered} users");
            // What came are the largest users, and the figures are theirs.
            scene.sums_up_to(sums(&users[..covered])).await?;
            slow.clear();
            scene.press("Load the rest").await?;
            reports_on_everybody(scene).await?;
            ensure!(scene.gateway.max_in_flight() == 1);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_new_query_waits_for_a_cancelled_one() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let held = scene.gateway.inject(Rule::statistics(Fault::Hold).times(1));
            scene.open_report("").await?;
            ensure!(held.wait_held(1, TIMEOUT), "nothing was asked");
            scene.press("Cancel").await?;
            scene.gone("button", "Cancel").await?;
            scene.press("Refresh").await?;
            scene.status("Waiting for the homeserver to finish").await?;
            // The homeserver is at work until it begins to respond. From then on, the next request may
            // be sent, even though the connection of the first one is still being closed.
            ensure!(scene.gateway.statistics_requests().len() == 1);
            held.release(1);
            reports_on_everybody(scene).await?;
            ensure!(scene.gateway.statistics_requests().len() == 2);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_period_chosen_while_another_is_loading_wins() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let held = scene.gateway.inject(Rule::statistics(Fault::Hold).times(1));
            scene.open_report("").await?;
            ensure!(held.wait_held(1, TIMEOUT), "nothing was asked");
            let from = scene.synapse.anchor() - 100 * DAY;
            scene.choose("Period", "Last 7 days").await?;
            scene.choose("Period", "Custom").await?;
            scene.set_moment("From", Some(from)).await?;
            scene.has_query(&format!("from_ts={from}")).await?;
            // A question that was given up is waited for until its answer begins.
            ensure!(scene.gateway.statistics_requests().len() == 1);
            held.release(1);
            let users = in_period(Some(from), None)?;
            scene.sums_up_to(sums(&users)).await?;
            scene.loaded().await?;
            let users = in_order(&users, Order::Size, true);
            scene.shows(&users[..100]).await?;
            let asked = scene.gateway.statistics_requests().len();
            ensure!(asked == 2, "the last question alone is asked, not {asked}");
            Ok(())
        })
        .await
}
