//! Homeservers that abuse the authorization server of another homeserver.

use anyhow::{Result, ensure};
use e2e::{DelegatedHomeserver, Scene, Setup, delegated};
use serde_json::{Value, json};
use test_support::gateway::CannedResponse;
use test_support::synapse::ADMIN;
use test_support::{Fault, Gateway, Rule};

const REGISTRATION: &str = "/oauth2/registration";
const TOKEN: &str = "/oauth2/token";
const METADATA: [&str; 2] = [
    "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server",
];
const ENDPOINTS: [&str; 4] = [
    "authorization_endpoint",
    "token_endpoint",
    "registration_endpoint",
    "revocation_endpoint",
];

/// Where hostile servers would like to get codes and tokens.
const STOLEN: &str = "/_matrix/stolen";

/// A homeserver that repeats what the honest one says about its authorization server, but for a
/// few keys.
fn hostile(scene: &mut Scene, changes: Value) -> Result<Gateway> {
    // The homeserver behind it has no login of its own.
    scene.expect_failures("/_matrix/client/v3/login");
    let server = Gateway::builder()
        .homeserver(&scene.synapse.base_url())
        .start()?;
    let change = move |metadata: &mut Value| {
        for (key, value) in changes.as_object().into_iter().flatten() {
            metadata[key] = value.clone();
        }
    };
    server.inject(Rule::new("/auth_metadata", Fault::rewrite(change)));
    server.inject(Rule::new(
        STOLEN,
        Fault::Respond(CannedResponse::json(200, &json!({}))),
    ));
    Ok(server)
}

/// A homeserver that claims an endpoint of the honest authorization server for itself.
fn hostile_at(scene: &mut Scene, endpoint: &str) -> Result<Gateway> {
    let server = hostile(scene, json!({}))?;
    let stolen = format!("{}{STOLEN}", server.origin());
    let endpoint = endpoint.to_owned();
    let change = move |metadata: &mut Value| metadata[&endpoint] = json!(stolen);
    server.inject(Rule::new("/auth_metadata", Fault::rewrite(change)));
    Ok(server)
}

/// Begins to sign in at a homeserver that is typed.
pub(crate) async fn try_to_sign_in(scene: &Scene, server: &Gateway) -> Result<()> {
    scene.open("").await?;
    // The page's own homeserver is offered first.
    scene.status("Found at").await?;
    scene.fill("Homeserver", &server.origin()).await?;
    scene.tab().await?;
    let found = format!("Found at {}", server.origin());
    scene.status(&found).await?;
    scene.reads("sign in at").await?;
    scene.press("Sign in").await
}

/// Leaves the honest homeserver for the authorization server's page.
async fn leave(scene: &mut Scene) -> Result<()> {
    scene.expect_failures("/_matrix/client/v3/login");
    scene.expect_failures("/favicon.ico");
    scene.open("").await?;
    scene.reads("sign in at").await?;
    scene.press("Sign in").await?;
    scene.find("button", "Log in").await.map(drop)
}

/// Nothing secret has reached a server.
pub(crate) fn got_nothing(server: &Gateway) -> Result<()> {
    for request in server.requests() {
        let harmless = request.method != "POST" && !request.authorized;
        ensure!(
            harmless && !request.path.contains(STOLEN),
            "the hostile server got {request:?}"
        );
    }
    Ok(())
}

/// Keeps this test's panel from reading the metadata of the authorization server.
fn hide_metadata(scene: &mut Scene, pair: &DelegatedHomeserver) -> Result<()> {
    for path in METADATA {
        scene.expect_failures(path);
        let missing = json!({ "status": 404 });
        pair.oidc.answer(&scene.gateway.origin(), path, &missing)?;
    }
    Ok(())
}

