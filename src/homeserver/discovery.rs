//! Finding a homeserver.

use super::address::{Address, BaseUrl};
use super::error::Error;
use super::request::Request;
use super::ways::{Ways, ways};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::future::Future;
use std::pin::Pin;

/// A homeserver that answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Homeserver {
    /// Where its APIs are.
    pub base_url: BaseUrl,
    /// How to sign in there.
    pub ways: Ways,
}

/// Finds the homeserver that a person named: a base URL, a server name, or a user ID.
///
/// A name is looked up in its `.well-known/matrix/client`; without one, the name itself is where
/// the server is. A URL is a base URL, but may be that of a name all the same.
/// (Matrix specification, client-server API, "Server Discovery".)
///
/// # Errors
/// [`Error::BadAddress`], or why the last place that was tried is no homeserver.
pub async fn discover(typed: &str) -> Result<Homeserver, Error> {
    let (base_url, named) = match Address::parse(typed).ok_or(Error::BadAddress)? {
        Address::Name(name) => (well_known(&name).await.unwrap_or(name), None),
        Address::Url(url) => (url.clone(), Some(url)),
    };
    let found = homeserver_at(base_url).await;
    let (Err(_), Some(url)) = (&found, named) else {
        return found;
    };
    match well_known(&url).await {
        Some(base_url) if base_url != url => homeserver_at(base_url).await,
        _ => found,
    }
}

async fn well_known(name: &BaseUrl) -> Option<BaseUrl> {
    #[derive(Deserialize)]
    struct WellKnown {
        #[serde(rename = "m.homeserver")]
        homeserver: Base,
    }
    #[derive(Deserialize)]
    struct Base {
        base_url: BaseUrl,
    }
    let request = Request::get(name, "/.well-known/matrix/client");
    let answer: WellKnown = request.json().await.ok()?;
    Some(answer.homeserver.base_url)
}

/// Boxed, as it is tried in two places.
fn homeserver_at(base_url: BaseUrl) -> Pin<Box<dyn Future<Output = Result<Homeserver, Error>>>> {
    Box::pin(ask(base_url))
}

async fn ask(base_url: BaseUrl) -> Result<Homeserver, Error> {
    #[derive(Deserialize)]
    struct Versions {
        #[serde(rename = "versions")]
        _versions: Vec<IgnoredAny>,
    }
    let versions = Request::get(&base_url, "/_matrix/client/versions");
    let _: Versions = versions.json().await?;
    let ways = ways(&base_url).await?;
    Ok(Homeserver { base_url, ways })
}
