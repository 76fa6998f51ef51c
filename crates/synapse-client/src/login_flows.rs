//! The login methods of a homeserver.

use super::error::{Error, ErrorKind, RequestPurpose};
use super::oauth;
use super::request::Request;
use panel_core::homeserver_input::BaseUrl;
use serde::Deserialize;

/// The maximum number of identity providers: each gets a button and a request for an icon.
const MAX_PROVIDERS: usize = 50;

/// The login methods of a homeserver, apart from an access token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoginFlows {
    /// A user name and a password.
    pub password: bool,
    /// The identity providers for single sign-on.
    pub sso: Vec<IdentityProvider>,
    /// The authorization server, if the homeserver delegates sign-in to one.
    pub oauth: Option<Box<oauth::ServerMetadata>>,
}

/// An identity provider (client-server API, "Single Sign-On").
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct IdentityProvider {
    /// The ID of the provider; empty for a single provider without one.
    #[serde(default)]
    pub id: String,
    /// The display name.
    pub name: String,
    /// The icon, an `mxc:` URI.
    #[serde(default)]
    pub icon: Option<String>,
}

/// Fetches the login methods of a homeserver.
///
/// # Errors
/// If the request fails.
pub(super) async fn fetch_login_flows(base_url: &BaseUrl) -> Result<LoginFlows, Error> {
    let login = Request::get(base_url, "/_matrix/client/v3/login")
        .with_purpose(RequestPurpose::LoginMethods);
    let login = match login.json::<LoginFlowsResponse>().await {
        Ok(login) => login,
        // It has no login of its own.
        Err(Error {
            kind:
                ErrorKind::NotFound
                | ErrorKind::Refused {
                    status: 400 | 404..=410,
                    ..
                },
            ..
        }) => LoginFlowsResponse::default(),
        Err(error) => return Err(error),
    };
    // A homeserver with its own login is not asked; it would only answer with a 404.
    let oauth = if login.is_delegated() {
        oauth::metadata(base_url).await?.map(Box::new)
    } else {
        None
    };
    Ok(LoginFlows {
        oauth,
        ..login.into_login_flows()
    })
}

#[derive(Default, Deserialize)]
struct LoginFlowsResponse {
    flows: Vec<LoginFlow>,
}

#[derive(Deserialize)]
struct LoginFlow {
    r#type: String,
    #[serde(default)]
    identity_providers: Option<Vec<IdentityProvider>>,
    /// Whether sign-in is delegated to the authorization server, for clients without OAuth support.
    #[serde(default)]
    oauth_aware_preferred: bool,
    /// The unstable name of the same field.
    #[serde(default)]
    delegated_oidc_compatibility: bool,
}

impl LoginFlowsResponse {
    /// Whether the homeserver may delegate sign-in to an authorization server.
    fn is_delegated(&self) -> bool {
        let mut flows = self.flows.iter();
        self.flows.is_empty()
            || flows.any(|flow| flow.oauth_aware_preferred || flow.delegated_oidc_compatibility)
    }

    fn into_login_flows(self) -> LoginFlows {
        let mut login_flows = LoginFlows::default();
        for flow in self.flows {
            match flow.r#type.as_str() {
                "m.login.password" => login_flows.password = true,
                "m.login.sso" => {
                    login_flows.sso = flow.identity_providers.unwrap_or_default();
                    login_flows.sso.truncate(MAX_PROVIDERS);
                    if login_flows.sso.is_empty() {
                        login_flows.sso.push(IdentityProvider::default());
                    }
                }
                _ => {}
            }
        }
        login_flows
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn login_flows(json: &str) -> Option<LoginFlows> {
        let login: LoginFlowsResponse = serde_json::from_slice(json.as_bytes()).ok()?;
        Some(login.into_login_flows())
    }

    #[test]
    fn offers_only_the_supported_login_flows() {
        let own = r#"{"flows":[{"type":"m.login.token","get_login_token":true},
            {"type":"m.login.password"},{"type":"m.login.application_service"}]}"#;
        let password = LoginFlows {
            password: true,
            ..LoginFlows::default()
        };
        assert_eq!(login_flows(own), Some(password));
        assert_eq!(login_flows(r#"{"flows":[]}"#), Some(LoginFlows::default()));
        assert_eq!(login_flows("{}"), None);
    }

    #[test]
    fn detects_delegated_login_from_the_flows() {
        let delegated = |json: &str| {
            let login: Option<LoginFlowsResponse> = serde_json::from_slice(json.as_bytes()).ok();
            login.map(|login| login.is_delegated())
        };
        assert_eq!(
            delegated(r#"{"flows":[{"type":"m.login.password"}]}"#),
            Some(false)
        );
        assert_eq!(delegated(r#"{"flows":[]}"#), Some(true));
        let keys = [
            r#""oauth_aware_preferred":true"#,
            r#""delegated_oidc_compatibility":true"#,
            r#""oauth_aware_preferred":true,"delegated_oidc_compatibility":true"#,
        ];
        for keys in keys {
            let json = format!(r#"{{"flows":[{{"type":"m.login.sso",{keys}}}]}}"#);
            assert_eq!(delegated(&json), Some(true));
        }
    }

    #[test]
    fn limits_the_number_of_identity_providers() {
        let providers = vec![r#"{"id":"a","name":"A"}"#; MAX_PROVIDERS + 1].join(",");
        let json =
            format!(r#"{{"flows":[{{"type":"m.login.sso","identity_providers":[{providers}]}}]}}"#);
        assert_eq!(
            login_flows(&json).map(|login_flows| login_flows.sso.len()),
            Some(MAX_PROVIDERS)
        );
    }

    #[test]
    fn every_identity_provider_has_a_name() {
        let json = r#"{"flows":[{"type":"m.login.sso","identity_providers":[
            {"id":"oidc","name":"House","icon":"mxc://a/b","brand":"x"},{"id":"o2","name":"B"}]}]}"#;
        let names: Vec<_> = login_flows(json)
            .map(|login_flows| login_flows.sso)
            .unwrap_or_default();
        let names: Vec<_> = names.iter().map(|it| (&*it.id, &*it.name)).collect();
        assert_eq!(names, [("oidc", "House"), ("o2", "B")]);
        let nameless = login_flows(r#"{"flows":[{"type":"m.login.sso"}]}"#);
        assert_eq!(
            nameless.map(|login_flows| login_flows.sso),
            Some(vec![IdentityProvider::default()])
        );
    }
}
