//! A connection that can be cut on purpose, before or in the middle of an answer.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep};

/// How many connections are served at a time.
const MAX_CONNECTIONS: usize = 64;

/// How long a client may take for a request, and how long a connection may be idle.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);

// A connection that is left alone has 0.
const SHORT: u8 = 1;
const CUT: u8 = 2;

/// Cuts the connection that a request came by.
#[derive(Clone, Default)]
pub(super) struct ConnectionCutter(Arc<AtomicU8>);

impl ConnectionCutter {
    pub(super) fn cut(&self) {
        self.0.store(CUT, Ordering::Release);
    }

    /// Sends the head and half of the body of the next answer, and nothing more.
    pub(super) fn truncate_answer(&self) {
        self.0.store(SHORT, Ordering::Release);
    }
}

/// Accepts a bounded number of connections at a time; others wait in the system's queue.
pub(super) struct CuttableListener {
    listener: TcpListener,
    free: Arc<Semaphore>,
    patience: Duration,
}

impl CuttableListener {
    pub(super) fn new(listener: TcpListener) -> Self {
        Self { listener, free: Arc::new(Semaphore::new(MAX_CONNECTIONS)), patience: REQUEST_TIMEOUT }
    }
}

impl Listener for CuttableListener {
    type Io = CuttableConnection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (CuttableConnection, SocketAddr) {
        let permit = Arc::clone(&self.free).acquire_owned().await.ok();
        let (stream, address) = Listener::accept(&mut self.listener).await;
        let (patience, deadline) = (self.patience, Box::pin(tokio::time::sleep(self.patience)));
        let connection = CuttableConnection {
            stream,
            cutter: ConnectionCutter::default(),
            deadline,
            patience,
            between_requests: true,
            _permit: permit,
        };
        (connection, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, CuttableListener>> for ConnectionCutter {
    fn connect_info(stream: IncomingStream<'_, CuttableListener>) -> Self {
        stream.io().cutter.clone()
    }
}

pub(super) struct CuttableConnection {
    stream: TcpStream,
    cutter: ConnectionCutter,
    /// The time at which it is closed. The first byte of a request and all data that the client accepts extend it; other bytes of
    /// a request, which may come one at a time, do not.
    deadline: Pin<Box<Sleep>>,
    between_requests: bool,
    patience: Duration,
    // Given back when the connection ends.
    _permit: Option<OwnedSemaphorePermit>,
}

impl CuttableConnection {
    fn give_time(&mut self) {
        let deadline = Instant::now() + self.patience;
        self.deadline.as_mut().reset(deadline);
    }
}

impl AsyncRead for CuttableConnection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.deadline.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if self.between_requests && buffer.filled().len() > before {
            self.between_requests = false;
            self.give_time();
        }
        read
    }
}

impl AsyncWrite for CuttableConnection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = match self.cutter.0.load(Ordering::Acquire) {
            CUT => Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into())),
            SHORT => {
                self.cutter.cut();
                let head = bytes.windows(4).position(|end| end == b"\r\n\r\n").map_or(0, |at| at + 4);
                let kept = head + (bytes.len() - head) / 2;
                Pin::new(&mut self.stream).poll_write(cx, &bytes[..kept])
            }
            _ => Pin::new(&mut self.stream).poll_write(cx, bytes),
        };
        if written.is_ready() {
            self.between_requests = true;
            self.give_time();
        } else if self.deadline.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    async fn listener(patience: u64) -> (CuttableListener, SocketAddr) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let patience = Duration::from_millis(patience);
        (CuttableListener { free: Arc::new(Semaphore::new(1)), patience, ..CuttableListener::new(listener) }, address)
    }

    #[test]
    fn a_client_that_sends_too_slowly_is_disconnected() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let (mut listener, address) = listener(200).await;
            let mut client = TcpStream::connect(address).await.expect("it is served");
            let (mut served, _) = listener.accept().await;
            tokio::spawn(async move {
                while client.write_all(b"G").await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            });
            let error = served.read_to_end(&mut Vec::new()).await.expect_err("it takes too long");
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        });
    }

    #[test]
    fn a_connection_beyond_the_limit_waits_for_another_to_end() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let (mut listener, address) = listener(10_000).await;
            let _clients = [TcpStream::connect(address).await, TcpStream::connect(address).await];
            let (first, _) = listener.accept().await;
            let moment = Duration::from_millis(100);
            assert!(tokio::time::timeout(moment, listener.accept()).await.is_err());
            drop(first);
            assert!(tokio::time::timeout(moment * 50, listener.accept()).await.is_ok());
        });
    }
}
