//! Sessions that last: tokens renewed in time, once for all; and several homeservers side by side.

use anyhow::{Result, ensure};
use e2e::{Scene, Setup, TIMEOUT};
use test_support::synapse::{ADMIN, PASSWORD};
use test_support::{Fault, Gateway, Rule};

const REFRESH: &str = "/_matrix/client/v3/refresh";
const LOGIN: &str = "/_matrix/client/v3/login";

/// The requests to a path so far.
fn asked(scene: &Scene, path: &str) -> usize {
    let requests = scene.server().requests();
    let asked = requests
        .iter()
        .filter(|it| it.method != "OPTIONS" && it.path == path);
    asked.count()
}

async fn signed_in_by_password(scene: &Scene) -> Result<()> {
    scene.open("").await?;
    scene.name_homeserver().await?;
    scene.sign_in_with_password(ADMIN, PASSWORD).await?;
    scene.loaded().await
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            // At its end as soon as it is there, for all that the panel knows.
            let brief = Fault::with("expires_in_ms", 1);
            scene.gateway.inject(Rule::new(LOGIN, brief));
            signed_in_by_password(scene).await?;
            ensure!(asked(scene, REFRESH) == 1, "it was not renewed once");
            let token = scene.token().await?;
            scene.press("Refresh").await?;
            scene.loaded().await?;
            ensure!(asked(scene, REFRESH) == 1, "a token that lasts was renewed");
            eventually!(scene.token().await? == token);
            scene.driver().refresh().await?;
            scene.loaded().await?;
            eventually!(scene.token().await? == token, "a reload lost the new token");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn an_unknown_token_is_renewed_silently() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            signed_in_by_password(scene).await?;
            let before = scene.token().await?;
            let unknown = Fault::error(401, "M_UNKNOWN_TOKEN", "Token is not active");
            scene.gateway.inject(Rule::statistics(unknown).times(1));
            scene.choose("Period", "Last 90 days").await?;
            scene.has_query_part("period=90d").await?;
            scene.loaded().await?;
            eventually!(scene.announced("alert").await?.is_empty());
            ensure!(asked(scene, REFRESH) == 1);
            eventually!(scene.token().await? != before, "the token is the old one");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_renewal_that_fails_for_a_while_does_not_end_the_session() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            scene.expect_failures(REFRESH);
            signed_in_by_password(scene).await?;
            let unknown = Fault::error(401, "M_UNKNOWN_TOKEN", "Token is not active");
            scene.gateway.inject(Rule::statistics(unknown).times(1));
            let down = scene
                .gateway
                .inject(Rule::new(REFRESH, Fault::CloseConnection));
            scene.choose("Period", "Last 90 days").await?;
            scene.alert(&["Couldn’t connect to"]).await?;
            down.clear();
            scene.press("Try again").await?;
            scene.loaded().await
        })
        .await
}

#[tokio::test]
async fn copies_of_a_tab_renew_their_tokens_in_turn() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let brief = Fault::with("expires_in_ms", 1);
            let login = scene.gateway.inject(Rule::new(LOGIN, brief.clone()));
            let refresh = scene.gateway.inject(Rule::new(REFRESH, brief));
            signed_in_by_password(scene).await?;
            let tab = scene.driver().window().await?;
            let copy = scene.copy_tab().await?;
            for window in [&copy, &tab, &copy, &tab] {
                scene.driver().switch_to_window(window.clone()).await?;
                scene.loaded().await?;
                let before = asked(scene, REFRESH);
                scene.press("Refresh").await?;
                let renewed = scene.server().wait_for_requests(TIMEOUT, |requests| {
                    let paths = requests.iter().map(|it| &*it.path);
                    paths.filter(|path| *path == REFRESH).count() > before
                });
                ensure!(renewed.is_some(), "it was not renewed");
                scene.loaded().await?;
                eventually!(scene.announced("alert").await?.is_empty());
            }
            login.clear();
            refresh.clear();
            let refused = scene.server().requests();
            let mut refused = refused.iter().filter(|it| it.path == REFRESH);
            ensure!(
                refused.all(|it| it.status == Some(200)),
                "a renewal was refused"
            );
            scene.driver().switch_to_window(copy).await?;
            scene.driver().close_window().await?;
            scene.driver().switch_to_window(tab).await?;
            Ok(())
        })
        .await
}

