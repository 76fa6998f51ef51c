//! Introducing the panel to an authorization server: once a server, and remembered. (RFC 7591.)

use super::endpoint::SecureEndpoint;
use super::server::AuthorizationServer;
use crate::error::{Error, ErrorKind, RequestPurpose};
use panel_core::homeserver_input::BaseUrl;
use serde::{Deserialize, Serialize};
use web_platform::Storage;

/// What authorization servers call the panel.
const CLIENT_NAME: &str = "Synapse Media Usage";

/// The panel, as a public client: it has no place for a secret.
#[derive(Serialize)]
struct RegistrationRequest<'a> {
    client_name: &'a str,
    client_uri: &'a str,
    redirect_uris: [&'a str; 1],
    grant_types: [&'static str; 2],
    response_types: [&'static str; 1],
    token_endpoint_auth_method: &'static str,
    application_type: &'static str,
}

#[derive(Deserialize)]
struct RegistrationResponse {
    client_id: String,
}

/// Whom a client ID is for. An ID that was obtained for one homeserver is not used for another:
/// the other homeserver may have chosen where it was registered.
pub struct ClientRegistration<'a> {
    /// The authorization server.
    pub server: &'a AuthorizationServer,
    /// The homeserver that named it.
    pub homeserver: &'a BaseUrl,
    /// The panel's URL, which the answers come back to.
    pub panel_url: &'a str,
}

impl ClientRegistration<'_> {
    /// The ID by which the authorization server knows the panel: the one that it gave before, or a
    /// new one. It is no secret.
    ///
    /// # Errors
    /// When the server lets nobody introduce themselves, or refuses.
    pub async fn client_id(&self) -> Result<String, Error> {
        let endpoint = self.server.registration_endpoint.as_ref();
        let endpoint = endpoint.ok_or(ErrorKind::NoRegistration)?;
        let key = self.key();
        if let Some(known) = web_platform::load(Storage::Local, &key) {
            return Ok(known);
        }
        let registration = RegistrationRequest {
            client_name: CLIENT_NAME,
            client_uri: self.panel_url,
            redirect_uris: [self.panel_url],
            grant_types: ["authorization_code", "refresh_token"],
            response_types: ["code"],
            token_endpoint_auth_method: "none",
            application_type: "web",
        };
        let body = serde_json::to_string(&registration).unwrap_or_default();
        let request = endpoint
            .json(body)
            .with_purpose(RequestPurpose::Registration);
        let response: RegistrationResponse = request.json().await?;
        web_platform::store(Storage::Local, &key, &response.client_id);
        Ok(response.client_id)
    }

    /// Forgets the ID: the server may not know it any more.
    pub fn forget(&self) {
        web_platform::remove(Storage::Local, &self.key());
    }

    /// None of the parts can contain a space. Keys of 0.1 began with "oauth client": an ID from
    /// then may have been planted.
    fn key(&self) -> String {
        let Self {
            server,
            homeserver,
            panel_url,
        } = self;
        let endpoint = server.registration_endpoint.as_ref();
        let endpoint = endpoint.map(SecureEndpoint::url).unwrap_or_default();
        let issuer = server.issuer.as_str();
        format!("oauth-client {issuer} {endpoint} {homeserver} {panel_url}")
    }
}
