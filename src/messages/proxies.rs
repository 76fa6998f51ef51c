//! Lines for web servers, with the administrator's own host names in them.

/// A web server that may stand before Synapse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WebServer {
    /// nginx.
    #[default]
    Nginx,
    /// Caddy.
    Caddy,
    /// Apache httpd.
    Apache,
    /// Traefik.
    Traefik,
}

impl WebServer {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Nginx, Self::Caddy, Self::Apache, Self::Traefik];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Caddy => "Caddy",
            Self::Apache => "Apache",
            Self::Traefik => "Traefik",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|server| server.name() == name)
    }
}

/// What is to be mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fix {
    /// Paths that don't lead to Synapse.
    Route,
    /// Headers of CORS, or `OPTIONS` requests, that don't come through.
    Cors,
    /// A password that the web server asks for, or addresses that it refuses.
    Access,
    /// The file that leads from a name to its homeserver.
    WellKnown,
}

/// The lines for a web server. `host` is the homeserver's (as `matrix.example.org`), `name` the one
/// that leads to it (as `example.org`). Synapse is taken to listen on port 8008.
pub fn lines(fix: Fix, server: WebServer, host: &str, name: &str) -> String {
    let template = match (fix, server) {
        (Fix::WellKnown, WebServer::Nginx) => NGINX_WELL_KNOWN,
        (Fix::WellKnown, WebServer::Caddy) => CADDY_WELL_KNOWN,
        (Fix::WellKnown, WebServer::Apache) => APACHE_WELL_KNOWN,
        (Fix::WellKnown, WebServer::Traefik) => TRAEFIK_WELL_KNOWN,
        (_, WebServer::Nginx) => NGINX,
        (_, WebServer::Caddy) => CADDY,
        (_, WebServer::Apache) => APACHE,
        (_, WebServer::Traefik) => TRAEFIK,
    };
    let lines = template
        .replace("HOST", harmless(host))
        .replace("NAME", harmless(name));
    match fix {
        Fix::Cors => format!("{CORS}{lines}"),
        Fix::Access => with_access(&lines, server),
        Fix::Route | Fix::WellKnown => lines,
    }
}

/// The lines of a route, with those that let everybody in: Synapse checks access tokens itself.
fn with_access(lines: &str, server: WebServer) -> String {
    match server {
        WebServer::Nginx => lines.replacen("{\n", NGINX_ACCESS, 1),
        WebServer::Caddy => lines.replacen("{\n", CADDY_ACCESS, 1),
        WebServer::Apache => format!("{lines}{APACHE_ACCESS}"),
        WebServer::Traefik => format!("{TRAEFIK_ACCESS}{lines}"),
    }
}

/// A host without its port, or a stand-in for one with anything that could act in a configuration.
fn harmless(host: &str) -> &str {
    let bare = host.rsplit_once(':').map_or(host, |(bare, port)| {
        let is_port = port.bytes().all(|byte| byte.is_ascii_digit());
        if is_port { bare } else { host }
    });
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte);
    if !bare.is_empty() && bare.bytes().all(plain) {
        bare
    } else {
        "your.homeserver"
    }
}

const CORS: &str = "\
# Synapse sends the CORS headers and answers OPTIONS itself. Take out what adds, removes or
# answers them here, and let OPTIONS pass without a password or sign-on of the proxy's own.
";

const NGINX: &str = "\
# In the server block of HOST. No slash and no path behind 8008.
location ~ ^/(_matrix|_synapse/client|_synapse/admin)(/|$) {
    proxy_pass http://127.0.0.1:8008;
    proxy_http_version 1.1;
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_read_timeout 180s;
    client_max_body_size 50M;
}
";

