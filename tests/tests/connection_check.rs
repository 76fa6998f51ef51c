//! The connection check: each thing that can be wrong, and the lines that mend it.

use anyhow::{Context as _, Result, ensure};
use e2e::{Scene, Setup, delegated, until};
use serde_json::json;
use test_support::gateway::CannedResponse;
use test_support::{Fault, Gateway, Rule};
use thirtyfour::Key;

use crate::keyboard::focused;

const ALL: [&str; 10] = [
    "Address is valid",
    ".well-known",
    "Server responds",
    "CORS headers",
    "Matrix homeserver",
    "Admin API",
    "Preflight (OPTIONS)",
    "Token is valid",
    "Token belongs to an administrator",
    "Media statistics",
];

/// Waits for the end of the check; gives the outcome of each part in one letter: passed, failed,
/// not reached, or not there.
async fn outcomes(scene: &Scene) -> Result<String> {
    let read = "
        const items = [...document.querySelectorAll('.connection-check li .check-target')];
        return items.map((it) => [...it.children].map((part) => part.textContent));";
    until("the end of the check", async || {
        let items: Vec<[String; 2]> = scene.run(read, &[]).await?;
        ensure!(!items.is_empty(), "there is none");
        let mut letters = String::new();
        for name in ALL {
            let item = items.iter().find(|[it, _]| it == name);
            letters.push(match item.map(|[_, outcome]| outcome.as_str()) {
                Some("passed") => 'p',
                Some("failed") => 'f',
                Some("skipped") => '-',
                Some(_) => return Ok(None),
                None => '.',
            });
        }
        let status = scene.announced("status").await?;
        Ok((!status.contains("Checking…")).then_some(letters))
    })
    .await
}

pub(crate) async fn comes_to(scene: &Scene, wanted: &str) -> Result<()> {
    e2e::eventually(async || {
        let outcomes = outcomes(scene).await?;
        ensure!(outcomes == wanted, "it comes to {outcomes}, not {wanted}");
        Ok(())
    })
    .await
}

/// The lines that are shown to mend something.
pub(crate) async fn lines(scene: &Scene) -> Result<String> {
    let read = "return document.querySelector('.connection-check pre')?.textContent ?? ''";
    scene.run(read, &[]).await
}

/// Types a homeserver into the sign-in page, waits for what is found there, and types a token.
pub(crate) async fn type_homeserver(scene: &Scene, homeserver: &str, token: &str) -> Result<()> {
    scene.fill("Homeserver", homeserver).await?;
    scene.tab().await?;
    until("the end of the search", async || {
        let status = scene.announced("status").await?;
        Ok((!status.contains("Looking for")).then_some(()))
    })
    .await?;
    scene.by_token().await?;
    scene.fill("Access token", token).await
}

/// The sign-in page, with the homeserver named and a token typed.
async fn prepared(scene: &Scene, token: &str) -> Result<()> {
    scene.open("").await?;
    type_homeserver(scene, &scene.server().origin(), token).await
}

#[tokio::test]
async fn a_connection_in_order_passes_every_check_on_demand() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            let token = scene.synapse.admin().access_token.clone();
            prepared(scene, &token).await?;
            scene.status("Found at").await?;
            scene.press("Check connection").await?;
            comes_to(scene, "p.pppppppp").await?;
            scene.status("All checks passed.").await?;
            scene.reads("1.163.2").await?;
            scene.press("Close").await?;
            scene.gone("heading", "Connection check").await
        })
        .await
}

#[tokio::test]
async fn a_server_that_is_not_there_is_examined_by_itself() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            let nowhere = Gateway::builder().start()?.origin();
            scene.expect_failures(&nowhere);
            scene.open("").await?;
            scene.status("Found at").await?;
            scene.fill("Homeserver", &nowhere).await?;
            scene.tab().await?;
            scene.find("heading", "Connection check").await?;
            comes_to(scene, "p.f-------").await?;
            scene.status("1 check failed.").await
        })
        .await
}

