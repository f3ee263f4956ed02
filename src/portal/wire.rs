//! One exchange with a portal, whichever it is: the request, the answer, and what can go wrong.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

pub use crate::net::Method;

/// Everything that is not unreserved in RFC 3986, so an identifier with a `/` stays one segment.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A request to a portal, before any encoding.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What to do.
    pub method: Method,
    /// The path's segments below `/v1`, each as a person would write it: `["blueprints", "a/b"]`.
    pub segments: Vec<String>,
    /// The query, in order.
    pub query: Vec<(String, String)>,
    /// The JSON body.
    pub body: Option<Value>,
}

impl Request {
    /// A request without query and body.
    pub fn new<S: Into<String>>(method: Method, segments: impl IntoIterator<Item = S>) -> Self {
        Self { method, segments: segments.into_iter().map(Into::into).collect(), query: Vec::new(), body: None }
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn query(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.query.push((name.to_owned(), value.to_string()));
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// The path on the wire: `/v1`, then every segment percent-encoded once.
    pub fn path(&self) -> String {
        self.segments
            .iter()
            .fold(String::from("/v1"), |path, segment| path + "/" + &utf8_percent_encode(segment, SEGMENT).to_string())
    }

    /// Path and query on the wire.
    pub fn target(&self) -> String {
        let encode = |text: &str| utf8_percent_encode(text, SEGMENT).to_string();
        let query: Vec<String> = self.query.iter().map(|(k, v)| format!("{}={}", encode(k), encode(v))).collect();
        if query.is_empty() { self.path() } else { format!("{}?{}", self.path(), query.join("&")) }
    }

    /// Whether the request asks a portal to change something.
    pub fn writes(&self) -> bool {
        match self.method {
            Method::Get => false,
            // Only here is `search` a route; elsewhere it is somebody's identifier.
            Method::Post => self.segments.last().is_none_or(|last| last != "search"),
            Method::Put | Method::Patch | Method::Delete => true,
        }
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path())
    }
}

/// What a portal answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The JSON body; null where there was none.
    pub body: Value,
    /// Port's `X-Trace-Id`, to quote to its support.
    pub trace: Option<String>,
}

/// Why a request has no usable answer. No variant ever holds a credential.
#[derive(Debug, thiserror::Error)]
pub enum PortalError {
    /// Port answered with an error.
    #[error(
        "{request} was refused: {status} {}{}{}",
        code.as_deref().unwrap_or("(no code)"),
        said(message),
        traced(trace)
    )]
    Refused {
        /// Method and path.
        request: String,
        /// The HTTP status.
        status: u16,
        /// Port's error code, such as `not_found`.
        code: Option<String>,
        /// Port's message.
        message: Option<String>,
        /// Port's `details`, null where there are none.
        details: Box<Value>,
        /// `X-Trace-Id`.
        trace: Option<String>,
    },
    /// The portal could not be reached, or the connection broke before a request was sent.
    #[error("{request} did not reach the portal: {reason}")]
    Unreachable {
        /// Method and path.
        request: String,
        /// What the connection said.
        reason: String,
    },
    /// The connection broke after the request was sent: the portal may have done what was asked.
    #[error("{request} was sent, but its answer was lost: {reason}")]
    AnswerLost {
        /// Method and path.
        request: String,
        /// What the connection said.
        reason: String,
    },
    /// The answer is not what Port's API would say.
    #[error("{request} got an answer that is not Port's: {reason}")]
    Protocol {
        /// Method and path.
        request: String,
        /// What is odd about it.
        reason: String,
    },
    /// The credentials were not accepted.
    #[error("the portal did not accept the credentials: {reason}")]
    Credentials {
        /// What the portal said.
        reason: String,
    },
    /// The sandbox's file could not be read or written.
    #[error("the sandbox's file `{path}` {reason}")]
    Store {
        /// The file.
        path: String,
        /// What went wrong with it.
        reason: String,
    },
}

fn said(message: &Option<String>) -> String {
    message.as_deref().map(|message| format!(": {message}")).unwrap_or_default()
}

fn traced(trace: &Option<String>) -> String {
    trace.as_deref().map(|trace| format!(" (trace {trace})")).unwrap_or_default()
}

impl PortalError {
    /// Whether the portal may have done what a writing request asked for, so that only reading again tells.
    pub fn leaves_doubt(&self) -> bool {
        match self {
            Self::AnswerLost { .. } | Self::Protocol { .. } => true,
            Self::Refused { status, .. } => *status == 408 || *status >= 500,
            Self::Unreachable { .. } | Self::Credentials { .. } | Self::Store { .. } => false,
        }
    }

    /// The HTTP status, where the portal answered.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Port's error code, where it gave one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => code.as_deref(),
            _ => None,
        }
    }
}

/// A portal: something that answers requests as Port does.
///
/// It has no policy of its own: what to ask, in which order, and what an answer means is decided by its callers.
pub trait Portal: Send + Sync {
    /// Sends a request and gives the answer of a portal that accepted it (a 2xx status).
    ///
    /// # Errors
    /// Every other status is [`PortalError::Refused`]; see the other variants for what happens without an answer.
    fn send(&self, request: &Request) -> Result<Answer, PortalError>;

    /// What to call this portal in front of a person: its base URL, or `sandbox` and its file.
    fn name(&self) -> String;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_is_one_encoded_segment() {
        let request = Request::new(Method::Get, ["blueprints", "a/b:ü", "entities"]).query("run_id", "x y");
        assert_eq!(request.path(), "/v1/blueprints/a%2Fb%3A%C3%BC/entities");
        assert_eq!(request.target(), "/v1/blueprints/a%2Fb%3A%C3%BC/entities?run_id=x%20y");
    }

    #[test]
    fn a_search_writes_nothing_and_a_blueprint_named_search_does() {
        assert!(!Request::new(Method::Post, ["entities", "search"]).writes());
        assert!(Request::new(Method::Delete, ["blueprints", "search"]).writes());
    }

    #[test]
    fn a_refusal_shows_code_message_and_trace() {
        let error = PortalError::Refused {
            request: "GET /v1/blueprints/a".to_owned(),
            status: 404,
            code: Some("not_found".to_owned()),
            message: Some("no such blueprint".to_owned()),
            details: Box::default(),
            trace: Some("t-1".to_owned()),
        };
        let shown = "GET /v1/blueprints/a was refused: 404 not_found: no such blueprint (trace t-1)";
        assert_eq!(error.to_string(), shown);
    }
}
