//! The homeservers that this browser has signed in to: they are used again without a question.

use panel_core::config::is_same_name;
use serde::{Deserialize, Serialize};
use synapse_client::BaseUrl;
use web_platform::Storage;

/// Where the browser keeps them. Nothing of it is secret.
const KEY: &str = "homeservers";

/// How many are kept.
const MAX_HOMESERVERS: usize = 20;

/// A homeserver, and the base URL that its name led to at the last sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct KnownHomeserver {
    name: String,
    base_url: BaseUrl,
}

/// The homeservers that were signed in to, the last one first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KnownHomeservers(Vec<KnownHomeserver>);

impl KnownHomeservers {
    /// Those that the browser keeps.
    pub fn load() -> Self {
        let kept = web_platform::load(Storage::Local, KEY);
        let kept = kept.and_then(|text| serde_json::from_slice(text.as_bytes()).ok());
        kept.unwrap_or_default()
    }

    /// Keeps a homeserver that was signed in to.
    pub fn remember(name: &str, base_url: &BaseUrl) {
        let known = Self::load().with(name, base_url);
        if let Ok(text) = serde_json::to_string(&known) {
            web_platform::store(Storage::Local, KEY, &text);
        }
    }

    fn with(mut self, name: &str, base_url: &BaseUrl) -> Self {
        self.0.retain(|known| !is_same_name(&known.name, name));
        let (name, base_url) = (name.trim().to_owned(), base_url.clone());
        self.0.insert(0, KnownHomeserver { name, base_url });
        self.0.truncate(MAX_HOMESERVERS);
        self
    }

    /// The name that was signed in to last.
    pub fn last(&self) -> Option<&str> {
        self.0.first().map(|known| &*known.name)
    }

    /// Where a name led when it was signed in to. The URL that a name led to is known by itself, too.
    pub fn base_url(&self, name: &str) -> Option<&BaseUrl> {
        let by_name = self.0.iter().find(|known| is_same_name(&known.name, name));
        let url = || BaseUrl::parse(name);
        let by_url = || {
            let url = url()?;
            self.0.iter().find(|known| known.base_url == url)
        };
        by_name.or_else(by_url).map(|known| &known.base_url)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn url(url: &str) -> BaseUrl {
        BaseUrl::parse(url).unwrap_or_else(|| panic!("{url} is not a base URL"))
    }

    #[test]
    fn remembers_a_name_and_its_base_url() {
        let matrix = url("https://matrix.example.org");
        let known = KnownHomeservers::default().with("example.org", &matrix);
        for name in [
            "example.org",
            " Example.org/ ",
            "https://matrix.example.org/",
        ] {
            assert_eq!(known.base_url(name), Some(&matrix), "{name}");
        }
        for other in ["https://example.org", "matrix.example.org", "", "evil.test"] {
            assert_eq!(known.base_url(other), None, "{other}");
        }
    }

    #[test]
    fn signing_in_again_replaces_the_base_url() {
        let known = KnownHomeservers::default()
            .with("a.example", &url("https://old.example"))
            .with("b.example", &url("https://b.example"))
            .with("A.example", &url("https://new.example"));
        assert_eq!(known.last(), Some("A.example"));
        assert_eq!(
            known.base_url("a.example"),
            Some(&url("https://new.example"))
        );
        assert_eq!(known.0.len(), 2);
    }

    #[test]
    fn keeps_only_the_latest_homeservers() {
        let names = (0..MAX_HOMESERVERS + 5).map(|number| format!("{number}.example"));
        let known = names.fold(KnownHomeservers::default(), |known, name| {
            known.with(&name, &url(&format!("https://{name}")))
        });
        assert_eq!(known.0.len(), MAX_HOMESERVERS);
        assert_eq!(known.base_url("0.example"), None);
    }
}
