//! The panel as administrators host it: what is handed on, behind the web servers' configurations of
//! `deploy/`, over HTTPS.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use e2e::{Firefox, Order, Page, Scene, Setup, everybody, in_order, shared, sums, until};
use serde::Deserialize;
use serde_json::json;
use test_support::Gateway;
use test_support::gateway::POLICY;
use test_support::web_server::{Hosting, PanelHost, Server};
use xtask::workspace::root;

use crate::exports::downloaded_in;

/// What every answer for the panel has, errors among them.
const HEADERS: [(&str, &str); 6] = [
    ("content-security-policy", POLICY),
    (
        "permissions-policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

const FOREVER: &str = "public, max-age=31536000, immutable";

/// An answer, as the page itself is given it.
#[derive(Debug, Deserialize)]
struct FetchedFile {
    status: u16,
    headers: BTreeMap<String, String>,
}

impl FetchedFile {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// What came over the line.
#[derive(Debug, Deserialize)]
struct Transfer {
    url: String,
    /// Bytes as they came.
    encoded: u64,
    /// Bytes as they are used.
    decoded: u64,
}

async fn fetch(scene: &Scene, url: &str) -> Result<FetchedFile> {
    let fetch = "return fetch(arguments[0], { cache: 'no-store' }).then((answer) => ({
        status: answer.status, headers: Object.fromEntries(answer.headers) }))";
    scene.run(fetch, &[json!(url)]).await
}

async fn transfers(scene: &Scene) -> Result<Vec<Transfer>> {
    let read = "return performance.getEntriesByType('resource').map((it) => ({
        url: it.name, encoded: it.encodedBodySize, decoded: it.decodedBodySize }))";
    scene.run(read, &[]).await
}

/// Whatever the policy refuses from now on is remembered in the page.
async fn watch_the_policy(scene: &Scene) -> Result<()> {
    let watch = json!({ "source": "
        self.refused = [];
        addEventListener('securitypolicyviolation',
            (event) => refused.push(`${event.violatedDirective} ${event.blockedURI}`));" });
    let command = "Page.addScriptToEvaluateOnNewDocument";
    scene.cdp(command, watch).await.map(drop)
}

async fn nothing_is_refused(scene: &Scene) -> Result<()> {
    let refused: Vec<String> = scene.run("return self.refused", &[]).await?;
    ensure!(refused.is_empty(), "refused by the policy: {refused:?}");
    Ok(())
}

/// What an administrator comes for, after signing in with a history in view: the table, its orders, a
/// search, pages, a file, the history. All of it on one page, whose every file has come over the line.
async fn main_job(page: &Page, downloads: &Path) -> Result<()> {
    page.loaded().await?;
    page.show_view("Users").await?;
    let everybody = everybody()?;
    page.sums_up_to(sums(everybody)).await?;
    page.shows(&in_order(everybody, Order::Size, true)[..100])
        .await?;
    page.order_by("Files").await?;
    let by_files = in_order(everybody, Order::Files, true);
    page.shows(&by_files[..100]).await?;
    page.press("Next page").await?;
    page.shows(&by_files[100..200]).await?;
    page.fill("Search users", "1").await?;
    let mut found = by_files;
    found.retain(|user| {
        let name = user.displayname.as_deref().unwrap_or_default();
        name.contains('1') || user.user_id.contains('1')
    });
    page.sums_up_to(sums(&found)).await?;
    page.press("Export JSON").await?;
    let (_, text) = downloaded_in(downloads, "json").await?;
    let file: serde_json::Value = serde_json::from_str(&text)?;
    let users = file["users"].as_array().context("no users in the file")?;
    ensure!(
        users.len() == found.len(),
        "{} users in the file",
        users.len()
    );
    page.show_view("Trend").await?;
    until("a history", async || {
        let bars = "return document.querySelectorAll('svg').length > 0
            && document.body.innerText.includes('Show as table')";
        let there: bool = page.run(bars, &[]).await?;
        Ok(there.then_some(()))
    })
    .await?;
    page.gone("progressbar", "Loading the history").await
}

/// Every file that came is as it should be: its headers, and its bytes compressed.
async fn files_come_as_they_should(scene: &Scene) -> Result<()> {
    let folder = scene.folder();
    let mut seen = BTreeMap::new();
    for transfer in transfers(scene).await? {
        let Some(name) = transfer.url.strip_prefix(scene.url()) else {
            continue;
        };
        if name.starts_with('_') {
            continue; // the homeserver's, on the same host
        }
        let answer = fetch(scene, &transfer.url).await?;
        ensure!(answer.status == 200, "{name}: {answer:?}");
        has_headers(name, &answer)?;
        let hashed = name != "config.json";
        let caching = if hashed { FOREVER } else { "no-cache" };
        ensure!(
            answer.header("cache-control") == caching,
            "{name}: {answer:?}"
        );
        let encoding = is_compressed(&folder.join(name), &transfer)?;
        ensure!(
            answer.header("content-encoding") == encoding,
            "{name}: {answer:?}"
        );
        let ending = name.rsplit('.').next().unwrap_or_default();
        let types: &[&str] = match ending {
            "wasm" => &["application/wasm"],
            "js" => &["text/javascript", "application/javascript"],
            "css" => &["text/css"],
            "svg" => &["image/svg+xml"],
            "json" => &["application/json"],
            _ => &[],
        };
        let told = answer.header("content-type");
        let told = told.split(';').next().unwrap_or_default();
        ensure!(types.contains(&told), "{name} is {told}");
        *seen.entry(ending.to_owned()).or_insert(0) += 1;
    }
    for (ending, least) in [("wasm", 2), ("js", 2), ("css", 1)] {
        ensure!(seen.get(ending) >= Some(&least), "{seen:?}");
    }
    Ok(())
}

fn has_headers(name: &str, answer: &FetchedFile) -> Result<()> {
    for (header, value) in HEADERS {
        ensure!(
            answer.header(header) == value,
            "{header} of {name}: {answer:?}"
        );
    }
    Ok(())
}

/// Compares what came with what lies in the folder; gives the encoding that it must have had.
fn is_compressed(path: &Path, transfer: &Transfer) -> Result<&'static str> {
    let length = |path: &Path| fs::metadata(path).ok().map(|it| it.len());
    let compressed = length(&path.with_added_extension("br"));
    let plain = length(path).with_context(|| format!("no {}", path.display()))?;
    ensure!(transfer.decoded == plain, "{transfer:?} and not {plain}");
    let wanted = compressed.unwrap_or(plain);
    ensure!(transfer.encoded == wanted, "{transfer:?} and not {wanted}");
    Ok(if compressed.is_some() { "br" } else { "" })
}

/// Asks for the report anew: what came over the line is told to pages of the same host alone.
async fn ask_from_the_homeservers_host(scene: &Scene) -> Result<()> {
    let any = format!("{}/_matrix/client/versions", Hosting::HOMESERVER);
    scene.driver().goto(any).await?;
    let ask = "return fetch('/_synapse/admin/v1/statistics/users/media?limit=1000',
        { headers: { Authorization: `Bearer ${arguments[0]}` } }).then((it) => it.text())";
    let token = scene.synapse.admin().access_token.as_str();
    scene.run::<String>(ask, &[json!(token)]).await.map(drop)
}

