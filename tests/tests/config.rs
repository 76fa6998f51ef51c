//! What the panel's host decides in `config.json`.

use anyhow::{Result, ensure};
use e2e::{Scene, Setup, single_sign_on};
use serde_json::json;
use test_support::gateway::CannedResponse;
use test_support::synapse::ADMIN;
use test_support::{Fault, Gateway, Rule};

#[tokio::test]
async fn the_hosts_defaults_hold_until_a_link_says_otherwise() -> Result<()> {
    Setup::new()
        .config(r#"{"period":"365d","limit":25,"groups":["telegram_"]}"#)
        .test(async |scene: &mut Scene| {
            scene.open_report("").await?;
            scene.loaded().await?;
            eventually!(scene.query().await?.is_empty());
            eventually!(scene.chosen("Period").await? == "Last 365 days");
            eventually!(scene.chosen("Rows per page").await? == "25");
            eventually!(scene.text().await?.contains("users and groups"));
            scene.choose("Period", "All time").await?;
            scene.has_query("period=all").await?;
            scene.open("?period=30d&limit=50&groups=").await?;
            scene.loaded().await?;
            eventually!(scene.chosen("Period").await? == "Last 30 days");
            eventually!(scene.chosen("Rows per page").await? == "50");
            eventually!(!scene.text().await?.contains("users and groups"));
            Ok(())
        })
        .await
}

#[tokio::test]
async fn title_help_and_mode_are_shown() -> Result<()> {
    let config =
        r#"{"title":"Media at Example","help":"https://example.org/help","read_only":true}"#;
    Setup::new()
        .config(config)
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            scene.reads("Media at Example").await?;
            eventually!(scene.driver().title().await? == "Media at Example");
            let help = scene.find("link", "Help").await?;
            eventually!(help.attr("href").await?.as_deref() == Some("https://example.org/help"));
            scene.sign_in().await?;
            scene.loaded().await?;
            scene.reads("Media at Example").await?;
            scene.reads("Read only").await?;
            scene.find("link", "Help").await.map(drop)
        })
        .await
}

#[tokio::test]
async fn every_mistake_is_named_and_the_rest_counts() -> Result<()> {
    Setup::new()
        .config(r#"{"period":"fortnight","limit":"25","titel":"x","help":"javascript:alert(1)"}"#)
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            scene
                .reads("config.json: period must be one of all, 24h")
                .await?;
            scene.reads("config.json: help must be a URL").await?;
            scene
                .reads("config.json: there is no setting titel.")
                .await?;
            eventually!(scene.seen("link", "Help").await?.is_none());
            scene.sign_in().await?;
            scene.loaded().await?;
            eventually!(scene.chosen("Rows per page").await? == "25");
            scene.reads("config.json: period must be").await?;
            scene.press("Dismiss").await?;
            eventually!(!scene.text().await?.contains("config.json"));
            Ok(())
        })
        .await
}

/// The page says that the file can't be read, and allows its own homeserver only.
async fn is_restricted(scene: &mut Scene, words: &str) -> Result<()> {
    scene.expect_failures("/config.json");
    scene.open("?homeserver=other.example").await?;
    scene.reads(words).await?;
    scene
        .alert(&["This panel can’t sign in to other.example."])
        .await?;
    let origin = scene.gateway.origin();
    scene.status(&format!("Found at {origin}")).await?;
    eventually!(scene.seen("textbox", "Homeserver").await?.is_none());
    scene.sign_in().await?;
    scene.loaded().await?;
    scene.reads("Read only").await
}

#[tokio::test]
async fn an_unreadable_file_allows_the_own_homeserver_only() -> Result<()> {
    let page = "<!doctype html><title>All paths lead here</title>";
    for (file, words) in [
        ("{\n\"limit\": 25,\n}", "at line 3"),
        (page, "the web server sent a web page instead."),
        ("[]", "isn’t a JSON object"),
    ] {
        Setup::new()
            .config(file)
            .test(async |scene: &mut Scene| is_restricted(scene, words).await)
            .await?;
    }
    Setup::new()
        .broken_config()
        .test(async |scene: &mut Scene| {
            is_restricted(scene, "config.json couldn’t be loaded.").await
        })
        .await
}

#[tokio::test]
async fn a_redirect_to_a_missing_page_is_an_unreadable_file() -> Result<()> {
    Setup::new()
        .config(r#"{"read_only":true}"#)
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/missing");
            let missing = format!("{}missing", scene.url());
            let away = CannedResponse::html(302, "").header("Location", &missing);
            let away = Fault::Respond(away);
            scene.gateway.inject(Rule::new("/config.json", away));
            is_restricted(scene, "config.json couldn’t be loaded.").await
        })
        .await
}

