//! A signed-in connection: one statistics query at a time, read while it arrives.

use super::error::Error;
use super::request::{Body, Request};
use super::session::Session;
use super::statistics::PageQuery;
use crate::browser;
use futures::channel::oneshot;
use futures::lock::Mutex;
use std::sync::Arc;
use usage::{Decoder, PageEnd, Table};

thread_local! {
    /// Held while a server works on a statistics query: also on one of an earlier session.
    static AT_WORK: Arc<Mutex<()>> = Arc::default();
}

/// The connection of a session to its homeserver.
#[derive(Clone)]
pub struct Connection {
    session: Session,
    at_work: Arc<Mutex<()>>,
}

impl Connection {
    /// The connection of a session.
    pub fn new(session: Session) -> Self {
        Self {
            session,
            at_work: AT_WORK.with(Arc::clone),
        }
    }

    /// Who is signed in where.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Whether the server still works on an earlier query, so that the next has to wait.
    pub fn is_at_work(&self) -> bool {
        self.at_work.try_lock().is_none()
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
        let Self { session, at_work } = self.clone();
        browser::run(async move {
            let at_work = at_work.lock().await;
            if answered.is_canceled() {
                return;
            }
            let result = Request::get(&session.base_url, query.path())
                .with_token(&session.token)
                .with_patience(browser::statistics_patience())
                .send()
                .await;
            drop(at_work);
            // Nobody is there to take it: dropping the answer closes the connection.
            let _ = answered.send(result);
        });
        // The task sends before it ends.
        let answer = answer.await.unwrap_or(Err(Error::CutOff))?;
        Ok(Answering {
            body: answer.into_body()?,
            decoder: Decoder::default(),
        })
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
        Ok(self.decoder.push(bytes, table)?)
    }

    /// The end of the answer, after all of it has been read.
    ///
    /// # Errors
    /// When the answer is not complete.
    pub fn finish(self) -> Result<PageEnd, Error> {
        Ok(self.decoder.finish()?)
    }
}
