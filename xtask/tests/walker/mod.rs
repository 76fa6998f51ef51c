//! Somebody who walks from page to page as a browser does, without scripts: cookies, redirects, and
//! the one form of the provider.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

/// How many steps a walk may have.
const PATIENCE: usize = 20;

/// What a page or an endpoint answers.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub text: String,
    location: Option<String>,
}

impl Answer {
    /// The body as JSON, or null.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }
}

/// A browser without a window.
pub struct Walker {
    agent: ureq::Agent,
    cookies: BTreeMap<String, String>,
}

impl Walker {
    pub fn new() -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let agent = config.max_redirects(0).proxy(None).build().new_agent();
        let cookies = BTreeMap::new();
        Self { agent, cookies }
    }

    pub fn get(&mut self, url: &str) -> Result<Answer> {
        let request = self.agent.get(url).header("Cookie", self.cookie());
        let answer = request.call()?;
        self.read(answer)
    }

    pub fn post(&mut self, url: &str, form: &[(&str, &str)]) -> Result<Answer> {
        let request = self.agent.post(url).header("Cookie", self.cookie());
        let answer = request.send_form(form.iter().copied())?;
        self.read(answer)
    }

    /// Walks from `url` on, presses `button` as `user` where the provider asks, and `Continue`
    /// where the homeserver does; gives the address below `end` that all leads to.
    pub fn walk(&mut self, url: &str, user: &str, button: &str, end: &str) -> Result<String> {
        let mut url = url.to_owned();
        for _ in 0..PATIENCE {
            if url.starts_with(end) {
                return Ok(url);
            }
            let mut answer = self.get(&url)?;
            if answer.text.contains("name=\"user\"") {
                answer = self.post(&url, &[("user", user), ("action", button)])?;
            }
            url = match &answer.location {
                Some(location) => resolved(&url, location)?,
                None => continued(&answer, end)?,
            };
        }
        bail!("no end in sight at {url}")
    }

    fn cookie(&self) -> String {
        let pairs = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    fn read(&mut self, mut answer: ureq::http::Response<ureq::Body>) -> Result<Answer> {
        for cookie in answer.headers().get_all("set-cookie") {
            let cookie = cookie.to_str()?.split(';').next().unwrap_or_default();
            let (name, value) = cookie.split_once('=').context("a cookie without a name")?;
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let location = answer.headers().get("location");
        let location = location
            .map(|it| it.to_str().map(str::to_owned))
            .transpose()?;
        Ok(Answer {
            status: answer.status().as_u16(),
            text: answer.body_mut().read_to_string()?,
            location,
        })
    }
}

/// An address of a redirect, which may leave out the host.
fn resolved(from: &str, location: &str) -> Result<String> {
    if !location.starts_with('/') {
        return Ok(location.to_owned());
    }
    let host = from.match_indices('/').nth(2);
    let (at, _) = host.context("an address without a path")?;
    Ok(format!("{}{location}", &from[..at]))
}

/// The link on the homeserver's page that asks before it sends somebody back.
fn continued(answer: &Answer, end: &str) -> Result<String> {
    let links = answer.text.split("href=\"").skip(1);
    let mut links = links.filter_map(|rest| rest.split('"').next());
    let found = links.find(|link| link.starts_with(end));
    ensure!(
        found.is_some(),
        "a dead end: {} {}",
        answer.status,
        answer.text
    );
    Ok(found.unwrap_or_default().replace("&amp;", "&"))
}

/// The value of a parameter in an address, as it stands there.
pub fn parameter<'a>(url: &'a str, name: &str) -> Option<&'a str> {
    let (_, query) = url.split_once(['?', '#'])?;
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}
