//! Links, names and servers that try to get a secret that was not meant for them.

use anyhow::{Result, ensure};
use e2e::{Scene, Setup, TIMEOUT, until};
use serde_json::json;
use test_support::gateway::CannedResponse;
use test_support::synapse::{ADMIN, PASSWORD};
use test_support::{Fault, Gateway, Rule};
use thirtyfour::Key;

const WHOAMI: &str = "/_matrix/client/v3/account/whoami";
const LOGIN: &str = "/_matrix/client/v3/login";

/// The name of a gateway that serves a `.well-known` file.
fn name_of(gateway: &Gateway) -> String {
    gateway.origin().replace("http://127.0.0.1:", "localhost:")
}

/// A `.well-known` file that leads to a base URL.
fn leads_to(base_url: &str) -> CannedResponse {
    CannedResponse::json(200, &json!({ "m.homeserver": { "base_url": base_url } }))
}

/// Whether anything secret was sent to a server.
fn got_secret(server: &Gateway) -> bool {
    let requests = server.requests();
    let mut requests = requests.iter().filter(|it| it.method != "OPTIONS");
    requests.any(|it| it.path == WHOAMI || it.method == "POST")
}

fn homeserver(scene: &Scene) -> Result<Gateway> {
    let base_url = scene.synapse.base_url();
    Gateway::builder().homeserver(&base_url).start()
}

#[tokio::test]
async fn a_link_sends_nothing_until_its_homeserver_is_confirmed() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            let origin = scene.server().origin();
            let link = format!("?homeserver={origin}");
            let token = scene.synapse.admin().access_token.clone();
            // Fields drop line breaks, and what is around a name does not count.
            for written in [format!("?homeserver=%20{origin}%0A"), link.clone()] {
                scene.open(&written).await?;
                scene.alert(&["new to this browser", &origin]).await?;
                scene.sign_in_with_token(&token).await?;
                scene.alert(&["Confirm the homeserver first."]).await?;
            }
            let check = scene.seen("button", "Check connection").await?;
            ensure!(check.is_none(), "a check would ask it");
            let requests = scene.server().requests();
            ensure!(requests.is_empty(), "it was asked: {requests:?}");
            scene.press("Use this homeserver").await?;
            scene.status(&format!("Found at {origin}")).await?;
            scene.press("Sign in").await?;
            scene.loaded().await?;
            scene.press("Sign out").await?;
            // It was signed in to: the same link needs no other click.
            scene.open(&link).await?;
            scene.sign_in_with_token(&token).await?;
            scene.loaded().await
        })
        .await
}

#[tokio::test]
async fn a_link_elsewhere_is_refused_beside_an_own_homeserver() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let other = homeserver(scene)?;
            let link = format!("?homeserver={}", other.origin());
            scene.open(&link).await?;
            let refusal = format!("This panel can’t sign in to {}.", other.origin());
            scene.alert(&[&refusal]).await?;
            let own = scene.gateway.origin();
            scene.status(&format!("Found at {own}")).await?;
            scene.sign_in().await?;
            scene.loaded().await?;
            ensure!(other.requests().is_empty(), "it was asked");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_maintenance_page_does_not_allow_other_homeservers() -> Result<()> {
    for answer in [
        CannedResponse::html(200, "<h1>Back soon</h1>"),
        CannedResponse::html(403, "Forbidden"),
        CannedResponse::html(404, "Not Found"),
    ] {
        Setup::new()
            .test(async |scene: &mut Scene| {
                let own = scene.gateway.origin();
                scene.expect_failures(&own);
                scene.open("").await?;
                scene.sign_in().await?;
                scene.press("Sign out").await?;
                scene.find("button", "Sign in").await?;
                let other = homeserver(scene)?;
                scene.gateway.inject(Rule::new(
                    "/_matrix/client/versions",
                    Fault::Respond(answer),
                ));
                scene
                    .open(&format!("?homeserver={}", other.origin()))
                    .await?;
                let refusal = format!("This panel can’t sign in to {}.", other.origin());
                scene.alert(&[&refusal]).await?;
                eventually!(scene.seen("textbox", "Homeserver").await?.is_none());
                ensure!(other.requests().is_empty(), "it was asked");
                Ok(())
            })
            .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_name_that_leads_elsewhere_must_be_confirmed_again() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            let other = homeserver(scene)?;
            let name = Gateway::builder()
                .well_known(leads_to(&scene.server().origin()))
                .start()?;
            scene.open("").await?;
            scene.fill("Homeserver", &name_of(&name)).await?;
            scene.tab().await?;
            scene.status("Found at").await?;
            let token = scene.synapse.admin().access_token.clone();
            scene.sign_in_with_token(&token).await?;
            scene.loaded().await?;
            scene.press("Sign out").await?;
            scene.find("button", "Sign in").await?;
            name.set_well_known(Some(leads_to(&other.origin())));
            scene.open("").await?;
            scene
                .alert(&["address has changed", &other.origin()])
                .await?;
            eventually!(scene.value("Homeserver").await? == name_of(&name));
            ensure!(other.requests().is_empty(), "the new address was asked");
            scene.press("Use this homeserver").await?;
            scene
                .status(&format!("Found at {}", other.origin()))
                .await?;
            scene.sign_in_with_token(&token).await?;
            scene.loaded().await
        })
        .await
}

