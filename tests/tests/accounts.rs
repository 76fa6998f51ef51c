//! Accounts that the homeserver doesn't let in any more, on a real homeserver.

use anyhow::{Result, ensure};
use e2e::{Order, Scene, Setup, everybody, in_order};
use serde_json::json;
use test_support::synapse::PASSWORD;

/// Creates an administrator, or unlocks the one from an earlier run.
fn create(scene: &Scene, name: &str) -> Result<()> {
    change(
        scene,
        name,
        &json!({ "password": PASSWORD, "admin": true, "locked": false }),
    )
}

fn lock(scene: &Scene, name: &str, locked: bool) -> Result<()> {
    change(scene, name, &json!({ "locked": locked }))
}

fn change(scene: &Scene, name: &str, to: &serde_json::Value) -> Result<()> {
    let admin = &scene.synapse.admin().access_token;
    let client = scene.synapse.client().with_token(admin);
    let path = format!("/_synapse/admin/v2/users/@{name}:example.test");
    client.json("PUT", &path, to).map(drop)
}

const LOCKED: &str = "This account is locked.";

#[tokio::test]
async fn a_locked_account_is_named_at_password_sign_in() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            for path in ["/login", "/whoami", "/_synapse/admin/v2/users/", "/logout"] {
                scene.expect_failures(path);
            }
            create(scene, "locked-password")?;
            lock(scene, "locked-password", true)?;
            scene.open("").await?;
            scene.name_homeserver().await?;
            scene
                .sign_in_with_password("locked-password", PASSWORD)
                .await?;
            scene.alert(&[LOCKED]).await?;
            scene.find("button", "Sign in").await.map(drop)
        })
        .await
}

#[tokio::test]
async fn a_locked_account_is_named_at_token_sign_in() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/whoami");
            create(scene, "locked-token")?;
            let token = scene.synapse.client().log_in("locked-token", PASSWORD)?;
            lock(scene, "locked-token", true)?;
            scene.open("").await?;
            scene.name_homeserver().await?;
            scene.sign_in_with_token(&token).await?;
            let alert = scene.alert(&[LOCKED]).await?;
            ensure!(!alert.contains("Enter"), "{alert}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn an_account_locked_while_viewing_keeps_the_report() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            create(scene, "locked-viewer")?;
            scene.open("").await?;
            scene.name_homeserver().await?;
            scene
                .sign_in_with_password("locked-viewer", PASSWORD)
                .await?;
            scene.loaded().await?;
            lock(scene, "locked-viewer", true)?;
            scene.choose("Period", "Last 90 days").await?;
            scene.alert(&[LOCKED, "until it is unlocked"]).await?;
            let users = in_order(everybody()?, Order::Size, true);
            scene.shows(&users[..100]).await?;
            lock(scene, "locked-viewer", false)?;
            scene.press("Try again").await?;
            scene.loaded().await?;
            eventually!(
                scene.announced("alert").await?.is_empty(),
                "the alert is still there"
            );
            Ok(())
        })
        .await
}
