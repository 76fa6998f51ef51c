//! Refusals and odd answers: what the administrator reads, and that nothing loaded is lost.

use anyhow::{Context as _, Result, ensure};
use e2e::{Order, Scene, Setup, TIMEOUT, everybody, in_order, in_period, sums};
use serde_json::json;
use test_support::gateway::CannedResponse;
use test_support::synapse::{ADMIN, PASSWORD};
use test_support::{Fault, Rule};

/// Loads a report, lets something happen to the next, checks what is said about it and that the
/// first is still there; then ends the fault and tries again.
async fn happens(scene: &mut Scene, fault: Fault, texts: &[&str]) -> Result<()> {
    scene.expect_failures("/statistics/users/media");
    scene.open_report("").await?;
    scene.loaded().await?;
    let fault = scene.server().inject(Rule::statistics(fault));
    scene.choose("Period", "Last 90 days").await?;
    scene.alert(texts).await?;
    let users = in_order(everybody()?, Order::Size, true);
    scene.shows(&users[..100]).await?;
    scene.reads("Still showing: All time.").await?;
    ensure!(fault.hits() > 0);
    fault.clear();
    scene.press("Try again").await?;
    shows_the_period(scene).await?;
    eventually!(
        scene.announced("alert").await?.is_empty(),
        "the alert is still there"
    );
    Ok(())
}

/// Waits for the report of the period that was asked for last.
async fn shows_the_period(scene: &Scene) -> Result<()> {
    scene.has_query_part("period=90d").await?;
    scene.loaded().await?;
    let request = scene.server().statistics_requests().pop();
    let request = request.context("nothing was asked")?;
    let from = request.parameter("from_ts").context("all was asked for")?;
    let users = in_period(Some(from.parse()?), None)?;
    scene.sums_up_to(sums(&users)).await
}

#[tokio::test]
async fn an_answer_403_says_that_the_server_refuses() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let fault = Fault::error(403, "M_FORBIDDEN", "You are not a server admin");
            let texts = ["won’t show the statistics", "server administrator"];
            happens(scene, fault, &texts).await
        })
        .await
}

#[tokio::test]
async fn an_answer_404_says_that_the_admin_api_is_not_routed() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let fault = Fault::Respond(CannedResponse::html(404, "<h1>404 Not Found</h1>"));
            let texts = ["The admin API of", "Route /_synapse/admin"];
            happens(scene, fault, &texts).await
        })
        .await
}

#[tokio::test]
async fn a_404_at_sign_in_says_that_the_admin_api_is_not_routed() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/_synapse/admin/");
            let unknown = Fault::error(404, "M_UNRECOGNIZED", "Unrecognized request");
            scene.gateway.inject(Rule::new("/_synapse/admin/", unknown));
            scene.open("").await?;
            scene.name_homeserver().await?;
            let token = scene.synapse.admin().access_token.clone();
            scene.sign_in_with_token(&token).await?;
            let texts = ["The admin API of", "Route /_synapse/admin"];
            scene.alert(&texts).await?;
            scene.gateway.clear_faults();
            scene.press("Sign in").await?;
            scene.loaded().await
        })
        .await
}

#[tokio::test]
async fn a_web_page_with_status_200_is_no_report() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let texts = ["can’t use", "It isn’t JSON; it may be a web page"];
            happens(scene, Fault::html(), &texts).await
        })
        .await
}

#[tokio::test]
async fn json_of_another_shape_is_no_report() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let other = json!({ "users": [{ "name": "@a:b" }], "total": "one" });
            let fault = Fault::Respond(CannedResponse::json(200, &other));
            let texts = ["can’t use", "doesn’t have the documented structure"];
            happens(scene, fault, &texts).await
        })
        .await
}

#[tokio::test]
async fn json_that_lacks_what_the_report_needs_is_no_report() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let texts = ["can’t use", "doesn’t have the documented structure"];
            happens(scene, Fault::without("users"), &texts).await
        })
        .await
}

