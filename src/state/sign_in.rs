//! Signing in: from what was typed, or what came back, to the session of an administrator.

use crate::messages::{self, Explanation};
use crate::state::auth_redirect::{self, By, Pending, Return};
use std::future::Future;
use std::pin::Pin;
use synapse_client::address::tidy_name;
use synapse_client::oauth::{self, Answer, AuthorizationServer, Dialect, Metadata, Registrant};
use synapse_client::{
    AccessToken, BaseUrl, Error, ErrorKind, Grant, Identifier, Identity, Proof, Session, Tokens,
    check_admin, end, log_in, who_am_i,
};
use wasm_split_helpers::wasm_split;

/// A homeserver, as it was named and found.
#[derive(Clone)]
pub struct Place {
    /// As the administrator named it.
    pub homeserver: String,
    /// Where its APIs are.
    pub base_url: BaseUrl,
}

impl Place {
    /// Signs in with a token that was pasted.
    ///
    /// # Errors
    /// When it is no administrator's, in words.
    pub async fn with_token(self, pasted: &str) -> Result<Session, Explanation> {
        let token = AccessToken::parse(pasted).ok_or_else(messages::bad_token)?;
        let identity = match who_am_i(&self.base_url, &token).await {
            Ok(identity) => identity,
            Err(Error {
                kind: ErrorKind::SignedOut { .. },
                ..
            }) => return Err(messages::unknown_token(&self.homeserver)),
            Err(error) => return Err(self.explained(&error)),
        };
        let tokens = Tokens::new(token, None, None, 0);
        self.admit(tokens, identity, Grant::Pasted).await
    }

    /// Signs in with a password.
    ///
    /// # Errors
    /// When the homeserver refuses, or the user is no administrator, in words.
    pub async fn with_password(self, user: &str, password: &str) -> Result<Session, Explanation> {
        let user = &Identifier::parse(user).map_err(messages::bad_user_name)?;
        self.log_in(Proof::Password { user, password }).await
    }

    async fn log_in(self, proof: Proof<'_>) -> Result<Session, Explanation> {
        match log_in(&self.base_url, proof).await {
            Ok((tokens, identity)) => self.admit(tokens, identity, Grant::Login).await,
            Err(error) => Err(self.explained(&error)),
        }
    }

    /// Leaves the page for the homeserver's single sign-on, by one of its providers (empty: the
    /// only one). `view` is the query string to come back to.
    ///
    /// # Errors
    /// When the page has no address to come back to, in words.
    pub fn leave_for_sso(self, provider: &str, view: &str) -> Result<(), Explanation> {
        let state = web_platform::random_name()
            .ok_or_else(|| self.explained(&ErrorKind::InsecurePage.into()))?;
        let back = auth_redirect::sso_return(&state).ok_or_else(messages::no_way_back)?;
        let mut url = self.base_url.join("/_matrix/client/v3/login/sso/redirect");
        if !provider.is_empty() {
            url = format!("{url}/{}", js_sys::encode_uri_component(provider));
        }
        let url = format!("{url}?redirectUrl={}", js_sys::encode_uri_component(&back));
        self.leave(view, By::Sso { state }, &url);
        Ok(())
    }

    /// Leaves the page for the authorization server that the homeserver names in its metadata.
    /// `view` is the query string to come back to.
    ///
    /// # Errors
    /// When the issuer doesn't vouch for that server, or the server doesn't take the panel as its
    /// client, in words.
    pub async fn leave_for_oauth(
        self,
        metadata: Metadata,
        view: String,
    ) -> Result<(), Explanation> {
        leave_for_oauth(self, metadata, view).await?.await
    }

    async fn verify_and_ask(self, metadata: Metadata, view: String) -> Result<(), Explanation> {
        let server = oauth::verify(metadata).await;
        let server = server.map_err(|error| self.explained(&error))?;
        if let Some(known) = oauth::known_elsewhere(&server, &self.base_url) {
            oauth::confirm(&server, &self.base_url);
            let page = server.authorization_endpoint.origin().as_str();
            return Err(messages::known_elsewhere(&self.homeserver, page, &known));
        }
        self.ask(server, view).await
    }

    async fn ask(self, server: AuthorizationServer, view: String) -> Result<(), Explanation> {
        let panel = web_platform::own_url().ok_or_else(messages::no_way_back)?;
        let registrant = self.registrant(&server, &panel);
        let client_id = registrant.client_id(messages::PRODUCT).await;
        let client_id = client_id.map_err(|error| self.explained(&error))?;
        let request = oauth::Request::new(server, client_id, panel);
        let request = request.ok_or_else(|| self.explained(&ErrorKind::InsecurePage.into()))?;
        let url = request
            .url()
            .await
            .map_err(|error| self.explained(&error))?;
        self.leave(&view, By::OAuth(Box::new(request)), &url);
        Ok(())
    }

