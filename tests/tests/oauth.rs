//! Signing in where the homeserver leaves that to an authorization server.

use anyhow::{Context as _, Result, ensure};
use e2e::{Scene, Setup, delegated, delegated_briefly, until};
use serde_json::json;
use test_support::synapse::http::Client;
use test_support::synapse::{ADMIN, NON_ADMIN};

const TOKEN: &str = "/oauth2/token";
const REVOKE: &str = "/oauth2/revoke";
const REGISTRATION: &str = "/oauth2/registration";

/// Leaves for the authorization server's page.
async fn leave(scene: &mut Scene, query: &str) -> Result<()> {
    // The homeserver has no login of its own.
    scene.expect_failures("/_matrix/client/v3/login");
    scene.expect_failures("/favicon.ico");
    scene.open(query).await?;
    scene.reads("sign in at").await?;
    scene.press("Sign in").await?;
    scene.find("button", "Log in").await.map(drop)
}

/// What the tab remembers of a sign-in that is under way.
async fn pending(scene: &Scene) -> Result<Option<String>> {
    scene
        .run("return sessionStorage.getItem('pending')", &[])
        .await
}

/// Nothing of a sign-in is left in the address or in the tab.
async fn left_nothing(scene: &Scene) -> Result<()> {
    eventually!(pending(scene).await?.is_none(), "the tab still waits");
    let view = "return sessionStorage.getItem('pending-view') === null";
    eventually!(
        scene.run::<bool>(view, &[]).await?,
        "the tab still knows a view"
    );
    let url = "return location.href";
    for key in ["code=", "state=", "iss=", "error=", "loginToken="] {
        eventually!(
            !scene.run::<String>(url, &[]).await?.contains(key),
            "{key} is left"
        );
    }
    Ok(())
}

#[tokio::test]
async fn an_oauth_sign_in_returns_to_the_view_and_sign_out_revokes() -> Result<()> {
    let pair = delegated()?;
    Setup::new()
        .on(&pair.synapse)
        .below("/admin/media/")
        .test(async |scene: &mut Scene| {
            leave(scene, "?period=365d&limit=25").await?;
            scene.log_in_as(ADMIN).await?;
            scene.loaded_or_empty().await?;
            scene.has_query("period=365d&limit=25").await?;
            left_nothing(scene).await?;
            eventually!(scene.account().await?.contains("@admin:example.test"));
            let token = scene.token().await?;
            let client = scene.synapse.client().with_token(&token);
            let whoami = "/_matrix/client/v3/account/whoami";
            ensure!(client.get(whoami)?.0 == 200);
            let revoked = pair.oidc.asked(&scene.gateway.origin(), REVOKE)?;
            scene.press("Sign out").await?;
            scene.find("button", "Sign in").await?;
            until("both tokens to be revoked", async || {
                Ok(
                    (pair.oidc.asked(&scene.gateway.origin(), REVOKE)? == revoked + 2)
                        .then_some(()),
                )
            })
            .await?;
            until("the token's end", async || {
                Ok((client.get(whoami)?.0 == 401).then_some(()))
            })
            .await
        })
        .await
}

