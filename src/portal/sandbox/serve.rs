//! The sandbox on loopback: HTTP in front of the same core that [`SandboxPortal`] has.

use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Instant;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method as HttpMethod, Response, Uri, header};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use tokio::sync::Notify;

use super::Refusal;
use super::connection::ConnectionHandle;
use super::in_process::{Caller, Outcome, SandboxPortal};
use super::listener::BoundedListener;
use super::phase::Phase;
use super::run::Delivery;
use crate::portal::wire::{Method, PortalError, Request};

/// The largest body that Port accepts.
const BODY_LIMIT: usize = 1 << 20;

/// The part of a larger body that is still read, so that the client gets an answer and not a reset.
const READ_LIMIT: usize = 4 << 20;

/// How many requests a period allows, in the headers only.
const RATE_LIMIT: u64 = 10_000;

/// A sandbox that is being served, until it is dropped.
pub struct Server {
    address: SocketAddr,
    stopper: Stopper,
    thread: Option<JoinHandle<()>>,
}

/// Ends a [`Server`] from elsewhere, such as from a signal.
#[derive(Clone)]
pub struct Stopper(Arc<Notify>);

impl Stopper {
    /// Ends the server after its current requests.
    pub fn stop(&self) {
        self.0.notify_one();
    }
}

/// Why a sandbox is not served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// It accepts any credentials, so only this machine may reach it.
    #[error("`{address}` is not a loopback address")]
    NotLoopback {
        /// The address that was asked for.
        address: SocketAddr,
    },
    /// The address is in use, or not ours.
    #[error("cannot listen on `{address}`: {reason}")]
    Bind {
        /// The address that was asked for.
        address: SocketAddr,
        /// The system's message.
        reason: String,
    },
}

impl Server {
    /// Serves a sandbox on its own thread; port 0 means any free port. The server listens when this returns.
    pub fn start(bind: SocketAddr, portal: Arc<SandboxPortal>) -> Result<Self, ServeError> {
        if !bind.ip().is_loopback() {
            return Err(ServeError::NotLoopback { address: bind });
        }
        let failed = |error: std::io::Error| ServeError::Bind { address: bind, reason: error.to_string() };
        let listener = TcpListener::bind(bind).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let listener = {
            let _inside = runtime.enter();
            BoundedListener::new(tokio::net::TcpListener::from_std(listener).map_err(failed)?)
        };
        let stop = Arc::new(Notify::new());
        let stopper = Stopper(Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            let routes = Router::new().fallback(answer).with_state(portal);
            let service = routes.into_make_service_with_connect_info::<ConnectionHandle>();
            let serving = axum::serve(listener, service).with_graceful_shutdown(async move { stop.notified().await });
            // Serving ends only when it is stopped; a failed connection does not end it.
            let _ = runtime.block_on(async move { serving.await });
        });
        Ok(Self { address, stopper, thread: Some(thread) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its base URL, to be given to a client in place of Port's.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A handle that ends it.
    pub fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }

    /// Blocks until it is stopped.
    pub fn wait(mut self) {
        self.join();
    }

    /// Ends it after its current requests.
    pub fn shut_down(self) {
        self.stopper.stop();
        self.wait();
    }

    fn join(&mut self) {
        if let Some(thread) = self.thread.take() {
            // The thread has reported a panic itself.
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopper.stop();
        self.join();
    }
}

async fn answer(
    State(portal): State<Arc<SandboxPortal>>,
    ConnectInfo(connection): ConnectInfo<ConnectionHandle>,
    method: HttpMethod,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response<Body> {
    let arrived = Instant::now();
    connection.progress().enter(Phase::Answering);
    if !is_from_here(&headers) {
        let message =
            "the sandbox answers requests to this machine only: `Host` must name it, and `Origin` must be its own";
        return respond(403, &Refusal::new(403, "forbidden", message).body(), 0);
    }
    connection.progress().enter(Phase::Body);
    let request = read(&method, &uri, body).await;
    connection.progress().enter(Phase::Answering);
    let request = match request {
        Ok(request) => request,
        Err(refusal) => return respond(refusal.status, &refusal.body(), 0),
    };
    let core = Arc::clone(&portal);
    // The core waits for the file's lock, and so must not stop other connections. The runtime's own clock rounds up to
    // milliseconds, and is late by one or two.
    let carried_out = tokio::task::spawn_blocking(move || {
        std::thread::sleep(core.latency().saturating_sub(arrived.elapsed()));
        (carry_out(&core, &request, &headers), core.count())
    });
    let (outcome, count) = match carried_out.await {
        Ok((Ok((outcome, outbox)), count)) => {
            if !outbox.is_empty() {
                // Nobody waits for this: its errors are in the log of its run.
                tokio::task::spawn_blocking(move || portal.deliver(&outbox));
            }
            (outcome, count)
        }
        Ok((Err(error), count)) => return server_error(&error.to_string(), count),
        Err(error) => return server_error(&error.to_string(), 0),
    };
    match outcome {
        Outcome::Answered { status, body } => respond(status, &body, count),
        Outcome::Truncated { status, body } => {
            connection.truncate_answer();
            respond(status, &body, count)
        }
        Outcome::Disconnected { .. } => {
            connection.cut();
            respond(500, &Value::Null, count)
        }
    }
}

/// Whether a request is addressed to this machine, and not sent by a web page of another origin. A page of any web site can send
/// requests to this machine, under a host name that it has pointed here.
fn is_from_here(headers: &HeaderMap) -> bool {
    let all = |name, is_here: &dyn Fn(&str) -> bool| {
        headers.get_all(name).iter().all(|value| value.to_str().is_ok_and(is_here))
    };
    let own = headers.get(header::HOST).and_then(|host| host.to_str().ok()).map(|host| format!("http://{host}"));
    let origin = |value: &str| own.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(value));
    let host = |value: &str| Authority::try_from(value).is_ok_and(|host| is_this_machine(host.host()));
    headers.contains_key(header::HOST) && all(header::HOST, &host) && all(header::ORIGIN, &origin)
}

fn is_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    address.map_or_else(|_| host.eq_ignore_ascii_case("localhost"), |address| address.is_loopback())
}

fn server_error(message: &str, count: u64) -> Response<Body> {
    respond(500, &Refusal::new(500, "internal_error", message).body(), count)
}

fn carry_out(
    portal: &SandboxPortal,
    request: &Request,
    headers: &HeaderMap,
) -> Result<(Outcome, Vec<Delivery>), PortalError> {
    if request.method == Method::Post && request.segments == ["auth", "access_token"] {
        return Ok((portal.grant(request.body.as_ref().unwrap_or(&Value::Null)), Vec::new()));
    }
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    portal.answer(request, &Caller::Http(token))
}

/// Reads a request off the wire. The path is cut into segments before it is decoded, so that an encoded slash stays
/// inside its segment.
async fn read(method: &HttpMethod, uri: &Uri, body: Body) -> Result<Request, Refusal> {
    let unknown = || Refusal::new(404, "not_found", format!("Route {method}:{} not found", uri.path()));
    let method = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete]
        .into_iter()
        .find(|known| known.as_str() == method.as_str())
        .ok_or_else(unknown)?;
    let path = uri.path().strip_prefix("/v1/").ok_or_else(unknown)?;
    let decode = |text: &str| percent_decode_str(text).decode_utf8().ok().map(String::from);
    let segments: Option<Vec<String>> = path.split('/').map(decode).collect();
    let mut request = Request::new(method, segments.ok_or_else(unknown)?);
    for pair in uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let decode = |text: &str| decode(&text.replace('+', " ")).ok_or_else(unknown);
        request.query.push((decode(name)?, decode(value)?));
    }
    let too_large = || Refusal::new(413, "bad_request", "the body is larger than 1 MiB");
    let bytes = to_bytes(body, READ_LIMIT).await.map_err(|_| too_large())?;
    if bytes.len() > BODY_LIMIT {
        return Err(too_large());
    }
    if !bytes.is_empty() {
        let body = serde_json::from_slice(&bytes);
        request.body =
            Some(body.map_err(|error| Refusal::new(400, "bad_request", format!("the body is not JSON: {error}")))?);
    }
    Ok(request)
}