#[tokio::test]
async fn missing_cors_headers_differ_from_a_missing_server() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let server = scene.server().origin();
            scene.expect_failures(&server);
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            scene
                .server()
                .inject(Rule::new("/_matrix", Fault::WithoutCors));
            prepared(scene, "syt_any").await?;
            comes_to(scene, "p.pf------").await?;
            eventually!(lines(scene).await?.contains("let OPTIONS pass"));
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_web_page_is_no_homeserver() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/.well-known/matrix/client");
            scene.gateway.inject(Rule::new("/_matrix", Fault::html()));
            prepared(scene, "syt_any").await?;
            comes_to(scene, "p.ppfpp---").await?;
            eventually!(
                lines(scene)
                    .await?
                    .contains("the server block of 127.0.0.1.")
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn an_admin_api_without_a_route_gets_lines_for_each_web_server() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .below("/panel/")
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/_synapse/admin");
            let missing = Fault::Respond(CannedResponse::html(404, "<h1>Not found</h1>"));
            scene.gateway.inject(Rule::new("/_synapse/admin", missing));
            let token = scene.synapse.admin().access_token.clone();
            prepared(scene, &token).await?;
            scene.status("Found at").await?;
            scene.press("Check connection").await?;
            comes_to(scene, "p.pppf----").await?;
            eventually!(
                lines(scene)
                    .await?
                    .contains("proxy_pass http://127.0.0.1:8008;")
            );
            for (server, line) in [
                ("Apache", "ProxyPass /_synapse/admin"),
                ("Traefik", "PathPrefix(`/_synapse/admin`)"),
                ("Caddy", "reverse_proxy /_synapse/admin/*"),
            ] {
                scene.choose("Web server", server).await?;
                eventually!(lines(scene).await?.contains(line), "{server}: no {line}");
            }
            scene.press("Run again").await?;
            comes_to(scene, "p.pppf----").await?;
            eventually!(
                scene.chosen("Web server").await? == "Caddy",
                "it is forgotten"
            );
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_preflight_that_is_refused_alone_is_found() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let server = scene.server().origin();
            scene.expect_failures(&server);
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            let refused =
                Fault::Respond(CannedResponse::text(405, "text/plain", "no").without_cors());
            let options = Rule::new("/_synapse/admin", refused).preflights_too();
            scene.server().inject(options.method("OPTIONS".parse()?));
            let token = scene.synapse.admin().access_token.clone();
            prepared(scene, &token).await?;
            scene.status("Found at").await?;
            scene.press("Check connection").await?;
            comes_to(scene, "p.ppppf---").await?;
            scene.reads("Pass OPTIONS requests on to Synapse").await
        })
        .await
}

#[tokio::test]
async fn a_token_that_is_unknown_or_no_administrators_is_found() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/whoami");
            scene.expect_failures("/_synapse/admin/v2/users/");
            prepared(scene, "syt_unknown").await?;
            scene.status("Found at").await?;
            scene.press("Check connection").await?;
            comes_to(scene, "p.pppppf--").await?;
            let viewer = scene.synapse.non_admin().access_token.clone();
            scene.fill("Access token", &viewer).await?;
            scene.press("Run again").await?;
            scene.reads("@viewer:example.test").await?;
            comes_to(scene, "p.ppppppf-").await?;
            scene
                .reads("The token’s user is not a server administrator.")
                .await
        })
        .await
}

#[tokio::test]
async fn a_token_without_the_admin_scope_is_told_which_it_lacks() -> Result<()> {
    let pair = delegated()?;
    Setup::new()
        .other_homeservers()
        .on(&pair.synapse)
        .test(async |scene: &mut Scene| {
            for path in ["/login", "/whoami", "/_synapse/admin/v2/users/"] {
                scene.expect_failures(path);
            }
            let token = pair.oidc.token_of("viewer")?;
            prepared(scene, &token).await?;
            scene.status("Found at").await?;
            scene.press("Check connection").await?;
            comes_to(scene, "p.ppppppf-").await?;
            scene
                .reads("The token lacks the scope urn:synapse:admin:*.")
                .await?;
            scene.fill("Access token", "unknown").await?;
            scene.press("Run again").await?;
            scene
                .reads("lacks the scope urn:matrix:client:api:*")
                .await?;
            comes_to(scene, "p.pppppf--").await
        })
        .await
}

#[tokio::test]
async fn statistics_that_fail_are_found_from_the_report() -> Result<()> {
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.expect_failures("/statistics/users/media");
            scene.open_report("").await?;
            scene.loaded().await?;
            let missing = Fault::error(404, "M_UNRECOGNIZED", "Unrecognized request");
            scene.gateway.inject(Rule::statistics(missing));
            scene.press("Refresh").await?;
            scene.alert(&["can’t be reached."]).await?;
            scene.press("Check connection").await?;
            comes_to(scene, "p.pppppppf").await?;
            scene.reads("Only the main process").await
        })
        .await
}

