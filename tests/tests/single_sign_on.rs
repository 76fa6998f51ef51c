//! Signing in by the homeserver's single sign-on.

use anyhow::Result;
use e2e::{Scene, Setup, single_sign_on};
use test_support::gateway::CannedResponse;
use test_support::synapse::{ADMIN, NON_ADMIN, PASSWORD};
use test_support::{Fault, Rule};

const LOGIN: &str = "/_matrix/client/v3/login";

async fn leave(scene: &Scene, query: &str) -> Result<()> {
    scene.open(query).await?;
    scene.status("Found at").await?;
    scene.press("Use single sign-on instead").await?;
    scene.press("Continue with House").await
}

#[tokio::test]
async fn single_sign_on_leads_back_to_the_view() -> Result<()> {
    let pair = single_sign_on()?;
    Setup::new()
        .on(&pair.synapse)
        .below("/media/")
        .test(async |scene: &mut Scene| {
            leave(scene, "?order_by=media_count&limit=25").await?;
            scene.log_in_as(ADMIN).await?;
            scene.loaded().await?;
            scene.has_query("order_by=media_count&limit=25").await?;
            for key in ["loginToken", "state"] {
                eventually!(!scene.query().await?.contains(key), "{key} is left");
            }
            eventually!(scene.account().await?.contains("@admin:example.test"));
            let token = scene.token().await?;
            let client = scene.synapse.client().with_token(&token);
            scene.press("Sign out").await?;
            scene.find("button", "Sign in").await?;
            e2e::until("the token's end", async || {
                let status = client.get("/_matrix/client/v3/account/whoami")?.0;
                Ok((status == 401).then_some(()))
            })
            .await
        })
        .await
}

#[tokio::test]
async fn every_provider_is_offered_beside_the_other_ways() -> Result<()> {
    let pair = single_sign_on()?;
    Setup::new()
        .on(&pair.synapse)
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            scene.status("Found at").await?;
            scene.field("Password").await?;
            scene.press("Use single sign-on instead").await?;
            scene.find("button", "Continue with House").await?;
            scene.find("button", "Continue with Guests").await?;
            scene.find("button", "Use an access token instead").await?;
            scene.press("Use a password instead").await?;
            scene.sign_in_with_password(ADMIN, PASSWORD).await?;
            scene.loaded().await
        })
        .await
}

#[tokio::test]
async fn who_is_no_administrator_is_told_so_by_name() -> Result<()> {
    let pair = single_sign_on()?;
    Setup::new()
        .on(&pair.synapse)
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/_synapse/admin/v2/users/");
            leave(scene, "").await?;
            scene.log_in_as(NON_ADMIN).await?;
            let refusal = "@viewer:example.test is not a server administrator.";
            scene.alert(&[refusal]).await.map(drop)
        })
        .await
}

#[tokio::test]
async fn a_providers_name_and_sign_are_shown_and_nothing_of_them_acts() -> Result<()> {
    let pair = single_sign_on()?;
    Setup::new()
        .on(&pair.synapse)
        .test(async |scene: &mut Scene| {
            let flows = serde_json::json!({ "flows": [{
                "type": "m.login.sso",
                "identity_providers": [{
                    "id": "a/../b?c",
                    "name": "<b>\u{202e}Bank",
                    "icon": "mxc://example.test/sign",
                }],
            }] });
            let flows = Fault::Respond(CannedResponse::json(200, &flows));
            scene.gateway.inject(Rule::new(LOGIN, flows).times(1));
            let sign = "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>";
            let sign = Fault::Respond(CannedResponse::text(200, "image/svg+xml", sign));
            scene
                .gateway
                .inject(Rule::new("/_matrix/media/v3/download/", sign));
            scene.open("").await?;
            scene
                .find("button", "Continue with <b>[U+202E]Bank")
                .await?;
            let shown = "return [...document.querySelectorAll('button img')]
                .some((img) => img.complete && img.src.startsWith('blob:'))";
            e2e::until("the sign", async || {
                Ok(scene.run::<bool>(shown, &[]).await?.then_some(()))
            })
            .await
        })
        .await
}
