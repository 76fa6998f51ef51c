//! Homeserver discovery.

use super::error::{Error, ErrorKind, RequestPurpose};
use super::login_flows::{LoginFlows, fetch_login_flows};
use super::request::Request;
use super::well_known::{WellKnown, fetch_well_known};
use panel_core::format::server_name;
use panel_core::homeserver_input::{BaseUrl, HomeserverInput};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::future::Future;
use std::pin::Pin;

/// A homeserver that responded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Homeserver {
    /// The base URL of its APIs.
    pub base_url: BaseUrl,
    /// How to sign in there.
    pub login_flows: LoginFlows,
    /// Why its `.well-known` file was ignored.
    pub ignored_well_known: Option<WellKnown>,
}

/// The result of discovery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Discovery {
    /// A homeserver that responded.
    Found(Homeserver),
    /// Another base URL than the expected one; no one has signed in there yet.
    Moved(BaseUrl),
}

/// Finds a homeserver by base URL, server name or user ID. With an `expected` base URL, nothing is
/// sent to any other server that the name may lead to.
///
/// A server name is looked up in `.well-known/matrix/client`; without that file, the name itself is
/// tried. A URL is tried as a base URL first, then as a server name.
/// (Matrix specification, client-server API, "Server Discovery".)
///
/// # Errors
/// [`ErrorKind::InvalidAddress`]; why the last server that was tried isn't a homeserver; or what is
/// wrong with the `.well-known` file, if nothing else could be tried.
pub async fn discover(input: &str, expected: Option<&BaseUrl>) -> Result<Discovery, Error> {
    match HomeserverInput::parse(input).ok_or(ErrorKind::InvalidAddress)? {
        HomeserverInput::Name(name) => match fetch_well_known(&name).await {
            WellKnown::Found(base_url) => homeserver_at(base_url, expected).await,
            WellKnown::None => homeserver_at(name, expected).await,
            ignored_well_known => match homeserver_at(name, expected).await {
                Ok(Discovery::Found(found)) => Ok(Discovery::Found(Homeserver {
                    ignored_well_known: Some(ignored_well_known),
                    ..found
                })),
                Ok(moved) => Ok(moved),
                // Nothing responds at all, so the file is not the problem.
                Err(error) if ignored_well_known == WellKnown::Unreachable => Err(error),
                Err(error) => Err(ErrorKind::WellKnown(ignored_well_known, Box::new(error)).into()),
            },
        },
        // The URL may be tried even if discovery by name failed.
        HomeserverInput::Url(url) => match boxed_homeserver(normalized_url(url.clone())).await {
            Ok(found) if expected.is_none_or(|it| *it == found.base_url) => {
                Ok(Discovery::Found(found))
            }
            Ok(found) => Ok(Discovery::Moved(found.base_url)),
            Err(error) => match fetch_well_known(&url).await {
                WellKnown::Found(base_url) if base_url != url => {
                    homeserver_at(base_url, expected).await
                }
                _ => Err(error),
            },
        },
    }
}

/// The homeserver URL or name that was entered, as the browser normalizes it. `None` for invalid
/// input, which could contain anything, even a secret.
pub fn normalized_name(input: &str) -> Option<String> {
    Some(match HomeserverInput::parse(input)? {
        HomeserverInput::Url(url) => normalized_url(url).to_string(),
        HomeserverInput::Name(name) => server_name(normalized_url(name).as_str()).to_owned(),
    })
}

/// Normalizes a URL like the browser does, which makes look-alike characters visible.
pub(super) fn normalized_url(url: BaseUrl) -> BaseUrl {
    let normalized = web_platform::normalized_url(url.as_str());
    normalized
        .and_then(|url| BaseUrl::parse(&url))
        .unwrap_or(url)
}

/// The homeserver at a base URL, unless a different one is expected.
async fn homeserver_at(base_url: BaseUrl, expected: Option<&BaseUrl>) -> Result<Discovery, Error> {
    let base_url = normalized_url(base_url);
    if expected.is_some_and(|expected| *expected != base_url) {
        return Ok(Discovery::Moved(base_url));
    }
    boxed_homeserver(base_url).await.map(Discovery::Found)
}

/// Boxed, because it is called from two places.
fn boxed_homeserver(base_url: BaseUrl) -> Pin<Box<dyn Future<Output = Result<Homeserver, Error>>>> {
    Box::pin(homeserver_with_login_flows(base_url))
}

async fn homeserver_with_login_flows(base_url: BaseUrl) -> Result<Homeserver, Error> {
    #[derive(Deserialize)]
    struct Versions {
        #[serde(rename = "versions")]
        _versions: Vec<IgnoredAny>,
    }
    let versions =
        Request::get(&base_url, "/_matrix/client/versions").with_purpose(RequestPurpose::Discovery);
    let _: Versions = versions.json().await?;
    let login_flows = fetch_login_flows(&base_url).await?;
    Ok(Homeserver {
        base_url,
        login_flows,
        ignored_well_known: None,
    })
}
