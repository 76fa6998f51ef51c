//! Signing in: from what was typed, or what came back, to the session of an administrator.

use crate::messages::{self, Explanation};
use crate::state::auth_redirect::{self, PendingMethod, PendingSignIn, VerifiedCallback};
use std::future::Future;
use std::pin::Pin;
use synapse_client::homeserver_input::normalize_name;
use synapse_client::oauth::{
    self, AuthorizationResponse, AuthorizationServer, ClientRegistration, ScopeFormat,
    ServerMetadata,
};
use synapse_client::{
    AccessToken, BaseUrl, Credentials, Error, ErrorKind, Grant, Identifier, Identity, Session,
    Tokens, check_admin, end, log_in, who_am_i,
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
        let token =
            AccessToken::parse(pasted).ok_or_else(|| messages::missing(messages::bad_token()))?;
        let identity = match who_am_i(&self.base_url, &token).await {
            Ok(identity) => identity,
            Err(Error {
                kind: ErrorKind::SignedOut { .. },
                ..
            }) => return Err(messages::unknown_token(&self.homeserver)),
            Err(error) => return Err(self.explain(&error)),
        };
        let tokens = Tokens::new(token, None, None, 0);
        self.create_session(tokens, identity, Grant::Pasted).await
    }

    /// Signs in with a password.
    ///
    /// # Errors
    /// When the homeserver refuses, or the user is no administrator, in words.
    pub async fn with_password(self, user: &str, password: &str) -> Result<Session, Explanation> {
        let user = &Identifier::parse(user).map_err(messages::bad_user_name)?;
        self.log_in(Credentials::Password { user, password }).await
    }

    async fn log_in(self, credentials: Credentials<'_>) -> Result<Session, Explanation> {
        match log_in(&self.base_url, credentials).await {
            Ok((tokens, identity)) => self.create_session(tokens, identity, Grant::Login).await,
            Err(error) => Err(self.explain(&error)),
        }
    }

    /// Leaves the page for the homeserver's single sign-on, by one of its providers (empty: the
    /// only one). `view` is the query string to come back to.
    ///
    /// # Errors
    /// When the page has no address to come back to, in words.
    pub fn start_sso(self, provider: &str, view: &str) -> Result<(), Explanation> {
        let state = web_platform::random_name()
            .ok_or_else(|| self.explain(&ErrorKind::InsecurePage.into()))?;
        let back =
            auth_redirect::sso_callback_url(&state).ok_or_else(messages::no_return_address)?;
        let mut url = self.base_url.join("/_matrix/client/v3/login/sso/redirect");
        if !provider.is_empty() {
            url = format!("{url}/{}", js_sys::encode_uri_component(provider));
        }
        let url = format!("{url}?redirectUrl={}", js_sys::encode_uri_component(&back));
        self.redirect(view, PendingMethod::Sso { state }, &url);
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

    async fn verify_and_authorize(
        self,
        metadata: ServerMetadata,
        view: String,
    ) -> Result<(), Explanation> {
        let server = oauth::verify(metadata).await;
        let server = server.map_err(|error| self.explain(&error))?;
        if let Some(known) = oauth::other_homeserver(&server, &self.base_url) {
            oauth::confirm_homeserver(&server, &self.base_url);
            let page = server.authorization_endpoint.origin().as_str();
            return Err(messages::known_elsewhere(&self.homeserver, &known, page));
        }
        self.authorize(server, view).await
    }

    async fn authorize(self, server: AuthorizationServer, view: String) -> Result<(), Explanation> {
        let panel_url = web_platform::own_url().ok_or_else(messages::no_return_address)?;
        let registration = self.registration(&server, &panel_url);
        let client_id = registration.client_id(messages::product()).await;
        let client_id = client_id.map_err(|error| self.explain(&error))?;
        let request = oauth::AuthorizationRequest::new(server, client_id, panel_url);
        let request = request.ok_or_else(|| self.explain(&ErrorKind::InsecurePage.into()))?;
        let url = request.url().await.map_err(|error| self.explain(&error))?;
        self.redirect(&view, PendingMethod::OAuth(Box::new(request)), &url);
        Ok(())
    }

    fn registration<'a>(
        &'a self,
        server: &'a AuthorizationServer,
        panel_url: &'a str,
    ) -> ClientRegistration<'a> {
        ClientRegistration {
            server,
            homeserver: &self.base_url,
            panel_url,
        }
    }

    fn redirect(self, view: &str, by: PendingMethod, url: &str) {
        let pending = PendingSignIn {
            homeserver: normalize_name(&self.homeserver),
            base_url: self.base_url,
            by,
        };
        pending.redirect_to(url, view);
    }

    /// Signs in with what an authorization server answered. `None` when it has to be asked once
    /// more, for which the page is left.
    async fn finish_oauth(
        self,
        request: oauth::AuthorizationRequest,
        response: AuthorizationResponse,
        view: String,
    ) -> Result<Option<Session>, Explanation> {
        let code = match response {
            AuthorizationResponse::Code(code) => code,
            AuthorizationResponse::Denied { error, .. }
                if error == "invalid_scope"
                    && request.server.scope_format == ScopeFormat::Stable =>
            {
                let mut server = request.server;
                server.scope_format = ScopeFormat::Msc2967;
                return self.authorize(server, view).await.map(|()| None);
            }
            AuthorizationResponse::Denied { error, description } => {
                forget_unknown_client(
                    &error,
                    &self.registration(&request.server, &request.redirect_uri),
                );
                return Err(messages::not_authorized(&error, &description));
            }
        };
        let (server, panel_url) = (request.server.clone(), request.redirect_uri.clone());
        match oauth::exchange_code(request, &code).await {
            Ok((tokens, client)) => {
                let base_url = self.base_url.clone();
                let session = self.create_oauth_session(tokens, client).await?;
                oauth::remember_homeserver(&server, &base_url);
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
                forget_unknown_client(&message, &self.registration(&server, &panel_url));
                Err(messages::not_authorized(&message, &description))
            }
            Err(error) => Err(self.explain(&error)),
        }
    }

    async fn create_oauth_session(
        self,
        tokens: Tokens,
        client: oauth::OAuthClient,
    ) -> Result<Session, Explanation> {
        if !client.has_admin_scope() {
            let _ = oauth::revoke(&client, &tokens).await;
            return Err(messages::no_admin_scope(&self.homeserver));
        }
        match who_am_i(&self.base_url, &tokens.access).await {
            Ok(identity) => {
                self.create_session(tokens, identity, Grant::OAuth(Box::new(client)))
                    .await
            }
            Err(error) => {
                let _ = oauth::revoke(&client, &tokens).await;
                Err(self.explain(&error))
            }
        }
    }

    /// The session of a user, if they are an administrator. Tokens that turn out to be of no use
    /// are revoked.
    async fn create_session(
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
            homeserver: normalize_name(&homeserver),
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

    fn explain(&self, error: &Error) -> Explanation {
        messages::explain(error, &self.homeserver)
    }
}

