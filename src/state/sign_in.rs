//! Signing in: from what was typed, or what came back, to the session of an administrator.

use crate::state::auth_redirect::{self, PendingMethod, PendingSignIn, VerifiedCallback};
use panel_core::homeserver_input::normalize_name;
use std::future::Future;
use std::pin::Pin;
use synapse_client::oauth::{
    self, AuthorizationResponse, AuthorizationServer, ClientRegistration, ScopeFormat,
    ServerMetadata,
};
use synapse_client::{
    AccessToken, BaseUrl, Credentials, Error, ErrorKind, Grant, Identifier, Identity, Session,
    Tokens, UserNameError, check_admin, end, log_in, who_am_i,
};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// Why a sign-in came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInError {
    /// What was pasted is no token.
    BadToken,
    /// What was typed is no user name.
    BadUserName(UserNameError),
    /// The homeserver of this name doesn't know the token.
    UnknownToken(String),
    /// The page has no address to come back to.
    NoReturnAddress,
    /// The authorization server is known to belong to another homeserver.
    KnownElsewhere {
        /// The homeserver to sign in to.
        homeserver: String,
        /// The one that the authorization server belongs to.
        known: String,
        /// Origin of the page that would ask for the password.
        page: String,
    },
    /// The authorization server refused.
    NotAuthorized {
        /// Its error code.
        error: String,
        /// What it said.
        description: String,
    },
    /// The session at the homeserver of this name may not use the admin API.
    NoAdminScope(String),
    /// The user of this ID is no administrator.
    NotAdmin(String),
    /// A request failed.
    Request {
        /// The homeserver's name.
        homeserver: String,
        /// Why.
        error: Box<Error>,
    },
    /// A part of the panel could not be loaded.
    PartMissing,
}

impl From<SplitLoaderError> for SignInError {
    fn from(_: SplitLoaderError) -> Self {
        Self::PartMissing
    }
}

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
    /// When it is no administrator's.
    pub async fn with_token(self, pasted: &str) -> Result<Session, SignInError> {
        let token = AccessToken::parse(pasted).ok_or(SignInError::BadToken)?;
        let identity = match who_am_i(&self.base_url, &token).await {
            Ok(identity) => identity,
            Err(Error {
                kind: ErrorKind::SignedOut { .. },
                ..
            }) => return Err(SignInError::UnknownToken(self.homeserver)),
            Err(error) => return Err(self.failed(error)),
        };
        let tokens = Tokens::new(token, None, None, 0);
        self.create_session(tokens, identity, Grant::Pasted).await
    }

    /// Signs in with a password.
    ///
    /// # Errors
    /// When the homeserver refuses, or the user is no administrator.
    pub async fn with_password(self, user: &str, password: &str) -> Result<Session, SignInError> {
        let user = &Identifier::parse(user).map_err(SignInError::BadUserName)?;
        self.log_in(Credentials::Password { user, password }).await
    }

    async fn log_in(self, credentials: Credentials<'_>) -> Result<Session, SignInError> {
        match log_in(&self.base_url, credentials).await {
            Ok((tokens, identity)) => self.create_session(tokens, identity, Grant::Login).await,
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Leaves the page for the homeserver's single sign-on, by one of its providers (empty: the
    /// only one). `view` is the query string to come back to.
    ///
    /// # Errors
    /// When the page has no address to come back to.
    pub fn start_sso(self, provider: &str, view: &str) -> Result<(), SignInError> {
        let state = web_platform::random_name()
            .ok_or_else(|| self.failed(ErrorKind::InsecurePage.into()))?;
        let back = auth_redirect::sso_callback_url(&state).ok_or(SignInError::NoReturnAddress)?;
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
    /// client.
    pub async fn start_oauth(
        self,
        metadata: ServerMetadata,
        view: String,
    ) -> Result<(), SignInError> {
        start_oauth(self, metadata, view).await?.await
    }

    async fn verify_and_authorize(
        self,
        metadata: ServerMetadata,
        view: String,
    ) -> Result<(), SignInError> {
        let server = oauth::verify(metadata).await;
        let server = server.map_err(|error| self.failed(error))?;
        if let Some(known) = oauth::other_homeserver(&server, &self.base_url) {
            oauth::confirm_homeserver(&server, &self.base_url);
            let page = server.authorization_endpoint.origin().as_str();
            return Err(SignInError::KnownElsewhere {
                page: page.to_owned(),
                homeserver: self.homeserver,
                known,
            });
        }
        self.authorize(server, view).await
    }

    async fn authorize(self, server: AuthorizationServer, view: String) -> Result<(), SignInError> {
        let panel_url = web_platform::own_url().ok_or(SignInError::NoReturnAddress)?;
        let registration = self.registration(&server, &panel_url);
        let client_id = registration.client_id().await;
        let client_id = client_id.map_err(|error| self.failed(error))?;
        let request = oauth::AuthorizationRequest::new(server, client_id, panel_url);
        let request = request.ok_or_else(|| self.failed(ErrorKind::InsecurePage.into()))?;
        let url = request.url().await.map_err(|error| self.failed(error))?;
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
    ) -> Result<Option<Session>, SignInError> {
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
                return Err(SignInError::NotAuthorized { error, description });
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
                Err(SignInError::NotAuthorized {
                    error: message,
                    description,
                })
            }
            Err(error) => Err(self.failed(error)),
        }
    }

    async fn create_oauth_session(
        self,
        tokens: Tokens,
        client: oauth::OAuthClient,
    ) -> Result<Session, SignInError> {
        if !client.has_admin_scope() {
            let _ = oauth::revoke(&client, &tokens).await;
            return Err(SignInError::NoAdminScope(self.homeserver));
        }
        match who_am_i(&self.base_url, &tokens.access).await {
            Ok(identity) => {
                self.create_session(tokens, identity, Grant::OAuth(Box::new(client)))
                    .await
            }
            Err(error) => {
                let _ = oauth::revoke(&client, &tokens).await;
                Err(self.failed(error))
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
    ) -> Result<Session, SignInError> {
        let Self {
            homeserver,
            base_url,
        } = self;
        let Some(id) = web_platform::random_name() else {
            return Err(SignInError::Request {
                homeserver,
                error: Box::new(ErrorKind::InsecurePage.into()),
            });
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
            ErrorKind::NotAdmin => SignInError::NotAdmin(session.user_id),
            _ => SignInError::Request {
                homeserver: session.homeserver,
                error: Box::new(error),
            },
        })
    }

    fn failed(&self, error: Error) -> SignInError {
        SignInError::Request {
            homeserver: self.homeserver.clone(),
            error: Box::new(error),
        }
    }
}

/// Signing in, as far as it needs what only OAuth does.
type SignInFuture<T> = Pin<Box<dyn Future<Output = Result<T, SignInError>>>>;

#[wasm_split(oauth, fallible)]
fn start_oauth(
    location: HomeserverLocation,
    metadata: ServerMetadata,
    view: String,
) -> Result<SignInFuture<()>, SignInError> {
    Ok(Box::pin(location.verify_and_authorize(metadata, view)))
}

#[wasm_split(oauth, fallible)]
fn finish_oauth(
    location: HomeserverLocation,
    request: oauth::AuthorizationRequest,
    response: AuthorizationResponse,
    view: String,
) -> Result<SignInFuture<Option<Session>>, SignInError> {
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
/// When it is of no use.
pub async fn finish_callback(callback: VerifiedCallback) -> Result<Option<Session>, SignInError> {
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
