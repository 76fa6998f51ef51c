//! Signing in: from what was typed, or what came back, to the session of an administrator.

use crate::messages::{self, Explanation};
use crate::state::auth_redirect::{self, PendingMethod, PendingSignIn, VerifiedCallback};
use std::future::Future;
use std::pin::Pin;
use synapse_client::address::tidy_name;
use synapse_client::oauth::{
    self, AuthorizationResponse, AuthorizationServer, ClientIdKey, ScopeFormat, ServerMetadata,
};
use synapse_client::{
    AccessToken, BaseUrl, Credentials, Error, ErrorKind, Identifier, Identity, Session,
    TokenOrigin, Tokens, check_admin, end, log_in, who_am_i,
};
use wasm_split_helpers::wasm_split;

/// A homeserver, as it was named and found.
#[derive(Clone)]
pub struct HomeserverLocation {
    /// As the administrator named it.
    pub homeserver: String,
    /// Where its APIs are.
    pub base_url: BaseUrl,
}

impl HomeserverLocation {
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
        self.admit(tokens, identity, TokenOrigin::Pasted).await
    }

    /// Signs in with a password.
    ///
    /// # Errors
    /// When the homeserver refuses, or the user is no administrator, in words.
    pub async fn with_password(self, user: &str, password: &str) -> Result<Session, Explanation> {
        let user = &Identifier::parse(user).map_err(messages::bad_user_name)?;
        self.log_in(Credentials::Password { user, password }).await
    }

    async fn log_in(self, proof: Credentials<'_>) -> Result<Session, Explanation> {
        match log_in(&self.base_url, proof).await {
            Ok((tokens, identity)) => self.admit(tokens, identity, TokenOrigin::Login).await,
            Err(error) => Err(self.explained(&error)),
        }
    }

    /// Leaves the page for the homeserver's single sign-on, by one of its providers (empty: the
    /// only one). `view` is the query string to come back to.
    ///
    /// # Errors
    /// When the page has no address to come back to, in words.
    pub fn start_sso(self, provider: &str, view: &str) -> Result<(), Explanation> {
        let state = web_platform::random_name()
            .ok_or_else(|| self.explained(&ErrorKind::InsecurePage.into()))?;
        let back = auth_redirect::sso_return(&state).ok_or_else(messages::no_way_back)?;
        let mut url = self.base_url.join("/_matrix/client/v3/login/sso/redirect");
        if !provider.is_empty() {
            url = format!("{url}/{}", js_sys::encode_uri_component(provider));
        }
        let url = format!("{url}?redirectUrl={}", js_sys::encode_uri_component(&back));
        self.leave(view, PendingMethod::Sso { state }, &url);
        Ok(())
    }

    /// Leaves the page for the authorization server that the homeserver names in its metadata.
    /// `view` is the query string to come back to.
    ///
    /// # Errors
    /// When the issuer doesn't vouch for that server, or the server doesn't take the panel as its
    /// client, in words.
    pub async fn start_oauth(
        self,
        metadata: ServerMetadata,
        view: String,
    ) -> Result<(), Explanation> {
        start_oauth(self, metadata, view).await?.await
    }

    async fn verify_and_ask(
        self,
        metadata: ServerMetadata,
        view: String,
    ) -> Result<(), Explanation> {
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
        let client_id_key = self.client_id_key(&server, &panel);
        let client_id = client_id_key.client_id(messages::PRODUCT).await;
        let client_id = client_id.map_err(|error| self.explained(&error))?;
        let request = oauth::AuthorizationRequest::new(server, client_id, panel);
        let request = request.ok_or_else(|| self.explained(&ErrorKind::InsecurePage.into()))?;
        let url = request
            .url()
            .await
            .map_err(|error| self.explained(&error))?;
        self.leave(&view, PendingMethod::OAuth(Box::new(request)), &url);
        Ok(())
    }

    fn client_id_key<'a>(
        &'a self,
        server: &'a AuthorizationServer,
        panel: &'a str,
    ) -> ClientIdKey<'a> {
        ClientIdKey {
            server,
            homeserver: &self.base_url,
            panel,
        }
    }

    fn leave(self, view: &str, by: PendingMethod, url: &str) {
        let pending = PendingSignIn {
            homeserver: tidy_name(&self.homeserver),
            base_url: self.base_url,
            by,
        };
        pending.leave_for(url, view);
    }

    /// Signs in with what an authorization server answered. `None` when it has to be asked once
    /// more, for which the page is left.
    async fn finish_oauth(
        self,
        request: oauth::AuthorizationRequest,
        answer: AuthorizationResponse,
        view: String,
    ) -> Result<Option<Session>, Explanation> {
        let code = match answer {
            AuthorizationResponse::Code(code) => code,
            AuthorizationResponse::Denied { error, .. }
                if error == "invalid_scope"
                    && request.server.scope_format == ScopeFormat::Stable =>
            {
                let mut server = request.server;
                server.scope_format = ScopeFormat::Msc2967;
                return self.ask(server, view).await.map(|()| None);
            }
            AuthorizationResponse::Denied { error, description } => {
                forget_unknown(
                    &error,
                    &self.client_id_key(&request.server, &request.redirect_uri),
                );
                return Err(messages::not_authorized(&error, &description));
            }
        };
        let (server, panel) = (request.server.clone(), request.redirect_uri.clone());
        match oauth::exchange_code(request, &code).await {
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
                forget_unknown(&message, &self.client_id_key(&server, &panel));
                Err(messages::not_authorized(&message, &description))
            }
            Err(error) => Err(self.explained(&error)),
        }
    }

    async fn admit_client(
        self,
        tokens: Tokens,
        client: oauth::OAuthClient,
    ) -> Result<Session, Explanation> {
        if !client.may_administer() {
            let _ = oauth::revoke(&client, &tokens).await;
            return Err(messages::no_admin_scope(&self.homeserver));
        }
        match who_am_i(&self.base_url, &tokens.access).await {
            Ok(identity) => {
                self.admit(tokens, identity, TokenOrigin::OAuth(Box::new(client)))
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
        origin: TokenOrigin,
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
            origin,
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

#[wasm_split(oauth, fallible)]
fn start_oauth(
    place: HomeserverLocation,
    metadata: ServerMetadata,
    view: String,
) -> Result<SigningIn<()>, Explanation> {
    Ok(Box::pin(place.verify_and_ask(metadata, view)))
}

#[wasm_split(oauth, fallible)]
fn finish_oauth(
    place: HomeserverLocation,
    request: oauth::AuthorizationRequest,
    answer: AuthorizationResponse,
    view: String,
) -> Result<SigningIn<Option<Session>>, Explanation> {
    Ok(Box::pin(place.finish_oauth(request, answer, view)))
}

/// Forgets the panel's ID when an error says that the server doesn't know it any more.
fn forget_unknown(error: &str, client_id_key: &ClientIdKey<'_>) {
    if matches!(error, "invalid_client" | "unauthorized_client") {
        client_id_key.forget();
    }
}

/// Signs in with what came back of a sign-in elsewhere. `None` when the page is left again.
///
/// # Errors
/// When it is of no use, in words.
pub async fn finish_callback(came: VerifiedCallback) -> Result<Option<Session>, Explanation> {
    let place = HomeserverLocation {
        homeserver: came.homeserver,
        base_url: came.base_url,
    };
    match came.proof {
        auth_redirect::CallbackProof::LoginToken(token) => place
            .log_in(Credentials::LoginToken(&token))
            .await
            .map(Some),
        auth_redirect::CallbackProof::OAuth(request, answer) => {
            finish_oauth(place, *request, answer, came.view)
                .await?
                .await
        }
    }
}
