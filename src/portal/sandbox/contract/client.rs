//! Clients that call a sandbox in process or over HTTP, with shorthands for the tests.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;

use serde_json::{Value, json};

use crate::portal::sandbox::{SandboxPortal, Server};
use crate::portal::wire::{Answer, Method, Portal, PortalError, Request};

/// A response as it was received over HTTP.
pub(super) struct RawResponse {
    pub status: u16,
    pub head: String,
    pub body: String,
}

/// Sends one HTTP/1.1 request. Returns `None` if the connection is closed without a response.
pub(super) fn exchange(
    address: SocketAddr,
    method: &str,
    target: &str,
    token: Option<&str>,
    body: &str,
) -> Option<RawResponse> {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    let authorization = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
    let length = body.len();
    let head = format!(
        "{method} {target} HTTP/1.1\r\nHost: localhost\r\n{authorization}Connection: close\r\nContent-Length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).expect("the server reads");
    stream.write_all(body.as_bytes()).expect("the server reads");
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(RawResponse { status, head: head.to_lowercase(), body: body.to_owned() })
}

/// A new access token.
pub(super) fn token(address: SocketAddr) -> String {
    let credentials = json!({"clientId": "me", "clientSecret": "secret"}).to_string();
    let raw = exchange(address, "POST", "/v1/auth/access_token", None, &credentials).expect("there is an answer");
    let body: Value = serde_json::from_str(&raw.body).expect("it is JSON");
    body["accessToken"].as_str().expect("there is a token").to_owned()
}

struct OverHttp {
    server: Server,
    token: String,
}

impl Portal for OverHttp {
    fn send(&self, request: &Request) -> Result<Answer, PortalError> {
        let body = request.body.as_ref().map(Value::to_string).unwrap_or_default();
        let address = self.server.address();
        let raw = exchange(address, request.method.as_str(), &request.target(), Some(&self.token), &body);
        let raw = raw.expect("there is an answer");
        let mut body: Value = serde_json::from_str(&raw.body).expect("it is JSON");
        if raw.status < 300 {
            return Ok(Answer { status: raw.status, body, trace: None });
        }
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Err(PortalError::Refused {
            request: request.to_string(),
            status: raw.status,
            code: text(&body["error"]),
            message: text(&body["message"]),
            details: Box::new(body["details"].take()),
            trace: None,
        })
    }

    fn name(&self) -> String {
        self.server.url()
    }
}

/// Serves a sandbox on any free port.
pub(super) fn served(portal: SandboxPortal) -> Server {
    Server::start("127.0.0.1:0".parse().expect("it is an address"), Arc::new(portal)).expect("there is a free port")
}

/// Runs a test against a sandbox in process and against one over HTTP.
pub(super) fn on_both_transports(fact: impl Fn(&TestClient)) {
    fact(&TestClient(Box::new(SandboxPortal::in_memory())));
    let server = served(SandboxPortal::in_memory());
    let token = token(server.address());
    fact(&TestClient(Box::new(OverHttp { server, token })));
}

/// A portal, with shorthands for requests to it. A target is a path below `/v1` whose segments are separated by spaces,
/// and a query after `?`.
pub(super) struct TestClient(pub Box<dyn Portal>);

/// Status, code and message of a refusal.
pub(super) type RefusalParts = (u16, String, String);

impl TestClient {
    fn send(&self, method: Method, target: &str, body: Option<Value>) -> Result<Answer, PortalError> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut request = Request::new(method, path.split(' '));
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            request = request.query(name, value);
        }
        request.body = body;
        self.0.send(&request)
    }

    /// The answer's status and body.
    pub(super) fn expect_accepted(&self, method: Method, target: &str, body: impl Into<Option<Value>>) -> (u16, Value) {
        let answer = self.send(method, target, body.into()).expect("the portal accepts it");
        (answer.status, answer.body)
    }

    /// The refusal and its details.
    pub(super) fn expect_refused_with_details(
        &self,
        method: Method,
        target: &str,
        body: impl Into<Option<Value>>,
    ) -> (RefusalParts, Value) {
        match self.send(method, target, body.into()) {
            Err(PortalError::Refused { status, code, message, details, .. }) => {
                ((status, code.unwrap_or_default(), message.unwrap_or_default()), *details)
            }
            other => panic!("{method} {target} is not refused: {other:?}"),
        }
    }

    /// Status and code of a refusal.
    pub(super) fn expect_refused(&self, method: Method, target: &str, body: impl Into<Option<Value>>) -> (u16, String) {
        let ((status, code, _), _) = self.expect_refused_with_details(method, target, body);
        (status, code)
    }

    pub(super) fn get(&self, target: &str) -> Value {
        self.expect_accepted(Method::Get, target, None).1
    }

    pub(super) fn post(&self, target: &str, body: Value) -> Value {
        self.expect_accepted(Method::Post, target, body).1
    }

    pub(super) fn put(&self, target: &str, body: Value) -> Value {
        self.expect_accepted(Method::Put, target, body).1
    }

    pub(super) fn patch(&self, target: &str, body: Value) -> Value {
        self.expect_accepted(Method::Patch, target, body).1
    }

    pub(super) fn delete(&self, target: &str) -> Value {
        self.expect_accepted(Method::Delete, target, None).1
    }

    /// A blueprint without properties.
    pub(super) fn create_empty_blueprint(&self, identifier: &str) {
        self.post("blueprints", blueprint(identifier, json!({})));
    }
}

/// The body of a blueprint with these properties.
pub(super) fn blueprint(identifier: &str, properties: Value) -> Value {
    json!({"identifier": identifier, "title": identifier, "schema": {"properties": properties}})
}

/// A refusal as status and code.
pub(super) fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}
