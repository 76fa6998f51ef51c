//! A signed-in connection: its tokens renewed in time, one statistics query at a time, read while
//! it arrives.

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
    /// Held while a server works on a statistics query: also on one of an earlier session.
    static QUERY_LOCK: RefCell<Vec<(BaseUrl, Arc<Mutex<()>>)>> = const { RefCell::new(Vec::new()) };
}

/// What is held while a server works on a statistics query.
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

/// What happens to a session beside its requests.
#[derive(Clone, Copy)]
pub enum SessionEvent {
    /// It has other tokens: a reload of the page must find them.
    TokensRenewed,
    /// A copy of the tab was in use at this time, in ms since the epoch.
    Used(u64),
    /// A copy of the tab ended it.
    Ended,
}

/// What the copies of a tab tell each other.
#[derive(Serialize, Deserialize)]
enum TabMessage {
    /// Tokens, and when the tab was last in use.
    Tokens(Box<Tokens>, u64),
    /// The tab is in use at this time.
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
    /// Is told of what happens.
    notify: Box<dyn Fn(SessionEvent)>,
    /// Held while the tokens are renewed: all who need the next ones wait for the same renewal.
    renewal_lock: Mutex<()>,
    /// The other tabs with this session: a copy of a tab has a copy of its tokens.
    tab_channel: TabChannel,
    query_lock: Arc<Mutex<()>>,
}

impl Connection {
    /// The connection of a session that was last used at `used_ts`, in ms since the epoch. `notify`
    /// is told of what happens to it.
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

    /// Tells the copies of the tab that it is in use.
    pub fn broadcast_use(&self, ts: u64) {
        self.0.used_ts.set(ts);
        self.broadcast(&TabMessage::Used(ts));
    }

    /// Who is signed in where, with the tokens of this moment.
    pub fn session(&self) -> Session {
        self.0.session.borrow().clone()
    }

    /// Whether the server still works on an earlier query, so that the next has to wait.
    pub fn is_busy(&self) -> bool {
        self.0.query_lock.try_lock().is_none()
    }

    /// Asks for a page of statistics; comes back when the server begins to answer.
    ///
    /// Giving up a request doesn't stop the server's query, which keeps all others waiting on
    /// SQLite. So a query that nobody wants any more is waited for all the same, and the next one
    /// is not sent before its answer begins.
    ///
    /// # Errors
    /// Every way in which a request can fail.
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
            // Nobody is there to take it: dropping the answer closes the connection.
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

    /// Why the statistics were refused as if the token had ended: the homeserver itself knows whether
    /// it has.
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

    /// Sends a request with the session's token, and once more with the next one when the server
    /// no longer takes it. Not to be given up half-way: tokens that are renewed and not heard of
    /// are lost.
    async fn get(&self, path: &str, seconds: u32) -> Result<request::StreamingResponse, Error> {
        let session = self.session();
        let mut token = session.tokens.access.clone();
        if session.tokens.needs_renewal(web_platform::now()) {
            // Without the next one, this one is good for a little while.
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

    /// The token after this one, which is at its end.
    async fn renew(&self, used: &AccessToken) -> Result<AccessToken, Error> {
        let inner = &self.0;
        let _tab_guard = inner.renewal_lock.lock().await;
        let _all_tabs_guard = inner.tab_channel.lock().await;
        let session = self.session();
        if session.tokens.access != *used {
            // Somebody else was first.
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

    /// Takes what another tab tells; tells what this one knows when asked.
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

    /// Waits for what the copies of the tab know.
    pub async fn ask_other_tabs(&self) {
        self.0.tab_channel.ask();
        self.0.tab_channel.wait_for_answers().await;
    }

    /// Ends the session in all copies of the tab. Gives it back to be ended at its server.
    pub async fn end_everywhere(&self) -> Session {
        self.broadcast(&TabMessage::Ended);
        // Not in the middle of a renewal, which would leave the next token valid.
        let _tab_guard = self.0.renewal_lock.lock().await;
        self.session()
    }
}

/// Asks the copies of a tab whether one of them has used a session later; gives the time in ms
/// since the epoch at which it was last used.
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

/// Revokes the tokens of a session that the panel obtained. One that was pasted may be in use
/// elsewhere, and is only forgotten. Where the tokens are renewed on the way, `on_renewal` is given the
/// session with the new ones.
///
/// # Errors
/// When the server doesn't confirm it: the tokens then stay valid until they expire.
pub async fn end(session: &mut Session, on_renewal: &dyn Fn(&Session)) -> Result<(), Error> {
    match &session.grant {
        Grant::Pasted => Ok(()),
        Grant::OAuth(client) => oauth::revoke(client, &session.tokens).await,
        Grant::Login => log_out(session, on_renewal).await,
    }
}

/// Logs out with an access token that is still valid: one that has expired would leave the refresh
/// token behind.
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

/// Ends a session as [`end`] does, and tries again when that fails.
///
/// # Errors
/// When it still fails.
pub async fn end_with_retries(
    session: &mut Session,
    on_renewal: &dyn Fn(&Session),
) -> Result<(), Error> {
    /// How long is waited before the other tries, in ms.
    const RETRY_DELAYS_MS: [u32; 2] = [1_000, 3_000];
    for delay in RETRY_DELAYS_MS {
        match end(session, on_renewal).await {
            Ok(()) => return Ok(()),
            Err(_) => web_platform::sleep(delay).await,
        }
    }
    end(session, on_renewal).await
}

/// An answer that is arriving.
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

    /// Waits for more of the answer; `None` at its end.
    ///
    /// # Errors
    /// When the connection breaks or brings nothing for too long.
    pub async fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, Error> {
        self.body.next().await
    }

    /// Adds the users whom received bytes complete to a table.
    ///
    /// # Errors
    /// When what came is no statistics.
    pub fn decode(&mut self, bytes: &[u8], table: &mut Table) -> Result<(), Error> {
        let pushed = self.decoder.push(bytes, table);
        pushed.map_err(|error| self.body.error(error.into()))
    }

    /// The end of the answer, after all of it has been read.
    ///
    /// # Errors
    /// When the answer is not complete.
    pub fn finish(self) -> Result<PageMetadata, Error> {
        let end = self.decoder.finish();
        end.map_err(|error| self.body.error(error.into()))
    }
}
