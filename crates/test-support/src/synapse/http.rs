//! Plain JSON requests to a server on this machine, for setting it up and asking it things.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

/// A blocking client of one homeserver.
#[derive(Clone, Debug)]
pub struct Client {
    base_url: String,
    token: Option<String>,
    agent: ureq::Agent,
}

impl Client {
    /// A client without a token.
    pub fn new(base_url: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .timeout_global(Some(Duration::from_mins(5)));
        let agent = config.build().new_agent();
        Self {
            base_url: base_url.to_owned(),
            token: None,
            agent,
        }
    }

    /// The same client with an access token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// Asks for JSON; gives the status and, if it is JSON, the body.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub fn get(&self, path: &str) -> Result<(u16, Value)> {
        let request = self.agent.get(format!("{}{path}", self.base_url));
        let request = match &self.token {
            Some(token) => request.header("Authorization", format!("Bearer {token}")),
            None => request,
        };
        let mut response = request.call()?;
        Ok((response.status().as_u16(), body(response.body_mut())))
    }

    /// Sends a body; gives the status and, if it is JSON, the answer.
    ///
    /// # Errors
    /// When the server cannot be reached.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        content_type: &str,
        bytes: &[u8],
    ) -> Result<(u16, Value)> {
        let url = format!("{}{path}", self.base_url);
        let request = match method {
            "PUT" => self.agent.put(url),
            _ => self.agent.post(url),
        };
        let request = request.header("Content-Type", content_type);
        let request = match &self.token {
            Some(token) => request.header("Authorization", format!("Bearer {token}")),
            None => request,
        };
        let mut response = request.send(bytes)?;
        Ok((response.status().as_u16(), body(response.body_mut())))
    }

    /// Sends JSON and insists on success.
    ///
    /// # Errors
    /// When the server cannot be reached or refuses.
    pub fn json(&self, method: &str, path: &str, json: &Value) -> Result<Value> {
        let bytes = serde_json::to_vec(json)?;
        let (status, answer) = self.send(method, path, "application/json", &bytes)?;
        if !(200..300).contains(&status) {
            bail!("{method} {path} was answered with {status}: {answer}");
        }
        Ok(answer)
    }

    /// Signs in with a password; gives the access token.
    ///
    /// # Errors
    /// When the server cannot be reached or refuses.
    pub fn log_in(&self, localpart: &str, password: &str) -> Result<String> {
        let answer = self.json(
            "POST",
            "/_matrix/client/v3/login",
            &serde_json::json!({
                "type": "m.login.password",
                "identifier": { "type": "m.id.user", "user": localpart },
                "password": password,
            }),
        )?;
        text(&answer, "access_token")
    }
}

/// The text that an answer has under `key`.
///
/// # Errors
/// When there is none.
pub fn text(answer: &Value, key: &str) -> Result<String> {
    let found = answer[key].as_str().map(str::to_owned);
    found.with_context(|| format!("the server's response has no {key}"))
}

fn body(body: &mut ureq::Body) -> Value {
    body.with_config()
        .limit(1 << 30)
        .read_json()
        .unwrap_or(Value::Null)
}