/// The report's JSON is smaller on the line than it is.
async fn the_report_comes_compressed(scene: &Scene) -> Result<()> {
    let transfers = transfers(scene).await?;
    let reports = transfers
        .iter()
        .filter(|it| it.url.contains("/statistics/users/media"));
    let mut any = false;
    for report in reports.filter(|it| it.decoded > 10_000) {
        ensure!(report.encoded * 2 < report.decoded, "{report:?}");
        any = true;
    }
    ensure!(any, "no report came");
    Ok(())
}

/// The page, addresses without their last slash, and what is not there.
async fn the_rest_is_as_it_should_be(scene: &mut Scene) -> Result<()> {
    let url = scene.url().to_owned();
    let page = fetch(scene, &url).await?;
    ensure!(page.header("cache-control") == "no-cache", "{page:?}");
    ensure!(
        page.header("content-type").starts_with("text/html"),
        "{page:?}"
    );
    has_headers("the page", &page)?;
    scene.expect_failures("synapse-media-usage-0000000000000000");
    let gone = format!("{url}synapse-media-usage-0000000000000000/main.js");
    let gone = fetch(scene, &gone).await?;
    ensure!(
        gone.status == 404 && gone.header("cache-control") != FOREVER,
        "{gone:?}"
    );
    has_headers("what is gone", &gone)?;
    scene.driver().goto(url.trim_end_matches('/')).await?;
    scene.find("table", "Media usage by user").await?;
    eventually!(
        scene
            .driver()
            .current_url()
            .await?
            .as_str()
            .starts_with(&url)
    );
    Ok(())
}

async fn works(server: Server, panel_host: PanelHost) -> Result<()> {
    let limited = false;
    let config = match panel_host {
        PanelHost::SameHost => "{}",
        // As the configurations advise.
        PanelHost::OwnHost => r#"{"homeservers": ["https://matrix.example.org"]}"#,
    };
    Setup::new()
        .hosted(Hosting {
            server,
            panel_host,
            limited,
        })
        .config(config)
        .test(async |scene: &mut Scene| {
            watch_the_policy(scene).await?;
            scene.open("?view=trend&interval=month").await?;
            scene.sign_in().await?;
            main_job(scene, &scene.downloads()?).await?;
            nothing_is_refused(scene).await?;
            files_come_as_they_should(scene).await?;
            if panel_host == PanelHost::SameHost {
                the_report_comes_compressed(scene).await?;
                // Media, among others.
                let answer = fetch(scene, "/_matrix/client/versions").await?;
                let sniffing = answer.header("x-content-type-options");
                ensure!(sniffing == "nosniff", "{answer:?}");
            }
            the_rest_is_as_it_should_be(scene).await?;
            if panel_host == PanelHost::OwnHost {
                scene.expect_failures("favicon.ico");
                ask_from_the_homeservers_host(scene).await?;
                the_report_comes_compressed(scene).await?;
            }
            Ok(())
        })
        .await
        .with_context(|| format!("{server:?}, {panel_host:?}"))
}

