//! How nginx is told the way to a homeserver: as it should be, and as it goes wrong.

/// What a `server` block of nginx does with requests for a homeserver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Routes {
    /// All is passed on as it is.
    PassAll,
    /// Answers lose the headers that let other origins read them.
    WithoutCors,
    /// `/_matrix` alone is passed on; the rest is not found.
    MatrixOnly,
    /// `/_matrix` alone is passed on; the rest is answered with a web page, as a site does that
    /// has one page for all addresses.
    WebPageForOthers,
    /// `/_matrix` alone is passed on; the rest is sent elsewhere, as to a page to sign in.
    RedirectOthers,
    /// Preflights (`OPTIONS`) are refused with this status.
    PreflightsRefused(u16),
    /// The header that says which origin may read is there twice.
    OriginTwice,
    /// Nobody is behind it.
    NoUpstream,
}

impl Routes {
    /// What stands in the `server` block, for a homeserver at this base URL.
    pub fn nginx(self, homeserver: &str) -> String {
        let paths = match self {
            Routes::MatrixOnly | Routes::WebPageForOthers | Routes::RedirectOthers => "/_matrix",
            _ => "/",
        };
        let inside = match self {
            Routes::WithoutCors => hidden(&["Origin", "Methods", "Headers"]),
            Routes::PreflightsRefused(status) => {
                format!("if ($request_method = OPTIONS) {{ return {status}; }}")
            }
            Routes::OriginTwice => "add_header Access-Control-Allow-Origin * always;".to_owned(),
            _ => String::new(),
        };
        let beside = match self {
            Routes::WebPageForOthers => {
                "location / { default_type text/html; return 200 '<h1>Welcome</h1>'; }"
            }
            Routes::RedirectOthers => "location / { return 302 /sign-in; }",
            _ => "",
        };
        let homeserver = if self == Routes::NoUpstream {
            "http://127.0.0.1:9" // the port of the discard protocol
        } else {
            homeserver
        };
        format!(
            "location {paths} {{\nproxy_pass {homeserver};\nproxy_http_version 1.1;\n\
             proxy_set_header Host $http_host;\n{inside}\n}}\n{beside}"
        )
    }
}

fn hidden(headers: &[&str]) -> String {
    let hide = |name: &&str| format!("proxy_hide_header Access-Control-Allow-{name};");
    headers.iter().map(hide).collect()
}
