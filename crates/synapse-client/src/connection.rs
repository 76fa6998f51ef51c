//! The connection of a signed-in session: renews its tokens in time, sends one statistics query at
//! a time, and streams the responses.

use super::error::{Error, ErrorKind, RequestPurpose};
use super::login;
use super::oauth;
use super::request::{self, Request, ResponseBody};
use super::session::{AccessToken, Grant, Session, Tokens};
use super::statistics::PageQuery;
use futures::channel::oneshot;
use futures::lock::Mutex;
use media_usage::{Decoder, PageMetadata, Table};
use panel_core::homeserver_input::BaseUrl;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use web_platform::TabChannel;

thread_local! {
    /// Locked while a server works on a statistics query, even one from an earlier session.
    static QUERY_LOCK: RefCell<Vec<(BaseUrl, Arc<Mutex<()>>)>> = const { RefCell::new(Vec::new()) };
}

/// The lock that is held while a server works on a statistics query.
pub(super) fn query_lock(server: &BaseUrl) -> Arc<Mutex<()>> {
    QUERY_LOCK.with_borrow_mut(|servers| {
        if let Some((_, query_lock)) = servers.iter().find(|(known, _)| known == server) {
            return query_lock.clone();
        }
        let query_lock = Arc::<Mutex<()>>::default();
        servers.push((server.clone(), query_lock.clone()));
        query_lock
    })
}

/// What can happen to a session apart from its requests.
#[derive(Clone, Copy)]
pub enum SessionEvent {
    /// It has new tokens, which must survive a reload of the page.
    TokensRenewed,
    /// Another copy of the tab was in use at this time, in ms since the epoch.
    Used(u64),
    /// Another copy of the tab ended it.
    Ended,
}

/// Messages between the copies of a tab.
#[derive(Serialize, Deserialize)]
enum TabMessage {
    /// The tokens, and when the tab was last in use.
    Tokens(Box<Tokens>, u64),
    /// The tab was in use at this time.
    Used(u64),
    /// The session has ended.
    Ended,
}

impl TabMessage {
    fn parse(text: &str) -> Option<Self> {
        serde_json::from_slice(text.as_bytes()).ok()
    }

    fn to_text(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }
}

/// The connection of a session to its homeserver.
#[derive(Clone)]
pub struct Connection(Rc<Inner>);

struct Inner {
    session: RefCell<Session>,
    /// When the tab was last in use, in ms since the epoch.
    used_ts: Cell<u64>,
    /// Called for each event.
    notify: Box<dyn Fn(SessionEvent)>,
    /// Held during a renewal, so that all requests that need new tokens share one.
    renewal_lock: Mutex<()>,
    /// Connects the copies of the tab, which all have the same tokens.
    tab_channel: TabChannel,
    query_lock: Arc<Mutex<()>>,
}

impl Connection {
    /// Creates the connection of a session that was last used at `used_ts`, in ms since the epoch.
    /// `notify` is called for each event.
    pub fn new(session: Session, used_ts: u64, notify: impl Fn(SessionEvent) + 'static) -> Self {
        Self(Rc::new_cyclic(|inner: &std::rc::Weak<Inner>| {
            let inner = inner.clone();
            let on_message =
                move |message: Option<String>| Self(inner.upgrade()?).on_message(message);
            Inner {
                tab_channel: TabChannel::join(&session.id, on_message),
                query_lock: query_lock(&session.base_url),
                session: RefCell::new(session),
                used_ts: Cell::new(used_ts),
                notify: Box::new(notify),
                renewal_lock: Mutex::default(),
            }
        }))
    }

    /// Tells the other copies of the tab that the session is in use.
    pub fn broadcast_use(&self, ts: u64) {
        self.0.used_ts.set(ts);
        self.broadcast(&TabMessage::Used(ts));
    }

    /// The session with its current tokens.
    pub fn session(&self) -> Session {
        self.0.session.borrow().clone()
    }

    /// Whether the server still works on an earlier query, so the next one has to wait.
    pub fn is_busy(&self) -> bool {
        self.0.query_lock.try_lock().is_none()
    }

