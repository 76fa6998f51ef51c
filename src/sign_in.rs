//! Signing in: from what was typed, or what came back, to the session of an administrator.

use crate::away::{self, By, Pending, Return};
use crate::browser;
use crate::homeserver::oauth::{self, Answer, Dialect, Metadata};
use crate::homeserver::{
    AccessToken, BaseUrl, Error, Grant, Identity, Proof, Session, Tokens, check_admin, end, log_in,
    who_am_i,
};
use crate::text::{self, Explanation};
use std::future::Future;
use std::pin::Pin;
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
        let token = AccessToken::parse(pasted).ok_or_else(text::bad_token)?;
        let identity = match who_am_i(&self.base_url, &token).await {
            Ok(identity) => identity,
            Err(Error::SignedOut { .. }) => return Err(text::unknown_token(&self.homeserver)),
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
        let state = browser::random_name().ok_or_else(|| self.explained(&Error::InsecurePage))?;
        let back = away::sso_return(&state).ok_or_else(text::no_way_back)?;
        let mut url = self.base_url.join("/_matrix/client/v3/login/sso/redirect");
        if !provider.is_empty() {
            url = format!("{url}/{}", js_sys::encode_uri_component(provider));
        }
        let url = format!("{url}?redirectUrl={}", js_sys::encode_uri_component(&back));
        self.leave(view, By::Sso { state }, &url);
        Ok(())
    }

    /// Leaves the page for the homeserver's authorization server. `view` is the query string to
    /// come back to.
    ///
    /// # Errors
    /// When the server doesn't take the panel as its client, in words.
    pub async fn leave_for_oauth(
        self,
        metadata: Metadata,
        view: String,
    ) -> Result<(), Explanation> {
        leave_for_oauth(self, metadata, view).await?.await
    }

    async fn ask(self, metadata: Metadata, view: String) -> Result<(), Explanation> {
        let panel = browser::own_url().ok_or_else(text::no_way_back)?;
        let client_id = oauth::client_id(&metadata, text::PRODUCT, &panel).await;
        let client_id = client_id.map_err(|error| self.explained(&error))?;
        let request = oauth::Request::new(metadata, client_id, panel);
        let request = request.ok_or_else(|| self.explained(&Error::InsecurePage))?;
        let url = request
            .url()
            .await
            .map_err(|error| self.explained(&error))?;
        self.leave(&view, By::OAuth(Box::new(request)), &url);
        Ok(())
    }

    fn leave(self, view: &str, by: By, url: &str) {
        let pending = Pending {
            homeserver: self.homeserver,
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
                if error == "invalid_scope" && request.metadata.dialect == Dialect::Stable =>
            {
                let mut metadata = request.metadata;
                metadata.dialect = Dialect::Msc2967;
                return self.ask(metadata, view).await.map(|()| None);
            }
            Answer::Refused { error, description } => {
                forget_unknown(&error, &request.metadata, &request.redirect_uri);
                return Err(text::not_authorized(&error, &description));
            }
        };
        let (metadata, panel) = (request.metadata.clone(), request.redirect_uri.clone());
        match oauth::redeem(request, &code).await {
            Ok((tokens, client)) => self.admit_client(tokens, client).await.map(Some),
            Err(Error::Refused { message, .. }) => {
                forget_unknown(&message, &metadata, &panel);
                Err(text::not_authorized(&message, ""))
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
            return Err(text::no_admin_scope(&self.homeserver));
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
        let Some(id) = browser::random_name() else {
            return Err(text::explain(&Error::InsecurePage, &homeserver));
        };
        let mut session = Session {
            id,
            base_url,
            homeserver,
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
        let _ = end(&mut session).await;
        Err(match error {
            Error::NotAdmin => text::not_admin(&session.user_id),
            error => text::explain(&error, &session.homeserver),
        })
    }

    fn explained(&self, error: &Error) -> Explanation {
        text::explain(error, &self.homeserver)
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
    Ok(Box::pin(place.ask(metadata, view)))
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
fn forget_unknown(error: &str, metadata: &Metadata, panel: &str) {
    if matches!(error, "invalid_client" | "unauthorized_client") {
        oauth::forget_client(metadata, panel);
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
        away::Proof::LoginToken(token) => place.log_in(Proof::LoginToken(&token)).await.map(Some),
        away::Proof::OAuth(request, answer) => {
            with_answer(place, *request, answer, came.view).await?.await
        }
    }
}