    fn registrant<'a>(&'a self, server: &'a AuthorizationServer, panel: &'a str) -> Registrant<'a> {
        Registrant {
            server,
            homeserver: &self.base_url,
            panel,
        }
    }

    fn leave(self, view: &str, by: By, url: &str) {
        let pending = Pending {
            homeserver: tidy_name(&self.homeserver),
            base_url: self.base_url,
            by,
        };
        pending.leave_for(url, view);
    }

    /// Signs in with what an authorization server answered. `None` when it has to be asked once
    /// more, for which the page is left.
    async fn with_answer(
        self,
        request: oauth::Request,
        answer: Answer,
        view: String,
    ) -> Result<Option<Session>, Explanation> {
        let code = match answer {
            Answer::Code(code) => code,
            Answer::Refused { error, .. }
                if error == "invalid_scope" && request.server.dialect == Dialect::Stable =>
            {
                let mut server = request.server;
                server.dialect = Dialect::Msc2967;
                return self.ask(server, view).await.map(|()| None);
            }
            Answer::Refused { error, description } => {
                forget_unknown(
                    &error,
                    &self.registrant(&request.server, &request.redirect_uri),
                );
                return Err(messages::not_authorized(&error, &description));
            }
        };
        let (server, panel) = (request.server.clone(), request.redirect_uri.clone());
        match oauth::redeem(request, &code).await {
            Ok((tokens, client)) => {
                let base_url = self.base_url.clone();
                let session = self.admit_client(tokens, client).await?;
                oauth::remember(&server, &base_url);
                Ok(Some(session))
            }
            Err(Error {
                kind:
                    ErrorKind::Refused {
                        message,
                        description,
                        ..
                    },
                ..
            }) => {
                forget_unknown(&message, &self.registrant(&server, &panel));
                Err(messages::not_authorized(&message, &description))
            }
            Err(error) => Err(self.explained(&error)),
        }
    }

    async fn admit_client(
        self,
        tokens: Tokens,
        client: oauth::Client,
    ) -> Result<Session, Explanation> {
        if !client.may_administer() {
            let _ = oauth::revoke(&client, &tokens).await;
            return Err(messages::no_admin_scope(&self.homeserver));
        }
        match who_am_i(&self.base_url, &tokens.access).await {
            Ok(identity) => {
                self.admit(tokens, identity, Grant::OAuth(Box::new(client)))
                    .await
            }
            Err(error) => {
                let _ = oauth::revoke(&client, &tokens).await;
                Err(self.explained(&error))
            }
        }
    }

    /// The session of a user, if they are an administrator. Tokens that turn out to be of no use
    /// are revoked.
    async fn admit(
        self,
        tokens: Tokens,
        identity: Identity,
        grant: Grant,
    ) -> Result<Session, Explanation> {
        let Self {
            homeserver,
            base_url,
        } = self;
        let Some(id) = web_platform::random_name() else {
            return Err(messages::explain(
                &ErrorKind::InsecurePage.into(),
                &homeserver,
            ));
        };
        let mut session = Session {
            id,
            base_url,
            homeserver: tidy_name(&homeserver),
            user_id: identity.user_id,
            device_id: identity.device_id,
            tokens,
            grant,
        };
        let Err(error) =
            check_admin(&session.base_url, &session.tokens.access, &session.user_id).await
        else {
            return Ok(session);
        };
        // What remains of it is explained below, and is no administrator's.
        let _ = end(&mut session, &|_| ()).await;
        Err(match error.kind {
            ErrorKind::NotAdmin => messages::not_admin(&session.user_id),
            _ => messages::explain(&error, &session.homeserver),
        })
    }

    fn explained(&self, error: &Error) -> Explanation {
        messages::explain(error, &self.homeserver)
    }
}

/// Signing in, as far as it needs what only OAuth does.
type SigningIn<T> = Pin<Box<dyn Future<Output = Result<T, Explanation>>>>;

#[wasm_split(elsewhere, fallible)]
fn leave_for_oauth(
    place: Place,
    metadata: Metadata,
    view: String,
) -> Result<SigningIn<()>, Explanation> {
    Ok(Box::pin(place.verify_and_ask(metadata, view)))
}

#[wasm_split(elsewhere, fallible)]
fn with_answer(
    place: Place,
    request: oauth::Request,
    answer: Answer,
    view: String,
) -> Result<SigningIn<Option<Session>>, Explanation> {
    Ok(Box::pin(place.with_answer(request, answer, view)))
}

/// Forgets the panel's ID when an error says that the server doesn't know it any more.
fn forget_unknown(error: &str, registrant: &Registrant<'_>) {
    if matches!(error, "invalid_client" | "unauthorized_client") {
        registrant.forget();
    }
}

/// Signs in with what came back of a sign-in elsewhere. `None` when the page is left again.
///
/// # Errors
/// When it is of no use, in words.
pub async fn with_return(came: Return) -> Result<Option<Session>, Explanation> {
    let place = Place {
        homeserver: came.homeserver,
        base_url: came.base_url,
    };
    match came.proof {
        auth_redirect::Proof::LoginToken(token) => {
            place.log_in(Proof::LoginToken(&token)).await.map(Some)
        }
        auth_redirect::Proof::OAuth(request, answer) => {
            with_answer(place, *request, answer, came.view).await?.await
        }
    }
}
