//! Signing in and out, and who is refused.

use anyhow::{Result, ensure};
use e2e::{Scene, Setup, TIMEOUT, until};
use serde_json::json;
use test_support::gateway::CannedResponse;
use test_support::synapse::{ADMIN, NON_ADMIN, PASSWORD};
use test_support::{Fault, Gateway, Rule};

const WHOAMI: &str = "/_matrix/client/v3/account/whoami";
const LOGIN: &str = "/_matrix/client/v3/login";

/// What the homeserver answers to somebody with this token.
fn status_of(scene: &Scene, token: &str) -> Result<u16> {
    Ok(scene.synapse.client().with_token(token).get(WHOAMI)?.0)
}

/// Waits until a request to this path was answered.
fn wait_for_answer(scene: &Scene, path: &str) -> Result<()> {
    let answered = scene.server().wait_for_requests(TIMEOUT, |requests| {
        let mut requests = requests.iter();
        requests.any(|it| it.method == "POST" && it.path.ends_with(path) && it.status.is_some())
    });
    ensure!(answered.is_some(), "nothing was asked of {path}");
    Ok(())
}

#[tokio::test]
async fn a_password_signs_in_and_signing_out_revokes_the_token() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            scene.name_homeserver().await?;
            scene.sign_in_with_password(ADMIN, PASSWORD).await?;
            scene.loaded().await?;
            let admin = &scene.synapse.admin().user_id;
            eventually!(scene.account().await?.contains(admin.as_str()));
            let token = scene.token().await?;
            ensure!(status_of(scene, &token)? == 200);
            scene.press("Sign out").await?;
            scene.find("button", "Sign in").await?;
            wait_for_answer(scene, "/logout")?;
            ensure!(status_of(scene, &token)? == 401, "the token is still valid");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_full_user_id_is_a_user_name_too() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            scene.name_homeserver().await?;
            let admin = scene.synapse.admin().user_id.clone();
            scene.sign_in_with_password(&admin, PASSWORD).await?;
            scene.loaded().await
        })
        .await
}

#[tokio::test]
async fn a_token_leads_to_the_report_and_signing_out_leaves_it_valid() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            let token = scene.token().await?;
            scene.press("Sign out").await?;
            scene.find("button", "Sign in").await?;
            let html = "return document.documentElement.outerHTML";
            eventually!(!scene.run::<String>(html, &[]).await?.contains(&token));
            let kept = "return sessionStorage.getItem('sessions') !== null";
            eventually!(
                !scene.run::<bool>(kept, &[]).await?,
                "the tab keeps the session"
            );
            ensure!(status_of(scene, &token)? == 200, "the token was revoked");
            let requests = scene.gateway.requests();
            ensure!(!requests.iter().any(|it| it.path.ends_with("/logout")));
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_token_is_taken_with_the_blanks_around_it() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            scene.name_homeserver().await?;
            let token = format!("  {}  ", scene.synapse.admin().access_token);
            scene.sign_in_with_token(&token).await?;
            scene.loaded().await
        })
        .await
}

#[tokio::test]
async fn a_token_with_a_blank_inside_is_refused_without_being_sent() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            scene.name_homeserver().await?;
            scene.sign_in_with_token("syt_not a_token").await?;
            scene.alert(&["This can’t be an access token"]).await?;
            let requests = scene.gateway.requests();
            ensure!(!requests.iter().any(|it| it.authorized), "it was sent");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_can_be_corrected() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/login");
            scene.open("").await?;
            scene.name_homeserver().await?;
            scene.sign_in_with_password(ADMIN, "wrong").await?;
            scene.alert(&["Wrong user name or password."]).await?;
            scene.sign_in_with_password(ADMIN, PASSWORD).await?;
            scene.loaded().await
        })
        .await
}

#[tokio::test]
async fn an_unknown_token_is_refused() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/whoami");
            scene.open("").await?;
            scene.name_homeserver().await?;
            scene.sign_in_with_token("syt_unknown_token").await?;
            scene.alert(&["doesn’t know this access token"]).await?;
            scene.find("button", "Sign in").await.map(drop)
        })
        .await
}