#[tokio::test]
async fn switching_homeservers_sends_no_request() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            let other = Gateway::builder().homeserver(&scene.synapse.base_url());
            let other = other.start()?;
            scene.open_report("?order_by=media_count").await?;
            scene.loaded().await?;
            scene.press("Add homeserver").await?;
            eventually!(scene.value("Homeserver").await?.is_empty());
            scene.sign_in_at(&other).await?;
            let link = format!("homeserver={}", other.origin());
            scene.has_query_part(&link).await?;
            ensure!(other.statistics_requests().len() == 1);

            let admin = scene.synapse.admin().user_id.clone();
            let own = scene.gateway.origin().replace("http://", "");
            scene
                .choose("Signed in to", &format!("{admin} · {own}"))
                .await?;
            eventually!(
                !scene.query().await?.contains("homeserver"),
                "the own origin needs no name"
            );
            scene.loaded().await?;
            scene.driver().back().await?;
            scene.has_query_part(&link).await?;
            scene.loaded().await?;
            scene.driver().refresh().await?;
            scene.loaded().await?;
            scene.has_query_part(&link).await?;
            ensure!(scene.gateway.statistics_requests().len() == 1);
            ensure!(
                other.statistics_requests().len() == 2,
                "a reload asks again, no more"
            );

            scene.press("Sign out").await?;
            scene.has_query("order_by=media_count").await?;
            scene.loaded().await?;
            eventually!(scene.account().await?.contains(&*admin));
            scene.press("Sign out").await?;
            scene.find("button", "Sign in").await.map(drop)
        })
        .await
}

#[tokio::test]
async fn adding_a_homeserver_can_be_given_up() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            scene.open_report("?search_term=a").await?;
            scene.loaded().await?;
            scene.press("Add homeserver").await?;
            let own = scene.gateway.origin().replace("http://", "");
            scene.press(&format!("Back to {own}")).await?;
            scene.loaded().await?;
            scene.has_query("search_term=a").await?;
            ensure!(scene.gateway.statistics_requests().len() == 1);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_link_to_another_homeserver_leads_there_and_keeps_its_view() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            let other = Gateway::builder().homeserver(&scene.synapse.base_url());
            let other = other.start()?;
            scene.open_report("").await?;
            scene.loaded().await?;
            let link = format!("homeserver={}", other.origin());
            scene.open(&format!("?{link}&limit=25&page=3")).await?;
            let go = format!("Sign in to {}", other.origin());
            scene.press(&go).await?;
            eventually!(scene.value("Homeserver").await? == other.origin());
            scene.press("Use this homeserver").await?;
            scene.status("Found at").await?;
            let token = scene.synapse.admin().access_token.clone();
            scene.sign_in_with_token(&token).await?;
            scene.loaded().await?;
            for part in [&*link, "limit=25", "page=3"] {
                scene.has_query_part(part).await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_session_that_ends_leaves_the_others_alone() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            let other = Gateway::builder().homeserver(&scene.synapse.base_url());
            let other = other.start()?;
            scene.expect_failures(&other.origin());
            scene.open_report("").await?;
            scene.loaded().await?;
            scene.press("Add homeserver").await?;
            scene.sign_in_at(&other).await?;
            let unknown = Fault::error(401, "M_UNKNOWN_TOKEN", "Invalid access token passed.");
            other.inject(Rule::new(
                "/_matrix/client/v3/account/whoami",
                unknown.clone(),
            ));
            other.inject(Rule::statistics(unknown));
            scene.press("Refresh").await?;
            scene.alert(&["You are signed out."]).await?;
            eventually!(scene.value("Homeserver").await? == other.origin());
            let own = scene.gateway.origin().replace("http://", "");
            scene.press(&format!("Back to {own}")).await?;
            scene.loaded().await?;
            let own = &scene.synapse.admin().access_token;
            eventually!(scene.token().await? == *own, "all sessions are gone");
            Ok(())
        })
        .await
}