#[tokio::test]
async fn a_file_that_can_be_read_again_counts_after_a_retry() -> Result<()> {
    let config = r#"{"title":"Media at Example"}"#;
    for fault in [
        Fault::Respond(CannedResponse::html(503, "Service Unavailable")),
        Fault::Respond(CannedResponse::html(200, "<h1>Please log in</h1>")),
        Fault::CloseConnection,
    ] {
        Setup::new()
            .config(config)
            .test(async |scene: &mut Scene| {
                scene.expect_failures("/config.json");
                let fault = scene.gateway.inject(Rule::new("/config.json", fault));
                is_restricted(scene, "Until it can be read").await?;
                fault.clear();
                scene.press("Try again").await?;
                scene.reads("Media at Example").await?;
                eventually!(!scene.text().await?.contains("Until it can be read"));
                eventually!(!scene.text().await?.contains("Read only"));
                scene.loaded().await
            })
            .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_return_from_elsewhere_needs_a_readable_configuration() -> Result<()> {
    let pair = single_sign_on()?;
    Setup::new()
        .on(&pair.synapse)
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            scene.open("").await?;
            scene.name_homeserver().await?;
            scene.press("Use single sign-on instead").await?;
            scene.press("Continue with House").await?;
            let down = Fault::Respond(CannedResponse::html(503, "Service Unavailable"));
            scene.gateway.inject(Rule::new("/config.json", down));
            scene.server().forget_requests();
            scene.log_in_as(ADMIN).await?;
            scene.alert(&["This panel can’t sign in to"]).await?;
            scene.find("button", "Sign in").await?;
            let requests = scene.server().requests();
            let mut sent = requests.iter().filter(|it| it.method == "POST");
            ensure!(
                sent.all(|it| it.path != "/_matrix/client/v3/login"),
                "it was signed in to"
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_session_elsewhere_waits_for_a_readable_configuration() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            scene.open_report("").await?;
            scene.loaded().await?;
            let down = Fault::Respond(CannedResponse::html(503, "Service Unavailable"));
            let down = scene.gateway.inject(Rule::new("/config.json", down));
            scene.server().forget_requests();
            scene.driver().refresh().await?;
            scene.reads("Until it can be read").await?;
            scene.find("button", "Sign in").await?;
            let requests = scene.server().requests();
            ensure!(!requests.iter().any(|it| it.authorized), "{requests:?}");
            down.clear();
            scene.driver().refresh().await?;
            scene.loaded().await
        })
        .await
}

#[tokio::test]
async fn a_session_that_is_no_longer_allowed_is_signed_out() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            scene.open_report("").await?;
            scene.loaded().await?;
            let list = json!({ "homeservers": [own] });
            let list = Fault::Respond(CannedResponse::json(200, &list));
            scene.gateway.inject(Rule::new("/config.json", list));
            scene.driver().refresh().await?;
            scene.alert(&["This panel can’t sign in to"]).await?;
            let kept = "return JSON.stringify(sessionStorage)";
            eventually!(scene.run::<String>(kept, &[]).await? == "{}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_missing_file_is_no_configuration() -> Result<()> {
    Setup::new()
        .config("")
        .test(async |scene: &mut Scene| {
            // The web server answers with a web page and status 404.
            scene.expect_failures("/config.json");
            scene.open_report("").await?;
            scene.loaded().await?;
            eventually!(!scene.text().await?.contains("config.json"));
            eventually!(!scene.text().await?.contains("Read only"));
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_only_homeserver_is_no_choice() -> Result<()> {
    let server = Gateway::builder().homeserver(&e2e::shared()?.base_url());
    let server = server.start()?;
    Setup::new()
        .config(&format!(r#"{{"homeservers":["{}/"]}}"#, server.origin()))
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            scene
                .status(&format!("Found at {}", server.origin()))
                .await?;
            eventually!(scene.seen("textbox", "Homeserver").await?.is_none());
            eventually!(scene.seen("combobox", "Homeserver").await?.is_none());
            let token = scene.synapse.admin().access_token.clone();
            scene.sign_in_with_token(&token).await?;
            scene.loaded().await?;
            ensure!(server.statistics_requests().len() == 1);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_list_that_cannot_be_used_lets_nobody_in() -> Result<()> {
    Setup::new()
        .config(r#"{"homeservers":"example.org"}"#)
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            scene.reads("homeservers must be a list").await?;
            scene.reads("nobody can sign in.").await?;
            eventually!(scene.seen("textbox", "Homeserver").await?.is_none());
            let token = scene.synapse.admin().access_token.clone();
            scene.sign_in_with_token(&token).await?;
            scene
                .alert(&["Enter the homeserver’s name or URL."])
                .await?;
            ensure!(
                scene.gateway.requests().is_empty(),
                "a homeserver was asked"
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_link_to_a_homeserver_that_is_not_offered_is_refused() -> Result<()> {
    let server = Gateway::builder().homeserver(&e2e::shared()?.base_url());
    let server = server.start()?;
    Setup::new()
        .config(&format!(r#"{{"homeservers":["{}"]}}"#, server.origin()))
        .test(async |scene: &mut Scene| {
            let elsewhere = scene.gateway.origin();
            scene
                .open(&format!("?homeserver={elsewhere}&limit=25"))
                .await?;
            scene
                .alert(&[&format!("This panel can’t sign in to {elsewhere}.")])
                .await?;
            scene
                .status(&format!("Found at {}", server.origin()))
                .await?;
            let requests = scene.gateway.requests();
            ensure!(requests.is_empty(), "it was asked all the same");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn homeservers_are_chosen_or_typed_as_configured() -> Result<()> {
    let start = || {
        let base_url = e2e::shared()?.base_url();
        Gateway::builder().homeserver(&base_url).start()
    };
    let (first, second, other) = (start()?, start()?, start()?);
    let config = format!(
        r#"{{"homeservers":["{}","{}"],"other_homeservers":true}}"#,
        first.origin(),
        second.origin()
    );
    Setup::new()
        .config(&config)
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            let found = async |server: &Gateway| {
                let found = format!("Found at {}", server.origin());
                scene.status(&found).await
            };
            found(&first).await?;
            eventually!(scene.seen("textbox", "Another homeserver").await?.is_none());
            scene.choose("Homeserver", &second.origin()).await?;
            found(&second).await?;
            scene.choose("Homeserver", "Another…").await?;
            scene.find("textbox", "Another homeserver").await?;
            scene.fill("Another homeserver", &other.origin()).await?;
            scene.tab().await?;
            found(&other).await?;
            let token = scene.synapse.admin().access_token.clone();
            scene.sign_in_with_token(&token).await?;
            scene.loaded().await?;
            ensure!(other.statistics_requests().len() == 1);
            Ok(())
        })
        .await
}