#[tokio::test]
async fn a_server_that_asks_to_wait_is_left_in_peace_and_asked_again() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            scene.open_report("").await?;
            scene.loaded().await?;
            let fault = Rule::statistics(Fault::limited(1500)).times(1);
            scene.gateway.inject(fault);
            scene.remember_statuses().await?;
            scene.choose("Period", "Last 90 days").await?;
            scene
                .had_status("The homeserver is limiting requests. Trying again in")
                .await?;
            shows_the_period(scene).await?;
            eventually!(scene.announced("alert").await?.is_empty());
            ensure!(scene.gateway.statistics_requests().len() == 3);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_server_that_asks_to_wait_for_hours_is_not_waited_for() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let texts = ["is limiting requests", "7200 s"];
            happens(scene, Fault::limited(7_200_000), &texts).await
        })
        .await
}

#[tokio::test]
async fn a_server_that_fails_for_a_moment_is_asked_again_unbidden() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            scene.open_report("").await?;
            scene.loaded().await?;
            let fault = Fault::error(500, "M_UNKNOWN", "Internal server error");
            scene.gateway.inject(Rule::statistics(fault).times(1));
            let fault = Fault::Respond(CannedResponse::html(503, "Service Unavailable"));
            scene
                .gateway
                .inject(Rule::statistics(fault).after(1).times(1));
            scene.remember_statuses().await?;
            scene.choose("Period", "Last 90 days").await?;
            scene
                .had_status("The homeserver returned an error (HTTP 500). Trying again in")
                .await?;
            scene
                .had_status("The homeserver returned an error (HTTP 503). Trying again in")
                .await?;
            shows_the_period(scene).await?;
            eventually!(scene.announced("alert").await?.is_empty());
            ensure!(scene.gateway.max_in_flight() == 1);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn repeated_server_errors_are_reported_with_their_message() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let fault = Fault::error(500, "M_UNKNOWN", "Internal server error");
            let texts = ["(HTTP 500)", "Internal server error"];
            happens(scene, fault, &texts).await
        })
        .await
}

#[tokio::test]
async fn a_proxy_that_goes_on_answering_503_is_given_up() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let fault = Fault::Respond(CannedResponse::html(503, "<h1>Service Unavailable</h1>"));
            let texts = ["(HTTP 503)", "the proxy in front of it"];
            happens(scene, fault, &texts).await
        })
        .await
}

#[tokio::test]
async fn a_revoked_token_leads_through_sign_in_back_to_the_view() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/refresh");
            scene.expect_failures("/account/whoami");
            scene.expect_failures("/statistics/users/media");
            scene.open("?order_by=media_count&limit=25").await?;
            scene.name_homeserver().await?;
            scene.sign_in_with_password(ADMIN, PASSWORD).await?;
            scene.loaded().await?;
            let token = scene.token().await?;
            let client = scene.synapse.client().with_token(&token);
            client.json("POST", "/_matrix/client/v3/logout", &json!({}))?;
            scene.choose("Period", "Last 90 days").await?;
            let texts = ["You are signed out.", "Sign in to pick up"];
            scene.alert(&texts).await?;
            let query = "period=90d&order_by=media_count&limit=25";
            scene.has_query(query).await?;
            scene.sign_in_with_password(ADMIN, PASSWORD).await?;
            shows_the_period(scene).await?;
            scene.has_query(query).await?;
            eventually!(scene.rows().await?.len() == 25);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn an_expired_token_leads_through_sign_in_back_to_the_view() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            scene.open_report("").await?;
            scene.loaded().await?;
            let expired = CannedResponse::json(
                401,
                &json!({
                    "errcode": "M_UNKNOWN_TOKEN",
                    "error": "Access token has expired",
                    "soft_logout": true,
                }),
            );
            let fault = Rule::statistics(Fault::Respond(expired)).times(1);
            scene.gateway.inject(fault);
            scene.choose("Period", "Last 90 days").await?;
            scene.alert(&["Your session has ended."]).await?;
            scene.sign_in().await?;
            shows_the_period(scene).await
        })
        .await
}

