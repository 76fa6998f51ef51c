//! Homeservers and pages that mean harm.

use anyhow::{Result, ensure};
use e2e::{Scene, Setup};
use serde_json::json;
use test_support::gateway::CannedResponse;
use test_support::synapse::{ADMIN, PASSWORD};
use test_support::{Fault, Gateway, Rule};

#[tokio::test]
async fn another_page_cannot_frame_the_panel() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_refused_frames();
            scene.open_report("").await?;
            scene.loaded().await?;
            let page = format!(
                "data:text/html,<iframe src='{}'></iframe>",
                scene.gateway.url()
            );
            scene.driver().goto(page).await?;
            scene.driver().enter_frame(0).await?;
            e2e::until("the browser's own page in the frame", async || {
                let url: String = scene.run("return location.href", &[]).await?;
                Ok(url.starts_with("chrome-error:").then_some(()))
            })
            .await?;
            scene.driver().enter_default_frame().await?;
            scene.open("").await
        })
        .await
}

#[tokio::test]
async fn a_redirect_does_not_carry_the_token_to_another_server() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            let other = Gateway::builder().homeserver(&scene.synapse.base_url());
            let other = other.start()?;
            scene.expect_failures(&other.origin());
            scene.open_report("").await?;
            scene.loaded().await?;
            let path = "/_synapse/admin/v1/statistics/users/media";
            let there = format!("{}{path}", other.origin());
            let away = CannedResponse::html(307, "").header("Location", &there);
            scene.gateway.inject(Rule::statistics(Fault::Respond(away)));
            scene.press("Refresh").await?;
            scene
                .alert(&["responded with a redirect.", "your token or password"])
                .await?;
            ensure!(other.requests().is_empty(), "the other server was asked");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_redirect_does_not_carry_the_password_to_another_server() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/_matrix/client/v3/login");
            let other = Gateway::builder().homeserver(&scene.synapse.base_url());
            let other = other.start()?;
            scene.expect_failures(&other.origin());
            scene.open("").await?;
            scene.name_homeserver().await?;
            let there = format!("{}/_matrix/client/v3/login", other.origin());
            let away = CannedResponse::html(307, "").header("Location", &there);
            let rule = Rule::new("/_matrix/client/v3/login", Fault::Respond(away));
            scene.gateway.inject(rule);
            scene.sign_in_with_password(ADMIN, PASSWORD).await?;
            scene.alert(&["responded with a redirect."]).await?;
            ensure!(other.requests().is_empty(), "the other server was asked");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn an_answer_that_never_ends_is_cut_off() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/.well-known/matrix/client");
            let endless = format!("{{\"versions\":[{}\"v1.1\"]}}", " ".repeat(6 << 20));
            let endless = Fault::Respond(CannedResponse::text(200, "application/json", &endless));
            scene
                .gateway
                .inject(Rule::new("/_matrix/client/versions", endless));
            scene.open("").await?;
            scene.fill("Homeserver", &scene.gateway.origin()).await?;
            scene.tab().await?;
            scene
                .status("sent a response that this panel can’t use.")
                .await?;
            scene.reads("far larger than such a response").await
        })
        .await
}

#[tokio::test]
async fn an_echoed_token_is_not_shown() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            scene.open_report("").await?;
            scene.loaded().await?;
            // An error that isn't tried again by itself, and a refusal.
            for status in [501, 400] {
                scene.gateway.clear_faults();
                scene
                    .gateway
                    .inject(Rule::statistics(Fault::EchoRequest(status)));
                scene.press("Refresh").await?;
                let texts = [&format!("HTTP {status}"), "not understood: Bearer •••"];
                scene.alert(&texts).await?;
                let token = scene.token().await?;
                is_not_shown(scene, &token).await?;
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn an_echoed_password_or_login_token_is_not_shown() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/_matrix/client/v3/login");
            scene.open("").await?;
            scene.name_homeserver().await?;
            for status in [400, 403, 500] {
                scene.gateway.clear_faults();
                let echo = Rule::new("/_matrix/client/v3/login", Fault::EchoRequest(status));
                scene.gateway.inject(echo.method("POST".parse()?));
                let password = format!("p\"ä & \\{status}");
                scene.sign_in_with_password(ADMIN, &password).await?;
                scene.alert(&["This is not understood:", "•••"]).await?;
                is_not_shown(scene, &password).await?;
            }
            Ok(())
        })
        .await
}

/// The secret isn't on the page, as it is or in another spelling.
async fn is_not_shown(scene: &Scene, secret: &str) -> Result<()> {
    let page: String = scene.run("return document.body.innerText", &[]).await?;
    let page = page.to_lowercase();
    let percent = |text: &str| -> String {
        let hex = text.bytes().map(|byte| format!("%{byte:02x}"));
        hex.collect()
    };
    let json = json!(secret).to_string();
    let json = json.trim_matches('"');
    for spelling in [secret, &percent(secret), json, &percent(json)] {
        let spelling = spelling.to_lowercase();
        ensure!(!page.contains(&spelling), "{spelling} is on the page");
    }
    Ok(())
}

#[tokio::test]
async fn an_authorization_server_cannot_send_the_browser_to_a_script() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/.well-known/matrix/client");
            let flows =
                json!({ "flows": [{ "type": "m.login.sso", "oauth_aware_preferred": true }] });
            let flows = Fault::Respond(CannedResponse::json(200, &flows));
            scene
                .gateway
                .inject(Rule::new("/_matrix/client/v3/login", flows));
            let metadata = json!({
                "issuer": "https://evil.example/",
                "authorization_endpoint": "javascript:alert(document.domain)//",
                "token_endpoint": "https://evil.example/token",
                "registration_endpoint": "https://evil.example/registration",
            });
            let metadata = Fault::Respond(CannedResponse::json(200, &metadata));
            scene.gateway.inject(Rule::new("/auth_metadata", metadata));
            scene.open("").await?;
            scene.fill("Homeserver", &scene.gateway.origin()).await?;
            scene.tab().await?;
            scene
                .status("sent a response that this panel can’t use.")
                .await
        })
        .await
}

#[tokio::test]
async fn nothing_is_left_in_the_tab_after_signing_out() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            scene.name_homeserver().await?;
            scene.sign_in_with_password(ADMIN, PASSWORD).await?;
            scene.loaded().await?;
            scene.press("Sign out").await?;
            scene.find("button", "Sign in").await?;
            let kept = "return JSON.stringify(sessionStorage)";
            eventually!(scene.run::<String>(kept, &[]).await? == "{}");
            Ok(())
        })
        .await
}
