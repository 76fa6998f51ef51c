//! The servers for tests of signing in, all of them real: a homeserver that delegates to the
//! stand-in for its authentication service, one with single sign-on, and one with short sessions.

mod walker;

use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::{Value, json};
use walker::{Walker, parameter};
use xtask::oidc::{Refusal, Scopes, Success};
use xtask::synapse::http::{Client, text};
use xtask::synapse::{ADMIN, NON_ADMIN, PASSWORD};
use xtask::{Fault, Login, Oidc, Options, Rule, Synapse};

const PATIENCE: Duration = Duration::from_secs(20);
const PANEL: &str = "http://127.0.0.1:8000/panel/";
const STATISTICS: &str = "/_synapse/admin/v1/statistics/users/media";
/// The example of RFC 7636, appendix B: a verifier, and its challenge.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn homeserver(name: &str, login: Login) -> Result<Synapse> {
    let users = 20;
    Synapse::start(&Options {
        login,
        ..Options::named(name, users)
    })
}

fn status(synapse: &Synapse, token: &str) -> Result<u16> {
    Ok(Client::new(&synapse.base_url())
        .with_token(token)
        .get(STATISTICS)?
        .0)
}

/// A client of the provider, as a page on another origin is one.
struct App<'a> {
    oidc: &'a Oidc,
    metadata: Value,
    id: String,
    walker: Walker,
}

fn registration(redirect: &str) -> Value {
    json!({
        "client_name": "Panel",
        "client_uri": PANEL,
        "redirect_uris": [redirect],
        "response_types": ["code"],
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": "none",
        "application_type": "web",
    })
}

impl<'a> App<'a> {
    /// Reads the metadata where `base_url` has them, and registers.
    fn register(oidc: &'a Oidc, base_url: &str, path: &str) -> Result<Self> {
        let (_, metadata) = Client::new(base_url).get(path)?;
        let endpoint = text(&metadata, "registration_endpoint")?;
        let answer = Client::new("").json("POST", &endpoint, &registration(PANEL))?;
        let id = text(&answer, "client_id")?;
        let walker = Walker::new();
        Ok(Self {
            oidc,
            metadata,
            id,
            walker,
        })
    }

    /// Sends somebody to the provider; gives where they come back.
    fn authorize(&mut self, user: &str, button: &str, scope: &str) -> Result<String> {
        let endpoint = text(&self.metadata, "authorization_endpoint")?;
        let scope = scope.replace(' ', "+");
        let (id, redirect) = (&self.id, PANEL);
        let url = format!(
            "{endpoint}?response_type=code&response_mode=fragment&client_id={id}\
             &redirect_uri={redirect}&scope={scope}&state=xyz\
             &code_challenge={CHALLENGE}&code_challenge_method=S256"
        );
        let back = self.walker.walk(&url, user, button, PANEL)?;
        ensure!(parameter(&back, "state") == Some("xyz"), "{back}");
        Ok(back)
    }

    fn token(&mut self, form: &[(&str, &str)]) -> Result<(u16, Value)> {
        let endpoint = text(&self.metadata, "token_endpoint")?;
        let id = self.id.clone();
        let form = [form, &[("client_id", id.as_str())]].concat();
        let answer = self.walker.post(&endpoint, &form)?;
        Ok((answer.status, answer.json()))
    }

    fn exchange(&mut self, back: &str, verifier: &str) -> Result<(u16, Value)> {
        let code = parameter(back, "code").with_context(|| format!("no code: {back}"))?;
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", PANEL),
            ("code_verifier", verifier),
        ])
    }

    /// Signs somebody in; gives access and refresh token.
    fn sign_in(&mut self, user: &str, scope: &str) -> Result<(String, String)> {
        let back = self.authorize(user, "login", scope)?;
        pair(&self.exchange(&back, VERIFIER)?)
    }

    fn refresh(&mut self, token: &str) -> Result<(u16, Value)> {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    fn revoke(&mut self, token: &str) -> Result<u16> {
        let endpoint = text(&self.metadata, "revocation_endpoint")?;
        let id = self.id.clone();
        let form = [("token", token), ("client_id", id.as_str())];
        Ok(self.walker.post(&endpoint, &form)?.status)
    }
}

