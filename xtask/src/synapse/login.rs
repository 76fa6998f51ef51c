//! How people sign in at the homeserver: the part of its configuration that says so.

use serde_json::{Value, json};

use super::http::Client;
use crate::oidc::{CLIENT_ID, SECRET};
use crate::seed::SERVER_NAME;

/// How people sign in. Accounts are made with passwords in any case, before this takes effect.
#[derive(Clone, Debug, Default)]
pub enum Login {
    /// By password, as a default Synapse does it. Who asks for a refresh token gets an access
    /// token for five minutes.
    #[default]
    Own,
    /// By password; access tokens that can be refreshed last so many seconds.
    Refreshing {
        /// The lifetime.
        access_seconds: u32,
    },
    /// By single sign-on of the homeserver's own.
    Sso {
        /// The provider; see [`crate::Oidc::sso`].
        issuer: String,
        /// It may be offered more than once: ID (`oidc-` is put before it) and name.
        providers: Vec<(String, String)>,
        /// Whether passwords are allowed, too.
        password: bool,
        /// Whether a page asks before somebody is sent back to the client, as it does with
        /// clients that are not in `sso.client_whitelist`.
        confirm: bool,
    },
    /// By the Matrix Authentication Service; see [`crate::Oidc::delegation`].
    Delegated {
        /// The stand-in for the service.
        issuer: String,
        /// What the stand-in is told things by.
        control: Client,
    },
}

impl Login {
    /// Changes a configuration that is one of a default Synapse.
    pub(super) fn configure(&self, config: &mut Value) {
        // A plain login gives a token that lasts; one that asks for a refresh token gets both.
        config["refreshable_access_token_lifetime"] = json!("5m");
        match self {
            Login::Own => {}
            Login::Refreshing { access_seconds } => {
                let lifetime = format!("{access_seconds}s");
                config["refreshable_access_token_lifetime"] = json!(lifetime);
            }
            Login::Sso {
                issuer,
                providers,
                password,
                confirm,
            } => {
                let providers = providers
                    .iter()
                    .map(|(id, name)| provider(issuer, id, name));
                config["oidc_providers"] = providers.collect();
                config["password_config"] = json!({ "enabled": password });
                let trusted: &[&str] = if *confirm {
                    &[]
                } else {
                    &["http://127.0.0.1:"]
                };
                config["sso"] = json!({ "client_whitelist": trusted });
            }
            Login::Delegated { issuer, .. } => {
                config["password_config"] = json!({ "enabled": false });
                config["matrix_authentication_service"] = json!({
                    "enabled": true,
                    "endpoint": issuer,
                    "secret": SECRET,
                });
            }
        }
    }
}

/// Users of the provider are users of the homeserver by the same name, known or new.
fn provider(issuer: &str, id: &str, name: &str) -> Value {
    json!({
        "idp_id": id,
        "idp_name": name,
        "idp_icon": format!("mxc://{SERVER_NAME}/icon"),
        "issuer": issuer,
        "client_id": CLIENT_ID,
        "client_secret": SECRET,
        "scopes": ["openid"],
        "skip_verification": true, // it insists on https otherwise
        "allow_existing_users": true,
        "user_mapping_provider": { "config": { "localpart_template": "{{ user.sub }}" } },
    })
}
