//! The ways to sign in that a homeserver offers.

use super::error::{Error, ErrorKind, RequestPurpose};
use super::oauth;
use super::request::Request;
use panel_core::homeserver_input::BaseUrl;
use serde::Deserialize;

/// How many providers of single sign-on are offered at most: each is a button and a request for an
/// icon.
const MAX_PROVIDERS: usize = 50;

/// The ways to sign in that a homeserver offers, beside an access token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoginFlows {
    /// A user name and a password.
    pub password: bool,
    /// Single sign-on, with whom.
    pub sso: Vec<IdentityProvider>,
    /// The authorization server that the homeserver leaves its users' sign-in to.
    pub oauth: Option<Box<oauth::ServerMetadata>>,
}

/// Somebody who says who a user is. (Client-server API, "Single Sign-On".)
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct IdentityProvider {
    /// What the homeserver knows it by; empty where it has one provider and doesn't name it.
    #[serde(default)]
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Its sign, an `mxc:` URI.
    #[serde(default)]
    pub icon: Option<String>,
}

/// Asks a homeserver how to sign in there.
///
/// # Errors
/// When it can't be asked.
pub(super) async fn fetch_login_flows(base_url: &BaseUrl) -> Result<LoginFlows, Error> {
    let login = Request::get(base_url, "/_matrix/client/v3/login")
        .with_purpose(RequestPurpose::LoginMethods);
    let login = match login.json::<LoginFlowsResponse>().await {
        Ok(login) => login,
        // No login of its own.
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
    // A homeserver with a login of its own is not asked, as its answer would be a 404.
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
    /// The login is the authorization server's, for programs that don't know OAuth.
    #[serde(default)]
    oauth_aware_preferred: bool,
    /// The same, as it was called before.
    #[serde(default)]
    delegated_oidc_compatibility: bool,
}

impl LoginFlowsResponse {
    /// Whether the homeserver may leave the sign-in to an authorization server.
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
