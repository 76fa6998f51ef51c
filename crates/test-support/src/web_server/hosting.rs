//! The configurations in `deploy/`, which administrators copy, run as they are but for names that
//! only a real installation has.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::{Apache, Caddy, Nginx, WebServer};
use crate::program::free_port;
use xtask::shell::{apt_install, find, output};
use xtask::workspace::root;

/// A web server that there are configurations for, and that Debian has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// nginx.
    Nginx,
    /// Caddy.
    Caddy,
    /// Apache's web server.
    Apache,
}

/// Where the panel is, seen from its homeserver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PanelHost {
    /// Below a path of the homeserver's own host.
    SameHost,
    /// At the root of a host of its own.
    OwnHost,
}

/// A configuration of `deploy/`.
#[derive(Clone, Copy, Debug)]
pub struct Hosting {
    /// Whose it is.
    pub server: Server,
    /// Which of its two.
    pub panel_host: PanelHost,
    /// Whether the addresses that may use the admin API are limited, as the file has it prepared.
    pub limited: bool,
}

impl Hosting {
    /// The host that homeserver and panel share, or the homeserver's alone.
    pub const HOMESERVER: &str = "https://matrix.example.org";

    /// Both hosts, and all others of the same domain.
    pub const HOSTS: &str = "*.example.org";

    /// The panel's URL.
    pub fn url(self) -> &'static str {
        match self.panel_host {
            PanelHost::SameHost => "https://matrix.example.org/admin/media/",
            PanelHost::OwnHost => "https://media.example.org/",
        }
    }

    /// Starts the web server with this configuration. It listens on one port of this machine, for
    /// both hosts, with a certificate that nobody trusts. In the file, these are replaced: the
    /// folder, the homeserver's address and port, the web server's port, and the certificates.
    ///
    /// # Errors
    /// When the web server is missing and cannot be installed, or refuses the configuration.
    pub fn start(self, panel: &Path, homeserver: &str) -> Result<WebServer> {
        let text = fs::read_to_string(root().join("deploy").join(self.file()))?;
        let text = with_optional_lines(&text, self.limited)?;
        let text = replaced(
            &text,
            "/var/www/synapse-media-usage",
            &panel.display().to_string(),
        )?;
        let homeserver = homeserver.trim_start_matches("http://");
        let text = replaced(&text, "127.0.0.1:8008", homeserver)?;
        match self.server {
            Server::Nginx => Nginx::serve(|folder, port| {
                certificate(folder)?;
                // The test is for one kind of address.
                let lines = text
                    .lines()
                    .filter(|line| !line.contains("listen [::]:443"));
                let text: String = lines.flat_map(|line| [line, "\n"]).collect();
                let text = replaced(&text, "listen 443", &format!("listen 127.0.0.1:{port}"))?;
                let text = with_certificate(&text, folder)?;
                Ok(format!("include /etc/nginx/mime.types;\n{text}"))
            }),
            Server::Caddy => {
                let http = free_port()?;
                Caddy::serve(|_, port| {
                    // Its certificates come from an authority of its own.
                    Ok(format!(
                        "{{\nadmin off\ndefault_bind 127.0.0.1\nhttp_port {http}\nhttps_port {port}\nlocal_certs\n\
                         skip_install_trust\n}}\n{text}"
                    ))
                })
            }
            Server::Apache => Apache::serve(|folder, port| {
                certificate(folder)?;
                let text = replaced(&text, "*:443", &format!("127.0.0.1:{port}"))?;
                with_certificate(&text, folder)
            }),
        }
    }

    fn file(self) -> String {
        let (folder, ending) = match self.server {
            Server::Nginx => ("nginx", "conf"),
            Server::Caddy => ("caddy", "caddyfile"),
            Server::Apache => ("apache", "conf"),
        };
        let panel_host = match self.panel_host {
            PanelHost::SameHost => "same-host",
            PanelHost::OwnHost => "own-host",
        };
        format!("{folder}/{panel_host}.{ending}")
    }
}

/// Starts the web server of the container, which serves the panel alone, over plain HTTP.
///
/// # Errors
/// When Caddy is missing and cannot be installed, or refuses the configuration.
pub fn start_container(panel: &Path) -> Result<WebServer> {
    let text = fs::read_to_string(root().join("deploy/container/Caddyfile"))?;
    let text = replaced(&text, "/srv", &panel.display().to_string())?;
    Caddy::serve(|_, port| replaced(&text, ":8080 {", &format!("http://127.0.0.1:{port} {{")))
}

/// The text with what is prepared in it switched on: lines with a `#` and no blank behind it.
fn with_optional_lines(text: &str, on: bool) -> Result<String> {
    if !on {
        return Ok(text.to_owned());
    }
    let mut any = false;
    let line = |line: &str| match line.trim_start().strip_prefix('#') {
        Some(setting) if setting.starts_with(|it: char| !it.is_whitespace()) => {
            any = true;
            format!("{setting}\n")
        }
        _ => format!("{line}\n"),
    };
    let text = text.lines().map(line).collect();
    ensure!(any, "nothing is prepared");
    Ok(text)
}

fn replaced(text: &str, from: &str, to: &str) -> Result<String> {
    ensure!(text.contains(from), "there is no {from:?} any more");
    Ok(text.replace(from, to))
}

/// Makes a certificate for the hosts in a folder.
fn certificate(folder: &Path) -> Result<()> {
    if find("openssl").is_none() {
        apt_install("OpenSSL", &["openssl"])?;
    }
    let mut openssl = Command::new("openssl");
    openssl
        .args(["req", "-x509", "-nodes", "-days", "2", "-newkey", "ec"])
        .args(["-pkeyopt", "ec_paramgen_curve:prime256v1"])
        .args(["-subj", "/CN=example.org", "-addext"])
        .arg(format!("subjectAltName=DNS:{}", Hosting::HOSTS))
        .args(["-keyout", "privkey.pem", "-out", "fullchain.pem"])
        .current_dir(folder);
    output(&mut openssl).context("no certificate")?;
    Ok(())
}

/// The text with that certificate in it.
fn with_certificate(text: &str, folder: &Path) -> Result<String> {
    let folder = folder.display();
    let mut text = text.to_owned();
    for host in ["matrix", "media"] {
        let theirs = format!("/etc/letsencrypt/live/{host}.example.org/");
        text = text.replace(&theirs, &format!("{folder}/"));
    }
    ensure!(!text.contains("letsencrypt"), "a certificate is left");
    Ok(text)
}
