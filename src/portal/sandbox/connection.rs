//! A connection that can be cut on purpose, before or in the middle of an answer.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

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

pub(super) struct CuttableListener(pub TcpListener);

impl Listener for CuttableListener {
    type Io = CuttableConnection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (CuttableConnection, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        (CuttableConnection { stream, cutter: ConnectionCutter::default() }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
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
}

impl AsyncRead for CuttableConnection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for CuttableConnection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.cutter.0.load(Ordering::Acquire) {
            CUT => Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into())),
            SHORT => {
                self.cutter.cut();
                let head = bytes.windows(4).position(|end| end == b"\r\n\r\n").map_or(0, |at| at + 4);
                let kept = head + (bytes.len() - head) / 2;
                Pin::new(&mut self.stream).poll_write(cx, &bytes[..kept])
            }
            _ => Pin::new(&mut self.stream).poll_write(cx, bytes),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