fn pair(answer: &(u16, Value)) -> Result<(String, String)> {
    ensure!(answer.0 == 200, "{answer:?}");
    Ok((
        text(&answer.1, "access_token")?,
        text(&answer.1, "refresh_token")?,
    ))
}

fn scope(api: &str, device: &str) -> String {
    format!("openid {api}api:* {api}device:{device} urn:synapse:admin:*")
}

const STABLE: &str = "urn:matrix:client:";
const UNSTABLE: &str = "urn:matrix:org.matrix.msc2967.client:";

#[test]
fn a_homeserver_that_delegates_believes_in_the_stand_in() -> Result<()> {
    let oidc = Oidc::start()?;
    let synapse = homeserver("delegating", oidc.delegation())?;
    let path = "/_matrix/client/v1/auth_metadata";
    let mut app = App::register(&oidc, &synapse.base_url(), path)?;
    ensure!(app.metadata["issuer"] == oidc.issuer());

    let back = app.authorize(ADMIN, "login", &scope(STABLE, "PANEL1"))?;
    let refused = app.exchange(&back, &VERIFIER.replace('d', "e"))?;
    ensure!(
        refused.0 == 400 && refused.1["error"] == "invalid_grant",
        "{refused:?}"
    );

    let (access, refresh) = app.sign_in(ADMIN, &scope(STABLE, "PANEL1"))?;
    ensure!(status(&synapse, &access)? == 200);
    let (renewed, next) = pair(&app.refresh(&refresh)?)?;
    ensure!(status(&synapse, &renewed)? == 200);
    ensure!(!oidc.is_active(&access)? && oidc.is_active(&renewed)? && oidc.is_active(&next)?);
    ensure!(!oidc.is_active(&refresh)?);

    ensure!(app.revoke(&next)? == 200);
    ensure!(!oidc.is_active(&renewed)? && !oidc.is_active(&next)?);
    ensure!(
        status(&synapse, &renewed)? == 401,
        "Synapse remembers the token"
    );

    let (_, refresh) = app.sign_in(ADMIN, &scope(UNSTABLE, "PANEL2"))?;
    let (_, next) = pair(&app.refresh(&refresh)?)?;
    let (status, answer) = app.refresh(&refresh)?;
    ensure!(
        status == 400 && answer["error"] == "invalid_grant",
        "used twice: {answer}"
    );
    ensure!(
        !oidc.is_active(&next)?,
        "a token used twice ends the session"
    );
    ensure!(oidc.count(Success::Code)? == 2 && oidc.count(Success::Refresh)? == 2);
    ensure!(oidc.count(Success::RefreshRevocation)? == 1);
    Ok(())
}

#[test]
fn tokens_end_when_they_are_told_to() -> Result<()> {
    let oidc = Oidc::start()?;
    let synapse = homeserver("delegating-ends", oidc.delegation())?;
    ensure!(
        synapse.client().get(STATISTICS)?.0 == 200,
        "the administrator's own token"
    );
    let viewer = &synapse.non_admin().access_token;
    ensure!(status(&synapse, viewer)? == 403);
    let path = "/_matrix/client/v1/auth_metadata";
    let mut app = App::register(&oidc, &synapse.base_url(), path)?;

    let (access, refresh) = app.sign_in(ADMIN, &scope(STABLE, "PANEL"))?;
    ensure!(status(&synapse, &access)? == 200);
    oidc.end_access_tokens(ADMIN)?;
    ensure!(status(&synapse, &access)? == 401);
    let (access, refresh) = pair(&app.refresh(&refresh)?)?;
    ensure!(status(&synapse, &access)? == 200, "the device is back");
    oidc.end_refresh_tokens(ADMIN)?;
    ensure!(app.refresh(&refresh)?.0 == 400 && oidc.is_active(&access)?);

    oidc.set_access_seconds(1)?;
    let (access, _) = app.sign_in(ADMIN, &scope(STABLE, "PANEL"))?;
    until(|| Ok(status(&synapse, &access)? == 401))
}