#[tokio::test]
async fn what_is_missing_is_asked_for() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            scene.name_homeserver().await?;
            scene.press("Sign in").await?;
            scene.alert(&["Enter a user name."]).await?;
            scene.fill("User name", ADMIN).await?;
            scene.press("Sign in").await?;
            scene.alert(&["Enter the password."]).await?;
            scene.by_token().await?;
            scene.press("Sign in").await?;
            scene.alert(&["Enter an access token."]).await?;
            scene.fill("Homeserver", "").await?;
            scene.tab().await?;
            scene.press("Sign in").await?;
            scene
                .alert(&["Enter the homeserver’s name or URL."])
                .await
                .map(drop)
        })
        .await
}

#[tokio::test]
async fn a_click_during_the_look_up_shows_what_was_found_first() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            scene.open("").await?;
            let versions = Rule::new("/_matrix/client/versions", Fault::Hold);
            let held = scene.server().inject(versions);
            scene.fill("Homeserver", &scene.server().origin()).await?;
            let token = scene.synapse.admin().access_token.clone();
            scene.sign_in_with_token(&token).await?;
            scene.find("button", "Signing in…").await?;
            held.clear();
            scene.alert(&["Check the homeserver’s address"]).await?;
            scene.status("Found at").await?;
            let requests = scene.server().requests();
            ensure!(!requests.iter().any(|it| it.authorized), "it was sent");
            scene.press("Sign in").await?;
            scene.loaded().await
        })
        .await
}

#[tokio::test]
async fn a_non_administrator_is_named_and_can_sign_in_as_another() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/_synapse/admin/v2/users/");
            scene.open("").await?;
            scene.name_homeserver().await?;
            let viewer = scene.synapse.non_admin().clone();
            let refusal = format!("{} is not a server administrator.", viewer.user_id);
            scene.sign_in_with_password(NON_ADMIN, PASSWORD).await?;
            scene.alert(&[&refusal]).await?;
            scene.sign_in_with_token(&viewer.access_token).await?;
            scene.alert(&[&refusal]).await?;
            ensure!(scene.gateway.statistics_requests().is_empty());
            scene.sign_in_with_password(ADMIN, PASSWORD).await?;
            scene.loaded().await?;
            eventually!(scene.announced("alert").await?.is_empty());
            ensure!(status_of(scene, &viewer.access_token)? == 200);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_homeserver_on_the_own_origin_is_the_only_one_offered() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            let origin = scene.gateway.origin();
            scene.status(&format!("Found at {origin}")).await?;
            scene.reads(&origin).await?;
            scene.gone("textbox", "Homeserver").await?;
            scene.sign_in().await?;
            scene.loaded().await?;
            scene.gone("button", "Add homeserver").await?;
            Ok(())
        })
        .await
}

#[tokio::test]
async fn no_homeserver_is_prefilled_unless_the_origin_is_one() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            scene.open("").await?;
            scene.find("button", "Sign in").await?;
            let looked = "return performance.getEntriesByType('resource')
                .some((entry) => entry.name.endsWith('/.well-known/matrix/client'))";
            until("the end of the search", async || {
                Ok(scene.run::<bool>(looked, &[]).await?.then_some(()))
            })
            .await?;
            eventually!(scene.value("Homeserver").await?.is_empty());
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_homeserver_on_another_origin_is_reached_by_its_url() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            scene.open("").await?;
            scene.sign_in().await?;
            scene.loaded().await?;
            let named = format!("homeserver={}", scene.server().origin());
            eventually!(
                scene.query().await? == named,
                "a bookmark would not lead back"
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_homeservers_name_is_followed_through_its_well_known_file() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            let base_url = scene.server().origin();
            let name = Gateway::builder()
                .well_known(CannedResponse::json(
                    200,
                    &json!({ "m.homeserver": { "base_url": format!("{base_url}/") } }),
                ))
                .start()?;
            let name = name_of(&name);
            scene.open("").await?;
            scene.fill("Homeserver", &name).await?;
            scene.tab().await?;
            scene.status(&format!("Found at {base_url}")).await?;
            scene
                .sign_in_with_token(&scene.synapse.admin().access_token)
                .await?;
            scene.loaded().await?;
            eventually!(scene.query().await? == format!("homeserver={name}"));
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_redirected_well_known_file_is_followed_if_readable() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            let base_url = scene.server().origin();
            let json = json!({ "m.homeserver": { "base_url": base_url } });
            let there = Gateway::builder()
                .well_known(CannedResponse::json(200, &json))
                .start()?;
            let file = format!("{}/.well-known/matrix/client", there.origin());
            let away = CannedResponse::html(302, "").header("Location", &file);
            let name = Gateway::builder().well_known(away).start()?;
            scene.open("").await?;
            scene.fill("Homeserver", &name_of(&name)).await?;
            scene.tab().await?;
            scene.status(&format!("Found at {base_url}")).await
        })
        .await
}

