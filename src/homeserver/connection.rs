//! A signed-in connection: its tokens renewed in time, one statistics query at a time, read while
//! it arrives.

use super::address::BaseUrl;
use super::error::{Error, ErrorKind, RequestPurpose};
use super::login;
use super::oauth;
use super::request::{self, Body, Request};
use super::session::{AccessToken, Grant, Session, Tokens};
use super::statistics::PageQuery;
use crate::browser::{self, Tabs};
use futures::channel::oneshot;
use futures::lock::Mutex;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use usage::{Decoder, PageEnd, Table};

thread_local! {
    /// Held while a server works on a statistics query: also on one of an earlier session.
    static AT_WORK: RefCell<Vec<(BaseUrl, Arc<Mutex<()>>)>> = const { RefCell::new(Vec::new()) };
}

/// What is held while a server works on a statistics query.
pub(super) fn at_work(server: &BaseUrl) -> Arc<Mutex<()>> {
    AT_WORK.with_borrow_mut(|servers| {
        if let Some((_, at_work)) = servers.iter().find(|(known, _)| known == server) {
            return at_work.clone();
        }
        let at_work = Arc::<Mutex<()>>::default();
        servers.push((server.clone(), at_work.clone()));
        at_work
    })
}

/// The connection of a session to its homeserver.
#[derive(Clone)]
pub struct Connection(Rc<Inner>);

struct Inner {
    session: RefCell<Session>,
    /// Is told of new tokens, so that a reload of the page finds them.
    keep: Box<dyn Fn(&Session)>,
    /// Held while the tokens are renewed: all who need the next ones wait for the same renewal.
    renewing: Mutex<()>,
    /// The other tabs with this session: a copy of a tab has a copy of its tokens.
    tabs: Tabs,
    at_work: Arc<Mutex<()>>,
}

impl Connection {
    /// The connection of a session. `keep` is given the session whenever its tokens change.
    pub fn new(session: Session, keep: impl Fn(&Session) + 'static) -> Self {
        Self(Rc::new_cyclic(|inner: &std::rc::Weak<Inner>| {
            let inner = inner.clone();
            let hear = move |news: Option<String>| Self(inner.upgrade()?).hear(news);
            Inner {
                tabs: Tabs::join(&session.id, hear),
                at_work: at_work(&session.base_url),
                session: RefCell::new(session),
                keep: Box::new(keep),
                renewing: Mutex::default(),
            }
        }))
    }

    /// Who is signed in where, with the tokens of this moment.
    pub fn session(&self) -> Session {
        self.0.session.borrow().clone()
    }

    /// Whether the server still works on an earlier query, so that the next has to wait.
    pub fn is_at_work(&self) -> bool {
        self.0.at_work.try_lock().is_none()
    }

    /// Asks for a page of statistics; comes back when the server begins to answer.
    ///
    /// Giving up a request doesn't stop the server's query, which keeps all others waiting on
    /// SQLite. So a query that nobody wants any more is waited for all the same, and the next one
    /// is not sent before its answer begins.
    ///
    /// # Errors
    /// Every way in which a request can fail.
    pub async fn statistics(&self, query: PageQuery) -> Result<Answering, Error> {
        let (answered, answer) = oneshot::channel();
        let connection = self.clone();
        browser::run(async move {
            let at_work = connection.0.at_work.lock().await;
            if answered.is_canceled() {
                return;
            }
            let patience = browser::statistics_patience();
            let result = connection.get(&query.path(), patience).await;
            drop(at_work);
            let result = match result {
                Err(error) if error.kind == (ErrorKind::SignedOut { soft: false }) => {
                    Err(connection.refusal(error).await)
                }
                result => result,
            };
            // Nobody is there to take it: dropping the answer closes the connection.
            let _ = answered.send(result);
        });
        // The task sends before it ends.
        let answer = answer.await.unwrap_or(Err(ErrorKind::CutOff.into()))?;
        Ok(Answering {
            body: answer.into_body()?,
            decoder: Decoder::default(),
        })
    }

    /// Why the statistics were refused as if the token had ended: the homeserver itself knows whether
    /// it has.
    async fn refusal(&self, error: Error) -> Error {
        let session = self.session();
        match login::who_am_i(&session.base_url, &session.tokens.access).await {
            Ok(_) => error.of_statistics(),
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
    async fn get(&self, path: &str, seconds: u32) -> Result<request::Answer, Error> {
        let session = self.session();
        let mut token = session.tokens.access.clone();
        if session.tokens.is_due(browser::now()) {
            // Without the next one, this one is good for a little while.
            token = self.renew(&token).await.unwrap_or(token);
        }
        let mut tries = 0;
        loop {
            let request = Request::get(&session.base_url, path)
                .with_purpose(RequestPurpose::Statistics)
                .with_token(&token)
                .with_patience(seconds);
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
        let _here = inner.renewing.lock().await;
        let _everywhere = inner.tabs.alone().await;
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
        self.adopt(tokens.clone());
        if let Some(news) = in_json(&tokens) {
            inner.tabs.tell(&news);
        }
        Ok(tokens.access)
    }

    /// Takes tokens that another tab has renewed, if they are later ones; tells ours when asked.
    fn hear(&self, news: Option<String>) -> Option<String> {
        let ours = self.session().tokens;
        let Some(news) = news else {
            return in_json(&ours);
        };
        let theirs: Option<Tokens> = serde_json::from_slice(news.as_bytes()).ok();
        if let Some(theirs) = theirs.filter(|theirs| theirs.renew_ts > ours.renew_ts) {
            self.adopt(theirs);
        }
        None
    }

    fn adopt(&self, tokens: Tokens) {
        self.0.session.borrow_mut().tokens = tokens;
        (self.0.keep)(&self.session());
    }

    /// Ends the session at the server, unless the token was pasted: that one may be in use
    /// elsewhere.
    pub async fn end(&self) {
        // Not in the middle of a renewal, which would leave the next token valid.
        let _here = self.0.renewing.lock().await;
        end(&self.session()).await;
    }
}

fn in_json(tokens: &Tokens) -> Option<String> {
    serde_json::to_string(tokens).ok()
}

/// Revokes the tokens of a session that the panel obtained. Without contact to the server they
/// stay valid until they expire: the session is forgotten all the same.
pub async fn end(session: &Session) {
    match &session.grant {
        Grant::Pasted => {}
        Grant::Login => {
            let _ = login::log_out(&session.base_url, &session.tokens.access).await;
        }
        Grant::OAuth(client) => oauth::revoke(client, &session.tokens).await,
    }
}

/// An answer that is arriving.
pub struct Answering {
    body: Body,
    decoder: Decoder,
}

impl Answering {
    /// Waits for more of the answer; `None` at its end.
    ///
    /// # Errors
    /// When the connection breaks or brings nothing for too long.
    pub async fn receive(&mut self) -> Result<Option<Vec<u8>>, Error> {
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
    pub fn finish(self) -> Result<PageEnd, Error> {
        let end = self.decoder.finish();
        end.map_err(|error| self.body.error(error.into()))
    }
}