#[test]
fn whoever_is_no_administrator_is_refused_as_wanted() -> Result<()> {
    let oidc = Oidc::start()?;
    let path = "/.well-known/openid-configuration";
    let base_url = oidc.gateway().origin();
    let mut app = App::register(&oidc, &base_url, path)?;
    let asked = scope(STABLE, "X");
    let back = app.authorize(NON_ADMIN, "login", &asked)?;
    let (_, answer) = app.exchange(&back, VERIFIER)?;
    ensure!(answer["scope"] == "openid urn:matrix:client:api:* urn:matrix:client:device:X");
    oidc.set_refusal(Refusal::Denied)?;
    let back = app.authorize(NON_ADMIN, "login", &asked)?;
    ensure!(parameter(&back, "error") == Some("access_denied"), "{back}");
    let back = app.authorize(ADMIN, "deny", &asked)?;
    ensure!(parameter(&back, "error") == Some("access_denied"), "{back}");
    oidc.set_scopes(Scopes::Unstable)?;
    let back = app.authorize(ADMIN, "login", &asked)?;
    ensure!(parameter(&back, "error") == Some("invalid_scope"), "{back}");
    app.sign_in(ADMIN, &scope(UNSTABLE, "X")).map(drop)
}

#[test]
fn clients_register_as_the_service_wants_it_and_can_be_forgotten() -> Result<()> {
    let oidc = Oidc::start()?;
    let endpoint = format!("{}oauth2/registration", oidc.issuer());
    for stray in [
        "http://elsewhere.test/",
        "http://127.0.0.1:8000/?query=1",
        "http://127.0.0.1/a_b",
    ] {
        let bytes = serde_json::to_vec(&registration(stray))?;
        let (status, answer) =
            Client::new("").send("POST", &endpoint, "application/json", &bytes)?;
        ensure!(
            status == 400 && answer["error"] == "invalid_client_metadata",
            "{answer}"
        );
    }
    ensure!(oidc.count(Success::Registration)? == 0);
    let base_url = oidc.gateway().origin();
    let mut app = App::register(&oidc, &base_url, "/.well-known/openid-configuration")?;
    ensure!(app.oidc.count(Success::Registration)? == 1);
    ensure!(app.sign_in(ADMIN, "openid").is_ok());
    oidc.forget_clients()?;
    let (status, answer) = app.refresh("of no matter")?;
    ensure!(
        status == 401 && answer["error"] == "invalid_client",
        "{answer}"
    );
    Ok(())
}

#[test]
fn a_held_request_for_tokens_waits_and_other_origins_may_ask() -> Result<()> {
    let oidc = Oidc::start()?;
    let held = oidc
        .gateway()
        .inject(Rule::new("/oauth2/token", Fault::Hold));
    let endpoint = format!("{}oauth2/token", oidc.issuer());
    let url = endpoint.clone();
    let asking = std::thread::spawn(move || Walker::new().post(&url, &[]).map(|it| it.status));
    ensure!(held.wait_held(1, PATIENCE) && !asking.is_finished());
    held.clear();
    let answered = asking.join();
    ensure!(matches!(answered, Ok(Ok(400))), "{answered:?}");
    ensure!(oidc.wait_for("POST", "/oauth2/token", PATIENCE));
    for path in ["token", "registration", "revoke"] {
        let url = format!("{}oauth2/{path}", oidc.issuer());
        let answer = ureq::options(&url)
            .header("Origin", "http://127.0.0.1:8000")
            .call()?;
        let allowed = answer.headers().get("access-control-allow-origin");
        ensure!(
            answer.status() == 204 && allowed.is_some_and(|it| it == "*"),
            "{path}"
        );
    }
    Ok(())
}

