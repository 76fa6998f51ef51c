//! The bodies of answers: whole ones, and ones that are passed on piece by piece.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Frame;
use tokio::sync::mpsc;

use super::fault::Gate;
use super::record::LogEntry;

pub(super) type Error = Box<dyn std::error::Error + Send + Sync>;
pub(super) type Body = UnsyncBoxBody<Bytes, Error>;

/// Why a connection is closed without an answer, or in the middle of one.
#[derive(Debug)]
pub(super) struct Aborted;

impl std::fmt::Display for Aborted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection is closed on purpose")
    }
}

impl std::error::Error for Aborted {}

/// A body that is there already.
pub(super) fn full(bytes: impl Into<Bytes>) -> Body {
    Full::new(bytes.into()).map_err(Into::into).boxed_unsync()
}

/// What is to happen to a body on its way.
#[derive(Debug, Default)]
pub(super) struct BodyFault {
    /// The connection breaks after so many bytes.
    pub(super) cut: Option<usize>,
    /// Pieces of so many bytes, each of which waits for something.
    pub(super) pieces: Option<(usize, PieceTrigger)>,
}

/// What each piece of a body waits for.
#[derive(Debug)]
pub(super) enum PieceTrigger {
    /// Its release.
    Release(Arc<Gate>),
    /// This time.
    Pause(Duration),
}

impl PieceTrigger {
    async fn pass(&self) {
        match self {
            PieceTrigger::Release(gate) => gate.pass().await,
            PieceTrigger::Pause(pause) => tokio::time::sleep(*pause).await,
        }
    }
}

/// Passes a body on, and notes in the record whether it arrived.
pub(super) fn passed_on(body: Body, group_mode: BodyFault, entry: LogEntry) -> Body {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(pump(body, group_mode, entry, sender));
    PipedBody(receiver).boxed_unsync()
}

type Sender = mpsc::Sender<Result<Bytes, Error>>;

async fn pump(mut body: Body, group_mode: BodyFault, mut entry: LogEntry, sender: Sender) {
    let mut left = group_mode.cut.unwrap_or(usize::MAX);
    if let Some((size, before)) = group_mode.pieces {
        // Collected first, so that the pieces are as large as was asked for.
        let Ok(whole) = body.collect().await else {
            return;
        };
        let mut rest = whole.to_bytes();
        while !rest.is_empty() {
            let piece = rest.split_to(size.min(rest.len()));
            tokio::select! {
                () = before.pass() => {}
                () = sender.closed() => return,
            }
            if !send(piece, &mut left, &sender).await {
                return;
            }
        }
        entry.complete();
        return;
    }
    loop {
        let frame = tokio::select! {
            frame = body.frame() => frame,
            () = sender.closed() => return,
        };
        match frame {
            None => break,
            Some(Err(error)) => {
                let _ = sender.send(Err(error)).await;
                return;
            }
            Some(Ok(frame)) => {
                let Ok(data) = frame.into_data() else {
                    continue;
                };
                if !send(data, &mut left, &sender).await {
                    return;
                }
            }
        }
    }
    entry.complete();
}

/// Sends a piece; says whether the rest may follow.
async fn send(mut piece: Bytes, left: &mut usize, sender: &Sender) -> bool {
    let whole = piece.len() < *left;
    if !whole {
        piece.truncate(*left);
    }
    *left -= piece.len();
    if sender.send(Ok(piece)).await.is_err() {
        return false;
    }
    if !whole {
        // What was sent must leave the buffers before the connection breaks.
        tokio::time::sleep(Duration::from_millis(100)).await;
        let _ = sender.send(Err(Aborted.into())).await;
    }
    whole
}

struct PipedBody(mpsc::Receiver<Result<Bytes, Error>>);

impl hyper::body::Body for PipedBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        self.0
            .poll_recv(context)
            .map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}
