//! The data that a trace shows for each attempt at a request.

use std::net::SocketAddr;
use std::time::Duration;

use super::method::Method;

/// Called after every attempt, on the waiting thread.
pub(crate) type OnAttempt = Box<dyn Fn(&Attempt) + Send + Sync>;

/// One finished attempt at a request. Its texts are redacted. Headers and bodies are not included.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub method: Method,
    pub path: String,
    /// The query with its `?`, decoded; empty where there is none.
    pub query: String,
    /// Which attempt it is, from 1.
    pub number: u32,
    /// Without the waits before it.
    pub elapsed: Duration,
    /// Bytes in the request's body.
    pub sent: usize,
    pub outcome: Result<AnswerFacts, String>,
}

#[derive(Clone, Debug, Default)]
pub struct AnswerFacts {
    pub status: u16,
    /// Bytes in its body.
    pub received: usize,
    pub connection: Option<Connection>,
    /// The server's identifier of the request.
    pub trace_id: Option<String>,
}

/// A connection to a server or, where there is one, to the proxy in front of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connection {
    pub peer: SocketAddr,
    /// Such as `HTTP/1.1`.
    pub protocol: &'static str,
}

/// A query as a trace shows it, before it is redacted: secrets are recognised in decoded text only.
pub(crate) fn query_text<K: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (K, V)>) -> String {
    let pairs: Vec<String> =
        pairs.into_iter().map(|(key, value)| format!("{}={}", key.as_ref(), value.as_ref())).collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}