    /// Requests a page of statistics; returns when the response begins.
    ///
    /// Aborting a request doesn't stop the server's query, which on SQLite blocks all other
    /// queries.
    /// So a cancelled query is still waited for, and the next one is not sent before its response
    /// begins.
    /// # Errors
    /// Any request error.
    pub async fn statistics(&self, query: PageQuery) -> Result<StatisticsResponse, Error> {
        let (answered, answer) = oneshot::channel();
        let connection = self.clone();
        web_platform::spawn(async move {
            let query_lock = connection.0.query_lock.lock().await;
            if answered.is_canceled() {
                return;
            }
            let timeout = web_platform::statistics_timeout();
            let result = connection.get(&query.path(), timeout).await;
            drop(query_lock);
            let result = match result {
                Err(error) if error.kind == (ErrorKind::SignedOut { soft: false }) => {
                    Err(connection.classify_refusal(error).await)
                }
                result => result,
            };
            // The caller is gone: dropping the response closes the connection.
            let _ = answered.send(result);
        });
        // The task sends before it ends.
        let answer = answer.await.unwrap_or(Err(ErrorKind::Truncated.into()))?;
        Ok(StatisticsResponse {
            sent_at: answer.sent_at(),
            body: answer.into_body()?,
            decoder: Decoder::default(),
        })
    }

    /// Explains why the statistics request was refused as if the token had expired: asks the
    /// homeserver itself whether it has.
    async fn classify_refusal(&self, error: Error) -> Error {
        let session = self.session();
        match login::who_am_i(&session.base_url, &session.tokens.access).await {
            Ok(_) => error.into_statistics_error(),
            Err(Error {
                kind: ErrorKind::SignedOut { .. },
                ..
            }) => error,
            Err(unknown) => unknown,
        }
    }

    /// Sends a request with the session's token, and retries once with a new one if the server
    /// rejects the first. Must not be cancelled half-way, which would lose renewed tokens.
    async fn get(&self, path: &str, seconds: u32) -> Result<request::StreamingResponse, Error> {
        let session = self.session();
        let mut token = session.tokens.access.clone();
        if session.tokens.needs_renewal(web_platform::now()) {
            // If renewal fails, this token is still valid for a short time.
            token = self.renew(&token).await.unwrap_or(token);
        }
        let mut tries = 0;
        loop {
            let request = Request::get(&session.base_url, path)
                .with_purpose(RequestPurpose::Statistics)
                .with_token(&token)
                .with_timeout(seconds);
            tries += 1;
            match request.send().await {
                Err(Error {
                    kind: ErrorKind::SignedOut { .. },
                    ..
                }) if tries == 1 && session.tokens.refresh.is_some() => {
                    token = self.renew(&token).await?;
                }
                answer => return answer,
            }
        }
    }

    /// Renews the tokens unless another request already has; returns the current access token.
    /// `used` is the one that is about to expire.
    async fn renew(&self, used: &AccessToken) -> Result<AccessToken, Error> {
        let inner = &self.0;
        let _tab_guard = inner.renewal_lock.lock().await;
        let _all_tabs_guard = inner.tab_channel.lock().await;
        let session = self.session();
        if session.tokens.access != *used {
            // Another request has already renewed it.
            return Ok(session.tokens.access);
        }
        let Some(refresh) = &session.tokens.refresh else {
            return Err(ErrorKind::SignedOut { soft: false }.into());
        };
        let tokens = match &session.grant {
            Grant::Pasted | Grant::Login => login::refresh(&session.base_url, refresh).await?,
            Grant::OAuth(client) => oauth::refresh(client, refresh).await?,
        };
        self.adopt_tokens(tokens.clone());
        self.broadcast(&self.tokens_message());
        Ok(tokens.access)
    }

    fn broadcast(&self, message: &TabMessage) {
        if let Some(text) = message.to_text() {
            self.0.tab_channel.broadcast(&text);
        }
    }

    fn tokens_message(&self) -> TabMessage {
        TabMessage::Tokens(Box::new(self.session().tokens), self.0.used_ts.get())
    }

    /// Handles a message from another tab; returns the reply, if any.
    fn on_message(&self, message: Option<String>) -> Option<String> {
        let Some(message) = message else {
            return self.tokens_message().to_text();
        };
        match TabMessage::parse(&message)? {
            TabMessage::Tokens(tokens, ts) => {
                if tokens.renew_ts > self.session().tokens.renew_ts {
                    self.adopt_tokens(*tokens);
                }
                self.on_use(ts);
            }
            TabMessage::Used(ts) => self.on_use(ts),
            TabMessage::Ended => (self.0.notify)(SessionEvent::Ended),
        }
        None
    }

    fn on_use(&self, ts: u64) {
        if ts > self.0.used_ts.get() {
            self.0.used_ts.set(ts);
            (self.0.notify)(SessionEvent::Used(ts));
        }
    }

    fn adopt_tokens(&self, tokens: Tokens) {
        self.0.session.borrow_mut().tokens = tokens;
        (self.0.notify)(SessionEvent::TokensRenewed);
    }

