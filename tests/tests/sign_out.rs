//! How sessions end: by inactivity, in all copies of a tab, and at a server that fails.

use anyhow::{Context as _, Result, ensure};
use e2e::{Scene, Setup, TIMEOUT, delegated, until};
use serde_json::json;
use test_support::gateway::CannedResponse;
use test_support::synapse::{ADMIN, PASSWORD};
use test_support::{Fault, Rule};
use thirtyfour::WindowHandle;

const WHOAMI: &str = "/_matrix/client/v3/account/whoami";
const LOGOUT: &str = "/_matrix/client/v3/logout";
const REFRESH: &str = "/_matrix/client/v3/refresh";

async fn signed_in_by_password(scene: &mut Scene) -> Result<String> {
    scene.open("").await?;
    scene.name_homeserver().await?;
    scene.sign_in_with_password(ADMIN, PASSWORD).await?;
    scene.loaded().await?;
    scene.token().await
}

fn status_of(scene: &Scene, token: &str) -> Result<u16> {
    Ok(scene.synapse.client().with_token(token).get(WHOAMI)?.0)
}

async fn is_revoked(scene: &Scene, token: &str) -> Result<()> {
    until("the token's end", async || {
        Ok((status_of(scene, token)? == 401).then_some(()))
    })
    .await
}

/// Lets so many minutes pass for the page, and touches it.
async fn minutes_later(scene: &Scene, minutes: u32) -> Result<()> {
    let later = "
        globalThis.realNow ??= Date.now;
        Date.now = () => globalThis.realNow() + arguments[0] * 60000;
        window.dispatchEvent(new Event('focus'));";
    scene.run::<()>(later, &[minutes.into()]).await
}

async fn go_to(scene: &Scene, window: &WindowHandle) -> Result<()> {
    Ok(scene.driver().switch_to_window(window.clone()).await?)
}

/// Closes a copy, and goes back to the tab.
async fn close(scene: &Scene, copy: &WindowHandle, tab: &WindowHandle) -> Result<()> {
    go_to(scene, copy).await?;
    scene.driver().close_window().await?;
    go_to(scene, tab).await
}

#[tokio::test]
async fn inactivity_ends_the_session_and_revokes_its_tokens() -> Result<()> {
    Setup::new()
        .config(r#"{"idle_minutes":15}"#)
        .test(async |scene: &mut Scene| {
            let token = signed_in_by_password(scene).await?;
            minutes_later(scene, 14).await?;
            minutes_later(scene, 30).await?;
            scene
                .alert(&["You have been signed out.", "15 minutes"])
                .await?;
            is_revoked(scene, &token).await?;
            let kept = "return JSON.stringify(sessionStorage)";
            eventually!(scene.run::<String>(kept, &[]).await? == "{}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn an_expired_token_is_renewed_to_be_revoked() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures(LOGOUT);
            let token = signed_in_by_password(scene).await?;
            // As after a while: the access token has ended, the refresh token has not.
            let soft = json!({ "errcode": "M_UNKNOWN_TOKEN", "soft_logout": true });
            let ended = Fault::Respond(CannedResponse::json(401, &soft));
            scene.gateway.inject(Rule::new(LOGOUT, ended).times(1));
            scene.press("Sign out").await?;
            is_revoked(scene, &token).await?;
            let requests = scene.gateway.requests();
            let paths = requests.iter().map(|it| &*it.path);
            ensure!(paths.filter(|path| *path == REFRESH).count() == 1);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_session_that_is_restored_too_late_is_only_revoked() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let token = signed_in_by_password(scene).await?;
            scene
                .run::<()>("sessionStorage.setItem('used', '1000')", &[])
                .await?;
            scene.gateway.forget_requests();
            scene.driver().refresh().await?;
            scene.alert(&["You have been signed out."]).await?;
            is_revoked(scene, &token).await?;
            let requests = scene.gateway.requests();
            let mut authorized = requests.iter().filter(|it| it.authorized);
            ensure!(authorized.all(|it| it.path == LOGOUT), "{requests:?}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn inactivity_does_not_count_where_the_host_turns_it_off() -> Result<()> {
    Setup::new()
        .config(r#"{"idle_minutes":0}"#)
        .test(async |scene: &mut Scene| {
            signed_in_by_password(scene).await?;
            scene
                .run::<()>("sessionStorage.setItem('used', '1000')", &[])
                .await?;
            scene.driver().refresh().await?;
            scene.loaded().await?;
            minutes_later(scene, 10_000).await?;
            scene.press("Refresh").await?;
            scene.loaded().await
        })
        .await
}

#[tokio::test]
async fn using_a_copy_of_the_tab_counts_for_the_tab() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            signed_in_by_password(scene).await?;
            let tab = scene.driver().window().await?;
            let copy = scene.copy_tab().await?;
            let read = "return Number(sessionStorage.getItem('used'))";
            let before: u64 = scene.run(read, &[]).await?;
            go_to(scene, &copy).await?;
            scene.loaded().await?;
            minutes_later(scene, 50).await?;
            go_to(scene, &tab).await?;
            until("the news of the copy", async || {
                let used: u64 = scene.run(read, &[]).await?;
                Ok((used > before + 49 * 60_000).then_some(()))
            })
            .await?;
            // More than an hour after its own use, less than that after the copy's.
            minutes_later(scene, 70).await?;
            scene.press("Refresh").await?;
            scene.loaded().await?;
            let token = scene.token().await?;
            ensure!(status_of(scene, &token)? == 200);
            minutes_later(scene, 140).await?;
            scene.alert(&["You have been signed out."]).await?;
            go_to(scene, &copy).await?;
            scene.alert(&["You are signed out of"]).await?;
            close(scene, &copy, &tab).await?;
            is_revoked(scene, &token).await
        })
        .await
}

#[tokio::test]
async fn signing_out_ends_the_copies_of_the_tab_at_once() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            // A pasted token stays valid: the server ends nothing.
            scene.open_report("").await?;
            scene.loaded().await?;
            let tab = scene.driver().window().await?;
            let copy = scene.copy_tab().await?;
            go_to(scene, &copy).await?;
            scene.loaded().await?;
            let asleep = scene.copy_tab().await?;
            go_to(scene, &asleep).await?;
            scene.loaded().await?;
            // A page that is put away hears nothing.
            scene.driver().goto("about:blank").await?;
            go_to(scene, &tab).await?;
            scene.press("Sign out").await?;
            scene.find("button", "Sign in").await?;
            go_to(scene, &copy).await?;
            scene
                .alert(&["You signed out in a copy of this tab."])
                .await?;
            eventually!(scene.seen("table", "Media usage by user").await?.is_none());
            go_to(scene, &asleep).await?;
            scene.gateway.forget_requests();
            scene.open("").await?;
            scene.status("Found at").await?;
            let requests = scene.gateway.requests();
            ensure!(!requests.iter().any(|it| it.authorized), "{requests:?}");
            close(scene, &asleep, &copy).await?;
            close(scene, &copy, &tab).await
        })
        .await
}

