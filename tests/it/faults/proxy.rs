//! A server in front of a served sandbox that answers some requests wrongly.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

use crate::served::Served;

/// How the server answers a request.
pub(crate) enum Fault {
    /// As the sandbox does.
    None,
    /// As the sandbox does, with another body.
    Change(fn(&mut Value)),
    /// With these bytes, from the status line on.
    Bytes(Vec<u8>),
    /// With a body that never ends.
    Endless,
    /// As the sandbox does, but a byte at a time, with this pause between two.
    Slow(Duration),
    /// The connection is closed after the sandbox has carried out the request.
    Lost,
}

impl Fault {
    /// A complete answer.
    pub(crate) fn answer(status: u16, headers: &str, body: &str) -> Self {
        let head = format!("HTTP/1.1 {status} Injected\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
        Self::Bytes(format!("{head}{headers}\r\n{body}").into_bytes())
    }
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// The method and the path, as `GET /v1/blueprints`.
    pub label: String,
    /// All of it.
    pub text: String,
}

impl Seen {
    /// Whether it changes something.
    pub(crate) fn writes(&self) -> bool {
        !self.label.starts_with("GET ") && !self.label.ends_with("/search") && !self.label.ends_with("/access_token")
    }
}

type Rule = dyn Fn(&Seen, usize) -> Fault + Send + Sync;

/// The running server; its threads end with the test's process.
pub(crate) struct Proxy {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Proxy {
    /// Serves a sandbox. The rule gets each request, and how many have arrived with the same label, this one included.
    pub(crate) fn start(served: &Served, rule: impl Fn(&Seen, usize) -> Fault + Send + Sync + 'static) -> Self {
        let upstream = served.address().strip_prefix("http://").expect("the sandbox is served by HTTP").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (all, rule): (_, Arc<Rule>) = (Arc::clone(&seen), Arc::new(rule));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (all, rule, upstream) = (Arc::clone(&all), Arc::clone(&rule), upstream.clone());
                // A client may end a connection in any way.
                std::thread::spawn(move || _ = serve(stream, &upstream, &all, &*rule));
            }
        });
        Self { address, seen }
    }

    /// One with a fault in each answer to this request.
    pub(crate) fn with(
        served: &Served,
        label: &'static str,
        fault: impl Fn() -> Fault + Send + Sync + 'static,
    ) -> Self {
        Self::start(served, move |seen, _| if seen.label == label { fault() } else { Fault::None })
    }

    /// Its base URL.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("no thread panics with it").clone()
    }

    /// The labels of the requests so far that change something.
    pub(crate) fn writes(&self) -> Vec<String> {
        self.seen().into_iter().filter(Seen::writes).map(|seen| seen.label).collect()
    }
}

fn serve(mut stream: TcpStream, upstream: &str, all: &Mutex<Vec<Seen>>, rule: &Rule) -> std::io::Result<()> {
    let request = receive(&mut stream)?;
    let text = String::from_utf8_lossy(&request).into_owned();
    let mut words = text.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let label = format!("{method} {}", target.split('?').next().unwrap_or_default());
    let seen = Seen { label, text };
    let count = {
        let mut all = all.lock().expect("no thread panics with it");
        all.push(seen.clone());
        all.iter().filter(|other| other.label == seen.label).count()
    };
    let forwarded = || forward(upstream, &seen.text);
    match rule(&seen, count) {
        Fault::None => stream.write_all(&forwarded()?),
        Fault::Change(change) => {
            let answer = String::from_utf8_lossy(&forwarded()?).into_owned();
            let (head, body) = answer.split_once("\r\n\r\n").ok_or(ErrorKind::InvalidData)?;
            let mut body: Value = serde_json::from_str(body)?;
            change(&mut body);
            let body = body.to_string();
            let is_kept = |line: &&str| !line.to_ascii_lowercase().starts_with("content-length:");
            let head: Vec<&str> = head.lines().filter(is_kept).collect();
            let head = format!("{}\r\ncontent-length: {}\r\n\r\n", head.join("\r\n"), body.len());
            stream.write_all(head.as_bytes())?;
            stream.write_all(body.as_bytes())
        }
        Fault::Bytes(bytes) => stream.write_all(&bytes),
        Fault::Endless => {
            stream.write_all(b"HTTP/1.1 200 Injected\r\ntransfer-encoding: chunked\r\n\r\n")?;
            let chunk = [b"100000\r\n".as_slice(), &vec![b' '; 1 << 20], b"\r\n"].concat();
            loop {
                stream.write_all(&chunk)?;
            }
        }
        Fault::Slow(pause) => {
            for byte in forwarded()? {
                stream.write_all(&[byte])?;
                std::thread::sleep(pause);
            }
            Ok(())
        }
        Fault::Lost => forwarded().map(drop),
    }
}

/// Reads one request.
fn receive(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 8192];
    loop {
        let read = stream.read(&mut buffer)?;
        if read == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(&buffer[..read]);
        let Some(end) = bytes.windows(4).position(|end| end == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
        let length = length.map_or(0, |length| length.trim().parse().expect("a length"));
        if bytes.len() >= end + 4 + length {
            return Ok(bytes);
        }
    }
}

/// The sandbox's answer to a request.
fn forward(upstream: &str, request: &str) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(upstream)?;
    stream.write_all(request.replacen("\r\n", "\r\nconnection: close\r\n", 1).as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}
