//! Real web servers in front of a real homeserver: what comes through, and what does not.

use std::sync::OnceLock;

use anyhow::{Context as _, Result, anyhow, ensure};
use test_support::synapse::http::Client;
use test_support::web_server::{
    Apache, Caddy, Hosting, Nginx, PanelHost, Routes, Server, WebServer, start_container,
};
use test_support::{Options, Synapse};
use xtask::shell::{apt_install, find, output};

const VERSIONS: &str = "/_matrix/client/versions";
const STATISTICS: &str = "/_synapse/admin/v1/statistics/users/media";

fn homeserver() -> Result<&'static Synapse> {
    static SHARED: OnceLock<Result<Synapse, String>> = OnceLock::new();
    let start = || Synapse::start(&Options::named("web-servers", 20));
    let shared = SHARED.get_or_init(|| start().map_err(|error| format!("{error:#}")));
    shared.as_ref().map_err(|error| anyhow!("{error}"))
}

fn nginx(routes: Routes) -> Result<WebServer> {
    Nginx::start(&routes.nginx(&homeserver()?.base_url()))
}

/// The status of the report, for the administrator.
fn report(server: &WebServer) -> Result<u16> {
    let token = &homeserver()?.admin().access_token;
    Ok(Client::new(&server.base_url())
        .with_token(token)
        .get(STATISTICS)?
        .0)
}

/// Status and the values of one header, as a browser on another origin is told them.
fn asked(method: &str, url: &str, header: &str) -> Result<(u16, Vec<String>)> {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0);
    let agent = config.proxy(None).build().new_agent();
    let request = match method {
        "OPTIONS" => agent.options(url),
        _ => agent.get(url),
    };
    let answer = request.header("Origin", "http://elsewhere.test").call()?;
    let values = answer.headers().get_all(header).iter();
    let values = values.filter_map(|value| Some(value.to_str().ok()?.to_owned()));
    Ok((answer.status().as_u16(), values.collect()))
}

fn origins(server: &WebServer, method: &str) -> Result<(u16, Vec<String>)> {
    let url = format!("{}{VERSIONS}", server.base_url());
    asked(method, &url, "Access-Control-Allow-Origin")
}

#[test]
fn a_whole_route_lets_the_report_and_its_headers_through() -> Result<()> {
    let server = nginx(Routes::PassAll)?;
    ensure!(report(&server)? == 200);
    ensure!(origins(&server, "GET")? == (200, vec!["*".to_owned()]));
    ensure!(origins(&server, "OPTIONS")? == (204, vec!["*".to_owned()]));
    Ok(())
}

#[test]
fn cors_headers_are_lost_or_doubled() -> Result<()> {
    let lost = nginx(Routes::WithoutCors)?;
    ensure!(report(&lost)? == 200 && origins(&lost, "GET")?.1.is_empty());
    let doubled = nginx(Routes::OriginTwice)?;
    ensure!(origins(&doubled, "GET")?.1 == ["*", "*"]);
    Ok(())
}

#[test]
fn half_a_route_hides_the_admin_api() -> Result<()> {
    for (routes, status) in [
        (Routes::MatrixOnly, 404),
        (Routes::WebPageForOthers, 200),
        (Routes::RedirectOthers, 302),
    ] {
        let server = nginx(routes)?;
        ensure!(origins(&server, "GET")?.0 == 200, "{routes:?}");
        let url = format!("{}{STATISTICS}", server.base_url());
        let (answered, types) = asked("GET", &url, "Content-Type")?;
        ensure!(answered == status, "{routes:?}: {answered}");
        ensure!(
            types.iter().any(|it| it.contains("text/html")),
            "{routes:?}: {types:?}"
        );
    }
    Ok(())
}

#[test]
fn preflights_are_refused_while_the_rest_works() -> Result<()> {
    for status in [401, 405] {
        let server = nginx(Routes::PreflightsRefused(status))?;
        ensure!(report(&server)? == 200);
        ensure!(origins(&server, "OPTIONS")? == (status, vec![]));
    }
    Ok(())
}

#[test]
fn nobody_behind_is_a_bad_gateway() -> Result<()> {
    ensure!(report(&nginx(Routes::NoUpstream)?)? == 502);
    Ok(())
}

#[test]
fn caddy_and_apache_pass_requests_on() -> Result<()> {
    let base_url = homeserver()?.base_url();
    let caddy = Caddy::start(&format!("reverse_proxy {base_url}"))?;
    ensure!(report(&caddy)? == 200);
    let apache = Apache::start(&format!("ProxyPass / {base_url}/ nocanon"))?;
    ensure!(report(&apache)? == 200);
    Ok(())
}