#[tokio::test]
async fn nginx_serves_the_panel_below_a_path() -> Result<()> {
    works(Server::Nginx, PanelHost::SameHost).await
}

#[tokio::test]
async fn nginx_serves_the_panel_on_a_host_of_its_own() -> Result<()> {
    works(Server::Nginx, PanelHost::OwnHost).await
}

#[tokio::test]
async fn caddy_serves_the_panel_below_a_path() -> Result<()> {
    works(Server::Caddy, PanelHost::SameHost).await
}

#[tokio::test]
async fn caddy_serves_the_panel_on_a_host_of_its_own() -> Result<()> {
    works(Server::Caddy, PanelHost::OwnHost).await
}

#[tokio::test]
async fn apache_serves_the_panel_below_a_path() -> Result<()> {
    works(Server::Apache, PanelHost::SameHost).await
}

#[tokio::test]
async fn apache_serves_the_panel_on_a_host_of_its_own() -> Result<()> {
    works(Server::Apache, PanelHost::OwnHost).await
}

#[tokio::test]
async fn firefox_does_the_main_job_below_the_strict_policy() -> Result<()> {
    let gateway = Gateway::builder()
        .panel(xtask::workspace::dist())
        .prefix("/admin/media/")
        .collect_csp_reports()
        .homeserver(&shared()?.base_url())
        .start()?;
    let firefox = Firefox::start().await?;
    let page = firefox.page()?;
    let address = format!("{}?view=trend&interval=month", gateway.url());
    page.driver().goto(address).await?;
    page.status("Found at").await?;
    let token = &shared()?.admin().access_token;
    page.sign_in_with_token(token).await?;
    main_job(&page, &firefox.downloads()).await?;
    ensure!(
        gateway.csp_reports().is_empty(),
        "{:?}",
        gateway.csp_reports()
    );
    firefox.close().await
}

#[tokio::test]
async fn the_page_says_its_version_before_and_after_signing_in() -> Result<()> {
    let version = format!("Version {}", release_files::dist::VERSION);
    Setup::new()
        .test(async |scene: &mut Scene| {
            scene.open("").await?;
            scene.reads(&version).await?;
            scene.sign_in().await?;
            scene.loaded().await?;
            scene.open_menu("settings").await?;
            scene.reads(&version).await?;
            Ok(())
        })
        .await
}

#[tokio::test]
async fn the_admin_api_can_be_kept_to_some_addresses() -> Result<()> {
    for server in [Server::Nginx, Server::Caddy, Server::Apache] {
        for (limited, wanted) in [(false, 401), (true, 403)] {
            let panel_host = PanelHost::SameHost;
            Setup::new()
                .hosted(Hosting {
                    server,
                    panel_host,
                    limited,
                })
                .test(async |scene: &mut Scene| {
                    scene.expect_failures("/_synapse/admin/");
                    scene.open("").await?;
                    scene.status("Found at").await?;
                    let there = fetch(scene, "/_matrix/client/versions").await?;
                    ensure!(there.status == 200, "{there:?}");
                    let statistics = "/_synapse/admin/v1/statistics/users/media";
                    let there = fetch(scene, statistics).await?;
                    ensure!(there.status == wanted, "{there:?}");
                    Ok(())
                })
                .await
                .with_context(|| format!("{server:?}, limited: {limited}"))?;
        }
    }
    Ok(())
}

#[test]
fn all_configurations_have_the_same_policy() -> Result<()> {
    let files = [
        "README.md",
        "deploy/apache/own-host.conf",
        "deploy/apache/same-host.conf",
        "deploy/caddy/own-host.caddyfile",
        "deploy/caddy/same-host.caddyfile",
        "deploy/container/Caddyfile",
        "deploy/nginx/own-host.conf",
        "deploy/nginx/same-host.conf",
    ];
    for file in files {
        let text = fs::read_to_string(root().join(file))?;
        ensure!(text.contains(POLICY), "{file} has another policy");
    }
    // A page can't say who may frame it.
    let page = POLICY.replace("; frame-ancestors 'none'", "\"");
    let text = fs::read_to_string(root().join("index.html"))?;
    ensure!(text.contains(&page), "index.html has another policy");
    Ok(())
}