#[tokio::test]
async fn a_next_page_that_does_not_advance_ends_the_loading() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene
                .gateway
                .inject(Rule::statistics(Fault::ClampLimit(500)));
            let stuck = Rule::statistics(Fault::with("next_token", 500)).query("order_by=user_id");
            let stuck = scene.gateway.inject(stuck);
            scene.open_report("").await?;
            scene
                .alert(&["sends the same page again and again"])
                .await?;
            scene.gone("button", "Cancel").await?;
            let asked = scene.gateway.statistics_requests().len();
            ensure!(asked <= 4, "it was asked {asked} times");
            // What came is there: the largest users among them.
            let users = in_order(everybody()?, Order::Size, true);
            scene.shows(&users[..100]).await?;
            scene.reads("Not complete").await?;
            eventually!(scene.totals().await?.users >= 500);
            stuck.clear();
            scene.press("Try again").await?;
            scene.loaded().await?;
            scene.sums_up_to(sums(everybody()?)).await
        })
        .await
}

#[tokio::test]
async fn a_total_that_changes_between_pages_is_told() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene
                .gateway
                .inject(Rule::statistics(Fault::ClampLimit(500)));
            let more = Fault::rewrite(|json| {
                let total = json["total"].as_u64().unwrap_or(0);
                json["total"] = (total + 1).into();
            });
            scene.gateway.inject(Rule::statistics(more).after(1));
            scene.open_report("").await?;
            scene.loaded().await?;
            let users = everybody()?.len();
            let written = |users: usize| format!("{},{:03}", users / 1000, users % 1000);
            let (before, after) = (written(users), written(users + 1));
            let told = format!("The number of users changed from {before} to {after}");
            scene.reads(&told).await?;
            scene.sums_up_to(sums(everybody()?)).await
        })
        .await
}

#[tokio::test]
async fn pages_that_overlap_give_nobody_twice() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene
                .gateway
                .inject(Rule::statistics(Fault::ClampLimit(500)));
            // As if users before the page had gone: the next page begins with some known already.
            let back = Fault::rewrite(|json| {
                if let Some(next) = json["next_token"].as_u64() {
                    json["next_token"] = (next - 50).into();
                }
            });
            scene
                .gateway
                .inject(Rule::statistics(back).query("order_by=user_id").times(2));
            scene.open_report("").await?;
            scene.loaded().await?;
            scene.sums_up_to(sums(everybody()?)).await?;
            let asked = scene.gateway.wait_for_requests(TIMEOUT, |requests| {
                requests.iter().filter(|it| it.is_statistics()).count() >= 4
            });
            asked.context("there were no pages").map(drop)
        })
        .await
}

#[tokio::test]
async fn going_back_to_a_report_that_is_there_ends_the_alert() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            scene.open_report("").await?;
            scene.loaded().await?;
            scene.gateway.inject(Rule::statistics(Fault::html()));
            scene.choose("Period", "Last 90 days").await?;
            scene.alert(&["It isn’t JSON"]).await?;
            scene.driver().back().await?;
            scene.gone("button", "Try again").await?;
            eventually!(scene.announced("alert").await?.is_empty());
            scene.sums_up_to(sums(everybody()?)).await?;
            scene.driver().forward().await?;
            scene.alert(&["It isn’t JSON"]).await.map(drop)
        })
        .await
}

#[tokio::test]
async fn a_refresh_that_fails_leaves_the_report_as_it_was() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            scene.open_report("").await?;
            scene.loaded().await?;
            let cut = scene
                .gateway
                .inject(Rule::statistics(Fault::Truncate(60_000)));
            scene.press("Refresh").await?;
            scene.alert(&["The response was cut off."]).await?;
            scene.sums_up_to(sums(everybody()?)).await?;
            eventually!(!scene.text().await?.contains("Not complete"));
            cut.clear();
            scene.press("Try again").await?;
            scene.loaded().await?;
            scene.sums_up_to(sums(everybody()?)).await?;
            eventually!(scene.announced("alert").await?.is_empty());
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_sign_in_that_is_limited_says_how_long_to_wait() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/login");
            // The first question is which ways there are to sign in.
            let login = Rule::new("/_matrix/client/v3/login", Fault::limited(5399));
            scene.gateway.inject(login.after(1).times(1));
            scene.open("").await?;
            scene.name_homeserver().await?;
            scene.sign_in_with_password(ADMIN, PASSWORD).await?;
            scene
                .alert(&["is limiting requests.", "Try again in 6 s."])
                .await?;
            scene.press("Sign in").await?;
            scene.loaded().await
        })
        .await
}
