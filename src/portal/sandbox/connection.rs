//! A connection that can be cut on purpose, before or in the middle of an answer, and is closed when its client is too slow.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Sleep};

use super::phase::{Limits, Phase, Progress};

// A connection that is left alone has 0.
const SHORT: u8 = 1;
const CUT: u8 = 2;

/// Cuts the connection that a request came by, and follows its requests.
#[derive(Clone, Default)]
pub(super) struct ConnectionHandle {
    cut: Arc<AtomicU8>,
    progress: Arc<Progress>,
}

impl ConnectionHandle {
    pub(super) fn cut(&self) {
        self.cut.store(CUT, Ordering::Release);
    }

    /// Sends the head and half of the body of the next answer, and nothing more.
    pub(super) fn truncate_answer(&self) {
        self.cut.store(SHORT, Ordering::Release);
    }

    pub(super) fn progress(&self) -> &Arc<Progress> {
        &self.progress
    }
}

pub(super) struct Connection {
    stream: TcpStream,
    handle: ConnectionHandle,
    limits: Limits,
    /// Wakes this connection at the end of its phase.
    timer: Pin<Box<Sleep>>,
    // Given back when the connection ends.
    _permit: Option<OwnedSemaphorePermit>,
}

impl Connection {
    pub(super) fn new(stream: TcpStream, limits: Limits, permit: Option<OwnedSemaphorePermit>) -> Self {
        let timer = Box::pin(tokio::time::sleep(limits.of(Phase::Idle)));
        Self { stream, handle: ConnectionHandle::default(), limits, timer, _permit: permit }
    }

    pub(super) fn handle(&self) -> &ConnectionHandle {
        &self.handle
    }

    /// An error if the connection was closed to make room, or if its phase has lasted too long. Otherwise, the task of `cx` is
    /// woken when that happens.
    fn check(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        let Some((phase, since)) = self.handle.progress.watch(cx.waker()) else {
            return Err(io::ErrorKind::ConnectionAborted.into());
        };
        let deadline = since + self.limits.of(phase);
        if self.timer.deadline() != deadline {
            self.timer.as_mut().reset(deadline);
        }
        match self.timer.as_mut().poll(cx) {
            Poll::Ready(()) => Err(io::ErrorKind::TimedOut.into()),
            Poll::Pending => Ok(()),
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.handle.progress.received(Instant::now());
        }
        match self.check(cx) {
            Err(error) => Poll::Ready(Err(error)),
            Ok(()) => read,
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = match self.handle.cut.load(Ordering::Acquire) {
            CUT => Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into())),
            SHORT => {
                self.handle.cut();
                let head = bytes.windows(4).position(|end| end == b"\r\n\r\n").map_or(0, |at| at + 4);
                let kept = head + (bytes.len() - head) / 2;
                Pin::new(&mut self.stream).poll_write(cx, &bytes[..kept])
            }
            _ => Pin::new(&mut self.stream).poll_write(cx, bytes),
        };
        self.handle.progress.sent(written.is_ready(), Instant::now());
        match self.check(cx) {
            Err(error) => Poll::Ready(Err(error)),
            Ok(()) => written,
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