#[tokio::test]
async fn the_panel_registers_once_and_again_when_unknown() -> Result<()> {
    let pair = delegated()?;
    Setup::new()
        .on(&pair.synapse)
        .test(async |scene: &mut Scene| {
            let before = pair.oidc.asked(&scene.gateway.origin(), REGISTRATION)?;
            for _ in 0..2 {
                leave(scene, "").await?;
                scene.open("").await?;
                scene.find("button", "Sign in").await?;
            }
            leave(scene, "").await?;
            scene.log_in_as(ADMIN).await?;
            scene.loaded().await?;
            // A sign-in that was given up may have been one that the server didn't understand.
            ensure!(pair.oidc.asked(&scene.gateway.origin(), REGISTRATION)? == before + 3);
            scene.press("Sign out").await?;
            scene.find("button", "Sign in").await?;
            scene.reads("sign in at").await?;
            scene.press("Sign in").await?;
            scene.loaded().await?;
            ensure!(
                pair.oidc.asked(&scene.gateway.origin(), REGISTRATION)? == before + 3,
                "it was known"
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_refusal_is_told_and_another_try_is_possible() -> Result<()> {
    let pair = delegated()?;
    Setup::new()
        .on(&pair.synapse)
        .test(async |scene: &mut Scene| {
            leave(scene, "?order_by=media_count").await?;
            scene.press("Deny").await?;
            scene
                .alert(&["The sign-in was refused.", "access_denied They said no."])
                .await?;
            left_nothing(scene).await?;
            scene.press("Sign in").await?;
            scene.log_in_as(ADMIN).await?;
            scene.loaded().await?;
            scene.has_query("order_by=media_count").await
        })
        .await
}

#[tokio::test]
async fn a_missing_admin_scope_is_named_and_tokens_are_revoked() -> Result<()> {
    let pair = delegated()?;
    Setup::new()
        .on(&pair.synapse)
        .test(async |scene: &mut Scene| {
            leave(scene, "").await?;
            let revoked = pair.oidc.asked(&scene.gateway.origin(), REVOKE)?;
            scene.log_in_as(NON_ADMIN).await?;
            scene
                .alert(&["urn:synapse:admin:* was not granted"])
                .await?;
            eventually!(pair.oidc.asked(&scene.gateway.origin(), REVOKE)? > revoked);
            ensure!(scene.gateway.statistics_requests().is_empty());
            left_nothing(scene).await
        })
        .await
}

#[tokio::test]
async fn an_answer_that_nobody_asked_for_is_refused() -> Result<()> {
    let pair = delegated()?;
    Setup::new()
        .on(&pair.synapse)
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/_matrix/client/v3/login");
            for stray in [
                "?period=30d&code=c&state=s",
                "?loginToken=t&state=s&period=30d",
            ] {
                scene.open(stray).await?;
                scene
                    .alert(&["was rejected", "didn’t start a sign-in"])
                    .await?;
                left_nothing(scene).await?;
                scene.has_query("period=30d").await?;
            }
            ensure!(
                !scene
                    .server()
                    .requests()
                    .iter()
                    .any(|it| it.method == "POST")
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn an_answer_with_another_state_or_issuer_is_refused() -> Result<()> {
    let pair = delegated()?;
    Setup::new()
        .on(&pair.synapse)
        .test(async |scene: &mut Scene| {
            leave(scene, "?limit=25").await?;
            let asked = pair.oidc.asked(&scene.gateway.origin(), TOKEN)?;
            scene.open("#code=c&state=another").await?;
            scene
                .alert(&["was rejected", "a different sign-in"])
                .await?;
            left_nothing(scene).await?;
            scene.has_query("limit=25").await?;

            leave(scene, "?limit=25").await?;
            let file = format!("{}config.json", scene.gateway.url());
            scene.driver().goto(file).await?;
            let kept = pending(scene).await?.context("nothing is under way")?;
            let kept: serde_json::Value = serde_json::from_str(&kept)?;
            let state = kept["by"]["OAuth"]["state"].as_str().context("no state")?;
            let forged = format!("#code=c&state={state}&iss=https%3A%2F%2Fevil.example");
            scene.open(&forged).await?;
            scene
                .alert(&["was rejected", "a different sign-in"])
                .await?;
            ensure!(
                pair.oidc.asked(&scene.gateway.origin(), TOKEN)? == asked,
                "a code was sent"
            );
            left_nothing(scene).await
        })
        .await
}

#[tokio::test]
async fn a_code_is_worthless_without_its_verifier() -> Result<()> {
    let pair = delegated()?;
    Setup::new()
        .on(&pair.synapse)
        .test(async |scene: &mut Scene| {
            scene.expect_failures(TOKEN);
            leave(scene, "").await?;
            let there = scene.driver().current_url().await?;
            let file = format!("{}config.json", scene.gateway.url());
            scene.driver().goto(file).await?;
            let change = "
                const pending = JSON.parse(sessionStorage.getItem('pending'));
                pending.by.OAuth.verifier = 'a'.repeat(64);
                sessionStorage.setItem('pending', JSON.stringify(pending));";
            scene.run::<()>(change, &[]).await?;
            scene.driver().goto(there.as_str()).await?;
            scene.log_in_as(ADMIN).await?;
            scene
                .alert(&["The sign-in was refused.", "invalid_grant"])
                .await?;
            left_nothing(scene).await
        })
        .await
}

#[tokio::test]
async fn tokens_are_renewed_in_turn_and_the_older_ones_are_refused() -> Result<()> {
    let pair = delegated_briefly()?;
    Setup::new()
        .on(&pair.synapse)
        .test(async |scene: &mut Scene| {
            scene.expect_failures(TOKEN);
            scene.expect_failures("/statistics/users/media");
            // Where a renewal is refused, the panel asks whether the token has ended, too.
            scene.expect_failures("/account/whoami");
            // Scopes are first asked for as specified; this server knows them as they were before.
            leave(scene, "").await?;
            scene.log_in_as(ADMIN).await?;
            scene.loaded().await?;
            let read = "
                const kept = JSON.parse(sessionStorage.getItem('sessions'));
                const { tokens, grant } = kept.sessions[0];
                return [tokens.refresh, grant.OAuth.client_id];";
            let [old, client_id]: [String; 2] = scene.run(read, &[]).await?;
            let asked = pair.oidc.asked(&scene.gateway.origin(), TOKEN)?;
            until("a renewal", async || {
                scene.press("Refresh").await?;
                scene.loaded().await?;
                Ok((pair.oidc.asked(&scene.gateway.origin(), TOKEN)? > asked).then_some(()))
            })
            .await?;
            eventually!(scene.announced("alert").await?.is_empty());
            let [new, _]: [String; 2] = scene.run(read, &[]).await?;
            ensure!(new != old, "the refresh token is the old one");

            // Used a second time, it was stolen: the server ends all that came of it.
            let form =
                format!("grant_type=refresh_token&refresh_token={old}&client_id={client_id}");
            let thief = Client::new(&pair.oidc.issuer());
            let media_type = "application/x-www-form-urlencoded";
            let (status, _) = thief.send("POST", TOKEN, media_type, form.as_bytes())?;
            ensure!(status == 400, "it was taken: {status}");
            until("the session's end", async || {
                if scene
                    .announced("alert")
                    .await?
                    .contains("You are signed out.")
                {
                    return Ok(Some(()));
                }
                let at_work = scene.seen("button", "Cancel").await?.is_some();
                let refresh = scene.seen("button", "Refresh").await?;
                if let Some(refresh) = refresh.filter(|_| !at_work) {
                    refresh.click().await?;
                }
                Ok(None)
            })
            .await
        })
        .await
}

#[tokio::test]
async fn a_server_that_forgot_the_panel_is_told_anew_after_going_back() -> Result<()> {
    let pair = delegated_briefly()?;
    Setup::new()
        .on(&pair.synapse)
        .test(async |scene: &mut Scene| {
            scene.expect_failures(&pair.oidc.issuer());
            scene.expect_failures("fonts.googleapis.com");
            let issuer = pair.oidc.issuer();
            let key = format!(
                "oauth-client {issuer} {issuer}{REGISTRATION} {} {}",
                scene.gateway.origin(),
                scene.gateway.url()
            );
            scene.open("").await?;
            let know = "localStorage.setItem(arguments[0], 'nobody')";
            scene.run::<()>(know, &[json!(key)]).await?;
            scene.reads("sign in at").await?;
            scene.press("Sign in").await?;
            until("the other server's complaint", async || {
                Ok(scene.text().await?.contains("invalid_client").then_some(()))
            })
            .await?;
            leave(scene, "").await?;
            scene.log_in_as(ADMIN).await?;
            scene.loaded().await
        })
        .await
}