/// Signing in, as far as it needs what only OAuth does.
type SignInFuture<T> = Pin<Box<dyn Future<Output = Result<T, Explanation>>>>;

#[wasm_split(oauth, fallible)]
fn start_oauth(
    location: HomeserverLocation,
    metadata: ServerMetadata,
    view: String,
) -> Result<SignInFuture<()>, Explanation> {
    Ok(Box::pin(location.verify_and_authorize(metadata, view)))
}

#[wasm_split(oauth, fallible)]
fn finish_oauth(
    location: HomeserverLocation,
    request: oauth::AuthorizationRequest,
    response: AuthorizationResponse,
    view: String,
) -> Result<SignInFuture<Option<Session>>, Explanation> {
    Ok(Box::pin(location.finish_oauth(request, response, view)))
}

/// Forgets the panel's ID when an error says that the server doesn't know it any more.
fn forget_unknown_client(error: &str, registration: &ClientRegistration<'_>) {
    if matches!(error, "invalid_client" | "unauthorized_client") {
        registration.forget();
    }
}

/// Signs in with what came back of a sign-in elsewhere. `None` when the page is left again.
///
/// # Errors
/// When it is of no use, in words.
pub async fn finish_callback(callback: VerifiedCallback) -> Result<Option<Session>, Explanation> {
    let location = HomeserverLocation {
        homeserver: callback.homeserver,
        base_url: callback.base_url,
    };
    match callback.credentials {
        auth_redirect::CallbackCredentials::LoginToken(token) => location
            .log_in(Credentials::LoginToken(&token))
            .await
            .map(Some),
        auth_redirect::CallbackCredentials::OAuth(request, response) => {
            finish_oauth(location, *request, response, callback.view)
                .await?
                .await
        }
    }
}