fn respond(status: u16, body: &Value, count: u64) -> Response<Body> {
    let limited = status == 429;
    let remaining = if limited { 0 } else { RATE_LIMIT - count % RATE_LIMIT };
    let mut response = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
        .header("x-trace-id", trace())
        .header("x-ratelimit-limit", RATE_LIMIT)
        .header("x-ratelimit-period", 300)
        .header("x-ratelimit-remaining", remaining)
        .header("x-ratelimit-reset", if limited { 1 } else { 300 });
    if limited {
        response = response.header(header::RETRY_AFTER, 1);
    }
    response.body(Body::from(body.to_string())).expect("the headers are all plain text")
}

fn trace() -> String {
    let random = || RandomState::new().hash_one("trace");
    format!("{:016x}{:016x}", random(), random())
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_client_is_served_among_many_that_are_too_slow() {
        let portal = Arc::new(SandboxPortal::in_memory());
        let server = Server::start(SocketAddr::from(([127, 0, 0, 1], 0)), portal).expect("it is served");
        let starts: [&[u8]; 3] = [
            b"",
            b"GET /v1/blueprints HTTP/1.1\r\nHo",
            b"POST /v1/x HTTP/1.1\r\nhost: [::1]\r\ncontent-length: 9\r\n\r\n{",
        ];
        for start in starts {
            let connect = || TcpStream::connect(server.address()).expect("it listens");
            let slow: Vec<TcpStream> = (0..200).map(|_| connect()).collect();
            slow.iter().for_each(|mut client| client.write_all(start).expect("it is accepted by the system"));
            let mut client = connect();
            client.set_read_timeout(Some(Duration::from_secs(3))).expect("a time limit");
            client.write_all(b"GET /v1/nothing HTTP/1.1\r\nhost: localhost\r\n\r\n").expect("it is sent");
            let mut head = [0; 12];
            client.read_exact(&mut head).expect("it is answered in time");
            assert_eq!(&head, b"HTTP/1.1 401");
        }
    }

    #[test]
    fn only_requests_that_name_this_machine_are_answered() {
        for (host, origin, expected) in [
            (Some("127.0.0.1:4010"), None, true),
            (Some("localhost:3000"), Some("http://localhost:3000"), true),
            (Some("localhost"), Some("http://localhost:3000"), false),
            (Some("localhost"), Some("https://localhost"), false),
            (Some("[::1]:4010"), Some("http://[::1]:4010"), true),
            (Some("evil.example"), None, false),
            (Some("127.0.0.1.evil.example:4010"), None, false),
            (Some("127.0.0.1:4010"), Some("https://evil.example"), false),
            (Some("127.0.0.1:4010"), Some("null"), false),
            (None, None, false),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in [(header::HOST, host), (header::ORIGIN, origin)] {
                if let Some(value) = value {
                    headers.insert(name, value.parse().expect("a header"));
                }
            }
            assert_eq!(is_from_here(&headers), expected, "{host:?} {origin:?}");
        }
    }
}