#[tokio::test]
async fn a_sign_out_that_fails_once_is_repeated() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures(LOGOUT);
            let token = signed_in_by_password(scene).await?;
            let down = Fault::Respond(CannedResponse::html(502, "Bad Gateway"));
            scene.gateway.inject(Rule::new(LOGOUT, down).times(1));
            scene.press("Sign out").await?;
            is_revoked(scene, &token).await?;
            eventually!(scene.announced("alert").await?.is_empty());
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_sign_out_that_fails_names_the_device() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures(LOGOUT);
            let token = signed_in_by_password(scene).await?;
            let client = scene.synapse.client().with_token(&token);
            let identity = client.get(WHOAMI)?.1;
            let device = identity["device_id"].as_str().context("no device")?;
            for fault in [
                Fault::CloseConnection,
                Fault::Respond(CannedResponse::html(502, "Bad Gateway")),
            ] {
                let down = scene.gateway.inject(Rule::new(LOGOUT, fault));
                match scene.seen("button", "Try again").await? {
                    Some(button) => button.click().await?,
                    None => scene.press("Sign out").await?,
                }
                scene
                    .alert(&["Couldn’t sign out of", device, ADMIN])
                    .await?;
                down.clear();
            }
            ensure!(status_of(scene, &token)? == 200);
            scene.press("Try again").await?;
            is_revoked(scene, &token).await?;
            scene.gone("button", "Try again").await
        })
        .await
}

#[tokio::test]
async fn a_failed_sign_out_is_repeated_after_a_reload() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures(LOGOUT);
            let token = signed_in_by_password(scene).await?;
            let fault = Fault::Respond(CannedResponse::html(502, "Bad Gateway"));
            let down = scene.gateway.inject(Rule::new(LOGOUT, fault));
            scene.press("Sign out").await?;
            scene.alert(&["Couldn’t sign out of"]).await?;
            scene.gateway.forget_requests();
            scene.driver().refresh().await?;
            scene.alert(&["Couldn’t sign out of"]).await?;
            let requests = scene.gateway.requests();
            let mut authorized = requests.iter().filter(|it| it.authorized);
            ensure!(authorized.all(|it| it.path == LOGOUT), "{requests:?}");
            down.clear();
            scene.driver().refresh().await?;
            is_revoked(scene, &token).await?;
            let kept = "return JSON.stringify(sessionStorage)";
            eventually!(scene.run::<String>(kept, &[]).await? == "{}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_reload_during_a_sign_out_does_not_stop_it() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures(LOGOUT);
            let token = signed_in_by_password(scene).await?;
            let held = scene.gateway.inject(Rule::new(LOGOUT, Fault::Hold));
            scene.press("Sign out").await?;
            scene.find("button", "Sign in").await?;
            ensure!(status_of(scene, &token)? == 200);
            scene.driver().refresh().await?;
            let repeated = scene.gateway.wait_for_requests(TIMEOUT, |requests| {
                requests.iter().filter(|it| it.path == LOGOUT).count() == 2
            });
            ensure!(repeated.is_some(), "the reload stopped it");
            held.clear();
            is_revoked(scene, &token).await
        })
        .await
}

#[tokio::test]
async fn a_revocation_that_fails_is_reported() -> Result<()> {
    let pair = delegated()?;
    Setup::new()
        .on(&pair.synapse)
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/_matrix/client/v3/login");
            scene.expect_failures("/favicon.ico");
            scene.expect_failures("/revoke");
            scene.open("").await?;
            scene.reads("sign in at").await?;
            scene.press("Sign in").await?;
            scene.log_in_as(ADMIN).await?;
            scene.loaded().await?;
            let token = scene.token().await?;
            scene.cdp("Network.enable", json!({})).await?;
            let block = "Network.setBlockedURLs";
            scene.cdp(block, json!({ "urls": ["*/revoke"] })).await?;
            scene.press("Sign out").await?;
            scene.alert(&["Couldn’t sign out of"]).await?;
            ensure!(status_of(scene, &token)? == 200);
            scene.cdp(block, json!({ "urls": [] })).await?;
            scene.press("Try again").await?;
            is_revoked(scene, &token).await
        })
        .await
}