#[test]
fn the_container_serves_compressed_files_with_headers() -> Result<()> {
    let folder = std::env::temp_dir().join(format!("container-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let style = "a-0123456789abcdef.css";
    for (name, text) in [
        ("index.html", "page"),
        (style, "long"),
        ("a-0123456789abcdef.css.br", "s"),
    ] {
        std::fs::write(folder.join(name), text)?;
    }
    let server = start_container(&folder)?;
    let answer = |path: &str| -> Result<_> {
        let config = ureq::Agent::config_builder().proxy(None).build();
        let request = config
            .new_agent()
            .get(format!("{}/{path}", server.base_url()));
        Ok(request.header("Accept-Encoding", "br").call()?)
    };
    let (page, style) = (answer("")?, answer(style)?);
    for (answer, caching, length) in [(page, "no-cache", "4"), (style, "immutable", "1")] {
        let header = |name: &str| {
            let value = answer.headers().get(name);
            value.and_then(|it| it.to_str().ok()).unwrap_or_default()
        };
        let policy = header("Content-Security-Policy");
        ensure!(policy.contains("frame-ancestors 'none'"), "{answer:?}");
        ensure!(header("Cache-Control").contains(caching), "{answer:?}");
        ensure!(header("Content-Length") == length, "{answer:?}");
    }
    std::fs::remove_dir_all(folder)?;
    Ok(())
}

/// The answer's `Content-Encoding` and body, for a browser that takes this encoding.
fn encoded(server: &WebServer, url: &str, takes: &str) -> Result<(String, String)> {
    let host = Hosting::HOMESERVER.trim_start_matches("https://");
    let resolve = format!("{host}:{}:127.0.0.1", server.port());
    let url = format!("{}:{}/{url}", Hosting::HOMESERVER, server.port());
    if find("curl").is_none() {
        apt_install("curl", &["curl"])?;
    }
    let mut curl = std::process::Command::new("curl");
    curl.args([
        "--silent",
        "--fail",
        "--insecure",
        "--noproxy",
        "*",
        "--include",
        "--resolve",
    ]);
    curl.args([
        &resolve,
        "--header",
        &format!("Accept-Encoding: {takes}"),
        &url,
    ]);
    let answer = output(&mut curl)?.to_lowercase();
    let (headers, body) = answer.split_once("\r\n\r\n").context("no body")?;
    let mut lines = headers.lines();
    let encoding = lines.find_map(|line| line.strip_prefix("content-encoding: "));
    Ok((encoding.unwrap_or_default().to_owned(), body.to_owned()))
}

#[test]
fn whoever_takes_no_brotli_gets_gzip_or_the_file_itself() -> Result<()> {
    let folder = std::env::temp_dir().join(format!("encodings-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    for (name, text) in [
        ("a.css", "plain"),
        ("a.css.br", "brotli"),
        ("a.css.gz", "gzipped"),
    ] {
        std::fs::write(folder.join(name), text)?;
    }
    for server in [Server::Nginx, Server::Caddy, Server::Apache] {
        let panel_host = PanelHost::SameHost;
        let hosting = Hosting {
            server,
            panel_host,
            limited: false,
        };
        let server = hosting.start(&folder, &homeserver()?.base_url())?;
        for (takes, encoding, text) in [
            ("br, gzip", "br", "brotli"),
            ("gzip", "gzip", "gzipped"),
            ("identity", "", "plain"),
        ] {
            let got = encoded(&server, "admin/media/a.css", takes)?;
            ensure!(
                got == (encoding.to_owned(), text.to_owned()),
                "{hosting:?}: {got:?}"
            );
        }
    }
    std::fs::remove_dir_all(folder)?;
    Ok(())
}

#[test]
fn a_wrong_configuration_is_told() -> Result<()> {
    let error = Nginx::start("proxy_passes nowhere;").map(drop);
    let error = error
        .err()
        .map_or_else(String::new, |error| format!("{error:#}"));
    ensure!(error.contains("proxy_passes"), "{error}");
    Ok(())
}

#[test]
fn a_dropped_web_server_is_gone() -> Result<()> {
    let server = nginx(Routes::PassAll)?;
    let base_url = server.base_url();
    drop(server);
    ensure!(Client::new(&base_url).get(VERSIONS).is_err());
    Ok(())
}