fn name_of(gateway: &Gateway) -> String {
    gateway.origin().replace("http://127.0.0.1:", "localhost:")
}

#[tokio::test]
async fn a_server_without_password_login_offers_the_token_alone() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            let flows = json!({ "flows": [{ "type": "m.login.application_service" }] });
            scene.gateway.inject(Rule::new(
                LOGIN,
                Fault::Respond(CannedResponse::json(200, &flows)),
            ));
            scene.open("").await?;
            scene.status("Found at").await?;
            scene.field("Access token").await?;
            eventually!(scene.seen("textbox", "Password").await?.is_none());
            scene.gone("button", "Use a password instead").await?;
            scene.sign_in().await?;
            scene.loaded().await
        })
        .await
}

#[tokio::test]
async fn a_server_that_delegates_its_login_offers_the_token_alone() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/auth_metadata");
            scene.expect_failures(LOGIN);
            let unknown = Fault::error(404, "M_UNRECOGNIZED", "Unrecognized request");
            scene.gateway.inject(Rule::new(LOGIN, unknown));
            scene.open("").await?;
            scene.status("Found at").await?;
            scene.field("Access token").await?;
            eventually!(scene.seen("textbox", "Password").await?.is_none());
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_server_that_is_not_there_is_said_to_be_unreachable() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            // A port that was free a moment ago.
            let nowhere = Gateway::builder().start()?.origin();
            scene.expect_failures(&nowhere);
            scene.open("").await?;
            scene.status("Found at").await?;
            scene.fill("Homeserver", &nowhere).await?;
            scene.tab().await?;
            scene
                .status(&format!("Couldn’t connect to {nowhere}."))
                .await?;
            scene.sign_in_with_token("syt_any").await?;
            let explanation = format!("Couldn’t connect to {nowhere}.");
            scene
                .alert(&[&explanation, "Check the address"])
                .await
                .map(drop)
        })
        .await
}

#[tokio::test]
async fn what_can_be_no_homeserver_is_said_to_be_none() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            scene.status("Found at").await?;
            scene.fill("Homeserver", "not a server").await?;
            scene.tab().await?;
            scene.status("This is not a homeserver address.").await
        })
        .await
}

#[tokio::test]
async fn a_reload_stays_signed_in_and_another_tab_or_browser_is_not() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            scene.driver().refresh().await?;
            scene.loaded().await?;
            scene.driver().new_tab().await?;
            let tabs = scene.driver().windows().await?;
            let (old, new) = (tabs[0].clone(), tabs[1].clone());
            scene.driver().switch_to_window(new).await?;
            scene.open("").await?;
            scene.find("button", "Sign in").await?;
            scene.driver().close_window().await?;
            scene.driver().switch_to_window(old).await?;
            scene.fresh_browser().await?;
            scene.open("").await?;
            scene.find("button", "Sign in").await.map(drop)
        })
        .await
}

#[tokio::test]
async fn a_reload_of_an_unknown_session_asks_to_sign_in_again() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/refresh");
            scene.expect_failures("/statistics/users/media");
            scene.expect_failures("/whoami");
            scene.open("").await?;
            scene.name_homeserver().await?;
            scene.sign_in_with_password(ADMIN, PASSWORD).await?;
            scene.loaded().await?;
            let token = scene.token().await?;
            let client = scene.synapse.client().with_token(&token);
            client.json("POST", "/_matrix/client/v3/logout", &json!({}))?;
            scene.driver().refresh().await?;
            scene.alert(&["You are signed out."]).await?;
            scene.sign_in_with_password(ADMIN, PASSWORD).await?;
            scene.loaded().await
        })
        .await
}

#[tokio::test]
async fn the_sign_in_says_what_a_link_shows() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene
                .open("?period=30d&search_term=telegram&view=distribution")
                .await?;
            scene
                .reads("this link shows: Distribution, Last 30 days, Search: telegram")
                .await
        })
        .await
}
