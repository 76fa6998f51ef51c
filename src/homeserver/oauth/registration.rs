//! Introducing the panel to an authorization server: once a server, and remembered. (RFC 7591.)

use super::metadata::Metadata;
use crate::browser::{self, Area};
use crate::homeserver::error::{Error, ErrorKind, RequestPurpose};
use serde::{Deserialize, Serialize};

/// The panel, as a public client: it has no place for a secret.
#[derive(Serialize)]
struct Registration<'a> {
    client_name: &'a str,
    client_uri: &'a str,
    redirect_uris: [&'a str; 1],
    grant_types: [&'static str; 2],
    response_types: [&'static str; 1],
    token_endpoint_auth_method: &'static str,
    application_type: &'static str,
}

#[derive(Deserialize)]
struct Registered {
    client_id: String,
}

/// The ID by which an authorization server knows the panel at this URL: the one that it gave
/// before, or a new one. It is no secret.
///
/// # Errors
/// When the server lets nobody introduce themselves, or refuses.
pub async fn client_id(metadata: &Metadata, name: &str, panel: &str) -> Result<String, Error> {
    let key = key(metadata, panel);
    if let Some(known) = browser::load(Area::Browser, &key) {
        return Ok(known);
    }
    let endpoint = metadata.registration_endpoint.as_ref();
    let endpoint = endpoint.ok_or(ErrorKind::NoRegistration)?;
    let registration = Registration {
        client_name: name,
        client_uri: panel,
        redirect_uris: [panel],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        token_endpoint_auth_method: "none",
        application_type: "web",
    };
    let body = serde_json::to_string(&registration).unwrap_or_default();
    let request = endpoint
        .json(body)
        .with_purpose(RequestPurpose::Registration);
    let registered: Registered = request.json().await?;
    browser::store(Area::Browser, &key, &registered.client_id);
    Ok(registered.client_id)
}

/// Forgets the ID: the server may not know it any more.
pub fn forget_client(metadata: &Metadata, panel: &str) {
    browser::remove(Area::Browser, &key(metadata, panel));
}

fn key(metadata: &Metadata, panel: &str) -> String {
    format!("oauth client {} {panel}", metadata.issuer)
}
