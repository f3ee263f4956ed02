//! What is reported of each attempt at a request, for whoever traces them.

use std::net::SocketAddr;
use std::time::Duration;

use super::method::Method;

/// Called after every attempt, on the thread that waits for it.
pub type OnAttempt = Box<dyn Fn(&Attempt) + Send + Sync>;

/// One attempt at a request, as it ended. Its texts are redacted; headers and bodies are not among them.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The method.
    pub method: Method,
    /// The path.
    pub path: String,
    /// The query with its `?`, decoded; empty where there is none.
    pub query: String,
    /// Which attempt it is, from 1.
    pub number: u32,
    /// How long it took, waits before it not included.
    pub elapsed: Duration,
    /// The size of the request's body, in bytes.
    pub sent: usize,
    /// The answer, or why there is none.
    pub outcome: Result<AnswerFacts, String>,
}

/// What a trace shows of an answer.
#[derive(Clone, Debug, Default)]
pub struct AnswerFacts {
    /// The HTTP status.
    pub status: u16,
    /// The size of its body, in bytes.
    pub received: usize,
    /// The connection that it came on, where there was one.
    pub connection: Option<Connection>,
    /// The server's identifier of the request.
    pub trace_id: Option<String>,
}

/// A connection to a server or, where there is one, to the proxy in front of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The address at its other end.
    pub peer: SocketAddr,
    /// The protocol, such as `HTTP/1.1`.
    pub protocol: &'static str,
}

/// A query as a trace shows it, before it is redacted: secrets are recognised in decoded text only.
pub fn query_text<K: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (K, V)>) -> String {
    let pairs: Vec<String> =
        pairs.into_iter().map(|(key, value)| format!("{}={}", key.as_ref(), value.as_ref())).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}
