//! A server on loopback that answers by a script, so that tests can cause every fault.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How the server responds to one request.
#[derive(Clone, Debug)]
pub(super) enum Act {
    /// Answers.
    Answer { status: u16, headers: Vec<(&'static str, String)>, body: Vec<u8> },
    /// Waits, then acts.
    Late(Duration, Box<Act>),
    /// Announces more body than it sends.
    Truncate,
    /// Sends the head and then a byte now and then.
    Trickle,
    /// Answers, keeps the connection, and closes it a moment later.
    CloseIdle,
    /// Reads the request and closes the connection.
    Close,
    /// Resets the connection with the request unread.
    Reset,
}

impl Act {
    pub(super) fn answer(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::Answer { status, headers: Vec::new(), body: body.into() }
    }

    pub(super) fn header(self, name: &'static str, value: impl Into<String>) -> Self {
        let Self::Answer { status, mut headers, body } = self else { panic!("only an answer has headers") };
        headers.push((name, value.into()));
        Self::Answer { status, headers, body }
    }
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) authorization: Option<String>,
    pub(super) body: String,
}

#[derive(Default)]
struct Script {
    acts: VecDeque<Act>,
    tokens: VecDeque<Act>,
    seen: Vec<Seen>,
}

/// The running server; its thread ends with the test's process.
pub(super) struct Scripted {
    address: SocketAddr,
    book: Arc<Mutex<Script>>,
}

impl Scripted {
    /// Serves the acts in order. Requests for a token do not count: they get `canary-token-1`, `-2` and so on.
    pub(super) fn start(acts: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let book = Arc::new(Mutex::new(Script { acts: acts.into_iter().collect(), ..Script::default() }));
        let shared = Arc::clone(&book);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let book = Arc::clone(&shared);
                // Faults end connections in every way, none of which concerns the test.
                std::thread::spawn(move || _ = serve(stream, &book));
            }
        });
        Self { address, book }
    }

    /// Answers requests for a token by these acts first.
    pub(super) fn tokens(self, acts: impl IntoIterator<Item = Act>) -> Self {
        self.book.lock().expect("no test thread panicked").tokens = acts.into_iter().collect();
        self
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far, without those for a token.
    pub(super) fn seen(&self) -> Vec<Seen> {
        self.all().into_iter().filter(|seen| seen.target != "/v1/auth/access_token").collect()
    }

    /// The requests for a token so far.
    pub(super) fn token_requests(&self) -> Vec<Seen> {
        self.all().into_iter().filter(|seen| seen.target == "/v1/auth/access_token").collect()
    }

    fn all(&self) -> Vec<Seen> {
        self.book.lock().expect("no test thread panicked").seen.clone()
    }
}

fn serve(mut stream: TcpStream, book: &Mutex<Script>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut text = Vec::new();
    let (seen, length) = loop {
        // Peeked first, so that a reset finds the request unread.
        let mut buffer = [0; 8192];
        let read = stream.peek(&mut buffer)?;
        if let Some(found) = parse(&[&text, &buffer[..read]].concat()) {
            break found;
        }
        let read = stream.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        text.extend_from_slice(&buffer[..read]);
    };

    let act = {
        let mut book = book.lock().expect("no test thread panicked");
        let token = seen.target == "/v1/auth/access_token";
        book.seen.push(seen);
        if token {
            let count = book.seen.iter().filter(|seen| seen.target == "/v1/auth/access_token").count();
            let body = format!(r#"{{"ok":true,"accessToken":"canary-token-{count}","expiresIn":10800}}"#);
            book.tokens.pop_front().unwrap_or_else(|| Act::answer(200, body))
        } else {
            book.acts.pop_front().unwrap_or_else(|| Act::answer(418, "the script is over"))
        }
    };
    if matches!(act, Act::Reset) {
        return Ok(());
    }
    while text.len() < length {
        let mut buffer = [0; 8192];
        let read = stream.read(&mut buffer)?;
        if read == 0 {
            return Ok(());
        }
        text.extend_from_slice(&buffer[..read]);
    }
    perform(&mut stream, act)
}

fn perform(stream: &mut TcpStream, act: Act) -> std::io::Result<()> {
    match act {
        Act::Answer { status, headers, body } => {
            let mut head =
                format!("HTTP/1.1 {status} Scripted\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
            for (name, value) in headers {
                head += &format!("{name}: {value}\r\n");
            }
            stream.write_all(format!("{head}\r\n").as_bytes())?;
            stream.write_all(&body)
        }
        Act::Late(pause, act) => {
            std::thread::sleep(pause);
            perform(stream, *act)
        }
        Act::Truncate => stream.write_all(b"HTTP/1.1 200 Scripted\r\ncontent-length: 99\r\n\r\n{\"ok\": true"),
        Act::Trickle => {
            stream.write_all(b"HTTP/1.1 200 Scripted\r\ncontent-length: 9999\r\n\r\n")?;
            loop {
                stream.write_all(b" ")?;
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        Act::CloseIdle => {
            stream.write_all(b"HTTP/1.1 200 Scripted\r\ncontent-length: 2\r\n\r\n{}")?;
            std::thread::sleep(Duration::from_millis(20));
            Ok(())
        }
        Act::Close | Act::Reset => Ok(()),
    }
}

/// Returns the request and its length, once all of it has been received.
fn parse(bytes: &[u8]) -> Option<(Seen, usize)> {
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let header = |name: &str| {
        head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    let length: usize = header("content-length").map_or(0, |length| length.parse().expect("a length"));
    let mut words = head.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let seen = Seen { method, target, authorization: header("authorization"), body: body.to_owned() };
    (body.len() >= length).then_some((seen, head.len() + 4 + length))
}