#[tokio::test]
async fn a_check_that_starts_by_itself_carries_no_token() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            let evil = homeserver(scene)?;
            scene.expect_failures(&evil.origin());
            // There is no way to sign in, but the check gets as far as the token.
            evil.inject(Rule::new(LOGIN, Fault::html()));
            scene.open("").await?;
            scene.status("Found at").await?;
            scene.by_token().await?;
            let token = scene.synapse.admin().access_token.clone();
            scene.fill("Access token", &token).await?;
            // Without `input` events, as if a program had typed it.
            let rename = "
                const field = document.getElementById('homeserver');
                field.value = arguments[0];
                field.dispatchEvent(new Event('change', { bubbles: true }));";
            scene.run::<()>(rename, &[json!(evil.origin())]).await?;
            scene.find("heading", "Connection check").await?;
            scene.status("All checks passed.").await?;
            eventually!(scene.value("Access token").await?.is_empty());
            // Not even on demand: this server was not found to be a homeserver.
            scene.fill("Access token", &token).await?;
            evil.forget_requests();
            scene.press("Run again").await?;
            let ran =
                evil.wait_for_requests(TIMEOUT, |requests| requests.iter().any(|it| it.authorized));
            ensure!(ran.is_some(), "the check did not run");
            scene.status("All checks passed.").await?;
            ensure!(!got_secret(&evil), "it got the token");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn changing_the_homeserver_clears_token_and_password() -> Result<()> {
    let first = Gateway::builder().homeserver(&e2e::shared()?.base_url());
    let first = first.start()?;
    let config = format!(
        r#"{{"homeservers":["{}"],"other_homeservers":true}}"#,
        first.origin()
    );
    Setup::new()
        .config(&config)
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            scene.status("Found at").await?;
            scene.fill("User name", ADMIN).await?;
            scene.fill("Password", PASSWORD).await?;
            scene.choose("Homeserver", "Another…").await?;
            scene.find("textbox", "Another homeserver").await?;
            eventually!(scene.value("Password").await?.is_empty());
            scene.by_token().await?;
            scene.fill("Access token", "syt_secret").await?;
            scene.fill("Another homeserver", "e").await?;
            eventually!(scene.value("Access token").await?.is_empty());
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_password_goes_only_to_what_was_shown() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            let evil = homeserver(scene)?;
            let honest = leads_to(&scene.server().origin());
            let name = Gateway::builder().well_known(honest.clone()).start()?;
            let file = Rule::new("/.well-known", Fault::Hold);
            scene.open("").await?;
            scene.fill("Homeserver", &name_of(&name)).await?;
            scene.tab().await?;
            scene.status("Found at").await?;
            // Looked for once more, with another answer.
            scene.fill("Homeserver", "").await?;
            scene.fill("Homeserver", &name_of(&name)).await?;
            let held = name.inject(file);
            name.set_well_known(Some(leads_to(&evil.origin())));
            scene.tab().await?;
            scene.status("Looking for the homeserver").await?;
            scene.fill("User name", ADMIN).await?;
            scene.fill("Password", PASSWORD).await?;
            scene.key(Key::Enter).await?;
            scene.find("button", "Signing in…").await?;
            held.clear();
            scene.alert(&["Check the homeserver’s address"]).await?;
            scene.status(&format!("Found at {}", evil.origin())).await?;
            ensure!(!got_secret(&evil), "it got the password");
            ensure!(name.requests().len() == 2, "it was looked for again");
            // What is shown now stays, whatever the name leads to by then.
            name.set_well_known(Some(honest));
            scene.press("Sign in").await?;
            scene.loaded().await?;
            ensure!(!got_secret(scene.server()), "it was not shown");
            ensure!(name.requests().len() == 2, "it was looked for again");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn an_older_look_up_does_not_replace_a_newer_one() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            let slow = homeserver(scene)?;
            let versions = Rule::new("/_matrix/client/versions", Fault::Hold);
            let held = slow.inject(versions);
            let found = format!("Found at {}", scene.server().origin());
            scene.open("").await?;
            scene.fill("Homeserver", &slow.origin()).await?;
            scene.tab().await?;
            let asked = slow.wait_for_requests(TIMEOUT, |requests| !requests.is_empty());
            ensure!(asked.is_some(), "it was not asked");
            scene.fill("Homeserver", &scene.server().origin()).await?;
            scene.tab().await?;
            scene.status(&found).await?;
            held.clear();
            let answered = slow.wait_for_requests(TIMEOUT, |requests| {
                requests
                    .iter()
                    .any(|it| it.path == LOGIN && it.status.is_some())
            });
            ensure!(answered.is_some(), "it did not answer");
            scene.status(&found).await?;
            let token = scene.synapse.admin().access_token.clone();
            scene.sign_in_with_token(&token).await?;
            scene.loaded().await?;
            ensure!(!got_secret(&slow), "it got the token");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_secret_is_not_sent_unencrypted_without_consent() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            let origin = scene.server().origin();
            let plain = origin.replace("127.0.0.1", "insecure.test");
            scene.open("").await?;
            scene.fill("Homeserver", &plain).await?;
            scene.tab().await?;
            scene.status(&format!("Found at {plain}")).await?;
            scene.alert(&[&plain, "isn’t encrypted"]).await?;
            let token = scene.synapse.admin().access_token.clone();
            scene.sign_in_with_token(&token).await?;
            scene.alert(&["Nothing was sent."]).await?;
            scene.press("Check connection").await?;
            scene.status("All checks passed.").await?;
            ensure!(!got_secret(scene.server()), "the token was sent");
            let consent = "document.querySelector('.question input').click()";
            scene.run::<()>(consent, &[]).await?;
            scene.press("Sign in").await?;
            scene.loaded().await
        })
        .await
}

#[tokio::test]
async fn fields_that_were_filled_without_an_event_are_read() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            scene.open("").await?;
            scene.field("Password").await?;
            let origin = scene.server().origin();
            let fill = "
                for (const [id, value] of Object.entries(arguments[0]))
                    document.getElementById(id).value = value;";
            let values = json!({ "homeserver": origin, "user": ADMIN, "password": PASSWORD });
            scene.run::<()>(fill, &[values]).await?;
            scene.press("Sign in").await?;
            // It was not shown before.
            scene.alert(&["Check the homeserver’s address"]).await?;
            scene.status(&format!("Found at {origin}")).await?;
            ensure!(!got_secret(scene.server()), "the password was sent");
            // An older text, which the page knows of, gives way to what was filled in.
            scene.fill("User name", "nobody").await?;
            let user = json!({ "user": ADMIN, "password": PASSWORD });
            scene.run::<()>(fill, &[user]).await?;
            scene.press("Sign in").await?;
            scene.loaded().await?;
            until("the administrator's name", async || {
                let admin = &scene.synapse.admin().user_id;
                Ok(scene.account().await?.contains(admin).then_some(()))
            })
            .await
        })
        .await
}
