//! Authorization servers that refuse, fail or are down: the message names them, and the step.

use anyhow::{Result, ensure};
use e2e::{Scene, Setup};
use serde_json::json;
use test_support::gateway::CannedResponse;
use test_support::{Fault, Gateway, Rule};

/// Makes the homeserver leave its sign-in to the authorization server at this origin.
fn delegate(scene: &mut Scene, issuer: &str) -> CannedResponse {
    scene.expect_failures(issuer);
    let flow = json!({ "type": "m.login.sso", "oauth_aware_preferred": true });
    let flows = CannedResponse::json(200, &json!({ "flows": [flow] }));
    let metadata = CannedResponse::json(
        200,
        &json!({
            "issuer": issuer,
            "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"),
            "registration_endpoint": format!("{issuer}/register"),
            "revocation_endpoint": format!("{issuer}/revoke"),
            "code_challenge_methods_supported": ["S256"],
        }),
    );
    let server = scene.server();
    server.inject(Rule::new("/_matrix/client/v3/login", Fault::Respond(flows)));
    server.inject(Rule::new(
        "/auth_metadata",
        Fault::Respond(metadata.clone()),
    ));
    metadata
}

/// An authorization server without registration and tokens, for the tests to fill in.
pub(crate) fn authorization_server(scene: &mut Scene) -> Result<Gateway> {
    let server = Gateway::builder().start()?;
    let metadata = delegate(scene, &server.origin());
    for path in ["/openid-configuration", "/oauth-authorization-server"] {
        server.inject(Rule::new(path, Fault::Respond(metadata.clone())));
    }
    let preflight = Rule::new(
        "/register",
        Fault::Respond(CannedResponse::text(200, "text/plain", "")),
    );
    let preflight = preflight.preflights_too().method("OPTIONS".parse()?);
    server.inject(preflight);
    // Whoever asks is let in.
    let page = "<script>
        const query = new URLSearchParams(location.search);
        const answer = new URLSearchParams({ code: 'any-code', state: query.get('state') });
        location.replace(`${query.get('redirect_uri')}#${answer}`);
        </script>";
    server.inject(Rule::new(
        "/authorize",
        Fault::Respond(CannedResponse::html(200, page)),
    ));
    Ok(server)
}

pub(crate) async fn start_sign_in(scene: &Scene) -> Result<()> {
    scene.open("").await?;
    scene.status("Found at").await?;
    scene.reads("sign in at").await?;
    scene.press("Sign in").await
}

#[tokio::test]
async fn a_refused_registration_is_explained() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let server = authorization_server(scene)?;
            let origin = server.origin();
            let refused = format!("{origin} refused to register this panel (HTTP 400).");
            let none = format!("{origin} doesn’t register this panel.");
            let body = json!({
                "error": "invalid_redirect_uri",
                "error_description": "The host is not allowed",
            });
            let cases = [
                (
                    CannedResponse::json(400, &body),
                    [
                        &*refused,
                        "invalid_redirect_uri The host is not allowed",
                        "Matrix Authentication Service accepts panels only at https://",
                    ],
                ),
                (
                    CannedResponse::html(404, "<h1>Not Found</h1>"),
                    [&*none, "HTTP 404", "dynamic client registration"],
                ),
                (
                    CannedResponse::text(405, "text/plain", ""),
                    [&*none, "HTTP 405", "dynamic client registration"],
                ),
            ];
            for (answer, texts) in cases {
                let rule = Rule::new("/register", Fault::Respond(answer));
                let fault = server.inject(rule.method("POST".parse()?));
                start_sign_in(scene).await?;
                let alert = scene.alert(&texts).await?;
                ensure!(!alert.contains("_synapse"), "{alert}");
                fault.clear();
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn an_authorization_server_that_is_down_is_named() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let nowhere = Gateway::builder().start()?.origin();
            delegate(scene, &nowhere);
            start_sign_in(scene).await?;
            let down = format!("Couldn’t connect to {nowhere}.");
            scene
                .alert(&[&down, "It is the authorization server of"])
                .await
                .map(drop)
        })
        .await
}

#[tokio::test]
async fn a_failing_token_endpoint_is_named() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let server = authorization_server(scene)?;
            let origin = server.origin();
            let registered = CannedResponse::json(201, &json!({ "client_id": "panel" }));
            let rule = Rule::new("/register", Fault::Respond(registered));
            server.inject(rule.method("POST".parse()?));
            let page = CannedResponse::html(502, "<h1>Bad Gateway</h1>");
            let failing = server.inject(Rule::new("/token", Fault::Respond(page)));
            start_sign_in(scene).await?;
            let failed = format!("{origin} returned an error (HTTP 502).");
            let step = "exchanging the authorization code";
            scene.alert(&[&failed, step]).await?;
            failing.clear();
            let hanging = server.inject(Rule::new("/token", Fault::Hang));
            start_sign_in(scene).await?;
            let timed_out = format!("{origin} did not respond in time.");
            let texts = [&*timed_out, step];
            // The deadline is longer than anything else that tests wait for.
            let alert = match scene.alert(&texts).await {
                Ok(alert) => alert,
                Err(_) => scene.alert(&texts).await?,
            };
            ensure!(!alert.contains("statistics"), "{alert}");
            ensure!(hanging.hits() == 1, "the code was sent again");
            Ok(())
        })
        .await
}