#[tokio::test]
async fn what_is_wrong_with_the_file_of_a_name_is_told_apart() -> Result<()> {
    Setup::new()
        .homeserver_elsewhere()
        .test(async |scene: &mut Scene| {
            let own = scene.gateway.origin();
            scene.expect_failures(&own);
            let name = Gateway::builder().start()?;
            scene.expect_failures("localhost");
            let elsewhere = scene.server().origin();
            scene.expect_failures(&elsewhere);
            let file = |json| CannedResponse::json(200, &json);
            let cases = [
                (CannedResponse::html(200, "<h1>Hello</h1>"), "isn’t JSON."),
                (
                    CannedResponse::text(
                        200,
                        "application/json",
                        "{\"m.homeserver\":\n{\"base_url\":\"https://a.test\"},}",
                    ),
                    "isn’t valid JSON: trailing comma at line 2 column 31.",
                ),
                (
                    file(json!({ "m.homeserver": "https://matrix.test" })),
                    "expected an object with base_url at line 1 column",
                ),
                (file(json!({})), "doesn’t name a homeserver."),
                (
                    file(json!({ "m.homeserver": { "base_url": "matrix" } })),
                    "which isn’t a homeserver URL.",
                ),
                (
                    file(json!({})).without_cors(),
                    "can’t be read by this page.",
                ),
                (
                    CannedResponse::html(302, "").header("Location", &format!("{elsewhere}/file")),
                    "is a redirect that this page can’t follow.",
                ),
            ];
            for (answer, words) in cases {
                name.set_well_known(Some(answer));
                scene.open("").await?;
                let typed = name.origin().replace("http://127.0.0.1", "localhost");
                scene.fill("Homeserver", &typed).await?;
                scene.tab().await?;
                scene.status(words).await?;
                eventually!(outcomes(scene).await?.starts_with("pf"), "{words}");
                let file = "/.well-known/matrix/client";
                eventually!(lines(scene).await?.contains(file), "{words}");
            }
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_broken_well_known_file_is_always_reported() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            let broken = CannedResponse::html(200, "<h1>Hello</h1>");
            scene.gateway.set_well_known(Some(broken));
            scene.open("").await?;
            let typed = scene
                .gateway
                .origin()
                .replace("http://127.0.0.1", "localhost");
            scene.fill("Homeserver", &typed).await?;
            scene.tab().await?;
            scene.status(&format!("Found at http://{typed}.")).await?;
            scene.status("isn’t JSON.").await
        })
        .await
}

#[tokio::test]
async fn the_report_is_copied_without_the_token_and_by_keyboard() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            let origin = scene.gateway.origin();
            scene.allow_clipboard().await?;
            let token = scene.synapse.admin().access_token.clone();
            prepared(scene, &token).await?;
            scene.status("Found at").await?;
            let button = scene.find("button", "Check connection").await?;
            button.focus().await?;
            scene.key(Key::Enter).await?;
            comes_to(scene, "p.pppppppp").await?;
            eventually!(focused(scene).await?.1 == "Connection check");
            let copy = scene.find("button", "Copy report").await?;
            copy.focus().await?;
            scene.key(Key::Enter).await?;
            scene.status("Copied.").await?;
            let report = scene.clipboard().await?;
            ensure!(report.contains("Admin API: passed (1.163.2"), "{report}");
            ensure!(report.contains(&origin));
            ensure!(!report.contains(&token), "the token is in the report");
            scene.key(Key::Tab).await?;
            eventually!(focused(scene).await?.1 == "Close");
            scene.key(Key::Enter).await?;
            scene.gone("heading", "Connection check").await?;
            eventually!(focused(scene).await?.1 == "Check connection");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn what_can_be_no_address_is_not_in_the_report() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            scene.allow_clipboard().await?;
            scene.open("").await?;
            scene.status("Found at").await?;
            let typed = "https://admin:correct-horse@matrix.example.org";
            scene.fill("Homeserver", typed).await?;
            scene.tab().await?;
            scene.status("This is not a homeserver address.").await?;
            scene.press("Check connection").await?;
            comes_to(scene, "f---------").await?;
            scene.press("Copy report").await?;
            scene.status("Copied.").await?;
            let report = scene.clipboard().await?;
            ensure!(report.contains("Address is valid: failed"), "{report}");
            ensure!(!report.contains("correct-horse"), "{report}");
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_name_in_other_letters_is_shown_as_the_network_knows_it() -> Result<()> {
    Setup::new()
        .other_homeservers()
        .test(async |scene: &mut Scene| {
            let port = scene.gateway.origin();
            let port = port.rsplit(':').next().context("no port")?;
            scene.open("").await?;
            // The letters are wide ones: every browser takes them for those of localhost.
            scene
                .fill("Homeserver", &format!("http://ｌocalhost:{port}/"))
                .await?;
            scene.tab().await?;
            scene
                .status(&format!("Found at http://localhost:{port}"))
                .await
        })
        .await
}
