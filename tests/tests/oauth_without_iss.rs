//! Authorization servers whose responses don't name the issuer (RFC 9207), such as Matrix
//! Authentication Service, and homeservers that abuse them.

use anyhow::Result;
use e2e::{Scene, Setup};
use serde_json::{Value, json};
use test_support::gateway::CannedResponse;
use test_support::{Fault, Gateway, Rule};

use crate::authorization_server::{authorization_server, start_sign_in};
use crate::oauth_attacks::{got_nothing, try_to_sign_in};

/// The authorization server of the scene's homeserver. It gives everyone the administrator's token.
fn honest_server(scene: &mut Scene) -> Result<Gateway> {
    let server = authorization_server(scene)?;
    let registered = CannedResponse::json(201, &json!({ "client_id": "panel" }));
    let rule = Rule::new("/register", Fault::Respond(registered));
    server.inject(rule.method("POST".parse()?));
    let token = &scene.synapse.admin().access_token;
    let tokens = json!({ "access_token": token, "token_type": "Bearer" });
    let tokens = CannedResponse::json(200, &tokens);
    server.inject(Rule::new("/token", Fault::Respond(tokens)));
    let revoked = CannedResponse::json(200, &json!({}));
    server.inject(Rule::new("/revoke", Fault::Respond(revoked)));
    Ok(server)
}

/// What a homeserver says whose issuer has the endpoints of another server.
fn metadata(issuer: &str, honest: &Gateway) -> Value {
    let honest = honest.origin();
    json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{honest}/authorize"),
        "token_endpoint": format!("{honest}/token"),
        "registration_endpoint": format!("{honest}/register"),
        "revocation_endpoint": format!("{honest}/revoke"),
        "code_challenge_methods_supported": ["S256"],
    })
}

/// A homeserver with this metadata.
fn hostile(scene: &Scene, metadata: &Value) -> Result<Gateway> {
    let server = Gateway::builder()
        .homeserver(&scene.synapse.base_url())
        .start()?;
    let flow = json!({ "type": "m.login.sso", "oauth_aware_preferred": true });
    let flows = CannedResponse::json(200, &json!({ "flows": [flow] }));
    server.inject(Rule::new("/_matrix/client/v3/login", Fault::Respond(flows)));
    let metadata = CannedResponse::json(200, metadata);
    server.inject(Rule::new("/auth_metadata", Fault::Respond(metadata)));
    Ok(server)
}

async fn sign_in_and_out(scene: &Scene) -> Result<()> {
    start_sign_in(scene).await?;
    scene.loaded().await?;
    scene.press("Sign out").await?;
    scene.find("button", "Sign in").await.map(drop)
}

#[tokio::test]
async fn the_same_homeserver_is_signed_in_to_without_questions() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let _honest = honest_server(scene)?;
            for _ in 0..2 {
                sign_in_and_out(scene).await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn an_issuer_with_the_endpoints_of_another_is_refused() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            let honest = honest_server(scene)?;
            let issuer = Gateway::builder().start()?;
            let stated = metadata(&issuer.origin(), &honest);
            let answer = CannedResponse::json(200, &stated);
            let rule = Rule::new("/openid-configuration", Fault::Respond(answer));
            issuer.inject(rule);
            let server = hostile(scene, &stated)?;
            sign_in_and_out(scene).await?;
            try_to_sign_in(scene, &server).await?;
            let endpoint = format!("{}/authorize", honest.origin());
            scene
                .alert(&["may not be safe.", &issuer.origin(), &endpoint])
                .await?;
            got_nothing(&server)
        })
        .await
}

#[tokio::test]
async fn another_issuer_on_the_same_origin_is_questioned() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            let honest = honest_server(scene)?;
            sign_in_and_out(scene).await?;
            // Nothing is published there.
            honest.clear_faults();
            let tenant = format!("{}/tenant", honest.origin());
            let server = hostile(scene, &metadata(&tenant, &honest))?;
            try_to_sign_in(scene, &server).await?;
            let (ours, theirs) = (scene.gateway.origin(), server.origin());
            scene
                .alert(&["may be trying to get access", &ours, &theirs])
                .await?;
            got_nothing(&server)
        })
        .await
}