const CADDY: &str = "\
HOST {
    reverse_proxy /_matrix/* 127.0.0.1:8008
    reverse_proxy /_synapse/client/* 127.0.0.1:8008
    reverse_proxy /_synapse/admin/* 127.0.0.1:8008
}
";

const APACHE: &str = "\
# In the VirtualHost of HOST, with mod_proxy_http and mod_headers.
AllowEncodedSlashes NoDecode
ProxyPreserveHost On
ProxyTimeout 180
RequestHeader set X-Forwarded-Proto expr=%{REQUEST_SCHEME}
ProxyPass /_matrix http://127.0.0.1:8008/_matrix nocanon
ProxyPass /_synapse/client http://127.0.0.1:8008/_synapse/client nocanon
ProxyPass /_synapse/admin http://127.0.0.1:8008/_synapse/admin nocanon
";

const TRAEFIK: &str = "\
# In a file of Traefik's file provider.
http:
  routers:
    synapse:
      rule: Host(`HOST`) && (PathPrefix(`/_matrix`) || PathPrefix(`/_synapse/client`) || PathPrefix(`/_synapse/admin`))
      entryPoints: [websecure]
      tls: {}
      service: synapse
  services:
    synapse:
      loadBalancer:
        servers:
          - url: http://127.0.0.1:8008
";

const NGINX_ACCESS: &str = "{
    # Synapse checks the access token. No password here, and no auth_request. Where only some
    # addresses may use /_synapse/admin, give it a location of its own that allows yours.
    auth_basic off;
    allow all;
";

const CADDY_ACCESS: &str = "{
    # Synapse checks the access token. Let basic_auth, forward_auth and what else refuses requests
    # begin with @others, so that they leave these paths alone.
    @others not path /_matrix/* /_synapse/client/* /_synapse/admin/*
";

const APACHE_ACCESS: &str = "\
# Synapse checks the access token. Put this behind all other Location sections. Where only some
# addresses may use /_synapse/admin, give it a section of its own that allows yours.
<LocationMatch \"^/(_matrix|_synapse/client|_synapse/admin)(/|$)\">
    AuthType None
    Require all granted
</LocationMatch>
";

const TRAEFIK_ACCESS: &str = "\
# Synapse checks the access token. This router has no middlewares: move those that ask for a
# password or refuse addresses from the entry point to the routers that need them.
";

const NGINX_WELL_KNOWN: &str = "\
# In the server block of NAME, before any redirect.
location = /.well-known/matrix/client {
    default_type application/json;
    add_header Access-Control-Allow-Origin * always;
    return 200 '{\"m.homeserver\": {\"base_url\": \"https://HOST\"}}';
}
";

const CADDY_WELL_KNOWN: &str = "\
NAME {
    handle /.well-known/matrix/client {
        header Content-Type application/json
        header Access-Control-Allow-Origin *
        respond `{\"m.homeserver\": {\"base_url\": \"https://HOST\"}}`
    }
}
";

const APACHE_WELL_KNOWN: &str = "\
# In the VirtualHost of NAME, before any redirect, with mod_headers. The file holds
# {\"m.homeserver\": {\"base_url\": \"https://HOST\"}}
Alias /.well-known/matrix/client /var/www/matrix-client.json
<Location /.well-known/matrix/client>
    ForceType application/json
    Header always set Access-Control-Allow-Origin *
    Require all granted
</Location>
";

const TRAEFIK_WELL_KNOWN: &str = "\
# Traefik serves no files, but Synapse answers this path by itself if homeserver.yaml has
# public_baseurl: https://HOST/
http:
  routers:
    well-known:
      rule: Host(`NAME`) && Path(`/.well-known/matrix/client`)
      entryPoints: [websecure]
      tls: {}
      service: synapse
  services:
    synapse:
      loadBalancer:
        servers:
          - url: http://127.0.0.1:8008
";

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn a_host_cannot_act_in_a_configuration() {
        for server in WebServer::ALL {
            let lines = lines(Fix::WellKnown, server, "a.example:8448", "b.example';}`");
            assert!(
                lines.contains("a.example") && !lines.contains("8448"),
                "{lines}"
            );
            assert!(!lines.contains("b.example"), "{lines}");
        }
        assert_eq!(harmless("[::1]:80"), "[::1]");
    }

    #[test]
    fn configuration_lines_have_no_placeholder_left() {
        for server in WebServer::ALL {
            for fix in [Fix::Route, Fix::Cors, Fix::Access, Fix::WellKnown] {
                let lines = lines(fix, server, "matrix.example.org", "example.org");
                assert!(lines.contains("example.org"), "{lines}");
                assert!(
                    !lines.contains("HOST") && !lines.contains("NAME"),
                    "{lines}"
                );
                for (open, close) in [('{', '}'), ('(', ')'), ('<', '>')] {
                    assert_eq!(
                        lines.matches(open).count(),
                        lines.matches(close).count(),
                        "{lines}"
                    );
                }
            }
            for fix in [Fix::Route, Fix::Access] {
                assert!(lines(fix, server, "m.example", "example").contains("_synapse/admin"));
            }
            let access = lines(Fix::Access, server, "m.example", "example");
            assert!(access.contains("Synapse checks the access token"));
            let by_name = lines(Fix::WellKnown, server, "m.example", "example");
            assert!(by_name.contains("https://m.example"));
        }
    }
}
