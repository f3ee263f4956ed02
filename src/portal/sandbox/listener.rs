//! Accepts a bounded number of connections. At the limit, a connection that waits for its client is closed to make room.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::net::TcpListener;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::connection::{Connection, ConnectionHandle};
use super::phase::{Limits, Progress};

/// How many connections are served at a time.
const MAX_CONNECTIONS: usize = 64;

/// How often to look for a connection to close while all are being answered.
const RECHECK_INTERVAL: Duration = Duration::from_millis(20);

pub(super) struct BoundedListener {
    listener: TcpListener,
    free: Arc<Semaphore>,
    limits: Limits,
    open: Vec<Weak<Progress>>,
}

impl BoundedListener {
    pub(super) fn new(listener: TcpListener) -> Self {
        let free = Arc::new(Semaphore::new(MAX_CONNECTIONS));
        Self { listener, free, limits: Limits::default(), open: Vec::new() }
    }

    /// A place for one more connection, taken from another one if necessary.
    async fn permit(&mut self) -> Option<OwnedSemaphorePermit> {
        loop {
            if self.free.available_permits() == 0 {
                self.close_one();
            }
            let free = Arc::clone(&self.free).acquire_owned();
            if let Ok(permit) = tokio::time::timeout(RECHECK_INTERVAL, free).await {
                return permit.ok();
            }
        }
    }

    /// Closes the connection that has been idle the longest, otherwise the one whose client takes the longest for its request
    /// or its answer. A client on this machine sends a request at once, so it is never the slowest of many.
    fn close_one(&mut self) {
        self.open.retain(|connection| connection.strong_count() > 0);
        let open = self.open.iter().filter_map(Weak::upgrade);
        let ranked = open.filter_map(|progress| Some((progress.rank()?, progress)));
        if let Some((_, progress)) = ranked.min_by_key(|(rank, _)| *rank) {
            progress.close();
        }
    }
}

impl Listener for BoundedListener {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        let permit = self.permit().await;
        let connection = Connection::new(stream, self.limits, permit);
        self.open.retain(|connection| connection.strong_count() > 0);
        self.open.push(Arc::downgrade(connection.handle().progress()));
        (connection, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, BoundedListener>> for ConnectionHandle {
    fn connect_info(stream: IncomingStream<'_, BoundedListener>) -> Self {
        stream.io().handle().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::sandbox::phase::Phase;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    const MOMENT: Duration = Duration::from_millis(200);

    /// Runs a test with a listener for this many connections.
    fn with<F: Future<Output = ()>>(places: usize, test: impl FnOnce(BoundedListener, SocketAddr) -> F) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a loopback port");
            let address = listener.local_addr().expect("a bound listener has an address");
            let limits = Limits { idle: MOMENT * 50, head: MOMENT, body: MOMENT, sending: MOMENT };
            let free = Arc::new(Semaphore::new(places));
            test(BoundedListener { limits, free, ..BoundedListener::new(listener) }, address).await;
        });
    }

    #[test]
    fn a_client_that_sends_too_slowly_is_disconnected() {
        for phase in [Phase::Head, Phase::Body] {
            with(1, |mut listener, address| async move {
                let mut client = TcpStream::connect(address).await.expect("it is served");
                let (mut served, _) = listener.accept().await;
                served.handle().progress().enter(phase);
                tokio::spawn(async move {
                    while client.write_all(b"G").await.is_ok() {
                        tokio::time::sleep(MOMENT / 10).await;
                    }
                });
                let read = tokio::time::timeout(MOMENT * 5, async { served.read_to_end(&mut Vec::new()).await });
                let error = read.await.expect("it ends in time").expect_err("it takes too long");
                assert_eq!(error.kind(), io::ErrorKind::TimedOut);
            });
        }
    }

    #[test]
    fn a_client_that_sends_nothing_is_disconnected() {
        with(1, |mut listener, address| async move {
            listener.limits.idle = MOMENT;
            let _client = TcpStream::connect(address).await.expect("it is served");
            let (mut served, _) = listener.accept().await;
            let read = tokio::time::timeout(MOMENT * 5, async { served.read_to_end(&mut Vec::new()).await });
            let error = read.await.expect("it ends in time").expect_err("it takes too long");
            assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        });
    }

    #[test]
    fn a_client_that_never_accepts_its_answer_is_cut_off() {
        with(1, |mut listener, address| async move {
            let _client = TcpStream::connect(address).await.expect("it is served");
            let (mut served, _) = listener.accept().await;
            served.handle().progress().enter(Phase::Answering);
            let answer = vec![0; 64 << 20];
            let sent = tokio::time::timeout(MOMENT * 20, served.write_all(&answer));
            assert_eq!(
                sent.await.expect("it ends in time").expect_err("it is not accepted").kind(),
                io::ErrorKind::TimedOut
            );
        });
    }

    #[test]
    fn a_connection_that_is_being_answered_is_never_closed_for_another() {
        with(1, |mut listener, address| async move {
            let _clients = [TcpStream::connect(address).await, TcpStream::connect(address).await];
            let (first, _) = listener.accept().await;
            first.handle().progress().enter(Phase::Answering);
            assert!(tokio::time::timeout(MOMENT, listener.accept()).await.is_err());
            assert!(first.handle().progress().rank().is_none());
        });
    }

    #[test]
    fn an_idle_connection_is_closed_before_one_with_a_request() {
        with(2, |mut listener, address| async move {
            let mut clients = Vec::new();
            let mut served = Vec::new();
            for _ in 0..2 {
                clients.push(TcpStream::connect(address).await.expect("it is served"));
                served.push(listener.accept().await.0);
            }
            served[0].handle().progress().enter(Phase::Head);
            let mut idle = served.remove(1);
            let closed =
                tokio::spawn(async move { idle.read_to_end(&mut Vec::new()).await.map_err(|error| error.kind()) });
            clients.push(TcpStream::connect(address).await.expect("it waits"));
            assert!(tokio::time::timeout(MOMENT / 2, listener.accept()).await.is_ok());
            assert_eq!(closed.await.expect("no panic"), Err(io::ErrorKind::ConnectionAborted));
        });
    }
}
