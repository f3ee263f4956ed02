//! One exchange with any portal: the request, the response, and the errors.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

pub use crate::net::Method;

/// Everything that is not unreserved in RFC 3986, so an identifier with a `/` stays one segment.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A request to a portal, before any encoding.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The HTTP method.
    pub method: Method,
    /// The path's segments below `/v1`, not encoded: `["blueprints", "a/b"]`.
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

    /// Whether the request can change the portal.
    pub fn writes(&self) -> bool {
        match self.method {
            Method::Get => false,
            // `search` is a route only with POST; otherwise it can be an identifier.
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

/// A portal's response.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The JSON body; null where there was none.
    pub body: Value,
    /// Port's `X-Trace-Id`, to quote to its support.
    pub trace: Option<String>,
}

impl Answer {
    /// A field of the body as `read` understands it, or [`PortalError::Protocol`].
    pub(crate) fn field<'a, T>(
        &'a self,
        request: &Request,
        name: &str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Result<T, PortalError> {
        let field = self.body.get(name).and_then(read);
        field.ok_or_else(|| PortalError::protocol(request, format!("it has no `{name}`")))
    }
}

/// Why a request has no usable response. No variant ever holds a credential.
#[derive(Debug, thiserror::Error)]
pub enum PortalError {
    /// Port answered with an error.
    #[error(
        "{request} was refused: {status} {}{}{}",
        code.as_deref().unwrap_or("(no code)"),
        message.as_ref().map(|message| format!(": {message}")).unwrap_or_default(),
        trace.as_ref().map(|trace| format!(" (trace {trace})")).unwrap_or_default()
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
        /// The error of the connection.
        reason: String,
    },
    /// The connection broke after the request was sent, so the portal may have carried it out.
    #[error("{request} {}: {reason}", lost(request))]
    AnswerLost {
        /// Method and path.
        request: String,
        /// The error of the connection.
        reason: String,
    },
    /// The response is not valid for Port's API.
    #[error("{request} got an unexpected response: {reason}")]
    Protocol {
        /// Method and path.
        request: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The credentials were not accepted.
    #[error("the portal did not accept the credentials: {reason}")]
    Credentials {
        /// The portal's reason.
        reason: String,
    },
    /// The sandbox's file could not be read or written.
    #[error("the sandbox's file `{path}` {reason}")]
    Store {
        /// The file's path.
        path: String,
        /// What went wrong.
        reason: String,
    },
}

/// Says what happened to a request without a complete response. It only matters for a write that it was sent.
fn lost(request: &str) -> &'static str {
    match request.starts_with("GET ") {
        true => "got no complete response",
        false => "was sent, but its response was lost",
    }
}

impl PortalError {
    pub(crate) fn protocol(request: &Request, reason: impl Into<String>) -> Self {
        Self::Protocol { request: request.to_string(), reason: reason.into() }
    }

    /// Whether the portal may have carried out a writing request. Only reading the resource again can show whether it did.
    pub fn may_have_taken_effect(&self) -> bool {
        match self {
            Self::AnswerLost { .. } | Self::Protocol { .. } => true,
            Self::Refused { status, .. } => *status == 408 || *status >= 500,
            Self::Unreachable { .. } | Self::Credentials { .. } | Self::Store { .. } => false,
        }
    }

    /// The HTTP status, where the portal answered.
    pub fn status(&self) -> Option<u16> {
        if let Self::Refused { status, .. } = self { Some(*status) } else { None }
    }

    /// Port's error code, where it gave one.
    pub fn code(&self) -> Option<&str> {
        if let Self::Refused { code, .. } = self { code.as_deref() } else { None }
    }
}

/// Answers requests as Port does. It has no policy: its callers choose and order the requests, and interpret the responses.
pub trait Portal: Send + Sync {
    /// Sends a request and returns a 2xx response; any other status is [`PortalError::Refused`].
    fn send(&self, request: &Request) -> Result<Answer, PortalError>;

    /// The portal's name for users: its base URL, or `sandbox` and its file.
    fn name(&self) -> String;

    /// How many requests it can answer at once. Those that answer in this process gain nothing from more than one.
    fn concurrency(&self) -> usize {
        1
    }
}

/// Sends a request, and returns none for a 404.
pub(crate) fn send_if_found(portal: &dyn Portal, request: &Request) -> Result<Option<Answer>, PortalError> {
    match portal.send(request) {
        Err(error) if error.status() == Some(404) => Ok(None),
        sent => sent.map(Some),
    }
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