fn single_sign_on(synapse: &Synapse, provider: &str) -> Result<String> {
    let (base_url, back) = (
        synapse.base_url(),
        "http%3A%2F%2F127.0.0.1%3A8000%2Fpanel%2F",
    );
    let path = format!("_matrix/client/v3/login/sso/redirect/{provider}?redirectUrl={back}");
    let url = format!("{base_url}/{path}");
    let back = Walker::new().walk(&url, ADMIN, "login", PANEL)?;
    let token = parameter(&back, "loginToken").context("no token")?;
    let wanted = json!({ "type": "m.login.token", "token": token });
    let client = Client::new(&base_url);
    text(
        &client.json("POST", "/_matrix/client/v3/login", &wanted)?,
        "access_token",
    )
}

#[test]
fn single_sign_on_leads_back_with_a_token_that_signs_in() -> Result<()> {
    let oidc = Oidc::start()?;
    let synapse = homeserver("single-sign-on", oidc.sso())?;
    let access = single_sign_on(&synapse, "oidc-sso")?;
    ensure!(status(&synapse, &access)? == 200);
    Ok(())
}

#[test]
fn a_homeserver_without_passwords_asks_before_it_sends_somebody_back() -> Result<()> {
    let oidc = Oidc::start()?;
    let providers = [("one", "The first"), ("two", "The second")];
    let providers = providers.map(|(id, name)| (id.to_owned(), name.to_owned()));
    let login = Login::Sso {
        issuer: oidc.issuer().to_owned(),
        providers: providers.to_vec(),
        password: false,
        confirm: true,
    };
    let synapse = homeserver("single-sign-on-alone", login)?;
    let flows = Client::new(&synapse.base_url())
        .get("/_matrix/client/v3/login")?
        .1;
    let flows = flows["flows"].as_array().context("no flows")?;
    ensure!(
        !flows.iter().any(|flow| flow["type"] == "m.login.password"),
        "{flows:?}"
    );
    let sso = flows.iter().find(|flow| flow["type"] == "m.login.sso");
    let named = &sso.context("no single sign-on")?["identity_providers"];
    ensure!(
        named[0]["name"] == "The first" && named[1]["id"] == "oidc-two",
        "{named}"
    );
    let access = single_sign_on(&synapse, "oidc-two")?;
    ensure!(status(&synapse, &access)? == 200);
    Ok(())
}

#[test]
fn short_sessions_end_softly_and_are_renewed() -> Result<()> {
    let synapse = homeserver("refreshing", Login::Refreshing { access_seconds: 1 })?;
    let client = Client::new(&synapse.base_url());
    let wanted = json!({
        "type": "m.login.password",
        "identifier": { "type": "m.id.user", "user": ADMIN },
        "password": PASSWORD,
        "refresh_token": true,
    });
    let answer = client.json("POST", "/_matrix/client/v3/login", &wanted)?;
    let lifetime = answer["expires_in_ms"]
        .as_u64()
        .context("it does not expire")?;
    ensure!(lifetime <= 1000, "{lifetime} ms");
    let (access, refresh) = pair(&(200, answer))?;
    let expired = client.with_token(&access);
    until(|| Ok(expired.get(STATISTICS)?.1["soft_logout"] == true))?;
    let renew = |token: &str| {
        let wanted = json!({ "refresh_token": token });
        client.json("POST", "/_matrix/client/v3/refresh", &wanted)
    };
    let (renewed, _) = pair(&(200, renew(&refresh)?))?;
    ensure!(renewed != access);
    ensure!(
        synapse.client().get(STATISTICS)?.0 == 200,
        "a plain token lasts"
    );
    Ok(())
}

fn until(come: impl Fn() -> Result<bool>) -> Result<()> {
    let begun = Instant::now();
    while !come()? {
        if begun.elapsed() > PATIENCE {
            bail!("it does not come to that");
        }
        sleep(Duration::from_millis(50));
    }
    Ok(())
}
