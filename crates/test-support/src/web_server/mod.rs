//! The web servers that administrators put in front of Synapse, each with the configuration that
//! a test gives it.

mod hosting;
mod routes;

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::program::{Program, free_port};
pub use hosting::{Hosting, PanelHost, Server, start_container};
pub use routes::Routes;
use xtask::shell::{apt_install, find, is_root};

/// nginx, by Debian's package.
#[derive(Clone, Copy, Debug)]
pub struct Nginx;

/// Caddy, by Debian's package.
#[derive(Clone, Copy, Debug)]
pub struct Caddy;

/// Apache's web server, by Debian's package.
#[derive(Clone, Copy, Debug)]
pub struct Apache;

/// A running web server on a free port of the loopback interface. It ends with this value, or
/// with this process.
#[derive(Debug)]
pub struct WebServer {
    _program: Program,
    port: u16,
}

/// How Debian lets nginx serve files that are compressed with Brotli.
const NGINX_BROTLI: &str = "/etc/nginx/modules-enabled/50-mod-http-brotli-static.conf";

impl Nginx {
    /// Starts it with one `server` block that has this in it, beside `listen`.
    ///
    /// # Errors
    /// When it is missing and cannot be installed, or refuses the configuration.
    pub fn start(body: &str) -> Result<WebServer> {
        Self::serve(|_, port| Ok(format!("server {{\nlisten 127.0.0.1:{port};\n{body}\n}}\n")))
    }

    /// Starts it with what a file of `conf.d` has in it.
    fn serve(sites: impl FnOnce(&Path, u16) -> Result<String>) -> Result<WebServer> {
        let nginx = installed("nginx", "nginx", "/usr/sbin/nginx")?;
        if !Path::new(NGINX_BROTLI).exists() {
            apt_install(
                "nginx's module for Brotli",
                &["libnginx-mod-http-brotli-static"],
            )?;
        }
        WebServer::start(&nginx, |folder, port| {
            let sites = sites(folder, port)?;
            let folder = folder.display();
            let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                .map(|kind| format!("{kind}_temp_path {folder}/{kind};\n"))
                .concat();
            let config = format!(
                "include /etc/nginx/modules-enabled/*.conf;\n\
                 daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log stderr;\n\
                 events {{}}\nhttp {{\naccess_log off;\n{temporary}\n{sites}\n}}\n"
            );
            Ok((config, &["-e", "stderr", "-c"]))
        })
    }
}

impl Caddy {
    /// Starts it with one site that has this in it.
    ///
    /// # Errors
    /// When it is missing and cannot be installed, or refuses the configuration.
    pub fn start(body: &str) -> Result<WebServer> {
        Self::serve(|_, port| {
            Ok(format!(
                "{{\nadmin off\nauto_https off\n}}\n\
                 http://127.0.0.1:{port} {{\n{body}\n}}\n"
            ))
        })
    }

    /// Starts it with a whole `Caddyfile`.
    fn serve(file: impl FnOnce(&Path, u16) -> Result<String>) -> Result<WebServer> {
        let caddy = installed("Caddy", "caddy", "/usr/bin/caddy")?;
        WebServer::start(&caddy, |folder, port| {
            let arguments = &["run", "--adapter", "caddyfile", "--config"];
            Ok((file(folder, port)?, arguments))
        })
    }
}

impl Apache {
    /// Those that Debian's package loads, as far as they are needed, and those that the
    /// configurations ask for.
    const MODULES: [&str; 16] = [
        "mpm_event",
        "authz_core",
        "authz_host",
        "alias",
        "deflate",
        "dir",
        "filter",
        "headers",
        "http2",
        "mime",
        "proxy",
        "proxy_http",
        "rewrite",
        "setenvif",
        "socache_shmcb",
        "ssl",
    ];

    /// Starts it with one host that has this in it; the modules for proxies, headers and rewriting
    /// are loaded.
    ///
    /// # Errors
    /// When it is missing and cannot be installed, or refuses the configuration.
    pub fn start(body: &str) -> Result<WebServer> {
        Self::serve(|_, _| Ok(body.to_owned()))
    }

    /// Starts it with what a file of `sites-enabled` has in it.
    fn serve(sites: impl FnOnce(&Path, u16) -> Result<String>) -> Result<WebServer> {
        let apache = installed("Apache", "apache2-bin", "/usr/sbin/apache2")?;
        WebServer::start(&apache, |folder, port| {
            let sites = sites(folder, port)?;
            let load =
                |it| format!("LoadModule {it}_module /usr/lib/apache2/modules/mod_{it}.so\n");
            let modules = Self::MODULES.map(load).concat();
            // It refuses to serve as root.
            let user = if is_root() {
                "User nobody\nGroup nogroup\n"
            } else {
                ""
            };
            let folder = folder.display();
            let config = format!(
                "ServerRoot {folder}\nDefaultRuntimeDir {folder}\nPidFile pid\nErrorLog error.log\n\
                 Listen 127.0.0.1:{port}\nServerName 127.0.0.1:{port}\n{modules}{user}\
                 TypesConfig /etc/mime.types\n{sites}\n"
            );
            Ok((config, &["-D", "FOREGROUND", "-f"]))
        })
    }
}

/// A configuration, and the arguments that its path follows.
type Configured = (String, &'static [&'static str]);

impl WebServer {
    fn start(
        program: &Path,
        configure: impl FnOnce(&Path, u16) -> Result<Configured>,
    ) -> Result<Self> {
        let port = free_port()?;
        let configured = |folder: &Path| {
            let (text, arguments) = configure(folder, port)?;
            let config = folder.join("config");
            fs::write(&config, text)?;
            let mut command = Command::new(program);
            command.args(arguments).arg(config);
            // Caddy keeps things there.
            command.env("HOME", folder).env_remove("XDG_CONFIG_HOME");
            Ok(command)
        };
        let serves = || TcpStream::connect(("127.0.0.1", port)).is_ok();
        Ok(Self {
            _program: Program::start(configured, serves)?,
            port,
        })
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where it answers: `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// The program, after installing its package if need be. Debian keeps some out of the `PATH` of
/// whoever is not root.
fn installed(what: &str, package: &str, path: &str) -> Result<PathBuf> {
    let path = Path::new(path);
    let known = || {
        path.file_name()
            .and_then(|name| find(&name.to_string_lossy()))
    };
    let program = || known().or_else(|| path.is_file().then(|| path.to_path_buf()));
    if let Some(program) = program() {
        return Ok(program);
    }
    apt_install(what, &[package])?;
    program().with_context(|| format!("{what} is installed, but was not found"))
}