    /// Asks the other copies of the tab for newer tokens.
    pub async fn ask_other_tabs(&self) {
        self.0.tab_channel.ask();
        self.0.tab_channel.wait_for_answers().await;
    }

    /// Ends the session in all copies of the tab, and returns it so that it can be ended on the
    /// server.
    pub async fn end_everywhere(&self) -> Session {
        self.broadcast(&TabMessage::Ended);
        // Wait for a renewal in progress, whose new token would otherwise stay valid.
        let _tab_guard = self.0.renewal_lock.lock().await;
        self.session()
    }
}

/// Asks the other copies of a tab whether they have used the session more recently; returns when it
/// was last used, in ms since the epoch.
pub async fn latest_use(session: &Session, used_ts: u64) -> u64 {
    let latest = Rc::new(Cell::new(used_ts));
    let latest_heard = latest.clone();
    let on_message = move |message: Option<String>| {
        if let Some(TabMessage::Tokens(_, ts) | TabMessage::Used(ts)) = TabMessage::parse(&message?)
        {
            latest_heard.set(latest_heard.get().max(ts));
        }
        None
    };
    let tab_channel = TabChannel::join(&session.id, on_message);
    tab_channel.wait_for_answers().await;
    latest.get()
}

/// Revokes the tokens of a session that the panel obtained. A pasted token may be in use elsewhere
/// and is only forgotten. If the tokens are renewed on the way, `on_renewal` is called with the
/// updated session.
///
/// # Errors
/// If the server doesn't confirm; the tokens then stay valid until they expire.
pub async fn end(session: &mut Session, on_renewal: &dyn Fn(&Session)) -> Result<(), Error> {
    match &session.grant {
        Grant::Pasted => Ok(()),
        Grant::OAuth(client) => oauth::revoke(client, &session.tokens).await,
        Grant::Login => log_out(session, on_renewal).await,
    }
}

/// Logs out with a valid access token: logging out with an expired one would leave the refresh
/// token valid.
async fn log_out(session: &mut Session, on_renewal: &dyn Fn(&Session)) -> Result<(), Error> {
    if !session.tokens.needs_renewal(web_platform::now()) {
        match login::log_out(&session.base_url, &session.tokens.access).await {
            Err(error) if error.is_signed_out() => {}
            answer => return answer,
        }
    }
    let Some(refresh) = &session.tokens.refresh else {
        return Ok(());
    };
    match login::refresh(&session.base_url, refresh).await {
        Ok(renewed) => session.tokens = renewed,
        Err(error) if error.is_signed_out() => return Ok(()),
        Err(error) => return Err(error),
    }
    on_renewal(session);
    match login::log_out(&session.base_url, &session.tokens.access).await {
        Err(error) if error.is_signed_out() => Ok(()),
        answer => answer,
    }
}

/// Ends a session like [`end`], with retries.
///
/// # Errors
/// If the last attempt fails too.
pub async fn end_with_retries(
    session: &mut Session,
    on_renewal: &dyn Fn(&Session),
) -> Result<(), Error> {
    /// Delays before the retries, in ms.
    const RETRY_DELAYS_MS: [u32; 2] = [1_000, 3_000];
    for delay in RETRY_DELAYS_MS {
        match end(session, on_renewal).await {
            Ok(()) => return Ok(()),
            Err(_) => web_platform::sleep(delay).await,
        }
    }
    end(session, on_renewal).await
}

/// A response that is being received.
pub struct StatisticsResponse {
    sent_at: f64,
    body: ResponseBody,
    decoder: Decoder,
}

impl StatisticsResponse {
    /// When the request was sent, in ms (see [`web_platform::instant`]): perhaps before the panel had
    /// loaded.
    pub fn sent_at(&self) -> f64 {
        self.sent_at
    }

    /// Waits for the next chunk; `None` at the end.
    ///
    /// # Errors
    /// If the connection breaks or is too slow.
    pub async fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, Error> {
        self.body.next().await
    }

    /// Decodes received bytes and adds the users that are complete to a table.
    ///
    /// # Errors
    /// If the bytes are not a statistics response.
    pub fn decode(&mut self, bytes: &[u8], table: &mut Table) -> Result<(), Error> {
        let pushed = self.decoder.push(bytes, table);
        pushed.map_err(|error| self.body.error(error.into()))
    }

    /// Returns the metadata, once all bytes have been decoded.
    ///
    /// # Errors
    /// If the response is incomplete.
    pub fn finish(self) -> Result<PageMetadata, Error> {
        let end = self.decoder.finish();
        end.map_err(|error| self.body.error(error.into()))
    }
}