#[tokio::test]
async fn an_altered_endpoint_stops_the_sign_in() -> Result<()> {
    let pair = delegated()?;
    Setup::new()
        .on(&pair.synapse)
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            for endpoint in ENDPOINTS {
                let server = hostile_at(scene, endpoint)?;
                try_to_sign_in(scene, &server).await?;
                let stolen = format!("{}{STOLEN}", server.origin());
                scene.alert(&["may not be safe.", &stolen]).await?;
                got_nothing(&server)?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn unconfirmed_endpoints_stay_on_the_issuers_origin() -> Result<()> {
    let pair = delegated()?;
    Setup::new()
        .on(&pair.synapse)
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            hide_metadata(scene, pair)?;
            for endpoint in ENDPOINTS {
                let server = hostile_at(scene, endpoint)?;
                try_to_sign_in(scene, &server).await?;
                let stolen = format!("{}{STOLEN}", server.origin());
                scene.alert(&["can’t be read", &stolen]).await?;
                got_nothing(&server)?;
            }
            leave(scene).await?;
            scene.log_in_as(ADMIN).await?;
            scene.loaded().await
        })
        .await
}

#[tokio::test]
async fn metadata_that_other_pages_may_not_read_is_missing() -> Result<()> {
    let pair = delegated()?;
    Setup::new()
        .on(&pair.synapse)
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            for path in METADATA {
                scene.expect_failures(path);
                let page = json!({ "status": 200, "body": "<!doctype html>" });
                pair.oidc.answer(&scene.gateway.origin(), path, &page)?;
            }
            let server = hostile_at(scene, "token_endpoint")?;
            try_to_sign_in(scene, &server).await?;
            scene.alert(&["can’t be read"]).await?;
            got_nothing(&server)
        })
        .await
}

#[tokio::test]
async fn a_redirect_of_the_metadata_is_not_followed() -> Result<()> {
    let pair = delegated()?;
    Setup::new()
        .on(&pair.synapse)
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            scene.expect_failures(STOLEN);
            let server = hostile_at(scene, "token_endpoint")?;
            let stolen = format!("{}{STOLEN}", server.origin());
            for path in METADATA {
                scene.expect_failures(path);
                let away = json!({ "status": 302, "location": stolen });
                pair.oidc.answer(&scene.gateway.origin(), path, &away)?;
            }
            try_to_sign_in(scene, &server).await?;
            scene.alert(&["can’t be read", &stolen]).await?;
            got_nothing(&server)
        })
        .await
}

#[tokio::test]
async fn a_redirect_of_the_token_endpoint_is_not_followed() -> Result<()> {
    let pair = delegated()?;
    Setup::new()
        .on(&pair.synapse)
        .test(async |scene: &mut Scene| {
            scene.expect_failures(TOKEN);
            scene.expect_failures(STOLEN);
            let server = hostile(scene, json!({}))?;
            leave(scene).await?;
            let stolen = format!("{}{STOLEN}", server.origin());
            let away = json!({ "status": 307, "location": stolen });
            pair.oidc.answer(&scene.gateway.origin(), TOKEN, &away)?;
            scene.log_in_as(ADMIN).await?;
            scene.alert(&["redirect"]).await?;
            got_nothing(&server)
        })
        .await
}

#[tokio::test]
async fn the_issuer_must_be_the_one_that_is_named() -> Result<()> {
    let pair = delegated()?;
    Setup::new()
        .on(&pair.synapse)
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            let with_slash = format!("{}/", pair.oidc.issuer());
            let server = hostile(scene, json!({ "issuer": with_slash }))?;
            try_to_sign_in(scene, &server).await?;
            scene
                .alert(&["names the wrong authorization server.", &with_slash])
                .await?;
            got_nothing(&server)?;

            // Nothing is published there. The honest server's answer names itself.
            for path in METADATA {
                scene.expect_failures(path);
            }
            scene.expect_failures("/tenant");
            scene.expect_failures("/favicon.ico");
            let tenant = format!("{}/tenant", pair.oidc.issuer());
            let server = hostile(scene, json!({ "issuer": tenant }))?;
            try_to_sign_in(scene, &server).await?;
            scene.log_in_as(ADMIN).await?;
            scene
                .alert(&["was rejected", "a different sign-in"])
                .await?;
            got_nothing(&server)
        })
        .await
}

#[tokio::test]
async fn an_issuer_needs_https() -> Result<()> {
    let pair = delegated()?;
    Setup::new()
        .on(&pair.synapse)
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            for issuer in ["http://127.evil.test/", "javascript:alert(1)", "auth.test"] {
                let server = hostile(scene, json!({ "issuer": issuer }))?;
                try_to_sign_in(scene, &server).await?;
                scene.alert(&["has no safe sign-in page.", issuer]).await?;
                got_nothing(&server)?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn metadata_that_changes_meanwhile_has_no_effect() -> Result<()> {
    let pair = delegated()?;
    Setup::new()
        .on(&pair.synapse)
        .test(async |scene: &mut Scene| {
            let server = hostile(scene, json!({}))?;
            leave(scene).await?;
            let stolen = format!("{}{STOLEN}", server.origin());
            let mut body = json!({ "issuer": pair.oidc.issuer() });
            for endpoint in ENDPOINTS {
                body[endpoint] = json!(stolen);
            }
            let changed = json!({ "status": 200, "body": body });
            for path in METADATA {
                pair.oidc.answer(&scene.gateway.origin(), path, &changed)?;
            }
            let changed = Fault::Respond(CannedResponse::json(200, &body));
            scene.gateway.inject(Rule::new("/auth_metadata", changed));
            scene.log_in_as(ADMIN).await?;
            scene.loaded().await?;
            scene.press("Sign out").await?;
            scene.find("button", "Sign in").await?;
            got_nothing(&server)
        })
        .await
}

#[tokio::test]
async fn a_stored_sign_in_with_an_unsafe_endpoint_is_dropped() -> Result<()> {
    let pair = delegated()?;
    Setup::new()
        .on(&pair.synapse)
        .test(async |scene: &mut Scene| {
            leave(scene).await?;
            let there = scene.driver().current_url().await?;
            let file = format!("{}config.json", scene.gateway.url());
            scene.driver().goto(file).await?;
            let change = "
                const pending = JSON.parse(sessionStorage.getItem('pending'));
                pending.by.OAuth.server.token_endpoint = 'http://evil.example/token';
                sessionStorage.setItem('pending', JSON.stringify(pending));";
            scene.run::<()>(change, &[]).await?;
            scene.driver().goto(there.as_str()).await?;
            scene.log_in_as(ADMIN).await?;
            scene
                .alert(&["was rejected", "didn’t start a sign-in"])
                .await
                .map(drop)
        })
        .await
}

#[tokio::test]
async fn a_planted_client_id_is_not_used() -> Result<()> {
    let pair = delegated()?;
    Setup::new()
        .on(&pair.synapse)
        .test(async |scene: &mut Scene| {
            let (issuer, panel) = (pair.oidc.issuer(), scene.gateway.url().to_owned());
            let registration = format!("{issuer}{REGISTRATION}");
            let keys = [
                format!("oauth client {issuer} {panel}"),
                format!("oauth-client {issuer} {registration} http://127.0.0.1:1 {panel}"),
                format!(
                    "oauth-client {issuer} http://127.0.0.1:1 {} {panel}",
                    scene.gateway.origin()
                ),
            ];
            scene.expect_failures("/_matrix/client/v3/login");
            scene.open("").await?;
            let plant = "for (const key of arguments[0]) localStorage.setItem(key, 'planted')";
            scene.run::<()>(plant, &[json!(keys)]).await?;
            let registered = pair.oidc.asked(&scene.gateway.origin(), REGISTRATION)?;
            leave(scene).await?;
            scene.log_in_as(ADMIN).await?;
            scene.loaded().await?;
            let now = pair.oidc.asked(&scene.gateway.origin(), REGISTRATION)?;
            ensure!(now == registered + 1, "the panel has not registered");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_second_homeserver_of_an_issuer_is_questioned() -> Result<()> {
    let pair = delegated()?;
    Setup::new()
        .on(&pair.synapse)
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            leave(scene).await?;
            scene.log_in_as(ADMIN).await?;
            scene.loaded().await?;
            scene.press("Sign out").await?;
            scene.find("button", "Sign in").await?;
            let server = hostile(scene, json!({}))?;
            try_to_sign_in(scene, &server).await?;
            let (ours, theirs) = (scene.gateway.origin(), server.origin());
            scene
                .alert(&["may be trying to get access", &ours, &theirs])
                .await?;
            got_nothing(&server)?;
            let registered = pair.oidc.asked(&ours, REGISTRATION)?;
            scene.press("Sign in").await?;
            scene.loaded().await?;
            let now = pair.oidc.asked(&ours, REGISTRATION)?;
            ensure!(
                now == registered + 1,
                "the client ID of another homeserver was used"
            );
            Ok(())
        })
        .await
}
